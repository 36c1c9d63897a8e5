"""Marks: up to when arXiv was swept, kept safely, and where `--since last` begins."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.arxiv.marks import Mark, Marks, Remembered, Since, since_last
from bot.arxiv.window import ARXIV_BEGAN
from bot.errors import ConfigError
from tests.arxiv.fakes import NOW

MARK = Mark(NOW - timedelta(days=3))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("mark", "since"),
    [
        ("2026-03-11T12:00", "2026-03-10T12:00"),  # a day back: Tuesday's mailing lies in it
        ("2026-03-15T12:00", "2026-03-13T00:00"),  # Sunday: back to Thursday evening's mailing
        ("2026-01-20T06:00", "2026-01-19T01:00"),  # after a holiday: back to Sunday evening's
        ("2026-03-18T12:00", "2026-03-17T12:00"),
        ("2026-03-18T18:00", "2026-03-17T12:00"),  # a clock a little ahead of ours
        ("2025-03-11T12:00", "2025-03-10T12:00"),  # after a year away nothing is skipped
    ],
)
def test_since_last_overlaps_by_a_day_and_a_mailing(mark: str, since: str) -> None:
    assert since_last(Mark(at(mark)), now=NOW) == Since(at(since))


def test_without_a_mark_a_week_is_swept_and_that_is_said() -> None:
    since = since_last(None, now=NOW)
    assert since.moment == NOW - timedelta(days=7)
    assert since.why == "no earlier run is remembered here: looking back 7 days"


def test_a_mark_from_the_future_is_not_believed() -> None:
    since = since_last(Mark(NOW + timedelta(days=300)), now=NOW)
    assert since.moment == NOW - timedelta(days=28)
    assert "lies ahead" in since.why


def test_nothing_is_older_than_arxiv() -> None:
    assert since_last(Mark(ARXIV_BEGAN), now=NOW).moment == ARXIV_BEGAN


def test_a_mark_is_remembered_for_its_list_only(tmp_path: Path) -> None:
    Marks(tmp_path).save("parcels", MARK)
    assert Marks(tmp_path).load("parcels") == Remembered(MARK)
    assert Marks(tmp_path).load("letters") == Remembered(None)


def test_a_mark_is_one_line_of_json_and_leaves_nothing_else(tmp_path: Path) -> None:
    for _ in range(2):
        Marks(tmp_path).save("parcels", MARK)
    assert [p.name for p in tmp_path.iterdir()] == ["parcels.json"]
    text = (tmp_path / "parcels.json").read_text()
    assert text == '{"version": 1, "until": "2026-03-15T12:00:00+00:00"}\n'


@pytest.mark.parametrize(
    "junk",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"{}", b'{"version": 1}', b"[" * 100_000,
        b'{"version": 1, "until": 5}', b'{"version": 1, "until": "soon"}',
        b'{"version": 1, "until": "2026-03-15T12:00:00"}',
        b'{"version": 2, "until": "2026-03-15T12:00:00+00:00"}',
    ],
)  # fmt: skip
def test_a_damaged_mark_is_none_and_that_is_said(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "parcels.json"
    path.write_bytes(junk)
    remembered = Marks(tmp_path).load("parcels")
    assert remembered.mark is None
    assert remembered.trouble == f"{path}: cannot be read (damaged); sweeping anew without it"


def test_a_mark_that_cannot_be_read_is_none_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "parcels.json").mkdir()
    assert "Is a directory" in Marks(tmp_path).load("parcels").trouble


def test_a_mark_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Marks(tmp_path).save("parcels", MARK)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left on device"):
        Marks(tmp_path).save("parcels", Mark(NOW))
    assert Marks(tmp_path).load("parcels") == Remembered(MARK)
    assert [p.name for p in tmp_path.iterdir()] == ["parcels.json"]


@pytest.mark.parametrize("name", ["", "../parcels", "a/b", "A", "a\n"])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is no name"):
        Marks(tmp_path).load(name)


def test_the_users_state_folder_is_the_default(tmp_path: Path) -> None:
    Marks().save("parcels", MARK)
    (path,) = tmp_path.rglob("parcels.json")
    assert path.parent.name == "marks"
