"""Figures of a replay, by threshold, and which threshold they recommend."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from classifier import Floats, Ints
from classifier.papers import ArxivId

OURS = "paper-bot"
"""The name of the bot's own ranking."""

Barred = Literal["", "ruled out", "section gone", "twin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A paper as judged in its week; `sections` were the headings that existed then.

    `barred` is what no setting of `[select]` lets through, and why.
    """

    arxiv_id: ArxivId
    title: str
    day: date
    week: int
    score: float
    probability: float
    section: tuple[str, ...]
    runner_up: tuple[str, ...]
    confidence: float
    reasons: tuple[str, ...]
    sections: frozenset[tuple[str, ...]]
    barred: Barred = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One week: every paper's figures, the likeliest placed ones, and the papers watched for.

    `scores` names a ranking -> a figure per paper of `ids`; the bot's own is OURS.
    """

    week: int
    start: date
    end: date
    entries: int
    ids: tuple[ArxivId, ...]
    days: tuple[date, ...]
    probabilities: Floats
    scores: Mapping[str, Floats]
    offered: tuple[Judged, ...]
    watched: tuple[Judged, ...]


# The figures of a replay, with bootstrap intervals; knows scores and weeks, no papers. Pure.

Bools = NDArray[np.bool_]
DRAWS = 400  # of the bootstrap
_SEED = 20_240_501  # any number, always the same
_LOW, _HIGH = 2.5, 97.5  # per cent: the ends of a 95 % interval
_EDGES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of probability
_POINTS = 160  # of a curve; more cannot be seen


@dataclass(frozen=True, slots=True)
class Stream:
    """The papers of all weeks, best first: the week of each, its rank in it, whether added.

    Made by `stream_of`. Weeks count from 0.
    """

    week: Ints
    rank: Ints
    added: Bools
    weeks: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the 95 % interval of its bootstrap."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Papers with a probability in [low, high): how many, its mean, the share that was added."""

    low: float
    high: float
    papers: int
    predicted: float
    observed: float


def stream_of(score: Floats, week: Ints, added: Bools, ids: Sequence[str]) -> Stream:
    """Return the stream of papers with *score*; ties go by the reversed id, which means nothing."""
    ties = np.array([arxiv_id[::-1] for arxiv_id in ids])
    order = np.lexsort((ties, -score))
    ordered = week[order]
    rank = np.zeros(len(order), np.int64)
    by_week = np.argsort(ordered, kind="stable")
    starts = np.flatnonzero(np.diff(ordered[by_week], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    rank[by_week] = np.arange(len(order)) - np.repeat(starts, sizes)
    return Stream(ordered, rank, added[order], int(week.max(initial=-1)) + 1)


def average_precision(stream: Stream, weight: Floats | None = None) -> float:
    """Return the mean, over added papers, of the precision at their rank.

    *weight* says how often each week counts (bootstrap).
    """
    share = np.ones(len(stream.week)) if weight is None else weight[stream.week]
    hits = share * stream.added
    total = hits.sum()
    if not total:
        return 0.0
    precision = np.cumsum(hits) / np.maximum(np.cumsum(share), 1e-9)
    return float((precision * hits).sum() / total)


def at_budget(stream: Stream, budget: int, weight: Floats | None = None) -> tuple[float, float]:
    """Return precision and recall when the *budget* best of each week are shown."""
    share = np.ones(len(stream.week)) if weight is None else weight[stream.week]
    shown = stream.rank < budget
    hits = float((share * (shown & stream.added)).sum())
    papers, wanted = float((share * shown).sum()), float((share * stream.added).sum())
    return hits / papers if papers else 0.0, hits / wanted if wanted else 0.0


def interval(value: Callable[[Floats | None], float], weeks: int) -> Interval:
    """Return *value* with its interval when whole weeks are drawn again, always the same draws."""
    generator = np.random.default_rng(_SEED)
    draws = [
        value(np.bincount(generator.integers(0, weeks, weeks), minlength=weeks).astype(np.float64))
        for _ in range(DRAWS)
    ]
    low, high = np.percentile(draws, (_LOW, _HIGH))
    return Interval(value(None), float(low), float(high))


def weekly_precision(stream: Stream, weight: Floats | None = None) -> float:
    """Return average precision with each paper ranked among those of its week only.

    That is what a weekly run meets; scores of different weeks come from different models.
    """
    order = np.lexsort((stream.rank, stream.week))
    added, week = stream.added[order], stream.week[order]
    hits = np.cumsum(added)
    starts = np.flatnonzero(np.diff(week, prepend=-1))
    before: Ints = np.repeat((hits - added)[starts], np.diff(np.append(starts, len(week))))
    precision = ((hits - before) / (stream.rank[order] + 1))[added]
    share = np.ones(len(precision)) if weight is None else weight[week[added]]
    return float((precision * share).sum() / share.sum()) if share.sum() else 0.0


def curve(stream: Stream) -> tuple[tuple[float, float], ...]:
    """Return (recall, precision) with the 1, 2, 3 … best of every week shown, until all are found.

    Only so many points as can be seen.
    """
    ranks = stream.rank[stream.added]
    if not len(ranks):
        return ()
    size = int(ranks.max()) + 1
    shown = np.cumsum(np.bincount(stream.rank, minlength=size)[:size])
    hits = np.cumsum(np.bincount(ranks, minlength=size))
    points = np.unique(np.geomspace(1, size, _POINTS).astype(np.int64)) - 1
    return tuple((float(hits[k] / len(ranks)), float(hits[k] / shown[k])) for k in points)


def reliability(probability: Floats, added: Bools) -> tuple[Bin, ...]:
    """Return the bins that have papers; the last one includes 1."""
    place = np.clip(np.digitize(probability, _EDGES) - 1, 0, len(_EDGES) - 2)
    return tuple(
        Bin(
            _EDGES[i],
            _EDGES[i + 1],
            int(mine.sum()),
            float(probability[mine].mean()),
            float(added[mine].mean()),
        )
        for i in range(len(_EDGES) - 1)
        if (mine := place == i).any()
    )


def brier(probability: Floats, added: Bools) -> float:
    """Return the mean squared error of probabilities (Brier 1950); 0 for no papers."""
    return float(((probability - added) ** 2).mean()) if len(added) else 0.0


def expected_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance of predicted and observed over papers from the second bin on.

    Expected calibration error (Naeini et al. 2015); the first bin holds what nobody is shown.
    """
    shown = [each for each in bins if each.low > 0]
    papers = sum(each.papers for each in shown)
    return (
        sum(each.papers * abs(each.predicted - each.observed) for each in shown) / papers
        if papers
        else 0.0
    )


# Budget and thresholds chosen on the first half of a replay, reported on the second. Pure.

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
class BarFigures:
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
    reaches: BarFigures
    present: BarFigures
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
) -> BarFigures:
    """Return what *bar* reaches over weeks of *offered* papers, of which *watched* were added."""
    right = {paper.arxiv_id for week in watched for paper in week}
    shown = [paper for week in offered for paper in proposed(week, bar)]
    hits = sum(paper.arxiv_id in right for paper in shown)
    return BarFigures(
        len(shown) / len(offered) if offered else 0.0,
        hits / len(shown) if shown else 0.0,
        hits / len(right) if right else 0.0,
    )
