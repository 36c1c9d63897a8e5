"""Numbers that entries show: items, brackets and headings that count up or down."""

from __future__ import annotations

import pytest

from bot.editing.edit import apply, plan, take_out
from bot.lists.counting import step_of
from classifier.papers.paper import Paper
from tests.makers import edited, inserted, listing, paper, section_of

A = "https://arxiv.org/abs"
YOUNG = paper("New Hedges for All", "2606.00001", submitted="2026-06-01")
YOUNGER = paper("Newer Hedges for All", "2607.00001", submitted="2026-07-01")
MIDDLE = paper("Hedges of the Middle", "2402.00001", submitted="2024-02-02")
OLD = paper("Oldest of All Hedges", "2101.00001", submitted="2021-01-01")
FALLING = ("2503.00001", "2403.00001", "2303.00001")


def lines_of(form: str, numbers: tuple[object, ...], gap: str = "") -> str:
    return gap.join(
        form.format(n=number, title=f"Old Long Title of {at}", at=at)
        for number, at in zip(numbers, FALLING, strict=True)
    )


def begins(form: str, numbers: tuple[object, ...], *papers: Paper, gap: str = "") -> list[str]:
    """What stands before the title of each new entry, from top to bottom."""
    text = f"# T\n\n## S\n\n{lines_of(form, numbers, gap)}"
    edit, _ = edited(text, "S", *papers)
    assert edit.refused == ()
    titles = {one.id: one.title for one in papers}
    return [one.text.partition(titles[one.arxiv_id])[0] for one in edit.inserts]


ITEM = "{n}. {title}. [pdf](" + A + "/{at})\n"


@pytest.mark.parametrize(
    ("numbers", "papers", "new"),
    [
        ((3, 2, 1), (YOUNG,), ["4. "]),
        ((3, 2, 1), (YOUNG, YOUNGER), ["5. ", "4. "]),
        ((3, 2, 1), (MIDDLE,), ["2. "]),
        ((3, 2, 1), (OLD,), ["1. "]),
        ((9, 8, 7), (OLD,), ["6. "]),
        ((3, 1, 2), (YOUNG,), ["3. "]),
        ((1, 2, 3), (YOUNG,), ["1. "]),
        ((1, 1, 1), (YOUNG,), ["1. "]),
    ],
)
def test_items_that_count_down_go_on_upwards(
    numbers: tuple[int, ...], papers: tuple[Paper, ...], new: list[str]
) -> None:
    assert begins(ITEM, numbers, *papers) == new


BRACKETS = "[{n}] {title}. [pdf](" + A + "/{at})\n"


@pytest.mark.parametrize(
    ("numbers", "papers", "new"),
    [
        ((12, 11, 10), (YOUNG,), ["[13] "]),
        ((12, 11, 10), (YOUNG, YOUNGER), ["[14] ", "[13] "]),
        ((1, 2, 3), (OLD,), ["[4] "]),
        ((12, 11, 10), (MIDDLE,), [""]),
        ((12, 11, 10), (OLD,), [""]),
        ((12, 10, 9), (YOUNG,), [""]),
        ((12, 11, "x"), (YOUNG,), [""]),
    ],
)
@pytest.mark.parametrize("mark", ["", "- "])
def test_numbers_in_brackets_go_on_at_their_end(
    mark: str, numbers: tuple[object, ...], papers: tuple[Paper, ...], new: list[str]
) -> None:
    gap = "" if mark else "\n"
    assert begins(mark + BRACKETS, numbers, *papers, gap=gap) == [mark + one for one in new]


def test_years_in_brackets_are_no_numbers() -> None:
    [begin] = begins("- " + BRACKETS, (2025, 2024, 2023), YOUNG)
    assert begin in ("- ", "- [2026] ")


HEADING = "### {n}. {title}\n\n[Paper](" + A + "/{at})\n\n"


