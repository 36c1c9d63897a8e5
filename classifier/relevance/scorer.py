"""How much a paper is to the list's taste, as one figure; says nothing of sections or rules.

The figure is a sum of standardised terms: a linear model of words, a smaller one of title
characters, the odds of the category, and authors in common. Weights: `classifier.tuned`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from classifier.text.features import Rows, stacked
from classifier.text.vectors import Floats, Hyperplane, Ints, Matrix, fit_logistic
from classifier.tuned.weights import WEIGHTS

_TUNED = WEIGHTS.relevance


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows to learn from: those that belong, the others, and how much each one counts.

    `typical` marks the others that were drawn without a look at them; they set the scales.
    """

    rows: Rows
    positive: NDArray[np.bool_]
    weight: Floats
    typical: NDArray[np.bool_]

    def take(self, chosen: Ints) -> Examples:
        """Return the *chosen* examples."""
        return Examples(
            self.rows.take(chosen), self.positive[chosen], self.weight[chosen], self.typical[chosen]
        )

    def against(self, rows: Rows, weight: float) -> Examples:
        """Return these examples and, as untypical others of that *weight* each, *rows*."""
        never = np.zeros(len(rows), bool)
        return Examples(
            stacked([self.rows, rows]),
            np.concatenate([self.positive, never]),
            np.concatenate([self.weight, np.full(len(rows), weight)]),
            np.concatenate([self.typical, never]),
        )


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
class Circle:
    """The authors of a list, with the number of their entries."""

    names: Mapping[str, int]
    scale: Scale

    def score(self, authors: Sequence[frozenset[str]]) -> Floats:
        """Return a figure per set of authors; unknown ones are average."""
        figures = self.scale.apply(_shared(self.names, authors))
        known = np.array([bool(names) for names in authors], bool)
        return np.where(known, np.minimum(figures, _TUNED.most_authors), 0.0)


@dataclass(frozen=True, slots=True)
class Taste:
    """What was learnt of a list's taste."""

    words: Term
    characters: Term
    categories: dict[str, float]
    authors: Circle

    def score(self, rows: Rows) -> Floats:
        """Return a figure per row: standard deviations above an average paper, roughly."""
        known = [self.categories.get(primary, 0.0) for primary in rows.primaries]
        return (
            self.words.score(rows.words)
            + _TUNED.characters * self.characters.score(rows.characters)
            + _TUNED.categories * np.array(known, np.float64)
            + _TUNED.authors * self.authors.score(rows.authors)
        )

    def word_weights(self) -> Floats:
        """Return what each word or pair adds to the figure per unit of TF-IDF."""
        return self.words.plane.weights / self.words.scale.deviation


def learn_taste(known: Examples) -> Taste:
    """Return the taste that sets the positive examples apart from the others.

    Both sides must have a row, and one of the others must be typical.
    """
    few = known.weight[known.positive].sum() < _TUNED.few
    rows = known.rows
    return Taste(
        learn_words(known),
        _term(rows.characters, known, _TUNED.soft_c if few else _TUNED.characters_c),
        _category_odds(rows.primaries, known),
        _circle(rows.authors, known),
    )


def learn_words(known: Examples) -> Term:
    """Return the words alone of what `learn_taste` would."""
    few = known.weight[known.positive].sum() < _TUNED.few
    return _term(known.rows.words, known, _TUNED.soft_c if few else _TUNED.words_c)


def _term(rows: Matrix, known: Examples, c: float) -> Term:
    """Fit on the columns that some positive row uses: a fifth of the work, the same result."""
    used = np.flatnonzero(np.bincount(rows[known.positive].indices, minlength=rows.shape[1]))
    weights = np.zeros(rows.shape[1])
    if not len(used):
        return Term(Hyperplane(weights, 0.0), Scale(0.0, 1.0))
    narrow = Matrix(rows[:, used])
    fitted = fit_logistic(narrow, known.positive, known.weight, c=c)
    weights[used] = fitted.weights
    scale = Scale.of(fitted.decide(Matrix(narrow[known.typical])))
    return Term(Hyperplane(weights, fitted.bias), scale)


def _category_odds(primaries: Sequence[str], known: Examples) -> dict[str, float]:
    """Return standardised log odds per primary category; an unknown one tells nothing."""
    ours = Counter(filter(None, compress(primaries, known.positive)))
    others = Counter(filter(None, compress(primaries, known.typical)))
    if not ours or not others:
        return {}
    raw = {
        name: float(
            np.log((ours[name] + 1) / (ours.total() + _TUNED.category_spread))
            - np.log((others[name] + 1) / (others.total() + _TUNED.category_spread))
        )
        for name in {*ours, *others}
    }
    scale = Scale.of(np.array([raw[name] for name in others.elements()], np.float64))
    return {name: (odds - scale.mean) / scale.deviation for name, odds in raw.items()}


def _circle(authors: Sequence[frozenset[str]], known: Examples) -> Circle:
    names = Counter(name for group in compress(authors, known.positive) for name in group)
    figures = _shared(names, [group for group in compress(authors, known.typical) if group])
    if not len(figures):
        return Circle(names, Scale(0.0, 1.0))
    return Circle(
        names, Scale(float(figures.mean()), max(float(figures.std()), _TUNED.author_floor))
    )


def _shared(names: Mapping[str, int], authors: Sequence[frozenset[str]]) -> Floats:
    """Return how much each group of *authors* shares with *names*, with diminishing returns."""
    sums = [
        0.0
        if names.keys().isdisjoint(group)
        else sum(np.log1p(names.get(name, 0)) for name in group)
        for group in authors
    ]
    return np.asarray(np.log1p(np.array(sums, np.float64)))
