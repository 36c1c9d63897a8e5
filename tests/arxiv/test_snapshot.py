"""A snapshot file as a source: one pass, flat, exact about damage."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard

from bot.arxiv.records.make_paper import sample
from bot.arxiv.snapshot import lines
from bot.arxiv.snapshot import snapshot_file as snapshot
from bot.arxiv.snapshot.snapshot_file import SnapshotSource
from bot.core.errors import SourceError
from bot.core.window import Window
from classifier.papers.paper import ArxivId
from tests.arxiv.fakes import FakeProgress

START = datetime(2026, 3, 1, tzinfo=UTC)
WEEK = Window(START + timedelta(days=20), START + timedelta(days=27))


def record(
    number: int, *, day: int, categories: str = "cs.DC", **more: object
) -> dict[str, object]:
    created = f"{START + timedelta(days=day):%a, %d %b %Y %H:%M:%S} GMT"
    return {
        "id": f"2603.{number:05d}",
        "title": f"Parcels {number}",
        "categories": categories,
        "authors": None,
        "versions": [{"version": "v1", "created": created}],
        **more,
    }


RECORDS = [record(n, day=n % 30) for n in range(600)]


def write(path: Path, records: list[dict[str, object]]) -> str:
    text = "".join(json.dumps(r) + "\n" for r in records).encode()
    if path.suffix == ".gz":
        text = gzip.compress(text)
    if path.suffix == ".zst":
        text = zstandard.compress(text)
    path.write_bytes(text)
    return str(path)


def source(path: str, *, background: int = 1_000, wanted: tuple[str, ...] = ()) -> SnapshotSource:
    return SnapshotSource(
        path,
        progress=FakeProgress(),
        background=background,
        wanted=[ArxivId(w) for w in wanted],
    )


@pytest.mark.parametrize("name", ["papers.jsonl", "papers.jsonl.gz", "papers.jsonl.zst"])
def test_the_window_and_what_came_before_it_are_told_apart(tmp_path: Path, name: str) -> None:
    sweep = source(write(tmp_path / name, RECORDS)).sweep(WEEK, ["cs.DC"])
    assert [p.id for p in sweep.papers] == [
        f"2603.{n:05d}" for n in range(600) if 20 <= n % 30 < 27
    ]
    assert len(sweep.background) == 400
    assert (sweep.complete, sweep.requests, sweep.troubles) == (True, 0, ())
    assert sweep.counts == {"read": 600, "uncertain_category": 0}


def test_papers_without_categories_pass_and_are_counted(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a",
        [
            record(1, day=21, categories=""),
            record(2, day=21, categories="hep-th"),
            record(3, day=21, categories="cs.LG cs.DC"),
            record(4, day=3, categories=""),
        ],
    )
    sweep = source(path).sweep(WEEK, ["cs.DC"])
    assert [p.id for p in sweep.papers] == ["2603.00001", "2603.00003"]
    assert sweep.counts["uncertain_category"] == 1


def test_papers_without_a_date_are_counted_and_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a", [{"id": "2603.00001", "title": "x"}, record(2, day=21)])
    sweep = source(path).sweep(WEEK, ["cs.DC"])
    assert [p.id for p in sweep.papers] == ["2603.00002"]
    assert sweep.counts["without_date"] == 1


def test_a_withdrawn_paper_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a", [record(1, day=21, comments="This paper has been withdrawn")])
    assert [p.withdrawn for p in source(path).sweep(WEEK, []).papers] == [True]


@pytest.mark.parametrize("size", [0, 1, 50])
def test_the_background_is_the_same_sample_in_whatever_order(tmp_path: Path, size: int) -> None:
    forth = source(write(tmp_path / "a", RECORDS), background=size).sweep(WEEK, [])
    back = source(write(tmp_path / "b", RECORDS[::-1]), background=size).sweep(WEEK, [])
    everything = source(write(tmp_path / "a", RECORDS)).sweep(WEEK, []).background
    assert forth.background == back.background == sample(everything, size)
    assert len(forth.background) == size


def test_a_paper_that_comes_twice_counts_once(tmp_path: Path) -> None:
    twice = [record(1, day=21), record(1, day=21, title="Later"), record(2, day=3)]
    path = write(tmp_path / "a", [*twice, record(2, day=4, title="Later")])
    sweep = source(path).sweep(WEEK, [])
    assert [p.title for p in sweep.papers] == ["Later"]
    assert [p.title for p in sweep.background] == ["Later"]


class TestLookup:
    def test_ids_told_up_front_cost_no_second_reading(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a", RECORDS)
        papers = source(path, wanted=("2603.00003", "2603.99999"))
        papers.sweep(WEEK, ["hep-th"])
        Path(path).unlink()
        found = papers.lookup([ArxivId("2603.00003"), ArxivId("2603.99999")])
        assert [p.title for p in found.values()] == ["Parcels 3"]

    def test_ids_not_told_are_found_by_reading_again(self, tmp_path: Path) -> None:
        papers = source(write(tmp_path / "a", RECORDS), wanted=("2603.00003",))
        papers.sweep(WEEK, [])
        assert set(papers.lookup([ArxivId("2603.00003"), ArxivId("2603.00005")])) == {
            "2603.00003",
            "2603.00005",
        }

    def test_a_lookup_needs_no_sweep(self, tmp_path: Path) -> None:
        papers = source(write(tmp_path / "a", RECORDS))
        assert set(papers.lookup([ArxivId("2603.00003")])) == {"2603.00003"}


class TestDamage:
    @pytest.mark.parametrize(
        "line", ["{", "[]", "\x00", '{"id": "x"}', '{"title": "no id"}', "[" * 100_000]
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, line: str) -> None:
        path = tmp_path / "papers.jsonl"
        good = json.dumps(record(1, day=21))
        path.write_text(f"{good}\n{line}\n{good}\n")
        with pytest.raises(SourceError, match=r"papers\.jsonl:2: not a record .*fetch it again$"):
            source(str(path)).sweep(WEEK, [])

    def test_a_file_that_ends_inside_of_a_record_is_named_with_its_line(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "papers.jsonl"
        text = "".join(json.dumps(r) + "\n" for r in RECORDS[:9])
        path.write_text(text[:-30])
        with pytest.raises(SourceError, match=r"papers\.jsonl:9: not a record"):
            source(str(path)).sweep(WEEK, [])

    @pytest.mark.parametrize("name", ["papers.jsonl.gz", "papers.jsonl.zst"])
    def test_a_compressed_file_that_was_cut_is_named(self, tmp_path: Path, name: str) -> None:
        path = Path(write(tmp_path / name, RECORDS))
        path.write_bytes(path.read_bytes()[:-20])
        with pytest.raises(SourceError, match=rf"{name}:\d+: .*fetch it again$"):
            source(str(path)).sweep(WEEK, [])

    def test_a_missing_file_is_named_with_the_remedy(self, tmp_path: Path) -> None:
        with pytest.raises(
            SourceError, match=r"fead: cannot be read .*one of api, feed, oai, demo$"
        ):
            source(str(tmp_path / "fead")).sweep(WEEK, [])

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="cannot be read"):
            source(str(tmp_path)).lookup([ArxivId("2603.00001")])


def test_progress_is_told_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_STEP", 200)
    monkeypatch.setattr(lines, "_BLOCK", 1_000)
    progress = FakeProgress()
    path = write(tmp_path / "papers.jsonl", RECORDS)
    SnapshotSource(path, progress=progress, background=10).sweep(WEEK, [])
    assert progress.steps == ["reading papers.jsonl"]
    assert progress.counts == [(n, None, "papers") for n in (200, 400, 600)]


def test_a_file_without_papers_is_no_quiet_week(tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_bytes(b"\n")
    source = SnapshotSource(str(tmp_path / "papers.jsonl"), progress=FakeProgress(), background=10)
    with pytest.raises(SourceError, match=r"papers\.jsonl: holds no papers"):
        source.sweep(WEEK, ["cs.DC"])
