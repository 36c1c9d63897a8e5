"""Week by week as the bot would have run: judged with what was known on that Monday. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import Literal

import numpy as np

from bot.backtest.past.baselines import Plain, learn_plain
from bot.backtest.past.corpus import Corpus, filled
from bot.backtest.past.history import History, Week
from bot.config import Config
from bot.core.errors import ConfigError
from bot.lists import PaperList, home_of, shelf_of
from bot.pipeline import Subject, is_wanted, listed_of, reasons_of, subject_of
from classifier import Floats, Judge, NothingToLearnError, evidence_of, fit, select
from classifier.papers import ArxivId, Candidate, Paper, Selection

REFIT_WEEKS = 4
REFIT_GROWTH = 0.05
OFFERED = 100
"""So many of a week are kept, best first: more than any budget that is recommended."""
_LEAST = 0.01
Barred = Literal["", "ruled out", "section gone", "twin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A paper as judged in its week; `sections` were the headings that existed then.

    `barred` is what no setting of `[select]` lets through, and why.
    """

    arxiv_id: ArxivId
    title: str
    day: date
    week: int
    score: float
    probability: float
    section: tuple[str, ...]
    runner_up: tuple[str, ...]
    confidence: float
    reasons: tuple[str, ...]
    sections: frozenset[tuple[str, ...]]
    barred: Barred = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One week: every paper's figures, the likeliest placed ones, and the papers watched for.

    `scores` names a ranking -> a figure per paper of `ids`; the bot's own is OURS.
    """

    week: int
    start: date
    end: date
    entries: int
    ids: tuple[ArxivId, ...]
    days: tuple[date, ...]
    probabilities: Floats
    scores: Mapping[str, Floats]
    offered: tuple[Judged, ...]
    watched: tuple[Judged, ...]


OURS = "paper-bot"


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
    anything can be learnt is left out. Of *watched* papers the details are kept: they are
    watched, not learnt from.
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
        is_wanted(paper, config.settings.arxiv)
        and paper.id not in listing.hidden_ids
        and listing.find(paper) is None
    )


def _fit(listing: PaperList, corpus: Corpus, week: int, config: Config) -> _Fitted | None:
    subject = _subject(listing, config)
    listed = listed_of(listing, corpus.known)
    others = corpus.background(week, listing)
    try:
        judge = fit(listed, subject.topics, subject.rules, others)
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
    seen = [fitted.judge.explain(c.paper) for c in candidates if c.paper.id in watched]
    told = [
        replace(_judged(c, week, place, fitted), barred=_barred(c, offer, fitted.judge))
        for c in seen
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
        watched=tuple(told),
    )


def _barred(candidate: Candidate, offer: Selection, judge: Judge) -> Barred:
    """Return why *candidate* is not in *offer*; "" when it is, or for want of chance or room."""
    if not next(evidence_of(judge.rules, (candidate.paper,))).whole.allowed:
        return "ruled out"
    if candidate.placement.section in judge.gone:
        return "section gone"
    shown = {c.paper.id for c in offer.chosen}
    last = offer.chosen[-1].score if len(shown) == OFFERED else -inf
    likely = candidate.probability >= _LEAST and candidate.score > last
    return "twin" if likely and candidate.paper.id not in shown else ""


def _judged(candidate: Candidate, week: Week, place: int, fitted: _Fitted) -> Judged:
    where, paper = candidate.placement, candidate.paper
    paths = {topic.id: topic.path for topic in fitted.subject.topics}
    paths |= {section.id: section.path for section in fitted.listing.sections}
    section = where.section
    if any(one.id == section for one in fitted.listing.sections):
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
        sections=frozenset(one.path for one in week.listing.sections),
    )


def _day(paper: Paper, week: Week) -> date:
    return (paper.submitted or week.start).date()
