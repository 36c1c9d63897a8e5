"""What an edge that takes time needs: a clock, somebody who watches, how long to wait."""

from __future__ import annotations

from datetime import datetime
from math import inf
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


def backoff(attempt: int, *, first: float, most: float = inf, jitter: float = 0.0) -> float:
    """Return the seconds to wait before a service is asked again.

    *attempt* counts the repetitions from 0; *first* is doubled each time up to *most*. *jitter*
    (0 to 1) adds up to a half, so that clients which failed together do not come back together.
    """
    return min(first * 2.0**attempt, most) * (1 + jitter / 2)
