"""EDGE: the queue on PostgreSQL: Procrastinate, the only module that knows it.

A worker sends a heartbeat every few seconds. When that stops, another worker takes over its tasks.
https://procrastinate.readthedocs.io/en/stable/howto/production/retry_stalled_jobs.html
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from bot.core.errors import TryAgainLater
from bot.host.storage.database import Database
from bot.host.work.tasks import MOST_TRIES, Backlog, Task, task_of

_LOG = logging.getLogger(__name__)
_TASK = "perform"
_POOL: dict[str, Any] = {"min_size": 1, "max_size": 4, "timeout": 5.0}


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Seconds between two heartbeats, without one until a worker counts as dead, and between two
    searches for dead workers. A busy thread delays heartbeats, but not for so long.
    """

    beat: float = 5.0
    dead: float = 20.0
    look: float = 10.0


class ProcrastinateQueue:
    """Tasks in the PostgreSQL of *database*, shared by all hosts and workers."""

    def __init__(self, database: Database, heartbeat: Heartbeat | None = None) -> None:
        self._database, self._heartbeat = database, heartbeat or Heartbeat()
        self._address = database.address.replace("+psycopg", "", 1)
        self._app = App(connector=SyncPsycopgConnector(conninfo=self._address, **_POOL))
        self._worker: Any = None

    def open(self) -> None:
        """Connect, and make Procrastinate's tables where there are none."""
        try:
            self._app.open()
            with self._database.alone("migration"):
                if not self._app.check_connection():
                    self._app.schema_manager.apply_schema()
        except ConnectorException as error:
            raise _no_answer(error) from None

    def close(self) -> None:
        """Close the connections."""
        self._app.close()

    def put(self, *tasks: Task) -> None:
        """Keep *tasks*, but those of whose key one waits."""
        try:
            waiting = self._waiting([task.key for task in tasks])
            for task in tasks:
                if task.key not in waiting:
                    waiting.add(task.key)
                    self._defer(task)
        except ConnectorException as error:
            raise _no_answer(error) from None

    def _waiting(self, keys: list[str]) -> set[str]:
        """Return those of *keys* of which a task waits: one question is cheaper than each try."""
        rows = self._app.connector.get_sync_connector().execute_query_all(
            "SELECT queueing_lock FROM procrastinate_jobs"
            " WHERE status = 'todo' AND queueing_lock = ANY(%(keys)s)",
            keys=keys,
        )
        return {row["queueing_lock"] for row in rows}

    def _defer(self, task: Task) -> None:
        wait = {"seconds": int(task.wait.total_seconds())} if task.tries else None
        job = self._app.configure_task(
            _TASK,
            lock=task.lock,
            queueing_lock=task.key,
            schedule_in=wait,
            # Of one lock the highest goes first, and the others wait for it even while it waits
            # for its time: one that is tried again must be below all that comes new.
            priority=-2 * task.tries - task.rank,
            allow_unknown=True,
        )
        with suppress(AlreadyEnqueued):  # by another process, just now
            job.defer(task=task.as_json())

    def backlog(self) -> Backlog:
        """Return how much there is to do."""
        try:
            counts = [*self._app.job_manager.list_queues()]
            rows = self._app.connector.get_sync_connector().execute_query_all(
                "SELECT count(*) AS alive FROM procrastinate_workers"
                " WHERE last_heartbeat > now() - %(dead)s * interval '1 second'",
                dead=self._heartbeat.dead,
            )
        except ConnectorException as error:
            raise _no_answer(error) from None
        waiting, running = (sum(queue[kind] for queue in counts) for kind in ("todo", "doing"))
        return Backlog(waiting, running, rows[0]["alive"])

    async def work(
        self, perform: Callable[[Task], None], *, grace: float, wait: bool = True
    ) -> None:
        """Do tasks, one at a time, until SIGTERM or SIGINT, or with no *wait* until none is due.

        After a signal a task under way has *grace* seconds. These are fewer than make a worker
        dead, for heartbeats stop with the signal; a longer task is left to another worker.
        Raises `TryAgainLater`.
        """
        app = App(connector=PsycopgConnector(conninfo=self._address, **_POOL))

        # Procrastinate's own retry would queue the task again, which fails where its like waits
        # already: it then stays under way, and keeps its lock, as long as this worker lives.
        @app.task(name=_TASK)
        def do(task: dict[str, Any]) -> None:
            self._do(perform, task_of(task))

        loop = asyncio.get_running_loop()
        try:
            async with app.open_async():
                rescue = asyncio.create_task(self._rescue(app))
                worker = asyncio.create_task(
                    app.run_worker_async(
                        concurrency=1,
                        wait=wait,
                        install_signal_handlers=False,
                        delete_jobs="always",  # our own tables and the log tell what failed
                        update_heartbeat_interval=self._heartbeat.beat,
                        stalled_worker_timeout=self._heartbeat.dead,
                    )
                )
                if threading.current_thread() is threading.main_thread():  # others get no signals
                    for number in (signal.SIGTERM, signal.SIGINT):
                        loop.add_signal_handler(number, _end, worker, grace)
                try:
                    await worker
                except asyncio.CancelledError:
                    return
                finally:
                    rescue.cancel()
        except ConnectorException as error:
            raise _no_answer(error) from None

    def _do(self, perform: Callable[[Task], None], task: Task) -> None:
        """Do *task*, again where it met no database, but no longer than this worker is alive."""
        pause = (self._heartbeat.dead - self._heartbeat.beat) / MOST_TRIES
        for _ in range(MOST_TRIES - 1):
            with suppress(TryAgainLater):
                return perform(task)
            time.sleep(pause)
        return perform(task)

    async def _rescue(self, app: App) -> None:
        while True:
            await asyncio.sleep(self._heartbeat.look)
            with suppress(ConnectorException, TryAgainLater):
                await self._take_over(app)

    async def _take_over(self, app: App) -> None:
        """Queue the tasks of dead workers again.

        One process at a time: a second one could take a task that was begun again just now.
        """
        dead = self._heartbeat.dead
        with self._database.alone("rescue"):
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead):
                _LOG.warning("task %s of a dead worker is taken over", job.queueing_lock)
                try:
                    await app.job_manager.retry_job(job)
                except UniqueViolation:  # its like waits already, and will do
                    await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)


def _end(worker: asyncio.Task[None], grace: float) -> None:
    if not worker.cancelling():
        _LOG.info("ending; a task under way has %.0f s", grace)
        worker.cancel()
        asyncio.get_running_loop().call_later(grace, os._exit, 128 + signal.SIGTERM)


def _no_answer(error: Exception) -> TryAgainLater:
    return TryAgainLater(f"the queue's database does not answer ({type(error).__name__})")
