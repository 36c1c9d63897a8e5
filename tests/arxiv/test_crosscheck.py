"""Second questions: suspicious days, papers that vanished, and a count from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.arxiv.paging.harvest import Page, Request, ask_for_thin_days, ask_for_vanished, check_count
from bot.arxiv.sweep.seen import Seen, vanished
from bot.core.errors import TryAgainLater
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv.fakes import NOW, paper

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ONE, TWO, THREE = (paper(f"2603.0000{n}", NOON + timedelta(hours=n)) for n in (1, 2, 3))
SWEPT = Window(NOW - timedelta(days=35), NOW)


def by_id(*papers: Paper) -> dict[ArxivId, Paper]:
    return {p.id: p for p in papers}


@pytest.mark.parametrize(
    ("page", "told", "known"),
    [
        (Page(1, (ONE,)), [], {ONE.id}),
        (Page(0, ()), [], {ONE.id}),
        (Page(2, (ONE, TWO)), ["the sweep lacked 1 papers"], {ONE.id, TWO.id}),
        (Page(3, (TWO, THREE)), ["the sweep lacked 2 papers"], {ONE.id, TWO.id, THREE.id}),
        (Page(2_400, (ONE,)), ["the sweep lacked 2399 papers"], {ONE.id}),
    ],
)
def test_a_thin_day_is_asked_for_alone(page: Page, told: list[str], known: set[str]) -> None:
    asked: list[Request] = []

    def fetch(request: Request) -> Page:
        asked.append(request)
        return page

    papers = by_id(ONE)
    lines = list(ask_for_thin_days(fetch, [DAY], papers))
    assert asked == [Request(datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC))]
    assert [line.partition(" submitted")[0] for line in lines] == told
    assert set(papers) == known


def test_days_in_a_row_are_one_question_and_three_questions_are_enough() -> None:
    asked: list[Request] = []

    def fetch(request: Request) -> Page:
        asked.append(request)
        return Page(0, ())

    days = [date(2026, 3, n) for n in (2, 3, 4, 10, 16, 18)]
    assert list(ask_for_thin_days(fetch, days, {})) == []
    assert [(r.start.day, r.end.day) for r in asked] == [(2, 5), (10, 11), (16, 17)]


def test_a_thin_day_that_nobody_answers_for_is_told() -> None:
    def fetch(_: Request) -> Page:
        raise TryAgainLater("gone")

    assert list(ask_for_thin_days(fetch, [DAY], {})) == [
        "2026-03-10 looks too thin, and could not be asked for again: gone"
    ]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], []),  # removed
        ([replace(TWO, categories=("hep-th",))], []),  # moved
        ([replace(TWO, submitted=NOW - timedelta(days=60))], []),  # was before the sweep
        ([TWO, THREE], ["the sweep lacks 2 papers that an earlier one brought, 2603.00002 first"]),
    ],
)
def test_papers_that_vanished_are_looked_up(found: list[Paper], told: list[str]) -> None:
    asked: list[Sequence[ArxivId]] = []

    def look_up(ids: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
        asked.append(ids)
        return by_id(*found)

    assert list(ask_for_vanished(look_up, [TWO.id, THREE.id], SWEPT, ["cs.DC"])) == told
    assert asked == [[TWO.id, THREE.id]]


def test_without_vanished_papers_nobody_is_asked_and_without_an_answer_that_is_told() -> None:
    def fail(_: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
        raise TryAgainLater("gone")

    assert list(ask_for_vanished(fail, [], SWEPT, ["cs.DC"])) == []
    assert list(ask_for_vanished(fail, [ONE.id], SWEPT, ["cs.DC"])) == [
        "1 papers seen before did not come, nor an answer about them: gone"
    ]


SINCE = NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("seen", "papers", "missing"),
    [
        (["2603.00001", "2603.00002"], [ONE, TWO, THREE], []),
        (["2603.00001", "2603.00002", "2603.00004"], [TWO, THREE], ["2603.00004"]),
        (["2602.09999", "hep-th/9901001"], [TWO], []),  # announced before
        (["2603.00001"], [], ["2603.00001"]),
        (["2603.00001"], [paper("hep-th/9901001", NOW)], ["2603.00001"]),
    ],
)
def test_what_was_announced_in_the_window_and_seen_must_come_again(
    seen: list[str], papers: list[Paper], missing: list[str]
) -> None:
    memory = Seen(covers=NOW, categories=(), ids=frozenset(map(ArxivId, seen)))
    assert vanished(memory, [(p.id, p.submitted) for p in papers], SINCE) == missing


class Counts:
    """Counts as told, in turn, and remembers for what stretch."""

    def __init__(self, *counts: int) -> None:
        self.counts, self.asked = list(counts), list[tuple[datetime, datetime]]()

    def __call__(self, since: datetime, until: datetime) -> int:
        self.asked.append((since, until))
        return self.counts.pop(0)


@pytest.mark.parametrize(
    ("theirs", "here", "told"),
    [
        ([100], 100, ""),
        ([99, 99], 100, ""),  # it lags
        ([99, 100], 100, ""),
        ([0], 0, ""),
        ([101], 100, "counts 101 papers submitted since 2026-02-11 12:00, but only 100 came"),
        ([99, 101], 100, "but only 100 came"),
        ([99, 98, 97], 100, "counts 97 papers submitted since 2026-02-11 12:00, though 100 came"),
        ([0, 0, 0], 100, "though 100 came: it confirms nothing"),
        ([94, 94, 94], 100, "though 100 came: it confirms nothing"),
    ],
)
def test_a_count_from_elsewhere_confirms_or_tells_what_is_missing(
    theirs: list[int], here: int, told: str
) -> None:
    counts = Counts(*theirs)
    line = check_count(counts, lambda *_: here, SWEPT)
    assert told in line
    assert bool(line) == bool(told)
    assert counts.counts == []


def test_a_count_that_ends_at_ten_thousand_is_taken_in_halves() -> None:
    def ours(since: datetime, until: datetime) -> int:
        return 16_000 * (until - since) // timedelta(days=35)

    theirs = Counts(10_000, 8_000, 8_001)
    assert "counts 8001 papers" in check_count(theirs, ours, SWEPT)
    middle = NOW - timedelta(days=17, hours=12)
    assert theirs.asked == [(SWEPT.since, NOW), (SWEPT.since, middle), (middle, NOW)]
    assert check_count(Counts(10_000, 8_000, 8_000), ours, SWEPT) == ""
