"""EDGE: progress that nobody watches, written to the log alone."""

from __future__ import annotations

import logging

from bot.core.terminal import terminal_text

_LOG = logging.getLogger("bot")
_LONG_PAUSE = 4.0  # seconds; services are asked every three


class LoggedProgress:
    """Progress that nobody watches: it goes to the log (seen with -v)."""

    def step(self, text: str) -> None:
        """Log the step."""
        _LOG.info("%s", terminal_text(text))

    def count(self, done: int, total: int | None, unit: str) -> None:
        """Log the count."""
        _LOG.debug("%s", count_text(done, total, unit))

    def pause(self, seconds: float, why: str) -> None:
        """Log the pause; a short one is a detail."""
        level = logging.INFO if seconds >= _LONG_PAUSE else logging.DEBUG
        _LOG.log(level, "waiting %.1f s: %s", seconds, terminal_text(why))


def count_text(done: int, total: int | None, unit: str) -> str:
    """Return how far a count is, such as "3 of 10 papers"."""
    return f"{done:,} {unit}" if total is None else f"{done:,} of {total:,} {unit}"
