"""EDGE: does tasks, whoever keeps them: the same functions under both queues."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from bot.core.errors import BotError, ListError, TryAgainLater
from bot.core.ports import Clock
from bot.core.terminal import log_text
from bot.github.client import open_installations
from bot.host.duties.arxiv_desk import ArxivDesk
from bot.host.duties.inviting import Inviting
from bot.host.duties.json_log import a_run
from bot.host.duties.list_duties import ListDuties
from bot.host.duties.polled import KEPT, PolledSource, keep_sweep, newest_sweep
from bot.host.duties.repository_desk import RepositoryDesk
from bot.host.duties.visited import Visited
from bot.host.ledger.database import Ledger
from bot.host.ledger.noting import (
    forget,
    lists_of,
    no_trouble,
    note_installation,
    note_repository,
    note_trouble,
)
from bot.host.ledger.tables import (
    Delivery,
    HostedList,
    Installation,
    PolledPaper,
    Repository,
    SweepRecord,
)
from bot.host.work.queue_port import Queue
from bot.host.work.tasks import Task
from bot.host.work.webhook_events import Named
from bot.pipeline import Report
from classifier.papers import ArxivId, Paper

_LOG = logging.getLogger(__name__)
_FRESH = timedelta(hours=6)
"""A complete sweep is used this long; arXiv announces once a day."""
_STALE = timedelta(minutes=30)  # one that was not complete
_DELIVERIES = timedelta(days=7)  # GitHub repeats a delivery by hand for three days
_LOOKED_UP = timedelta(days=360)  # what is known of listed papers is asked for again after that


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that the duties need."""

    ledger: Ledger
    queue: Queue
    clock: Clock
    arxiv: ArxivDesk
    desk: RepositoryDesk
    lists: ListDuties

    def perform(self, task: Task) -> None:
        """Do *task*. What time helps is tried again later; what a person must mend is noted."""
        with a_run():
            _LOG.info("begins %s", task.key)
            try:
                self._duties[task.kind](task)
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
        """Have arXiv swept if a list is due."""
        with self.ledger.session() as session:
            due = sa.select(HostedList.id).where(HostedList.due <= self.clock.now()).limit(1)
            waiting = session.scalar(due)
        if waiting is not None:
            self.queue.put(Task(kind="sweep"))

    @property
    def _duties(self) -> Mapping[str, Callable[[Task], None]]:
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
        with self.ledger.session() as session:
            if session.get(Repository, task.repository) is not None:
                name, now = task.list_name, self.clock.now()
                note_trouble(session, task.repository, str(error), list_name=name, now=now)

    def _sweep(self, _: Task) -> None:
        """Poll arXiv unless that was done lately, and have the lists that are due served."""
        with self.ledger.session() as session:
            categories = sorted({c for found in session.scalars(_CATEGORIES) for c in found})
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
        with self.ledger.alone("arxiv"):
            swept = self.arxiv.sweep(categories)
            with self.ledger.session() as session:
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
        """Have each list that is due served; those of the same categories one after the other."""
        now = self.clock.now()
        with self.ledger.session() as session:
            due = session.scalars(sa.select(HostedList).where(HostedList.due <= now)).all()
        for row in sorted(due, key=lambda row: (row.categories, row.id)):
            self.queue.put(Task(kind="serve", repository=row.repository_id, list_name=row.name))
            with self.ledger.session() as session:
                following = self.desk.next_due(row.cron, row.timezone, now)
                mine = sa.update(HostedList).where(HostedList.id == row.id)
                session.execute(mine.values(due=following))

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
        visited = self._visit(task)
        if visited is None:
            return
        if not visited.configs and not visited.broken:
            self._invite(visited)
            return
        with self.ledger.session() as session:
            open_lists = [row.name for row in lists_of(session, task.repository) if row.pull_number]
        for name in open_lists:
            steer = Task(kind="steer", repository=task.repository, list_name=name)
            self.queue.put(steer)
        self.tick()

    def _invite(self, visited: Visited) -> None:
        if visited.row.state not in {"new", "lost"}:
            return
        try:
            outcome = Inviting(self._known).propose(visited.home, visited.files)
        except ListError:
            self._set_state(visited, "no list", "")
            raise
        self._set_state(visited, "declined" if outcome.what == "held" else "asked", outcome.url)

    def _known(self, ids: Sequence[ArxivId]) -> Sequence[Paper]:
        source = PolledSource(self.ledger, self.clock, None, None, self.arxiv.lookup)
        return list(source.lookup(ids).values())

    def _set_state(self, visited: Visited, state: str, url: str) -> None:
        with self.ledger.session() as session:
            mine = sa.update(Repository).where(Repository.id == visited.row.id)
            session.execute(mine.values(state=state, request_url=url))

    def _serve(self, task: Task) -> None:
        visited = self._visit(task)
        if visited is not None and (error := visited.broken.get(task.list_name)):
            raise error
        if visited is not None:
            self.lists.serve(visited, task.list_name)

    def _steer(self, task: Task) -> None:
        """Carry out what people said, of one list or of all that the repository has."""
        visited = self._visit(task)
        if visited is None:
            return
        lost: list[BotError] = []
        for name in (task.list_name,) if task.list_name else tuple(visited.configs):
            try:
                report = self.lists.steer(visited, name)
            except TryAgainLater as error:
                lost.append(error)
            except BotError as error:
                self.lists.trouble(visited, name, error)
            else:
                self._refresh(task, name, report)
        if lost:
            raise lost[0]

    def _refresh(self, task: Task, name: str, report: Report | None) -> None:
        """Have the list served now, where people ask for more."""
        if report is not None and report.refresh:
            self.queue.put(Task(kind="serve", repository=task.repository, list_name=name))

    def _visit(self, task: Task) -> Visited | None:
        visited = self.desk.visit(task.repository)
        if visited is not None:
            with self.ledger.session() as session:
                no_trouble(session, task.repository)
        return visited

    def _rebuild(self, _: Task) -> None:
        """Ask GitHub who installed the App, and note it: what was lost or missed comes back."""
        app = open_installations(self.desk.app.itself)
        there: set[int] = set()
        installed: set[int] = set()
        for one in app.every():
            installed.add(one.id)
            with self.ledger.session() as session:
                note_installation(session, one.id, one.account, suspended=one.suspended)
            if not one.suspended:
                there |= self._note_repositories(
                    one.id, [Named(r.id, r.name) for r in app.repositories(one.id)]
                )
        with self.ledger.session() as session:
            gone = sa.delete(Installation).where(Installation.id.not_in(installed))
            session.execute(gone)
            known = set(session.scalars(sa.select(Repository.id)))
            suspended = sa.select(Repository.id).join(
                Installation, Installation.id == Repository.installation_id
            )
            resting = set(session.scalars(suspended.where(Installation.suspended)))
            forget(session, known - there - resting)
            self._set_right(session)

    def _set_right(self, session: sa.orm.Session) -> None:
        """Let no list wait longer than its schedule says: a clock may have been ahead."""
        now = self.clock.now()
        for row in session.scalars(sa.select(HostedList)):
            following = self.desk.next_due(row.cron, row.timezone, now)
            if row.due is None or (following is not None and following < row.due):
                row.due = following

    def _note_repositories(self, installation: int, repositories: Sequence[Named]) -> set[int]:
        with self.ledger.session() as session:
            known = set(session.scalars(sa.select(Repository.id)))
            for named in repositories:
                note_repository(session, installation, named)
        for named in repositories:
            if named.id not in known:
                self.queue.put(Task(kind="learn", repository=named.id))
        return {named.id for named in repositories}


_CATEGORIES = sa.select(HostedList.categories)
