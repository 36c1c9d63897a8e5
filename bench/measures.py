"""The figures of a ranking and of a placement, as the field defines them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Ranked:
    """One paper of the stream: when it appeared, how it was ranked, whether it was added."""

    day: date
    score: float
    tie: str
    added: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """One added paper: the sections it stands in, and those named first and second."""

    right: frozenset[int]
    first: int | None
    second: int | None
    confidence: float


def ranking(papers: Sequence[Ranked]) -> Mapping[str, float]:
    """Return average precision, WSS@95, and recall at 8, at 32 and at its own number of *papers*.

    Average precision: the mean, over the added papers, of the precision at their rank. WSS@95
    (Cohen et al. 2006, doi:10.1197/jamia.M1929): the share that need not be read to find 95 %
    of the added, less 5 %. Recall at k a week: the share of the added among the k best of
    their ISO week. At its own number: among as many of the best as were added.
    """
    ordered = sorted(papers, key=lambda p: (-p.score, p.tie))
    ranks = [rank for rank, paper in enumerate(ordered, 1) if paper.added]
    read = ranks[-(-len(ranks) * 95 // 100) - 1]
    return {
        "AP": fmean(found / rank for found, rank in enumerate(ranks, 1)),
        "R@8/wk": _recall_a_week(ordered, 8),
        "R@32/wk": _recall_a_week(ordered, 32),
        "R@own": sum(rank <= len(ranks) for rank in ranks) / len(ranks),
        "WSS@95": 1 - read / len(ordered) - 0.05,
    }


def placing(papers: Sequence[Placed]) -> Mapping[str, float]:
    """Return accuracy, top-2 accuracy, and accuracy on the most confident 70 % of *papers*."""
    known = sorted((p for p in papers if p.right), key=lambda p: -p.confidence)
    sure = known[: max(1, round(0.7 * len(known)))]
    return {
        "section": fmean(p.first in p.right for p in known),
        "top-2": fmean(bool({p.first, p.second} & p.right) for p in known),
        "sure 70 %": fmean(p.first in p.right for p in sure),
    }


def _recall_a_week(ordered: Sequence[Ranked], budget: int) -> float:
    shown: dict[tuple[int, int], int] = {}
    found = 0
    for paper in ordered:
        week = paper.day.isocalendar()[:2]
        shown[week] = shown.get(week, 0) + 1
        found += paper.added and shown[week] <= budget
    return found / sum(paper.added for paper in ordered)
