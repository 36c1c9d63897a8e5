"""scikit-learn, typed: the only module that imports it. It fits; what is fitted is plain arrays.

It is loaded where something is fitted: that takes longer than `bot check` does without.
BLAS gets one thread: liblinear calls it for single vectors, where more threads only burn time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from classifier.text.vectors import Floats, Matrix

_TOLERANCE = 0.01  # of the gradient: decisions correlate with those of 1e-4 by .999999
_COMMON = 0.02  # of the rows: a column that more of them use is multiplied densely


@dataclass(frozen=True, slots=True)
class Hyperplane:
    """A linear rule: the decision for a row x is `x @ weights + bias`."""

    weights: Floats
    bias: float

    def decide(self, rows: Matrix) -> Floats:
        """Return a figure for each of *rows*; larger is more positive."""
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
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - heavy

    model = LogisticRegression(
        C=c, solver="liblinear", random_state=0, tol=_TOLERANCE, max_iter=1000
    )
    with _threads().limit(limits=1, user_api="blas"):
        model.fit(rows, positive, sample_weight=share)
    return Hyperplane(np.asarray(model.coef_[0], np.float64), float(model.intercept_[0]))


def fit_ridge(
    kernel: Floats, sides: Floats, weight: Floats, *, penalty: float
) -> tuple[Floats, Floats]:
    """Return the dual weights of a ridge regression of *sides*, and what it says of each row.

    *kernel* holds the rows' products with each other, *sides* a column per question. The second
    is what would be said of a row had it not been learnt from: its error is its dual weight over
    the inverse's diagonal (Rifkin and Lippert 2007, Notes on Regularized Least Squares).
    """
    from scipy.linalg import cho_factor, cho_solve  # noqa: PLC0415 - heavy

    with _threads().limit(limits=1, user_api="blas"):
        factor = cho_factor(kernel + np.diag(penalty / weight), lower=True, check_finite=False)
        inverse = cho_solve(factor, np.eye(len(kernel)), check_finite=False)
        weights = inverse @ sides
    return weights, sides - weights / np.diag(inverse)[:, None]


def products(rows: Matrix, others: Matrix) -> Floats:
    """Return the product of each of *rows* with each of *others*.

    Columns that many of the *others* use are multiplied densely: for these a sparse product would
    be slow, and twice, as it is counted before it is made.
    """
    common = np.bincount(others.indices, minlength=others.shape[1]) > _COMMON * others.shape[0]
    place = np.cumsum(common) - 1
    left, right = (_columns(each, common, place, int(common.sum())) for each in (rows, others))
    few, rare = (_columns(each, ~common, None, each.shape[1]) for each in (rows, others))
    with _threads().limit(limits=1, user_api="blas"):
        often = left.toarray() @ right.toarray().T
    return np.asarray(often + (few @ rare.T.tocsr()).toarray(), np.float64)


def _columns(
    rows: Matrix, chosen: NDArray[np.bool_], place: NDArray[np.int64] | None, width: int
) -> Matrix:
    """Return *rows* with the cells of the *chosen* columns only, in their *place* among *width*."""
    kept = chosen[rows.indices]
    ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    columns = rows.indices[kept]
    where = columns if place is None else place[columns]
    return Matrix((rows.data[kept], where, ends), shape=(rows.shape[0], width))


@cache
def _threads() -> ThreadpoolController:
    """Return what limits BLAS; to look for its libraries takes as long as a small fit."""
    return ThreadpoolController()
