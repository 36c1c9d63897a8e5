"""Which section a paper belongs to, learnt from the papers and the headings of all."""

from __future__ import annotations

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
    for topic in topics:
        entries = sum(entry.section == topic.id for entry in listed)
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
    totals = np.bincount(cells.ravel(), shares.ravel(), len(best) * targets)
    return np.asarray(totals.reshape(-1, targets), np.float64)


# --- How well a paper suits each section of a list, in log odds, and which one it is put into.
#
# A sum of terms, with weights that shift from the words of headings to what entries teach as
# entries come: docs/classifier.md. Knows no rules.

_LIKENESS_ROWS = 1_000  # papers compared with all entries at a time: memory
_MOST_COMPARED = 3_000  # entries, the newest, whose likeness counts: their square is kept a while
_LEAST = 1e-9  # the smallest confidence that a loss counts with
NEVER = -1e9
"""Log odds of a section whose rules refuse a paper."""


@dataclass(frozen=True, slots=True)
class Placer:
    """The sections of a list, learnt by `learn_placer`.

    A row per target in `words` and `spelling`: what a paper's words and the characters of its
    title are multiplied with. `entries` teach by likeness, with a label each, its column among the
    targets. `sharpness` multiplies log odds so that confidences come true.
    """

    targets: tuple[Target, ...]
    terms: SectionTerms
    words: Matrix
    spelling: Matrix
    trend: Floats
    entries: Rows
    labels: Ints
    machines: tuple[Machine | None, Machine | None]
    sharpness: float = 1.0

    def log_odds(
        self, rows: Rows, titles: Sequence[str], worth: NDArray[np.bool_] | None = None
    ) -> Floats:
        """Return a column of log odds per target, a row per paper; rules not included.

        To read where a paper would go is dear; only those *worth* it (default: all) are read.
        """
        odds = self.terms.trend * self.trend + _kinds(self.targets, titles)
        chosen = np.arange(len(rows)) if worth is None else np.flatnonzero(worth)
        for part in np.array_split(chosen, 1 + len(chosen) // _LIKENESS_ROWS):
            words, characters = Matrix(rows.words[part]), Matrix(rows.characters[part])
            odds[part] += self._told_by_words(words, characters) + self._told_by_entries(
                _products(words, self.entries.words), _products(characters, self.entries.characters)
            )
        return self.sharpness * odds

    def _told_by_words(self, words: Matrix, characters: Matrix) -> Floats:
        return _products(words, self.words) + _products(characters, self.spelling)

    def _told_by_entries(self, words: Floats, characters: Floats, *, held: bool = False) -> Floats:
        """Return what papers' cosines with the entries say; *held* when they are the entries."""
        size, weights = len(self.targets), self.terms
        odds = weights.neighbours * votes(words, self.labels, size)
        for machine, weight, cosines in zip(
            self.machines,
            (weights.machine, weights.title_machine),
            (words, characters),
            strict=True,
        ):
            if machine:
                margins = machine.held_out if held else machine.decide(cosines)
                odds += weight * machine.spread(margins, size)
        return odds


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
    alike = [_products(each, each) for each in (entries.words, entries.characters)]
    placer = Placer(
        targets=tuple(targets),
        terms=terms,
        words=Matrix(
            terms.prototype * _of_unit_length(sums.copy()) + terms.heading * (unruled @ headings)
        ),
        spelling=Matrix(terms.spelling * (unruled @ spelling)),
        trend=_trend(labels[known], days[known], len(targets)),
        entries=entries,
        labels=labels[teaching],
        machines=(
            learn_machine(alike[0], labels[teaching]),
            learn_machine(alike[1], labels[teaching]),
        ),
    )
    titles = [listed[i].title for i in teaching]
    return replace(placer, sharpness=_sharpness(placer, sums, titles, alike))


def _sharpness(placer: Placer, sums: Matrix, titles: Sequence[str], alike: list[Floats]) -> float:
    """Return by how much to multiply log odds so that confidences come true.

    Tried on the entries, each judged as if it were not in the list, by their likeness (*alike*)
    and the *sums* of each target's entries; lists too short for that keep 1.
    """
    rows, labels = placer.entries, placer.labels
    if len(titles) < _TUNED.testable:
        return 1.0
    cell = np.arange(len(labels)), labels
    lengths = lengths_of(sums)[labels]
    mine = _products(rows.words, sums)[cell]
    mass = lengths_of(rows.words) ** 2
    rest = np.sqrt(np.maximum(lengths**2 - 2 * mine + mass, _LEAST))
    odds = placer.terms.trend * placer.trend + _kinds(placer.targets, titles)
    odds += placer._told_by_words(rows.words, rows.characters)
    odds[cell] += placer.terms.prototype * (
        (mine - mass) / rest - mine / np.maximum(lengths, _LEAST)
    )
    for cosines in alike:
        np.fill_diagonal(cosines, -1.0)  # nobody is his own neighbour
    odds += placer._told_by_entries(*alike, held=True)
    losses = [
        -np.log(np.maximum(confidences(s * odds)[cell], _LEAST)).sum() for s in _TUNED.sharpness
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


def _products(rows: Matrix, others: Matrix) -> Floats:
    """Return the product of each of *rows* with each of *others*."""
    return np.asarray((rows @ others.T.tocsr()).toarray(), np.float64)


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
