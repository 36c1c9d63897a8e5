"""EDGE: tells a person at a terminal what the run is doing; says nothing into a pipe."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from rich.console import Console
from rich.status import Status
from rich.text import Text

from bot.core.logged_progress import LoggedProgress, count_text
from bot.core.ports import Progress
from bot.core.terminal import terminal_text

_LOG = logging.getLogger("bot")


class Live(LoggedProgress):
    """Progress as one line that changes in place."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._step = ""

    def step(self, text: str) -> None:
        """Show the step."""
        super().step(text)
        self._step = text
        self._show("")

    def count(self, done: int, total: int | None, unit: str) -> None:
        """Show the count behind the step."""
        super().count(done, total, unit)
        self._show(count_text(done, total, unit))

    def pause(self, seconds: float, why: str) -> None:
        """Show the pause behind the step."""
        super().pause(seconds, why)
        self._show(f"waiting {seconds:.0f} s: {why}")

    def _show(self, detail: str) -> None:
        text = f"{self._step} ({detail})" if detail else self._step
        self._status.update(Text(terminal_text(text)))


@contextlib.contextmanager
def open_progress(*, watched: bool) -> Iterator[Progress]:
    """Yield the progress for this run; *watched* says that standard error is a terminal."""
    if not watched:
        yield LoggedProgress()
        return
    with Console(stderr=True).status("starting") as status:
        yield Live(status)
