"""Finds the first identifier of a mailing among papers in order of identifier.

It refuses to guess where the order does not tell: then it names what is in doubt as well.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.arxiv.calendar import earliest_mailing, last_mailing, next_mailing

Rank = tuple[int, int, int]
"""Year, month and number of a modern identifier; sorts as papers were announced."""

_TAIL = 4_000  # papers looked back at: more than two mailings of all of arXiv
# A mailing is big when this many papers of its own day end it; held ones are this scattered.
_BODY = 20
_REACH = 5
# With fewer papers of the mailing before, its end does not show.
_PLAIN = 5
# A date that is wrong makes one paper look new among old ones: half of so many must be.
_CROWD = 20
# So many papers in a row that were not surely held may have been held all the same.
_HELD_UNSEEN = 2
NEVER: Rank = (9999, 0, 0)


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
    for ahead in _windows((place, time, earliest_mailing(time)) for place, time in dated):
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
    start = len(places) - 1
    while start and places[start - 1].submitted <= places[start].submitted:
        start -= 1
    if _is_plain(places, start, moment):
        first = places[_with_scattered(places[:start], last_mailing(moment))].rank
        return Boundary(first, first)
    return Boundary(sure.rank, places[_in_doubt(places, len(places) - 1)].rank)


def _is_plain(places: Sequence[_Place], start: int, moment: datetime) -> bool:
    """Whether the mailing before plainly ends at *start*, and the one after begins there."""
    old = last_mailing(moment)
    if not start or places[start - 1].mailing != old:
        return False
    enough = sum(place.mailing == old for place in places[-_BODY * 4 :]) >= _PLAIN
    return enough and places[-1].mailing == next_mailing(moment)


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
