"""The classifier's entrance: `fit` learns a list, `Judge.judge` judges papers by it."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from classifier.judging.reasons import (
    Explainer,
    RowCells,
    best_first,
    cells_of,
    commoner,
    own_words,
)
from classifier.papers import ArxivId, Candidate, Listed, Paper, Reason, SectionId, Topic
from classifier.relevance.cross_fitting import (
    LogisticMap,
    Refusals,
    ceiling_of,
    learn,
    probability,
)
from classifier.relevance.scorer import Taste
from classifier.relevance.training_set import Lessons, Past, lessons_of
from classifier.rules.evidence import Evidence, evidence_of, weights_of
from classifier.rules.expression import IndexedText
from classifier.rules.rule_set import Rules
from classifier.sectioning.placer import NEVER, Placer, confidences, learn_placer, place, targets_of
from classifier.text.features import Background, Features, Rows, draw
from classifier.text.vectors import Floats, Matrix
from classifier.tuned.weights import WEIGHTS

_LESSONS, _MAP = WEIGHTS.lessons, WEIGHTS.calibration
_EXPLAINED = 100  # the best papers of a batch carry reasons; the rest would not be read
_LEAST_EXPLAINED = 20  # of a small batch
_BATCH = 5_000  # papers turned into rows at a time: memory
_WORTH_PLACING = -1.4  # log odds: one in five, by rules or text
_WORTH_FIGURE = 1.5  # deviations above an average paper: one in seven, and 98 % of those to come
_WORTH_MANY, _WORTH_SHARE = 500, 5  # the best so many, or one in so many: a list of all and sundry
_REFUSED = -20.0  # log odds of a paper that a rule rules out
_NO_PAST = Past()


class NothingToLearnError(ValueError):
    """Neither list nor rules say what belongs."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A fitted list. Made by `fit`.

    No probability is above `ceiling`: see `classifier.relevance.cross_fitting.ceiling_of`. A paper
    that was learnt from is judged as if it had not been, by its figure in `held_out`.
    """

    rules: Rules
    features: Features
    taste: Taste | None
    refusals: Refusals | None
    scale: LogisticMap
    held_out: Mapping[ArxivId, float]
    placer: Placer
    explainer: Explainer
    ceiling: float

    @property
    def gone(self) -> frozenset[SectionId]:
        """The sections that can win a paper but cannot take it: their headings are gone."""
        topics = (target.topic for target in self.placer.targets)
        return frozenset(topic.id for topic in topics if not topic.present)

    def judge(self, papers: Iterable[Paper]) -> tuple[Candidate, ...]:
        """Return a candidate for each of *papers*, in their order: `stream` at once."""
        return tuple(self.stream(papers))

    def stream(self, papers: Iterable[Paper]) -> Iterator[Candidate]:
        """Yield a candidate for each of *papers*, in their order, holding 5,000 at a time.

        The best two in a hundred, at least 20, carry reasons; `explain` gives them for any paper.
        """
        rest = iter(papers)
        while batch := tuple(islice(rest, _BATCH)):
            yield from self._judge(batch, max(_LEAST_EXPLAINED, _EXPLAINED * len(batch) // _BATCH))

    def explain(self, paper: Paper) -> Candidate:
        """Return *paper* judged, with its reasons."""
        return self._judge((paper,), 1)[0]

    def _judge(self, papers: Sequence[Paper], explained: int) -> list[Candidate]:
        rows = self.features.transform(papers)
        evidence = list(evidence_of(self.rules, papers))
        figures = self._figures(rows, papers)
        odds = self._odds(figures, evidence)
        sure, allowed = self._confidences(rows, papers, evidence, self._worth(figures, odds))
        placements = place(self.placer.targets, sure, allowed)
        best = best_first(odds, explained)
        shown = Matrix(rows.words[best])
        alike = self.explainer.likenesses(shown)
        reasons: dict[int, tuple[Reason, ...]] = {
            i: (
                *self._reasons(papers[i], cells_of(shown, n), evidence[i], placements[i].section),
                *self.explainer.neighbours(alike[:, n]),
            )
            for n, i in enumerate(best)
        }
        chances = np.minimum(probability(odds), self.ceiling).tolist()
        barred = [each.whole.because for each in evidence]
        return [
            Candidate(paper, score, chance, placement, reasons.get(i, ()), because)
            for i, (paper, score, chance, placement, because) in enumerate(
                zip(papers, odds.tolist(), chances, placements, barred, strict=True)
            )
        ]

    def _figures(self, rows: Rows, papers: Sequence[Paper]) -> Floats:
        figures = self.taste.score(rows) if self.taste else np.zeros(len(rows))
        known = map(self.held_out.get, (paper.id for paper in papers), figures.tolist())
        figures = np.array(list(known), np.float64)
        if self.refusals:
            near = np.flatnonzero(figures >= _WORTH_FIGURE)
            figures[near] -= self.refusals.losses(Matrix(rows.words[near]))
        return figures

    def _worth(self, figures: Floats, odds: Floats) -> NDArray[np.bool_]:
        """Return which papers are worth a look at where they would go: the others never will."""
        likely = odds >= _WORTH_PLACING
        if not self.taste:
            return likely
        most = max(_WORTH_MANY, len(figures) // _WORTH_SHARE)
        least = np.partition(figures, -most)[-most] if most < len(figures) else _WORTH_FIGURE
        return likely | (figures >= max(least, _WORTH_FIGURE))

    def _odds(self, figures: Floats, evidence: Sequence[Evidence]) -> Floats:
        odds = self.scale.log_odds(figures, weights_of(evidence))
        refused = np.array([not each.whole.allowed for each in evidence], bool)
        return np.where(refused, np.minimum(odds, 0) + _REFUSED, odds)

    def _reasons(
        self, paper: Paper, row: RowCells, evidence: Evidence, section: SectionId
    ) -> tuple[Reason, ...]:
        known = paper if self.rules else replace(paper, title="", abstract="")
        text = IndexedText(known.title, known.abstract, known.categories)
        return self.explainer.explain(
            paper, row, evidence, section, lambda rule: self.rules.words(rule, section, text)
        )

    def sections(self, paper: Paper) -> tuple[tuple[SectionId, float], ...]:
        """Return each section that may take *paper* and the chance that it is right, best first."""
        rows, evidence = self.features.transform((paper,)), list(evidence_of(self.rules, (paper,)))
        sure, allowed = self._confidences(rows, (paper,), evidence, np.ones(1, bool))
        order = best_first(sure[0], len(self.placer.targets))
        return tuple(
            (self.placer.targets[i].topic.id, float(sure[0, i])) for i in order if allowed[0, i]
        )

    def _confidences(
        self,
        rows: Rows,
        papers: Sequence[Paper],
        evidence: Sequence[Evidence],
        worth: NDArray[np.bool_],
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Return how sure each section is of each paper, and whether it may go there at all.

        Only papers *worth* it are compared with the sections.
        """
        titles = [paper.title for paper in papers]
        suits = self.placer.log_odds(rows, titles, worth)
        allowed = np.ones(suits.shape, bool)
        for i, target in enumerate(self.placer.targets):
            if target.topic.id in self.rules.sections:
                verdicts = [each.of_section(target.topic.id) for each in evidence]
                suits[:, i] += [verdict.weight for verdict in verdicts]
                allowed[:, i] = [verdict.allowed for verdict in verdicts]
            if takes := target.topic.takes:
                pairs = zip(worth.tolist(), papers, strict=True)
                allowed[:, i] &= [near and takes(paper) for near, paper in pairs]
        return confidences(np.where(allowed, suits, suits + NEVER)), allowed


