"""Which section a paper belongs to, learnt from the papers and the headings of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.papers import Listed, Placement, SectionId, Topic
from classifier.rules.rule_set import Rules, RuleSet
from classifier.sectioning.headings import Kind, is_of_kind, kind_of
from classifier.text.features import Features, Rows
from classifier.text.vectors import Floats, Ints, Matrix, fit_ridge, lengths_of
from classifier.tuned.weights import WEIGHTS, SectionTerms


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
    targets = []
    sizes = Counter(entry.section for entry in listed)
    for topic in topics:
        entries = sizes[topic.id]
        ours = rules.sections.get(topic.id, RuleSet())
        kind = kind_of(topic.path[-1]) if topic.path else Kind.FURNITURE
        if ours.catch_all:
            kind = Kind.CATCH_ALL
        if topic.id in rules.sections or _may_hold(topic, topics, entries, kind):
            targets.append(Target(topic, kind, entries))
    return tuple(targets)


def _may_hold(topic: Topic, topics: Sequence[Topic], entries: int, kind: Kind) -> bool:
    if kind is Kind.FURNITURE:
        return False
    depth = len(topic.path)
    return entries > 0 or not any(
        len(other.path) > depth and other.path[:depth] == topic.path for other in topics
    )


# --- What the entries that a paper is like say of its section, by cosines alone; knows no texts.

_TUNED = WEIGHTS.sections


@dataclass(frozen=True, slots=True)
class Machine:
    """A ridge regression of each section against the others, in dual form, in log odds.

    `weights` has a row per entry and a column per target, for a paper's cosines with the entries;
    `start` is added. `unlearnt` turns what that says of the entries into what would be said had
    each not been learnt from.
    """

    weights: Floats
    start: Floats
    unlearnt: Floats


def learn_machine(cosines: Floats, labels: Ints, targets: int, say: float) -> Machine:
    """Return what entries with these *labels* teach, by their *cosines* with each other.

    *say* are log odds per unit of margin. Nothing when all stand in one section.
    """
    present, which, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    weights = np.zeros((len(labels), targets))
    if len(present) < 2:  # noqa: PLR2004
        return Machine(weights, np.zeros(targets), weights)
    sides = np.where(which[:, None] == np.arange(len(present)), 1.0, -1.0)
    weight = len(labels) / (len(present) * sizes[which])  # sections weigh the same
    # One more than the cosine: a column of ones, so that the bias is learnt too.
    fitted, held_out = fit_ridge(cosines + 1, sides, weight, penalty=_TUNED.ridge)
    weights[:, present] = say * fitted
    start = np.full(targets, say * _TUNED.empty_margin)
    start[present] = weights[:, present].sum(axis=0)
    unlearnt = np.zeros_like(weights)
    unlearnt[:, present] = say * held_out - (cosines @ weights + start)[:, present]
    return Machine(weights, start, unlearnt)


def votes(cosines: Floats, labels: Ints, targets: int) -> Floats:
    """Return the share of each target among a paper's nearest entries; a row of *cosines* each."""
    near = min(_TUNED.nearest, len(labels))
    if not near or not len(cosines):
        return np.zeros((len(cosines), targets))
    best = np.argpartition(-cosines, near - 1, axis=1)[:, :near]
    shares = np.maximum(np.take_along_axis(cosines, best, axis=1), 0)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    cells = np.arange(len(best))[:, None] * targets + labels[best]
    totals = np.bincount(cells.ravel(), shares.ravel(), len(best) * targets)
    return np.asarray(totals.reshape(-1, targets), np.float64)


# --- How well a paper suits each section of a list, in log odds, and which one it is put into.
#
# A sum of terms, with weights that shift from the words of headings to what entries teach as
# entries come: docs/classifier.md. Knows no rules.

_LIKENESS_ROWS = 1_000  # papers compared with all entries at a time: memory
_STRIP = 200  # entries compared with those after them at a time: less is spent on slicing
_MOST_COMPARED = 3_000  # entries, the newest, whose likeness counts: their square is kept a while
_LEAST = 1e-9  # the smallest confidence that a loss counts with
NEVER = -1e9
"""Log odds of a section whose rules refuse a paper."""


