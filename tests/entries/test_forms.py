"""Labelled items that every entry has below it: left open where metadata says nothing."""

from __future__ import annotations

import pytest

from bot.anatomy.parts import form_of, left_open
from tests.makers import edited, paper

A = "https://arxiv.org/abs"
NEW = paper("Growing Trees with Flows", "2405.00001", authors=["Ada Byron", "Charles Babbage"])
PLACES = ("Some University", "Other Lab", "Third Place", "Unknown", "Unknown", "Far Academy")


def entry(number: int, *details: str, people: str = "Alan Turing, Grace Hopper") -> str:
    lines = [f"- [Old Things of Gardens {number}]({A}/2401.0000{number})", people, *details]
    return "\n  - ".join(lines) + "\n"


def text_of_new(*entries: str, new: object = NEW) -> str:
    assert isinstance(new, type(NEW))
    edit, _ = edited("## S\n\n" + "".join(entries), "S", new)
    assert edit.refused == ()
    return edit.inserts[0].text


def test_what_every_entry_tells_is_left_open_under_its_label() -> None:
    every = [
        entry(n, f"🏛️ Institutions: {place}", f"**Key:** [soil {n}], [rain]", "Date: May 2024")
        for n, place in enumerate(PLACES, 1)
    ]
    assert text_of_new(*every) == (
        f"- [{NEW.title}]({A}/2405.00001)\n  - Ada Byron, Charles Babbage\n"
        "  - 🏛️ Institutions: Unknown\n  - **Key:**\n  - Date: May 2024"
    )


@pytest.mark.parametrize(
    "details",
    [
        pytest.param([("Key: a",)] * 4, id="four entries are too few"),
        pytest.param([("Key: a",)] * 4 + [()] * 2, id="some lack it"),
        pytest.param([("key words",)] * 6, id="no label"),
        pytest.param([(f"Key {n}: a",) for n in range(6)], id="another label each"),
    ],
)
def test_other_lines_are_left_out(details: list[tuple[str, ...]]) -> None:
    every = [entry(n, *lines) for n, lines in enumerate(details, 1)]
    assert text_of_new(*every) == (
        f"- [{NEW.title}]({A}/2405.00001)\n  - Ada Byron, Charles Babbage"
    )


def test_an_entry_that_lacks_known_lines_gets_no_open_ones() -> None:
    nobody = paper(NEW.title, NEW.id)
    every = [entry(n, "Key: soil") for n in range(1, 7)]
    assert text_of_new(*every, new=nobody) == f"- [{NEW.title}]({A}/2405.00001)"


@pytest.mark.parametrize(
    ("values", "opened"),
    [
        (["x", "y", "z", "Not available", "Not available"], "Code: Not available"),
        (["-", "-", "-", "y", "z"], "Code: -"),
        (["x", "y", "z", "w", "N/A"], "Code:"),
        (["None", "None", "None", "None", "y"], "Code:"),
        (["MIT", "MIT", "MIT", "MIT", "MIT"], "Code:"),
    ],
)
def test_a_placeholder_is_a_habit_and_says_that_nothing_is_known(
    values: list[str], opened: str
) -> None:
    form = form_of([f"Title\n  - Code: {value}" for value in values])
    assert left_open("  - code: https://example.org", form).casefold() == opened.casefold()


@pytest.mark.parametrize(
    ("line", "opened"),
    [
        ("  - Code: x", "Code:"),
        ("\t* **Code**: x", "**Code**:"),
        ("  + `Code`: x", "`Code`:"),
        ("  1. Code: x", ""),
        ("  - **Code:** x", "**Code:**"),
        ("  - 代码：x", "代码：-"),
        ("  Code: x", ""),
        ("  - Code x", ""),
        ("  - Data: x", ""),
    ],
)
def test_only_the_label_of_an_item_is_left_open(line: str, opened: str) -> None:
    assert left_open(line, frozenset({("code", ""), ("代码", "-")})) == opened


def test_an_empty_section_is_written_like_those_beside_it() -> None:
    beside = "".join(
        f"### {name}\n\n* Old Things of Gardens {n}, {A}/2401.0000{n}\n\n"
        for n, name in enumerate(("Soil", "Rain", "Wind"), 1)
    )
    elsewhere = "".join(f"1. [Far Things {n}]({A}/2402.0000{n})\n" for n in range(1, 9))
    text = f"# L\n\n## Far\n\n{elsewhere}\n## Near\n\n{beside}### New\n"
    edit, _ = edited(text, "New", NEW)
    assert edit.inserts[0].text == f"* {NEW.title}, {A}/2405.00001"
