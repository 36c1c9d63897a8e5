"""EDGE: the app's own access to GitHub, and what repositories hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.config import Config, check_names, parse_config
from bot.core.errors import ConfigError, TryAgainLater
from bot.core.ports import Clock
from bot.github import Credential, RepositoryFiles
from bot.github.client import PUBLIC_API, GitHubHome, open_files, open_token
from bot.host.storage.database import Database, put
from bot.host.storage.noting import lists_of, note_trouble
from bot.host.storage.tables import HostedList, Installation, RepositoryRow, Trouble
from bot.host.work.hosted_config import hosted

FEW = 50
"""Requests left of an installation's limit below which its tasks wait: one needs some 25."""
RESERVED = 500
"""Requests left below which lists that are due wait: what people say comes first."""
_PATIENCE = 20.0  # seconds that a task waits for GitHub's limits; then it comes again later


class LimitUsedUpError(TryAgainLater):
    """GitHub's limit for an installation, the *owner*, is used up *until* then."""

    def __init__(self, owner: Installation, until: datetime) -> None:
        name = owner.account or owner.id
        super().__init__(f"GitHub's limit for {name} is used up until {until:%H:%M} UTC")
        self.owner, self.until = owner.id, until


@dataclass(frozen=True, slots=True)
class ReadRepository:
    """A repository as it is now: access to it, its files, and its configs by the list's name."""

    row: RepositoryRow
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

    def of(self, repository: RepositoryRow) -> GitHubHome:
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


# --- reads a repository's configs as they are now, and stores its lists.

MOST_LISTS = 20
"""Configs of a repository that are read."""

NextDue = Callable[[str, str, datetime], datetime | None]
"""When a cron expression in a time zone is due next after a moment. Raises `ValueError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryReader:
    """Reads repositories for all handlers."""

    database: Database
    clock: Clock
    app: AppAccess
    next_due: NextDue

    def read(self, number: int, *, least: int = FEW) -> ReadRepository | None:
        """Return the repository with GitHub's *number*, and store its lists; None if it is gone.

        Raises `LimitUsedUpError` where fewer than *least* requests are left to its installation,
        `ForgeError` for one that cannot be read.
        """
        with self.database.session() as session:
            row = session.get(RepositoryRow, number)
            owner = session.get(Installation, row.installation_id) if row else None
        if row is None or owner is None or owner.suspended:
            return None
        self._within_limit(owner, least)
        home = self.app.of(row)
        files = open_files(home)
        repository = self._read(row, replace(home, repository=files.name), files)
        self._note(repository)
        return repository

    def _within_limit(self, owner: Installation, least: int) -> None:
        left, renewed = owner.calls_left, owner.calls_renewed
        is_short = left is not None and left < least
        if is_short and renewed is not None and renewed > self.clock.now():
            raise LimitUsedUpError(owner, renewed)

    def _read(self, row: RepositoryRow, home: GitHubHome, files: RepositoryFiles) -> ReadRepository:
        every = [file for file in files.below("config") if file.path.endswith(".toml")]
        configs: dict[str, Config] = {}
        broken: dict[str, ConfigError] = {}
        for path, raw in files.read(every[:MOST_LISTS]).items():
            try:
                config = hosted(parse_config(raw, file=path), files.name)
                self._check(config)
                check_names([*configs.values(), config])
                configs[config.list_name] = config
            except ConfigError as error:
                broken[path.rpartition("/")[2].removesuffix(".toml")] = error
        return ReadRepository(row, home, files, configs, broken)

    def _check(self, config: Config) -> None:
        table = config.settings.schedule
        try:
            self.next_due(table.cron, table.timezone, self.clock.now())
        except ValueError as error:
            where = config.where("schedule", "cron")
            raise ConfigError(f"{where}: schedule.cron: {error}") from None

    def _note(self, repository: ReadRepository) -> None:
        now, number = self.clock.now(), repository.row.id
        with self.database.session() as session:
            state = "served" if repository.configs or repository.broken else repository.row.state
            session.execute(
                sa.update(RepositoryRow)
                .where(RepositoryRow.id == number)
                .values(name=repository.files.name, state=state)
            )
            known = {row.name: row for row in lists_of(session, number)}
            for name, config in repository.configs.items():
                self._note_list(known.get(name), session, number, config)
            for name in known.keys() - repository.configs.keys() - repository.broken.keys():
                session.delete(known[name])
            named = (*repository.configs, *repository.broken, "")
            gone = (Trouble.repository_id == number, Trouble.list_name.not_in(named))
            session.execute(sa.delete(Trouble).where(*gone))
            for name, error in repository.broken.items():
                note_trouble(session, number, error, list_name=name, now=now)

    def _note_list(
        self, known: HostedList | None, session: Session, number: int, config: Config
    ) -> None:
        table, now = config.settings.schedule, self.clock.now()
        facts = {
            "file": config.file,
            "categories": sorted(config.settings.arxiv.categories),
            "cron": table.cron,
            "timezone": table.timezone,
        }
        if known is None:
            key = {"repository_id": number, "name": config.list_name}
            put(
                session,
                HostedList,
                key,
                {**facts, "due": now, "pull_url": "", "told": ""},
                renew=False,
            )
            return
        if (known.cron, known.timezone) != (table.cron, table.timezone):
            known.due = self.next_due(table.cron, table.timezone, now)
        for name, value in facts.items():
            setattr(known, name, value)
