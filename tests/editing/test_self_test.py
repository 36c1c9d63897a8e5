"""A list is its own test: entries left out and written again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.editing import self_test
from bot.lists import PaperList, read_list
from bot.markdown import Document
from classifier.papers import ArxivId, Paper

NAMES = ("MossNet", "FernNet", "IvyNet", "OakNet", "ElmNet")
PAPERS = tuple(
    Paper(
        id=ArxivId(f"24{n:02}.01234"),
        title=f"{name}: Learning Green Model Number {n}",
        authors=("Mary Shelley",),
        submitted=datetime(2024, n, 10 + n, tzinfo=UTC),
    )
    for n, name in enumerate(NAMES, 4)
)
KNOWN = {paper.id: paper for paper in PAPERS}
REMARKS = ("fast", "green and slow", "for moss", "a toy", "the first of its kind")


def list_of(*shapes: str) -> PaperList:
    every = shapes * len(PAPERS) if len(shapes) == 1 else shapes
    lines = [
        shape.format(title=one.title, id=one.id, day=one.submitted, remark=remark)
        for shape, one, remark in zip(every, PAPERS, REMARKS, strict=True)
    ]
    text = "\n".join(["# A list", "", "## Green", "", *lines, ""])
    return read_list([Document.parse(text.encode(), name="README.md")])


@pytest.mark.parametrize(
    ("shape", "exact", "but_for_unknown"),
    [
        ("- [{title}](https://arxiv.org/abs/{id})", 5, 0),
        ("- {day:%y-%m-%d} [{title}](https://arxiv.org/abs/{id})", 5, 0),
        ("- [{title}](https://arxiv.org/abs/{id}) - {remark}", 0, 5),
    ],
)
def test_entries_left_out_are_written_again(shape: str, exact: int, but_for_unknown: int) -> None:
    [share] = self_test(list_of(shape), KNOWN)
    assert (share.tried, share.exact, share.but_for_unknown) == (5, exact, but_for_unknown)
    assert not share.is_low
    assert share.path == ("A list", "Green")


def test_a_list_in_which_every_entry_is_made_in_another_way_is_not_trusted() -> None:
    [share] = self_test(
        list_of(
            "- [{title}](https://arxiv.org/abs/{id})",
            "- {day:%Y}: **{title}**, https://arxiv.org/pdf/{id}",
            '- "{title}" [[pdf]](https://arxiv.org/pdf/{id}), {day:%B %Y}',
            "- Mary Shelley. *{title}*. [arXiv:{id}](https://arxiv.org/abs/{id})",
            "- {title} ({day:%d.%m.%Y}) | [paper](https://arxiv.org/html/{id})",
        ),
        KNOWN,
    )
    assert share.is_low


def test_without_metadata_nothing_is_tried() -> None:
    assert [*self_test(list_of("- [{title}](https://arxiv.org/abs/{id})"), {})] == []
