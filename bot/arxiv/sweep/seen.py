"""What was known when arXiv was last swept completely; a noun with one question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
