"""Long lists: the work grows with the length, counted in calls, not in time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import bot
from bot.editing.edit import apply, check, plan
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from classifier.papers.paper import ArxivId, Paper
from tests.makers import inserted

OURS = str(Path(bot.__file__).parent)
ITEM = "- [Paper {n}](https://arxiv.org/abs/2401.{n:05}) on mice.\n"


def documents(lines: int, form: str = ITEM) -> dict[str, Document]:
    entries = "".join(form.format(n=n) for n in range(lines))
    return {"l": Document.parse(f"# Mice\n\n## All\n\n{entries}".encode(), name="l")}


def papers(count: int) -> list[Paper]:
    return [Paper(id=ArxivId(f"2611.{n:05}"), title=f"{n} Mice of the Cage") for n in range(count)]


def calls(work: Callable[[], object]) -> int:
    """Return how many calls *work* takes in our own code, measured for coverage or not."""
    taken = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal taken
        taken += (
            event in ("call", "c_call")
            and frame.f_code.co_filename.startswith(OURS)
            and getattr(argument, "__module__", None) != "slipcover.probe"
        )

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return taken


def edited(before: dict[str, Document]) -> None:
    """Read a list and add a paper."""
    listing = read_list(before)
    edit = plan(listing, [(paper, listing.sections[-1].id) for paper in papers(1)])
    after = apply(before, edit)
    check(before, edit, after)
    assert len(edit.inserts) == 1


def planned(listing: PaperList, count: int) -> None:
    edit = plan(listing, [(paper, listing.sections[-1].id) for paper in papers(count)])
    assert len(edit.inserts) == count


def test_87_a_list_of_fifty_thousand_lines_takes_work_in_proportion() -> None:
    short, long = (calls(partial(edited, documents(lines))) for lines in (500, 2_000))
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
    short, long = (calls(partial(edited, documents(count, form))) for count in (300, 1_200))
    assert long < short * 4 * 1.25


def test_summaries_that_are_never_closed_do_not_nest_without_end() -> None:
    found = read_list(documents(99, f"<details><summary>Cage {{n}}</summary>\n\n{ITEM}\n"))
    assert max(len(section.path) for section in found.sections) < 60
    assert found.sections[-1].path[-1] == "Cage 98"


def test_one_paper_more_takes_as_much_work_in_a_long_list_as_in_a_short_one() -> None:
    more = []
    for lines in (500, 2_000):
        listing = read_list(documents(lines))
        planned(listing, 40)  # the index by titles is there, and what is remembered
        few, many = (calls(partial(planned, listing, count)) for count in (20, 40))
        more.append(many - few)
    # Four times the lines: the neighbours are other ones, but no more of them.
    assert more[1] < more[0] * 1.5


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
