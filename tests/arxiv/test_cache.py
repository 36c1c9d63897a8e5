"""The metadata cache: remembered, bounded, and never in the way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.arxiv.store.cache import CachedLookup, PaperCache, default_cache
from bot.arxiv.sweep.account import Tally
from bot.arxiv.sweep.source import HalfKnownError, Sweep
from bot.core.errors import TryAgainLater
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv.fakes import NOW, paper

ONE = paper("2603.00001", NOW, announced=NOW, categories=("cs.DC", "cs.LG"), version=3)
TWO = paper("hep-th/9901001")


class FakeSource:
    """Knows some papers; remembers what it was asked."""

    def __init__(
        self, *papers: Paper, fail_after: int = 99, half: Mapping[ArxivId, Paper] | None = None
    ) -> None:
        self.half = half
        self.papers = {p.id: p for p in papers}
        self.asked: list[list[ArxivId]] = []
        self.fail_after = fail_after

    @property
    def tally(self) -> Tally:
        return Tally(requests=len(self.asked))

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        assert window.until == NOW
        return Sweep(papers=tuple(self.papers.values()), requests=len(categories))

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        if len(self.asked) == self.fail_after:
            raise TryAgainLater("gone") if self.half is None else HalfKnownError("gone", self.half)
        self.asked.append(list(ids))
        return {i: self.papers[i] for i in ids if i in self.papers}


def test_what_was_put_is_got_again_by_another(tmp_path: Path) -> None:
    PaperCache(tmp_path / "new" / "papers.db").put([ONE, TWO])
    got = PaperCache(tmp_path / "new" / "papers.db").get([ONE.id, TWO.id, ArxivId("2603.00009")])
    assert got == {ONE.id: ONE, TWO.id: TWO}


def test_the_latest_word_counts(tmp_path: Path) -> None:
    cache = PaperCache(tmp_path / "papers.db")
    cache.put([ONE])
    cache.put([paper(ONE.id, title="Other")])
    assert cache.get([ONE.id])[ONE.id].title == "Other"


def test_the_oldest_go_first(tmp_path: Path) -> None:
    cache = PaperCache(tmp_path / "papers.db", rows=3)
    papers = [paper(f"2603.{n:05d}") for n in range(5)]
    cache.put(papers)
    cache.put(papers[:1])
    assert set(cache.get([p.id for p in papers])) == {papers[n].id for n in (3, 4, 0)}


@pytest.mark.parametrize("junk", [b"", b"junk", b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_broken_cache_is_rebuilt(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "papers.db"
    path.write_bytes(junk)
    cache = PaperCache(path)
    assert cache.get([ONE.id]) == {}
    cache.put([ONE])
    assert cache.get([ONE.id]) == {ONE.id: ONE}


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version = 99",
        "UPDATE papers SET paper = '{'",
        "UPDATE papers SET paper = '{}'",
        "UPDATE papers SET paper = '{\"submitted\": 5}'",
        "UPDATE papers SET paper = 'null'",
    ],
)
def test_a_cache_of_another_layout_is_rebuilt(tmp_path: Path, statement: str) -> None:
    cache = PaperCache(tmp_path / "papers.db")
    cache.put([ONE])
    with closing(sqlite3.connect(tmp_path / "papers.db")) as base, base:
        base.execute(statement)
    assert cache.get([ONE.id]) == {}
    cache.put([ONE])
    assert cache.get([ONE.id]) == {ONE.id: ONE}


def test_where_no_cache_can_be_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = PaperCache(tmp_path / "file" / "papers.db")
    cache.put([ONE])
    assert cache.get([ONE.id]) == {}
    folder = tmp_path / "papers.db"
    folder.mkdir()
    PaperCache(folder).put([ONE])
    assert PaperCache(folder).get([ONE.id]) == {}


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "papers.db"
    code = (
        "import sys; from pathlib import Path;"
        "from bot.arxiv.store.cache import PaperCache; from tests.arxiv.fakes import paper;"
        "cache = PaperCache(Path(sys.argv[1])); first = int(sys.argv[2]);"
        "[cache.put([paper(f'2603.{n:05d}')]) for n in range(first, first + 30)]"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(path), first]) for first in ("0", "30")
    ]
    assert [process.wait(60) for process in started] == [0, 0]
    assert len(PaperCache(path).get([ArxivId(f"2603.{n:05d}") for n in range(60)])) == 60


def test_the_users_cache_folder_is_the_default(tmp_path: Path) -> None:
    default_cache().put([ONE])
    assert list(tmp_path.rglob("papers.db")) != []


class TestCachedLookup:
    def test_what_is_here_is_not_asked_for(self, tmp_path: Path) -> None:
        cache = PaperCache(tmp_path / "papers.db")
        source = FakeSource(ONE, TWO)
        assert CachedLookup(source, cache, now=NOW).lookup([ONE.id, ONE.id]) == {ONE.id: ONE}
        assert CachedLookup(source, cache, now=NOW).lookup([ONE.id, TWO.id]) == {
            ONE.id: ONE,
            TWO.id: TWO,
        }
        assert source.asked == [[ONE.id], [TWO.id]]

    def test_what_came_before_a_failure_is_kept(self, tmp_path: Path) -> None:
        papers = [paper(f"2603.{n:05d}") for n in range(250)]
        ids = [p.id for p in papers]
        cache = PaperCache(tmp_path / "papers.db")
        with pytest.raises(HalfKnownError, match="gone") as raised:
            CachedLookup(FakeSource(*papers, fail_after=2), cache, now=NOW).lookup(ids)
        assert set(raised.value.found) == set(ids[:200])
        source = FakeSource(*papers)
        assert len(CachedLookup(source, cache, now=NOW).lookup(ids)) == 250
        assert [len(asked) for asked in source.asked] == [50]

    def test_what_came_of_half_a_chunk_is_kept_too(self, tmp_path: Path) -> None:
        cache = PaperCache(tmp_path / "papers.db")
        source = FakeSource(ONE, fail_after=0, half={TWO.id: TWO})
        cache.put([ONE])
        with pytest.raises(HalfKnownError) as raised:
            CachedLookup(source, cache, now=NOW).lookup([ONE.id, TWO.id, ArxivId("2603.00009")])
        assert raised.value.found == {ONE.id: ONE, TWO.id: TWO}
        assert cache.get([TWO.id]) == {TWO.id: TWO}

    def test_a_sweep_passes_through(self, tmp_path: Path) -> None:
        source = FakeSource(ONE)
        window = Window(datetime(2026, 3, 1, tzinfo=UTC), NOW)
        swept = CachedLookup(source, PaperCache(tmp_path / "a"), now=NOW).sweep(window, ["cs.DC"])
        assert (swept.papers, swept.requests) == ((ONE,), 1)

    def test_what_arxiv_does_not_know_is_asked_for_once_a_month(self, tmp_path: Path) -> None:
        source, cache = FakeSource(ONE), PaperCache(tmp_path / "papers.db")
        typos = [ArxivId("2411.99999"), ArxivId("hep-th/9901999")]
        for later in (0, 1, 29, 31, 32):
            lookup = CachedLookup(source, cache, now=NOW + timedelta(days=later))
            assert lookup.lookup([ONE.id, *typos]) == {ONE.id: ONE}
        assert source.asked == [[ONE.id, *typos], typos]

    def test_a_new_paper_that_is_not_known_yet_is_asked_for_again(self, tmp_path: Path) -> None:
        source, cache = FakeSource(), PaperCache(tmp_path / "papers.db")
        for _ in range(2):
            assert CachedLookup(source, cache, now=NOW).lookup([ONE.id]) == {}
        assert source.asked == [[ONE.id], [ONE.id]]

    def test_a_failure_makes_no_paper_unknown(self, tmp_path: Path) -> None:
        cache, old = PaperCache(tmp_path / "papers.db"), ArxivId("2411.00001")
        with pytest.raises(HalfKnownError):
            CachedLookup(FakeSource(fail_after=0), cache, now=NOW).lookup([old])
        source = FakeSource(paper(old))
        assert CachedLookup(source, cache, now=NOW).lookup([old]).keys() == {old}

    def test_a_cache_of_an_earlier_version_learns_what_is_unknown(self, tmp_path: Path) -> None:
        path = tmp_path / "papers.db"
        PaperCache(path).put([ONE])
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("DROP TABLE unknown")
        assert PaperCache(path).unknown([TWO.id], now=NOW) == frozenset()
        assert PaperCache(path).get([ONE.id]) == {ONE.id: ONE}
