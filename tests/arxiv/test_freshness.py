"""Whether feeds hold today's mailing: by date, by number, by memory, and by what others know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.arxiv.feed.freshness import Feed, lacking, mailing_due, troubles
from bot.arxiv.sweep.seen import Seen
from classifier.papers.paper import Paper
from tests.arxiv.fakes import NOW, paper
from tests.arxiv.test_feed import OLD, TODAYS, announced


def feed(category: str, papers: list[Paper], items: int | None = None) -> Feed:
    return Feed(category, tuple(papers), len(papers) if items is None else items)


LG = announced(161, 999, "cs.LG")


@pytest.mark.parametrize(
    ("known", "until", "stale"),
    [
        (OLD + TODAYS, "2026-03-18T03:00", True),
        (OLD + TODAYS, "2026-03-18T05:00", False),  # the second run of the day
        (OLD + TODAYS[1:], "2026-03-18T03:00", False),
    ],
)
def test_a_feed_of_papers_that_were_all_seen_yesterday_is_stale(
    known: list[Paper], until: str, stale: bool
) -> None:
    seen = Seen(
        covers=NOW,
        categories=("cs.DC",),
        ids=frozenset(p.id for p in known),
        until=datetime.fromisoformat(until).replace(tzinfo=UTC),
    )
    told = troubles([feed("cs.DC", TODAYS)], now=NOW, seen=seen)
    assert bool(told) is stale
    saturday = NOW + timedelta(days=3)
    assert troubles([feed("cs.DC", [])], now=saturday, seen=seen) == ()


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ([feed("cs.DC", announced(101, 160)), feed("cs.LG", LG)],
         ["the feed of cs.DC holds an older mailing under today's date"]),
        ([feed("cs.DC", OLD), feed("cs.LG", LG)], ["the feed of cs.DC still holds 2026-03-17"]),
        ([feed("cs.DC", []), feed("cs.LG", [])],
         ["all feeds are empty, though a mailing was due on 2026-03-18"]),
        ([feed("cs.DC", announced(101, 160, day=date(2026, 3, 19)))],
         ["the feed of cs.DC is of 2026-03-19, ahead of this clock"]),
        ([feed("cs.DC", [*TODAYS[:60], paper("2603.00300")])],
         ["the feed of cs.DC does not date 1 of its papers"]),
        ([feed("cs.DC", TODAYS[:60], 2_000)],
         ["the feed of cs.DC is full: new papers may be missing from it"]),
    ],
)  # fmt: skip
def test_a_feed_that_cannot_be_trusted_is_named(feeds: list[Feed], expected: list[str]) -> None:
    assert list(troubles(feeds, now=NOW)) == expected


@pytest.mark.parametrize(
    "feeds",
    [
        [feed("cs.DC", TODAYS[:60] + TODAYS[-10:]), feed("cs.LG", TODAYS[60:-10])],
        # One paper can be the first of its mailing by chance.
        [feed("cs.DC", announced(101, 101)), feed("cs.LG", announced(102, 300, "cs.LG"))],
        # Cross-lists may be of any age.
        [feed("cs.DC", announced(1, 60, "cs.AI", "cs.DC")), feed("cs.LG", LG)],
        [feed("cs.DC", []), feed("cs.LG", LG)],
        [],
    ],
)
def test_a_feed_that_may_be_right_is_left_alone(feeds: list[Feed]) -> None:
    assert troubles(feeds, now=NOW) == ()


@pytest.mark.parametrize("days", [3, 4])
def test_feeds_may_be_empty_or_old_at_the_weekend(days: int) -> None:
    weekend = NOW + timedelta(days=days)
    assert troubles([feed("cs.DC", []), feed("cs.LG", [])], now=weekend) == ()
    assert troubles([feed("cs.DC", OLD)], now=weekend) == ()


TUESDAY = datetime(2026, 3, 18, tzinfo=UTC)  # 20:00 in New York


@pytest.mark.parametrize(
    ("now", "mailing"),
    [
        (datetime(2026, 3, 18, 3, 59, tzinfo=UTC), TUESDAY - timedelta(days=1)),
        (datetime(2026, 3, 18, 4, tzinfo=UTC), TUESDAY),
        (datetime(2026, 3, 21, 12, tzinfo=UTC), None),  # Saturday
        (datetime(2026, 3, 22, 12, tzinfo=UTC), None),
        (datetime(2026, 3, 23, 12, tzinfo=UTC), datetime(2026, 3, 23, tzinfo=UTC)),
        (datetime(2026, 12, 26, 12, tzinfo=UTC), None),  # after Christmas Day
    ],
)
def test_the_feeds_hold_the_mailing_of_the_evening_before(
    now: datetime, mailing: datetime | None
) -> None:
    assert mailing_due(now) == mailing


DC = feed("cs.DC", announced(101, 160))
KNOWN = announced(110, 160)
UNCONFIRMED = "nothing confirms that the feeds hold the mailing of Tuesday, 2026-03-17"


def seen(*papers: Paper) -> Seen:
    return Seen(covers=NOW, categories=("cs.DC",), ids=frozenset(p.id for p in papers))


@pytest.mark.parametrize(
    ("feeds", "known", "memory", "told"),
    [
        ([DC], KNOWN, None, ()),
        ([DC, feed("cs.LG", [])], KNOWN, None, ()),  # a quiet category
        ([DC], [], seen(*OLD), ()),
        ([DC], [], None, (UNCONFIRMED,)),
        ([DC], [], seen(*OLD, *DC.kept), (UNCONFIRMED,)),
        ([DC, feed("cs.LG", [])], [], seen(*OLD), (UNCONFIRMED,)),
        ([feed("cs.DC", [])], KNOWN, seen(*OLD),
         ("the feed of cs.DC lacks 51 of 51 papers of its mailing, 2603.00110 first",)),
        ([feed("cs", list(DC.kept[:59]))], KNOWN, None,
         ("the feed of cs lacks 1 of 51 papers of its mailing, 2603.00160 first",)),
    ],
)  # fmt: skip
def test_feeds_are_held_against_what_is_known_of_their_mailing(
    feeds: list[Feed], known: list[Paper], memory: Seen | None, told: tuple[str, ...]
) -> None:
    assert lacking(feeds, known, TUESDAY, memory) == told


def test_an_old_paper_cross_listed_now_does_not_make_a_stale_feed_fresh() -> None:
    old = paper("1901.00001", categories=("cs.AI", "cs.DC"), announced=TODAYS[0].announced)
    memory = Seen(
        covers=NOW,
        categories=("cs.DC",),
        ids=frozenset(p.id for p in DC.kept),
        until=datetime(2026, 3, 18, 3, tzinfo=UTC),
    )
    assert troubles([feed("cs.DC", [old, *DC.kept])], now=NOW, seen=memory) == (
        "the feed of cs.DC holds an older mailing under today's date",
    )
    assert troubles([feed("cs.DC", [old])], now=NOW, seen=memory) == ()
