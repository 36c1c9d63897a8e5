"""What polling cost and what it brought: figures for the report, and days that look too thin.

It refuses to call a sweep incomplete: a thin day is a reason to look, not a proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from bot.arxiv.sweep.calendar import (
    EASTERN,
    earliest_mailing,
    is_holiday,
    last_mailing,
    submissions_of,
)
from bot.arxiv.sweep.categories import names_of

PerDay = Mapping[str, Mapping[date, int]]
"""Category, "all" for the papers of any -> day of submission (UTC) -> papers."""

ALL: Final = "all"
_WORTH_A_LOOK = 12  # papers a day below which chance alone makes days thin
_THIN = 1 / 3  # of what is usual
_SATURDAY = 5  # as date.weekday counts
_HABIT = 3  # days of the same weekday that make a habit


@dataclass(slots=True)
class Tally:
    """What was asked of the network so far; *needed* requests would have been enough."""

    requests: int = 0
    needed: int = 0
    retries: int = 0
    pauses: int = 0
    paused: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One *door* of arXiv ("feed", "api", "oai") that was asked, and what came of it.

    *outcome* is "served", "incomplete", "failed" (time may help), "refused" or "out of time"; *why*
    it was left is "" for one that served.
    """

    door: str
    outcome: str
    why: str = ""
    requests: int = 0
    papers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Papers *per_day*, and a line for each day in *thin* that has far fewer than is usual.

    *thin_days* are the days of these lines. *awaited* is a line about the last mailing if it is
    due, and nothing of it is here; else "". *visits* are the doors that the source "auto" asked.
    """

    per_day: PerDay = field(default_factory=dict)
    thin: tuple[str, ...] = ()
    thin_days: frozenset[date] = frozenset()
    awaited: str = ""
    visits: tuple[Visit, ...] = ()


def account_of(
    facts: Iterable[tuple[datetime | None, Sequence[str]]],
    categories: Sequence[str],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
) -> Account:
    """Return how many papers were submitted each day, and which days look too thin.

    *facts* are the time of submission and the categories of each paper, *since* and *until*
    (aware, in UTC) the ends of what was swept. Days from which papers can still be waiting for
    their mailing at *now* are not judged, nor are the days that the ends cut.
    """
    counts: dict[str, Counter[date]] = defaultdict(Counter)
    wanted, names = frozenset(categories), dict[str, frozenset[str]]()
    for submitted, own in facts:
        if submitted is not None:
            day = submitted.date()
            counts[ALL][day] += 1
            for category in own:
                if category not in names:
                    names[category] = wanted & names_of(category)
            for name in {name for category in own for name in names[category]}:
                counts[name][day] += 1
    per_day = {name: dict(sorted(counts[name].items())) for name in (ALL, *categories)}
    whole = [d for d in _between(since, until) if not _waits(d, now) and not is_holiday(d)]
    thin = [each for name, days in per_day.items() for each in _thin(name, days, whole)]
    lines = tuple(
        f"{day:%A, %Y-%m-%d}: {per_day[name].get(day, 0)} papers "
        f"{'in all categories' if name == ALL else f'in {name}'}, where {usual:.0f} are usual"
        for name, day, usual in thin
    )
    return Account(
        per_day=per_day,
        thin=lines,
        thin_days=frozenset(day for _, day, _ in thin),
        awaited=_awaited(per_day[ALL], whole, now) if until >= now else "",
    )


def _awaited(counts: Mapping[date, int], whole: Sequence[date], now: datetime) -> str:
    """Return a line if nothing of the last mailing before *now* is here, though much should be."""
    mailing = last_mailing(now)
    start, end = submissions_of(mailing)
    usual = [counts.get(day, 0) for day in whole if day.weekday() < _SATURDAY]
    # The deadline cuts its day: what came before it was of an earlier mailing.
    first = start.date() + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((end.date() - first).days + 1)]
    if not usual or median(usual) < _WORTH_A_LOOK or any(counts.get(day) for day in days):
        return ""
    return (
        f"the mailing of {mailing.astimezone(EASTERN):%A, %Y-%m-%d} is not in arXiv's answers yet; "
        f"they can be hours late"
    )


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return *days* as stretches of days in a row, each by its first and last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] == day - timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _thin(
    name: str, counts: Mapping[date, int], whole: Sequence[date]
) -> Iterator[tuple[str, date, float]]:
    """Yield each day of *whole* with far fewer papers than is usual, and how many are."""
    dead = _dead(counts, whole) if name == ALL else {}
    for day in whole:
        habit = [counts.get(d, 0) for d in whole if d.weekday() == day.weekday() and d != day]
        usual = median(habit) if len(habit) >= _HABIT else 0.0
        usual = max(usual, dead.get(day, 0.0))
        if usual >= _WORTH_A_LOOK and counts.get(day, 0) < usual * _THIN:
            yield name, day, usual


def _dead(counts: Mapping[date, int], whole: Sequence[date]) -> Mapping[date, float]:
    """Return working days without any paper next to another one -> what others have.

    Where weeks are missing, no weekday has a habit left to go by.
    """
    working = [day for day in whole if day.weekday() < _SATURDAY]
    alive = [counts[day] for day in working if counts.get(day)]
    pairs = (p for p in pairwise(working) if not any(counts.get(day) for day in p))
    usual = median(alive) if alive else 0.0
    return {day: usual for pair in pairs for day in pair}


def _between(since: datetime, until: datetime) -> list[date]:
    """Return the days from *since* to *until* that are whole."""
    first = since.date() + timedelta(days=1)
    return [first + timedelta(days=n) for n in range((until.date() - first).days)]


def _waits(day: date, now: datetime) -> bool:
    end = datetime(day.year, day.month, day.day, 23, 59, tzinfo=now.tzinfo)
    return earliest_mailing(end) >= now
