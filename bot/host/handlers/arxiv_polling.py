"""EDGE: arXiv polled once for all lists, at the addresses that the operator chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.arxiv import Mark, Source, Sweep, Tally, advance, since_last
from bot.arxiv.sources import ShelfMarks, cache_folder, default_cache, open_source
from bot.config import ArxivTable
from bot.core.logged_progress import LoggedProgress
from bot.core.ports import Clock
from bot.core.window import window_between
from bot.host.storage.database import Database, put
from bot.host.storage.tables import SmallFile
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
