"""From scores to probabilities by a small logistic map; knows nothing of texts."""

from __future__ import annotations

from dataclasses import dataclass

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


def starting_map(*, ruled: bool) -> LogisticMap:
    """Return the map of a list whose entries teach none; *ruled* when rules speak beside texts."""
    return LogisticMap(*(_START_RULED if ruled else _START).tolist())


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
    start, spread = (_START_RULED, _SPREAD_RULED) if rules.any() else (_START, _SPREAD)
    rows = np.column_stack([np.ones_like(score), score, rules])
    beta = _most_probable(rows, positive, weight, (start, spread))
    return LogisticMap(float(beta[0]), max(0.0, float(beta[1])), max(0.0, float(beta[2])))


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