@dataclass(frozen=True, slots=True)
class Plane:
    """What rows are multiplied with, a column per target: dense, for the few columns that tell."""

    columns: Ints
    weights: Floats

    @classmethod
    def of(cls, targets: Matrix, entries: Matrix, weights: Floats) -> Plane:
        """Return the sum of *targets*, a row each, and of *entries* with *weights* for each."""
        told = np.concatenate([targets.indices, entries.indices])
        columns = np.flatnonzero(np.bincount(told, minlength=targets.shape[1]))
        planes = targets[:, columns].T.toarray() + entries[:, columns].T @ weights
        return cls(columns, np.asarray(planes, np.float64))

    def decide(self, rows: Matrix) -> Floats:
        """Return a figure for each of *rows* and each target."""
        return np.asarray(rows[:, self.columns] @ self.weights, np.float64)


@dataclass(frozen=True, slots=True)
class Placer:
    """The sections of a list, learnt by `learn_placer`.

    A paper's `words` and the characters of its `title` tell of each target, and the entries by
    likeness: the words of each are a column, with a label, its own column among the targets.
    `sharpness` multiplies log odds so that confidences come true.
    """

    targets: tuple[Target, ...]
    terms: SectionTerms
    words: Plane
    title: Plane
    start: Floats
    entries: Matrix
    labels: Ints
    sharpness: float = 1.0

    def log_odds(
        self, rows: Rows, titles: Sequence[str], worth: NDArray[np.bool_] | None = None
    ) -> Floats:
        """Return a column of log odds per target, a row per paper; rules not included.

        To read where a paper would go is dear; only those *worth* it (default: all) are read.
        """
        odds = self.start + _kinds(self.targets, titles)
        chosen = np.arange(len(rows)) if worth is None else np.flatnonzero(worth)
        for part in np.array_split(chosen, 1 + len(chosen) // _LIKENESS_ROWS):
            words = Matrix(rows.words[part])
            odds[part] += self.words.decide(words)
            odds[part] += self.title.decide(Matrix(rows.characters[part]))
            cosines = _products(words, self.entries)
            odds[part] += self.terms.neighbours * votes(cosines, self.labels, len(self.targets))
        return self.sharpness * odds


def learn_placer(
    targets: Sequence[Target],
    features: Features,
    rows: Rows,
    listed: Sequence[Listed],
    ruled: Collection[SectionId] = (),
) -> Placer:
    """Return what *listed*, the entries, and their *rows* teach; those elsewhere teach nothing.

    *ruled* are the sections that rules speak for: their headings need not say it again.
    """
    column = {target.topic.id: i for i, target in enumerate(targets)}
    labels = np.array([column.get(entry.section, -1) for entry in listed], np.int64)
    known = np.flatnonzero(labels >= 0)
    days = np.array([e.submitted.toordinal() if e.submitted else 0 for e in listed], np.int64)
    terms = _TUNED.terms(len(known))
    unruled = sparse.diags_array([float(target.topic.id not in ruled) for target in targets])
    headings, spelling = _read_headings(targets, features)
    sums = _sums(headings, rows.words[known], labels[known])
    teaching = np.sort(known[np.argsort(-days[known], kind="stable")[:_MOST_COMPARED]])
    entries = rows.take(teaching)
    alike = _likeness(entries.words)
    size, labels_known = len(targets), labels[teaching]
    machines = (
        learn_machine(alike, labels_known, size, terms.machine),
        learn_machine(_likeness(entries.characters), labels_known, size, terms.title_machine),
    )
    told = terms.prototype * _of_unit_length(sums.copy()) + terms.heading * (unruled @ headings)
    trend = terms.trend * _trend(labels[known], days[known], size)
    placer = Placer(
        targets=tuple(targets),
        terms=terms,
        words=Plane.of(told, entries.words, machines[0].weights),
        title=Plane.of(
            terms.spelling * (unruled @ spelling), entries.characters, machines[1].weights
        ),
        start=trend + machines[0].start + machines[1].start,
        entries=entries.words.T.tocsr(),
        labels=labels_known,
    )
    titles = [listed[i].title for i in teaching]
    unlearnt = machines[0].unlearnt + machines[1].unlearnt
    odds = placer.start + _kinds(targets, titles) + unlearnt
    times = Counter(listed[i].key for i in teaching)
    once = np.array([times[listed[i].key] == 1 for i in teaching], bool)
    return replace(placer, sharpness=_sharpness(placer, entries, sums, odds, alike, once))


def _sharpness(
    placer: Placer,
    entries: Rows,
    sums: Matrix,
    odds: Floats,
    alike: Floats,
    once: NDArray[np.bool_],
) -> float:
    """Return by how much to multiply log odds so that confidences come true.

    Tried on the *entries* that are listed *once*, each judged as if it were not, by the likeness of
    their words (*alike*) and the *sums* of each target's entries; lists too short for that keep 1.
    *odds* are what else is known of them. What is listed elsewhere too would be told by itself.
    """
    labels = placer.labels
    if np.count_nonzero(once) < _TUNED.testable:
        return 1.0
    cell = np.arange(len(labels)), labels
    lengths = lengths_of(sums)[labels]
    mine = _products(entries.words, sums.T.tocsr())[cell]
    mass = lengths_of(entries.words) ** 2
    rest = np.sqrt(np.maximum(lengths**2 - 2 * mine + mass, _LEAST))
    odds += placer.words.decide(entries.words) + placer.title.decide(entries.characters)
    odds[cell] += placer.terms.prototype * (
        (mine - mass) / rest - mine / np.maximum(lengths, _LEAST)
    )
    np.fill_diagonal(alike, -1.0)  # nobody is his own neighbour
    odds += placer.terms.neighbours * votes(alike, labels, len(placer.targets))
    losses = [
        -np.log(np.maximum(confidences(s * odds)[cell], _LEAST))[once].sum()
        for s in _TUNED.sharpness
    ]
    return _TUNED.sharpness[int(np.argmin(losses))]


def _kinds(targets: Sequence[Target], titles: Sequence[str]) -> Floats:
    """Return what titles that announce a kind, and catch-alls, add: a row per title."""
    extra = np.zeros((len(titles), len(targets)))
    fade = _TUNED.catch_all_fade
    for i, target in enumerate(targets):
        if target.kind is Kind.CATCH_ALL:
            extra[:, i] = _TUNED.catch_all * fade / (fade + target.entries)
        elif target.kind in {Kind.SURVEYS, Kind.MEASURES}:
            mine = np.array([is_of_kind(title, target.kind) for title in titles], bool)
            against = -_TUNED.kind if target.kind is Kind.SURVEYS else 0.0
            extra[:, i] = np.where(mine, _TUNED.kind, against)
    return extra


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


def _sums(headings: Matrix, entries: Matrix, labels: Ints) -> Matrix:
    """Return a row per target: what its heading says and the sum of its entries."""
    ones = (np.ones(len(labels)), (labels, np.arange(len(labels))))
    members = Matrix(ones, shape=(headings.shape[0], len(labels)))
    return Matrix(_TUNED.heading_entries * headings + members @ entries)


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


def _products(rows: Matrix, columns: Matrix) -> Floats:
    """Return the product of each of *rows* with each of *columns*."""
    return np.asarray((rows @ columns).toarray(), np.float64)


def _likeness(rows: Matrix) -> Floats:
    """Return the product of each of *rows* with each: half is multiplied, half its mirror.

    A column of one row alone tells nothing of two.
    """
    size = rows.shape[0]
    shared = rows[:, np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]) > 1)]
    alike = np.zeros((size, size))
    for start in range(0, size, _STRIP):
        strip = slice(start, start + _STRIP)
        alike[strip, start:] = _products(shared[strip], shared[start:].T.tocsr())
        alike[start:, strip] = alike[strip, start:].T
    np.fill_diagonal(alike, lengths_of(rows) ** 2)
    return alike


def _of_unit_length(rows: Matrix) -> Matrix:
    """Scale *rows* in place; return them. Empty ones stay empty."""
    lengths = lengths_of(rows)
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr))
    return rows


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
    chances = [0.0] * len(order)
    if order.shape[1] > 1:
        may = np.take_along_axis(allowed, order[:, 1:], axis=1).ravel()
        chances = np.take_along_axis(confidence, order[:, 1:], axis=1).ravel().tolist()
        seconds = [
            targets[second].topic.id if fits else None
            for second, fits in zip(order[:, 1].tolist(), may.tolist(), strict=True)
        ]
    return [
        Placement(targets[best].topic.id, chance, second, other if second is not None else 0.0)
        for best, chance, second, other in zip(
            order[:, 0].tolist(), sure, seconds, chances, strict=True
        )
    ]