def fit(
    listed: Sequence[Listed],
    topics: Sequence[Topic],
    rules: Rules,
    background: Background | Sequence[Paper],
    past: Past = _NO_PAST,
    *,
    without: Collection[ArxivId] = (),
) -> Judge:
    """Return a judge that has learnt the list.

    *background* are papers older than those to be judged; entries among them, and papers *without*
    which the list is to be learnt, don't count. Ten thousand of them, drawn by their ids, stand
    for all papers; the more there are beyond, the better is known what the maintainer passed over.
    A `Background` is shared by many lists, each of which then costs its own entries. Papers of it
    that are judged all the same are judged as if they were not in it. Without entries, headings and
    rules decide. Raises `NothingToLearnError` when no topic can hold a paper or when nothing says
    what belongs: no entry, no rule, and only headings such as "Papers".
    """
    targets = targets_of(topics, listed, rules)
    if not targets:
        raise NothingToLearnError("the list has no section that papers could go to")
    if isinstance(background, Background):
        drawn = background.sample, background.rest
    else:
        drawn = draw(background, _LESSONS.background)
    lessons, sample, rest = _lessons(listed, topics, rules, drawn, past, without)
    if lessons.must_teach_words:
        background = Background(lessons.of_the_background, taught_by=lessons.of_the_list)
    elif not isinstance(background, Background):
        background = Background(sample)
    features = background.features_of(lessons.of_the_list)
    rows = features.transform(lessons.texts)
    learnt = learn(rows, lessons, rules, features=features, rest=rest, past=past)
    entries = features.transform(listed)
    ruled = {section for section, ours in rules.sections.items() if ours}
    placer = learn_placer(targets, features, entries, listed, ruled)
    taste, scale = learnt.taste, learnt.scale
    weights = taste.word_weights() if taste else np.zeros(entries.words.shape[1])
    headings = (heading for topic in topics for heading in topic.path)
    own = own_words([entry.title for entry in listed], headings)
    known = np.array([float(bool(entry.abstract)) for entry in listed])
    common = commoner(features.vocabulary, entries.words, known)
    explainer = Explainer(
        features.vocabulary,
        scale.slope * weights,
        scale.trust,
        tuple(listed),
        entries.words,
        own,
        common,
    )
    ceiling = ceiling_of(len(listed) + rules.count)
    return Judge(
        rules=rules,
        features=features,
        taste=taste,
        refusals=learnt.refusals,
        scale=scale,
        held_out=learnt.held_out,
        placer=placer,
        explainer=explainer,
        ceiling=ceiling,
    )


