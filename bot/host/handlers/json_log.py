"""EDGE: the log as one JSON object a line, each with the id of its run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

from bot.core.terminal import json_line

_RUN: ContextVar[str] = ContextVar("run", default="")
_LONGEST = 2_000  # characters of a message; what is longer was written by a stranger


def run_id() -> str:
    """Return the id of this thread's run, "" outside of runs."""
    return _RUN.get()


@contextmanager
def a_run() -> Iterator[str]:
    """Give all that this thread logs meanwhile one id; return that id."""
    token = _RUN.set(uuid4().hex)
    try:
        yield _RUN.get()
    finally:
        _RUN.reset(token)


class JsonLines(logging.Formatter):
    """Writes a record as one line of ASCII that no terminal and no runner takes for a command."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as JSON."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "run": _RUN.get(),
            "message": record.getMessage()[:_LONGEST],
        }
        if record.exc_info:
            fields["trouble"] = self.formatException(record.exc_info)
        return json_line(fields)


def start_json_log(level: int = logging.INFO) -> None:
    """Send the log of this process to standard error, as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(level)
