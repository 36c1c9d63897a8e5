"""Judges whether the announcement feeds hold today's mailing; it asks nobody.

A feed can be empty because it is Sunday, or stale under today's date: only its ids tell.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import comb

from bot.arxiv.sweep.account import names_of
from bot.arxiv.sweep.calendar import EASTERN, Rank, mailing_on
from bot.arxiv.sweep.seen import Seen, rank
from classifier.papers import ArxivId, Paper

FEED_LIMIT = 2000  # more items are cut off, the new papers first
_UNLIKELY = 1000  # to one, against chance
_WITNESSES = 5  # papers of other feeds too, all of them in this one: it was not cut short
_HELD = 0.25  # of a mailing, far more than moderation ever held


@dataclass(frozen=True, slots=True)
class Feed:
    """One category's feed: *kept* papers are new or cross-listed, *items* counts all.

    *revised* are new versions of older papers, if they are wanted.
    """

    category: str
    kept: tuple[Paper, ...]
    items: int
    revised: tuple[Paper, ...] = ()


def troubles(feeds: Sequence[Feed], *, now: datetime, seen: Seen | None = None) -> tuple[str, ...]:
    """Return a line for each feed, and for the day, that cannot be trusted at *now*.

    *seen* is what earlier runs knew.
    """
    return tuple(_troubles(feeds, now, seen))


def mailing_due(now: datetime) -> datetime | None:
    """Return the mailing that the feeds hold at *now*, None on days without one.

    That of the evening before is in the feeds from midnight on, Eastern time.
    """
    return mailing_on(now.astimezone(EASTERN).date() - timedelta(days=1))


def lacking(
    feeds: Sequence[Feed], known: Sequence[Paper], mailing: datetime, seen: Seen | None
) -> tuple[str, ...]:
    """Return what *feeds* lack of *mailing*, of which papers are *known* from elsewhere.

    Where nothing is known of it, only a memory can tell that the feeds are not old ones: *seen*.
    """
    if not known:
        sure = seen is not None and all(_has_news(feed, seen) for feed in feeds)
        day = f"{mailing.astimezone(EASTERN):%A, %Y-%m-%d}"
        return () if sure else (f"nothing confirms that the feeds hold the mailing of {day}",)
    return tuple(_lacking(feeds, known))


def doubtful_feeds(
    feeds: Sequence[Feed], seen: Seen | None
) -> tuple[tuple[str, ...], tuple[Feed, ...]]:
    """Return what *feeds* say against each other, and those about which nothing in them tells.

    This is for a day on which nobody else knows the mailing. A feed without anything new beyond
    what was *seen* may be an old one. A paper in several of our categories must be in the feed
    of each; where too few are, the feed itself must be asked again.
    """
    doubts: list[str] = []
    unsure: list[Feed] = []
    for feed in feeds:
        mine = {paper.id for paper in feed.kept}
        others = {
            paper.id
            for other in feeds
            if other is not feed
            for paper in other.kept
            if any(feed.category in names_of(category) for category in paper.categories)
        }
        if seen is None or not _has_news(feed, seen):
            doubts.append(f"nothing confirms that the feed of {feed.category} is today's")
        elif missing := sorted(others - mine):
            doubts.append(
                f"the feed of {feed.category} lacks {len(missing)} papers that came with others, "
                f"{missing[0]} first"
            )
        elif len(others) < _WITNESSES:
            unsure.append(feed)
    return tuple(doubts), tuple(unsure)


def knows_too_little(feeds: Sequence[Feed], known: Container[ArxivId]) -> bool:
    """Whether what is *known* of a mailing cannot be all: too many new papers of *feeds* lack.

    Papers that moderation held are not known, but they are few.
    """
    fresh = {p.id for feed in feeds for p in feed.kept if _is_primary(p, feed)}
    return sum(each not in known for each in fresh) > _HELD * len(fresh)


def _is_primary(paper: Paper, feed: Feed) -> bool:
    return any(feed.category in names_of(category) for category in paper.categories[:1])


def _lacking(feeds: Sequence[Feed], known: Sequence[Paper]) -> Iterator[str]:
    for feed in feeds:
        due = {p.id for p in known if any(feed.category in names_of(c) for c in p.categories)}
        if missing := sorted(due - {paper.id for paper in feed.kept}):
            yield (
                f"the feed of {feed.category} lacks {len(missing)} of {len(due)} papers of its "
                f"mailing, {missing[0]} first"
            )


def _has_news(feed: Feed, seen: Seen) -> bool:
    return any(paper.id not in seen.ids for paper in feed.kept)


def _troubles(feeds: Sequence[Feed], now: datetime, seen: Seen | None) -> Iterator[str]:
    today = now.astimezone(EASTERN).date()
    due = mailing_due(now) is not None
    if due and feeds and not any(feed.items for feed in feeds):
        yield f"all feeds are empty, though a mailing was due on {today}"
    for feed in feeds:
        if feed.items >= FEED_LIMIT:
            yield f"the feed of {feed.category} is full: new papers may be missing from it"
        if undated := sum(paper.announced is None for paper in feed.kept):
            yield f"the feed of {feed.category} does not date {undated} of its papers"
        if wrong := _wrong_day(feed, today, due=due):
            yield f"the feed of {feed.category} {wrong}"
        elif _lags(feed, feeds) or (due and _repeats(feed, seen, today)):
            yield f"the feed of {feed.category} holds an older mailing under today's date"


def _wrong_day(feed: Feed, today: date, *, due: bool) -> str:
    """Return what the dates of *feed* show to be wrong, "" if nothing."""
    dates = {p.announced.astimezone(EASTERN).date() for p in feed.kept if p.announced}
    last = max(dates, default=today)
    if last > today:
        return f"is of {last}, ahead of this clock"
    if due and last < today:
        return f"still holds {last}"
    return f"is of {today}, a day without a mailing" if not due and today in dates else ""


def _repeats(feed: Feed, seen: Seen | None, today: date) -> bool:
    """Whether *feed* holds nothing but what was seen before *today*'s feeds came out."""
    recent = [p for p in feed.kept if (place := rank(p.id)) and place[:2] >= _month_before(today)]
    if seen is None or seen.until is None or not recent:
        return False
    midnight = datetime.combine(today, time(), EASTERN)
    return seen.until < midnight and all(paper.id in seen.ids for paper in recent)


def _month_before(today: date) -> tuple[int, int]:
    # Old papers that are cross-listed now need not be remembered.
    month = today.replace(day=1) - timedelta(days=1)
    return month.year, month.month


def _lags(feed: Feed, feeds: Sequence[Feed]) -> bool:
    """Whether all ids of *feed* lie below those of all others, and by chance hardly could."""
    ranks = _fresh_ranks(feed)
    others = {place for other in feeds if other is not feed for place in _fresh_ranks(other)}
    others -= ranks
    if not ranks or not others or max(ranks) >= min(others):
        return False
    return comb(len(ranks) + len(others), len(ranks)) > _UNLIKELY


def _fresh_ranks(feed: Feed) -> set[Rank]:
    # Cross-lists can be of any age; papers whose primary category this is are today's.
    ranks = (rank(p.id) for p in feed.kept if _is_primary(p, feed))
    return {place for place in ranks if place is not None}
