"""Counters, stamps and numbers follow an edit when the config allows it; nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.edit import apply, check, plan
from bot.editing.upkeep import stamps_in, written_as
from bot.markdown.document import Upkeep, apply_changes
from classifier.papers.paper import Paper
from tests.makers import listing, paper, section_of

A = "https://arxiv.org/abs"
TODAY = date(2026, 11, 22)
ALL = Upkeep(counters=True, stamp=TODAY, renumber=True)
TWO = (paper("New Hedges One for All", "2405.00001"), paper("New Hedges Two for All", "2405.00002"))


def kept_up(text: str, upkeep: Upkeep, *papers: Paper, heading: str = "S") -> list[tuple[str, str]]:
    """The old lines that change, each with what becomes of it, after a checked edit."""
    found = listing(text)
    section = section_of(found, heading)
    edit = plan(found, [(one, section) for one in papers or TWO], upkeep=upkeep)
    after = apply(found.documents, edit)
    check(found.documents, replace(edit, proof=None), after, upkeep=upkeep)
    middle = apply_changes(found.documents, edit.changes)["LIST.md"]
    pairs = zip(found.documents["LIST.md"].text_lines(), middle.text_lines(), strict=True)
    assert len(edit.inserts) == len(papers or TWO)
    return [(old, new) for old, new in pairs if old != new]


ENTRIES = f"- [Old Long Title of One]({A}/2401.00001)\n- [Old Long Title of Two]({A}/2401.00002)\n"


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("Total: 2 papers", "Total: 4 papers"),
        ("Total papers: **2**", "Total papers: **4**"),
        ("Number of papers: 2.", "Number of papers: 4."),
        ("This list holds 2 papers.", "This list holds 4 papers."),
        ("![n](https://img.shields.io/badge/papers-2-blue)",) * 2,
        ("![n](https://img.shields.io/badge/Papers-2-blue.svg) x", ""),
        ("![n](https://img.shields.io/badge/Total%20Papers-2-blue)", ""),
        ("![n](https://img.shields.io/badge/2_papers-blue)", ""),
        ("共 2 篇", "共 4 篇"),
    ],
)
def test_a_counter_goes_on_by_what_is_inserted(line: str, new: str) -> None:
    new = new if new and new != line else line.replace("-2-", "-4-").replace("/2_", "/4_")
    assert kept_up(f"# T\n{line}\n\n## S\n{ENTRIES}", ALL) == [(line, new)]


@pytest.mark.parametrize(
    "line",
    [
        "Total: 2+ papers",
        "Total: 250 papers",
        "We read 250 papers in 2024.",
        "Total: 2.5 papers",
        "![n](https://img.shields.io/badge/papers-2%2B-blue)",
        "![n](https://img.shields.io/badge/stars-2-blue)",
        "Papers since 2022: many",
        "```\nTotal: 2 papers\n```",
        "<!-- Total: 2 papers -->",
        "| papers | 2 |\n|-|-|\n| years | 2 |",
        "Total: 2 papers <!-- paper-bot: ignore -->",
    ],
)
def test_another_number_stays(line: str) -> None:
    text = f"# T\n\n{line}\n\n## S\n{ENTRIES}"
    if "ignore" in line:
        text = text.replace(" <!-- paper-bot: ignore -->", "").replace(
            "# T\n", "# T\n## Z\n<!-- paper-bot: ignore -->\n"
        )
    assert kept_up(text, ALL) == []


@pytest.mark.parametrize(("text", "slug"), [("S (2)", "s-2"), ("推理（2篇）", "推理2篇")])
def test_a_counter_in_a_heading_changes_with_the_links_to_it(text: str, slug: str) -> None:
    link = f"- [{text}](#{slug})"
    whole = f"# T\n{link}\n- [U (0)](#u-0)\n## {text}\n{ENTRIES}## U (0)\nx\n"
    old = (link, f"## {text}")
    assert kept_up(whole, ALL, heading=text) == [(one, one.replace("2", "4")) for one in old]


@pytest.mark.parametrize(
    "text",
    [
        f"# T\n- [S](#s-2)\n- [U](#u)\n## S (2)\n{ENTRIES}## U\n",
        f"# T\n## S (3)\n{ENTRIES}",
        f"# T\n## S (2024)\n{ENTRIES}",
    ],
)
def test_a_heading_stays_whose_counter_or_links_are_not_clear(text: str) -> None:
    heading = next(line[3:] for line in text.split("\n") if line.startswith("## S"))
    assert kept_up(text, ALL, heading=heading) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-01-05", "2026-11-22"),
        ("2026.1.5", "2026.11.22"),
        ("2026/01/05", "2026/11/22"),
        ("Jan 5, 2026", "Nov 22, 2026"),
        ("January 5th, 2026", "November 22nd, 2026"),
        ("5 January 2026", "22 November 2026"),
        ("March 2026", "November 2026"),
        ("MAR 2026", "NOV 2026"),
        ("2026年1月5日", "2026年11月22日"),
        ("2026-01", "2026-11"),
    ],
)
@pytest.mark.parametrize(
    "lead", ["Last updated: ", "Updated on ", "> *Last Update:* ", "更新时间："]
)
def test_a_stamp_is_renewed_in_its_own_form(lead: str, old: str, new: str) -> None:
    text = f"# T\n{lead}{old}\n\n## S\n{ENTRIES}"
    assert kept_up(text, ALL) == [(f"{lead}{old}", f"{lead}{new}")]


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 2027-01-05",
        "Last updated: 05/01/2026",
        "Last updated: 2026-13-05",
        "Last updated: 2026-0",
        "Last updated: 2026-01-05 10:30",
        "Founded on 2026-01-05",
        "Updated 2026-01-05: more.\n\nUpdated 2026-02-05: more again.",
        "`Last updated` is a field",
        "```\nLast updated: 2026-01-05\n```",
    ],
)
def test_another_date_stays(line: str) -> None:
    assert kept_up(f"# T\n{line}\n\n## S\n{ENTRIES}", ALL) == []


def test_a_badge_with_a_date_is_renewed() -> None:
    line = "![u](https://img.shields.io/badge/last%20updated-2026--01--05-blue)"
    new = line.replace("2026--01--05", "2026--11--22")
    assert kept_up(f"# T\n{line}\n\n## S\n{ENTRIES}", ALL) == [(line, new)]


def test_numbers_below_a_new_item_move_up() -> None:
    text = (
        f"## S\n1. [B Long Old Title]({A}/2406.00001)\n"
        f"2. [A Long Old Title]({A}/2403.00001)\n3. [C Old Title Too]({A}/2401.00001)\n"
    )
    found = listing(text)
    edit = plan(found, [(one, section_of(found, "S")) for one in TWO], upkeep=ALL)
    after = apply(found.documents, edit)["LIST.md"].text_lines()
    assert [line.partition(".")[0] for line in after[1:]] == ["1", "2", "3", "4", "5"]
    assert [change.new for change in edit.changes] == ["4", "5"]


def test_a_new_first_item_moves_all_others_up() -> None:
    text = f"## S\n1. [B Long Old Title]({A}/2403.00001)\n2. [A Long Old Title]({A}/2402.00001)\n"
    text += f"3. [C Old Title Too]({A}/2401.00001)\n"
    found = listing(text)
    edit = plan(found, [(one, section_of(found, "S")) for one in TWO], upkeep=ALL)
    after = apply(found.documents, edit)
    check(found.documents, replace(edit, proof=None), after, upkeep=ALL)
    lines = after["LIST.md"].text_lines()[1:]
    assert [line.partition(".")[0] for line in lines] == ["1", "2", "3", "4", "5"]
    assert lines[2:] == [
        f"{n}.{old.partition('.')[2]}" for n, old in enumerate(text.split("\n")[1:4], 3)
    ]


@pytest.mark.parametrize("numbers", [(1, 1, 1), (3, 2, 1), (1, 3, 4)])
def test_a_list_that_does_not_count_up_is_not_renumbered(numbers: tuple[int, ...]) -> None:
    ids = ("2406.00001", "2403.00001", "2401.00001")
    lines = [f"{n}. [Old Long Title {i}]({A}/{i})\n" for n, i in zip(numbers, ids, strict=True)]
    assert kept_up(f"## S\n{''.join(lines)}", ALL) == []


def test_nothing_changes_by_default() -> None:
    text = f"# T\nTotal: 2 papers, last updated: 2026-01-05\n## S\n{ENTRIES}".replace("- [", "1. [")
    found = listing(text)
    edit = plan(found, [(one, section_of(found, "S")) for one in TWO])
    assert edit.changes == ()
    before = text.split("\n")
    after = apply(found.documents, edit)["LIST.md"].to_bytes().decode().split("\n")
    assert [line for line in after if line in before] == before


def test_nothing_follows_when_nothing_is_inserted() -> None:
    found = listing(f"# T\nTotal: 2 papers, last updated: 2026-01-05\n## S\n{ENTRIES}")
    assert plan(found, [], upkeep=ALL).changes == ()


def test_a_byte_order_mark_and_line_endings_stay() -> None:
    text = f"\ufeffTotal: 2 papers\r\n\r\n# S\r\n{ENTRIES}"
    found = listing(text)
    edit = plan(found, [(TWO[0], section_of(found, "S"))], upkeep=ALL)
    after = apply(found.documents, edit)
    check(found.documents, replace(edit, proof=None), after, upkeep=ALL)
    assert after["LIST.md"].lines[:2] == ("\ufeffTotal: 3 papers\r\n", "\r\n")


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), form=st.integers(0, 9))
def test_a_stamp_written_is_read_back(day: date, form: int) -> None:
    forms = (
        *("2001-02-03", "2001.2.3", "2001/02/03", "Feb 3, 2001", "February 3rd, 2001"),
        *("3 February 2001", "3rd Feb 2001", "2001年2月3日", "2001--02--03", "2001-02-03"),
    )
    ((match, _),) = stamps_in(f"updated: {forms[form]}")
    ((_, again),) = stamps_in(f"updated: {written_as(match, day)}")
    assert again == day


def test_what_the_guard_refuses_is_left_and_the_rest_follows() -> None:
    old = "".join(
        f"{n}. [Old Long Title {n}]({A}/24{15 - n:02}.00001)\n\n   - [more of it](https://x.org/{n})\n"
        for n in (8, 9)
    )
    text = f"Total: 2 papers\n\n# S\n{old}"
    found = listing(text)
    edit = plan(
        found, [(paper("New Hedges for All", "2409.00001"), section_of(found, "S"))], upkeep=ALL
    )
    after = apply(found.documents, edit)
    check(found.documents, replace(edit, proof=None), after, upkeep=ALL)
    assert [change.kind for change in edit.changes] == ["counter"]


@pytest.mark.parametrize(
    "upkeep", [Upkeep(counters=True), Upkeep(stamp=TODAY), Upkeep(renumber=True)]
)
def test_each_follows_by_itself(upkeep: Upkeep) -> None:
    text = (
        f"Total: 2 papers. Updated: 2026-01-05\n\n# S\n1. [Old Long Title]({A}/2406.00001)\n"
        f"2. [Old Title Too]({A}/2404.00001)\n3. [Old Title More]({A}/2401.00001)\n\n"
        f"# Z\n1. [Not of It]({A}/2301.00001)\n"
        f"2. [Not of It Too]({A}/2302.00001)\n"
    )
    kinds = {"counters": "counter", "stamp": "stamp", "renumber": "number"}
    wanted = {kind for name, kind in kinds.items() if getattr(upkeep, name)}
    found = listing(text.replace("2 papers", "5 papers"))
    edit = plan(found, [(TWO[0], section_of(found, "S"))], upkeep=upkeep)
    assert {change.kind for change in edit.changes} == wanted


def table(*cells: str) -> str:
    rows = "".join(
        f"|{cell}| [Old Long Title of {n}]({A}/2401.0000{n}) | 2024-0{9 - n}-01 |\n"
        for n, cell in enumerate(cells)
    )
    return f"# T\n\n## S\n\n| No. | Paper | Date |\n|-|-|-|\n{rows}"


def first_cells(text: str, upkeep: Upkeep) -> list[str]:
    found = listing(text)
    edit = plan(found, [(one, section_of(found, "S")) for one in TWO], upkeep=upkeep)
    after = apply(found.documents, edit)
    check(found.documents, replace(edit, proof=None), after, upkeep=upkeep)
    lines = after["LIST.md"].text_lines()
    return [line.split("|")[1] for line in lines if "](http" in line]


@pytest.mark.parametrize(
    ("cells", "numbered"),
    [
        ([" 1 ", " 2 ", " 3 "], [" 1 ", " 2 ", " 3 ", " 4 ", " 5 "]),
        (["1", "2", "3"], ["1", "2", "3", "4", "5"]),
        ([" 1 ", " 2 "], None),
        ([" 2 ", " 3 ", " 4 "], None),
        ([" 1 ", " 3 ", " 4 "], None),
        ([" 2022 ", " 2023 ", " 2024 "], None),
        ([" 1 ", " 2 ", " 3b "], None),
        ([" 1 ", " 2 ", "  "], None),
    ],
)
def test_the_numbers_of_a_table_count_on(cells: list[str], numbered: list[str] | None) -> None:
    text = table(*cells)
    expected = first_cells(text, Upkeep()) if numbered is None else numbered
    assert first_cells(text, Upkeep(renumber=True)) == expected
    assert set(cells) <= set(first_cells(text, Upkeep()))


def test_rows_below_a_new_one_move_up() -> None:
    text = table(" 1 ", " 2 ", " 3 ").replace("2024-0", "2021-0")
    found = kept_up(text, Upkeep(renumber=True))
    assert [(old[:4], new[:4]) for old, new in found] == [
        ("| 1 ", "| 3 "),
        ("| 2 ", "| 4 "),
        ("| 3 ", "| 5 "),
    ]
