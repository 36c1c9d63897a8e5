"""Marks on this disk: kept safely, each for its list."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.arxiv.store.marks import Marks
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import Mark, Remembered
from bot.core.errors import ConfigError
from classifier.papers.paper import ArxivId
from tests.arxiv.fakes import NOW

MARK = Mark(NOW - timedelta(days=3))


def test_a_mark_is_remembered_for_its_list_only(tmp_path: Path) -> None:
    Marks(tmp_path).save("parcels", MARK)
    assert Marks(tmp_path).load("parcels") == Remembered(MARK)
    assert Marks(tmp_path).load("letters") == Remembered(None)


def test_what_was_seen_is_remembered_with_the_mark(tmp_path: Path) -> None:
    seen = Seen(covers=NOW, categories=("cs.DC",), ids=frozenset({ArxivId("2603.00017")}))
    Marks(tmp_path).save("parcels", Mark(NOW, seen))
    assert Marks(tmp_path).load("parcels") == Remembered(Mark(NOW, seen))


def test_a_mark_of_an_older_version_is_still_read(tmp_path: Path) -> None:
    text = '{"version": 1, "until": "2026-03-15T12:00:00+00:00"}'
    (tmp_path / "parcels.json").write_text(text)
    assert Marks(tmp_path).load("parcels") == Remembered(MARK)


def test_a_mark_is_one_line_of_json_and_leaves_nothing_else(tmp_path: Path) -> None:
    for _ in range(2):
        Marks(tmp_path).save("parcels", MARK)
    assert [p.name for p in tmp_path.iterdir()] == ["parcels.json"]
    text = (tmp_path / "parcels.json").read_text()
    assert text == '{"version": 2, "until": "2026-03-15T12:00:00+00:00"}\n'


@pytest.mark.parametrize(
    "junk",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"{}", b'{"version": 1}', b"[" * 100_000,
        b'{"version": 1, "until": 5}', b'{"version": 1, "until": "soon"}',
        b'{"version": 1, "until": "2026-03-15T12:00:00"}',
        b'{"version": 9, "until": "2026-03-15T12:00:00+00:00"}',
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
