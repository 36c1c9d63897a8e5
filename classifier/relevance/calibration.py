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

    Maximum a posteriori by Newton's method, with a Gaussian prior around the start values:
    with few entries the start stays, with many the data speak. Neither slope turns negative.
    """
    start, spread = (_START_RULED, _SPREAD_RULED) if rules.any() else (_START, _SPREAD)
    rows = np.column_stack([np.ones_like(score), score, rules])
    beta, precision = start, 1 / spread**2
    for _ in range(_ROUNDS):
        chance = probability(rows @ beta)
        gradient = rows.T @ (weight * (positive - chance)) - precision * (beta - start)
        curvature = weight * chance * (1 - chance)
        hessian = (rows * curvature[:, None]).T @ rows + np.diag(precision)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step / max(1.0, float(np.abs(step).max()))
    return LogisticMap(float(beta[0]), max(0.0, float(beta[1])), max(0.0, float(beta[2])))
