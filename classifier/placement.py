"""Which section a paper belongs to, among those of the list, empty ones included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.headings import Kind, is_of_kind, kind_of
from classifier.learn import Hyperplanes, fit_sections
from classifier.paper import Listed, Placement, SectionId, Topic
from classifier.rules import Rules, RuleSet
from classifier.vectors import Floats, Ints, Matrix, Vocabulary

_SVM_C = 0.3
_MARGIN = 2.0  # log odds per unit of the support vector machine's margin
_ALIKE = 6.0  # log odds per unit of cosine with a section's prototype; twice that without entries
_HALF = 20.0  # entries at which the machine has half its say
_KIND = 1.0  # log odds for a survey in "Surveys", against one elsewhere
_UNFIT = 0.7  # log odds of a catch-all: what no other section reaches goes there
_FADE = 20.0  # entries at which what a heading says of its type counts half
_EMPTY_MARGIN = -1.0  # the margin of sections without entries: that of any typical outsider
_HEADING = 2.0  # a heading counts as this many entries
NEVER = -1e9
"""Log odds of a section whose rules refuse a paper."""
_TESTABLE = 50
_FOLDS = 3
_SHARPNESS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Target:
    """A section that may be chosen."""

    topic: Topic
    kind: Kind
    entries: int


def targets_of(
    topics: Sequence[Topic], listed: Sequence[Listed], rules: Rules
) -> tuple[Target, ...]:
    """Return the sections of *topics* that papers may go to.

    Left out are furniture, the title and other headings that merely hold sections, unless the
    rules name them or entries show that papers belong right under them. The prose under a
    heading shows nothing: a list's title has an introduction too.
    """
    found = []
    for topic in topics:
        entries = sum(entry.section == topic.id for entry in listed)
        ours = rules.sections.get(topic.id, RuleSet())
        kind = kind_of(topic.path[-1]) if topic.path else Kind.FURNITURE
        if ours.catch_all:
            kind = Kind.CATCH_ALL
        if topic.id in rules.sections or _may_hold(topic, topics, entries, kind):
            found.append(Target(topic, kind, entries))
    return tuple(found)


def _may_hold(topic: Topic, topics: Sequence[Topic], entries: int, kind: Kind) -> bool:
    if kind is Kind.FURNITURE:
        return False
    depth = len(topic.path)
    return entries > 0 or not any(
        len(other.path) > depth and other.path[:depth] == topic.path for other in topics
    )


class Placer:
    """Learns the sections of a list. `fit` forgets what an earlier one learnt."""

    def __init__(self, targets: Sequence[Target], vocabulary: Vocabulary) -> None:
        self.targets = tuple(targets)
        self.vocabulary = vocabulary

    def fit(self, rows: Matrix, sections: Sequence[SectionId]) -> Placer:
        """Learn from entries: their *rows* and the *sections* they stand in."""
        column = {target.topic.id: i for i, target in enumerate(self.targets)}
        labels = np.array([column.get(section, -1) for section in sections], np.int64)
        known = np.flatnonzero(labels >= 0)
        rows, labels = Matrix(rows[known]), labels[known]
        self._prototypes = self._learn_prototypes(rows, labels)
        self._planes = self._learn_planes(rows, labels)
        self._say = len(labels) / (len(labels) + _HALF)
        return self

    def _learn_prototypes(self, rows: Matrix, labels: Ints) -> Matrix:
        """Return a row per target: what its heading says and the sum of its entries."""
        ones = (np.ones(len(labels)), (labels, np.arange(len(labels))))
        members = Matrix(ones, shape=(len(self.targets), len(labels)))
        total = Matrix(_HEADING * self._headings() + members @ rows)
        squares = np.asarray(total.multiply(total).sum(axis=1), np.float64).ravel()
        lengths = np.sqrt(np.where(squares > 0, squares, 1))
        total.data /= np.repeat(lengths, np.diff(total.indptr))
        return total

    def _headings(self) -> Matrix:
        own, outer, words = [], [], []
        for target in self.targets:
            silent = target.kind is Kind.CATCH_ALL
            own.append("" if silent else target.topic.path[-1])
            outer.append("" if silent else " ".join(target.topic.path[1:-1]))
            words.append(target.topic.description)
        rows = [self.vocabulary.transform(texts) for texts in (own, outer, words)]
        return Matrix(rows[0] + 0.4 * rows[1] + 0.8 * rows[2])

    def _learn_planes(self, rows: Matrix, labels: Ints) -> tuple[Hyperplanes, Ints] | None:
        if len(np.unique(labels)) < 2:  # noqa: PLR2004
            return None
        used = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]))
        return fit_sections(Matrix(rows[:, used]), labels, c=_SVM_C), used.astype(np.int64)

    def log_odds(self, rows: Matrix, titles: Sequence[str]) -> Floats:
        """Return a column of log odds per target, a row per paper; rules not included."""
        alike = np.asarray((rows @ self._prototypes.T).toarray(), np.float64)
        odds = _ALIKE * (2 - self._say) * alike + self._kinds(titles)
        if self._planes:
            planes, used = self._planes
            margins = np.full(odds.shape, _EMPTY_MARGIN)
            margins[:, planes.labels] = planes.decide(Matrix(rows[:, used]))
            odds += _MARGIN * self._say * margins
        return odds

    def _kinds(self, titles: Sequence[str]) -> Floats:
        extra = np.zeros((len(titles), len(self.targets)))
        for i, target in enumerate(self.targets):
            fade = _FADE / (_FADE + target.entries)
            if target.kind is Kind.CATCH_ALL:
                extra[:, i] = _UNFIT * fade
            elif target.kind in {Kind.SURVEYS, Kind.MEASURES}:
                mine = np.array([is_of_kind(title, target.kind) for title in titles], bool)
                against = -_KIND if target.kind is Kind.SURVEYS else 0.0
                extra[:, i] = fade * np.where(mine, _KIND, against)
        return extra


def learn_sharpness(placer: Placer, rows: Matrix, listed: Sequence[Listed]) -> float:
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
        trial = Placer(placer.targets, placer.vocabulary)
        trial.fit(Matrix(rows[kept]), [listed[i].section for i in kept])
        odds = trial.log_odds(Matrix(rows[out]), [listed[i].title for i in out])
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
