"""Entries of several lines: items below, pictures and blank lines between, people nobody knows."""

from __future__ import annotations

import pytest

from bot.anatomy.parts import Entry
from bot.editing.layout import usual_marker
from bot.markdown.line_escape import is_balanced
from classifier.papers.paper import Paper, SectionId
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
TITLE = "TreeFlow: Growing Trees with Flows"
KNOWN = paper(TITLE, "2405.00001", authors=["Ada Byron", "Charles Babbage"], submitted="2024-05-07")
NOBODY = paper(TITLE, "2405.00001", submitted="2024-05-07")


def below(number: int, people: str) -> str:
    return (
        f"* Garden House {number} [[Paper]({A}/240{number}.00001)]\n"
        f"  * {people}, *Old Things of Gardens {number}*, arXiv:240{number}.00001\n"
    )


def pictured(number: int, people: str) -> str:
    return (
        f"- Old Things of Gardens {number}\n\n"
        f"  ![hedges](old{number}.png)\n\n"
        f"  - Authors: {people}\n  - Link: {A}/240{number}.00001\n"
    )


# Name: (entries there are, the new entry, the paper).
MADE: dict[str, tuple[str, str, Paper]] = {
    "the title in an item below, its marker a star": (
        below(1, "Alan Mill, Bo Chen") + below(2, "Bo Chen, Cy Dean"),
        f"* [[Paper]({A}/2405.00001)]\n"
        f"  * Ada Byron, Charles Babbage, *{TITLE}*, arXiv:2405.00001\n",
        KNOWN,
    ),
    "a blank line that was for the picture": (
        pictured(1, "Alan Mill, Bo Chen") + pictured(2, "Bo Chen, Cy Dean"),
        f"- {TITLE}\n  - Authors: Ada Byron, Charles Babbage\n  - Link: {A}/2405.00001\n",
        KNOWN,
    ),
    "dates written another way of late": (
        "".join(
            f"- Old Things of Gardens {n} [[pdf]({A}/{day[2:4]}0{n}.00001)], {day}\n"
            for n, day in zip(
                (7, 8, 9, 2, 3), ("2023.7", "2023.8", "2023.9", "2024.02", "2024.03"), strict=True
            )
        ),
        f"- {TITLE} [[pdf]({A}/2405.00001)], 2024.05\n",
        KNOWN,
    ),
    "emphasis around people alone and their punctuation": (
        f"- **Old Things of Gardens.** *, Alan Mill, Bo Chen.* [[pdf]({A}/2401.00001)]\n"
        f"- **More Old Things.** *, Bo Chen, Cy Dean.* [[pdf]({A}/2402.00001)]\n",
        f"- **{TITLE}.** [[pdf]({A}/2405.00001)]\n",
        NOBODY,
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_the_new_entry_is_made_as_its_neighbours_are(name: str) -> None:
    before, new, one = MADE[name]
    assert inserted(f"## S\n\n{before}", "S", one) == f"## S\n\n{before}{new}"


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("a\n  * *b*, c", True),
        ("* *b*", True),
        ("a\n  * *b, c", False),
        ("a * *b*, c", False),
        ("a\n  *b, c", False),
    ],
)
def test_the_marker_of_an_item_below_opens_no_emphasis(text: str, balanced: bool) -> None:
    assert is_balanced(text) == balanced


def entries(*texts: str) -> list[Entry]:
    return [
        Entry(
            file="L.md",
            line=n,
            end=n,
            section=SectionId(0),
            kind="item",
            text=text,
            container=0,
            depth=0,
        )
        for n, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize(
    ("nearest_first", "marker"),
    [
        (["7. a", "6. a", "5.  a", "4.  a", "3.  a"], "7. "),
        (["7. a", "6.  a", "5.  a", "4. a", "3.  a"], "6.  "),
        (["* a", "* a", "- a", "- a", "-   a"], "- "),
        (["-   a", "* a", "-   a", "* a", "- a"], "-   "),
        ([" - a", " - a", "- a", "-  a", "- a"], "- "),
        (["a", "a", "- a"], ""),
    ],
)
def test_the_spaces_behind_a_marker_are_those_of_the_nearest_two(
    nearest_first: list[str], marker: str
) -> None:
    assert usual_marker(entries(*nearest_first))[0] == marker
