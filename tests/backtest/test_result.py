"""What a replay comes to, and what it recommends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.backtest.figures import OURS, Advice, Bar, BarFigures, Judged, advise, proposed, reached
from bot.backtest.result import WeekBar, result_of
from classifier.papers.paper import ArxivId
from tests.backtest.samples import ADDED, BAR, WEEKS, A, B, addition, judged, played, result


@pytest.mark.parametrize(
    ("bar", "numbers"),
    [
        (Bar(2, 0.5, 0.3), [1, 2]),
        (Bar(9, 0.5, 0.3), [1, 2, 3]),
        (Bar(9, 0.75, 0.3), [1, 2]),
        (Bar(9, 0.0, 0.95), []),
    ],
)
def test_a_bar_lets_through_what_is_likely_and_sure_up_to_the_budget(
    bar: Bar, numbers: list[int]
) -> None:
    assert [int(paper.arxiv_id[5:]) for paper in proposed(WEEKS[0].offered, bar)] == numbers


def test_weeks_count_what_was_proposed_kept_and_missed() -> None:
    replayed = result()
    assert replayed.weeks == (
        WeekBar(start=date(2024, 4, 1), proposed=2, hits=1, missed=1),
        WeekBar(start=date(2024, 4, 8), proposed=1, hits=1, missed=1),
    )
    assert (replayed.papers, replayed.positives, replayed.entries) == (7, 4, (10, 11))
    assert (replayed.proposals, replayed.hits) == (3, 2)


def test_misses_stand_with_their_place_and_false_alarms_with_their_reasons() -> None:
    replayed = result()
    assert [(m.paper.arxiv_id, m.place, m.added) for m in replayed.misses] == [
        ("2404.00003", 3, date(2024, 4, 21)),
        ("2404.00012", 3, date(2024, 4, 12)),
    ]
    assert [paper.arxiv_id for paper in replayed.false_alarms] == ["2404.00002"]


def test_days_are_counted_from_submission() -> None:
    replayed = result()
    assert replayed.days_to_proposal == 6.5  # 6 from Tuesday, 7 from Monday
    assert replayed.days_to_addition == 5.0  # of 7, 17, 2 and 3
    none = result_of(WEEKS, {}, BAR)
    assert (none.days_to_proposal, none.days_to_addition) == (None, None)


def test_sections_are_judged_where_they_existed() -> None:
    placing = result().placing
    assert placing is not None
    assert (placing.papers, placing.accuracy, placing.top_two) == (3, 1 / 3, 1.0)
    assert placing.confusion == {("Kettles", "Kettles"): 1, ("Bees", "Kettles"): 2}


def test_with_one_section_nothing_is_said_of_placing() -> None:
    assert result_of(WEEKS, {i: addition(9, A) for i in ADDED}, BAR).placing is None


def test_a_paper_without_heading_has_a_name_all_the_same() -> None:
    bare = judged(1, 0.9, section=(), sections=frozenset({(), B}))
    weeks = [played(0, [bare, judged(2, 0.8)], [1, 2])]
    added = {ArxivId("2404.00001"): addition(9, ()), ArxivId("2404.00002"): addition(9, B)}
    placing = result_of(weeks, added, BAR).placing
    assert placing is not None
    assert ("(no heading)", "(no heading)") in placing.confusion


def test_each_ranking_has_its_figures() -> None:
    ours, newest = result().rankings
    assert ours.name == OURS
    assert ours.recall.value == 0.5
    assert ours.precision.value == 0.5
    assert ours.weekly.value == pytest.approx((1 + 2 / 3 + 1 / 2 + 2 / 3) / 4)
    assert newest.weekly.value == pytest.approx((1 / 2 + 2 / 4 + 1 + 1) / 4)
    assert ours.curve[-1][0] == 1


def many(weeks: int, right: float, wrong: float) -> list[tuple[Judged, ...]]:
    """Return weeks of two right and two wrong papers with these probabilities."""
    return [
        tuple(
            judged(100 * week + n, right - n / 100 if n < 2 else wrong - n / 100, week=week)
            for n in range(4)
        )
        for week in range(weeks)
    ]


def test_the_bar_is_chosen_on_the_first_half_and_reported_on_the_second() -> None:
    offered = [*many(5, 0.74, 0.48), *many(5, 0.40, 0.98)]
    advice = advise(offered, [week[:2] for week in offered], Bar(8, 0.1, 0.0))
    assert advice is not None
    assert advice == Advice(
        Bar(2, 0.7, 0.0),
        BarFigures(2.0, 0.0, 0.0),
        BarFigures(4.0, 0.5, 1.0),
        weeks=5,
        gain=advice.gain,
    )
    assert advice.gain.value == pytest.approx(-2 / 3)
    assert advice.gain.high < 0
    assert not advice.is_better


def test_a_bar_is_better_only_where_no_draw_of_weeks_says_otherwise() -> None:
    steady = many(10, 0.74, 0.48)
    advice = advise(steady, [week[:2] for week in steady], Bar(1, 0.1, 0.0))
    assert advice is not None
    assert advice.is_better
    weeks = [*many(5, 0.74, 0.48), *many(4, 0.30, 0.20), *many(1, 0.74, 0.48)]
    rare = advise(weeks, [week[:2] for week in weeks], Bar(1, 0.5, 0.0))
    assert rare is not None
    assert rare.gain.value > 0
    assert not rare.is_better


def test_where_the_section_loses_many_finds_a_lower_min_confidence_is_tried() -> None:
    unsure = [
        tuple(replace(p, confidence=0.17) if n < 2 else p for n, p in enumerate(week))
        for week in many(10, 0.74, 0.48)
    ]
    lower = advise(unsure, [week[:2] for week in unsure], Bar(8, 0.1, 0.3))
    assert lower is not None
    assert (lower.bar, lower.lost, lower.is_better) == (Bar(2, 0.7, 0.15), 20, True)
    sure = many(10, 0.74, 0.48)
    same = advise(sure, [week[:2] for week in sure], Bar(8, 0.1, 0.3))
    assert same is not None
    assert (same.bar.min_confidence, same.lost) == (0.3, 0)


@pytest.mark.parametrize(
    ("more", "bar", "kind"),
    [
        ({"barred": "ruled out"}, BAR, "ruled out"),
        ({"barred": "twin"}, Bar(2, 0.95, 0.3), "below threshold"),
        ({"barred": "twin"}, BAR, "twin"),
        ({"barred": "section gone"}, BAR, "section gone"),
        ({"confidence": 0.1}, BAR, "section unsure"),
        ({}, BAR, "over budget"),
    ],
)
def test_a_miss_has_the_reason_that_a_run_would_give(
    more: dict[str, object], bar: Bar, kind: str
) -> None:
    others = [judged(2, 0.99), judged(3, 0.98)]
    lost = judged(1, 0.9, **more)
    week = replace(played(0, [lost, *others], [1]), offered=tuple(others))
    [miss] = result_of([week], ADDED, bar).misses
    assert miss.decision == kind


@pytest.mark.parametrize(("weeks", "added"), [(7, 2), (8, 1)])
def test_too_little_gives_no_advice(weeks: int, added: int) -> None:
    offered = many(weeks, 0.8, 0.2)
    watched = [week[:added] for week in offered]
    assert advise(offered, watched, BAR) is None


def test_what_a_bar_reaches() -> None:
    offered = [WEEKS[0].offered, WEEKS[1].offered]
    watched = [WEEKS[0].watched, WEEKS[1].watched]
    figures = reached(offered, watched, BAR)
    assert figures == BarFigures(1.5, 2 / 3, 0.5)
    assert figures.f1 == pytest.approx(4 / 7)
    assert reached([], [], BAR) == BarFigures(0, 0, 0)
    assert BarFigures(1, 0, 0).f1 == 0


def test_a_kept_paper_is_no_miss_even_when_it_is_kept_late() -> None:
    late = {**ADDED, ArxivId("2404.00002"): addition(200)}
    weeks = [replace(WEEKS[0], watched=WEEKS[0].offered[:3]), WEEKS[1]]
    replayed = result_of(weeks, late, BAR)
    assert replayed.false_alarms == ()
    assert [m.paper.arxiv_id for m in replayed.misses] == ["2404.00003", "2404.00012"]
