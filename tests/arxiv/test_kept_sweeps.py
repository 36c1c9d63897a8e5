"""One sweep a day serves all lists of a machine, in whatever process, as long as it holds."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.arxiv.api.search import ApiSource
from bot.arxiv.store.kept_sweeps import KeptSweeps
from bot.arxiv.sweep.account import Stretch, shows_mailing
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import Sweep, advance
from bot.core.errors import TryAgainLater
from bot.core.window import Window
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right, paper
from tests.arxiv.server import ArxivDouble
from tests.arxiv.test_interfaces import CATEGORIES, auto, seen

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEEK = Window(NOW - 7 * DAY, NOW)
PAPERS = crowd(400, seed=11, among=CATEGORIES, held=0.1)
MAILING = NOW - 12 * HOUR  # 00:00 UTC


def sweep(
    url: str,
    folder: Path,
    window: Window = WEEK,
    *,
    categories: tuple[str, ...] = CATEGORIES,
    now: datetime = NOW,
    memory: Seen | None = None,
) -> Sweep:
    """Sweep as a process of its own would: with a client of its own."""
    source = ApiSource(
        client(FakeClock(now)), f"{url}/api/query", progress=FakeProgress(), now=now,
        sweep_back=28 * DAY, background=100, seen=memory, kept=KeptSweeps(folder),
    )  # fmt: skip
    return source.sweep(window, categories)


@pytest.mark.parametrize(
    ("window", "categories", "now"),
    [
        (WEEK, CATEGORIES, NOW),
        (Window(NOW - 2 * DAY, NOW), CATEGORIES, NOW),
        (WEEK, CATEGORIES[:1], NOW),
        (WEEK, tuple(reversed(CATEGORIES)), NOW),
        (Window(WEEK.since, NOW - 3 * DAY), CATEGORIES, NOW),
        (Window(WEEK.since, NOW + 11 * HOUR), CATEGORIES, NOW + 11 * HOUR),  # until the evening
    ],
)
def test_what_one_process_swept_costs_the_next_one_nothing(
    tmp_path: Path, window: Window, categories: tuple[str, ...], now: datetime
) -> None:
    with ArxivDouble(PAPERS) as url:
        first = sweep(url, tmp_path)
        second = sweep(url, tmp_path, window, categories=categories, now=now)
        fresh = sweep(url, tmp_path / "none", window, categories=categories, now=now)
    assert (first.requests, second.requests, fresh.requests) == (2, 0, 2)
    assert replace(second, seen=None, tally=fresh.tally, requests=2) == replace(fresh, seen=None)
    assert second.complete
    assert second.seen
    assert fresh.seen
    assert second.seen.ids == fresh.seen.ids


@pytest.mark.parametrize(
    ("window", "categories", "now"),
    [
        (Window(NOW - 8 * DAY, NOW), CATEGORIES, NOW),  # begins earlier
        (WEEK, (*CATEGORIES, "cs.AI"), NOW),  # of more categories
        (WEEK, ("cs.*",), NOW),
        (WEEK, (), NOW),
        (
            Window(WEEK.since, NOW + 13 * HOUR),
            CATEGORIES,
            NOW + 13 * HOUR,
        ),  # the next mailing is out
        (Window(WEEK.since, NOW - HOUR), CATEGORIES, NOW - HOUR),  # before it was swept
    ],
)
def test_what_does_not_answer_is_asked_for(
    tmp_path: Path, window: Window, categories: tuple[str, ...], now: datetime
) -> None:
    with ArxivDouble(PAPERS) as url:
        sweep(url, tmp_path)
        assert sweep(url, tmp_path, window, categories=categories, now=now).requests == 2


@pytest.mark.parametrize(
    ("swept", "asked", "answers"),
    [
        (MAILING + 5 * HOUR, MAILING + 23 * HOUR, True),
        (MAILING + 4 * HOUR, MAILING + 4.5 * HOUR, True),  # the lists of one evening
        (MAILING + 4 * HOUR, MAILING + 6 * HOUR, False),  # the rest of it may have come since
        (MAILING - HOUR, MAILING + HOUR, False),
        (MAILING + 6 * HOUR, MAILING + 5 * HOUR, False),
    ],
)
def test_a_sweep_holds_from_when_the_mailing_has_settled_to_the_next_one(
    swept: datetime, asked: datetime, *, answers: bool
) -> None:
    stretch = Stretch(categories=("cs.DC",), start=NOW - 40 * DAY, end=swept + DAY, moment=swept)
    assert stretch.answers(NOW - 9 * DAY, asked + DAY, ["cs.DC"], now=asked) is answers


@pytest.mark.parametrize(("days", "shows"), [(0.8, True), (1.5, True), (2.5, False)])
def test_only_what_was_submitted_for_a_mailing_shows_it(days: float, *, shows: bool) -> None:
    papers = [paper("2603.00001", NOW - days * DAY), paper("2603.00002", NOW - 9 * DAY)]
    assert shows_mailing(papers, NOW) is shows


def test_where_the_mailing_is_late_nothing_is_kept(tmp_path: Path) -> None:
    late = [p for p in PAPERS if p.submitted and p.submitted < MAILING - 3 * DAY]
    with ArxivDouble(late) as url:
        sweep(url, tmp_path)
    with ArxivDouble(PAPERS) as url:
        assert is_right(sweep(url, tmp_path), PAPERS, WEEK)


@pytest.mark.parametrize("fault", ["empty", "503", "hole", "total too big"])
def test_a_sweep_that_is_not_complete_is_not_kept(tmp_path: Path, fault: str) -> None:
    double = ArxivDouble(PAPERS, faults=lambda _: fault)
    with double as url:
        with contextlib.suppress(TryAgainLater):  # nothing at all came
            assert not sweep(url, tmp_path).complete
        double.faults = ()
        assert sweep(url, tmp_path).requests > 0


def test_what_a_list_saw_and_the_kept_sweep_lacks_is_asked_for(tmp_path: Path) -> None:
    lying = [p for p in PAPERS if not p.id.endswith("7")]
    double = ArxivDouble(lying)
    with double as url:
        assert sweep(url, tmp_path).complete  # nobody knows better
        double.papers = list(PAPERS)
        second = sweep(url, tmp_path, memory=seen(PAPERS))
        third = sweep(url, tmp_path, memory=seen(PAPERS))
    assert second.complete
    assert {p.id for p in second.papers} == {p.id for p in PAPERS} - seen(PAPERS).ids
    assert (second.requests > 2, third.requests) == (True, 0)


def test_what_something_else_contradicts_is_forgotten(tmp_path: Path) -> None:
    with ArxivDouble(PAPERS) as url:
        sweep(url, tmp_path)
        [path] = tmp_path.glob("sweep-*")
        facts = json.loads(path.read_bytes().partition(b"\n")[0])
        KeptSweeps(tmp_path).drop("http://elsewhere", facts["categories"])
        assert path.exists()
        KeptSweeps(tmp_path).drop(facts["url"], facts["categories"][:1])
        assert not path.exists()
        assert sweep(url, tmp_path).requests > 0


@pytest.mark.parametrize(
    "damage",
    [b"", b"{}\n", b"[]\n", b"\xff" * 40, b"[" * 90_000, b'{"categories": [1]}\n'],
)
def test_what_is_damaged_is_asked_for_anew(tmp_path: Path, damage: bytes) -> None:
    with ArxivDouble(PAPERS) as url:
        first = sweep(url, tmp_path)
        [path] = tmp_path.glob("sweep-*")
        path.write_bytes(damage)
        again = sweep(url, tmp_path)
    assert (again.requests, again.papers) == (2, first.papers)


def test_the_mark_moves_to_when_arxiv_was_asked_and_no_further(tmp_path: Path) -> None:
    later = NOW + 6 * HOUR
    window = Window(WEEK.since, later)
    with ArxivDouble(PAPERS) as url:
        sweep(url, tmp_path)
        second = sweep(url, tmp_path, window, now=later)
    moved = advance(None, window, second.seen)
    assert moved
    assert moved.until == NOW


def test_auto_takes_what_is_at_hand_though_the_search_is_away_by_now(tmp_path: Path) -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        for memory in (None, seen(PAPERS)):
            source, *_ = auto(double, url, memory, tmp_path)
            assert source.sweep(WEEK, CATEGORIES).complete
            double.faults = lambda _: "503"
    assert len(double.asked) == 2
