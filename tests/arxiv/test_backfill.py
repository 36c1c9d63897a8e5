"""Long harvests: they go on where they were, tell what is ahead, and fit into little memory."""

from __future__ import annotations

import os
import sqlite3
import tracemalloc
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock

from bot.arxiv.http.retry_policy import Patience
from bot.arxiv.oai.harvest_store import Reached, Spool
from bot.arxiv.oai.harvester import OaiSource
from bot.arxiv.oai.oai_answers import forecast
from bot.arxiv.sweep.source import Sweep
from bot.core.errors import ConfigError
from bot.core.window import Window
from classifier.papers.paper import Paper
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right, paper
from tests.arxiv.pages import datestamp
from tests.arxiv.server import ArxivDouble
from tests.arxiv.test_api import source as api

PAPERS = crowd(900, seed=4, days=60, held=0.1)
MONTH = Window(NOW - timedelta(days=30), NOW)


class Stopped(Exception):
    """Stands for Ctrl-C."""


def harvest(
    url: str,
    folder: Path,
    *,
    now: datetime = NOW,
    progress: FakeProgress | None = None,
    tries: int = 3,
    window: Window = MONTH,
) -> Sweep:
    clock = FakeClock(now)
    http = client(clock, patience=Patience(tries=tries))
    source = OaiSource(
        http,
        f"{url}/oai",
        progress=progress or FakeProgress(),
        now=now,
        background=1_000,
        lookups=api(url, clock, http=http),
        census=api(url, clock, http=http),
        folder=folder,
    )
    return source.sweep(window, ["cs.DC"])


class Stopping(FakeProgress):
    """Stops the harvest at the third answer."""

    def count(self, done: int, total: int | None, unit: str) -> None:
        super().count(done, total, unit)
        if len(self.counts) == 3:
            raise Stopped


def test_a_harvest_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    double = ArxivDouble(PAPERS, per_answer=100)
    with double as url:
        with pytest.raises(Stopped):
            harvest(url, tmp_path, progress=Stopping())
        progress = FakeProgress()
        sweep = harvest(url, tmp_path, progress=progress)
        whole = len(double.asked)
        again = harvest(url, tmp_path)
    assert again.requests == 1  # the count: all records are here
    assert is_right(again, PAPERS, MONTH)
    assert is_right(sweep, PAPERS, MONTH)
    assert sweep.complete
    assert "going on, 300 records are here already" in progress.steps[0]
    assert [a.params.get("from", "") for a in double.asked[:whole]][3] == ""


def test_what_came_before_a_failure_is_not_asked_for_again(tmp_path: Path) -> None:
    faulty = ArxivDouble(PAPERS, faults=lambda n: "503" if n >= 4 else "", per_answer=100)
    with faulty as url:
        sweep = harvest(url, tmp_path)
        assert not sweep.complete
        assert sweep.papers
        asked = len(faulty.asked)
        faulty.faults = ()
        assert is_right(harvest(url, tmp_path), PAPERS, MONTH)
    assert "resumptionToken" in faulty.asked[asked].params


def test_a_set_harvested_on_an_earlier_day_is_brought_up_to_date(tmp_path: Path) -> None:
    late = NOW + timedelta(days=1)
    newest = replace(paper("2603.90000", NOW), announced=late - timedelta(hours=11))
    double = ArxivDouble([*PAPERS, newest], per_answer=2_500)
    with double as url:
        # As a harvest of two sets leaves it that was stopped in the second one.
        spool = Spool(tmp_path, f"{url}/oai ['cs:cs:DC']", "2026-02-11")
        old = ((p, f"{datestamp(p)}") for p in PAPERS)
        spool.store("cs:cs:DC", old, Reached(day="2026-03-18", done="2026-03-18"))
        sweep = harvest(url, tmp_path, now=late, window=Window(MONTH.since, late))
    assert [asked.params.get("from") for asked in double.asked] == ["2026-03-18", None]
    assert newest.id in {p.id for p in sweep.papers}
    assert sweep.complete


@pytest.mark.parametrize(("days", "goes_on"), [(0, True), (1, True), (6, True), (-1, False)])
def test_a_harvest_of_the_last_month_is_gone_on_with_on_a_later_day(
    tmp_path: Path, days: int, goes_on: bool
) -> None:
    later = NOW + timedelta(days=days)
    papers = [p for p in PAPERS if p.announced and p.announced < later]
    double = ArxivDouble(papers, per_answer=100)
    with double as url:
        with pytest.raises(Stopped):
            harvest(url, tmp_path, progress=Stopping())
        stopped = len(double.asked)
        window = Window(later - timedelta(days=30), later)
        sweep = harvest(url, tmp_path, now=later, window=window)
    assert ("resumptionToken" in double.asked[stopped].params) is goes_on
    assert is_right(sweep, PAPERS, window)
    assert sweep.complete


def test_papers_on_disk_are_a_sequence_like_any_other(tmp_path: Path) -> None:
    some = [replace(p, announced=None) for p in PAPERS[:7]]
    spool = Spool(tmp_path, "x")
    spool.store("", ((p, "2026-03-01") for p in some), Reached())
    rows = {row.id: row for row in spool.rows()}
    assert [row.submitted for row in rows.values()] == [p.submitted for p in some]
    papers = spool.papers(rows[p.id].number for p in some)
    assert (len(papers), list(papers), papers[2], papers[-1]) == (7, some, some[2], some[-1])
    assert list(papers[2:4]) == some[2:4]
    assert some[3] in papers
    with pytest.raises(IndexError):
        papers[7]


