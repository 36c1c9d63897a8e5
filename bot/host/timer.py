"""EDGE: what happens at fixed times in this process, on APScheduler."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.core.errors import BotError

_LOG = logging.getLogger(__name__)
_TICK = 30  # seconds between two looks for lists that are due
_REBUILD = 6  # hours between two questions to GitHub who installed the App


class Timer:
    """Calls *tick* and *rebuild* at fixed times. Several processes may: equal tasks wait once."""

    def __init__(self, tick: Callable[[], None], rebuild: Callable[[], None]) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_job(_safely(tick), "interval", seconds=_TICK)
        now = datetime.now(UTC)
        self._scheduler.add_job(_safely(rebuild), "interval", hours=_REBUILD, next_run_time=now)

    def start(self) -> None:
        """Begin, in threads of its own."""
        self._scheduler.start()

    def end(self) -> None:
        """Stop."""
        self._scheduler.shutdown(wait=False)


def _safely(act: Callable[[], None]) -> Callable[[], None]:
    def safely() -> None:
        try:
            act()
        except BotError as error:  # the database does not answer; the next tick may do better
            _LOG.warning("%s", error)

    return safely
