"""From lessons to a taste and the map that makes its figures probabilities.

A list says only what belongs. What its maintainer read and passed over is most telling of the
rest, and the best guess at it is what a first model, trained without it, likes best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.papers import Paper
from classifier.relevance.calibration import PRIOR, LogisticMap, learn_map, starting_map
from classifier.relevance.scorer import Examples, Taste, Term, learn_taste, learn_words
from classifier.relevance.training_set import Lessons
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.rule_set import Rules
from classifier.text.features import Features, Rows
from classifier.text.vectors import Floats, Ints

FEWEST_OTHERS = 10
"""With fewer papers that don't belong, text says nothing and rules decide."""
CALIBRATION = 3_000
"""Background papers that calibration looks at."""
_FOLDS = 3
_FOLD_BACKGROUND = 6_000  # background papers that a trial for calibration learns from
_PASSED_OVER = 100  # papers at least that a first model would take and the list has not,
_PER_ENTRY = 2  # and so many per entry, but
_SHARE = 50  # no more than one in so many of those at hand
_WEIGHT = 3.0  # of a paper of the background
_BATCH = 10_000


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
    others = np.flatnonzero(known.typical)[:CALIBRATION]
    if lessons.entries < _FOLDS or len(others) < FEWEST_OTHERS * _FOLDS:
        return taste, starting_map(ruled=bool(rules))
    tested = np.concatenate([np.arange(lessons.entries), others])
    figures = _held_out(study, tested)
    evidence = list(evidence_of(rules, [lessons.texts[i] for i in tested]))
    belongs = known.positive[tested].astype(np.float64)
    each = lessons.entries * (1 / PRIOR - 1) / len(others)
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
    size = min(max(_PASSED_OVER, _PER_ENTRY * entries), len(figures) // _SHARE)
    best = np.argsort(-figures, kind="stable")[:size]
    here, there = best[best < len(near)], best[best >= len(near)] - len(near)
    passed = known.rows.take(near[here]).followed_by(
        features.transform([rest[i] for i in there.tolist()])
    )
    origin = np.concatenate([near[here], np.full(len(there), -1)])
    return Study(known.against(passed, _WEIGHT), origin)


def _figures(term: Term, features: Features, papers: Sequence[Paper]) -> Iterator[Floats]:
    for start in range(0, len(papers), _BATCH):
        yield term.score(features.words(papers[start : start + _BATCH]))


def _held_out(study: Study, tested: Ints) -> Floats:
    """Return the figures of the *tested* rows, each by a taste that has not seen it."""
    known = study.examples
    figures = np.zeros(len(tested))
    fold = tested % _FOLDS
    first = len(known.positive) - len(study.origin)
    place = np.concatenate([np.arange(first), study.origin])
    last = int(np.argmax(known.typical)) + _FOLD_BACKGROUND
    wanted = (np.arange(len(place)) < last) | (np.arange(len(place)) >= first)
    for k in range(_FOLDS):
        out = np.isin(place, tested[fold == k])
        taste = learn_taste(known.take(np.flatnonzero(~out & wanted)))
        figures[fold == k] = taste.score(known.rows.take(tested[fold == k]))
    return figures
