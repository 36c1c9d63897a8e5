"""EDGE. A harvest on disk: papers as they come in, and how far each set has got.

A harvest goes on from here, whether it was interrupted or is a day old; memory stays flat. What is
damaged is put aside and begun anew. Two at once never share a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, overload

from filelock import FileLock, Timeout

from bot.arxiv.sweep.seen import rank
from bot.core.errors import ConfigError, TryAgainLater
from bot.core.plain import plain
from classifier.papers import ArxivId, Paper

_CHUNK = 500  # papers in memory
_FORGOTTEN = 7 * 86_400  # seconds after which nobody goes on with a harvest
_MEMORY = ":memory:"
_LAYOUT = 4  # version of the file's tables
# What is short stands first: a row is read up to the last column that is asked for.
_COLUMNS = (
    *("n INTEGER PRIMARY KEY", "id", "submitted", "stamp", "categories", "via", "version"),
    *("withdrawn", "updated", "announced", "doi", "journal_ref", "comments", "title", "authors"),
    "abstract",
)
_PAPER = (
    "id, submitted, categories, version, withdrawn, updated, announced, doi, journal_ref,"
    " comments, title, authors, abstract"
)
_STORE = (
    f"INSERT INTO papers VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (n) DO UPDATE SET "  # noqa: S608  # only names
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:] if name != "via")
    + ", via = replace(via, excluded.via || ' ', ' ') || excluded.via"
)
_LONG = timedelta(days=120)
_START = "*"  # no set is called so


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the harvest of a set is: the next *token*, the *day* of the last record.

    *done* is the moment (ISO) at which the set was harvested to its end, "" before.
    """

    token: str = ""
    day: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What telling new from old needs to know of a paper; `stamp` is the day of its last change.

    `via` are the sets that it came with.
    """

    number: int
    id: ArxivId
    submitted: datetime | None
    stamp: str
    categories: tuple[str, ...]
    via: frozenset[str] = frozenset()


class DamagedError(TryAgainLater):
    """The harvest on the disk cannot be read; it was put aside, and the next run begins anew."""


class Spool:
    """The harvest called *key* since the day *start* (ISO), in *folder* (None: in memory).

    One that began earlier holds all that is asked for, and is gone on with: a window such as
    "the last 90 days" begins later with every day. *tell* hears what stands in the way of a file.
    """

    def __init__(
        self,
        folder: Path | None,
        key: str,
        start: str = "",
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._path: Path | None = None
        self._lock: FileLock | None = None
        self._tell = tell
        if folder is not None:
            name = hashlib.sha256(key.encode()).hexdigest()[:16]
            self._path = folder / f"harvest-{_LAYOUT}-{name}.db"
        self._base = self._open(folder)
        self._begin(start)

    def _begin(self, start: str) -> None:
        begun = self._base.execute("SELECT day FROM sets WHERE name = ?", (_START,)).fetchone()
        if begun is None or begun[0] > start or begun[0] < _long_before(start):
            self.restart(start)

    def restart(self, start: str) -> None:
        """Forget all that is here, and begin anew on the day *start* (ISO)."""
        with self._base:
            self._base.execute("DELETE FROM sets")
            self._base.execute("DELETE FROM papers")
            self._base.execute("INSERT INTO sets VALUES (?, '', ?, '')", (_START, start))

    def _open(self, folder: Path | None) -> sqlite3.Connection:
        """Return the file's tables; in memory where there can be no file, which is told."""
        try:
            if folder is not None and self._path is not None:
                folder.mkdir(parents=True, exist_ok=True)
                _drop_forgotten(folder)
                if not self._taken(self._path):
                    self._tell("another harvest is under way: this one is kept in memory")
                    self._path = None
        except OSError as error:
            self._tell(f"{folder}: no place for a harvest ({error.strerror}); kept in memory")
            self._path = None
        for _ in range(2):
            try:
                return _prepared(self._path)
            except sqlite3.DatabaseError as error:
                self._put_aside(str(error))
        self._path = None
        return _prepared(None)

    def _taken(self, path: Path) -> bool:
        self._lock = FileLock(path.with_name(f".{path.stem}.lock"), is_singleton=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except NotImplementedError:
            return True  # where nothing can be locked, one run at a time is all that is promised
        return True

    def _put_aside(self, why: str) -> None:
        """Make room for a new file: what is there is no harvest."""
        if self._path is None:
            return
        self._tell(f"{self._path}: cannot be used ({why}); put aside, the harvest begins anew")
        with contextlib.suppress(OSError):
            self._path.replace(self._path.with_suffix(".damaged"))

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Turn damage of the file into an error that tells so, and put the file aside."""
        try:
            yield
        except (sqlite3.DatabaseError, ValueError, TypeError, AttributeError) as e:
            self._put_aside(plain(str(e)))
            raise DamagedError(
                f"{self._path or 'the harvest'}: damaged ({plain(str(e))}); put aside, run again"
            ) from e

    def check(self) -> None:
        """Read all that is here once. Raises `DamagedError`."""
        with self._sound():
            for row in self._base.execute(f"SELECT {_PAPER} FROM papers"):  # noqa: S608  # names
                paper = _paper(row)
                "".join((paper.id, paper.title, paper.abstract, *paper.authors))  # all of it text

    def reached(self, name: str) -> Reached:
        """Return how far the set *name* is."""
        row = self._base.execute(
            "SELECT token, day, done FROM sets WHERE name = ?", (name,)
        ).fetchone()
        return Reached(*row) if row else Reached()

    def store(self, name: str, papers: Iterable[tuple[Paper, str]], reached: Reached) -> None:
        """Keep *papers* with their datestamps and how far *name* is now: both or neither."""
        rows = (_row(paper, stamp, name) for paper, stamp in papers)
        try:
            with self._base:
                self._base.executemany(_STORE, rows)
                self._base.execute(
                    "INSERT OR REPLACE INTO sets VALUES (?, ?, ?, ?)",
                    (name, reached.token, reached.day, reached.done),
                )
        except sqlite3.OperationalError as error:
            raise ConfigError(
                f"{self._path or 'memory'}: cannot be written ({error}); make room, or point "
                f"XDG_CACHE_HOME elsewhere"
            ) from error
        except sqlite3.DatabaseError as error:
            self._put_aside(str(error))
            raise DamagedError(f"{self._path}: damaged ({error}); put aside, run again") from error

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
        """Yield what is here, as it was announced. Raises `DamagedError`."""
        query = "SELECT n, id, submitted, stamp, categories, via FROM papers ORDER BY n"
        with self._sound():
            for number, arxiv_id, submitted, stamp, categories, via in self._base.execute(query):
                announced_in, sets = tuple(categories.split()), frozenset(via.split())
                yield Row(number, ArxivId(arxiv_id), _moment(submitted), stamp, announced_in, sets)

    def dates(self) -> Iterator[tuple[ArxivId, datetime | None]]:
        """Yield identifiers and times of submission, as they were announced."""
        with self._sound():
            for arxiv_id, submitted in self._base.execute(
                "SELECT id, submitted FROM papers ORDER BY n"
            ):
                yield ArxivId(arxiv_id), _moment(submitted)

    def papers(self, numbers: Iterable[int]) -> Sequence[Paper]:
        """Return the papers of *numbers* as a sequence that reads them when they are looked at."""
        return _Spooled(self, self._base, array("q", numbers))

    def close(self) -> None:
        """Give the file to others."""
        self._base.close()
        if self._lock is not None:
            self._lock.release()


class _Spooled(Sequence[Paper]):
    """Papers on disk, a chunk of them in memory at a time."""

    def __init__(self, spool: Spool, base: sqlite3.Connection, numbers: array[int]) -> None:
        # The spool is kept, for it keeps others away from the file.
        self._spool, self._base, self._numbers = spool, base, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Paper: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Paper]: ...
    def __getitem__(self, index: int | slice) -> Paper | Sequence[Paper]:
        if isinstance(index, slice):
            return _Spooled(self._spool, self._base, self._numbers[index])
        return self._read(self._numbers[index : index + 1 or None])[0]

    def __iter__(self) -> Iterator[Paper]:
        for at in range(0, len(self._numbers), _CHUNK):
            yield from self._read(self._numbers[at : at + _CHUNK])

    def _read(self, numbers: Sequence[int]) -> list[Paper]:
        marks = ",".join("?" * len(numbers))
        query = f"SELECT n, {_PAPER} FROM papers WHERE n IN ({marks})"  # noqa: S608  # only marks
        rows = {row[0]: row[1:] for row in self._base.execute(query, list(numbers))}
        return [_paper(rows[number]) for number in numbers]


def _long_before(start: str) -> str:
    """Return the day before which a harvest for *start* is longer than anybody needs."""
    try:
        return (date.fromisoformat(start) - _LONG).isoformat()
    except (ValueError, OverflowError):
        return ""


def _prepared(path: Path | None) -> sqlite3.Connection:
    base = sqlite3.connect(path or _MEMORY, timeout=30)
    base.execute("CREATE TABLE IF NOT EXISTS sets (name TEXT PRIMARY KEY, token, day, done)")
    base.execute(f"CREATE TABLE IF NOT EXISTS papers ({', '.join(_COLUMNS)})")
    base.commit()
    return base


def _drop_forgotten(folder: Path) -> None:
    now = time.time()
    for path in folder.glob("harvest-*.db"):
        with contextlib.suppress(OSError):
            if now - path.stat().st_mtime > _FORGOTTEN:
                path.unlink()


def _number(arxiv_id: ArxivId) -> int:
    """Return a number of *arxiv_id* alone, in order of announcement; legacy ones come first."""
    if place := rank(arxiv_id):
        return (place[0] * 100 + place[1]) * 1_000_000 + place[2]
    return -1 - int.from_bytes(hashlib.sha256(arxiv_id.encode()).digest()[:7])


def _row(paper: Paper, stamp: str, name: str) -> tuple[int | str | None, ...]:
    """Return the columns of *paper*, which came with the set *name*."""
    return (
        _number(paper.id),
        paper.id,
        _iso(paper.submitted),
        stamp,
        " ".join(paper.categories),
        f" {name}",
        paper.version,
        paper.withdrawn,
        _iso(paper.updated),
        _iso(paper.announced),
        paper.doi,
        paper.journal_ref,
        paper.comments,
        paper.title,
        "\n".join(paper.authors),
        paper.abstract,
    )


def _paper(row: Sequence[Any]) -> Paper:
    """Return the paper in the columns of `_PAPER`. Raises `ValueError` and its like for damage."""
    (arxiv_id, submitted, categories, version, withdrawn, updated, announced, *texts) = row
    doi, journal_ref, comments, title, authors, abstract = texts
    return Paper(
        id=arxiv_id,
        title=title,
        abstract=abstract,
        authors=tuple(authors.split("\n")) if authors else (),
        categories=tuple(categories.split()),
        comments=comments,
        journal_ref=journal_ref,
        doi=doi,
        submitted=_moment(submitted),
        updated=_moment(updated),
        announced=_moment(announced),
        version=int(version),
        withdrawn=bool(withdrawn),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None
