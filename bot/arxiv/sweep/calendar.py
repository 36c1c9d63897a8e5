"""arXiv's announcement calendar: when a submission can be announced at the earliest.

It refuses to guess how long moderation takes: only a lower bound can be known.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# https://info.arxiv.org/help/availability.html: deadline and mailing in Eastern time.
EASTERN = ZoneInfo("America/New_York")
# The search API shows a mailing hours after it came out.
LAG = timedelta(hours=5)
_DEADLINE = time(14)
_MAILING = time(20)
_MONDAY, _THURSDAY, _FRIDAY, _SUNDAY = 0, 3, 4, 6  # as date.weekday counts
# Days the yearly rule below does not give; arXiv publishes its calendar a year ahead.
_EXTRA = frozenset({date(2026, 12, 29), date(2026, 12, 31)})


def earliest_mailing(submitted: datetime) -> datetime:
    """Return the first mailing (UTC) that can announce a paper *submitted* (aware) then."""
    # Deadlines are on the hour, so all papers of an hour share one, and most lie close together.
    return _mailing_of_hour(int(submitted.timestamp()) // 3600)


@lru_cache(maxsize=4096)
def _mailing_of_hour(hour: int) -> datetime:
    local = datetime.fromtimestamp(hour * 3600, EASTERN)
    day = local.date() if local.time() < _DEADLINE else local.date() + timedelta(days=1)
    return _mailing_of_deadline(day)


def last_mailing(moment: datetime) -> datetime:
    """Return the latest mailing (UTC) strictly before *moment* (aware)."""
    day = moment.astimezone(EASTERN).date()
    while (mailing := mailing_on(day)) is None or mailing >= moment:
        day -= timedelta(days=1)
    return mailing


def next_mailing(moment: datetime) -> datetime:
    """Return the first mailing (UTC) at *moment* (aware) or later."""
    day = moment.astimezone(EASTERN).date()
    while (mailing := mailing_on(day)) is None or mailing < moment:
        day += timedelta(days=1)
    return mailing


@lru_cache(maxsize=4096)
def mailing_on(day: date) -> datetime | None:
    """Return the mailing (UTC) in the evening of *day* in Eastern time, None without one."""
    deadline = day - timedelta(days=2) if day.weekday() > _FRIDAY else day
    mailing = _mailing_of_deadline(deadline)
    return mailing if mailing.astimezone(EASTERN).date() == day else None


@lru_cache(maxsize=4096)
def _mailing_of_deadline(day: date) -> datetime:
    while not _is_working_day(day):
        day += timedelta(days=1)
    # What arrives by Friday's deadline is announced on Sunday.
    evening = day + timedelta(days=2) if day.weekday() == _FRIDAY else day
    return datetime.combine(evening, _MAILING, EASTERN).astimezone(UTC)


def submissions_of(mailing: datetime) -> tuple[datetime, datetime]:
    """Return from when (included) to when (not included) papers for *mailing* were submitted.

    Both in UTC. Held papers come later; none comes earlier.
    """
    return _deadline(last_mailing(mailing)), _deadline(mailing)


def _deadline(mailing: datetime) -> datetime:
    day = mailing.astimezone(EASTERN).date()
    closing = day - timedelta(days=2) if day.weekday() == _SUNDAY else day
    return datetime.combine(closing, _DEADLINE, EASTERN).astimezone(UTC)


def is_holiday(day: date) -> bool:
    """Whether arXiv is closed on *day*."""
    return day in _holidays(day.year)


def _is_working_day(day: date) -> bool:
    return day.weekday() <= _FRIDAY and not is_holiday(day)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    fixed = (
        date(year, 1, 1),
        date(year, 6, 19),
        date(year, 7, 4),
        date(year, 12, 25),
        date(year + 1, 1, 1),  # falls into this year when it is a Saturday
    )
    floating = (
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 11, _THURSDAY, 4),
    )
    return frozenset(map(_observed, fixed)) | frozenset(floating) | _EXTRA


def _observed(day: date) -> date:
    shift = {5: -1, 6: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))
