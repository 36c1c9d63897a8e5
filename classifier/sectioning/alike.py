"""What the entries that a paper is like say of its section, by cosines alone; knows no texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.text.learn import fit_ridge
from classifier.text.vectors import Floats, Ints
from classifier.tuned.weights import WEIGHTS

_TUNED = WEIGHTS.sections


@dataclass(frozen=True, slots=True)
class Machine:
    """A ridge regression of each section against the others, in dual form.

    `weights` has a row per entry and a column per section that has some, whose columns among the
    targets are `labels`. `held_out` are the margins of the entries, each learnt without it.
    """

    labels: Ints
    weights: Floats
    held_out: Floats

    def decide(self, cosines: Floats) -> Floats:
        """Return the margin of each section for papers with these *cosines* with the entries."""
        return np.asarray((cosines + 1) @ self.weights, np.float64)

    def spread(self, margins: Floats, targets: int) -> Floats:
        """Return *margins* in the columns of all targets; one without entries has a fixed one."""
        every = np.full((len(margins), targets), _TUNED.empty_margin)
        every[:, self.labels] = margins
        return every


def learn_machine(cosines: Floats, labels: Ints) -> Machine | None:
    """Return what entries with these *labels* teach, by their *cosines* with each other.

    None when all stand in one section.
    """
    present, which, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    if len(present) < 2:  # noqa: PLR2004
        return None
    sides = np.where(which[:, None] == np.arange(len(present)), 1.0, -1.0)
    weight = len(labels) / (len(present) * sizes[which])  # sections weigh the same
    # One more than the cosine: a column of ones, so that the bias is learnt too.
    weights, held_out = fit_ridge(cosines + 1, sides, weight, penalty=_TUNED.ridge)
    return Machine(present, weights, held_out)


def votes(cosines: Floats, labels: Ints, targets: int) -> Floats:
    """Return the share of each target among a paper's nearest entries; a row of *cosines* each."""
    near = min(_TUNED.nearest, len(labels))
    if not near or not len(cosines):
        return np.zeros((len(cosines), targets))
    best = np.argpartition(-cosines, near - 1, axis=1)[:, :near]
    shares = np.maximum(np.take_along_axis(cosines, best, axis=1), 0)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    cells = np.arange(len(best))[:, None] * targets + labels[best]
    found = np.bincount(cells.ravel(), shares.ravel(), len(best) * targets)
    return np.asarray(found.reshape(-1, targets), np.float64)
