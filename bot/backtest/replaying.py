"""A list's history replayed: its papers judged by what the list was before each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bot.arxiv import record_day, record_paper, sample
from bot.backtest.figures import OURS, Barred, Judged, Played
from bot.backtest.history import WEEK, Added, History, Week
from bot.config import Config
from bot.core.errors import ConfigError
from bot.explain import BACKGROUND, Draw, Records
from bot.lists import PaperList, home_of, shelf_of
from bot.pipeline import Subject, arrivals, listed_of, reasons_of, subject_of, unwanted
from classifier import (
    Floats,
    Judge,
    NothingToLearnError,
    Past,
    Vocabulary,
    evidence_of,
    fit,
    learn_vocabulary,
    select,
    terms,
    text_of,
    weights_of,
)
from classifier.papers import ArxivId, Candidate, Listed, Paper, Selection

# Plain rules to compare with: keywords only, likeness with the mean entry, the newest first. Pure.
#
# Each is known in the field and as good as a few lines make it; none is used to propose.

KEYWORDS, CENTROID, RECENCY = "keywords only", "centroid", "newest first"
_TITLE = 2  # a word of the title counts as often as this
_BACKGROUND = 2_000  # papers that weigh its words


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain rules, fitted to one list. `words` stand in for rules where it has none."""

    subject: Subject
    words: frozenset[str]
    vocabulary: Vocabulary
    centroid: Floats

    def scores(self, papers: Sequence[Paper]) -> Mapping[str, Floats]:
        """Return a figure per paper for each plain rule, larger is better."""
        return {
            KEYWORDS: self._keywords(papers),
            CENTROID: self._likeness(papers),
            RECENCY: np.array(
                [p.submitted.timestamp() if p.submitted else 0.0 for p in papers], np.float64
            ),
        }

    def _keywords(self, papers: Sequence[Paper]) -> Floats:
        if self.subject.rules:
            return weights_of(list(evidence_of(self.subject.rules, papers)))
        counts = [
            _TITLE * len(self.words.intersection(terms(paper.title)))
            + len(self.words.intersection(terms(paper.abstract)))
            for paper in papers
        ]
        return np.array(counts, np.float64)

    def _likeness(self, papers: Sequence[Paper]) -> Floats:
        rows = self.vocabulary.transform([text_of(paper) for paper in papers])
        return np.asarray(rows @ self.centroid, np.float64)


def learn_plain(listed: Sequence[Listed], subject: Subject, others: Sequence[Paper]) -> Plain:
    """Return the plain rules for a list of *listed* entries; *others* weigh its words."""
    texts = [*map(text_of, listed), *map(text_of, others[:_BACKGROUND])]
    vocabulary, _ = learn_vocabulary(texts)
    rows = vocabulary.transform(texts[: len(listed)])
    centroid = np.asarray(rows.sum(axis=0), np.float64).ravel() / max(1, len(listed))
    words = frozenset(
        term for topic in subject.topics for part in topic.path for term in terms(part)
    )
    return Plain(subject, words, vocabulary, centroid)


