"""Long lists: the work grows with the length, counted in calls, not in time."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from bot.lists.document import Document
from bot.lists.edit import apply, check, plan
from bot.lists.reading import read_list
from classifier.paper import ArxivId, Paper
from tests.lists.makers import inserted


ITEM = "- [Paper {n}](https://arxiv.org/abs/2401.{n:05}) on mice.\n"


def calls(lines: int, form: str = ITEM) -> int:
    """Return how many calls it takes to read a list of *lines* entries and to add a paper."""
    entries = "".join(form.format(n=n) for n in range(lines))
    taken = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal taken
        taken += event in ("call", "c_call")

    documents = {"l": Document.parse(f"# Mice\n\n## All\n\n{entries}".encode(), name="l")}
    paper = Paper(id=ArxivId("2611.00001"), title="Mice of the New Cages", categories=("cs.DC",))
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        listing = read_list(documents)
        edit = plan(listing, [(paper, listing.sections[-1].id)])
        after = apply(documents, edit)
        check(documents, edit, after)
    finally:
        sys.setprofile(before)
    assert len(edit.inserts) == 1
    return taken


def test_87_a_list_of_fifty_thousand_lines_takes_work_in_proportion() -> None:
    short, long = calls(500), calls(2_000)
    assert long < short * 4 * 1.25


@pytest.mark.parametrize(
    "form",
    [
        f"## Cage {{n}}\n\n{ITEM}\n",
        "### [Mice of Paper {n} in Cages](https://arxiv.org/abs/2401.{n:05})\n\nOn mice.\n\n",
        f"<details><summary>Cage {{n}}</summary>\n\n{ITEM}\n</details>\n\n",
    ],
)
def test_many_headings_take_work_in_proportion(form: str) -> None:
    short, long = calls(300, form), calls(1_200, form)
    assert long < short * 4 * 1.25


def test_summaries_that_are_never_closed_do_not_nest_without_end() -> None:
    text = "".join(f"<details><summary>Cage {n}</summary>\n\n{ITEM}\n" for n in range(99))
    found = read_list([Document.parse(text.encode(), name="l")])
    assert max(len(section.path) for section in found.sections) < 60
    assert found.sections[-1].path[-1] == "Cage 98"


def test_a_long_list_in_the_order_of_its_titles_stays_so() -> None:
    rows = [
        f"- {'zyx'[n % 3]}: [Hedges {n:04} of the Old Town](https://arxiv.org/abs/2401.{at:05})\n"
        for n, at in ((n, n * 79 % 1000) for n in range(900))
    ]
    before = "## All\n" + "".join(rows)
    new = Paper(id=ArxivId("2611.00001"), title="Hedges 0500 of the Out Town")
    after = inserted(before, "All", new)
    assert (
        after.index("Hedges 0500 of the Old") < after.index("Out Town") < after.index("Hedges 0501")
    )
