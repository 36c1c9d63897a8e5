"""Figures, against their definitions written out the slow way and against known libraries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from bot.backtest.figures import (
    Bin,
    Interval,
    Stream,
    at_budget,
    average_precision,
    brier,
    curve,
    expected_error,
    interval,
    reliability,
    stream_of,
    weekly_precision,
)

ROWS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 4), st.booleans()), min_size=1, max_size=60
)


def stream(rows: list[tuple[int, int, bool]]) -> Stream:
    score, week, added = map(np.array, zip(*rows, strict=True))
    ids = [f"2403.{n:05d}" for n in range(len(rows))]
    return stream_of(score.astype(float), week.astype(np.int64), added.astype(bool), ids)


def ranks(rows: list[tuple[int, int, bool]], week: int) -> list[bool]:
    """Return whether added, best first, for one week; ties by the reversed id."""
    mine = [(-s, f"2403.{n:05d}"[::-1], a) for n, (s, w, a) in enumerate(rows) if w == week]
    return [added for _, _, added in sorted(mine)]


@given(rows=ROWS, budget=st.integers(1, 10))
def test_precision_and_recall_at_a_budget(rows: list[tuple[int, int, bool]], budget: int) -> None:
    shown = [added for week in range(5) for added in ranks(rows, week)[:budget]]
    total = sum(added for *_, added in rows)
    precision, recall = at_budget(stream(rows), budget)
    assert precision == pytest.approx(sum(shown) / len(shown))
    assert recall == pytest.approx(sum(shown) / total if total else 0)


@given(rows=ROWS)
def test_precision_within_weeks(rows: list[tuple[int, int, bool]]) -> None:
    parts = []
    for week in range(5):
        hits = 0
        for place, added in enumerate(ranks(rows, week), 1):
            hits += added
            parts += [hits / place] * added
    expected = sum(parts) / len(parts) if parts else 0.0
    assert weekly_precision(stream(rows)) == pytest.approx(expected)


@given(rows=ROWS)
def test_average_precision_is_that_of_scikit_learn_without_ties(
    rows: list[tuple[int, int, bool]],
) -> None:
    apart = [(s * 100 + n, w, a) for n, (s, w, a) in enumerate(rows)]
    added = [a for *_, a in apart]
    if any(added):
        theirs = average_precision_score(added, [s for s, *_ in apart])
        assert average_precision(stream(apart)) == pytest.approx(theirs)


@given(rows=ROWS)
def test_a_weight_of_two_is_the_week_twice(rows: list[tuple[int, int, bool]]) -> None:
    apart = [(s * 100 + n, w, a) for n, (s, w, a) in enumerate(rows)]
    weight = np.array([2.0, 0.0, 1.0, 1.0, 1.0])
    others = [row for row in apart if row[1] != 1]
    double = [*others, *((s, 5, a) for s, w, a in others if w == 0)]
    if others:
        once, two = stream(apart), stream(double)
        weight = weight[: max(w for _, w, _ in apart) + 1]
        assert weekly_precision(once, weight) == pytest.approx(weekly_precision(two))
        for budget in (1, 3):
            assert at_budget(once, budget, weight) == pytest.approx(at_budget(two, budget))


def test_without_additions_every_figure_is_nought() -> None:
    nothing = stream([(3, 0, False), (2, 1, False)])
    assert average_precision(nothing) == weekly_precision(nothing) == 0
    assert at_budget(nothing, 8) == (0, 0)
    assert curve(nothing) == ()
    assert brier(np.array([]), np.array([], bool)) == 0


def test_the_curve_goes_from_one_a_week_to_all_found() -> None:
    rows = [(9, 0, True), (8, 0, False), (7, 0, True), (9, 1, False), (8, 1, True)]
    points = curve(stream(rows))
    assert points == ((1 / 3, 1 / 2), (2 / 3, 2 / 4), (1.0, 3 / 5))


def test_a_long_curve_is_thinned() -> None:
    rows = [(n, 0, n % 2 == 0) for n in range(2_000)]
    assert 50 < len(curve(stream(rows))) <= 160


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    rows = [(week * n % 17, week, n % 3 == 0) for week in range(5) for n in range(1, 9)]
    papers = stream(rows)
    figure = interval(lambda weight: weekly_precision(papers, weight), 5)
    assert figure == interval(lambda weight: weekly_precision(papers, weight), 5)
    assert 0 < figure.low < figure.value < figure.high < 1


def test_a_single_week_has_no_width() -> None:
    papers = stream([(3, 0, True), (2, 0, False)])
    assert interval(lambda weight: average_precision(papers, weight), 1) == Interval(1, 1, 1)


def test_probabilities_are_binned_with_one_in_the_last_bin() -> None:
    predicted = np.array([0.0, 0.049, 0.05, 0.72, 0.75, 1.0])
    came = np.array([False, True, False, True, False, True])
    assert reliability(predicted, came) == (
        Bin(0.0, 0.05, 2, 0.0245, 0.5),
        Bin(0.05, 0.1, 1, 0.05, 0.0),
        Bin(0.7, 0.8, 2, 0.735, 0.5),
        Bin(0.9, 1.0, 1, 1.0, 1.0),
    )
    assert brier(predicted, came) == pytest.approx(((predicted - came) ** 2).mean())


def test_the_calibration_error_leaves_out_what_nobody_sees() -> None:
    bins = (Bin(0.0, 0.05, 1000, 0.01, 0.9), Bin(0.7, 0.8, 3, 0.75, 0.5), Bin(0.9, 1, 1, 1, 0))
    assert expected_error(bins) == pytest.approx((3 * 0.25 + 1) / 4)
    assert expected_error(bins[:1]) == 0
