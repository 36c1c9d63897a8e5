"""Announcement feeds: what is kept, what is stale, and what one day can hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.arxiv.feed.announcements import FeedSource, read_feed
from bot.arxiv.http.retry_policy import Doubtful, Patience
from bot.arxiv.sweep.seen import Seen
from bot.core.errors import ConfigError, SourceError, TryAgainLater
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv import pages
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right, paper
from tests.arxiv.faults import Reply
from tests.arxiv.pages import midnight
from tests.arxiv.server import RULE, ArxivDouble
from tests.arxiv.test_api import source as api

TODAY, YESTERDAY = date(2026, 3, 18), date(2026, 3, 17)
DAY = Window(NOW - timedelta(days=1), NOW)


def announced(first: int, last: int, *categories: str, day: date = TODAY) -> list[Paper]:
    """Return papers of the feed of *day*, submitted in time for its mailing the evening before."""
    noon = datetime.combine(day, time(16), UTC) - timedelta(days=1)
    return [
        paper(f"2603.{n:05d}", noon, categories=categories or ("cs.DC",), announced=midnight(day))
        for n in range(first, last + 1)
    ]


LONG_AGO = NOW - timedelta(days=400)
TODAYS = [
    *announced(101, 160),
    *announced(161, 220, "cs.LG", "cs.DC"),
    *announced(221, 230, "cs.LG"),
    *announced(231, 240),
]
OLD = announced(1, 100, day=YESTERDAY)
REVISED = [
    paper("2501.00001", LONG_AGO, categories=("cs.DC",), announced=midnight(TODAY), version=2)
]


def source(
    url: str,
    *,
    clock: FakeClock | None = None,
    now: datetime = NOW,
    seen: Seen | None = None,
    replacements: bool = False,
) -> FeedSource:
    clock = clock or FakeClock()
    http = client(clock, patience=Patience(tries=3))
    search = api(url, clock, http=http, seen=seen)
    return FeedSource(
        http,
        url,
        progress=FakeProgress(),
        now=now,
        lookups=search,
        census=search,
        seen=seen,
        replacements=replacements,
    )


def test_new_papers_and_cross_lists_are_kept_and_replacements_are_not() -> None:
    clock = FakeClock()
    double = ArxivDouble([*OLD, *TODAYS], replaced=REVISED, today=TODAY, clock=clock)
    with double as url:
        sweep = source(url, clock=clock).sweep(DAY, ["cs.DC", "cs.LG"])
    assert [p.id for p in sweep.papers] == [p.id for p in TODAYS]
    assert (sweep.complete, sweep.troubles, sweep.requests) == (True, (), 3)
    assert sweep.counts == {
        "new": 140,
        "cross": 60,
        "replace": 1,
        "replace_cross": 0,
        "other_categories": 0,
    }
    assert [a.path for a in double.asked] == ["/rss/cs.DC", "/rss/cs.LG", "/api/query"]
    assert min(double.gaps()) >= RULE


def test_replacements_are_papers_of_the_day_where_the_policy_says_so() -> None:
    seen = Seen(covers=NOW, categories=("cs.DC",), ids=frozenset({REVISED[0].id, TODAYS[0].id}))
    with ArxivDouble(TODAYS, replaced=REVISED, today=TODAY) as url:
        sweep = source(url, seen=seen, replacements=True).sweep(DAY, ["cs.DC"])
    ids = {p.id for p in sweep.papers}
    assert REVISED[0].id in ids
    assert TODAYS[0].id not in ids
    assert TODAYS[1].id in ids


TODAYS_IDS = frozenset(p.id for p in TODAYS if "cs.DC" in p.categories)


def test_what_was_seen_grows_by_the_day() -> None:
    known = frozenset({*(p.id for p in OLD), ArxivId("2512.00001"), ArxivId("hep-th/9901001")})
    seen = Seen(covers=NOW - timedelta(days=70), categories=("cs.DC", "cs.LG"), ids=known)
    with ArxivDouble([*OLD, *TODAYS], today=TODAY) as url:
        after = source(url, seen=seen).sweep(DAY, ["cs.DC"]).seen
    assert after == Seen(
        covers=NOW - timedelta(days=60),
        categories=("cs.DC", "cs.LG"),
        ids=frozenset(p.id for p in OLD) | TODAYS_IDS,
    )


@pytest.mark.parametrize(
    "seen", [None, Seen(covers=NOW - timedelta(days=9), categories=("cs.LG",), ids=TODAYS_IDS)]
)
def test_who_reads_feeds_only_gets_a_memory_too(seen: Seen | None) -> None:
    with ArxivDouble(TODAYS, today=TODAY) as url:
        after = source(url, seen=seen).sweep(DAY, ["cs.DC"]).seen
    assert after == Seen(covers=NOW, categories=("cs.DC",), ids=TODAYS_IDS)


def test_an_announcement_is_read_whole() -> None:
    one = replace(TODAYS[-20], doi="10.1000/xyz", version=2)
    reply = pages.feed("cs.LG", [("new", one)], day=TODAY)
    (item,) = read_feed(reply.body)
    assert item.kind == "new"
    assert item.paper == replace(one, comments="", submitted=None, updated=None)


def test_a_window_longer_than_a_day_is_swept_by_the_search_api() -> None:
    papers = crowd(350, seed=1, held=0.1)
    week = Window(NOW - timedelta(days=7), NOW)
    double = ArxivDouble(papers)
    with double as url:
        sweep = source(url).sweep(week, ["cs.DC"])
    assert is_right(sweep, papers, week)
    assert sweep.complete
    assert {asked.path for asked in double.asked} == {"/api/query"}


def test_a_feed_needs_a_category() -> None:
    with pytest.raises(ConfigError, match="needs at least one category"):
        source("http://127.0.0.1:1").sweep(DAY, [])


def test_a_category_that_arxiv_does_not_know_is_refused() -> None:
    with ArxivDouble(TODAYS) as url, pytest.raises(SourceError, match="HTTP 400"):
        source(url).sweep(DAY, ["cs.DC", "Cs.DC"])


def test_a_feed_that_fails_makes_the_sweep_incomplete() -> None:
    faults = ["", "503", "html", "rate text"]
    with ArxivDouble(TODAYS, faults=faults, today=TODAY) as url:
        sweep = source(url).sweep(DAY, ["cs.DC", "cs.LG"])
    assert sweep.papers
    assert not sweep.complete
    assert sweep.troubles[0].startswith("no feed of cs.LG: 127.0.0.1")


def test_the_failure_of_all_feeds_is_no_empty_day() -> None:
    with ArxivDouble(TODAYS, faults=lambda _: "503") as url, pytest.raises(TryAgainLater):
        source(url).sweep(DAY, ["cs.DC", "cs.LG"])


def test_yesterdays_mailing_under_todays_date_is_noticed() -> None:
    papers = [*OLD, *TODAYS]
    faults = ["stale", ""]
    with ArxivDouble(papers, faults=faults, today=TODAY) as url:
        sweep = source(url).sweep(DAY, ["cs.DC", "cs.LG"])
    assert sweep.troubles == (
        "the feed of cs.DC still holds 2026-03-17",
        "the feed of cs.DC lacks 130 of 130 papers of its mailing, 2603.00101 first",
    )
    assert not sweep.complete
    assert [p.id for p in sweep.papers] == [p.id for p in TODAYS]


AWAY = ["503", "503", "503"]  # the search API, which is asked after the feeds
BOTH = ["cs.DC", "cs.LG"]


@pytest.mark.parametrize(
    ("categories", "faults", "words"),
    [
        (BOTH, ["", "", *AWAY], ""),
        (["cs.DC"], ["", *AWAY, ""], ""),  # asked again, it says the same
        (BOTH, ["", "hole", *AWAY], "the feed of cs.LG lacks 1 papers that came with others, 2603"),
        (BOTH, ["short", "", *AWAY], "the feed of cs.DC lacks"),
        (BOTH, ["", "zero", *AWAY], "nothing confirms that the feed of cs.LG is today's"),
        (BOTH, ["dated anew", "", *AWAY], "the feed of cs.DC holds an older mailing under today's"),
        (BOTH, ["dated anew", "dated anew", *AWAY], "nothing confirms that the feed of cs.DC is"),
        (["cs.DC"], ["short", *AWAY, ""], "asked again, the feed of cs.DC holds other papers"),
        (["cs.DC"], ["", *AWAY, "hole"], "asked again, the feed of cs.DC holds other papers"),
        (["cs.DC"], ["", *AWAY, "503", "503", "503"], "nothing confirms that the feeds are whole"),
    ],
)
def test_feeds_and_memory_are_enough_where_the_search_is_away(
    categories: list[str], faults: list[str], words: str
) -> None:
    old = [replace(p, categories=("cs.DC", "cs.LG")) for p in OLD]
    seen = Seen(
        covers=NOW - timedelta(days=60),
        categories=("cs.DC", "cs.LG"),
        ids=frozenset(p.id for p in old),
        until=NOW - timedelta(days=1),
    )
    with ArxivDouble([*old, *TODAYS], faults=faults, today=TODAY) as url:
        sweep = source(url, seen=seen).sweep(DAY, categories)
    assert sweep.complete is not bool(words)
    assert any(words in trouble for trouble in (*sweep.troubles, ""))
    assert {p.id for p in sweep.papers} <= {p.id for p in TODAYS}


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        (["empty"], "the feed of cs.DC lacks 130 of 130 papers of its mailing, 2603.00101 first"),
        (["", "zero"], "the feed of cs.LG lacks 70 of 70 papers"),
        (["", "hole"], "the feed of cs.LG lacks 1 of 70 papers of its mailing, 2603.00163 first"),
        (["short"], "the feed of cs.DC lacks"),
        (["dated anew"], "the feed of cs.DC lacks 130 of 130 papers"),
        (["dated anew", "dated anew"], "the feed of cs.DC lacks 130 of 130 papers"),
        (["undated"], "the feed of cs.DC does not date 130 of its papers"),
        (["", "", "503", "503", "503"], "nothing confirms that the feed of cs.DC is today's"),
        (
            ["", "", "zero", "zero"],
            "nothing confirms that the feeds hold the mailing of Tuesday, 2026-03-1",
        ),
        (["empty", "empty"], "all feeds are empty, though a mailing was due on 2026-03-18"),
    ],
)
def test_feeds_that_nothing_vouches_for_are_incomplete_and_lose_nothing(
    faults: list[str], words: str
) -> None:
    old = [replace(p, categories=("cs.DC", "cs.LG")) for p in OLD]
    with ArxivDouble([*old, *TODAYS], faults=faults, today=TODAY) as url:
        sweep = source(url).sweep(DAY, ["cs.DC", "cs.LG"])
    assert any(words in trouble for trouble in sweep.troubles)
    assert not sweep.complete
    assert {p.id for p in TODAYS} <= {p.id for p in sweep.papers}


def test_a_quiet_category_may_have_an_empty_feed() -> None:
    with ArxivDouble(TODAYS, today=TODAY) as url:
        sweep = source(url).sweep(DAY, ["cs.DC", "cs.GL"])
    assert (sweep.complete, len(sweep.papers)) == (True, len(TODAYS_IDS))


def test_at_the_weekend_nobody_is_asked_to_confirm() -> None:
    saturday = NOW + timedelta(days=3)
    double = ArxivDouble(TODAYS, today=date(2026, 3, 21))
    with double as url:
        window = Window(saturday - timedelta(days=1), saturday)
        sweep = source(url, now=saturday).sweep(window, ["cs.DC"])
    assert (sweep.complete, sweep.papers, len(double.asked)) == (True, (), 1)


def test_a_log_in_page_ends_the_reading_at_once() -> None:
    many = ["cs.DC", "cs.LG", "cs.CL", "cs.AI"]
    double = ArxivDouble(TODAYS, faults=lambda n: "html" if n else "", today=TODAY)
    with double as url:
        sweep = FeedSource(
            http := client(), url, progress=FakeProgress(), now=NOW,
            lookups=api(url, FakeClock(), http=http), census=api(url, FakeClock(), http=http),
        ).sweep(DAY, many)  # fmt: skip
    assert "no feed of cs.LG: 127.0.0.1" in sweep.troubles[0]
    assert "log-in page" in sweep.troubles[0]
    assert len(double.asked) <= 5
    with (
        ArxivDouble(TODAYS, faults=lambda _: "portal") as url,
        pytest.raises(TryAgainLater, match="log-in page"),
    ):
        source(url).sweep(DAY, many)


def test_lookups_go_to_the_search_api() -> None:
    one = paper("2603.00007", NOW)
    with ArxivDouble([one]) as url:
        assert source(url).lookup([one.id, ArxivId("2603.00008")]) == {one.id: one}


NO_ID = "<rss><channel><title>arXiv</title><item><guid>x</guid></item></channel></rss>"
NO_KIND = NO_ID.replace(">x<", ">oai:arXiv.org:2603.00001v1<")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "broken XML"),
        ("Rate exceeded.", "broken XML"),
        ("<html><body>Rate exceeded.</body></html>", "no feed"),
        ("<rss><channel><title>Parcels</title></channel></rss>", "not arXiv's"),
        (NO_ID, "not an arXiv id"),
        (NO_KIND, "without a known kind"),
    ],
)
def test_what_is_no_feed_of_arxiv_is_doubted(raw: str, why: str) -> None:
    with pytest.raises(Doubtful, match=why):
        read_feed(raw.encode())


def test_an_announcement_without_date_or_categories_is_still_read() -> None:
    raw = NO_KIND.replace(
        "</item>", "<arxiv:announce_type>new</arxiv:announce_type></item>"
    ).replace("<rss", '<rss xmlns:arxiv="http://arxiv.org/schemas/atom"')
    (item,) = read_feed(raw.encode())
    assert (item.paper.announced, item.paper.categories) == (None, ())


def test_papers_of_categories_that_nobody_asked_for_are_dropped_and_counted() -> None:
    strays, ours = announced(301, 303, "math.CO"), [p for p in TODAYS if "cs.DC" in p.categories]

    class Mixed(ArxivDouble):
        def _feed(self, category: str, fault: str) -> Reply:
            assert not fault
            return pages.feed(category, [("new", p) for p in (*ours, *strays)], day=self.today)

    with Mixed(TODAYS, today=TODAY) as url:
        sweep = source(url).sweep(DAY, ["cs.DC"])
    assert [p.id for p in sweep.papers] == [p.id for p in ours]
    assert (sweep.complete, sweep.counts["other_categories"]) == (True, 3)
    assert sweep.seen is not None
    assert sweep.seen.ids == {p.id for p in ours}


@pytest.mark.parametrize("now", [NOW + timedelta(days=3), datetime(2026, 1, 2, 12, tzinfo=UTC)])
def test_a_feed_dated_to_a_day_without_a_mailing_is_not_believed(now: datetime) -> None:
    # A Saturday, and the day after New Year, whose evening had no mailing.
    day = now.date()
    with ArxivDouble(announced(1, 30, day=day), today=day) as url:
        sweep = source(url, now=now).sweep(Window(now - timedelta(days=1), now), ["cs.DC"])
    assert sweep.troubles == (f"the feed of cs.DC is of {day}, a day without a mailing",)
    assert not sweep.complete