@pytest.mark.parametrize(
    ("numbers", "papers", "new"),
    [
        ((1, 2, 3), (YOUNG,), ["### 4. "]),
        ((1, 2, 3), (OLD, YOUNG), ["### 4. ", "### 5. "]),
        ((3, 2, 1), (OLD,), ["### 4. "]),
        ((3, 2, 1), (YOUNG, YOUNGER), ["### 5. ", "### 4. "]),
        ((1, 3, 3), (OLD,), ["### 4. "]),
    ],
)
def test_headings_that_count_grow_where_the_count_goes_on(
    numbers: tuple[int, ...], papers: tuple[Paper, ...], new: list[str]
) -> None:
    assert begins(HEADING, numbers, *papers) == new


def test_a_section_without_headings_that_are_entries_begins_with_one() -> None:
    text = f"# T\n\n## S\n\n{lines_of(HEADING, (1, 2, 3))}\n## Empty\n"
    assert "\n### 1. New Hedges for All\n" in inserted(text, "Empty", YOUNG)


def test_an_item_on_top_of_a_count_that_falls_can_be_taken_out_again() -> None:
    text = f"# T\n\n## S\n\n{lines_of(ITEM, (3, 2, 1))}"
    found = listing(text)
    edit = plan(found, [(YOUNG, section_of(found, "S"))])
    after = apply(found.documents, edit)["LIST.md"].to_bytes().decode()
    taken = take_out(listing(after), {YOUNG.id: (0, 0)})
    assert taken.refused == ()
    assert taken.documents["LIST.md"].to_bytes().decode() == text


@pytest.mark.parametrize(
    ("numbers", "step"),
    [([1, 2, 3], 1), ([3, 2], -1), ([1], 0), ([], 0), ([1, 1], 0), ([1, 3], 0), ([1, 2, 1], 0)],
)
def test_numbers_count_up_or_down_one_by_one(numbers: list[int], step: int) -> None:
    assert step_of(numbers) == step


@pytest.mark.parametrize(
    ("form", "numbers", "new"),
    [
        ("- ({n}) [{title}](" + A + "/{at})\n", (1, 2, 3), "- (4) ["),
        ("- #{n} [{title}](" + A + "/{at})\n", (1, 2, 3), "- #4 ["),
        ("* **{n}.** {title} [pdf](" + A + "/{at})\n", (7, 8, 9), "* **10.** "),
        ("{n}\\. [{title}](" + A + "/{at})\n\n", (1, 2, 3), "4\\. ["),
        ("| {n}) **{title}** | [pdf](" + A + "/{at}) |\n", (1, 2, 3), "| 4) **"),
        ("| {n}. {title} | [pdf](" + A + "/{at}) |\n", (1, 2, 3), "| 4. "),
        ("| **{n}** | [{title}](" + A + "/{at}) |\n", (1, 2, 3), "| **4** | ["),
        ("| 0{n} | [{title}](" + A + "/{at}) |\n", (7, 8, 9), "| 10 | ["),
        # No count: years, a number doubled, numbers that are anything else.
        ("- {n} [{title}](" + A + "/{at})\n", (2021, 2022, 2023), "- 2026 ["),
        ("| {n}. {title} | [pdf](" + A + "/{at}) |\n", (2021, 2022, 2023), "| 2026. "),
        ("- ({n}) [{title}](" + A + "/{at})\n", (1, 2, 2), "- ["),
        ("- {n} {title} [pdf](" + A + "/{at})\n", (3, 7, 12), "- "),
    ],
)
def test_whatever_begins_with_a_count_goes_on_in_its_form(
    form: str, numbers: tuple[object, ...], new: str
) -> None:
    head = "| a | b |\n|---|---|\n" if form.startswith("|") else ""
    ids = reversed(FALLING)
    entries = "".join(
        form.format(n=number, title=f"Old Long Title of {at}", at=at)
        for number, at in zip(numbers, ids, strict=True)
    )
    (insert,) = edited(f"# T\n\n## S\n\n{head}{entries}", "S", YOUNG)[0].inserts
    assert insert.text.partition(YOUNG.title)[0] == new
