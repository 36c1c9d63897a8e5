"""What is known of arXiv so far, and what a mailing's order tells of papers not seen yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.arxiv.sweep.calendar import (
    LAG,
    NEVER,
    Boundary,
    Rank,
    earliest_mailing,
    find_boundary,
    last_mailing,
    next_mailing,
)
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

REMEMBERED = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All papers in *categories* submitted since *covers* (aware) that arXiv showed at the time.

    What is not in *ids* now has been announced since, however old its date of submission.
    *newest* is the latest time of submission among them, *until* when they were seen; of several
    lists that remember together, *reached* is when the first of them saw them.
    """

    covers: datetime
    categories: tuple[str, ...]
    ids: frozenset[ArxivId]
    newest: datetime | None = None
    until: datetime | None = None
    reached: datetime | None = None

    def answers(self, start: datetime, categories: Sequence[str]) -> bool:
        """Whether this tells new from old for all of *categories* submitted since *start*."""
        return self.covers <= start and set(categories) <= set(self.categories)


def with_feed(
    seen: Seen | None, ids: Iterable[ArxivId], categories: Sequence[str], *, now: datetime
) -> Seen:
    """Return *seen* and the *ids* that today's feeds have shown, all of 60 days at most.

    Without *seen* the memory begins now: papers submitted from now on will be known. Times of
    submission are not, so that identifiers are kept by the month in which they were announced.
    """
    first = now - REMEMBERED
    covers, known = now, frozenset[ArxivId]()
    if seen is not None and set(categories) <= set(seen.categories):
        covers, known = seen.covers, seen.ids
        categories = seen.categories
    recent = (i for i in known if not _is_older(i, f"{first:%y%m}"))
    return Seen(
        covers=max(covers, first),
        categories=tuple(sorted(categories)),
        ids=frozenset([*recent, *ids]),
    )


def with_seen(before: Seen | None, now_seen: Seen, start: datetime, *, now: datetime) -> Seen:
    """Return *now_seen*, all that changed since *start*, joined with what was seen *before*.

    *before* is of use if it was complete at *start* and knows all the categories.
    """
    if (
        before is None
        or before.until is None
        or before.until < start
        or not set(now_seen.categories) <= set(before.categories)
    ):
        return now_seen
    first = now - REMEMBERED
    known = (i for i in before.ids if not _is_older(i, f"{first:%y%m}"))
    return Seen(
        covers=max(before.covers, first),
        categories=now_seen.categories,
        ids=now_seen.ids.union(known),
        newest=now_seen.newest,
    )


def _is_older(arxiv_id: ArxivId, month: str) -> bool:
    # Legacy identifiers ("hep-th/9901001") ended in 2007.
    return not arxiv_id[:4].isdecimal() or arxiv_id[:4] < month


def seen_of(
    papers: Iterable[Paper], start: datetime, categories: Sequence[str], *, now: datetime
) -> Seen:
    """Return what a complete sweep since *start* has shown: *papers*, of 60 days at most."""
    covers = max(start, now - REMEMBERED)
    times = {p.id: p.submitted for p in papers if p.submitted is None or p.submitted >= covers}
    return Seen(
        covers=covers,
        categories=tuple(sorted(categories)),
        ids=frozenset(times),
        newest=max((time for time in times.values() if time), default=None),
        until=now,
    )


# Tells papers announced before a moment from those announced after it.
#
# Submitted is not announced: moderation can take weeks, and no interface that can be searched
# tells the day of the mailing. What was seen before is old, whatever its dates. Without such a
# memory identifiers tell: they are given at announcement, in order
# (https://info.arxiv.org/help/arxiv_identifier.html), so one sure paper dates all after it.

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
    """Papers told apart by a window: announced *before* it, *inside* it, *after* it.

    *uncertain* papers are inside, but may have been announced just outside: nothing tells.
    """

    before: tuple[Paper, ...]
    inside: tuple[Paper, ...]
    after: tuple[Paper, ...]
    uncertain: frozenset[ArxivId] = frozenset()


def split(
    papers: Iterable[Paper],
    window: Window,
    *,
    open_end: bool = False,
    seen: Seen | None = None,
    broken: bool = False,
) -> Split:
    """Tell *papers* apart; each part is in order of announcement.

    *papers* must be everything submitted from well before the window to some days past its
    end, for the boundaries are found among them. With *open_end* the window has no end: what
    is known was announced already. Papers without a date of submission count as inside.
    Whatever *seen* lacks is new, and all else is old. Where the sweep is *broken* the order of
    identifiers shows nothing: then only papers that cannot have been announced before are new.
    """
    ordered = sorted(papers, key=sorting)
    dates = () if broken else [(p.id, p.submitted) for p in ordered]
    teller = Teller(lambda: dates, window, open_end=open_end, seen=seen)
    parts: tuple[list[Paper], list[Paper], list[Paper]] = ([], [], [])
    for paper in ordered:
        parts[teller.place(paper.id, paper.submitted)].append(paper)
    before, inside, after = map(tuple, parts)
    uncertain = frozenset(paper.id for paper in inside if teller.doubts(paper.id, paper.submitted))
    return Split(before, inside, after, uncertain)


