"""EDGE: does the tasks of a queue: one handler for each kind, the same for both queues."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import sqlalchemy as sa

from bot.core.errors import BotError, ListError, TryAgainLater
from bot.core.ports import Clock
from bot.core.terminal import log_text
from bot.github import NamedRepository
from bot.github.client import open_installations
from bot.host.handlers.app_access import ReadRepository
from bot.host.handlers.arxiv_polling import ArxivPolling
from bot.host.handlers.inviting import Inviting
from bot.host.handlers.json_log import a_run
from bot.host.handlers.list_runs import ListRuns
from bot.host.handlers.paper_pool import KEPT, PolledSource, keep_sweep, newest_sweep
from bot.host.handlers.repository_reader import RepositoryReader
from bot.host.storage.database import Database
from bot.host.storage.noting import (
    forget,
    lists_of,
    no_trouble,
    note_installation,
    note_repository,
    note_trouble,
)
from bot.host.storage.tables import (
    Delivery,
    HostedList,
    Installation,
    PolledPaper,
    Repository,
    SweepRecord,
)
from bot.host.work.queue_port import Queue
from bot.host.work.tasks import Task
from bot.pipeline import Report
from classifier.papers import ArxivId, Paper

_LOG = logging.getLogger(__name__)
_FRESH = timedelta(hours=6)
"""A complete sweep is used this long; arXiv announces once a day."""
_STALE = timedelta(minutes=30)  # one that was not complete
_DELIVERIES = timedelta(days=7)  # GitHub repeats a delivery by hand for three days
_TOGETHER = 500  # lists that are queued in one transaction
_LOOKED_UP = timedelta(days=360)  # what is known of listed papers is asked for again after that


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRunner:
    """Does tasks, with all that their handlers need."""

    database: Database
    queue: Queue
    clock: Clock
    arxiv: ArxivPolling
    repositories: RepositoryReader
    lists: ListRuns

    def perform(self, task: Task) -> None:
        """Do *task*. What may work later is tried again; what a person must mend is stored."""
        with a_run():
            _LOG.info("begins %s", task.key)
            try:
                self._handlers[task.kind](task)
            except TryAgainLater as error:
                self._later(task, error)
            except BotError as error:
                self._note(task, error)
            except Exception:  # noqa: BLE001  # no bug of one list ends the service
                # A bug in one task must not end the worker; its list is served when next due.
                _LOG.exception("failed %s", task.key)
                self._note(task, BotError("a bug of the bot's: its operator finds it in the log"))
            else:
                _LOG.info("done %s", task.key)

    def tick(self) -> None:
        """Queue a sweep of arXiv if a list is due."""
        with self.database.session() as session:
            due = sa.select(HostedList.id).where(HostedList.due <= self.clock.now()).limit(1)
            waiting = session.scalar(due)
        if waiting is not None:
            self.queue.put(Task(kind="sweep"))

    @property
    def _handlers(self) -> Mapping[str, Callable[[Task], None]]:
        return {
            "rebuild": self._rebuild,
            "sweep": self._sweep,
            "learn": self._learn,
            "serve": self._serve,
            "steer": self._steer,
        }

    def _later(self, task: Task, error: BotError) -> None:
        again = task.again()
        _LOG.warning("%s %s: %s", "later" if again else "given up", task.key, log_text(str(error)))
        if again is not None:
            self.queue.put(again)
        else:
            self._note(task, error)

    def _note(self, task: Task, error: BotError) -> None:
        _LOG.warning("trouble %s: %s", task.key, log_text(str(error)))
        if not task.repository:
            return
        with self.database.session() as session:
            if session.get(Repository, task.repository) is not None:
                name, now = task.list_name, self.clock.now()
                note_trouble(session, task.repository, error, list_name=name, now=now)

    def _sweep(self, _: Task) -> None:
        """Poll arXiv unless that was done lately, then queue a run for each list that is due."""
        with self.database.session() as session:
            categories = sorted({c for each in session.scalars(_CATEGORIES) for c in each})
            last = newest_sweep(session)
        if categories and not self._is_fresh(last, categories):
            self._poll(categories)
        self._hand_out()

    def _is_fresh(self, last: SweepRecord | None, categories: Sequence[str]) -> bool:
        if last is None or not set(categories) <= set(last.categories):
            return False
        age = self.clock.now() - last.until
        return timedelta() <= age < (_FRESH if last.complete else _STALE)

    def _poll(self, categories: Sequence[str]) -> None:
        with self.database.alone("arxiv"):
            swept = self.arxiv.sweep(categories)
            with self.database.session() as session:
                record = SweepRecord(
                    began=swept.began,
                    until=swept.until,
                    categories=list(categories),
                    complete=swept.sweep.complete,
                    requests=swept.sweep.tally.requests,
                    retries=swept.sweep.tally.retries,
                    papers=0,
                    troubles=list(swept.sweep.troubles),
                )
                keep_sweep(session, record, swept.sweep)
                self._tidy_up(session)
            self.arxiv.remember(swept)

    def _hand_out(self) -> None:
        """Queue a run for each list that is due; lists of the same categories follow each other."""
        now = self.clock.now()
        with self.database.session() as session:
            due = session.scalars(sa.select(HostedList).where(HostedList.due <= now)).all()
        following = cache(lambda cron, zone: self.repositories.next_due(cron, zone, now))
        every = sorted(due, key=lambda row: (row.categories, row.id))
        for start in range(0, len(every), _TOGETHER):
            rows = every[start : start + _TOGETHER]
            self.queue.put(
                *(
                    Task(kind="serve", repository=row.repository_id, list_name=row.name)
                    for row in rows
                )
            )
            with self.database.session() as session:
                dues = [{"id": row.id, "due": following(row.cron, row.timezone)} for row in rows]
                session.execute(sa.update(HostedList), dues)

    def _tidy_up(self, session: sa.orm.Session) -> None:
        now = self.clock.now()
        swept = sa.or_(PolledPaper.sweep.is_not(None), PolledPaper.older)
        for query in (
            sa.delete(PolledPaper).where(swept, PolledPaper.kept < now - KEPT),
            sa.delete(PolledPaper).where(PolledPaper.kept < now - _LOOKED_UP),
            sa.delete(Delivery).where(Delivery.at < now - _DELIVERIES),
            sa.delete(SweepRecord).where(SweepRecord.until < now - _LOOKED_UP),
        ):
            session.execute(query)

    def _learn(self, task: Task) -> None:
        """Read the repository's configs; where there are none, propose to install the bot."""
        repository = self._read(task)
        if repository is None:
            return
        if not repository.configs and not repository.broken:
            self._invite(repository)
            return
        with self.database.session() as session:
            open_lists = [row.name for row in lists_of(session, task.repository) if row.pull_number]
        for name in open_lists:
            steer = Task(kind="steer", repository=task.repository, list_name=name)
            self.queue.put(steer)
        self.tick()

    def _invite(self, repository: ReadRepository) -> None:
        if repository.row.state not in {"new", "lost"}:
            return
        try:
            outcome = Inviting(self._known).propose(repository.home, repository.files)
        except ListError:
            self._set_state(repository, "no list", "")
            raise
        self._set_state(repository, "declined" if outcome.what == "held" else "asked", outcome.url)

    def _known(self, ids: Sequence[ArxivId]) -> Sequence[Paper]:
        source = PolledSource(self.database, self.clock, None, None, self.arxiv.lookup)
        return list(source.lookup(ids).values())

    def _set_state(self, repository: ReadRepository, state: str, url: str) -> None:
        with self.database.session() as session:
            mine = sa.update(Repository).where(Repository.id == repository.row.id)
            session.execute(mine.values(state=state, request_url=url))

    def _serve(self, task: Task) -> None:
        repository = self._read(task)
        if repository is not None and (error := repository.broken.get(task.list_name)):
            raise error
        if repository is not None:
            self._safely(self.lists.serve, repository, task.list_name)
            self.lists.tell(repository)

    def _safely(
        self,
        act: Callable[[ReadRepository, str], Report | None],
        repository: ReadRepository,
        name: str,
    ) -> Report | None:
        """Do it for a list; what a person must mend there is stored. Raises `TryAgainLater`."""
        try:
            return act(repository, name)
        except TryAgainLater:
            raise
        except BotError as error:
            self.lists.trouble(repository, name, error)
            return None

    def _steer(self, task: Task) -> None:
        """Carry out what people decided for one list, or for all lists of the repository."""
        repository = self._read(task)
        if repository is None:
            return
        lost: list[BotError] = []
        for name in (task.list_name,) if task.list_name else tuple(repository.configs):
            try:
                report = self._safely(self.lists.steer, repository, name)
            except TryAgainLater as error:
                lost.append(error)
            else:
                self._refresh(task, name, report)
        self.lists.tell(repository)
        if lost:
            raise lost[0]

    def _refresh(self, task: Task, name: str, report: Report | None) -> None:
        """Queue a run of the list, where people ask for more papers."""
        if report is not None and report.refresh:
            self.queue.put(Task(kind="serve", repository=task.repository, list_name=name))

    def _read(self, task: Task) -> ReadRepository | None:
        repository = self.repositories.read(task.repository)
        if repository is not None:
            with self.database.session() as session:
                no_trouble(session, task.repository)
            self.lists.tell(repository)
        return repository

    def _rebuild(self, _: Task) -> None:
        """Ask GitHub who installed the App, and store it: what was lost or missed comes back."""
        app = open_installations(self.repositories.app.itself)
        # What a delivery tells meanwhile is newer than GitHub's answer.
        with self.database.session() as session:
            old = set(session.scalars(sa.select(Installation.id)))
            known = set(session.scalars(sa.select(Repository.id)))
        there: set[int] = set()
        installed: set[int] = set()
        for installation in app.every():
            number, is_suspended = installation.id, installation.suspended
            installed.add(number)
            with self.database.session() as session:
                note_installation(session, number, installation.account, suspended=is_suspended)
            if not is_suspended:
                there |= self._note_repositories(number, [*app.repositories(number)], known)
        with self.database.session() as session:
            gone = sa.delete(Installation).where(Installation.id.in_(old - installed))
            session.execute(gone)
            suspended = sa.select(Repository.id).join(
                Installation, Installation.id == Repository.installation_id
            )
            resting = set(session.scalars(suspended.where(Installation.suspended)))
            forget(session, known - there - resting)
            self._set_right(session)

    def _set_right(self, session: sa.orm.Session) -> None:
        """Let no list wait longer than its schedule says: a clock may have been ahead."""
        now = self.clock.now()
        following = cache(lambda cron, zone: self.repositories.next_due(cron, zone, now))
        columns = (HostedList.id, HostedList.cron, HostedList.timezone, HostedList.due)
        late = [
            {"id": number, "due": first}
            for number, cron, zone, due in session.execute(sa.select(*columns))
            if (first := following(cron, zone)) is not None and (due is None or first < due)
        ]
        if late:
            session.execute(sa.update(HostedList), late)

    def _note_repositories(
        self, installation: int, repositories: Sequence[NamedRepository], known: Set[int]
    ) -> set[int]:
        with self.database.session() as session:
            for named in repositories:
                note_repository(session, installation, named)
        new = (named.id for named in repositories if named.id not in known)
        self.queue.put(*(Task(kind="learn", repository=number) for number in new))
        return {named.id for named in repositories}


_CATEGORIES = sa.select(HostedList.categories)
