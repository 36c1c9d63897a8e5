"""EDGE: arXiv polled for all lists at once, and the papers that wait for each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.arxiv import (
    HalfKnownError,
    Mark,
    Source,
    Sweep,
    Tally,
    advance,
    from_json,
    is_in,
    since_last,
    to_json,
)
from bot.arxiv.sources import ShelfMarks, cache_folder, default_cache, open_source
from bot.config import ArxivTable
from bot.core.logged_progress import LoggedProgress
from bot.core.ports import Clock
from bot.core.window import Window, window_between
from bot.host.storage.database import Database, put, put_all
from bot.host.storage.tables import PolledPaper, SmallFile, SweepRecord
from bot.pipeline import Backgrounds
from classifier.papers import ArxivId, Paper

_NAME = "all-lists"  # of the one mark


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """The small file *name*, kept in *database*."""

    database: Database
    name: str

    def read(self) -> bytes | None:
        """Return the file, None without one."""
        with self.database.session() as session:
            return session.scalar(sa.select(SmallFile.content).where(SmallFile.name == self.name))

    def replace(self, change: Callable[[bytes | None], bytes]) -> None:
        """Store what *change* makes of the file's content."""
        content = change(self.read())
        with self.database.session() as session:
            put(session, SmallFile, {"name": self.name}, {"content": content})


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep that *began* then brought up to *until*, and the *mark* to keep, if it moved."""

    sweep: Sweep
    began: datetime
    until: datetime
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArxivPolling:
    """*environ* may hold other addresses of arXiv, *contact* goes into the User-Agent."""

    database: Database
    clock: Clock
    environ: Mapping[str, str]
    contact: str = ""

    def sweep(self, categories: Sequence[str]) -> Swept:
        """Poll arXiv for *categories* since the last sweep of them.

        With a category that no sweep had so far it looks back four weeks. Raises `BotError`.
        """
        now = self.clock.now()
        mark = _for(self._marks.load(_NAME).mark, categories)
        window = window_between(since_last(mark, now=now).moment, now)
        sweep = self._open(mark).sweep(window, categories)
        moved = advance(mark, window, sweep.seen) if sweep.complete else None
        return Swept(sweep, began=now, until=window.until, mark=moved)

    def remember(self, swept: Swept) -> None:
        """Let the next sweep begin where *swept* ended, once its papers are kept."""
        if swept.mark is not None:
            self._marks.save(_NAME, swept.mark)

    @property
    def _marks(self) -> ShelfMarks:
        return ShelfMarks(DatabaseFile(self.database, "arxiv"), "the service's memory")

    def lookup(self, ids: Sequence[ArxivId]) -> tuple[Mapping[ArxivId, Paper], Tally]:
        """Ask for *ids*; return what arXiv knows, and what it cost. Raises `HalfKnownError`."""
        source = self._open(None)
        return source.lookup(ids), source.tally

    def _open(self, mark: Mark | None) -> Source:
        return open_source(
            "auto",
            settings=ArxivTable.model_construct(categories=(), contact=self.contact),
            env=self.environ,
            clock=self.clock,
            progress=LoggedProgress(),
            now=self.clock.now(),
            cache=default_cache(),
            seen=mark.seen if mark else None,
            folder=cache_folder(),
        )


def _for(mark: Mark | None, categories: Sequence[str]) -> Mark | None:
    """Return *mark* if its sweep was for all of *categories*."""
    if mark is None or mark.seen is None:
        return None
    return mark if set(categories) <= set(mark.seen.categories) else None


# --- the papers that sweeps brought, kept in the database for all lists.
#
# A paper is *new* to a list if the sweep that first showed it came after the one it was served
# with. So no list misses a paper or is shown one twice, at whatever time a sweep is made.

KEPT = timedelta(days=60)
"""How long papers are kept: lists look back four weeks at most, and older ones teach."""
_OLDER = 10_000  # older papers that a list is judged against, as `[arxiv] background`
_WEEK = timedelta(days=7)  # most lists are served so often: what is younger is new to them
_CHUNK = 500  # rows of one statement: SQLite takes 32,766 values


@dataclass(frozen=True, slots=True)
class PaperPool:
    """The papers up to sweep *number*: `shown`, each with its sweep's number, and `older` ones."""

    number: int
    until: datetime
    complete: bool
    troubles: tuple[str, ...]
    shown: tuple[tuple[Paper, int], ...]
    older: tuple[Paper, ...]
    backgrounds: Backgrounds

    def for_list(self, served: int | None, categories: Sequence[str]) -> Sweep:
        """Return what is new in *categories* to a list that was *served* with that sweep."""
        wanted, last = frozenset(categories), served or 0
        mine = [(paper, sweep) for paper, sweep in self.shown if is_in(paper.categories, wanted)]
        known = (paper for paper, sweep in mine if sweep <= last)
        older = [*known, *(paper for paper in self.older if is_in(paper.categories, wanted))]
        return Sweep(
            papers=[paper for paper, sweep in mine if sweep > last],
            background=tuple(older[:_OLDER]),
            complete=self.complete,
            troubles=self.troubles,
        )


