"""EDGE: the App's way into each repository; a token is made when a task needs it, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.core.ports import Clock
from bot.github import Credential
from bot.github.client import PUBLIC_API, GitHubHome, open_token
from bot.host.ledger.database import Ledger
from bot.host.ledger.tables import Installation

FEW = 50
"""Requests left of an installation's limit below which its tasks wait: one needs some 25."""
_PATIENCE = 20.0  # seconds that a task waits for GitHub's limits; then it comes again later


@dataclass(frozen=True, slots=True, kw_only=True)
class AppHome:
    """Who the App is, and where GitHub is."""

    credential: Credential
    clock: Clock
    ledger: Ledger
    api_url: str = PUBLIC_API
    pace: float = 1.0

    def of(self, repository: str, installation: int) -> GitHubHome:
        """Return the way into *repository*, for an hour; what GitHub says of limits is noted.

        Raises `BotError` where the App is not installed (any more).
        """
        home = replace(self.itself, repository=repository)
        return replace(home, credential=open_token(home), watch=self._watch(installation))

    @property
    def itself(self) -> GitHubHome:
        """The way to what the App itself may ask."""
        return GitHubHome(
            repository="none/none",
            credential=self.credential,
            clock=self.clock,
            api_url=self.api_url,
            wait_budget=_PATIENCE,
            pace=self.pace,
        )

    def _watch(self, installation: int) -> Callable[[Mapping[str, str]], None]:
        noted: list[int] = []

        def watch(headers: Mapping[str, str]) -> None:
            told, until = (headers.get(f"x-ratelimit-{n}", "") for n in ("remaining", "reset"))
            if not (told.isdecimal() and until.isdecimal()):
                return
            left = int(told)
            if not noted or left < FEW or noted[-1] - left >= FEW:
                noted.append(left)
                self._note(installation, left, datetime.fromtimestamp(int(until), UTC))

        return watch

    def _note(self, installation: int, left: int, renewed: datetime) -> None:
        with self.ledger.session() as session:
            session.execute(
                sa.update(Installation)
                .where(Installation.id == installation)
                .values(calls_left=left, calls_renewed=renewed)
            )
