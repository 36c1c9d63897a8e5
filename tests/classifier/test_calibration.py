from datetime import date, timedelta

import numpy as np
import pytest

from classifier.relevance.cross_fitting import (
    LogisticMap,
    bar_of,
    ceiling_of,
    follow,
    learn_map,
    pace_of,
    probability,
    starting_map,
)


def test_the_map_for_short_lists_is_the_documented_one() -> None:
    odds = LogisticMap().log_odds(np.array([0.0, 0.0, 4.6]), np.array([0.0, 4.6, 0.0]))
    np.testing.assert_allclose(probability(odds), [0.01, 0.501, 0.501], atol=0.001)


def test_probabilities_of_any_odds_are_neither_0_nor_1() -> None:
    impossible, certain = probability(np.array([-1e9, 1e9])).tolist()
    assert 0 < impossible < 1e-12
    assert 1 - 1e-12 < certain < 1


def test_nothing_to_learn_from_leaves_the_map_alone() -> None:
    none = np.zeros(0)
    learnt = learn_map(none, none, none, none)
    np.testing.assert_allclose(
        [learnt.bias, learnt.slope, learnt.trust], [np.log(1 / 99), 1, 1], atol=1e-9
    )


def test_many_papers_teach_the_true_map() -> None:
    score = np.tile(np.linspace(-3, 6, 2_000), 20)
    truth = LogisticMap(-4.0, 1.5, 1.0)
    chance = probability(truth.log_odds(score, np.zeros_like(score)))
    steps = (np.arange(len(score)) * 0.618034) % 1
    learnt = learn_map(
        score, np.zeros_like(score), (steps < chance).astype(float), np.ones_like(score)
    )
    assert learnt.bias == pytest.approx(-4.0, abs=0.1)
    assert learnt.slope == pytest.approx(1.5, abs=0.05)
    assert learnt.trust == pytest.approx(1.0, abs=1e-6)


def test_a_score_that_misleads_is_ignored_and_never_turned_round() -> None:
    score = np.linspace(-3, 3, 1_000)
    learnt = learn_map(score, -score, (score < 0).astype(float), np.ones_like(score))
    assert learnt.slope == 0.0
    assert learnt.trust > 0


@pytest.mark.parametrize(("told", "ceiling"), [(0, 1 / 2), (1, 2 / 3), (8, 0.9), (998, 0.999)])
def test_no_more_certainty_than_was_told(told: int, ceiling: float) -> None:
    assert ceiling_of(told) == pytest.approx(ceiling)


SAID = np.linspace(0.5, 3.5, 20)


@pytest.mark.parametrize("taken", [0.3, 0.5, 0.8, 1.0])
def test_after_twenty_decisions_what_is_said_comes_true_within_a_tenth(taken: float) -> None:
    came = (np.arange(20) * 7 % 20 < 20 * taken).astype(float)
    after = follow(LogisticMap(0.0, 1.0, 1.0), SAID, came)
    said = probability(after.log_odds(SAID, np.zeros(20)))
    assert float(said.mean()) == pytest.approx(taken, abs=0.1)


def test_one_refusal_says_little_and_none_says_nothing() -> None:
    before = LogisticMap(-4.0, 1.0, 1.0)
    after = follow(before, np.array([2.0]), np.array([0.0]))
    assert -4.2 < after.bias < -4.0
    assert follow(before, np.zeros(0), np.zeros(0)) == before


def test_alone_a_rule_is_believed_and_beside_many_entries_half() -> None:
    trusts = [starting_map(entries, ruled=True).trust for entries in (0, 7, 20, 10_000)]
    assert trusts == pytest.approx([1.0, 0.87, 0.75, 0.5], abs=0.002)


LAST = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("days", "a_day"),
    [
        ([], 0.0),
        ([LAST], 0.0),  # the last month is not over
        ([LAST, *(LAST - timedelta(days=30 + i) for i in range(400))], 1.0),
        ([LAST, *(LAST - timedelta(days=30 + i) for i in range(91))], 0.5),
        ([LAST, *(LAST - timedelta(days=300 + i % 60) for i in range(73))], 0.2),
    ],
)
def test_the_pace_of_a_list_is_that_of_its_better_half_year_or_year(
    days: list[date], a_day: float
) -> None:
    assert pace_of(days).a_day == pytest.approx(a_day)


@pytest.mark.parametrize(("read", "passing"), [(1.0, 10), (0.0, 20)])
def test_as_many_papers_pass_the_bar_as_the_list_takes(read: float, passing: int) -> None:
    entries, others = np.linspace(0.0, 10.0, 101), np.linspace(-90.0, 9.99, 1_000)
    bar = bar_of(entries, others, take=20.0, polled=1_000.0, read=read)
    assert np.count_nonzero(others >= bar) == pytest.approx(passing, abs=7)
