"""From scores to probabilities by a small logistic map; knows nothing of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from classifier.text.vectors import Floats
from classifier.tuned.weights import WEIGHTS

_TUNED = WEIGHTS.calibration
_BIAS = np.log(_TUNED.prior / (1 - _TUNED.prior))
_START, _SPREAD = np.array([_BIAS, *_TUNED.slopes]), np.array(_TUNED.spread)
_START_RULED, _SPREAD_RULED = np.array([_BIAS, *_TUNED.slopes_ruled]), np.array(_TUNED.spread_ruled)
_ROUNDS = 30  # each moves a figure by 1 at most
_MAX_ODDS = 30.0  # of either sign: a probability of 1 less 1e-13


@dataclass(frozen=True, slots=True)
class LogisticMap:
    """log odds = bias + slope * score + trust * rules."""

    bias: float = float(_START[0])
    slope: float = float(_START[1])
    trust: float = float(_START[2])

    def log_odds(self, score: Floats, rules: Floats) -> Floats:
        """Return the log odds for papers with these scores and rule weights."""
        return self.bias + self.slope * score + self.trust * rules


def starting_map(entries: int, *, ruled: bool) -> LogisticMap:
    """Return the map of a list whose *entries* teach none; *ruled* when rules speak too."""
    return LogisticMap(*_start(entries, ruled=ruled).tolist())


def _start(entries: float, *, ruled: bool) -> Floats:
    """Return bias, slope and trust to start from: few *entries* leave the word to the rules."""
    if not ruled:
        return _START
    few = _TUNED.alone / (_TUNED.alone + entries)
    return np.array([*_START_RULED[:2], few + (1 - few) * _START_RULED[2]])


def probability(log_odds: Floats) -> Floats:
    """Return the probabilities of *log_odds*."""
    clipped = np.clip(log_odds, -_MAX_ODDS, _MAX_ODDS)
    return np.asarray(1 / (1 + np.exp(-clipped)), np.float64)


def ceiling_of(told: int) -> float:
    """Return the highest probability that *told* statements (entries and rules) can support.

    After n successes and no failure, Laplace's rule of succession expects the next with
    (n + 1) / (n + 2); the sum of rules that overlap would claim more.
    """
    return (told + 1) / (told + 2)


def learn_map(score: Floats, rules: Floats, positive: Floats, weight: Floats) -> LogisticMap:
    """Return the most probable map given scores of papers held out from training.

    Maximum a posteriori, with a Gaussian prior around the start values: with few entries the start
    stays, with many the data speak. Neither slope turns negative.
    """
    ruled = bool(rules.any())
    start = _start(float(positive.sum()), ruled=ruled)
    spread = _SPREAD_RULED if ruled else _SPREAD
    rows = np.column_stack([np.ones_like(score), score, rules])
    beta = _most_probable(rows, positive, weight, (start, spread))
    return LogisticMap(float(beta[0]), max(0.0, float(beta[1])), max(0.0, float(beta[2])))


@dataclass(frozen=True, slots=True)
class Pace:
    """How many papers a list took, by the day they were submitted on, and how fast that was.

    `until` is the day of the newest: what is newer nobody has looked at yet.
    """

    taken: int = 0
    a_day: float = 0.0
    until: date = date.max


def pace_of(days: Sequence[date]) -> Pace:
    """Return the pace of a list whose entries' papers were submitted on *days*.

    That of its last active half year or year, whichever was faster, without the last month: the
    list has not all it will take of that.
    """
    if not days:
        return Pace()
    until = max(days)
    late = until - timedelta(days=_TUNED.lag)
    counts = {
        period: sum(late - timedelta(days=period) < day <= late for day in days)
        for period in _TUNED.periods
    }
    a_day = max(count / period for period, count in counts.items())
    return Pace(max(counts.values()), a_day, until)


def bar_of(entries: Floats, others: Floats, *, take: float, polled: float, read: float) -> float:
    """Return the log odds that *take* papers of *polled* ones pass: what the list takes itself.

    *entries* and *others* are log odds of texts that were held out. Only where the others were
    *read* (a share) do they lack the papers that belong; where nobody has, these are among them.
    """
    odds = np.concatenate([entries, others])
    each = read * take / len(entries), polled / len(others)
    weight = np.repeat(each, (len(entries), len(others)))
    order = np.argsort(-odds, kind="stable")
    passing = np.cumsum(weight[order])
    place = min(int(np.searchsorted(passing, take, side="right")), len(odds) - 1)
    return float(odds[order][max(0, place - 1) : place + 1].mean())


def follow(scale: LogisticMap, said: Floats, kept: Floats) -> LogisticMap:
    """Return *scale* moved to where what was *said* (log odds) of decided papers comes true.

    *kept* is 1 for a paper that was taken and 0 for one that was refused. Few decisions move it
    little: twenty say it all, and even these against a Gaussian prior around no move.
    """
    if not len(said):
        return scale
    say = min(1.0, len(said) / _TUNED.decisions)
    start, spread = np.array([0.0, 1.0]), np.array(_TUNED.spread_decided)
    rows = np.column_stack([np.ones_like(said), said])
    shift, stretch = _most_probable(rows, kept, np.ones_like(said), (start, spread)).tolist()
    stretch = 1 + say * (max(stretch, _TUNED.least_stretch) - 1)
    bias, slope, trust = (stretch * part for part in (scale.bias, scale.slope, scale.trust))
    return LogisticMap(say * shift + bias, slope, trust)


def _most_probable(
    rows: Floats, positive: Floats, weight: Floats, prior: tuple[Floats, Floats]
) -> Floats:
    """Return logistic coefficients of *rows* by Newton's method; *prior* is mean and deviation."""
    start, spread = prior
    beta, precision = start, 1 / spread**2
    for _ in range(_ROUNDS):
        chance = probability(rows @ beta)
        gradient = rows.T @ (weight * (positive - chance)) - precision * (beta - start)
        curvature = weight * chance * (1 - chance)
        hessian = (rows * curvature[:, None]).T @ rows + np.diag(precision)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step / max(1.0, float(np.abs(step).max()))
    return np.asarray(beta, np.float64)
