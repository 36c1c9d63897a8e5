"""Probabilities that hold on papers not trained on: fitted crosswise, then calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from classifier.papers import ArxivId, Listed, Paper
from classifier.relevance.scorer import Examples, Taste, learn_taste, learn_words
from classifier.relevance.training_set import Lessons, Past
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.rule_set import Rules
from classifier.text.features import Features, Rows, stacked
from classifier.text.vectors import Floats, Ints, Matrix
from classifier.tuned.weights import WEIGHTS

_TUNED = WEIGHTS.calibration
_BIAS = np.log(_TUNED.prior / (1 - _TUNED.prior))
_START, _SPREAD = np.array([_BIAS, *_TUNED.slopes]), np.array(_TUNED.spread)
_START_RULED, _SPREAD_RULED = np.array([_BIAS, *_TUNED.slopes_ruled]), np.array(_TUNED.spread_ruled)
_ROUNDS = 30  # each moves a figure by 1 at most
_MAX_ODDS = 30.0  # of either sign: a probability of 1 less 1e-13


@dataclass(frozen=True, slots=True)
class LogisticMap:
    """log odds = bias + slope * score + trust * rules."""

    bias: float = float(_START[0])
    slope: float = float(_START[1])
    trust: float = float(_START[2])

    def log_odds(self, score: Floats, rules: Floats) -> Floats:
        """Return the log odds for papers with these scores and rule weights."""
        return self.bias + self.slope * score + self.trust * rules


def starting_map(entries: int, *, ruled: bool) -> LogisticMap:
    """Return the map of a list whose *entries* teach none; *ruled* when rules speak too."""
    return LogisticMap(*_start(entries, ruled=ruled).tolist())


def _start(entries: float, *, ruled: bool) -> Floats:
    """Return bias, slope and trust to start from: few *entries* leave the word to the rules."""
    if not ruled:
        return _START
    few = _TUNED.alone / (_TUNED.alone + entries)
    return np.array([*_START_RULED[:2], few + (1 - few) * _START_RULED[2]])


def probability(log_odds: Floats) -> Floats:
    """Return the probabilities of *log_odds*."""
    clipped = np.clip(log_odds, -_MAX_ODDS, _MAX_ODDS)
    return np.asarray(1 / (1 + np.exp(-clipped)), np.float64)


def ceiling_of(examples: int) -> float:
    """Return the highest probability that *examples* statements (entries and rules) can support.

    After n successes and no failure, Laplace's rule of succession expects the next with
    (n + 1) / (n + 2); the sum of rules that overlap would claim more.
    """
    return (examples + 1) / (examples + 2)


def learn_map(score: Floats, rules: Floats, positive: Floats, weight: Floats) -> LogisticMap:
    """Return the most probable map given scores of papers held out from training.

    Maximum a posteriori, with a Gaussian prior around the start values: with few entries the start
    stays, with many the data speak. Neither slope turns negative.
    """
    ruled = bool(rules.any())
    start = _start(float(positive.sum()), ruled=ruled)
    spread = _SPREAD_RULED if ruled else _SPREAD
    rows = np.column_stack([np.ones_like(score), score, rules])
    beta = _most_probable(rows, positive, weight, (start, spread))
    return LogisticMap(float(beta[0]), max(0.0, float(beta[1])), max(0.0, float(beta[2])))


@dataclass(frozen=True, slots=True)
class Pace:
    """How many papers a list took, by the day they were submitted on, and how fast that was.

    `until` is the day of the newest: what is newer nobody has looked at yet.
    """

    taken: int = 0
    a_day: float = 0.0
    until: date = date.max


def pace_of(days: Sequence[date]) -> Pace:
    """Return the pace of a list whose entries' papers were submitted on *days*.

    That of its last active half year or year, whichever was faster, without the last month: the
    list has not all it will take of that.
    """
    if not days:
        return Pace()
    until = max(days)
    late = until - timedelta(days=_TUNED.lag)
    counts = {
        period: sum(late - timedelta(days=period) < day <= late for day in days)
        for period in _TUNED.periods
    }
    a_day = max(count / period for period, count in counts.items())
    return Pace(max(counts.values()), a_day, until)


def bar_of(entries: Floats, others: Floats, *, take: float, polled: float, read: float) -> float:
    """Return the log odds that *take* papers of *polled* ones pass: what the list takes itself.

    *entries* and *others* are log odds of texts that were held out. Only where the others were
    *read* (a share) do they lack the papers that belong; where nobody has, these are among them.
    """
    odds = np.concatenate([entries, others])
    each = read * take / len(entries), polled / len(others)
    weight = np.repeat(each, (len(entries), len(others)))
    order = np.argsort(-odds, kind="stable")
    passing = np.cumsum(weight[order])
    place = min(int(np.searchsorted(passing, take, side="right")), len(odds) - 1)
    return float(odds[order][max(0, place - 1) : place + 1].mean())


def follow(scale: LogisticMap, said: Floats, kept: Floats) -> LogisticMap:
    """Return *scale* moved to where what was *said* (log odds) of decided papers comes true.

    *kept* is 1 for a paper that was taken and 0 for one that was refused. Few decisions move it
    little: twenty say it all, and even these against a Gaussian prior around no move.
    """
    if not len(said):
        return scale
    say = min(1.0, len(said) / _TUNED.decisions)
    start, spread = np.array([0.0, 1.0]), np.array(_TUNED.spread_decided)
    rows = np.column_stack([np.ones_like(said), said])
    shift, stretch = _most_probable(rows, kept, np.ones_like(said), (start, spread)).tolist()
    stretch = 1 + say * (max(stretch, _TUNED.least_stretch) - 1)
    bias, slope, trust = (stretch * part for part in (scale.bias, scale.slope, scale.trust))
    return LogisticMap(say * shift + bias, slope, trust)


def _most_probable(
    rows: Floats, positive: Floats, weight: Floats, prior: tuple[Floats, Floats]
) -> Floats:
    """Return logistic coefficients of *rows* by Newton's method; *prior* is mean and deviation."""
    start, spread = prior
    beta, precision = start, 1 / spread**2
    for _ in range(_ROUNDS):
        chance = probability(rows @ beta)
        gradient = rows.T @ (weight * (positive - chance)) - precision * (beta - start)
        curvature = weight * chance * (1 - chance)
        hessian = (rows * curvature[:, None]).T @ rows + np.diag(precision)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step / max(1.0, float(np.abs(step).max()))
    return np.asarray(beta, np.float64)


