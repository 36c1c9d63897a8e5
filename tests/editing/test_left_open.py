"""What a new entry leaves open for a person is told by name: columns, and labelled lines."""

from __future__ import annotations

import pytest

from bot.editing import left_open, plan
from bot.lists import read_list
from bot.markdown import Document
from classifier.papers import ArxivId, Paper

NEW = Paper(id=ArxivId("2411.00001"), title="TreeFlow: Growing Trees with Flows")
TITLES = ("Old Things of Gardens", "More Old Things", "Yet More of These", "Late Things of Old")


def table(head: str, *cells: str) -> str:
    rows = (
        f"| [{title}](https://arxiv.org/abs/240{n}.00001) | {cell} |\n"
        for n, (title, cell) in enumerate(zip(TITLES, cells, strict=True), 1)
    )
    return f"| Paper | {head} |\n|---|---|\n" + "".join(rows)


def items(*details: str) -> str:
    return "".join(
        f"- [{title}](https://arxiv.org/abs/240{n}.00001)\n{detail}"
        for n, (title, detail) in enumerate(zip(TITLES, details, strict=True), 1)
    )


def opened(entries: str) -> tuple[str, ...]:
    """Return what the new paper's entry leaves open below *entries*."""
    listing = read_list({"l": Document.parse(f"# L\n\n## S\n\n{entries}".encode(), name="l")})
    (insert,) = plan(listing, [(NEW, listing.sections[-1].id)]).inserts
    return left_open(listing, insert)


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        (table("**Idea**", "roots", "leaves", "bark", "sap"), ("Idea",)),
        (table("TL;DR", "It grows.", "It stops.", "It falls.", "It rots."), ("TL;DR",)),
        (items(*(f"  - Idea: {word}\n" for word in ("roots", "leaves", "bark", "sap"))), ("Idea",)),
    ],
)
def test_what_most_neighbours_tell_is_named(entries: str, names: tuple[str, ...]) -> None:
    assert opened(entries) == names


@pytest.mark.parametrize(
    "entries",
    [
        table("Idea", "roots", "", "-", "N/A"),
        table("Idea", "-", "-", "-", "-"),
        table("Year", "2024", "2024", "2024", "2024"),
        items("", "", "", ""),
        items("  - Idea: roots\n", "", "", ""),
        items(*(f"  - Date: 2024-0{n}-01\n" for n in range(1, 5))),
        items(*(f"  https://github.com/a/b{n}\n" for n in range(4))),
        "- [Old Things](https://arxiv.org/abs/2401.00001)\n",
    ],
)
def test_what_few_tell_or_the_bot_knows_is_not(entries: str) -> None:
    assert opened(entries) == ()
