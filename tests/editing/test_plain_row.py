"""What is left of a row that the guard refused: its title and a link that works."""

from __future__ import annotations

import pytest

from bot.editing.layout import plain_row
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
NEW = paper("Hedges of the Far South", "2608.00001", submitted="2026-08-01")
LINK = f"[Hedges of the Far South]({A}/2608.00001)"


@pytest.mark.parametrize(
    ("row", "plain"),
    [
        (f"| Hedges of the Far South | [Paper][{A}/2608.00001], _|", f"| {LINK} | |"),
        (f"| Hedges of the Far South | [Paper] {A}/2608.00001 |", f"| {LINK} | |"),
        (f"| Hedges of the Far South | {A}/2608.00001 |", None),
        (f"| Hedges of the Far South | [pdf]({A}/2608.00001) |", None),
        (f"| {LINK} | 2026 |", f"| {LINK} | |"),
    ],
)
def test_a_link_is_one_that_can_be_clicked(row: str, plain: str | None) -> None:
    assert plain_row(row, NEW) == (plain or row)


def test_a_table_whose_links_are_broken_takes_papers_all_the_same() -> None:
    rows = "".join(
        f"| Hedges of Land {n} | [Paper][{A}/240{n}.00001], [Talk](https://x.org/{n})|\n"
        for n in range(1, 6)
    )
    text = f"# L\n\n## Hedges\n\n| Title | Links |\n|---|---|\n{rows}"
    assert LINK in inserted(text, "Hedges", NEW)
