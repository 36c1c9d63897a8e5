"""What a list tells of itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.onboarding.recognising import (
    budget_of,
    choose_categories,
    count_categories,
    name_of,
    pace_of,
    place_of,
    shelves_of,
)
from classifier.papers import ArxivId, Paper
from tests.onboarding.samples import KITCHEN, listing

TODAY = date(2026, 11, 22)


def papers(*categories: str) -> list[Paper]:
    return [
        Paper(id=ArxivId(f"2401.{n:05d}"), title="T", categories=tuple(names.split()))
        for n, names in enumerate(categories)
    ]


def test_sections_that_take_papers_are_its_shelves() -> None:
    names = {one.section.path[-1]: (len(one.entries), one.is_thin) for one in shelves_of(listing())}
    assert names == {
        "Kettles": (4, False),
        "Bread": (2, True),
        "Induction hobs": (0, True),
        "Others": (0, True),
    }


@pytest.mark.parametrize(
    ("filed", "chosen"),
    [
        (["cs.CL cs.AI"] * 90 + ["cs.LG"] * 10, ("cs.CL", "cs.LG")),
        (["cs.CL cs.AI"] * 9 + ["cs.LG"], ("cs.CL", "cs.LG", "cs.AI")),
        (["cs.CV cs.AI", "cs.CV cs.LG", "cs.AI cs.CV"], ("cs.CV", "cs.AI", "cs.LG")),
        (["cs.RO cs.AI cs.HC", "cs.RO cs.LG"], ("cs.RO", "cs.AI", "cs.HC", "cs.LG")),
        (["cs.CL"] * 99 + ["math.AG"], ("cs.CL",)),
        (["cmp-lg"], ()),
        ([""], ()),
        ([], ()),
    ],
)
def test_categories_are_those_its_papers_are_filed_under(
    filed: list[str], chosen: tuple[str, ...]
) -> None:
    assert choose_categories(papers(*filed)) == chosen


def test_categories_are_counted() -> None:
    counts = [(one.name, one.papers) for one in count_categories(papers("cs.CL cs.AI", "cs.AI"))]
    assert counts == [("cs.AI", 2), ("cs.CL", 1)]


@pytest.mark.parametrize(
    ("days", "pace"),
    [
        ([], None),
        ([400], None),
        ([10] * 12, 12.0),
        ([364] * 12, pytest.approx(1.0, abs=0.01)),
    ],
)
def test_the_pace_is_papers_a_month_of_the_last_year(days: list[int], pace: float | None) -> None:
    added = {ArxivId(f"{n}"): TODAY - timedelta(days=day) for n, day in enumerate(days)}
    assert pace_of(added, TODAY) == pace


@pytest.mark.parametrize(
    ("pace", "budget"), [(None, 8), (0.5, 5), (20.0, 10), (60.0, 28), (900.0, 30)]
)
def test_a_run_proposes_twice_what_came_in(pace: float | None, budget: int) -> None:
    assert budget_of(pace) == budget


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Awesome-LLM_Papers", "awesome-llm-papers"),
        ("论文列表", "papers"),
        ("state", "papers"),
        ("Aux", "papers"),
        ("com1", "papers"),
        ("a" * 80, "a" * 50),
        ("  x--y ", "x-y"),
    ],
)
def test_a_name_that_a_list_may_have(folder: str, name: str) -> None:
    assert name_of(folder) == name


@pytest.mark.parametrize(
    ("heading", "takes_papers"),
    [
        ("CONTINUE...", False),
        ("To be continued", False),
        ("🚧 Coming soon!", False),
        ("TODO", False),
        ("待续", False),
        ("Continual learning", True),
        ("Todo lists", True),
    ],
)
def test_a_heading_that_says_only_that_more_comes_is_no_section(
    heading: str, takes_papers: bool
) -> None:
    text = KITCHEN.replace("## Induction hobs", f"## {heading}")
    assert (heading in {one.section.path[-1] for one in shelves_of(listing(text))}) == takes_papers


def rows(*titles: str) -> str:
    return "".join(
        f"- [{title}](https://arxiv.org/abs/2401.{n:05})\n" for n, title in enumerate(titles, 10)
    )


ALPHABET = ("Anvils", "Bellows", "Chisels", "Drills", "Files", "Gouges", "Hammers")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"# A\n\n## B\n\n{rows(*ALPHABET)}", "oldest-first"),
        ("# A\n\n## B\n\n" + "".join(reversed(rows(*ALPHABET).splitlines(True))), "newest-first"),
        (KITCHEN.replace("2401.00002", "2401.00009"), ""),
        ("# A\n\n## B\n\n" + rows("One", "Two"), ""),
    ],
)
def test_the_order_of_most_entries_is_told(text: str, place: str) -> None:
    found = listing(text)
    assert place_of(found, shelves_of(found)) == place
