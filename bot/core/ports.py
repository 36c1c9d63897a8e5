"""What an edge that takes time needs from the world: a clock, and somebody who watches."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What JSON can say."""


class Progress(Protocol):
    """Tells a waiting person what is going on; silent where nobody watches."""

    def step(self, text: str) -> None:
        """Announce a new step, such as "reading PAPERS.md"."""

    def count(self, done: int, total: int | None, unit: str) -> None:
        """Report that *done* of *total* (None: unknown) are done, such as papers."""

    def pause(self, seconds: float, why: str) -> None:
        """Report that nothing happens for *seconds*, and why."""


class Clock(Protocol):
    """Time for the edges that must wait; tests bring their own."""

    def now(self) -> datetime:
        """Return the current time in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