# --- From lessons to a taste and the map that makes its figures probabilities.
#
# A list says only what belongs. What its maintainer read and passed over is most telling of the
# rest, and the best guess at it is what a first model, trained without it, likes best.

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

    `held_out` are those that tastes gave which had not seen the paper, by its id. `refusals` tells
    what papers like refused ones lose of their figures.
    """

    taste: Taste | None = None
    scale: LogisticMap = field(default_factory=LogisticMap)
    held_out: Mapping[ArxivId, float] = field(default_factory=dict)
    refusals: Refusals | None = None


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
    pace = pace_of([e.submitted.date() for e in lessons.texts[: lessons.entries] if e.submitted])
    looked = max([pace.until.toordinal(), *_days(past.refused)])  # nobody did at newer papers
    unread = np.array([paper.id in past.unread for paper in texts], bool)
    study = with_passed_over(
        known, features, texts, lessons.entries, unread | (_days(texts) > looked)
    )
    entries = np.arange(lessons.entries if lessons.entries >= _MAP.folds else 0)
    refused = np.flatnonzero(~known.positive & ~known.typical)
    tested = np.concatenate([entries, refused, others])
    figures = np.full(len(known.positive), np.nan)
    figures[tested] = _held_out(study, tested)
    ids = [paper.id for paper in texts[: len(others)]]
    learnt = Learnt(
        learn_taste(study.examples),
        starting_map(lessons.entries, ruled=bool(rules)),
        dict(zip(ids, figures[others].tolist(), strict=True)),
    )
    # What is unread may belong: it says nothing of how the others score.
    read = others[~unread[: len(others)]]
    if not len(entries) or len(read) < FEWEST_OTHERS * _MAP.folds:
        return learnt
    ours, theirs, turned_down = (
        Tested.of([lessons.texts[i] for i in kind], figures[kind], rules)
        for kind in (entries, read, refused)
    )
    scale = learn_scale(ours, theirs)
    if past.a_day:
        scale = at_own_pace(scale, ours, theirs, pace, past.a_day)
    kept = _taken(ours, turned_down, scale)
    taken = ours.take(kept)
    decided = entries[kept], refused
    refusals = learn_refusals(rows.words, entries, decided, (taken, turned_down), scale)
    return replace(learnt, refusals=refusals, scale=followed(scale, taken, turned_down, refusals))


def _days(texts: Sequence[Paper | Listed]) -> Ints:
    """Return the days that *texts* were submitted on, as ordinals; 0 where that is unknown."""
    return np.array([t.submitted.toordinal() if t.submitted else 0 for t in texts], np.int64)


def with_passed_over(
    known: Examples,
    features: Features,
    others: Sequence[Paper],
    entries: int,
    unseen: NDArray[np.bool_],
) -> Study:
    """Return *known* and the papers that the maintainer is likeliest to have passed over.

    These are of the *others*, the first of which are the typical ones of *known*; what is
    *unseen* nobody can have passed over.
    """
    first = learn_words(known)
    near = np.flatnonzero(known.typical)
    figures = features.products(others, first.plane.weights)
    figures[unseen] = -np.inf
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

    def odds(self, scale: LogisticMap, less: Floats | float = 0.0) -> Floats:
        """Return the log odds of each, its figure being so much *less*."""
        return scale.log_odds(self.figures - less, self.rules)

    def take(self, chosen: Ints) -> Tested:
        """Return the *chosen* ones."""
        texts = [self.texts[i] for i in chosen.tolist()]
        return Tested(texts, self.figures[chosen], self.rules[chosen])


def learn_scale(entries: Tested, others: Tested) -> LogisticMap:
    """Return the map to log odds that sets *entries* apart from *others*."""
    sizes = len(entries.texts), len(others.texts)
    each = sizes[0] * (1 / _MAP.prior - 1) / sizes[1]
    return learn_map(
        np.concatenate([entries.figures, others.figures]),
        np.concatenate([entries.rules, others.rules]),
        np.repeat([1.0, 0.0], sizes),
        np.repeat([1.0, each], sizes),
    )


def at_own_pace(
    scale: LogisticMap, entries: Tested, others: Tested, pace: Pace, polled: float
) -> LogisticMap:
    """Return *scale* moved so that papers with an even chance come as fast as the list takes some.

    So a chance means the same for a list that takes much and for one that takes little. *polled* is
    papers a day. Who took few papers so far is moved by a part of that.
    """
    days = _days(others.texts)
    late = days > days.max(initial=0) - _MAP.recent
    if np.count_nonzero(late) < _MAP.enough_recent:
        late = np.ones(len(days), bool)
    read = float((days[late] <= pace.until.toordinal()).mean())
    bar = bar_of(
        entries.odds(scale), others.odds(scale)[late], take=pace.a_day, polled=polled, read=read
    )
    say = pace.taken / (pace.taken + _MAP.assumed)
    return replace(
        scale, bias=scale.bias - say * float(np.clip(bar, -_MAP.farthest, _MAP.farthest))
    )


@dataclass(frozen=True, slots=True)
class Refusals:
    """What papers lose of a taste's figure that are more like refused ones than like entries.

    That is by how much the nearest of the `refused` is nearer than the nearest of the `entries`, in
    cosines of words, over what is `usual` for decided papers; `cost` is the figure per unit.
    `decided` is what those lost that it was learnt from: taken ones, then refused ones.
    """

    refused: Matrix
    entries: Matrix
    usual: float
    cost: float
    decided: Floats

    def losses(self, rows: Matrix) -> Floats:
        """Return what each of *rows* loses, less than 0 where it gains."""
        nearer = _cosines(rows, self.refused).max(axis=1) - _cosines(rows, self.entries).max(axis=1)
        return np.asarray(self.cost * (nearer - self.usual), np.float64)


def _cosines(rows: Matrix, others: Matrix) -> Floats:
    return np.asarray((rows @ others.T).toarray(), np.float64)


def learn_refusals(
    words: Matrix,
    entries: Ints,
    decided: tuple[Ints, Ints],
    tested: tuple[Tested, Tested],
    scale: LogisticMap,
) -> Refusals | None:
    """Return what sets refused papers apart from taken ones beside what *scale* says of them.

    *entries* and the *decided* (taken ones, then refused ones, as *tested*) are rows of *words*;
    each decided one is judged as if it were not there. A logistic regression that hardly doubts
    the scale: proposed papers are all likely, and so tell little of what a figure is worth. None
    where likeness does not come out.
    """
    rows, refused = np.concatenate(decided), decided[1]
    if not all(map(len, decided)):
        return None
    nearest = []
    for some in (refused, entries):
        cosines = _cosines(Matrix(words[rows]), Matrix(words[some]))
        cosines[rows[:, None] == some[None, :]] = -1.0
        nearest.append(np.maximum(cosines.max(axis=1), 0.0))
    nearer = nearest[0] - nearest[1]
    usual, deviation = float(nearer.mean()), float(nearer.std())
    if not deviation:
        return None
    said = np.concatenate([each.odds(scale) for each in tested])
    seen = np.column_stack([np.ones(len(rows)), said, (nearer - usual) / deviation])
    kept = np.repeat([1.0, 0.0], list(map(len, decided)))
    prior = np.array([0.0, 1.0, 0.0]), np.array(_TUNED.spread_alike)
    _, trust, alike = _most_probable(seen, kept, np.ones(len(kept)), prior).tolist()
    if alike >= 0 or trust <= 0 or scale.slope <= 0:
        return None
    cost = -alike / deviation / (trust * scale.slope)
    return Refusals(
        Matrix(words[refused]), Matrix(words[entries]), usual, cost, cost * (nearer - usual)
    )


def followed(
    scale: LogisticMap, taken: Tested, refused: Tested, refusals: Refusals | None
) -> LogisticMap:
    """Return *scale* moved to where what was said of decided papers comes true.

    These are the *refused* ones, and entries as new and as likely as they.
    """
    if not len(refused.texts):
        return scale
    less = refusals.decided if refusals else np.zeros(len(taken.texts) + len(refused.texts))
    said = np.concatenate(
        [
            taken.odds(scale, less[: len(taken.texts)]),
            refused.odds(scale, less[len(taken.texts) :]),
        ]
    )
    return follow(scale, said, np.repeat([1.0, 0.0], (len(taken.texts), len(refused.texts))))


def _taken(entries: Tested, refused: Tested, scale: LogisticMap) -> Ints:
    """Return the entries that were likely proposed and taken: as new and as likely as *refused*.

    Where no date is known, as likely ones.
    """
    if not len(refused.texts):
        return np.zeros(0, np.int64)
    days = _days(refused.texts)
    began = int(np.quantile(days[days > 0], _EARLIEST, method="lower")) if days.any() else 0
    likely = entries.odds(scale) >= float(np.quantile(refused.odds(scale), _EARLIEST))
    new = _days(entries.texts) >= began
    return np.flatnonzero(likely & new)
