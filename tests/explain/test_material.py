"""What a judgement is made from: entries, older papers, and the window."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arxiv.records.make_paper import sample
from bot.config.settings import ArxivTable
from bot.explain.judged_material import Days, Draw, gather, window_of
from classifier.papers.paper import ArxivId, Paper
from tests.explain.samples import clouds, listing, record

DAYS = Days(date(2024, 3, 10), date(2024, 3, 20))


@given(
    numbers=st.lists(st.integers(1, 400), max_size=120),
    size=st.integers(0, 30),
)
def test_drawing_one_by_one_gives_the_sample_of_the_whole(numbers: list[int], size: int) -> None:
    papers = [Paper(id=ArxivId(f"2403.{n:05d}"), title=f"T{n}") for n in numbers]
    draw = Draw(size)
    for paper in papers:
        draw.offer(paper.id, lambda p=paper: p)  # type: ignore[misc]  # bound at once
    assert draw.papers() == sample({p.id: p for p in papers}.values(), size)


def test_a_paper_whose_lot_is_too_high_is_not_even_made() -> None:
    made: list[str] = []

    def make(name: str) -> Paper:
        made.append(name)
        return Paper(id=ArxivId(name), title="T")

    draw = Draw(3)
    for number in range(200):
        name = ArxivId(f"2403.{number:05d}")
        draw.offer(name, lambda n=name: make(n))  # type: ignore[misc]  # bound at once
    assert len(made) < 40


def test_older_papers_are_the_background_and_later_ones_are_not_looked_at() -> None:
    records = [
        record("2403.00001", "2024-03-09"),
        record("2403.00002", "2024-03-10"),
        record("2403.00003", "2024-03-19"),
        record("2403.00004", "2024-03-20"),
        record("2403.00005", None),
    ]
    found = gather(records, listing(), DAYS)
    assert [p.id for p in found.background] == ["2403.00001"]
    assert [p.id for p in found.fallback] == ["2403.00002", "2403.00003"]
    assert found.counts == {"read": 5, "window": 2, "in_window": 2, "without_date": 1}
    assert found.span == (date(2024, 3, 9), date(2024, 3, 20))
    assert [p.id for p in window_of(records, DAYS)] == ["2403.00002", "2403.00003"]


def test_entries_are_known_and_no_background_though_ranked() -> None:
    records = [
        record("2401.00001", "2024-01-01", "Copper kettle"),
        record("2401.00002", "2024-03-12", "Steam"),
        record("2401.00002", "2024-03-12", "Steam, a later record"),
        record("2403.00009", "2024-03-01", "A queen without a number"),
        record("2403.00010", "2024-03-12", "A queen without a number"),
    ]
    found = gather(records, listing(), DAYS)
    assert {i: p.title for i, p in found.known.items()} == {
        "2401.00001": "Copper kettle",
        "2401.00002": "Steam, a later record",
    }
    assert (found.background, found.fallback) == ((), ())
    assert [p.id for p in window_of(records, DAYS)] == ["2401.00002", "2403.00010"]


def test_a_paper_that_comes_twice_is_ranked_once_in_its_first_place() -> None:
    records = [record("2403.00002", "2024-03-12", "First"), *clouds(3, "2024-03-13")]
    assert [(p.id, p.title[:5]) for p in window_of(records, DAYS)] == [
        ("2403.00002", "First"),
        ("2403.00001", "On cl"),
        ("2403.00003", "On cl"),
    ]


@pytest.mark.parametrize(("enough", "old"), [(3, []), (4, ["2103.00001"])])
def test_the_year_before_is_the_background_if_it_is_enough(
    monkeypatch: pytest.MonkeyPatch, enough: int, old: list[str]
) -> None:
    monkeypatch.setattr("bot.explain.judged_material.BACKGROUND", enough)
    last_year = [f"2402.{n:05d}" for n in (1, 2, 3)]
    records = [
        record("2103.00001", "2021-03-12"),
        *clouds(3, "2024-02-13", month="2402"),
        *clouds(2, "2024-03-13"),
    ]
    assert [p.id for p in gather(records, listing(), DAYS).background] == [*old, *last_year]


def test_with_a_config_papers_are_drawn_as_a_run_draws_them() -> None:
    table = ArxivTable(categories=("cs.DC",), background=100)
    records = [
        record("2403.00001", "2024-03-01", categories="cs.DC"),
        record("2403.00002", "2024-03-02", categories="math.CO"),
        record("2403.00003", "2024-03-02", categories=""),
        record("2401.00001", "2024-03-02", categories="cs.DC"),
    ]
    found = gather(records, listing(), DAYS, table)
    assert [p.id for p in found.background] == ["2401.00001", "2403.00001", "2403.00003"]
    assert list(found.known) == ["2401.00001"]
