"""What a judgement is made from, gathered in one pass over records of any number. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.arxiv import Record, lot, record_day, record_paper, sample
from bot.explain.day_windows import Days
from bot.lists import PaperList
from bot.pipeline import wanted_ids
from classifier.papers import ArxivId, Paper

BACKGROUND = 10_000
RECENT = 100_000
"""Papers of the last year: the more of them, the better is known what was passed over."""
Records = Iterable[tuple[ArxivId, Record]]


class Draw:
    """Draws at most *size* papers by lot, as `sample` of arXiv's room does, one by one."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[tuple[int, str, Paper]] = []
        self._ids: set[ArxivId] = set()

    def offer(self, arxiv_id: ArxivId, make: Callable[[], Paper | None]) -> None:
        """Take the paper that *make* gives, unless its lot is too high or it was drawn before."""
        ticket = (-lot(arxiv_id), _reversed(arxiv_id))
        full = len(self._heap) >= self._size
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
    older. *fallback* is a sample of the window itself, for files that hold nothing older. *span*
    is the first and the last day that the records hold.
    """

    known: Mapping[ArxivId, Paper]
    background: tuple[Paper, ...]
    fallback: tuple[Paper, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    span: tuple[date, date] | None = None

    @property
    def others(self) -> tuple[Paper, ...]:
        """Papers to compare with: older ones, else those of the window."""
        return self.background if len(self.background) >= _ENOUGH else self.fallback


_ENOUGH = 100


def gather(records: Records, listing: PaperList, days: Days) -> Material:
    """Return what *records* tell of the entries, and a sample of unlisted papers.

    Later papers than the window are not looked at. Of a paper that comes twice, an entry
    takes the later record.
    """
    wanted = frozenset(wanted_ids(listing))
    known: dict[ArxivId, Paper] = {}
    recent, older, inside = Draw(RECENT), Draw(BACKGROUND), Draw(BACKGROUND)
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
            continue
        counts["without_date"] += day is None
        if day is None or days.after(day.date()):
            continue
        draw = inside
        if days.before(day.date()):
            draw = recent if days.just_before(day.date()) else older
        counts["window"] += draw is inside
        draw.offer(arxiv_id, lambda r=record: _unlisted(record_paper(r), listing))  # type: ignore[misc]
    background = recent.papers()
    if len(background) < BACKGROUND:
        background = sample((*background, *older.papers()), BACKGROUND)
    return Material(known, background, inside.papers(), counts, span)


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


def _unlisted(paper: Paper, listing: PaperList) -> Paper | None:
    return paper if listing.find(paper) is None else None
