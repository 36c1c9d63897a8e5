"""EDGE: builds the service from its settings, and runs it: `bot host` and `bot worker`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from filelock import FileLock, Timeout

from bot.core.errors import ConfigError
from bot.core.ports import Clock
from bot.github import credential_of
from bot.github.client import PUBLIC_API
from bot.host.handlers.app_access import AppAccess, NextDue, RepositoryReader
from bot.host.handlers.arxiv_polling import ArxivPolling, PaperPools
from bot.host.handlers.deliveries import Deliveries
from bot.host.handlers.json_log import start_json_log
from bot.host.handlers.task_runner import ListRuns, TaskRunner
from bot.host.queueing.inline_queue import InlineQueue
from bot.host.queueing.procrastinate_queue import ProcrastinateQueue
from bot.host.storage.database import Database
from bot.host.timer import Timer
from bot.host.web.host_metrics import HostMetrics
from bot.host.web.pages import Pages
from bot.host.web.web_app import WebParts
from bot.host.work.tasks import Queue, Task

GRACE = 15.0
"""Seconds for a task under way after SIGTERM; docs/hosting.md and compose.yaml allow 20."""
_SHORTEST_SECRET = 16  # characters
_TURN = 0.0005
"""Seconds that a thread which computes lets another one wait (Python: 5 ms). With SQLite lists are
judged in the process that answers deliveries, and an answer needs some ten turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """Where the service listens and what it keeps; the rest is in *environ*."""

    database: str
    environ: Mapping[str, str]
    clock: Clock
    next_due: NextDue
    listen: str = "127.0.0.1:8080"
    pace: float = 1.0

    @property
    def address(self) -> tuple[str, int]:
        """The host and port to listen on. Raises `ConfigError`."""
        host, _, port = self.listen.rpartition(":")
        if not host or not port.isdecimal():
            raise ConfigError(f"--listen {self.listen!r} must be HOST:PORT, such as 127.0.0.1:8080")
        return host.strip("[]"), int(port)

    @property
    def secret(self) -> str:
        """What deliveries are signed with. Raises `ConfigError`."""
        secret = self.environ.get("PAPER_BOT_WEBHOOK_SECRET", "")
        if len(secret) < _SHORTEST_SECRET:
            raise ConfigError(
                "PAPER_BOT_WEBHOOK_SECRET must be set to the App's webhook secret, of at least"
                f" {_SHORTEST_SECRET} characters: openssl rand -hex 32 makes one"
            )
        return secret


def open_database(settings: HostSettings) -> Database:
    """Return the database with its tables. Raises `BotError`."""
    database = Database(settings.database)
    database.migrate()
    return database


def runner_of(settings: HostSettings, database: Database, queue: Queue) -> TaskRunner:
    """Return what does the tasks. Raises `ConfigError` without an App."""
    environ, clock = settings.environ, settings.clock
    app = AppAccess(
        credential=credential_of(environ, _read),
        clock=clock,
        database=database,
        api_url=environ.get("GITHUB_API_URL") or PUBLIC_API,
        pace=settings.pace,
    )
    contact = environ.get("PAPER_BOT_CONTACT", "")
    arxiv = ArxivPolling(database=database, clock=clock, environ=environ, contact=contact)
    return TaskRunner(
        database=database,
        queue=queue,
        clock=clock,
        arxiv=arxiv,
        repositories=RepositoryReader(
            database=database, clock=clock, app=app, next_due=settings.next_due
        ),
        lists=ListRuns(database=database, clock=clock, arxiv=arxiv, pools=PaperPools(database)),
    )


def web_of(settings: HostSettings, database: Database, queue: Queue) -> WebParts:
    """Return the HTTP interface. Raises `ConfigError` without a secret."""
    return WebParts(
        deliveries=Deliveries(database, queue, settings.clock),
        database=database,
        queue=queue,
        clock=settings.clock,
        metrics=HostMetrics(database, queue, settings.clock),
        pages=Pages(),
        secret=settings.secret,
        admin_token=settings.environ.get("PAPER_BOT_ADMIN_TOKEN", ""),
    )


def run_host(settings: HostSettings) -> None:
    """Listen until a signal ends it; on SQLite do the tasks too. Raises `BotError`."""
    start_json_log()
    sys.setswitchinterval(_TURN)
    host, port = settings.address
    database = open_database(settings)
    queue, end = _queue_of(settings, database)
    runner = runner_of(settings, database, queue)
    web = web_of(settings, database, queue)
    timer = Timer(runner.tick, lambda: queue.put(Task(kind="rebuild")))
    config = uvicorn.Config(
        web.app(),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(GRACE),
    )
    if isinstance(queue, InlineQueue):
        queue.start(runner.perform)
    timer.start()
    try:
        uvicorn.Server(config).run()
    finally:
        timer.end()
        end()


def run_worker(settings: HostSettings) -> None:
    """Do tasks until a signal ends it. Raises `BotError`; `ConfigError` on SQLite."""
    start_json_log()
    database = Database(settings.database)
    if not database.is_shared:
        raise ConfigError(
            "workers share a PostgreSQL: set PAPER_BOT_DATABASE; with SQLite `bot host` does all"
        )
    database.migrate()
    queue = ProcrastinateQueue(database)
    queue.open()
    runner = runner_of(settings, database, queue)
    timer = Timer(runner.tick, lambda: queue.put(Task(kind="rebuild")))
    timer.start()
    try:
        asyncio.run(queue.work(runner.perform, grace=GRACE))
    finally:
        timer.end()
        queue.close()


def _queue_of(settings: HostSettings, database: Database) -> tuple[Queue, Callable[[], object]]:
    if database.is_shared:
        shared = ProcrastinateQueue(database)
        shared.open()
        return shared, shared.close
    file = database.engine.url.database or ""
    lock = FileLock(f"{file}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ConfigError(
            f"another bot host uses {file}: several share a PostgreSQL, set PAPER_BOT_DATABASE"
        ) from None
    alone = InlineQueue(database, settings.clock)

    def end() -> None:
        alone.end(GRACE)
        lock.release()

    return alone, end


def _read(path: str) -> str:
    try:
        return Path(path).read_text("ascii", "replace")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