def _lessons(
    listed: Sequence[Listed],
    topics: Sequence[Topic],
    rules: Rules,
    drawn: tuple[Sequence[Paper], Sequence[Paper]],
    past: Past,
    without: Collection[ArxivId],
) -> tuple[Lessons, list[Paper], list[Paper]]:
    """Return what to learn from; and the sample and the rest that were *drawn*, cleaned."""
    ours = {entry.key for entry in listed}
    refused = [paper for paper in past.refused if paper.id not in ours]
    ours |= {paper.id for paper in refused}
    ours |= set(without)
    sample, rest = ([paper for paper in papers if paper.id not in ours] for papers in drawn)
    hints = _hints(rules, sample, past) if len(listed) < _LESSONS.hints_below else ()
    lessons = lessons_of(listed, topics, sample, refused=refused, hints=hints)
    if not (lessons.positive.any() or rules):
        raise NothingToLearnError(
            "nothing says what belongs: the list has no entry, heading or rule"
        )
    return lessons, sample, rest


def _hints(rules: Rules, background: Sequence[Paper], past: Past) -> list[float]:
    if not rules:
        return []
    papers = background[: _MAP.others]
    likely = [
        each.whole.allowed and each.weight >= _LESSONS.hint_odds
        for each in evidence_of(rules, papers)
    ]
    known = (paper.id not in past.unread for paper in papers)
    return [_LESSONS.hint * both for both in map(operator.and_, likely, known)]
