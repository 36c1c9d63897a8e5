"""How long a harvest will take, in words, before it begins. A guess, and said to be one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil

_BATCH = 2_500  # https://info.arxiv.org/help/oa/index.html: records in an answer
_SECONDS = 7.0  # the pause, and an answer of some megabytes
_ARCHIVE, _CATEGORY, _ALL = 400, 60, 3_500  # records that change in a day, in usual sets
# Records that change in a day, new and revised, in sets far from the usual.
_PER_DAY = {
    "cs": 1_900,
    "math": 500,
    "cs:cs:LG": 650,
    "cs:cs:AI": 550,
    "cs:cs:CV": 450,
    "cs:cs:CL": 400,
}


def forecast(sets: Sequence[str], start: datetime, now: datetime, *, here: int = 0) -> str:
    """Return how much harvesting *sets* (OAI names, "" for all) since *start* will be.

    *here* counts the records that an interrupted harvest left.
    """
    days = max(1, (now - start).days + 1)
    requests = sum(max(1, ceil(_per_day(name) * days / _BATCH)) for name in sets)
    left = f"; going on, {here:,} records are here already" if here else ""
    what = "1 set" if len(sets) == 1 else f"{len(sets)} sets"
    number = "1 request" if requests == 1 else f"{in_round(requests)} requests"
    return (
        f"harvesting {what} since {start:%Y-%m-%d}: "
        f"about {number}, {_duration(requests * _SECONDS)}{left}"
    )


def in_round(number: int) -> int:
    """Return *number* with two digits that count: more would pretend to know."""
    size = int(10 ** max(0, len(str(number)) - 2))
    return round(number / size) * size


def _per_day(name: str) -> int:
    usual = _CATEGORY if name.count(":") > 1 else _ARCHIVE if name else _ALL
    return _PER_DAY.get(name, usual)


def _duration(seconds: float) -> str:
    minutes = ceil(seconds / 60)
    if minutes < 2 * 60:
        return "1 minute" if minutes == 1 else f"{in_round(minutes)} minutes"
    return f"{round(minutes / 60)} hours"