def visible_since(since: datetime) -> datetime:
    """Return the moment from which on papers are new to a run that remembers nothing.

    It is *since* (aware), or the mailing shortly before: a run at that time may not have seen it.
    """
    mailing = last_mailing(since)
    return mailing if since - mailing <= LAG else since


def vanished(
    seen: Seen, papers: Iterable[tuple[ArxivId, datetime | None]], since: datetime
) -> list[ArxivId]:
    """Return what was *seen* and is not among *papers*, though announced after *since*.

    Of a paper are given its identifier and when it was submitted. Identifiers tell: papers
    submitted after *since* were numbered later than those announced before.
    """
    here: set[ArxivId] = set()
    first: Rank | None = None
    for arxiv_id, submitted in papers:
        here.add(arxiv_id)
        place = rank(arxiv_id)
        if submitted and submitted >= since and place:
            first = min(first or place, place)
    if first is None:
        return sorted(seen.ids - here)
    return sorted(i for i in seen.ids - here if (place := rank(i)) and place >= first)


def sorting(paper: Paper) -> tuple[Rank, str]:
    """Return the key that sorts papers as they were announced, legacy ones first."""
    return (rank(paper.id) or (0, 0, 0), paper.id)


Dates = Callable[[], Iterable[tuple[ArxivId, datetime | None]]]
"""Gives identifiers and times of submission in order of announcement, as often as asked."""


class Teller:
    """Says of each paper of *dates* where it lies; keeps none of them."""

    def __init__(
        self, dates: Dates, window: Window, *, open_end: bool, seen: Seen | None = None
    ) -> None:
        self._window, self._seen = window, seen
        self._since = window.since if seen else visible_since(window.since)
        self._dates = dates
        self._start = self._early = Boundary()
        if seen is None:
            self._start = self._early = _found(dates, window.since, until=window.until)
        if self._since < window.since:
            self._early = _found(dates, self._since, until=window.until)
        self._end = None if open_end else _found(dates, window.until)

    def place(self, arxiv_id: ArxivId, submitted: datetime | None) -> int:
        """Return 0 for a paper announced before the window, 1 inside, 2 after."""
        if not self._is_new(arxiv_id, submitted):
            return 0
        if self._end is None or submitted is None:
            return 1
        reached = _reached(arxiv_id, submitted, self._end.first, self._window.until)
        return 2 if reached else 1

    def doubts(self, arxiv_id: ArxivId, submitted: datetime | None) -> bool:
        """Whether a paper inside may have been announced before the window, or after it."""
        place, first = rank(arxiv_id), self._start.first
        last = self._end.doubt if self._end else None
        if place is None:
            return False
        if first is None and self._since < self._window.since:
            first = NEVER
        sure = submitted is not None and earliest_mailing(submitted) >= self._window.since
        early = first is not None and place < first and not sure
        return early or (last is not None and place >= last)

    def _is_new(self, arxiv_id: ArxivId, submitted: datetime | None) -> bool:
        if self._seen is not None and arxiv_id in self._seen.ids:
            return False
        if submitted is None or self.remembers(submitted):
            return True
        if self._seen is not None and self._early is self._start:
            self._early = _found(self._dates, self._since, until=self._window.until)
        return _reached(arxiv_id, submitted, self._early.doubt, self._since)

    def remembers(self, submitted: datetime | None) -> bool:
        """Whether what was seen tells new from old among papers *submitted* then."""
        return self._seen is not None and submitted is not None and submitted >= self._seen.covers


def _found(dates: Dates, moment: datetime, *, until: datetime | None = None) -> Boundary:
    if until is not None and next_mailing(moment) >= until:
        return Boundary()  # no mailing at all in the window: each goes by its own earliest one
    dated = ((rank(arxiv_id), submitted) for arxiv_id, submitted in dates())
    return find_boundary(((place, time) for place, time in dated if place and time), moment)


def _reached(arxiv_id: ArxivId, submitted: datetime, first: Rank | None, moment: datetime) -> bool:
    place = rank(arxiv_id)
    by_order = place is not None and first is not None and place >= first
    return by_order or earliest_mailing(submitted) >= moment
