"""What was known when arXiv was last swept completely; a noun with one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from classifier.paper import ArxivId


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All papers in *categories* submitted since *covers* (aware) that arXiv showed at the time.

    What is not in *ids* now has been announced since, however old its date of submission.
    """

    covers: datetime
    categories: tuple[str, ...]
    ids: frozenset[ArxivId]

    def answers(self, start: datetime, categories: Sequence[str]) -> bool:
        """Whether this tells new from old for all of *categories* submitted since *start*."""
        return self.covers <= start and set(categories) <= set(self.categories)
