"""What a sweep brought, by day and category, and what it cost."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from bot.arxiv.sweep.calendar import (
    EASTERN,
    LAG,
    earliest_mailing,
    is_holiday,
    last_mailing,
    submissions_of,
)
from bot.core.errors import ConfigError
from classifier.papers import ArxivId, Paper

# "cs.DC", "cs.*", "hep-th", "cond-mat.mes-hall".
_SHAPE = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*(?:\.(?:[A-Za-z]+(?:-[A-Za-z]+)*|\*))?", re.ASCII)

# https://info.arxiv.org/help/oa/index.html: groups of the OAI sets; others are their own group.
_PHYSICS: Final = frozenset(
    [
        "astro-ph",
        "cond-mat",
        "gr-qc",
        "hep-ex",
        "hep-lat",
        "hep-ph",
        "hep-th",
        "math-ph",
        "nlin",
        "nucl-ex",
        "nucl-th",
        "physics",
        "quant-ph",
    ]
)


def check_categories(categories: Sequence[str]) -> None:
    """Raise `ConfigError` when one of *categories* cannot be a category ("cs.DC", "cs.*")."""
    for category in categories:
        if not _SHAPE.fullmatch(category):
            raise ConfigError(
                f"arxiv.categories: {category!r} is no arXiv category; write it as in cs.DC"
            )


def is_in(paper_categories: Sequence[str], wanted: frozenset[str]) -> bool:
    """Whether a paper of *paper_categories* is in one of *wanted*; nothing wanted means all.

    "cs.*" and "cs" mean every category of the archive.
    """
    if not wanted or not wanted.isdisjoint(paper_categories):
        return True
    archives = {category.partition(".")[0] for category in paper_categories}
    return any(a in wanted or f"{a}.*" in wanted for a in archives)


def names_of(category: str) -> frozenset[str]:
    """Return what *category* can be asked for as: "cs.DC" is in "cs.DC", "cs.*" and "cs"."""
    archive = category.partition(".")[0]
    return frozenset((category, archive, f"{archive}.*"))


def query_clause(categories: Sequence[str]) -> str:
    """Return the search for papers in any of *categories*, in parentheses; "" for all.

    The API gives AND and OR the same rank and groups to the right, hence the parentheses.
    """
    if not categories:
        return ""
    return "(" + " OR ".join(f"cat:{_starred(c)}" for c in categories) + ")"


def oai_set(category: str) -> str:
    """Return the OAI-PMH set of *category*: "cs.DC" is "cs:cs:DC"."""
    archive, _, subject = category.partition(".")
    if archive in _PHYSICS:
        return f"physics:{archive}:{subject}" if subject.strip("*") else f"physics:{archive}"
    return f"{archive}:{archive}:{subject}" if subject.strip("*") else archive


def feed_name(category: str) -> str:
    """Return *category* as the feeds write it: "cs.*" is "cs"."""
    return category.removesuffix(".*")


def _starred(category: str) -> str:
    # The search matches whole names: "cat:cs" alone finds nothing.
    return f"{category}.*" if category.lower() in _ARCHIVES else category


_ARCHIVES: Final = frozenset(
    [
        "astro-ph",
        "cond-mat",
        "cs",
        "econ",
        "eess",
        "math",
        "nlin",
        "physics",
        "q-bio",
        "q-fin",
        "stat",
    ]
)


# What polling cost and what it brought: figures for the report, and days that look too thin.
#
# It refuses to call a sweep incomplete: a thin day is a reason to look, not a proof.

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
    for submitted, paper_categories in facts:
        if submitted is not None:
            day = submitted.date()
            counts[ALL][day] += 1
            for category in paper_categories:
                if category not in names:
                    names[category] = wanted & names_of(category)
            for name in {name for category in paper_categories for name in names[category]}:
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
    in_row: list[tuple[date, date]] = []
    for day in sorted(days):
        if in_row and in_row[-1][1] == day - timedelta(days=1):
            in_row[-1] = (in_row[-1][0], day)
        else:
            in_row.append((day, day))
    return in_row


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


# A stretch of submission dates as arXiv showed it at a moment; whether that still holds. Pure.

_SHORTLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """All *papers* in *categories* submitted from *start* to *end*, as shown at *moment*.

    *days* looked thin, and were asked for alone. *notes* tell of papers that came another way.
    """

    categories: tuple[str, ...]
    start: datetime
    end: datetime
    moment: datetime
    papers: dict[ArxivId, Paper] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    notes: tuple[str, ...] = ()

    def answers(
        self, start: datetime, end: datetime, categories: Sequence[str], *, now: datetime
    ) -> bool:
        """Whether asking at *now* could bring nothing else of *categories* from *start* to *end*.

        That is so until the next mailing, if this one was there to be seen: see `shows_mailing`.
        """
        mailing = last_mailing(now)
        if not mailing <= self.moment <= now:
            return False
        settled = self.moment - mailing >= LAG or now - self.moment < _SHORTLY
        known = frozenset(self.categories)
        covered = all(known & names_of(each) for each in categories) and bool(categories)
        # What is submitted after the moment waits for the next mailing.
        whole = self.start <= start and (end <= self.end or self.moment <= self.end)
        return settled and whole and (covered or not known)

    def within(self, start: datetime, end: datetime, categories: Sequence[str]) -> Stretch:
        """Return the part of *categories* from *start* to *end*."""
        among = frozenset(categories)
        inside = {
            p.id: p
            for p in self.papers.values()
            if is_in(p.categories, among) and (not p.submitted or start <= p.submitted <= end)
        }
        return replace(self, start=start, end=end, categories=tuple(categories), papers=inside)


def shows_mailing(papers: Iterable[Paper], moment: datetime) -> bool:
    """Whether some of *papers* can only have come with the last mailing before *moment*."""
    start, _ = submissions_of(last_mailing(moment))
    return any(paper.submitted is not None and paper.submitted >= start for paper in papers)
