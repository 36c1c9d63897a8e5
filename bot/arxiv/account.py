"""What polling cost and what it brought: figures for the report, and days that look too thin.

It refuses to call a sweep incomplete: a thin day is a reason to look, not a proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from bot.arxiv.calendar import earliest_mailing, is_holiday
from bot.arxiv.categories import names_of

PerDay = Mapping[str, Mapping[date, int]]
"""Category, "all" for the papers of any -> day of submission (UTC) -> papers."""

ALL: Final = "all"
_WORTH_A_LOOK = 12  # papers a day below which chance alone makes days thin
_THIN = 1 / 3
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
class Account:
    """Papers *per_day*, and a line for each day in *thin* that has far fewer than is usual."""

    per_day: PerDay = field(default_factory=dict)
    thin: tuple[str, ...] = ()


def account_of(
    facts: Iterable[tuple[datetime | None, Sequence[str]]],
    categories: Sequence[str],
    *,
    now: datetime,
) -> Account:
    """Return how many papers were submitted each day, and which days look too thin.

    *facts* are the time of submission and the categories of each paper.

    Days from which papers can still be waiting for their mailing at *now* are not judged.
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
    return Account(per_day=per_day, thin=tuple(_thin(per_day, now)))


def _thin(per_day: PerDay, now: datetime) -> Iterable[str]:
    days = sorted(per_day[ALL])
    # The first and last days of a sweep are cut by its ends.
    whole = [d for d in _span(days)[1:] if not _waits(d, now) and not is_holiday(d)]
    for name, counts in per_day.items():
        for day in whole:
            habit = [counts.get(d, 0) for d in whole if d.weekday() == day.weekday() and d != day]
            if len(habit) < _HABIT:
                continue
            usual, here = median(habit), counts.get(day, 0)
            if usual >= _WORTH_A_LOOK and here < usual * _THIN:
                which = "in all categories" if name == ALL else f"in {name}"
                yield f"{day:%A, %Y-%m-%d}: {here} papers {which}, where {usual:.0f} are usual"


def _span(days: Sequence[date]) -> list[date]:
    """Return all days from the first to the last: an empty one is the thinnest."""
    if not days:
        return []
    return [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]


def _waits(day: date, now: datetime) -> bool:
    end = datetime(day.year, day.month, day.day, 23, 59, tzinfo=now.tzinfo)
    return earliest_mailing(end) >= now
