"""How well a paper suits each section of a list, in log odds; chooses none and knows no rules.

A sum of terms, with weights that shift from the words of headings to what entries teach as
entries come: docs/classifier.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.papers import Listed
from classifier.sectioning.headings import Kind, is_of_kind
from classifier.sectioning.targets import Target
from classifier.text.features import Features, Rows
from classifier.text.learn import Hyperplanes, fit_sections
from classifier.text.vectors import Floats, Ints, Matrix

_SVM_C = 0.3
_HALF = 20.0  # entries at which what they teach has half its say
_EMPTY_MARGIN = -1.0  # the margin of sections without entries: that of any typical outsider
_HEADING = 2.0  # a heading counts as this many entries
_OUTER, _PROSE = 0.4, 0.8  # of a heading's words: those of the headings above it, its description
_NEAREST = 10
_LIKENESS_ROWS = 2_000
_KIND = 1.0  # log odds for a survey in "Surveys", against one elsewhere
_UNFIT = 0.5  # log odds of a catch-all: what no other section reaches goes there
_FADE = 20.0  # entries at which a catch-all is half a section like others
_HALF_LIFE = 182.0  # days in which the news of an entry halves
_DOUBT = 3.0  # entries as fresh as the whole list that each section is credited with


@dataclass(frozen=True, slots=True)
class _Weights:
    """Log odds per unit of each term, for a list of so many entries.

    Where rules say what sections are for, headings need not say it again.
    """

    prototype: float
    heading: float
    spelling: float
    machine: float
    title_machine: float
    neighbours: float
    trend: float

    @classmethod
    def of(cls, entries: int, *, ruled: bool) -> _Weights:
        say = entries / (entries + _HALF)
        return cls(
            prototype=3 + 8 * (1 - say),
            heading=0 if ruled else 3 + 5 * (1 - say),
            spelling=0 if ruled else 4,
            machine=3 * say**3,
            title_machine=4 * say,
            neighbours=2 * say**2,
            trend=say**2,
        )


@dataclass(frozen=True, slots=True)
class _Machine:
    """Support vector machines over the columns that entries use."""

    planes: Hyperplanes
    used: Ints

    def margins(self, rows: Matrix, targets: int) -> Floats:
        margins = np.full((rows.shape[0], targets), _EMPTY_MARGIN)
        margins[:, self.planes.labels] = self.planes.decide(Matrix(rows[:, self.used]))
        return margins


class Placer:
    """Learns the sections of a list. `fit` forgets what an earlier one learnt.

    *ruled* tells that keyword rules speak for the sections.
    """

    def __init__(
        self, targets: Sequence[Target], features: Features, *, ruled: bool = False
    ) -> None:
        self.targets = tuple(targets)
        self._features, self._ruled = features, ruled

    def anew(self) -> Placer:
        """Return a placer for the same targets that has learnt nothing yet."""
        return Placer(self.targets, self._features, ruled=self._ruled)

    def fit(self, rows: Rows, listed: Sequence[Listed]) -> Placer:
        """Learn from *listed*, the entries, and their *rows*; those elsewhere teach nothing."""
        column = {target.topic.id: i for i, target in enumerate(self.targets)}
        labels = np.array([column.get(entry.section, -1) for entry in listed], np.int64)
        known = np.flatnonzero(labels >= 0)
        self._entries, self._labels = rows.take(known), labels[known]
        self._weights = _Weights.of(len(known), ruled=self._ruled)
        self._headings, self._spelling = self._read_headings()
        self._prototypes = self._learn_prototypes()
        self._machines = [
            _learn_machine(matrix, self._labels)
            for matrix in (self._entries.words, self._entries.characters)
        ]
        days = [entry.submitted.toordinal() if entry.submitted else 0 for entry in listed]
        self._trend = _trend(self._labels, np.array(days, np.int64)[known], len(self.targets))
        return self

    def log_odds(
        self, rows: Rows, titles: Sequence[str], worth: NDArray[np.bool_] | None = None
    ) -> Floats:
        """Return a column of log odds per target, a row per paper; rules not included.

        To compare a paper with every entry is dear; only those *worth* it are (default: all).
        """
        weights = self._weights
        size = len(self.targets)
        odds = (
            weights.prototype * _cosines(rows.words, self._prototypes)
            + weights.heading * _cosines(rows.words, self._headings)
            + weights.spelling * _cosines(rows.characters, self._spelling)
            + weights.trend * self._trend
            + self._kinds(titles)
        )
        chosen = np.arange(len(rows)) if worth is None else np.flatnonzero(worth)
        odds[chosen] += weights.neighbours * self._votes(Matrix(rows.words[chosen]))
        words, characters = self._machines
        if words and characters:
            odds += weights.machine * words.margins(rows.words, size)
            odds += weights.title_machine * characters.margins(rows.characters, size)
        return odds

    def _read_headings(self) -> tuple[Matrix, Matrix]:
        """Return what headings say as rows of words, and as rows of characters."""
        own, outer, prose = [], [], []
        for target in self.targets:
            silent = target.kind is Kind.CATCH_ALL
            own.append("" if silent else target.topic.path[-1])
            outer.append("" if silent else " ".join(target.topic.path[1:-1]))
            prose.append(target.topic.description)
        rows = [self._features.vocabulary.transform(texts) for texts in (own, outer, prose)]
        words = Matrix(rows[0] + _OUTER * rows[1] + _PROSE * rows[2])
        return _of_unit_length(words), self._features.characters.transform(own)

    def _learn_prototypes(self) -> Matrix:
        """Return a row per target: what its heading says and the sum of its entries."""
        labels = self._labels
        ones = (np.ones(len(labels)), (labels, np.arange(len(labels))))
        members = Matrix(ones, shape=(len(self.targets), len(labels)))
        return _of_unit_length(Matrix(_HEADING * self._headings + members @ self._entries.words))

    def _votes(self, rows: Matrix) -> Floats:
        """Return the share of each target among the nearest entries, by cosine."""
        size = len(self.targets)
        near = min(_NEAREST, len(self._labels))
        if not near:
            return np.zeros((rows.shape[0], size))
        found = [np.zeros((0, size))]
        for cosines in self._likenesses(rows):
            best = np.argpartition(-cosines, near - 1, axis=1)[:, :near]
            shares = np.take_along_axis(cosines, best, axis=1)
            shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(float).tiny)
            cells = np.arange(len(best))[:, None] * size + self._labels[best]
            votes = np.bincount(cells.ravel(), shares.ravel(), len(best) * size)
            found.append(np.asarray(votes.reshape(-1, size), np.float64))
        return np.concatenate(found)

    def _likenesses(self, rows: Matrix) -> Iterator[Floats]:
        """Yield the cosines of *rows* with all entries, some rows at a time."""
        entries = Matrix(self._entries.words.T)
        for start in range(0, rows.shape[0], _LIKENESS_ROWS):
            yield _dense(rows[start : start + _LIKENESS_ROWS] @ entries)

    def _kinds(self, titles: Sequence[str]) -> Floats:
        extra = np.zeros((len(titles), len(self.targets)))
        for i, target in enumerate(self.targets):
            if target.kind is Kind.CATCH_ALL:
                extra[:, i] = _UNFIT * _FADE / (_FADE + target.entries)
            elif target.kind in {Kind.SURVEYS, Kind.MEASURES}:
                mine = np.array([is_of_kind(title, target.kind) for title in titles], bool)
                against = -_KIND if target.kind is Kind.SURVEYS else 0.0
                extra[:, i] = np.where(mine, _KIND, against)
        return extra


def _learn_machine(rows: Matrix, labels: Ints) -> _Machine | None:
    if len(np.unique(labels)) < 2:  # noqa: PLR2004
        return None
    used = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]))
    if not len(used):
        return None
    return _Machine(fit_sections(Matrix(rows[:, used]), labels, c=_SVM_C), used.astype(np.int64))


def _trend(labels: Ints, days: Ints, targets: int) -> Floats:
    """Return how much fresher each target's entries are than the list's, in log odds.

    *days* are those of the entries' papers, 0 where unknown; these tell nothing.
    """
    labels, days = labels[days > 0], days[days > 0]
    if not len(days):
        return np.zeros(targets)
    news = 0.5 ** ((days.max() - days) / _HALF_LIFE)
    usual = float(news.mean())
    fresh = np.bincount(labels, news, targets) + _DOUBT * usual
    return np.asarray(np.log(fresh / (np.bincount(labels, minlength=targets) + _DOUBT) / usual))


def _cosines(rows: Matrix, others: Matrix) -> Floats:
    return _dense(rows @ others.T)


def _dense(matrix: Matrix) -> NDArray[np.float64]:
    return np.asarray(matrix.toarray(), np.float64)


def _of_unit_length(rows: Matrix) -> Matrix:
    """Scale *rows* in place; return them. Empty ones stay empty."""
    squares = np.asarray(rows.multiply(rows).sum(axis=1), np.float64).ravel()
    lengths = np.sqrt(np.where(squares > 0, squares, 1))
    rows.data /= np.repeat(lengths, np.diff(rows.indptr))
    return rows
