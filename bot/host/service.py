"""EDGE: builds the service from its settings, and runs it: `bot host` and `bot worker`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from bot.core.errors import ConfigError
from bot.core.ports import Clock
from bot.github import credential_of
from bot.github.client import PUBLIC_API
from bot.host.duties.app_home import AppHome
from bot.host.duties.arxiv_desk import ArxivDesk
from bot.host.duties.json_log import start_json_log
from bot.host.duties.list_duties import ListDuties
from bot.host.duties.office import Office
from bot.host.duties.polled import Pools
from bot.host.duties.reception import Reception
from bot.host.duties.repository_desk import NextDue, RepositoryDesk
from bot.host.ledger.database import Ledger
from bot.host.pulse import Pulse
from bot.host.queueing.inline_queue import InlineQueue
from bot.host.queueing.procrastinate_queue import ProcrastinateQueue
from bot.host.web.host_metrics import HostMetrics
from bot.host.web.pages import Pages
from bot.host.web.web_app import Web
from bot.host.work.queue_port import Queue
from bot.host.work.tasks import Task

GRACE = 15.0
"""Seconds for a task under way after SIGTERM; docs/hosting.md and compose.yaml allow 20."""
_SHORTEST_SECRET = 16  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
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


def open_ledger(settings: Settings) -> Ledger:
    """Return the database with its tables. Raises `BotError`."""
    ledger = Ledger(settings.database)
    ledger.migrate()
    return ledger


def office_of(settings: Settings, ledger: Ledger, queue: Queue) -> Office:
    """Return who does the tasks. Raises `ConfigError` without an App."""
    environ, clock = settings.environ, settings.clock
    app = AppHome(
        credential=credential_of(environ, _read),
        clock=clock,
        ledger=ledger,
        api_url=environ.get("GITHUB_API_URL") or PUBLIC_API,
        pace=settings.pace,
    )
    contact = environ.get("PAPER_BOT_CONTACT", "")
    arxiv = ArxivDesk(ledger=ledger, clock=clock, environ=environ, contact=contact)
    return Office(
        ledger=ledger,
        queue=queue,
        clock=clock,
        arxiv=arxiv,
        desk=RepositoryDesk(ledger=ledger, clock=clock, app=app, next_due=settings.next_due),
        lists=ListDuties(ledger=ledger, clock=clock, arxiv=arxiv, pools=Pools(ledger)),
    )


def web_of(settings: Settings, ledger: Ledger, queue: Queue) -> Web:
    """Return the HTTP interface. Raises `ConfigError` without a secret."""
    return Web(
        reception=Reception(ledger, queue, settings.clock),
        ledger=ledger,
        queue=queue,
        clock=settings.clock,
        metrics=HostMetrics(ledger, queue, settings.clock),
        pages=Pages(),
        secret=settings.secret,
        admin_token=settings.environ.get("PAPER_BOT_ADMIN_TOKEN", ""),
    )


def run_host(settings: Settings) -> None:
    """Listen until a signal ends it; on SQLite do the tasks too. Raises `BotError`."""
    start_json_log()
    host, port = settings.address
    ledger = open_ledger(settings)
    queue, end = _queue_of(settings, ledger)
    office = office_of(settings, ledger, queue)
    web = web_of(settings, ledger, queue)
    pulse = Pulse(office.tick, lambda: queue.put(Task(kind="rebuild")))
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
        queue.start(office.perform)
    pulse.start()
    try:
        uvicorn.Server(config).run()
    finally:
        pulse.end()
        end()


def run_worker(settings: Settings) -> None:
    """Do tasks until a signal ends it. Raises `BotError`; `ConfigError` on SQLite."""
    start_json_log()
    ledger = Ledger(settings.database)
    if not ledger.is_shared:
        raise ConfigError(
            "workers share a PostgreSQL: set PAPER_BOT_DATABASE; with SQLite `bot host` does all"
        )
    ledger.migrate()
    queue = ProcrastinateQueue(ledger)
    queue.open()
    office = office_of(settings, ledger, queue)
    pulse = Pulse(office.tick, lambda: queue.put(Task(kind="rebuild")))
    pulse.start()
    try:
        asyncio.run(queue.work(office.perform, grace=GRACE))
    finally:
        pulse.end()
        queue.close()


def _queue_of(settings: Settings, ledger: Ledger) -> tuple[Queue, Callable[[], object]]:
    if ledger.is_shared:
        shared = ProcrastinateQueue(ledger)
        shared.open()
        return shared, shared.close
    alone = InlineQueue(ledger, settings.clock)
    return alone, lambda: alone.end(GRACE)


def _read(path: str) -> str:
    try:
        return Path(path).read_text("ascii", "replace")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
