"""Which section a paper is put into, how sure that is, and which comes next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.papers import Listed, Placement
from classifier.sectioning.placer import Placer
from classifier.sectioning.targets import Target
from classifier.text.features import Rows
from classifier.text.vectors import Floats

NEVER = -1e9
"""Log odds of a section whose rules refuse a paper."""
_TESTABLE = 50
_FOLDS = 3
_SHARPNESS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
_LEAST = 1e-9


def learn_sharpness(placer: Placer, rows: Rows, listed: Sequence[Listed]) -> float:
    """Return by how much to multiply log odds so that confidences come true.

    Tried on thirds of the entries held out; lists too short for that keep 1.
    """
    column = {target.topic.id: i for i, target in enumerate(placer.targets)}
    held = [i for i, entry in enumerate(listed) if entry.section in column]
    held.sort(key=lambda i: column[listed[i].section])  # so that each third has all sections
    if len(held) < _TESTABLE:
        return 1.0
    losses = np.zeros(len(_SHARPNESS))
    for k in range(_FOLDS):
        out, kept = held[k::_FOLDS], [i for j, i in enumerate(held) if j % _FOLDS != k]
        trial = placer.anew().fit(rows.take(np.array(kept)), [listed[i] for i in kept])
        odds = trial.log_odds(rows.take(np.array(out)), [listed[i].title for i in out])
        truth = [column[listed[i].section] for i in out]
        for j, sharpness in enumerate(_SHARPNESS):
            right = confidences(sharpness * odds)[np.arange(len(out)), truth]
            losses[j] -= float(np.log(np.maximum(right, _LEAST)).sum())
    return _SHARPNESS[int(np.argmin(losses))]


def confidences(odds: Floats) -> Floats:
    """Return the probabilities that *odds* stand for; rows sum to 1."""
    weights = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def place(targets: Sequence[Target], confidence: Floats, allowed: NDArray[np.bool_]) -> Placement:
    """Return the best and the next best of *targets*; with none *allowed* confidence is 0."""
    order = np.argsort(-confidence, kind="stable")
    best = int(order[0])
    second = [targets[int(i)].topic.id for i in order[1:2] if allowed[i]]
    sure = float(confidence[best]) if allowed.any() else 0.0
    return Placement(targets[best].topic.id, sure, second[0] if second else None)
