"""EDGE: reads a repository's configs as they are now, and stores its lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.config import Config, check_names, parse_config
from bot.core.errors import ConfigError, TryAgainLater
from bot.core.ports import Clock
from bot.github import RepositoryFiles
from bot.github.client import GitHubHome, open_files
from bot.host.handlers.app_access import FEW, AppAccess, ReadRepository
from bot.host.storage.database import Database, put
from bot.host.storage.noting import lists_of, note_trouble
from bot.host.storage.tables import HostedList, Installation, Repository, Trouble
from bot.host.work.hosted_config import hosted

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

    def read(self, number: int) -> ReadRepository | None:
        """Return the repository with GitHub's *number*, and store its lists; None if it is gone.

        Raises `TryAgainLater` while GitHub's limit for its installation is used up, `ForgeError`
        for one that cannot be read.
        """
        with self.database.session() as session:
            row = session.get(Repository, number)
            owner = session.get(Installation, row.installation_id) if row else None
        if row is None or owner is None or owner.suspended:
            return None
        self._within_limit(owner)
        home = self.app.of(row)
        files = open_files(home)
        repository = self._read(row, replace(home, repository=files.name), files)
        self._note(repository)
        return repository

    def _within_limit(self, owner: Installation) -> None:
        left, renewed = owner.calls_left, owner.calls_renewed
        if left is not None and renewed is not None and left < FEW and renewed > self.clock.now():
            raise TryAgainLater(
                f"GitHub's limit for {owner.account or owner.id} is used up until"
                f" {renewed:%H:%M} UTC"
            )

    def _read(self, row: Repository, home: GitHubHome, files: RepositoryFiles) -> ReadRepository:
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
                sa.update(Repository)
                .where(Repository.id == number)
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
