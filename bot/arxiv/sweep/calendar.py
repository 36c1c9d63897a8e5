"""When arXiv announces: its days, its deadlines, and the boundary between two mailings."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

# arXiv's announcement calendar: when a submission can be announced at the earliest.
#
# It refuses to guess how long moderation takes: only a lower bound can be known.

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


# Finds the first identifier of a mailing among papers in order of identifier.
#
# It refuses to guess where the order does not tell: then it names what is in doubt as well.

Rank = tuple[int, int, int]
"""Year, month and number of a modern identifier; sorts as papers were announced."""

_TAIL = 4_000  # papers looked back at: more than two mailings of all of arXiv
# A mailing is big when this many papers of its own day end it; held ones are this scattered.
_BODY = 20
_REACH = 5  # papers
# With fewer papers of the mailing before, its end does not show.
_PLAIN = 5
# A date that is wrong makes one paper look new among old ones: half of so many must be.
_CROWD = 20
# So many papers in a row that were not surely held may have been held all the same.
_HELD_UNSEEN = 2
# What is further out of order than this was held, unless its mailing is rougher throughout.
_ROUGH = timedelta(hours=1)
_ROUGHEST = timedelta(hours=36)  # beyond this the order tells nothing of the kind
_WITNESSES = 2  # papers that show it, for one may have a wrong date
NEVER: Rank = (9999, 0, 0)  # year, month, number


@dataclass(frozen=True, slots=True)
class Boundary:
    """The *first* identifier announced at a moment or later, as far as the order tells.

    Identifiers from *doubt* on may have been announced then too; it is *first* where the order
    leaves no doubt. Both are None when there is nothing to go by.
    """

    first: Rank | None = None
    doubt: Rank | None = None


class _Place(NamedTuple):
    """A paper in the order: its own *mailing* is the earliest; *late* is one after a later one."""

    rank: Rank
    submitted: datetime
    mailing: datetime
    late: bool


def find_boundary(dated: Iterable[tuple[Rank, datetime]], moment: datetime) -> Boundary:
    """Return where the mailings from *moment* (aware) on begin.

    *dated* are identifiers, ascending, with their times of submission. Papers that are new by
    their own dates may still have smaller identifiers: some dates are wrong. Only the tail
    before the boundary is kept in memory.
    """
    tail: deque[_Place] = deque(maxlen=_TAIL)
    latest: datetime | None = None
    for ahead in _windows((place, at, earliest_mailing(at)) for place, at in dated):
        place, submitted, mailing = ahead[0]
        if mailing < moment:
            late = latest is not None and mailing < latest
            tail.append(_Place(place, submitted, mailing, late))
            latest = mailing if latest is None else max(latest, mailing)
        elif 2 * sum(each[2] >= moment for each in ahead) >= len(ahead):
            return _with_held(tail, _Place(place, submitted, mailing, late=False), moment)
    if not tail:
        return Boundary()
    # Nothing is sure: what came last may still have been held until then.
    doubt = _in_doubt(list(tail), len(tail))
    return Boundary(NEVER, tail[doubt].rank if doubt < len(tail) else NEVER)


def _windows(
    dated: Iterable[tuple[Rank, datetime, datetime]],
) -> Iterator[deque[tuple[Rank, datetime, datetime]]]:
    """Yield each of *dated* with the few that follow it."""
    ahead: deque[tuple[Rank, datetime, datetime]] = deque()
    for each in dated:
        ahead.append(each)
        if len(ahead) == _CROWD:
            yield ahead
            ahead.popleft()
    while ahead:
        yield ahead
        ahead.popleft()


def _with_held(before: Iterable[_Place], sure: _Place, moment: datetime) -> Boundary:
    """Return the boundary below *sure*, the first paper that cannot be older.

    A mailing is numbered in order of submission, so papers that moderation had held come
    first in it, just below the first sure paper. Going down, submission times fall; where
    they rise, to a paper of the mailing before, the held ones end.
    """
    places = [*before, sure]
    end = start = len(places) - 1
    while start and places[start - 1].submitted <= places[start].submitted:
        start -= 1
    old = last_mailing(moment)
    rough = _roughness(places, old)
    fallen = _fallen(places, old, rough)
    if not _is_plain(places, start, moment):
        return Boundary(sure.rank, places[min(fallen, _in_doubt(places, end))].rank)
    doubt = min(fallen, _with_scattered(places[:start], old))
    # A small step back may be no end of a mailing, but its rough order.
    steep = places[start - 1].submitted - places[start].submitted > rough
    return Boundary(places[start if steep else end].rank, places[doubt].rank)


def _is_plain(places: Sequence[_Place], start: int, moment: datetime) -> bool:
    """Whether the mailing before plainly ends at *start*, and the one after begins there."""
    old = last_mailing(moment)
    if not start or places[start - 1].mailing != old:
        return False
    return _shows(places, old) and places[-1].mailing == next_mailing(moment)


def _shows(places: Sequence[_Place], old: datetime) -> bool:
    return sum(place.mailing == old for place in places[-_BODY * 4 :]) >= _PLAIN


def _roughness(places: Sequence[_Place], old: datetime) -> timedelta:
    """Return how far out of order papers of one mailing, *old*, are numbered."""
    falls: list[timedelta] = []
    latest: datetime | None = None
    for place in places:
        if place.mailing == old:
            latest = max(latest or place.submitted, place.submitted)
            falls.append(latest - place.submitted)
    # Three quarters, for some were held; those of a rough mailing fall evenly up to its worst.
    usual = sorted(falls)[len(falls) * 3 // 4] if falls else timedelta()
    # Few papers show little of the roughness that they have.
    least = _ROUGH if len(falls) >= _BODY else 3 * _ROUGH
    return max(least, 3 * usual)


def _fallen(places: Sequence[_Place], old: datetime, rough: timedelta) -> int:
    """Return the index of the first paper that was held: it comes long after its turn.

    It was submitted longer than *rough* before papers of the mailing *old* that have smaller
    identifiers, so that it is not of that mailing. The last index without one.
    """
    latest: list[datetime] = []
    if rough > _ROUGHEST:
        return len(places) - 1
    for i, place in enumerate(places[:-1]):
        if len(latest) == _WITNESSES and place.submitted < latest[0] - rough:
            return i
        if place.mailing == old:
            latest = sorted([*latest, place.submitted])[-_WITNESSES:]
    return len(places) - 1


def _with_scattered(places: Sequence[_Place], old: datetime) -> int:
    """Return the length of *places* without held papers scattered over its end.

    The numbering follows the order of submission only roughly. In a mailing of many papers the
    last ones are of that mailing's own day; older ones among them belong to the next mailing.
    """
    start = len(places)
    if sum(place.mailing == old for place in places[-_BODY * 4 :]) < _BODY:
        return start
    while late := [i for i in range(max(0, start - _REACH), start) if places[i].mailing < old]:
        start = late[0]
    return start


def _in_doubt(places: Sequence[_Place], end: int) -> int:
    """Return the index from which on papers before *end* may belong to the mailing at *end*.

    Papers that come after one of a later mailing were held anyway; of the others, only a few
    in a row can have been.
    """
    start, unseen = end, 0
    while start and (unseen < _HELD_UNSEEN or places[start - 1].late):
        start -= 1
        unseen += not places[start].late
    return start
