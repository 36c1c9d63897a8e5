"""Decides which door of arXiv is asked next, from the window, the memory, and what came so far.

Pure: facts in, a door out. The order is what costs arXiv least for the window at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.arxiv.sweep.account import Visit
from bot.arxiv.sweep.mark import is_in_feeds
from bot.arxiv.sweep.seen import Seen
from bot.core.window import Window

Door = Literal["feed", "api", "oai"]
_PAGE = 2000  # papers in one answer of the search API
_WITNESS = 1  # request, by which each door is held against another answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a run wants: the papers of *window* in so many *categories*; *seen* is its memory.

    *sweep_back* is how long before the window the search API is asked for submissions; *at_hand*
    says that it need not be, for a run of the day has kept what it gave.
    """

    window: Window
    now: datetime
    categories: Sequence[str]
    sweep_back: timedelta
    seen: Seen | None = None
    at_hand: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The *door* to ask next; *patient* where no other one is left to try first."""

    door: Door
    patient: bool = False


def doors_of(need: Need) -> tuple[Door, ...]:
    """Return the doors that can serve *need*, the cheapest for arXiv first.

    Feeds hold one mailing: they serve if all before it was seen, and cost a request a category.
    """
    fits = need.seen is not None and is_in_feeds(need.seen, need.window, now=need.now)
    cheap = fits and bool(need.categories) and len(need.categories) + _WITNESS <= _pages(need)
    return ("feed", "api", "oai") if cheap and not need.at_hand else ("api", "oai")


def next_step(need: Need, visits: Sequence[Visit]) -> Step | None:
    """Return the next step after *visits*, None when it is done or nothing is left to ask.

    Each door is asked once in haste, so that none is pressed while another one serves. Only when
    all have failed are those that only want time asked once more, with patience.
    """
    if any(visit.outcome in ("served", "out of time") for visit in visits):
        return None
    order = doors_of(need)
    if len(visits) < len(order):
        return Step(order[len(visits)])
    second = [v.door for v in visits[: len(order)] if v.outcome == "failed" and v.door != "feed"]
    again = [door for door in order if door in second][len(visits) - len(order) :]
    return Step(again[0], patient=True) if again else None


def _pages(need: Need) -> int:
    """Return how many requests the search API takes, by the papers of the days remembered."""
    seen = need.seen
    if seen is None or seen.until is None:
        return 0
    days = max(1.0, (seen.until - seen.covers) / timedelta(days=1))
    swept = (need.now - need.window.since + need.sweep_back) / timedelta(days=1)
    return max(1, -(-round(len(seen.ids) / days * swept) // _PAGE)) + _WITNESS
