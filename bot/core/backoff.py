"""How long to wait before asking a service again; one rule for all of them."""

from __future__ import annotations

from math import inf


def backoff(attempt: int, *, first: float, most: float = inf, jitter: float = 0.0) -> float:
    """Return the seconds to wait before repetition *attempt*, counted from 0.

    *first* is doubled each time up to *most*; *jitter* (0 to 1) adds up to a half, so that clients
    which failed together do not come back together.
    """
    return min(first * 2.0**attempt, most) * (1 + jitter / 2)
