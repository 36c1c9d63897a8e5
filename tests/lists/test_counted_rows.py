"""What a new row has of its own: the next number of a count, and no other row's picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
NEW = paper("TreeFlow: Growing Trees with Flows", "2405.00001", submitted="2024-05-07")
NAMELESS = paper("Growing Hedges without Water", "2405.00002", submitted="2024-05-07")
COUNT = "| No. | Paper |\n|--|--|\n"


def counted(number: object, title: str, arxiv_id: str) -> str:
    return f"| {number} | [{title}]({A}/{arxiv_id}) |\n".replace("|  |", "| |")


def numbers(*found: object) -> str:
    titles = (f"Old Things of Garden {n}" for n in "ABCDEFGH")
    return "".join(
        counted(number, title, f"230{n}.00001")
        for n, (number, title) in enumerate(zip(found, titles, strict=False), 1)
    )


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        (numbers(1, 2, 3, 4), 5),
        (numbers(7, 8, 9), 10),
        (numbers(1, 2), 3),
        (numbers(1), ""),
        (numbers(1, 2, 2, 3), ""),
        (numbers(1, 2, 4), ""),
        (numbers(1, 2, "c"), ""),
    ],
)
def test_a_row_below_a_count_has_the_next_number(rows: str, number: object) -> None:
    line = counted(number, "TreeFlow: Growing Trees with Flows", "2405.00001")
    assert inserted(f"## S\n\n{COUNT}{rows}", "S", NEW) == f"## S\n\n{COUNT}{rows}{line}"


@pytest.mark.parametrize(
    ("head", "number"),
    [("No.", "3"), ("#", "3"), ("**Nr**", "3"), ("序号", "3"), ("Year", ""), ("Stars", "")],
)
def test_two_rows_count_below_a_head_that_says_so(head: str, number: str) -> None:
    table = f"| {head} | Paper |\n|--|--|\n{numbers(1, 2)}"
    line = counted(number, "TreeFlow: Growing Trees with Flows", "2405.00001")
    assert inserted(f"## S\n\n{table}", "S", NEW) == f"## S\n\n{table}{line}"


def falling(*found: int) -> str:
    titles = (f"Old Things of Garden {n}" for n in "ABCDEFGH")
    return "".join(
        counted(number, title, f"230{9 - n}.00001")
        for n, (number, title) in enumerate(zip(found, titles, strict=False), 1)
    )


@pytest.mark.parametrize(
    ("rows", "new"), [((3, 2, 1), ("5", "4")), ((9, 8, 7), ("11", "10")), ((1, 2, 3), ("", ""))]
)
def test_rows_above_a_count_that_falls_go_on_upwards(
    rows: tuple[int, ...], new: tuple[str, str]
) -> None:
    later = replace(NAMELESS, submitted=datetime(2024, 5, 8, tzinfo=UTC))
    after = inserted(f"## S\n\n{COUNT}{falling(*rows)}", "S", NEW, later)
    lines = counted(new[0], "Growing Hedges without Water", "2405.00002")
    lines += counted(new[1], "TreeFlow: Growing Trees with Flows", "2405.00001")
    assert after == f"## S\n\n{COUNT}{lines}{falling(*rows)}"


def test_below_a_count_that_falls_no_number_is_left() -> None:
    rows = falling(3, 2, 1)
    old = paper("TreeFlow: Growing Trees with Flows", "2205.00001", submitted="2022-05-07")
    line = counted("", "TreeFlow: Growing Trees with Flows", "2205.00001")
    assert inserted(f"## S\n\n{COUNT}{rows}", "S", old) == f"## S\n\n{COUNT}{rows}{line}"


def test_two_rows_below_a_count_are_numbered_in_order() -> None:
    after = inserted(f"## S\n\n{COUNT}{numbers(1, 2, 3)}", "S", NEW, NAMELESS)
    lines = counted(4, "TreeFlow: Growing Trees with Flows", "2405.00001")
    lines += counted(5, "Growing Hedges without Water", "2405.00002")
    assert after == f"## S\n\n{COUNT}{numbers(1, 2, 3)}{lines}"


def test_years_that_follow_one_another_are_no_count() -> None:
    rows = numbers(2021, 2022, 2023)
    line = counted(2024, "TreeFlow: Growing Trees with Flows", "2405.00001")
    late = replace(NEW, submitted=datetime(2029, 5, 7, tzinfo=UTC))
    assert inserted(f"## S\n\n{COUNT}{rows}", "S", late) == (
        f"## S\n\n{COUNT}{rows}{line.replace('2024', '2029')}"
    )


@pytest.mark.parametrize(
    ("head", "rows", "new"),
    [
        ("Round", (2, 3, 4), ""),
        ("Year", (2019, 2020, 2021, 2022, 2023, 2024), "2024"),
        ("Round", (1, 2, 3), "4"),
        ("Round", (2, 3, 4, 5, 6, 7), "8"),
        ("Idx", (2, 3), "4"),
        ("S.No.", (14, 15), "16"),
    ],
)
def test_bare_numbers_are_a_count_if_head_or_column_says_so(
    head: str, rows: tuple[int, ...], new: str
) -> None:
    above = f"## S\n\n{COUNT.replace('No.', head)}"
    lines = numbers(*rows)
    line = counted(new, "TreeFlow: Growing Trees with Flows", "2405.00001")
    assert inserted(above + lines, "S", NEW) == above + lines + line


@pytest.mark.parametrize(
    ("image", "kept"),
    [('<img src="{n}.png">', ""), ('<img src="new.png">', '<img src="new.png"> ')],
)
def test_a_picture_of_one_neighbour_stays_there(image: str, kept: str) -> None:
    head = "| Paper | Link |\n|--|--|\n"
    rows = "".join(
        f"| Old Things of Garden {n} | {image.format(n=n)} [pdf]({A}/230{n}.00001) |\n"
        for n in range(1, 5)
    )
    line = f"| TreeFlow: Growing Trees with Flows | {kept}[pdf]({A}/2405.00001) |\n"
    assert inserted(f"## S\n\n{head}{rows}", "S", NEW) == f"## S\n\n{head}{rows}{line}"


def test_a_neighbours_own_picture_is_not_the_link_of_another_paper() -> None:
    head = "| Paper | Link |\n|--|--|\n"
    rows = "".join(
        f'| Old Things of Garden {n} | <a href="{A}/230{n}.00001"><img src="{n}.svg"></a> |\n'
        for n in range(1, 3)
    )
    after = inserted(f"## S\n\n{head}{rows}", "S", NEW)
    line = f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | |"
    assert after.splitlines()[-1] == line