# The papers of a replay by week, and older ones; a week's judge sees earlier weeks only. Pure.


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is *known* of entries, a sample of *older* papers, and the papers of each week."""

    known: Mapping[ArxivId, Paper]
    older: tuple[Paper, ...]
    weeks: tuple[tuple[Paper, ...], ...]
    without_date: int = 0

    def background(self, week: int, listing: PaperList) -> tuple[Paper, ...]:
        """Return papers submitted before *week* (from 0) that *listing* did not hold then."""
        earlier = (paper for papers in self.weeks[:week] for paper in papers)
        drawn = sample((*self.older, *earlier), BACKGROUND)
        return tuple(paper for paper in drawn if listing.find(paper) is None)


def collect(records: Records, history: History) -> Corpus:
    """Return the papers of *records* that *history* needs, each once, in order of id."""
    papers = ((record_day(record), arxiv_id, record) for arxiv_id, record in records)
    wanted, first, end = history.ids, history.weeks[0].start, history.weeks[-1].end
    known: dict[ArxivId, Paper] = {}
    older = Draw(BACKGROUND)
    inside: dict[ArxivId, Paper] = {}
    undated = 0
    for day, arxiv_id, record in papers:
        undated += day is None
        if arxiv_id in wanted:
            known[arxiv_id] = record_paper(record)
        if day is not None and first <= day < end:
            inside[arxiv_id] = known.get(arxiv_id) or record_paper(record)
        elif day is not None and day < first:
            older.offer(arxiv_id, lambda r=record: record_paper(r))  # type: ignore[misc]
    return Corpus(known, older.papers(), by_week(inside.values(), history), undated)


def by_week(papers: Iterable[Paper], history: History) -> tuple[tuple[Paper, ...], ...]:
    """Return *papers* by the week they were submitted in, one tuple per week of *history*."""
    first = history.weeks[0].start
    weeks: list[list[Paper]] = [[] for _ in history.weeks]
    for paper in sorted(papers, key=lambda paper: paper.id):
        place = (paper.submitted - first) // WEEK if paper.submitted else -1
        if 0 <= place < len(weeks):
            weeks[place].append(paper)
    return tuple(map(tuple, weeks))


def truth_of(history: History, corpus: Corpus) -> Mapping[ArxivId, Added]:
    """Return the papers of *corpus* that came into the list after their week began."""
    additions = {
        paper.id: history.addition(paper, week.start)
        for week, papers in zip(history.weeks, corpus.weeks, strict=True)
        for paper in papers
    }
    return {arxiv_id: added for arxiv_id, added in additions.items() if added is not None}


def filled(corpus: Corpus) -> Sequence[int]:
    """Return the weeks from the first to the last that have papers."""
    have = [i for i, papers in enumerate(corpus.weeks) if papers]
    return range(have[0], have[-1] + 1) if have else range(0)


# Week by week as the bot would have run: judged with what was known on that Monday. Pure.

REFIT_WEEKS = 4  # so often a list is learnt anew
REFIT_GROWTH = 0.05  # of its entries: or when it grew or shrank so much
OFFERED = 100
"""So many of a week are kept, best first: more than any budget that is recommended."""
_LEAST = 0.01  # the smallest probability that is kept


@dataclass(frozen=True, slots=True)
class _Fitted:
    judge: Judge
    plain: Plain
    subject: Subject
    listing: PaperList
    week: int


def replay(
    history: History, corpus: Corpus, config: Config, watched: frozenset[ArxivId]
) -> Iterator[Played]:
    """Yield each week that has papers, in order.

    Trained anew every four weeks, or sooner when the list grew by a twentieth; a week before
    anything can be learnt is left out. Of *watched* papers the details are kept; nothing is
    learnt from that.
    """
    fitted: _Fitted | None = None
    for place in filled(corpus):
        week = history.weeks[place]
        size = len(week.listing.entries)
        if fitted is None or _stale(fitted, place, size):
            fitted = _fit(week.listing, corpus, place, config) or fitted
        if fitted is not None:
            papers = tuple(
                paper for paper in corpus.weeks[place] if _is_new(paper, week.listing, config)
            )
            yield _play(fitted, week, place, papers, watched)


def _stale(fitted: _Fitted, week: int, entries: int) -> bool:
    known = len(fitted.listing.entries)
    grown = abs(entries - known) >= max(1.0, REFIT_GROWTH * known)
    return week - fitted.week >= REFIT_WEEKS or grown


def _is_new(paper: Paper, listing: PaperList, config: Config) -> bool:
    return (
        unwanted(paper, config.settings.arxiv) is None
        and paper.id not in listing.hidden_ids
        and listing.find(paper) is None
    )


def _fit(listing: PaperList, corpus: Corpus, week: int, config: Config) -> _Fitted | None:
    subject = _subject(listing, config)
    listed = listed_of(listing, corpus.known)
    others = corpus.background(week, listing)
    past = Past(a_day=arrivals(corpus.weeks[week]))
    try:
        judge = fit(listed, subject.topics, subject.rules, others, past)
    except NothingToLearnError:
        return None
    plain = learn_plain(listed, subject, others)
    return _Fitted(judge, plain, subject, listing, week)


def _subject(listing: PaperList, config: Config) -> Subject:
    """Return topics and rules; of an old list that has none of the sections named, without them."""
    try:
        return subject_of(listing, config)
    except ConfigError:
        settings = config.settings.model_copy(update={"sections": {}})
        return subject_of(listing, replace(config, settings=settings))


def _play(
    fitted: _Fitted, week: Week, place: int, papers: Sequence[Paper], watched: frozenset[ArxivId]
) -> Played:
    candidates = fitted.judge.judge(papers)
    offer = select(
        candidates,
        budget=OFFERED,
        min_probability=_LEAST,
        min_confidence=0.0,
        near_misses=0,
        gone=fitted.judge.gone,
    )
    explained = [fitted.judge.explain(c.paper) for c in candidates if c.paper.id in watched]
    judged = [
        replace(_judged(c, week, place, fitted), barred=_barred(c, offer, fitted.judge))
        for c in explained
    ]
    scores = {OURS: np.array([c.score for c in candidates], np.float64)}
    return Played(
        week=place,
        start=week.start.date(),
        end=week.end.date(),
        entries=len(week.listing.entries),
        ids=tuple(paper.id for paper in papers),
        days=tuple(_day(paper, week) for paper in papers),
        probabilities=np.array([c.probability for c in candidates], np.float64),
        scores={**scores, **fitted.plain.scores(papers)},
        offered=tuple(_judged(c, week, place, fitted) for c in offer.chosen),
        watched=tuple(judged),
    )


def _barred(candidate: Candidate, offer: Selection, judge: Judge) -> Barred:
    """Return why *candidate* is not in *offer*; "" when it is, or for want of chance or room."""
    kind = offer.decided[candidate.paper.id].kind
    if kind == "ruled out":
        return kind
    if candidate.placement.section in judge.gone or kind == "section unsure":
        return "section gone"
    return kind if kind == "twin" else ""


def _judged(candidate: Candidate, week: Week, place: int, fitted: _Fitted) -> Judged:
    where, paper = candidate.placement, candidate.paper
    paths = {topic.id: topic.path for topic in fitted.subject.topics}
    paths |= {section.id: section.path for section in fitted.listing.sections}
    section = where.section
    if any(each.id == section for each in fitted.listing.sections):
        section = home_of(fitted.listing, section, paper)
        section = shelf_of(fitted.listing, section, paper)
    return Judged(
        arxiv_id=paper.id,
        title=paper.title,
        day=_day(paper, week),
        week=place,
        score=candidate.score,
        probability=candidate.probability,
        section=paths.get(section, ()),
        runner_up=paths.get(where.runner_up, ()) if where.runner_up is not None else (),
        confidence=where.confidence,
        reasons=reasons_of(candidate.reasons),
        sections=frozenset(each.path for each in week.listing.sections),
    )


def _day(paper: Paper, week: Week) -> date:
    return (paper.submitted or week.start).date()
