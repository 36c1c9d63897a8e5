"""The nouns of a replay: a paper as judged in its week, and a week as played. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from classifier import Floats
from classifier.papers import ArxivId

OURS = "paper-bot"
"""The name of the bot's own ranking."""

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
