"""What the run needs from the home of a list, as a protocol; the edges implement it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.proposal.model.description import Proposal
from bot.proposal.model.proposed import Outcome, Standing


class Forge(Protocol):
    """The list's home, where a proposal becomes a pull request."""

    def standing(self, list_name: str, files: Sequence[str]) -> Standing:
        """Return how things stand now: the files to edit and the open pull request."""

    def publish(self, proposal: Proposal, standing: Standing) -> Outcome:
        """Make the pull request say *proposal*; a second call with the same changes nothing."""
