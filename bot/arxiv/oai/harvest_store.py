"""EDGE. A harvest on disk: papers as they come in, and how far each set has got.

An interrupted harvest goes on from here; one that ended leaves nothing. Memory stays flat.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import overload

import zstandard

from bot.arxiv.records.paper_json import from_json, to_json
from bot.arxiv.sweep.announcing import rank
from bot.core.errors import ConfigError
from classifier.papers import ArxivId, Paper

_CHUNK = 500  # papers in memory
_FORGOTTEN = 7 * 86_400  # seconds after which nobody goes on with a harvest
_MEMORY = ":memory:"
_LAYOUT = 2  # version of the file's tables
# One of each for all papers: making them costs more than using them.
_COMPRESSOR = zstandard.ZstdCompressor(level=1)
_DECOMPRESSOR = zstandard.ZstdDecompressor()
_START = "*"  # no set is called so


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the harvest of a set is: the next *token*, the *day* of the last record.

    *done* is the day (ISO) on which the set was harvested to its end, "" before.
    """

    token: str = ""
    day: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What telling new from old needs to know of a paper; `stamp` is the day of its last change."""

    number: int
    id: ArxivId
    submitted: datetime | None
    stamp: str
    categories: tuple[str, ...]


class Spool:
    """The harvest called *key* since the day *start* (ISO), in *folder* (None: in memory).

    One that began earlier holds all that is asked for, and is gone on with: a window such as
    "the last 90 days" begins later with every day.
    """

    def __init__(self, folder: Path | None, key: str, start: str = "") -> None:
        self._path: Path | None = None
        if folder is not None:
            name = hashlib.sha256(key.encode()).hexdigest()[:16]
            self._path = folder / f"harvest-{_LAYOUT}-{name}.db"
        self._base = self._open(folder)
        self._begin(start)

    def _begin(self, start: str) -> None:
        begun = self._base.execute("SELECT day FROM sets WHERE name = ?", (_START,)).fetchone()
        if begun is None or begun[0] > start:
            with self._base:
                self._base.execute("DELETE FROM sets")
                self._base.execute("INSERT INTO sets VALUES (?, '', ?, '')", (_START, start))

    def _open(self, folder: Path | None) -> sqlite3.Connection:
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                _drop_forgotten(folder)
            return _prepared(self._path)
        except sqlite3.DatabaseError:
            # Half a file is no harvest: begin anew.
            self._drop()
            return _prepared(self._path)
        except OSError as error:
            raise ConfigError(
                f"{folder}: cannot be written ({error.strerror}); correct the permissions, "
                f"or point XDG_CACHE_HOME elsewhere"
            ) from error

    def reached(self, name: str) -> Reached:
        """Return how far the set *name* is."""
        row = self._base.execute(
            "SELECT token, day, done FROM sets WHERE name = ?", (name,)
        ).fetchone()
        return Reached(*row) if row else Reached()

    def store(self, name: str, papers: Iterable[tuple[Paper, str]], reached: Reached) -> None:
        """Keep *papers* with their datestamps and how far *name* is now: both or neither."""
        rows = [
            (p.id, _number(p.id), _iso(p.submitted), stamp, " ".join(p.categories), _packed(p))
            for p, stamp in papers
        ]
        try:
            with self._base:
                self._base.executemany(
                    "INSERT OR REPLACE INTO papers (id, place, submitted, stamp, categories, paper)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    rows,
                )
                self._base.execute(
                    "INSERT OR REPLACE INTO sets VALUES (?, ?, ?, ?)",
                    (name, reached.token, reached.day, reached.done),
                )
        except sqlite3.OperationalError as error:
            raise ConfigError(
                f"{self._path}: cannot be written ({error}); make room, or point "
                f"XDG_CACHE_HOME elsewhere"
            ) from error

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many papers here were submitted from *since* to *until*, both in UTC."""
        (count,) = self._base.execute(
            "SELECT count(*) FROM papers WHERE submitted BETWEEN ? AND ?",
            (_iso(since), _iso(until)),
        ).fetchone()
        return int(count)

    def __len__(self) -> int:
        """Return how many papers are here."""
        (count,) = self._base.execute("SELECT count(*) FROM papers").fetchone()
        return int(count)

    def rows(self) -> Iterator[Row]:
        """Yield what is here, as it was announced."""
        query = "SELECT n, id, submitted, stamp, categories FROM papers ORDER BY place, id"
        for number, arxiv_id, submitted, stamp, categories in self._base.execute(query):
            own = tuple(categories.split())
            yield Row(number, ArxivId(arxiv_id), _moment(submitted), stamp, own)

    def dates(self) -> Iterator[tuple[ArxivId, datetime | None]]:
        """Yield identifiers and times of submission, as they were announced."""
        for arxiv_id, submitted in self._base.execute(
            "SELECT id, submitted FROM papers ORDER BY place, id"
        ):
            yield ArxivId(arxiv_id), _moment(submitted)

    def papers(self, numbers: Iterable[int]) -> Sequence[Paper]:
        """Return the papers of *numbers* as a sequence that reads them when they are looked at."""
        return _Spooled(self._base, array("q", numbers))

    def end(self) -> None:
        """Give the file up: the harvest is whole. What is open stays readable until the end."""
        self._drop()

    def _drop(self) -> None:
        if self._path is not None:
            # Where an open file cannot be removed, a later harvest does it.
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


class _Spooled(Sequence[Paper]):
    """Papers on disk, a chunk of them in memory at a time."""

    def __init__(self, base: sqlite3.Connection, numbers: array[int]) -> None:
        self._base, self._numbers = base, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Paper: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Paper]: ...
    def __getitem__(self, index: int | slice) -> Paper | Sequence[Paper]:
        if isinstance(index, slice):
            return _Spooled(self._base, self._numbers[index])
        return self._read(self._numbers[index : index + 1 or None])[0]

    def __iter__(self) -> Iterator[Paper]:
        for at in range(0, len(self._numbers), _CHUNK):
            yield from self._read(self._numbers[at : at + _CHUNK])

    def _read(self, numbers: Sequence[int]) -> list[Paper]:
        marks = ",".join("?" * len(numbers))
        found = dict(
            self._base.execute(
                f"SELECT n, paper FROM papers WHERE n IN ({marks})",  # noqa: S608  # only marks
                list(numbers),
            )
        )
        unpack = _DECOMPRESSOR.decompress
        return [from_json(unpack(found[number]).decode()) for number in numbers]


def _prepared(path: Path | None) -> sqlite3.Connection:
    base = sqlite3.connect(path or _MEMORY, timeout=30)
    base.execute("CREATE TABLE IF NOT EXISTS sets (name TEXT PRIMARY KEY, token, day, done)")
    base.execute(
        "CREATE TABLE IF NOT EXISTS papers (n INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,"
        " place INTEGER NOT NULL, submitted TEXT, stamp TEXT NOT NULL,"
        " categories TEXT NOT NULL, paper BLOB NOT NULL)"
    )
    base.execute("CREATE INDEX IF NOT EXISTS by_place ON papers (place, id)")
    base.commit()
    return base


def _drop_forgotten(folder: Path) -> None:
    now = time.time()
    for path in folder.glob("harvest-*.db"):
        with contextlib.suppress(OSError):
            if now - path.stat().st_mtime > _FORGOTTEN:
                path.unlink()


def _number(arxiv_id: ArxivId) -> int:
    year, month, number = rank(arxiv_id) or (0, 0, 0)
    return (year * 100 + month) * 1_000_000 + number


def _packed(paper: Paper) -> bytes:
    return _COMPRESSOR.compress(to_json(paper).encode())


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None
