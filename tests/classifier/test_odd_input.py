"""Lists and papers as they should not be: the figures stay finite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from classifier.judging.judge import Judge, fit
from classifier.papers.paper import ArxivId, Listed, Paper, SectionId
from classifier.rules.rule_set import Rules
from tests.classifier.invented import TOPICS, background, listed, paper

OTHERS = background(200)
NO_RULES = Rules()
MUTE = ("Zyxq", "Qwvz")


def entries(count: int) -> list[Listed]:
    made = [e for i in range(count) for e in (listed("kettle", i, 2), listed("bee", i, 4))]
    return made[:count]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return fit(entries(12), TOPICS, NO_RULES, OTHERS)


@pytest.mark.parametrize(
    "odd",
    [
        Paper(id=ArxivId("2401.00001"), title=""),
        Paper(id=ArxivId("2401.00001"), title="水壺的研究", abstract="這是一篇關於水壺的論文。"),
        Paper(id=ArxivId("2401.00001"), title=r"$\alpha$", abstract=r"\[ x^2 \]" * 4_000),
        Paper(id=ArxivId("2401.00001"), title="word " * 4_000, abstract="kettle " * 4_000),
        Paper(id=ArxivId("2401.00001"), title="\ud800 \x00", abstract="\u202e"),
    ],
    ids=["empty", "Chinese", "LaTeX", "endless", "broken"],
)
def test_odd_papers_get_finite_figures(odd: Paper, judge: Judge) -> None:
    (candidate,) = judge.judge([odd])
    assert np.isfinite(candidate.score)
    assert 0 <= candidate.probability <= 1
    assert 0 <= candidate.placement.confidence <= 1


@pytest.mark.parametrize(
    ("known", "others"),
    [
        (entries(1), OTHERS),
        ([listed("kettle", 1, 2, abstract=False)], OTHERS[:10]),
        ([listed("bee", i, 4, abstract=False) for i in range(40)], OTHERS),
        (entries(12) * 3, OTHERS * 2),
        ([*entries(12), *(replace(e, section=SectionId(4)) for e in entries(12))], OTHERS),
        ([replace(e, abstract="kettle \x00 $x$ " * 5_000) for e in entries(12)], OTHERS),
        ([replace(e, title="水壺", abstract="這是論文。") for e in entries(12)], OTHERS),
        (entries(12), [replace(p, title="", abstract="") for p in OTHERS]),
        ([replace(e, title=t, abstract="") for e, t in zip(entries(2), MUTE, strict=True)], OTHERS),
    ],
    ids=[
        "one entry",
        "one title",
        "titles only",
        "thrice",
        "two sections",
        "endless",
        "Chinese",
        "mute background",
        "no word in common",
    ],
)
def test_odd_lists_are_learnt_and_judge_with_finite_figures(
    known: list[Listed], others: Sequence[Paper]
) -> None:
    judge = fit(known, TOPICS, NO_RULES, others)
    for candidate in judge.judge([paper("kettle", 900), paper("cloud", 901)]):
        assert np.isfinite(candidate.score)
        assert 0 <= candidate.probability <= judge.ceiling
        assert 0 <= candidate.placement.confidence <= 1
        assert all(np.isfinite(reason.weight) for reason in candidate.reasons)


def test_a_paper_that_stands_twice_is_judged_twice_alike(judge: Judge) -> None:
    one, other = judge.judge([paper("kettle", 900)] * 2)
    assert one == other
