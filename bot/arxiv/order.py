"""Tells papers announced before a moment from those announced after it, by identifier order.

Submitted is not announced: moderation can take weeks, and no interface that can be searched
tells the day of the mailing. But identifiers are given at announcement, in order
(https://info.arxiv.org/help/arxiv_identifier.html), so one sure paper dates all after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.arxiv.calendar import earliest_mailing, last_mailing
from bot.arxiv.window import Window
from classifier.paper import ArxivId, Paper

Rank = tuple[int, int, int]
"""Year, month and number of a modern identifier; sorts as papers were announced."""

# A mailing is big when this many papers of its own day end it; held ones are this scattered.
_BODY = 20
_REACH = 5
_TURN_OF_CENTURY = 91  # arXiv began in 1991


def rank(arxiv_id: ArxivId) -> Rank | None:
    """Return the place of *arxiv_id* in the order of announcement; None for a legacy id.

    Legacy ids ("hep-th/9901001") were numbered within each archive and cannot be compared.
    """
    month, dot, number = arxiv_id.partition(".")
    if not dot:
        return None
    year = int(month[:2])
    return (year + (1900 if year >= _TURN_OF_CENTURY else 2000), int(month[2:]), int(number))


@dataclass(frozen=True, slots=True)
class Split:
    """Papers told apart by a window: announced *before* it, *inside* it, *after* it."""

    before: tuple[Paper, ...]
    inside: tuple[Paper, ...]
    after: tuple[Paper, ...]


def split(papers: Iterable[Paper], window: Window, *, open_end: bool = False) -> Split:
    """Tell *papers* apart; each part is in order of announcement.

    *papers* must be everything submitted from well before the window to some days past its
    end, for the boundaries are found among them. With *open_end* the window has no end: what
    is known was announced already. Papers without a date of submission count as inside.
    """
    ordered = sorted(papers, key=_sorting)
    start = _Boundary(ordered, window.since)
    end = None if open_end else _Boundary(ordered, window.until)
    parts: tuple[list[Paper], list[Paper], list[Paper]] = ([], [], [])
    for paper in ordered:
        where = 0 if not start.reached(paper) else 2 if end and end.reached(paper) else 1
        parts[where].append(paper)
    return Split(*map(tuple, parts))


def _sorting(paper: Paper) -> tuple[Rank, str]:
    return (rank(paper.id) or (0, 0, 0), paper.id)


class _Boundary:
    """The first identifier announced at or after a moment."""

    def __init__(self, ordered: Sequence[Paper], moment: datetime) -> None:
        self._moment = moment
        dated = [(rank(p.id), p.submitted) for p in ordered]
        self._first = _first(
            [(place, time) for place, time in dated if place and time is not None], moment
        )

    def reached(self, paper: Paper) -> bool:
        if paper.submitted is None:
            return True
        place = rank(paper.id)
        if place is None or self._first is None:
            return earliest_mailing(paper.submitted) >= self._moment
        return place >= self._first


def _first(dated: Sequence[tuple[Rank, datetime]], moment: datetime) -> Rank | None:
    """Return the first rank announced at *moment* or later; None when that is not known."""
    for index, (_, submitted) in enumerate(dated):
        if earliest_mailing(submitted) >= moment:
            return dated[_with_held(dated, index, moment)][0]
    return None


def _with_held(dated: Sequence[tuple[Rank, datetime]], sure: int, moment: datetime) -> int:
    """Return the index where the mailing of the paper at *sure* begins.

    A mailing is numbered in order of submission, so papers that moderation had held come
    first in it, just below the first sure paper. Going down, submission times fall; where
    they rise, to a paper of the mailing before, the held ones end.
    """
    times = [submitted for _, submitted in dated[: sure + 1]]
    before = last_mailing(moment)
    start = sure
    while start and times[start - 1] <= times[start]:
        start -= 1
    # Landing on an older mailing means that no paper was held, and the run was a whole mailing.
    if start in (0, sure) or earliest_mailing(times[start - 1]) != before:
        start = sure
    return _with_scattered([earliest_mailing(t) for t in times[:start]], before)


def _with_scattered(mailings: Sequence[datetime], before: datetime) -> int:
    """Return the length of *mailings* without held papers scattered over its end.

    The numbering follows the order of submission only roughly. In a mailing of many papers the
    last ones are of that mailing's own day; older ones among them belong to the next mailing.
    """
    start = len(mailings)
    if mailings[-_BODY * 4 :].count(before) < _BODY:
        return start
    while older := [i for i in range(max(0, start - _REACH), start) if mailings[i] < before]:
        start = older[0]
    return start
