"""scikit-learn, typed: the only module that imports it. It fits; what is fitted is plain arrays.

BLAS gets one thread: liblinear calls it for single vectors, where more threads only burn time.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from classifier.text.vectors import Floats, Ints, Matrix

_TOLERANCE = 0.01  # of the gradient: decisions correlate with those of 1e-4 by .999999
STOP_WORDS: frozenset[str] = frozenset(ENGLISH_STOP_WORDS)
"""English words that carry no subject."""


@dataclass(frozen=True, slots=True)
class Hyperplane:
    """A linear rule: the decision for a row x is `x @ weights + bias`."""

    weights: Floats
    bias: float

    def decide(self, rows: Matrix) -> Floats:
        """Return a figure for each of *rows*; larger is more positive."""
        return np.asarray(rows @ self.weights + self.bias, np.float64)


@dataclass(frozen=True, slots=True)
class Hyperplanes:
    """One rule per label: decisions for rows x are `x @ weights + bias`, a column a label."""

    labels: Ints
    weights: Floats
    bias: Floats

    def decide(self, rows: Matrix) -> Floats:
        """Return a row of figures for each of *rows*."""
        return np.asarray(rows @ self.weights + self.bias, np.float64)


def fit_logistic(
    rows: Matrix, positive: NDArray[np.bool_], weight: Floats, *, c: float
) -> Hyperplane:
    """Return the logistic regression of *positive* on *rows*, both sides weighing the same.

    *weight* is each row's weight within its side. Raises `ValueError` when one side is empty.
    """
    share = weight.copy()
    share[positive] *= len(weight) / (2 * weight[positive].sum())
    share[~positive] *= len(weight) / (2 * weight[~positive].sum())
    model = LogisticRegression(
        C=c, solver="liblinear", random_state=0, tol=_TOLERANCE, max_iter=1000
    )
    with threadpool_limits(1, "blas"):
        model.fit(rows, positive, sample_weight=share)
    return Hyperplane(np.asarray(model.coef_[0], np.float64), float(model.intercept_[0]))


def fit_sections(rows: Matrix, labels: Ints, *, c: float) -> Hyperplanes:
    """Return a linear support vector machine for each label against the rest, balanced."""
    model = LinearSVC(C=c, class_weight="balanced", dual=True, random_state=0, max_iter=2000)
    with threadpool_limits(1, "blas"), warnings.catch_warnings():
        # Many sections with an entry each are what a young list looks like.
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        model.fit(rows, labels)
    coefficients = np.asarray(model.coef_, np.float64)
    bias = np.asarray(model.intercept_, np.float64)
    if len(coefficients) == 1:  # two labels share one plane
        coefficients, bias = np.vstack([-coefficients, coefficients]), np.concatenate([-bias, bias])
    return Hyperplanes(np.asarray(model.classes_, np.int64), coefficients.T.copy(), bias)
