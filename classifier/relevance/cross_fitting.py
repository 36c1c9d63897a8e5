"""From lessons to a taste and the map that makes its figures probabilities.

A list says only what belongs. What its maintainer read and passed over is most telling of the
rest, and the best guess at it is what a first model, trained without it, likes best.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from classifier.papers import ArxivId, Listed, Paper
from classifier.relevance.calibration import LogisticMap, follow, learn_map, starting_map
from classifier.relevance.scorer import Examples, Taste, learn_taste, learn_words
from classifier.relevance.training_set import Lessons, Past
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.rule_set import Rules
from classifier.text.features import Features, Rows, stacked
from classifier.text.vectors import Floats, Ints
from classifier.tuned.weights import WEIGHTS

_EARLIEST = 0.1  # of the refused papers are older than the time when people began to decide
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
    past: Past,
) -> Learnt:
    """Return what the list teaches; no taste when one side is missing.

    *rows* are those of the lessons. *rest* are more papers that the list does not hold, of
    which only those that the list could have taken are learnt from.
    """
    known = Examples(rows, lessons.positive, lessons.weight, lessons.typical)
    others = np.flatnonzero(known.typical)
    if not known.positive.any() or len(others) < FEWEST_OTHERS:
        return Learnt()
    texts = [*lessons.of_the_background, *rest]
    study = with_passed_over(known, features, texts, lessons.entries, past.unread)
    entries = np.arange(lessons.entries if lessons.entries >= _MAP.folds else 0)
    refused = np.flatnonzero(~known.positive & ~known.typical)
    tested = np.concatenate([entries, refused, others])
    figures = np.full(len(known.positive), np.nan)
    figures[tested] = _held_out(study, tested)
    ids = [paper.id for paper in texts[: len(others)]]
    learnt = Learnt(
        learn_taste(study.examples),
        starting_map(ruled=bool(rules)),
        dict(zip(ids, figures[others].tolist(), strict=True)),
    )
    # What is unread may belong: it says nothing of how the others score.
    read = others[np.array([name not in past.unread for name in ids], bool)]
    if not len(entries) or len(read) < FEWEST_OTHERS * _MAP.folds:
        return learnt
    ours, theirs, turned_down = (
        Tested.of([lessons.texts[i] for i in kind], figures[kind], rules)
        for kind in (entries, read, refused)
    )
    return replace(learnt, scale=learn_scale(ours, theirs, turned_down))


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


@dataclass(frozen=True, slots=True)
class Tested:
    """Texts of one kind, each with the figure of a taste that had not seen it."""

    texts: Sequence[Paper | Listed]
    figures: Floats
    rules: Floats

    @classmethod
    def of(cls, texts: Sequence[Paper | Listed], figures: Floats, rules: Rules) -> Tested:
        """Return *texts* with what *rules* say of them."""
        return cls(texts, figures, weights_of(list(evidence_of(rules, texts))))

    def odds(self, scale: LogisticMap) -> Floats:
        """Return the log odds of each."""
        return scale.log_odds(self.figures, self.rules)


def learn_scale(entries: Tested, others: Tested, refused: Tested) -> LogisticMap:
    """Return the map to log odds.

    Entries against others make it first. Then what was said of *refused* papers, and of *entries*
    as new and as likely as they, is made to come true.
    """
    sizes = len(entries.texts), len(others.texts)
    each = sizes[0] * (1 / _MAP.prior - 1) / sizes[1]
    scale = learn_map(
        np.concatenate([entries.figures, others.figures]),
        np.concatenate([entries.rules, others.rules]),
        np.repeat([1.0, 0.0], sizes),
        np.repeat([1.0, each], sizes),
    )
    if not len(refused.texts):
        return scale
    kept = _taken(entries, refused, scale)
    said = np.concatenate([entries.odds(scale)[kept], refused.odds(scale)])
    return follow(scale, said, np.repeat([1.0, 0.0], (len(kept), len(refused.texts))))


def _taken(entries: Tested, refused: Tested, scale: LogisticMap) -> list[int]:
    """Return the entries that were likely proposed and taken: as new and as likely as *refused*."""
    days = sorted(text.submitted for text in refused.texts if text.submitted)
    if not days:
        return []
    began = days[int(_EARLIEST * len(days))]
    least = float(np.quantile(refused.odds(scale), _EARLIEST))
    return [
        i
        for i, (entry, odds) in enumerate(
            zip(entries.texts, entries.odds(scale).tolist(), strict=True)
        )
        if entry.submitted and entry.submitted >= began and odds >= least
    ]
