"""The whole service in one process, over an invented GitHub and an invented arXiv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from starlette.applications import Starlette

from bot.cli.daemon.schedule import parse_cron
from bot.host.handlers.task_runner import TaskRunner
from bot.host.queueing.inline_queue import InlineQueue
from bot.host.service import HostSettings, open_database, runner_of, web_of
from bot.host.storage.database import Database
from tests.arxiv.fakes import NOW, FakeClock
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import many, paper
from tests.host.asgi import Got, call
from tests.host.town import Town, as_body, headers_of

LIST = b"""# Mice and machines

## Serving

- [Batching for serving of language models](https://arxiv.org/abs/2501.00001)

## Planning

- [Planning with agents](https://arxiv.org/abs/2501.00002)
"""
CONFIG = b"""[arxiv]
categories = ["cs.DC"]
[sections.Serving.keywords]
"serving" = 8
[sections.Planning.keywords]
"planning" = 8
"""


def next_due(cron: str, timezone: str, now: datetime) -> datetime | None:
    return parse_cron(cron, timezone).get_next_fire_time(None, now)


@dataclass
class ServiceWorld:
    """The service, with a clock that moves when somebody sleeps or `passes`."""

    town: Town
    arxiv: ArxivDouble
    clock: FakeClock
    settings: HostSettings
    database: Database
    queue: InlineQueue
    runner: TaskRunner
    app: Starlette
    _deliveries: Iterator[int] = field(default_factory=lambda: count(1))

    def deliver(self, event: tuple[str, Any], *, delivery: str = "") -> Got:
        """Let GitHub send *event* = its name and payload."""
        name, payload = event
        body = as_body(payload)
        delivery = delivery or f"delivery-{next(self._deliveries)}"
        headers = headers_of(name, body, delivery)
        return call(self.app, "POST", "/webhook", body=body, headers=headers)

    def work(self, most: int = 500) -> int:
        """Do what waits, and return how many tasks that were."""
        done = 0
        while self.queue.do_next(self.runner.perform):
            done += 1
            assert done < most, "the tasks never end"
        return done

    def hears(self, *events: tuple[str, Any]) -> None:
        """Let GitHub send *events*, and do all that follows."""
        for event in events:
            assert self.deliver(event).status == 202
        self.work()

    def passes(self, **time: float) -> None:
        """Let time pass, then look what is due, and do it."""
        self.clock.elapsed += timedelta(**time).total_seconds()
        self.runner.tick()
        self.work()

    def look(self, path: str = "/") -> str:
        """The page at *path*, asked for on this machine."""
        got = call(self.app, "GET", path)
        assert got.status == 200, got.text
        return got.text

    def rows(self, table: Any) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(sa.select(table)))

    def reborn(self) -> ServiceWorld:
        """The service as it is after its process was killed and started again."""
        return build(self.town, self.arxiv, self.clock, self.settings)


def build(town: Town, arxiv: ArxivDouble, clock: FakeClock, settings: HostSettings) -> ServiceWorld:
    database = open_database(settings)
    queue = InlineQueue(database, clock)
    runner = runner_of(settings, database, queue)
    app = web_of(settings, database, queue).app()
    return ServiceWorld(town, arxiv, clock, settings, database, queue, runner, app)


@contextmanager
def service_world(
    folder: Path, repositories: Mapping[str, Mapping[str, bytes]], database: str = ""
) -> Iterator[ServiceWorld]:
    clock = FakeClock(NOW)
    listed = datetime(2025, 1, 6, tzinfo=UTC)
    known = [
        paper(1, "Batching for serving of language models", listed),
        paper(2, "Planning with agents", listed),
    ]
    arxiv = ArxivDouble([*known, *many()], clock=clock)
    with Town(repositories) as town, arxiv as url:
        settings = HostSettings(
            database=database or f"sqlite:///{folder / 'host.db'}",
            environ=town.environ(**arxiv.env(url)),
            clock=clock,
            next_due=next_due,
            pace=0,
        )
        world = build(town, arxiv, clock, settings)
        yield world
        world.database.engine.dispose()
