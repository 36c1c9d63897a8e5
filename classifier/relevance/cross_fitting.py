"""From lessons to a taste and the map that makes its figures probabilities.

A list says only what belongs. What its maintainer read and passed over is most telling of the
rest, and the best guess at it is what a first model, trained without it, likes best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.papers import Paper
from classifier.relevance.calibration import LogisticMap, learn_map, starting_map
from classifier.relevance.scorer import Examples, Taste, Term, learn_taste, learn_words
from classifier.relevance.training_set import Lessons
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.rule_set import Rules
from classifier.text.features import Features, Rows
from classifier.text.vectors import Floats, Ints
from classifier.tuned.weights import WEIGHTS

FEWEST_OTHERS = 10
"""With fewer papers that don't belong, text says nothing and rules decide."""
_MAP, _LESSONS = WEIGHTS.calibration, WEIGHTS.lessons
_BATCH = 10_000  # papers turned into rows at a time: memory


@dataclass(frozen=True, slots=True)
class Study:
    """Examples to learn from, those passed over last: `origin` tells where they come from.

    `origin` holds a row of the first examples for each one, -1 for papers not among them.
    """

    examples: Examples
    origin: Ints


def learn(
    rows: Rows, lessons: Lessons, rules: Rules, *, features: Features, rest: Sequence[Paper]
) -> tuple[Taste | None, LogisticMap]:
    """Return the taste and the map to log odds; no taste when one side is missing.

    *rows* are those of the lessons. *rest* are more papers that the list does not hold, of
    which only those that the list could have taken are learnt from.
    """
    known = Examples(rows, lessons.positive, lessons.weight, lessons.typical)
    if not known.positive.any() or np.count_nonzero(known.typical) < FEWEST_OTHERS:
        return None, LogisticMap()
    study = with_passed_over(known, features, rest, lessons.entries)
    taste = learn_taste(study.examples)
    others = np.flatnonzero(known.typical)[: _MAP.others]
    if lessons.entries < _MAP.folds or len(others) < FEWEST_OTHERS * _MAP.folds:
        return taste, starting_map(ruled=bool(rules))
    tested = np.concatenate([np.arange(lessons.entries), others])
    figures = _held_out(study, tested)
    evidence = list(evidence_of(rules, [lessons.texts[i] for i in tested]))
    belongs = known.positive[tested].astype(np.float64)
    each = lessons.entries * (1 / _MAP.prior - 1) / len(others)
    weight = np.where(known.positive[tested], 1.0, each)
    return taste, learn_map(figures, weights_of(evidence), belongs, weight)


def with_passed_over(
    known: Examples, features: Features, rest: Sequence[Paper], entries: int
) -> Study:
    """Return *known* and the papers that the maintainer is likeliest to have passed over."""
    first = learn_words(known)
    near = np.flatnonzero(known.typical)
    figures = np.concatenate(
        [first.score(known.rows.words[near]), *_figures(first, features, rest)]
    )
    wish = max(_LESSONS.passed_over, _LESSONS.passed_over_each * entries)
    size = min(wish, len(figures) // _LESSONS.passed_over_share)
    best = np.argsort(-figures, kind="stable")[:size]
    here, there = best[best < len(near)], best[best >= len(near)] - len(near)
    passed = known.rows.take(near[here]).followed_by(
        features.transform([rest[i] for i in there.tolist()])
    )
    origin = np.concatenate([near[here], np.full(len(there), -1)])
    return Study(known.against(passed, _LESSONS.passed_over_weight), origin)


def _figures(term: Term, features: Features, papers: Sequence[Paper]) -> Iterator[Floats]:
    for start in range(0, len(papers), _BATCH):
        yield term.score(features.words(papers[start : start + _BATCH]))


def _held_out(study: Study, tested: Ints) -> Floats:
    """Return the figures of the *tested* rows, each by a taste that has not seen it."""
    known = study.examples
    figures = np.zeros(len(tested))
    fold = tested % _MAP.folds
    first = len(known.positive) - len(study.origin)
    place = np.concatenate([np.arange(first), study.origin])
    last = int(np.argmax(known.typical)) + _MAP.fold_background
    wanted = (np.arange(len(place)) < last) | (np.arange(len(place)) >= first)
    for k in range(_MAP.folds):
        out = np.isin(place, tested[fold == k])
        taste = learn_taste(known.take(np.flatnonzero(~out & wanted)))
        figures[fold == k] = taste.score(known.rows.take(tested[fold == k]))
    return figures