NOISE = b"not a database, but long enough to be taken for one" * 99


def test_a_damaged_file_is_put_aside_and_begun_anew(tmp_path: Path) -> None:
    Spool(tmp_path, "x").store("", [(PAPERS[0], "2026-03-01")], Reached(token="t"))
    [path] = tmp_path.glob("harvest-*")
    path.write_bytes(NOISE)
    told: list[str] = []
    spool = Spool(tmp_path, "x", tell=told.append)
    assert (len(spool), spool.reached("")) == (0, Reached())
    assert "put aside, the harvest begins anew" in told[0]
    assert path.with_suffix(".damaged").read_bytes() == NOISE


def test_a_folder_in_the_way_is_put_aside(tmp_path: Path) -> None:
    Spool(tmp_path, "x")
    [path] = tmp_path.glob("harvest-*")
    path.unlink()
    path.mkdir()
    spool = Spool(tmp_path, "x")
    spool.store("", [(PAPERS[0], "2026-03-01")], Reached(token="t"))
    assert path.is_file()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE papers SET title = x'00ff' WHERE n = (SELECT max(n) FROM papers)",
        "UPDATE papers SET submitted = 'soon' WHERE n = (SELECT min(n) FROM papers)",
        "UPDATE papers SET version = 'a few'",
        "UPDATE papers SET abstract = NULL",
    ],
)
def test_a_damaged_row_begins_the_harvest_anew(tmp_path: Path, damage: str) -> None:
    with ArxivDouble(PAPERS, per_answer=100) as url:
        first = harvest(url, tmp_path)
        del first
        [path] = tmp_path.glob("harvest-*.db")
        with closing(sqlite3.connect(path)) as base, base:
            base.execute(damage)
        progress = FakeProgress()
        again = harvest(url, tmp_path, progress=progress)
    assert is_right(again, PAPERS, MONTH)
    assert any("put aside, the harvest begins anew" in step for step in progress.steps)


def test_two_harvests_at_once_share_no_file(tmp_path: Path) -> None:
    with FileLock(tmp_path / f".harvest-4-{sha256(b'x').hexdigest()[:16]}.lock"):
        told: list[str] = []
        spool = Spool(tmp_path, "x", tell=told.append)
        spool.store("", [(PAPERS[0], "2026-03-01")], Reached(token="t"))
    assert told == ["another harvest is under way: this one is kept in memory"]
    assert list(tmp_path.glob("harvest-*")) == []


def test_a_forgotten_harvest_is_removed(tmp_path: Path) -> None:
    Spool(tmp_path, "old").store("", (), Reached(token="t"))
    [path] = tmp_path.glob("harvest-*")
    os.utime(path, (0, 0))
    Spool(tmp_path, "new")
    assert not path.exists()


def test_where_no_file_can_be_the_harvest_is_kept_in_memory(tmp_path: Path) -> None:
    place = tmp_path / "cache"
    place.write_text("in the way")
    told: list[str] = []
    spool = Spool(place / "inner", "x", tell=told.append)
    spool.store("", [(PAPERS[0], "2026-03-01")], Reached(token="t"))
    assert len(spool) == 1
    assert "kept in memory" in told[0]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "x")
    spool._base.execute("PRAGMA query_only = 1")
    with pytest.raises(ConfigError, match="cannot be written"):
        spool.store("", [(PAPERS[0], "2026-03-01")], Reached())
    assert isinstance(spool._base, sqlite3.Connection)


def test_memory_does_not_grow_with_the_harvest(tmp_path: Path) -> None:
    peaks = [peak_of(tmp_path / str(count), count) for count in (1_500, 4_500)]
    assert peaks[1] < peaks[0] * 1.5


def peak_of(folder: Path, count: int) -> int:
    """Return the peak of memory over a harvest of *count* papers, without the double's."""
    since = NOW - timedelta(days=400)

    def batch(at: int) -> list[tuple[Paper, str]]:
        return [
            (paper(f"2603.{n:05d}", since + timedelta(minutes=n)), "2026-03-01")
            for n in range(at, at + 500)
        ]

    spool = Spool(folder, "x")
    tracemalloc.start()
    for at in range(0, count, 500):
        spool.store("", batch(at), Reached())
    numbers = [row.number for row in spool.rows()]
    assert sum(1 for _ in spool.papers(numbers)) == count
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize(
    ("sets", "days", "here", "words"),
    [
        (["cs"], 180, 0, "harvesting 1 set since 2025-09-19: about 140 requests, 17 minutes"),
        (["cs:cs:DC"], 1, 0, "harvesting 1 set since 2026-03-17: about 1 request, 1 minute"),
        (["cs:cs:DC", "cs:cs:LG"], 30, 12_345,
         "harvesting 2 sets since 2026-02-16: about 10 requests, 2 minutes; "
         "going on, 12,345 records are here already"),
        ([""], 4_000, 0, "harvesting 1 set since 2015-04-05: about 5600 requests, 11 hours"),
    ],
)  # fmt: skip
def test_what_lies_ahead_is_told_before(sets: list[str], days: int, here: int, words: str) -> None:
    assert forecast(sets, NOW - timedelta(days=days), NOW, here=here) == words
