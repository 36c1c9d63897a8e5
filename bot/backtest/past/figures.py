"""The figures of a replay, with bootstrap intervals; knows scores and weeks, no papers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier import Floats, Ints

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
