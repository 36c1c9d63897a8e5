"""Templates tried on a list: where they are used, where not, and what is said of a misfit."""

from __future__ import annotations

import pytest

from bot.editing import misfit
from bot.lists import Manner, Manners
from tests.makers import inserted, listing, paper, section_of

A = "https://arxiv.org/abs"
LIST = f"""\
# Lawns
## Bullets
- **Old Grass Grows** [p]({A}/2401.00001)
- **More Old Grass** [p]({A}/2402.00001)

## Numbers
1. [Old Trees Grow]({A}/2401.00002)
2. [More Old Trees]({A}/2402.00002)

## Rows
| Title | Link |
|---|---|
| Old Flowers Grow | [link]({A}/2401.00003) |
| More Old Flowers | [link]({A}/2402.00003) |
"""
ITEM, ROW = "[{title}]({abs}), {venue|arXiv {year}}", "| {title} ({year}) | [pdf]({pdf}) |"
NEW = paper("New Hedges", "2405.00001")


@pytest.mark.parametrize(
    ("section", "template", "line"),
    [
        ("Bullets", ITEM, f"- [New Hedges]({A}/2405.00001), arXiv 2024"),
        ("Bullets", ROW, f"- [New Hedges]({A}/2405.00001)"),
        ("Numbers", ITEM, f"3. [New Hedges]({A}/2405.00001), arXiv 2024"),
        ("Rows", ROW, "| New Hedges (2024) | [pdf](https://arxiv.org/pdf/2405.00001) |"),
        ("Rows", ITEM, f"| New Hedges | [link]({A}/2405.00001) |"),
    ],
)
def test_a_template_is_used_for_its_kind_of_entry(section: str, template: str, line: str) -> None:
    after = inserted(LIST, section, NEW, manners=Manners(Manner(template=template)))
    assert [one for one in after.splitlines() if "Hedges" in one] == [line]


@pytest.mark.parametrize(
    ("section", "template", "why"),
    [
        (None, ITEM, ""),
        (None, ROW, ""),
        ("Bullets", ITEM, ""),
        ("Rows", ROW, ""),
        ("Lawns", ITEM, ""),
        (
            "Rows",
            ITEM,
            "the entries at LIST.md, line 10 are rows of a table; begin the template with '|'",
        ),
        (
            "Numbers",
            ROW,
            "the entries at LIST.md, line 6 are no rows of a table; begin the template without",
        ),
        (
            "Rows",
            "| {title} | [p]({abs}) | {year} | {month} |",
            "in the section at LIST.md, line 10 a new entry renders with its cells in other",
        ),
        (
            "Bullets",
            "<!-- {year} [a]({abs}) --> **{title}**",
            "in the section at LIST.md, line 2 a new entry renders without its link",
        ),
    ],
)
def test_a_template_that_does_not_fit_is_told(section: str | None, template: str, why: str) -> None:
    found = listing(LIST)
    manner = Manner(template=template)
    at = None if section is None else section_of(found, section)
    manners = Manners(manner) if at is None else Manners(sections={at: manner})
    told = misfit(found, manners, at)
    assert told.startswith(why)
    assert bool(told) == bool(why)
