"""Judged papers and results made by hand; for tests of figures and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import numpy as np

from bot.backtest.figures import OURS, Bar, Judged, Played
from bot.backtest.history import Added
from bot.backtest.result import Result, result_of
from classifier.papers.paper import ArxivId

MONDAY = date(2024, 4, 1)
BAR = Bar(2, 0.5, 0.3)
A, B, OLD = ("Kitchen", "Kettles"), ("Kitchen", "Bees"), ("Kitchen", "Gone")


def judged(number: int, probability: float, **more: object) -> Judged:
    base = Judged(
        arxiv_id=ArxivId(f"2404.{number:05d}"),
        title=f"Paper {number}",
        day=MONDAY + timedelta(days=number % 5),
        week=0,
        score=probability * 10 - number / 1000,
        probability=probability,
        section=A,
        runner_up=B,
        confidence=0.9,
        reasons=("phrases +1.0: kettle", "like “Steam” (0.30)"),
        sections=frozenset({A, B}),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # the callers name real fields


def played(week: int, offered: Sequence[Judged], added: Sequence[int]) -> Played:
    """Return a week whose papers are *offered*, of which those numbered *added* came in."""
    start = MONDAY + timedelta(weeks=week)
    scores = np.array([paper.score for paper in offered])
    return Played(
        week=week,
        start=start,
        end=start + timedelta(weeks=1),
        entries=10 + week,
        ids=tuple(paper.arxiv_id for paper in offered),
        days=tuple(paper.day for paper in offered),
        probabilities=np.array([paper.probability for paper in offered]),
        scores={OURS: scores, "newest first": -scores},
        offered=tuple(sorted(offered, key=lambda paper: -paper.score)),
        watched=tuple(paper for paper in offered if int(paper.arxiv_id[5:]) in added),
    )


def addition(days: int, *paths: tuple[str, ...]) -> Added:
    moment = datetime.combine(MONDAY + timedelta(days=days), time(12), UTC)
    return Added(moment, frozenset(paths or {A}))


ADDED = {
    ArxivId("2404.00001"): addition(8),
    ArxivId("2404.00003"): addition(20, B),
    ArxivId("2404.00011"): addition(9, B, OLD),
    ArxivId("2404.00012"): addition(11, OLD),
}
WEEKS = (
    played(0, [judged(1, 0.9), judged(2, 0.8), judged(3, 0.7), judged(4, 0.1)], [1, 3]),
    played(
        1,
        [
            judged(11, 0.6, day=date(2024, 4, 8)),
            judged(12, 0.2, day=date(2024, 4, 9)),
            judged(13, 0.95, confidence=0.1, day=date(2024, 4, 9)),
        ],
        [11, 12],
    ),
)


@cache
def result() -> Result:
    return result_of(WEEKS, ADDED, BAR)
