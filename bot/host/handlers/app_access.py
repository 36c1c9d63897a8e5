"""EDGE: access to a repository as the App: a token is made when a task needs it, never kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.config import Config
from bot.core.errors import ConfigError
from bot.core.ports import Clock
from bot.github import Credential, RepositoryFiles
from bot.github.client import PUBLIC_API, GitHubHome, open_token
from bot.host.storage.database import Database
from bot.host.storage.tables import Installation, Repository

FEW = 50
"""Requests left of an installation's limit below which its tasks wait: one needs some 25."""
_PATIENCE = 20.0  # seconds that a task waits for GitHub's limits; then it comes again later


@dataclass(frozen=True, slots=True)
class ReadRepository:
    """A repository as it is now: access to it, its files, and its configs by the list's name."""

    row: Repository
    home: GitHubHome
    files: RepositoryFiles
    configs: Mapping[str, Config]
    broken: Mapping[str, ConfigError]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppAccess:
    """Who the App is, and where GitHub answers."""

    credential: Credential
    clock: Clock
    database: Database
    api_url: str = PUBLIC_API
    pace: float = 1.0

    def of(self, repository: Repository) -> GitHubHome:
        """Return access to *repository* for an hour; what GitHub says of its limits is stored.

        Raises `BotError` where the App is not installed (any more).
        """
        home = replace(self.itself, repository=repository.name)
        installation = repository.installation_id
        token = open_token(home, installation, repository.id)
        return replace(home, credential=token, watch=self._watch(installation))

    @property
    def itself(self) -> GitHubHome:
        """Access to what the App itself may ask, without a repository."""
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
            remaining, reset = (headers.get(f"x-ratelimit-{n}", "") for n in ("remaining", "reset"))
            if not (remaining.isdecimal() and reset.isdecimal()):
                return
            left = int(remaining)
            if not noted or left < FEW or noted[-1] - left >= FEW:
                noted.append(left)
                self._note(installation, left, datetime.fromtimestamp(int(reset), UTC))

        return watch

    def _note(self, installation: int, left: int, renewed: datetime) -> None:
        with self.database.session() as session:
            session.execute(
                sa.update(Installation)
                .where(Installation.id == installation)
                .values(calls_left=left, calls_renewed=renewed)
            )
