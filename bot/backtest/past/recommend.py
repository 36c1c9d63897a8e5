"""Budget and thresholds chosen on the first half of a replay, reported on the second. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.backtest.past.figures import Interval, interval
from bot.backtest.past.judged import Judged
from classifier import Floats

_BUDGETS = (2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32)  # papers a week
_BARS = tuple(step / 20 for step in range(1, 20))
_CONFIDENCES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)  # chance that the section is right
_LOST = 0.1  # of a half's additions: when more are lost by min_confidence, a lower one is tried
_FEWEST = 5  # added papers in a half, below which nothing can be chosen or told
_SHORTEST = 4  # weeks


@dataclass(frozen=True, slots=True)
class Bar:
    """What a paper has to pass: so many a week, so likely, so sure of its section."""

    budget: int
    min_probability: float
    min_confidence: float


@dataclass(frozen=True, slots=True)
class Reached:
    """What a bar reaches: papers proposed a week, and precision and recall of the proposals."""

    a_week: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """The bar that did best on the first half, and what it and the present one reach after it.

    `gain` is the difference in F1 with its 95 % interval, whole weeks drawn again. `lost`
    counts additions of all weeks that were likely enough, but whose section was not sure enough.
    """

    bar: Bar
    reaches: Reached
    present: Reached
    weeks: int
    gain: Interval
    lost: int = 0

    @property
    def is_better(self) -> bool:
        """Whether the bar did better than the present one where neither was chosen.

        A difference that other weeks might have turned round is none.
        """
        return self.gain.low > 0


def proposed(offered: Sequence[Judged], bar: Bar) -> tuple[Judged, ...]:
    """Return what a weekly run with *bar* proposes of *offered*, which is the best first."""
    likely = (paper for paper in offered if paper.probability >= bar.min_probability)
    return tuple(paper for paper in likely if paper.confidence >= bar.min_confidence)[: bar.budget]


def advise(
    offered: Sequence[Sequence[Judged]], watched: Sequence[Sequence[Judged]], present: Bar
) -> Advice | None:
    """Return the bar with the best F1 on the first half of the weeks; None when that is too little.

    Of bars that do the same, the one that shows fewer papers is taken.
    """
    half = len(offered) // 2
    halves = [sum(map(len, part)) for part in (watched[:half], watched[half:])]
    if len(offered) < 2 * _SHORTEST or min(halves) < _FEWEST:
        return None
    lost = [_lost(part, present) for part in (watched[:half], watched[half:])]
    sure = [present.min_confidence]
    if lost[0] > _LOST * halves[0]:
        sure += [bar for bar in _CONFIDENCES if bar < present.min_confidence]
    grid = itertools.product(_BUDGETS, _BARS, sure)
    best = max(
        (Bar(*values) for values in grid),
        key=lambda bar: (
            reached(offered[:half], watched[:half], bar).f1,
            -bar.budget,
            bar.min_probability,
            bar.min_confidence,
        ),
    )
    later = offered[half:], watched[half:]
    return Advice(
        bar=best,
        reaches=reached(*later, best),
        present=reached(*later, present),
        weeks=len(later[0]),
        gain=_gain(*later, (best, present)),
        lost=sum(lost),
    )


def _lost(watched: Sequence[Sequence[Judged]], bar: Bar) -> int:
    """Return how many *watched* papers fail *bar* by their section alone."""
    every = (paper for week in watched for paper in week if not paper.barred)
    likely = (paper for paper in every if paper.probability >= bar.min_probability)
    return sum(paper.confidence < bar.min_confidence for paper in likely)


def _gain(
    offered: Sequence[Sequence[Judged]], watched: Sequence[Sequence[Judged]], bars: tuple[Bar, Bar]
) -> Interval:
    """Return how much F1 the first of *bars* gains over the second, on the same draws of weeks."""
    right = {paper.arxiv_id for week in watched for paper in week}
    wanted = np.array([len(week) for week in watched], np.float64)
    counts = []
    for bar in bars:
        shown = [proposed(week, bar) for week in offered]
        hits = [sum(paper.arxiv_id in right for paper in week) for week in shown]
        sizes = np.array([len(week) for week in shown], np.float64)
        counts.append((np.array(hits, np.float64), sizes + wanted))

    def difference(weight: Floats | None) -> float:
        share = np.ones(len(wanted)) if weight is None else weight
        first, second = (
            2 * (share @ hits) / max(float(share @ both), 1e-9) for hits, both in counts
        )
        return float(first - second)

    return interval(difference, len(wanted))


def reached(
    offered: Sequence[Sequence[Judged]], watched: Sequence[Sequence[Judged]], bar: Bar
) -> Reached:
    """Return what *bar* reaches over weeks of *offered* papers, of which *watched* were added."""
    right = {paper.arxiv_id for week in watched for paper in week}
    shown = [paper for week in offered for paper in proposed(week, bar)]
    hits = sum(paper.arxiv_id in right for paper in shown)
    return Reached(
        len(shown) / len(offered) if offered else 0.0,
        hits / len(shown) if shown else 0.0,
        hits / len(right) if right else 0.0,
    )
