"""EDGE: the queue inside one process, kept in the database (SQLite): nothing else to install.

A task is a row. A begun one has another key, so that the same task can be queued meanwhile. When
the process dies its rows stay, and the next process does them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.core.errors import BotError
from bot.core.ports import Clock
from bot.host.storage.database import Database, put_all
from bot.host.storage.tables import WaitingTask
from bot.host.work.tasks import Backlog, Task, task_of

_LOG = logging.getLogger(__name__)
_LOOK = 5.0  # seconds between two looks for tasks that have become due
_AT_A_TIME = 20  # rows
THREADS = 2
"""A sweep may wait for arXiv for minutes; what people said is carried out meanwhile."""


class InlineQueue:
    """Tasks in *database*, done by threads of this process; it must be the only one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._locks: set[str] = set()
        self._under_way: set[int] = set()
        self._change = threading.Condition()
        self._ending = False
        self._threads: list[threading.Thread] = []
        self._take_back()

    def put(self, *tasks: Task) -> None:
        """Keep *tasks*, but those of whose key one waits."""
        now = self._clock.now()
        with self._database.session() as session:
            put_all(session, WaitingTask, [_row(task, now + task.wait) for task in tasks])
        with self._change:
            self._change.notify(len(tasks))

    def backlog(self) -> Backlog:
        """Return how much there is to do."""
        with self._database.session() as session:
            counts = dict(
                session.execute(
                    sa.select(WaitingTask.begun, sa.func.count()).group_by(WaitingTask.begun)
                ).all()
            )
        alive = sum(thread.is_alive() for thread in self._threads)
        return Backlog(counts.get(False, 0), counts.get(True, 0), alive)

    def do_next(self, perform: Callable[[Task], None]) -> bool:
        """Do the first task that is due and whose lock is free; return whether there was one."""
        taken = self._take()
        if taken is None:
            return False
        number, task = taken
        try:
            perform(task)
            with self._database.session() as session:
                session.execute(sa.delete(WaitingTask).where(WaitingTask.id == number))
        finally:  # what could not be stored as done is done again
            with self._change:
                self._locks.discard(task.lock)
                self._under_way.discard(number)
                self._change.notify()
        return True

    def start(self, perform: Callable[[Task], None]) -> None:
        """Do tasks in the background until `end`."""
        for number in range(THREADS):
            thread = threading.Thread(
                target=self._work, args=(perform,), name=f"worker-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def end(self, grace: float) -> bool:
        """Begin no task, wait *grace* seconds for those under way; return whether all ended."""
        with self._change:
            self._ending = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join(grace)
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, perform: Callable[[Task], None]) -> None:
        while not self._ending:
            try:
                done = self.do_next(perform)
            except BotError as error:  # the disk is full, perhaps; the task is still there
                _LOG.warning("queue: %s", error)
                done = False
            with self._change:
                if not (done or self._ending):
                    self._change.wait(_LOOK)

    def _take(self) -> tuple[int, Task] | None:
        with self._change:
            if self._ending:
                return None
            with self._database.session() as session:
                taken = self._first(session)
            if taken is not None:
                number, task = taken
                self._locks.add(task.lock)
                self._under_way.add(number)
            return taken

    def _first(self, session: Session) -> tuple[int, Task] | None:
        """Mark as begun the first task that can be, and return its number and it."""
        is_due = WaitingTask.due <= self._clock.now()
        query = (
            sa.select(WaitingTask)
            .where(WaitingTask.id.not_in(self._under_way), is_due)
            .order_by(WaitingTask.rank, WaitingTask.due, WaitingTask.id)
        )
        # A few rows at a time: thousands may wait, and most often the first is free.
        for row in session.scalars(query.execution_options(yield_per=_AT_A_TIME)):
            task = task_of(row.task)
            if task.lock not in self._locks:
                row.begun, row.key = True, f"{task.key}#{row.id}"
                return row.id, task
        return None

    def _take_back(self) -> None:
        """Queue again what an earlier process had begun."""
        with self._database.session() as session:
            for row in session.scalars(sa.select(WaitingTask).where(WaitingTask.begun.is_(True))):
                session.delete(row)
                session.flush()
                put_all(session, WaitingTask, [_row(task_of(row.task), row.due)])


def _row(task: Task, due: datetime) -> dict[str, Any]:
    values = {"key": task.key, "task": task.as_json(), "rank": task.rank}
    return {**values, "due": due, "begun": False}
