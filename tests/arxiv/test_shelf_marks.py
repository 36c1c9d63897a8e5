"""Marks of all lists in one file on a shelf."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.arxiv.store.branch_marks import ShelfMarks
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import Mark, Remembered
from classifier.papers.paper import ArxivId

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEEN = Seen(covers=NOW, categories=("cs.DC",), ids=frozenset({ArxivId("2611.00007")}))


class FakeShelf:
    def __init__(self, content: bytes | None = None) -> None:
        self.content = content

    def read(self) -> bytes | None:
        return self.content

    def replace(self, change: Callable[[bytes | None], bytes]) -> None:
        self.content = change(self.content)


def test_each_list_has_a_mark_of_its_own() -> None:
    shelf = FakeShelf()
    marks = ShelfMarks(shelf, "there")
    assert marks.load("mine") == Remembered(None)
    marks.save("mine", Mark(NOW, SEEN))
    marks.save("other", Mark(NOW))
    assert ShelfMarks(shelf, "there").load("mine") == Remembered(Mark(NOW, SEEN))
    assert marks.load("other") == Remembered(Mark(NOW))
    assert marks.load("third") == Remembered(None)


def test_the_file_is_made_for_reading_and_the_same_for_the_same_marks() -> None:
    one, two = FakeShelf(), FakeShelf()
    for shelf, names in ((one, "ab"), (two, "ba")):
        for name in names:
            ShelfMarks(shelf, "there").save(name, Mark(NOW))
    assert one.content == two.content
    assert one.content == (
        b'{\n "lists": {\n  "a": {\n   "until": "2026-11-22T12:00:00+00:00"\n  },\n'
        b'  "b": {\n   "until": "2026-11-22T12:00:00+00:00"\n  }\n },\n "version": 1\n}\n'
    )


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"\xff", b"{}", b'{"version": 1}', b'{"version": 2, "lists": {}}',
               b'{"version": 1, "lists": {"mine": 5}}', b"[" * 100_000]
)  # fmt: skip
def test_damage_is_told_and_written_over(damage: bytes) -> None:
    shelf = FakeShelf(damage)
    marks = ShelfMarks(shelf, "there")
    assert marks.load("mine") == Remembered(None, "there: damaged; sweeping anew without it")
    marks.save("mine", Mark(NOW))
    assert marks.load("mine") == Remembered(Mark(NOW))


def test_one_damaged_list_leaves_the_others() -> None:
    raw = {"version": 1, "lists": {"a": {"until": "soon"}, "b": {"until": NOW.isoformat()}}}
    shelf = FakeShelf(json.dumps(raw).encode())
    marks = ShelfMarks(shelf, "there")
    assert marks.load("a").trouble
    assert marks.load("b") == Remembered(Mark(NOW))
    marks.save("a", Mark(NOW))
    assert marks.load("b") == Remembered(Mark(NOW))
