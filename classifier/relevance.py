"""How much a paper is to the list's taste, as one figure; says nothing of sections or rules.

The figure is a sum of standardised terms: a linear model of words, a smaller one of title
characters, and the odds of the category. Weights: docs/classifier.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.features import Rows
from classifier.learn import Hyperplane, fit_logistic
from classifier.vectors import Floats, Matrix

_CHARACTERS = 0.3
_CATEGORIES = 0.15
_SOFT, _HARD = 1.0, 10.0
_FEW = 30  # fewer entries than this need the stronger regularisation
_PSEUDO = 20.0  # spread of category counts over arXiv's classes


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns raw figures into standard deviations above the background's mean."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, figures: Floats) -> Scale:
        """Return the scale on which *figures* have mean 0 and deviation 1."""
        deviation = float(figures.std()) if len(figures) else 0.0
        return cls(float(figures.mean()) if len(figures) else 0.0, deviation or 1.0)

    def apply(self, figures: Floats) -> Floats:
        """Return *figures* on this scale."""
        return (figures - self.mean) / self.deviation


@dataclass(frozen=True, slots=True)
class Term:
    """A linear model over one matrix, standardised."""

    plane: Hyperplane
    scale: Scale

    def score(self, rows: Matrix) -> Floats:
        """Return the standardised decision for each of *rows*."""
        return self.scale.apply(self.plane.decide(rows))


@dataclass(frozen=True, slots=True)
class Taste:
    """What was learnt of a list's taste."""

    words: Term
    characters: Term
    categories: dict[str, float]

    def score(self, rows: Rows) -> Floats:
        """Return a figure per row: standard deviations above an average paper, roughly."""
        known = [self.categories.get(primary, 0.0) for primary in rows.primaries]
        return (
            self.words.score(rows.words)
            + _CHARACTERS * self.characters.score(rows.characters)
            + _CATEGORIES * np.array(known, np.float64)
        )

    def word_weights(self) -> Floats:
        """Return what each word or pair adds to the figure per unit of TF-IDF."""
        return self.words.plane.weights / self.words.scale.deviation


def learn_taste(rows: Rows, positive: NDArray[np.bool_], weight: Floats) -> Taste:
    """Return the taste that sets the *positive* rows apart from the others.

    Both sides must have a row. *weight* says how much a row teaches within its side.
    """
    c = _SOFT if weight[positive].sum() < _FEW else _HARD
    return Taste(
        _term(rows.words, positive, weight, c),
        _term(rows.characters, positive, weight, c),
        _category_odds(rows.primaries, positive),
    )


def _term(rows: Matrix, positive: NDArray[np.bool_], weight: Floats, c: float) -> Term:
    """Fit on the columns that some positive row uses: a fifth of the work, the same result."""
    used = np.flatnonzero(np.bincount(rows[positive].indices, minlength=rows.shape[1]))
    weights = np.zeros(rows.shape[1])
    if not len(used):
        return Term(Hyperplane(weights, 0.0), Scale(0.0, 1.0))
    narrow = Matrix(rows[:, used])
    fitted = fit_logistic(narrow, positive, weight, c=c)
    weights[used] = fitted.weights
    return Term(
        Hyperplane(weights, fitted.bias), Scale.of(fitted.decide(Matrix(narrow[~positive])))
    )


def _category_odds(primaries: Sequence[str], positive: NDArray[np.bool_]) -> dict[str, float]:
    """Return standardised log odds per primary category; an unknown one tells nothing."""
    ours = Counter(p for p, mine in zip(primaries, positive, strict=True) if p and mine)
    others = Counter(p for p, mine in zip(primaries, positive, strict=True) if p and not mine)
    if not ours or not others:
        return {}
    raw = {
        name: float(
            np.log((ours[name] + 1) / (ours.total() + _PSEUDO))
            - np.log((others[name] + 1) / (others.total() + _PSEUDO))
        )
        for name in {*ours, *others}
    }
    scale = Scale.of(np.array([raw[name] for name in others.elements()], np.float64))
    return {name: (odds - scale.mean) / scale.deviation for name, odds in raw.items()}
