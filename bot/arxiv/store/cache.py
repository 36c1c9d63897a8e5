"""EDGE. Remembers what arXiv said about papers, in the user's cache folder.

Only a cache: it is bounded, may be deleted at any time, and when it breaks it is thrown away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import platformdirs

from bot.arxiv.records.make_paper import from_json, to_json
from bot.arxiv.sweep.account import Tally
from bot.arxiv.sweep.source import HalfKnownError, Source, Sweep
from bot.core.errors import TryAgainLater
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

T = TypeVar("T")
_LAYOUT = 1  # version of the file's tables
_CHUNK = 100  # what the API takes at once; stored chunk by chunk, a broken run loses little
_WAIT = 10.0  # seconds for another run's write
_UNKNOWN = timedelta(days=30)
_RECENT = timedelta(days=60)  # what is new may only not be known yet


def default_cache() -> PaperCache:
    """Return the cache in the user's cache folder."""
    return PaperCache(cache_folder() / "papers.db")


def cache_folder() -> Path:
    """Return the user's cache folder, which may be deleted at any time."""
    return Path(platformdirs.user_cache_dir("paper-bot", appauthor=False))


class PaperCache:
    """Papers by id in an SQLite file; several processes may use it at once.

    Parameters
    ----------
    rows: how many papers to keep; those stored longest ago go first.
    """

    def __init__(self, path: Path, *, rows: int = 50_000) -> None:
        self._path, self._rows = path, rows

    def get(self, ids: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
        """Return those of *ids* that are here."""

        def select(base: sqlite3.Connection) -> dict[ArxivId, Paper]:
            kept = {}
            for arxiv_id in ids:
                row = base.execute("SELECT paper FROM papers WHERE id = ?", (arxiv_id,)).fetchone()
                if row is not None:
                    kept[arxiv_id] = from_json(row[0])
            return kept

        return self._with_base(select, otherwise={})

    def put(self, papers: Iterable[Paper]) -> None:
        """Store *papers*, and drop the oldest beyond the bound."""
        rows = [(paper.id, to_json(paper)) for paper in papers]

        def insert(base: sqlite3.Connection) -> None:
            base.executemany("INSERT OR REPLACE INTO papers (id, paper) VALUES (?, ?)", rows)
            base.execute(
                "DELETE FROM papers WHERE n <= (SELECT max(n) FROM papers) - ?", (self._rows,)
            )

        self._with_base(insert, otherwise=None)

    def unknown(self, ids: Sequence[ArxivId], *, now: datetime) -> frozenset[ArxivId]:
        """Return those of *ids* that arXiv did not know when it was asked, within 30 days."""
        since = (now - _UNKNOWN).isoformat()

        def select(base: sqlite3.Connection) -> frozenset[ArxivId]:
            query = "SELECT 1 FROM unknown WHERE id = ? AND asked > ?"
            return frozenset(i for i in ids if base.execute(query, (i, since)).fetchone())

        return self._with_base(select, otherwise=frozenset())

    def put_unknown(self, ids: Sequence[ArxivId], *, now: datetime) -> None:
        """Remember that arXiv does not know *ids*, unless they are of the last two months."""
        month = f"{now - _RECENT:%y%m}"
        rows = [(i, now.isoformat()) for i in ids if not i[:4].isdecimal() or i[:4] < month]

        def insert(base: sqlite3.Connection) -> None:
            base.execute("DELETE FROM unknown WHERE asked <= ?", ((now - _UNKNOWN).isoformat(),))
            base.executemany("INSERT OR REPLACE INTO unknown (id, asked) VALUES (?, ?)", rows)

        self._with_base(insert, otherwise=None)

    def _with_base(self, act: Callable[[sqlite3.Connection], T], *, otherwise: T) -> T:
        """Return what *act* does in one transaction; *otherwise* where no cache can be."""
        for _ in range(2):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with closing(sqlite3.connect(self._path, timeout=_WAIT)) as base, base:
                    _prepare(base)
                    return act(base)
            except (sqlite3.OperationalError, OSError):
                return otherwise  # locked for long, read-only or full: work without
            except (sqlite3.DatabaseError, ValueError, KeyError, TypeError):
                self._discard()
        return otherwise

    def _discard(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return


class CachedLookup:
    """A source whose look-ups are answered from *cache* where possible.

    What arXiv did not know is not asked for again for a month after *now*.
    """

    def __init__(self, source: Source, cache: PaperCache, *, now: datetime) -> None:
        self._source, self._cache, self._now = source, cache, now

    @property
    def tally(self) -> Tally:
        """What was asked so far."""
        return self._source.tally

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return what the source answers; a sweep is never cached."""
        return self._source.sweep(window, categories)

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what the cache or else the source knows of *ids*, and remember it.

        Raises `HalfKnownError` with what is known when the source fails.
        """
        papers = self._cache.get(ids)
        missing = [i for i in dict.fromkeys(ids) if i not in papers]
        unknown = self._cache.unknown(missing, now=self._now)
        missing = [i for i in missing if i not in unknown]
        for at in range(0, len(missing), _CHUNK):
            try:
                fetched = self._source.lookup(missing[at : at + _CHUNK])
            except TryAgainLater as error:
                last = error.found if isinstance(error, HalfKnownError) else {}
                self._cache.put(last.values())
                raise HalfKnownError(str(error), {**papers, **last}) from error
            self._cache.put(fetched.values())
            gone = [i for i in missing[at : at + _CHUNK] if i not in fetched]
            self._cache.put_unknown(gone, now=self._now)
            papers.update(fetched)
        return papers


def _prepare(base: sqlite3.Connection) -> None:
    (layout,) = base.execute("PRAGMA user_version").fetchone()
    if layout not in (0, _LAYOUT):
        raise ValueError(f"layout {layout}")
    base.execute(
        "CREATE TABLE IF NOT EXISTS papers"
        " (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, paper TEXT NOT NULL)"
    )
    base.execute("CREATE TABLE IF NOT EXISTS unknown (id TEXT PRIMARY KEY, asked TEXT NOT NULL)")
    base.execute(f"PRAGMA user_version = {_LAYOUT}")
