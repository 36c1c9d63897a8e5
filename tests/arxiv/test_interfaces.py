"""arXiv's doors stand in for each other: which one is asked, what is kept, what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.arxiv.auto_source import Need, NextDoor, doors_of, next_step
from bot.arxiv.sources import open_source
from bot.arxiv.sweep.account import Visit
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import HalfKnownError, Source
from bot.core.errors import SourceError, TryAgainLater
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right
from tests.arxiv.pages import midnight
from tests.arxiv.server import RULE, ArxivDouble

DAY = timedelta(days=1)
WEEK = Window(NOW - 7 * DAY, NOW)
CATEGORIES = ("cs.DC", "cs.LG", "cs.CL")
PAPERS = crowd(600, seed=11, among=CATEGORIES, held=0.1)
SETTINGS = SimpleNamespace(
    sweep_back_days=28,
    background=1_000,
    contact="",
    announcements=SimpleNamespace(replace="ignore"),
)


def seen(papers: Sequence[Paper] = PAPERS, *, days: float = 1) -> Seen:
    """Return the memory of a run so many *days* ago."""
    then = NOW - days * DAY
    ids = frozenset(p.id for p in papers if p.announced and p.announced < then)
    return Seen(
        covers=NOW - 45 * DAY, categories=tuple(sorted(CATEGORIES)), ids=ids, until=then,
        reached=then,
    )  # fmt: skip


def auto(
    double: ArxivDouble,
    url: str,
    memory: Seen | None = None,
    folder: Path | None = None,
    spec: str = "auto",
) -> tuple[Source, FakeClock, FakeProgress]:
    clock, progress = FakeClock(), FakeProgress()
    double.clock = clock
    source = open_source(
        spec,
        settings=SETTINGS,
        env=double.env(url),
        clock=clock,
        progress=progress,
        now=NOW,
        http=client(clock, progress),
        seen=memory,
        folder=folder,
    )
    return source, clock, progress


def need(memory: Seen | None, window: Window = WEEK) -> Need:
    return Need(window=window, now=NOW, categories=CATEGORIES, sweep_back=28 * DAY, seen=memory)


MANY = replace(seen(), ids=frozenset(ArxivId(f"2603.{n:05d}") for n in range(20_000)))
YESTERDAY = Window(NOW - 2 * DAY, NOW)


@pytest.mark.parametrize(
    ("memory", "window", "doors"),
    [
        (None, WEEK, ("api", "oai")),
        (None, YESTERDAY, ("api", "oai")),  # without a memory a feed is one day of many
        (seen(), YESTERDAY, ("api", "oai")),  # few papers: two pages cost less than four feeds
        (MANY, YESTERDAY, ("feed", "api", "oai")),
        (MANY, Window(NOW - 2 * DAY, NOW - DAY), ("api", "oai")),
        (replace(MANY, reached=NOW - 4 * DAY), YESTERDAY, ("api", "oai")),  # a feed was missed
    ],
)
def test_the_cheapest_door_for_the_window_comes_first(
    memory: Seen | None, window: Window, doors: tuple[str, ...]
) -> None:
    assert doors_of(need(memory, window)) == doors


def visit(door: str, outcome: str) -> Visit:
    return Visit(door=door, outcome=outcome)


@pytest.mark.parametrize(
    ("visits", "step"),
    [
        ([], NextDoor("api")),
        ([visit("api", "served")], None),
        ([visit("api", "failed")], NextDoor("oai")),
        ([visit("api", "incomplete")], NextDoor("oai")),
        ([visit("api", "out of time")], None),
        ([visit("api", "failed"), visit("oai", "served")], None),
        ([visit("api", "failed"), visit("oai", "failed")], NextDoor("api", patient=True)),
        ([visit("api", "refused"), visit("oai", "failed")], NextDoor("oai", patient=True)),
        ([visit("api", "incomplete"), visit("oai", "incomplete")], None),
        ([visit("api", "failed"), visit("oai", "failed"), visit("api", "failed")],
         NextDoor("oai", patient=True)),
        ([visit("api", "refused"), visit("oai", "refused")], None),
    ],
)  # fmt: skip
def test_each_door_is_asked_in_haste_and_once_more_with_patience(
    visits: list[Visit], step: NextDoor | None
) -> None:
    assert next_step(need(None), visits) == step


@pytest.mark.parametrize("fault",
    ["429", "406", "403", "404", "500", "503 much later", "refused", "html", "zero", "rate text",
     "agreed short"],
)  # fmt: skip
def test_where_the_search_is_away_or_lies_oai_serves(fault: str) -> None:
    double = ArxivDouble(PAPERS, at_door={"api": fault})
    with double as url:
        source, _, progress = auto(double, url)
        sweep = source.sweep(WEEK, CATEGORIES)
    assert sweep.complete
    assert is_right(sweep, PAPERS, WEEK)
    assert [(v.door, v.outcome == "served") for v in sweep.account.visits] == [
        ("api", False), ("oai", True),
    ]  # fmt: skip
    assert sweep.account.visits[0].why
    assert any(step.startswith("leaving the search API: ") for step in progress.steps)
    assert all(gap >= RULE for gap in double.gaps())


@pytest.mark.parametrize("fault", ["429", "406", "refused", "500"])
def test_a_door_that_is_away_costs_three_requests_at_most(fault: str) -> None:
    asked = []
    for faults in ({"api": ""}, {"api": fault}):
        double = ArxivDouble(PAPERS, at_door=faults)
        with double as url:
            source, _, _ = auto(double, url)
            source.sweep(WEEK, CATEGORIES)
        asked.append(double)
    assert asked[1].asked_at("api") <= 3
    assert asked[1].asked_at("oai") == len(CATEGORIES)


def test_when_all_doors_fail_the_run_is_to_be_repeated() -> None:
    double = ArxivDouble(PAPERS, at_door={"api": "429", "oai": "406"})
    with double as url:
        source, clock, _ = auto(double, url)
        with pytest.raises(TryAgainLater, match=r"HTTP 429.*HTTP 406"):
            source.sweep(WEEK, CATEGORIES)
    assert clock.elapsed < 1_000


def test_when_all_doors_deny_us_nobody_is_to_run_again() -> None:
    double = ArxivDouble(PAPERS, at_door={"api": "403", "oai": "403"})
    with double as url:
        source, _, _ = auto(double, url)
        with pytest.raises(SourceError, match="before asking arXiv why"):
            source.sweep(WEEK, CATEGORIES)
    assert len(double.asked) == 2


BUSY = crowd(900, seed=12, among=CATEGORIES)
FROZEN = [p for p in BUSY if p.announced and p.announced < NOW - 1.25 * DAY]
TODAY = [
    replace(p, announced=midnight(NOW.date()))
    for p in BUSY
    if p.announced and p.announced > NOW - DAY
]
LACKS_A_SET = [p for p in BUSY if "cs.CL" not in p.categories]


@pytest.mark.parametrize(
    ("by_door", "outcomes"),
    [
        ({"api": FROZEN}, ("incomplete", "served")),
        ({"api": LACKS_A_SET}, ("incomplete", "served")),
        ({"api": FROZEN, "oai": FROZEN}, ("incomplete", "incomplete")),
        ({"api": LACKS_A_SET, "oai": LACKS_A_SET}, ("incomplete", "incomplete")),
        ({}, ("served",)),
        # The feed cannot tell: it is as old, or away.
        ({"api": FROZEN, "feed": ()}, ("served",)),
    ],
)
def test_an_index_that_always_lacks_a_part_is_found_out_by_a_feed(
    by_door: dict[str, Sequence[Paper]], outcomes: tuple[str, ...], tmp_path: Path
) -> None:
    double = ArxivDouble(BUSY, by_door={"feed": TODAY, **by_door})
    with double as url:
        source, _, _ = auto(double, url, folder=tmp_path)
        sweep = source.sweep(WEEK, CATEGORIES)
    assert tuple(v.outcome for v in sweep.account.visits) == outcomes
    assert sweep.complete is (outcomes[-1] == "served")
    if not sweep.complete:
        assert "in the feed of cs." in sweep.troubles[0]
    assert double.asked_at("feed") <= len(outcomes)
    if outcomes[0] == "incomplete":  # and nobody takes it for the sweep of the day
        assert [*tmp_path.glob("sweep-*")] == []


def test_a_feed_that_is_away_says_nothing_against_a_sweep() -> None:
    double = ArxivDouble(BUSY, by_door={"api": FROZEN}, at_door={"feed": "500"})
    with double as url:
        source, _, _ = auto(double, url)
        assert source.sweep(WEEK, CATEGORIES).complete


def test_doors_that_contradict_each_other_are_told() -> None:
    double = ArxivDouble(PAPERS, at_door={"api": "total too big", "oai": "replica"})
    with double as url:
        source, _, _ = auto(double, url)
        sweep = source.sweep(WEEK, CATEGORIES)
    assert not sweep.complete
    assert {p.id for p in sweep.papers} <= {p.id for p in PAPERS}


def test_lookups_go_to_oai_for_the_newest_where_the_search_is_away() -> None:
    double = ArxivDouble(PAPERS, at_door={"api": "429"})
    ids = [p.id for p in PAPERS[-5:]]
    with double as url:
        source, _, _ = auto(double, url)
        assert set(source.lookup(ids)) == set(ids)
        many = [p.id for p in PAPERS[:50]]
        with pytest.raises(HalfKnownError) as half:
            source.lookup(many)
    assert set(half.value.found) == set(sorted(many)[-20:])


@pytest.mark.parametrize(
    ("window", "memory"),
    [
        (WEEK, None),
        (WEEK, seen(days=7)),
        (YESTERDAY, None),
        (YESTERDAY, seen()),
        (Window(NOW - 12 * DAY, NOW - 4 * DAY), None),
    ],
)
def test_auto_asks_for_no_more_than_the_search_api_does(
    window: Window, memory: Seen | None
) -> None:
    asked = []
    for spec in ("auto", "api"):
        double = ArxivDouble(PAPERS)
        with double as url:
            source, _, _ = auto(double, url, memory, spec=spec)
            assert source.sweep(window, CATEGORIES).complete
        asked.append(len(double.asked))
    assert asked[0] <= asked[1]
