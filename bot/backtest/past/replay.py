"""Week by week as the bot would have run: judged with what was known on that Monday. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bot.backtest.past.baselines import Plain, learn_plain
from bot.backtest.past.corpus import Corpus, filled
from bot.backtest.past.history import History, Week
from bot.backtest.past.judged import OURS, Barred, Judged, Played
from bot.config import Config
from bot.core.errors import ConfigError
from bot.lists import PaperList, home_of, shelf_of
from bot.pipeline import Subject, arrivals, listed_of, reasons_of, subject_of, unwanted
from classifier import Judge, NothingToLearnError, Past, fit, select
from classifier.papers import ArxivId, Candidate, Paper, Selection

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
    if candidate.placement.section in judge.gone:
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
