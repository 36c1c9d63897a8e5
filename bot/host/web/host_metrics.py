"""EDGE: figures for Prometheus: of this process, and of the service."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

from bot.core.ports import Clock
from bot.host.handlers.arxiv_polling import newest_sweep
from bot.host.storage.database import Database
from bot.host.storage.tables import HostedList, Installation, RepositoryRow, Trouble
from bot.host.work.tasks import Queue

_ANSWERS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)  # seconds


class HostMetrics:
    """A registry of its own, so that two services in one process share no figures."""

    def __init__(self, database: Database, queue: Queue, clock: Clock) -> None:
        self._database, self._queue, self._clock = database, queue, clock
        self._registry = CollectorRegistry()
        self.deliveries = Counter(
            "paperbot_deliveries", "Deliveries by result", ["result"], registry=self._registry
        )
        self.answered = Histogram(
            "paperbot_delivery_seconds",
            "Time until a delivery was answered",
            buckets=_ANSWERS,
            registry=self._registry,
        )
        self._registry.register(self)

    def text(self) -> bytes:
        """Return all figures. Raises `TryAgainLater` without a database."""
        return generate_latest(self._registry)

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing, so that no figure is read from the database at the start."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures of the service now."""
        backlog = self._queue.backlog()
        yield _gauge("paperbot_tasks_waiting", "Tasks that wait", backlog.waiting)
        yield _gauge("paperbot_tasks_running", "Tasks under way", backlog.running)
        yield _gauge("paperbot_workers", "Workers that are alive", backlog.workers)
        with self._database.session() as session:
            for table, name in (
                (Installation, "installations"),
                (RepositoryRow, "repositories"),
                (HostedList, "lists"),
                (Trouble, "troubles"),
            ):
                count = session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                yield _gauge(f"paperbot_{name}", f"{name.capitalize()} that are known", count)
            sweep = newest_sweep(session)
        if sweep is not None:
            age = (self._clock.now() - sweep.until).total_seconds()
            yield _gauge("paperbot_sweep_age_seconds", "Since arXiv was last swept", age)
            yield _gauge("paperbot_sweep_complete", "Whether that was all", sweep.complete)
            yield _gauge("paperbot_sweep_requests", "Requests that it took", sweep.requests)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)
