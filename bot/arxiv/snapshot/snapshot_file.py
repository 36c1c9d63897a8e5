"""EDGE: papers from a file of metadata instead of from arXiv, and the demo's."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.arxiv.records.make_paper import (
    Record,
    lot,
    parse_date,
    parse_record,
    record_categories,
    record_day,
    record_id,
    record_paper,
)
from bot.arxiv.snapshot.lines import read_lines
from bot.arxiv.sweep.account import Tally, check_categories, is_in
from bot.arxiv.sweep.source import Sweep
from bot.core.errors import SourceError
from bot.core.ports import Progress
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

# Invented papers for a first try, as new as if they had just been announced. Pure.
#
# Their file is written once, so that it can be read; days and the months of ids move with time.

DEMO = "demo"
"""What `--source` calls them."""

_WRITTEN = date(2026, 11, 22)  # the day on which the file as it is has just been announced


def days_to(now: datetime) -> timedelta:
    """Return by how much the papers move to be new *now*."""
    return now.date() - _WRITTEN


def moved(record: Record, by: timedelta) -> Record:
    """Return *record* as of another day; its id takes the month, and keeps its number."""
    submitted = record_day(record)
    updated = parse_date(str(record.get("update_date")))
    if submitted is None or updated is None:
        return record
    day = submitted + by
    return {
        **record,
        "id": f"{day:%y%m}.{record_id(record).partition('.')[2]}",
        "versions": [{"version": "v1", "created": day.isoformat()}],
        "update_date": (updated + by).isoformat(),
    }


# a file of arXiv metadata as a source: JSON lines in the schema of the public dataset.
#
# One pass answers the window, its background and the look-ups that are known up front.

_STEP = 20_000  # papers between two words of progress
_Ticket = tuple[int, ArxivId, int, Record]
"""Lot (negative: the heap gives up the highest), id, line that breaks ties, record."""


@dataclass(slots=True)
class _Pass:
    """What one reading of the file has gathered."""

    inside: dict[ArxivId, Paper] = field(default_factory=dict)
    older: list[_Ticket] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class SnapshotSource:
    """Papers from the file *path*, by the date of their first version.

    Parameters
    ----------
    wanted: ids that will be looked up; told here, they cost no second reading.
    remedy: what to do about a file that cannot be read.
    background: how many papers from before the window to return, at most.
    move: by how much the papers are younger than the file says; for invented ones.
    """

    def __init__(
        self,
        path: str,
        *,
        progress: Progress,
        background: int,
        wanted: Sequence[ArxivId] = (),
        remedy: str = "name a file, or one of api, feed, oai, demo",
        move: timedelta = timedelta(),
    ) -> None:
        self._remedy, self._move = remedy, move
        self._path, self._progress, self._background = Path(path), progress, background
        self._wanted = frozenset(wanted)
        self._found: dict[ArxivId, Paper] = {}
        self._looked = False

    @property
    def tally(self) -> Tally:
        """Nothing was asked: a file is no service."""
        return Tally()

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return the papers first submitted in *window*; papers without categories are in it.

        They are counted as "uncertain_category". Raises `SourceError` with the line when the
        file is damaged, and then returns nothing.
        """
        check_categories(categories)
        self._progress.step(f"reading {self._path.name}")
        read, among = _Pass(), frozenset(categories)
        for arxiv_id, record in self.records():
            read.counts["read"] += 1
            self._keep(read, window, among, arxiv_id, record)
        self._looked = True
        if not read.counts["read"]:
            raise SourceError(f"{self._path}: holds no papers; is it the right file?")
        return Sweep(
            papers=tuple(sorted(read.inside.values(), key=lambda paper: paper.id)),
            background=tuple(
                record_paper(record) for record in _by_id(read.older, without=read.inside)
            ),
            counts={"uncertain_category": 0, **read.counts},
        )

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what the file knows of *ids*; reads it again only for ids not told up front."""
        if not (self._looked and self._wanted.issuperset(ids)):
            self._wanted |= frozenset(ids)
            for arxiv_id, record in self.records():
                if arxiv_id in self._wanted:
                    self._found[arxiv_id] = record_paper(record)
            self._looked = True
        return {i: self._found[i] for i in ids if i in self._found}

    def papers(self) -> Iterator[Paper]:
        """Yield every paper of the file, in its order; raises `SourceError` as `sweep` does."""
        return (record_paper(record) for _, record in self.records())

    def _keep(
        self, read: _Pass, window: Window, among: frozenset[str], arxiv_id: ArxivId, record: Record
    ) -> None:
        if arxiv_id in self._wanted:
            self._found[arxiv_id] = record_paper(record)
        if (day := record_day(record)) is None:
            read.counts["without_date"] += 1
            return
        if day >= window.until:
            return
        if (categories := record_categories(record)) and not is_in(categories, among):
            return
        if day >= window.since:
            read.counts["uncertain_category"] += not categories
            read.inside[arxiv_id] = record_paper(record)
        else:
            ticket = (-lot(arxiv_id), arxiv_id, read.counts["read"], record)
            if len(read.older) < self._background:
                heapq.heappush(read.older, ticket)
            else:
                heapq.heappushpop(read.older, ticket)

    def records(self) -> Iterator[tuple[ArxivId, Record]]:
        """Yield each line as its id and record. Raises `SourceError` with file and line."""
        try:
            with self._path.open("rb") as file:
                yield from self._parsed(read_lines(file, str(self._path)))
        except OSError as error:
            raise SourceError(
                f"{self._path}: cannot be read ({error.strerror}); {self._remedy}"
            ) from error

    def _parsed(self, lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[ArxivId, Record]]:
        for number, line in lines:
            try:
                record = parse_record(line)
                if self._move:
                    record = moved(record, self._move)
                arxiv_id = record_id(record)
            except (ValueError, RecursionError) as error:
                raise SourceError(
                    f"{self._path}:{number}: not a record of arXiv metadata ({error}); "
                    f"the file is cut or damaged: fetch it again"
                ) from error
            if number % _STEP == 0:
                self._progress.count(number, None, "papers")
            yield arxiv_id, record


def _by_id(tickets: Sequence[_Ticket], *, without: Mapping[ArxivId, Paper]) -> list[Record]:
    """Return the records in order of id; of a paper that comes twice, the later line."""
    latest = {arxiv_id: record for _, arxiv_id, _, record in sorted(tickets, key=lambda t: t[2])}
    return [latest[arxiv_id] for arxiv_id in sorted(latest) if arxiv_id not in without]
