"""How well a paper suits each section of a list, in log odds, and which one it is put into.

A sum of terms, with weights that shift from the words of headings to what entries teach as
entries come: docs/classifier.md. Knows no rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.papers import Listed, Placement, SectionId
from classifier.sectioning.headings import Kind, is_of_kind
from classifier.sectioning.targets import Target
from classifier.text.features import Features, Rows
from classifier.text.learn import Hyperplanes, fit_sections
from classifier.text.vectors import Floats, Ints, Matrix
from classifier.tuned.weights import WEIGHTS, SectionTerms

_TUNED = WEIGHTS.sections
_LIKENESS_ROWS = 2_000  # papers compared with all entries at a time: memory
_THIRDS = 3  # that confidences are tried on
_LEAST = 1e-9  # the smallest confidence that a loss counts with
NEVER = -1e9
"""Log odds of a section whose rules refuse a paper."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """Support vector machines over the columns that entries use."""

    planes: Hyperplanes
    used: Ints

    def margins(self, rows: Matrix, targets: int) -> Floats:
        margins = np.full((rows.shape[0], targets), _TUNED.empty_margin)
        margins[:, self.planes.labels] = self.planes.decide(Matrix(rows[:, self.used]))
        return margins


@dataclass(frozen=True, slots=True)
class Placer:
    """The sections of a list, learnt by `learn_placer`.

    A row per target in `headings` (words), `spelling` (characters) and `prototypes` (words), a
    label per entry: its column among the targets.
    """

    targets: tuple[Target, ...]
    terms: SectionTerms
    entries: Matrix
    labels: Ints
    headings: Matrix
    spelling: Matrix
    prototypes: Matrix
    machines: tuple[_Machine | None, _Machine | None]
    trend: Floats
    ruled: bool

    def log_odds(
        self, rows: Rows, titles: Sequence[str], worth: NDArray[np.bool_] | None = None
    ) -> Floats:
        """Return a column of log odds per target, a row per paper; rules not included.

        To compare a paper with every entry is dear; only those *worth* it are (default: all).
        """
        weights = self.terms
        size = len(self.targets)
        odds = (
            weights.prototype * _cosines(rows.words, self.prototypes)
            + weights.heading * _cosines(rows.words, self.headings)
            + weights.spelling * _cosines(rows.characters, self.spelling)
            + weights.trend * self.trend
            + self._kinds(titles)
        )
        chosen = np.arange(len(rows)) if worth is None else np.flatnonzero(worth)
        odds[chosen] += weights.neighbours * self._votes(Matrix(rows.words[chosen]))
        words, characters = self.machines
        if words and characters:
            odds += weights.machine * words.margins(rows.words, size)
            odds += weights.title_machine * characters.margins(rows.characters, size)
        return odds

    def _votes(self, rows: Matrix) -> Floats:
        """Return the share of each target among the nearest entries, by cosine."""
        size = len(self.targets)
        near = min(_TUNED.nearest, len(self.labels))
        if not near:
            return np.zeros((rows.shape[0], size))
        found = [np.zeros((0, size))]
        for cosines in self._likenesses(rows):
            best = np.argpartition(-cosines, near - 1, axis=1)[:, :near]
            shares = np.take_along_axis(cosines, best, axis=1)
            shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(float).tiny)
            cells = np.arange(len(best))[:, None] * size + self.labels[best]
            votes = np.bincount(cells.ravel(), shares.ravel(), len(best) * size)
            found.append(np.asarray(votes.reshape(-1, size), np.float64))
        return np.concatenate(found)

    def _likenesses(self, rows: Matrix) -> Iterator[Floats]:
        """Yield the cosines of *rows* with all entries, some rows at a time."""
        entries = Matrix(self.entries.T)
        for start in range(0, rows.shape[0], _LIKENESS_ROWS):
            yield _dense(rows[start : start + _LIKENESS_ROWS] @ entries)

    def _kinds(self, titles: Sequence[str]) -> Floats:
        extra = np.zeros((len(titles), len(self.targets)))
        fade = _TUNED.catch_all_fade
        for i, target in enumerate(self.targets):
            if target.kind is Kind.CATCH_ALL:
                extra[:, i] = _TUNED.catch_all * fade / (fade + target.entries)
            elif target.kind in {Kind.SURVEYS, Kind.MEASURES}:
                mine = np.array([is_of_kind(title, target.kind) for title in titles], bool)
                against = -_TUNED.kind if target.kind is Kind.SURVEYS else 0.0
                extra[:, i] = np.where(mine, _TUNED.kind, against)
        return extra


def learn_placer(
    targets: Sequence[Target],
    features: Features,
    rows: Rows,
    listed: Sequence[Listed],
    *,
    ruled: bool = False,
) -> Placer:
    """Return what *listed*, the entries, and their *rows* teach; those elsewhere teach nothing.

    *ruled* tells that keyword rules speak for the sections.
    """
    column = {target.topic.id: i for i, target in enumerate(targets)}
    labels = np.array([column.get(entry.section, -1) for entry in listed], np.int64)
    known = np.flatnonzero(labels >= 0)
    rows, labels = rows.take(known), labels[known]
    days = [entry.submitted.toordinal() if entry.submitted else 0 for entry in listed]
    headings, spelling = _read_headings(targets, features)
    return Placer(
        targets=tuple(targets),
        terms=_TUNED.terms(len(known), ruled=ruled),
        entries=rows.words,
        labels=labels,
        headings=headings,
        spelling=spelling,
        prototypes=_prototypes(headings, rows.words, labels),
        machines=(_learn_machine(rows.words, labels), _learn_machine(rows.characters, labels)),
        trend=_trend(labels, np.array(days, np.int64)[known], len(targets)),
        ruled=ruled,
    )


def _read_headings(targets: Sequence[Target], features: Features) -> tuple[Matrix, Matrix]:
    """Return what headings say as rows of words, and as rows of characters."""
    last, outer, prose = [], [], []
    for target in targets:
        silent = target.kind is Kind.CATCH_ALL
        last.append("" if silent else target.topic.path[-1])
        outer.append("" if silent else " ".join(target.topic.path[1:-1]))
        prose.append(target.topic.description)
    rows = [features.vocabulary.transform(texts) for texts in (last, outer, prose)]
    words = Matrix(rows[0] + _TUNED.outer * rows[1] + _TUNED.prose * rows[2])
    return _of_unit_length(words), features.characters.transform(last)


def _prototypes(headings: Matrix, entries: Matrix, labels: Ints) -> Matrix:
    """Return a row per target: what its heading says and the sum of its entries."""
    ones = (np.ones(len(labels)), (labels, np.arange(len(labels))))
    members = Matrix(ones, shape=(headings.shape[0], len(labels)))
    return _of_unit_length(Matrix(_TUNED.heading_entries * headings + members @ entries))


def _learn_machine(rows: Matrix, labels: Ints) -> _Machine | None:
    if len(np.unique(labels)) < 2:  # noqa: PLR2004
        return None
    used = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]))
    if not len(used):
        return None
    return _Machine(
        fit_sections(Matrix(rows[:, used]), labels, c=_TUNED.svm_c), used.astype(np.int64)
    )


def _trend(labels: Ints, days: Ints, targets: int) -> Floats:
    """Return how much fresher each target's entries are than the list's, in log odds.

    *days* are those of the entries' papers, 0 where unknown; these tell nothing.
    """
    labels, days = labels[days > 0], days[days > 0]
    if not len(days):
        return np.zeros(targets)
    news = 0.5 ** ((days.max() - days) / _TUNED.half_life)
    usual = float(news.mean())
    fresh = np.bincount(labels, news, targets) + _TUNED.doubt * usual
    return np.asarray(
        np.log(fresh / (np.bincount(labels, minlength=targets) + _TUNED.doubt) / usual)
    )


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


def learn_sharpness(
    placer: Placer, features: Features, rows: Rows, listed: Sequence[Listed]
) -> float:
    """Return by how much to multiply log odds so that confidences come true.

    Tried on thirds of the entries held out; lists too short for that keep 1.
    """
    column = {target.topic.id: i for i, target in enumerate(placer.targets)}
    held = [i for i, entry in enumerate(listed) if entry.section in column]
    held.sort(key=lambda i: column[listed[i].section])  # so that each third has all sections
    if len(held) < _TUNED.testable:
        return 1.0
    losses = np.zeros(len(_TUNED.sharpness))
    for k in range(_THIRDS):
        out, kept = held[k::_THIRDS], [i for j, i in enumerate(held) if j % _THIRDS != k]
        some = rows.take(np.array(kept)), [listed[i] for i in kept]
        trial = learn_placer(placer.targets, features, *some, ruled=placer.ruled)
        odds = trial.log_odds(rows.take(np.array(out)), [listed[i].title for i in out])
        truth = [column[listed[i].section] for i in out]
        for j, sharpness in enumerate(_TUNED.sharpness):
            right = confidences(sharpness * odds)[np.arange(len(out)), truth]
            losses[j] -= float(np.log(np.maximum(right, _LEAST)).sum())
    return _TUNED.sharpness[int(np.argmin(losses))]


def confidences(odds: Floats) -> Floats:
    """Return the probabilities that *odds* stand for; rows sum to 1."""
    weights = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def place(
    targets: Sequence[Target], confidence: Floats, allowed: NDArray[np.bool_]
) -> list[Placement]:
    """Return the best and the next best of *targets*, a row of *confidence* per paper.

    With none *allowed* confidence is 0.
    """
    order = np.argsort(-confidence, axis=1, kind="stable")[:, :2]
    sure = np.where(allowed.any(axis=1), confidence.max(axis=1, initial=0.0), 0.0).tolist()
    seconds: list[SectionId | None] = [None] * len(order)
    if order.shape[1] > 1:
        may = np.take_along_axis(allowed, order[:, 1:], axis=1).ravel()
        seconds = [
            targets[second].topic.id if fits else None
            for second, fits in zip(order[:, 1].tolist(), may.tolist(), strict=True)
        ]
    return [
        Placement(targets[best].topic.id, chance, second)
        for best, chance, second in zip(order[:, 0].tolist(), sure, seconds, strict=True)
    ]
