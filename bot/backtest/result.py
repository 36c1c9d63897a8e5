"""The result of a replay: proposals, misses, figures and a recommendation. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median
from typing import Literal

import numpy as np

from bot.backtest.figures import (
    OURS,
    Advice,
    Bar,
    Bin,
    Bools,
    Interval,
    Judged,
    Played,
    advise,
    at_budget,
    average_precision,
    brier,
    curve,
    expected_error,
    interval,
    proposed,
    reliability,
    stream_of,
    weekly_precision,
)
from bot.backtest.history import Added
from classifier.papers import ArxivId


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """How one way to rank does: average precision, and precision and recall at the budget.

    `ap` is that of all weeks as one ranking, `weekly` that of ranking each week by itself.
    """

    name: str
    ap: Interval
    weekly: Interval
    precision: Interval
    recall: Interval
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBar:
    """One week: its Monday, papers proposed, `hits` that were added, `missed` additions."""

    start: date
    proposed: int
    hits: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """How well sections are chosen, over *papers* added whose section existed then.

    `confusion` counts (right section, predicted section).
    """

    papers: int
    accuracy: float
    top_two: float
    confusion: Mapping[tuple[str, str], int]


MissKind = Literal[
    "ruled out", "section gone", "twin", "below threshold", "section unsure", "over budget"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """An added paper that was not proposed, and why: where it stood in its week, from 1."""

    paper: Judged
    added: date
    place: int
    decision: MissKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All figures of a replay. Days are medians, None without a paper to measure."""

    bar: Bar
    weeks: tuple[WeekBar, ...]
    papers: int
    positives: int
    entries: tuple[int, int]
    rankings: tuple[Ranking, ...]
    proposals: int
    hits: int
    bins: tuple[Bin, ...]
    brier: float
    calibration_error: float
    placing: Placing | None
    days_to_proposal: float | None
    days_to_addition: float | None
    misses: tuple[Missed, ...]
    false_alarms: tuple[Judged, ...]
    advice: Advice | None


def result_of(played: Sequence[Played], added: Mapping[ArxivId, Added], bar: Bar) -> Result:
    """Return the result of *played* weeks, given what was *added* in the end.

    *played* must not be empty.
    """
    hit = np.array([i in added for week in played for i in week.ids], np.bool_)
    chance = np.concatenate([week.probabilities for week in played])
    bins = reliability(chance, hit)
    offers = [proposed(week.offered, bar) for week in played]
    hits = [[paper for paper in offer if paper.arxiv_id in added] for offer in offers]
    watched = [[paper for paper in week.watched if paper.arxiv_id in added] for week in played]
    return Result(
        bar=bar,
        weeks=tuple(map(_bar, played, offers, hits, watched)),
        papers=len(hit),
        positives=int(hit.sum()),
        entries=(played[0].entries, played[-1].entries),
        rankings=tuple(_ranking(name, played, hit, bar.budget) for name in played[0].scores),
        proposals=sum(map(len, offers)),
        hits=sum(map(len, hits)),
        bins=bins,
        brier=brier(chance, hit),
        calibration_error=expected_error(bins),
        placing=_placing((paper for week in watched for paper in week), added),
        days_to_proposal=_median(
            (week.end - paper.day).days
            for week, mine in zip(played, hits, strict=True)
            for paper in mine
        ),
        days_to_addition=_median(
            (added[paper.arxiv_id].moment.date() - paper.day).days
            for week in watched
            for paper in week
        ),
        misses=_misses(played, watched, offers, added, bar),
        false_alarms=_best_first(
            paper for offer in offers for paper in offer if paper.arxiv_id not in added
        ),
        advice=advise([week.offered for week in played], watched, bar),
    )


def _ranking(name: str, played: Sequence[Played], hit: Bools, budget: int) -> Ranking:
    week = np.concatenate([np.full(len(each.ids), n) for n, each in enumerate(played)])
    ids = [arxiv_id for each in played for arxiv_id in each.ids]
    score = np.concatenate([each.scores[name] for each in played])
    stream = stream_of(score, week.astype(np.int64), hit, ids)
    weeks = len(played)
    return Ranking(
        name=name,
        ap=interval(lambda weight: average_precision(stream, weight), weeks),
        weekly=interval(lambda weight: weekly_precision(stream, weight), weeks),
        precision=interval(lambda weight: at_budget(stream, budget, weight)[0], weeks),
        recall=interval(lambda weight: at_budget(stream, budget, weight)[1], weeks),
        curve=curve(stream),
    )


def _bar(
    week: Played, offer: Sequence[Judged], hits: Sequence[Judged], watched: Sequence[Judged]
) -> WeekBar:
    return WeekBar(
        start=week.start,
        proposed=len(offer),
        hits=len(hits),
        missed=len(watched) - len(hits),
    )


def _placing(watched: Iterable[Judged], added: Mapping[ArxivId, Added]) -> Placing | None:
    known = [
        (paper, right)
        for paper in watched
        if (right := added[paper.arxiv_id].paths & paper.sections)
    ]
    if len({path for _, right in known for path in right}) < 2:  # noqa: PLR2004 - nothing to tell apart
        return None
    confusion = Counter(
        (_last(paper.section if paper.section in right else min(right)), _last(paper.section))
        for paper, right in known
    )
    return Placing(
        papers=len(known),
        accuracy=fmean(paper.section in right for paper, right in known),
        top_two=fmean(bool({paper.section, paper.runner_up} & right) for paper, right in known),
        confusion=dict(confusion),
    )


def _last(path: Sequence[str]) -> str:
    return path[-1] if path else "(no heading)"


def _misses(
    played: Sequence[Played],
    watched: Sequence[Sequence[Judged]],
    offers: Sequence[Sequence[Judged]],
    added: Mapping[ArxivId, Added],
    bar: Bar,
) -> tuple[Missed, ...]:
    misses = []
    for week, mine, offer in zip(played, watched, offers, strict=True):
        shown = {paper.arxiv_id for paper in offer}
        for paper in (paper for paper in mine if paper.arxiv_id not in shown):
            place = 1 + int((week.scores[OURS] > paper.score).sum())
            moment = added[paper.arxiv_id].moment.date()
            kind = _kind(paper, bar)
            misses.append(Missed(paper=paper, added=moment, place=place, decision=kind))
    return tuple(sorted(misses, key=lambda miss: (-miss.paper.score, miss.paper.arxiv_id)))


def _kind(paper: Judged, bar: Bar) -> MissKind:
    """Return why *paper*, which was not proposed, was not: the first reason as a run has them."""
    if paper.barred == "ruled out":
        return paper.barred
    if paper.probability < bar.min_probability:
        return "below threshold"
    if paper.barred:
        return paper.barred
    return "section unsure" if paper.confidence < bar.min_confidence else "over budget"


def _best_first(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    return tuple(sorted(judged, key=lambda paper: (-paper.score, paper.arxiv_id)))


def _median(days: Iterable[int]) -> float | None:
    ordered = sorted(days)
    return float(median(ordered)) if ordered else None
