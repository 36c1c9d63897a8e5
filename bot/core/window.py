"""The window of a run: from `--since` and `--until` to two moments in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_SPAN = re.compile(r"(\d{1,5})([hdw])", re.ASCII)
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
ARXIV_BEGAN = datetime(1991, 8, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time: *since* belongs to it, *until* does not; both aware, in UTC."""

    since: datetime
    until: datetime

    def __contains__(self, moment: datetime) -> bool:
        """Whether *moment* lies inside."""
        return self.since <= moment < self.until


def parse_moment(raw: str, *, now: datetime) -> datetime:
    """Return the moment that *raw* names: a span before *now* ("7d", "12h", "2w") or a date.

    A date means 00:00 UTC. Raises `ValueError`.
    """
    if match := _SPAN.fullmatch(raw):
        moment = _before(now, **{_UNITS[match[2]]: int(match[1])})
    else:
        try:
            moment = datetime.combine(date.fromisoformat(raw), time(), UTC)
        except ValueError:
            raise ValueError(
                f"{raw!r} is no moment; write a span such as 7d, 12h or 2w, "
                f"or a date such as 2026-11-01"
            ) from None
    return max(moment, ARXIV_BEGAN)


def _before(now: datetime, **span: int) -> datetime:
    try:
        return now - timedelta(**span)
    except OverflowError:
        return ARXIV_BEGAN


def window_between(since: datetime, until: datetime) -> Window:
    """Return the window from *since* to *until*. Raises `ValueError` when it is empty."""
    if since >= until:
        raise ValueError(
            f"the window is empty: --since {since:%Y-%m-%d %H:%M} is not before "
            f"--until {until:%Y-%m-%d %H:%M} (UTC)"
        )
    return Window(since, until)