class PaperPools:
    """Keeps the newest pool in memory, for all lists that this process serves."""

    def __init__(self, database: Database) -> None:
        self._database, self._turn = database, threading.Lock()
        self._pool: PaperPool | None = None

    def newest(self) -> PaperPool | None:
        """Return the pool of the newest sweep, None before the first."""
        with self._turn, self._database.session() as session:
            record = newest_sweep(session)
            if record is None:
                return None
            if self._pool is None or self._pool.number != record.id:
                self._pool = _pool_of(session, record)
            return self._pool


def newest_sweep(session: Session) -> SweepRecord | None:
    """Return the last sweep, None before the first."""
    return session.scalar(sa.select(SweepRecord).order_by(SweepRecord.id.desc()).limit(1))


def _pool_of(session: Session, record: SweepRecord) -> PaperPool:
    columns = (PolledPaper.sweep, PolledPaper.older, PolledPaper.paper, PolledPaper.kept)
    shown: list[tuple[Paper, int]] = []
    older: list[Paper] = []
    week: list[Paper] = []
    for sweep, is_older, text, at in session.execute(_ALL.with_only_columns(*columns)):
        if sweep is None and not is_older:
            continue
        paper = from_json(text)
        if sweep is None:
            older.append(paper)
            continue
        shown.append((paper, sweep))
        if at > record.until - _WEEK:
            week.append(paper)
    held = {paper.id for paper in week}
    before = [paper for paper, _ in shown if paper.id not in held]
    return PaperPool(
        number=record.id,
        until=record.until,
        complete=record.complete,
        troubles=tuple(record.troubles),
        shown=tuple(shown),
        older=tuple(older),
        backgrounds=Backgrounds([*before, *older], week),
    )


_ALL = sa.select(PolledPaper).order_by(PolledPaper.id.desc())


def keep_sweep(session: Session, record: SweepRecord, sweep: Sweep) -> None:
    """Keep what a sweep brought. A paper that was shown before stays as it was first shown."""
    session.add(record)
    session.flush()
    keep_papers(session, sweep.papers, sweep=record.id, now=record.until)
    keep_papers(session, sweep.background, older=True, now=record.until)
    count = sa.select(sa.func.count()).where(PolledPaper.sweep == record.id)
    record.papers = session.scalar(count) or 0


def keep_papers(
    session: Session,
    papers: Iterable[Paper],
    *,
    now: datetime,
    sweep: int | None = None,
    older: bool = False,
) -> None:
    """Keep *papers*: first shown by the *sweep* with that number, *older*, or else only known."""
    facts = {"kept": now, "sweep": sweep, "older": older}
    rows = [{"id": paper.id, "paper": to_json(paper), **facts} for paper in papers]
    put_all(session, PolledPaper, rows)
    if sweep is None:
        return
    # Those that only listed entries had needed are new to the lists, too.
    only_known = (PolledPaper.sweep.is_(None), PolledPaper.older.is_(False))
    for start in range(0, len(rows), _CHUNK):
        ids = [row["id"] for row in rows[start : start + _CHUNK]]
        query = sa.update(PolledPaper).where(PolledPaper.id.in_(ids), *only_known)
        session.execute(query.values(sweep=sweep, kept=now))


def known_papers(session: Session, ids: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
    """Return those of *ids* that are kept."""
    papers: dict[ArxivId, Paper] = {}
    for start in range(0, len(ids), _CHUNK):
        chosen = PolledPaper.id.in_(ids[start : start + _CHUNK])
        for text in session.scalars(sa.select(PolledPaper.paper).where(chosen)):
            paper = from_json(text)
            papers[paper.id] = paper
    return papers


class PolledSource:
    """A `Source` for one list: what is new comes from *pool*, look-ups from *database* or arXiv.

    arXiv is asked by one process at a time. Without a *pool* it sweeps nothing.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        pool: PaperPool | None,
        served: int | None,
        ask: Callable[[Sequence[ArxivId]], tuple[Mapping[ArxivId, Paper], Tally]],
    ) -> None:
        self._database, self._clock, self._pool, self._served = database, clock, pool, served
        self._ask = ask
        self.tally = Tally()

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:  # noqa: ARG002  # the port's shape
        """Return what is new to the list, by the number of its last sweep; *window* is not used."""
        if self._pool is None:
            return Sweep(papers=(), complete=False, troubles=("arXiv was not swept yet",))
        return self._pool.for_list(self._served, categories)

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what is known of *ids*, asking arXiv for the rest. Raises `HalfKnownError`."""
        with self._database.session() as session:
            known = known_papers(session, ids)
        missing = [arxiv_id for arxiv_id in dict.fromkeys(ids) if arxiv_id not in known]
        if not missing:
            return known
        try:
            with self._database.alone("arxiv"):
                asked, self.tally = self._ask(missing)
        except HalfKnownError as error:
            raise HalfKnownError(str(error), {**known, **error.found}) from None
        with self._database.session() as session:
            keep_papers(session, asked.values(), now=self._clock.now())
        return {**known, **asked}
