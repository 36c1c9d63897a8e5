"""From lessons to a taste and the map that makes its figures probabilities.

A list says only what belongs. What its maintainer read and passed over is most telling of the
rest, and the best guess at it is what a first model, trained without it, likes best.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from classifier.papers import ArxivId, Paper
from classifier.relevance.calibration import LogisticMap, learn_map, starting_map
from classifier.relevance.scorer import Examples, Taste, learn_taste, learn_words
from classifier.relevance.training_set import Lessons
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.rule_set import Rules
from classifier.text.features import Features, Rows, stacked
from classifier.text.vectors import Floats, Ints
from classifier.tuned.weights import WEIGHTS

FEWEST_OTHERS = 10
"""With fewer papers that don't belong, text says nothing and rules decide."""
_MAP, _LESSONS = WEIGHTS.calibration, WEIGHTS.lessons


@dataclass(frozen=True, slots=True)
class Study:
    """Examples to learn from, those passed over last: `origin` tells where they come from.

    `origin` holds a row of the first examples for each one, -1 for papers not among them.
    """

    examples: Examples
    origin: Ints


@dataclass(frozen=True, slots=True)
class Learnt:
    """A taste, the map from its figures to log odds, and figures of papers that it was learnt from.

    `held_out` are those that tastes gave which had not seen the paper, by its id.
    """

    taste: Taste | None = None
    scale: LogisticMap = field(default_factory=LogisticMap)
    held_out: Mapping[ArxivId, float] = field(default_factory=dict)


def learn(
    rows: Rows,
    lessons: Lessons,
    rules: Rules,
    *,
    features: Features,
    rest: Sequence[Paper],
    unread: Collection[ArxivId] = (),
) -> Learnt:
    """Return what the list teaches; no taste when one side is missing.

    *rows* are those of the lessons. *rest* are more papers that the list does not hold, of
    which only those that the list could have taken are learnt from, and none that is *unread*.
    """
    known = Examples(rows, lessons.positive, lessons.weight, lessons.typical)
    others = np.flatnonzero(known.typical)
    if not known.positive.any() or len(others) < FEWEST_OTHERS:
        return Learnt()
    texts = [*lessons.of_the_background, *rest]
    study = with_passed_over(known, features, texts, lessons.entries, unread)
    entries = lessons.entries if lessons.entries >= _MAP.folds else 0
    tested = np.concatenate([np.arange(entries), others])
    figures = _held_out(study, tested)
    ids = [paper.id for paper in texts[: len(others)]]
    learnt = Learnt(
        learn_taste(study.examples),
        starting_map(ruled=bool(rules)),
        dict(zip(ids, figures[entries:].tolist(), strict=True)),
    )
    # What is unread may belong: it says nothing of how the others score.
    read = np.array([True] * entries + [name not in unread for name in ids])
    if not entries or np.count_nonzero(read[entries:]) < FEWEST_OTHERS * _MAP.folds:
        return learnt
    tested, figures = tested[read], figures[read]
    weights = weights_of(list(evidence_of(rules, [lessons.texts[i] for i in tested])))
    belongs = known.positive[tested]
    each = entries * (1 / _MAP.prior - 1) / np.count_nonzero(~belongs)
    weight = np.where(belongs, 1.0, each)
    return replace(learnt, scale=learn_map(figures, weights, belongs.astype(np.float64), weight))


def with_passed_over(
    known: Examples,
    features: Features,
    others: Sequence[Paper],
    entries: int,
    unread: Collection[ArxivId] = (),
) -> Study:
    """Return *known* and the papers that the maintainer is likeliest to have passed over.

    These are of the *others*, the first of which are the typical ones of *known*; what is
    *unread* nobody can have passed over.
    """
    first = learn_words(known)
    near = np.flatnonzero(known.typical)
    figures = features.products(others, first.plane.weights)
    figures[[i for i, paper in enumerate(others) if paper.id in unread]] = -np.inf
    wish = max(_LESSONS.passed_over, _LESSONS.passed_over_each * entries)
    read = np.count_nonzero(np.isfinite(figures))
    best = np.argsort(-figures, kind="stable")[: min(wish, read // _LESSONS.passed_over_share)]
    here, there = best[best < len(near)], best[best >= len(near)]
    passed = stacked(
        [known.rows.take(near[here]), features.transform([others[i] for i in there.tolist()])]
    )
    origin = np.concatenate([near[here], np.full(len(there), -1)])
    return Study(known.against(passed, _LESSONS.passed_over_weight), origin)


def _held_out(study: Study, tested: Ints) -> Floats:
    """Return the figures of the *tested* rows, each by a taste that has not seen it."""
    known = study.examples
    figures = np.zeros(len(tested))
    fold = np.arange(len(tested)) % _MAP.folds
    first = len(known.positive) - len(study.origin)
    place = np.concatenate([np.arange(first), study.origin])
    typical = np.cumsum(known.typical) - 1
    every = max(1, known.typical.sum() // _MAP.fold_background)
    wanted = ~known.typical | (typical % every == 0)
    for k in range(_MAP.folds):
        out = np.isin(place, tested[fold == k])
        taste = learn_taste(known.take(np.flatnonzero(~out & wanted)))
        figures[fold == k] = taste.score(known.rows.take(tested[fold == k]))
    return figures
