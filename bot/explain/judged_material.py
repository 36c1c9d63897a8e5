"""The papers that a question is asked of: days to look at, papers of a window or a file."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.arxiv import Record, is_in, lot, record_categories, record_day, record_paper, sample
from bot.config import ArxivTable
from bot.core.errors import UsageError
from bot.core.window import Window, parse_moment, window_between
from bot.lists import PaperList
from bot.pipeline import wanted_ids
from classifier.papers import ArxivId, Paper

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


# --- What a judgement is made from, gathered in one pass over records of any number. Pure.

BACKGROUND = 10_000
"""Papers, drawn by lot, that show what a list passes over."""
RECENT = 100_000
"""Papers of the last year: the more of them, the better is known what was passed over."""
Records = Iterable[tuple[ArxivId, Record]]


class Draw:
    """Draws at most *size* papers by lot, as `sample` of arXiv's room does, one by one."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._heap: list[tuple[int, str, Paper]] = []
        self._ids: set[ArxivId] = set()

    def offer(self, arxiv_id: ArxivId, make: Callable[[], Paper | None]) -> None:
        """Take the paper that *make* gives, unless its lot is too high or it was drawn before."""
        ticket = (-lot(arxiv_id), _reversed(arxiv_id))
        full = len(self._heap) >= self.size
        if arxiv_id in self._ids or (full and (not self._heap or ticket < self._heap[0][:2])):
            return
        if (paper := make()) is None:
            return
        self._ids.add(arxiv_id)
        heapq.heappush(self._heap, (*ticket, paper))
        if full:
            self._ids.discard(heapq.heappop(self._heap)[2].id)

    def papers(self) -> tuple[Paper, ...]:
        """Return what was drawn, sorted by id."""
        return tuple(sorted((paper for _, _, paper in self._heap), key=lambda paper: paper.id))


def _reversed(arxiv_id: ArxivId) -> str:
    """Return a key in the opposite order: of papers with one lot, the lower id is drawn."""
    return "".join(chr(0x10FFFF - ord(char)) for char in arxiv_id)


@dataclass(frozen=True, slots=True)
class Material:
    """What is *known* of entries, papers the list passes over, and how many were looked at.

    The background is the year before the window, as far as it goes, else a sample of all that is
    older. *fallback* is a sample of the window itself, for files that hold little else. *span*
    is the first and the last day that the records hold.
    """

    known: Mapping[ArxivId, Paper]
    background: tuple[Paper, ...]
    fallback: tuple[Paper, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    span: tuple[date, date] | None = None


def gather(
    records: Records, listing: PaperList, days: Days, table: ArxivTable | None = None
) -> Material:
    """Return what *records* tell of the entries, and a sample of unlisted papers.

    Later papers than the window are not looked at. Of a paper that comes twice, an entry
    takes the later record. With the *table* of a config, papers are drawn as a run with it draws
    them: of its categories, and so many, listed or not.
    """
    wanted = frozenset(wanted_ids(listing))
    known: dict[ArxivId, Paper] = {}
    draws = _Draws(listing, days, table)
    counts = {"read": 0, "window": 0, "in_window": 0, "without_date": 0}
    span: tuple[date, date] | None = None

    for arxiv_id, record in records:
        counts["read"] += 1
        day = record_day(record)
        if day is not None:
            span = _wider(span, day.date())
            counts["in_window"] += day.date() in days
        if arxiv_id in wanted:
            known[arxiv_id] = record_paper(record)
        if arxiv_id not in wanted or table:
            counts["without_date"] += day is None
            counts["window"] += day is not None and draws.offer(arxiv_id, day.date(), record)
    return Material(known, draws.background(), draws.inside.papers(), counts, span)


class _Draws:
    """Papers of the window, of the year before it, and older ones, each drawn by lot."""

    def __init__(self, listing: PaperList, days: Days, table: ArxivTable | None) -> None:
        self._listing, self._days, self._as_run = listing, days, table is not None
        self._among = frozenset(table.categories) if table else frozenset[str]()
        size = table.background if table else BACKGROUND
        self.inside, self._recent, self._older = Draw(BACKGROUND), Draw(RECENT), Draw(size)

    def offer(self, arxiv_id: ArxivId, day: date, record: Record) -> bool:
        """Let the paper of *record* take part in a draw; return whether in that of the window."""
        named = record_categories(record)
        if self._days.after(day) or (named and not is_in(named, self._among)):
            return False
        draw = self.inside
        if self._days.before(day):
            recent = self._days.just_before(day) and not self._as_run
            draw = self._recent if recent else self._older
        draw.offer(arxiv_id, lambda: self._drawn(record_paper(record)))
        return draw is self.inside

    def _drawn(self, paper: Paper) -> Paper | None:
        return paper if self._as_run or self._listing.find(paper) is None else None

    def background(self) -> tuple[Paper, ...]:
        """Return the papers of the year before, where these are few a sample of older ones too."""
        recent, older = self._recent.papers(), self._older.papers()
        return recent if len(recent) >= BACKGROUND else sample((*recent, *older), self._older.size)


def window_of(records: Records, days: Days) -> Iterator[Paper]:
    """Yield the papers of *records* in *days*, in order, each once."""
    seen: set[ArxivId] = set()
    for arxiv_id, record in records:
        day = None if arxiv_id in seen else record_day(record)
        if day is None or day.date() not in days:
            continue
        seen.add(arxiv_id)
        yield record_paper(record)


def _wider(span: tuple[date, date] | None, day: date) -> tuple[date, date]:
    return (day, day) if span is None else (min(span[0], day), max(span[1], day))
