"""Windows by day, as `bot rank` and the benchmark count them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.errors import UsageError
from bot.core.window import Window, parse_moment, window_between

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from *since* up to *until*, which is not one of them; None leaves an end open."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        """Whether *day* lies inside."""
        return not self.before(day) and not self.after(day)

    def before(self, day: date) -> bool:
        """Whether *day* is older than the window, so that a paper of it is known by then."""
        return self.since is not None and day < self.since

    def after(self, day: date) -> bool:
        """Whether *day* is later than the window."""
        return self.until is not None and day >= self.until

    def just_before(self, day: date) -> bool:
        """Whether *day* is of the year before the window."""
        return self.since is not None and self.since - _YEAR <= day < self.since


def days_between(since: str | None, until: str | None, *, now: datetime) -> Days:
    """Return the window that the arguments *since* and *until* (dates or spans) name.

    Raises `UsageError` when one cannot be read or the window is empty.
    """
    try:
        first, last = (parse_moment(raw, now=now).date() if raw else None for raw in (since, until))
    except ValueError as error:
        raise UsageError(str(error)) from None
    if first and last and first >= last:
        raise UsageError(
            f"the window is empty: --since {first} is not before --until {last} (not included)"
        )
    return Days(first, last)


def moments_between(since: str, until: str | None, *, now: datetime) -> Window:
    """Return the window that a run has with the arguments *since* and *until*.

    Raises `UsageError` when one cannot be read or the window is empty.
    """
    try:
        last = min(now, parse_moment(until, now=now)) if until else now
        return window_between(parse_moment(since, now=now), last)
    except ValueError as error:
        raise UsageError(str(error)) from None
