"""What is remembered between runs: where windows begin, when marks move, and how it is written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arxiv.sweep.seen import REMEMBERED, Seen, seen_of
from bot.arxiv.sweep.source import (
    Mark,
    Since,
    advance,
    common,
    from_fields,
    since_last,
    since_last_feed,
    to_fields,
)
from bot.core.window import ARXIV_BEGAN, Window
from classifier.papers.paper import ArxivId
from tests.arxiv.fakes import NOW, paper

DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def seen(*ids: str, covers: datetime = NOW - 35 * DAY, newest: datetime | None = None) -> Seen:
    known = frozenset(map(ArxivId, ids))
    return Seen(covers=covers, categories=("cs.DC", "cs.LG"), ids=known, newest=newest)


@pytest.mark.parametrize(
    ("mark", "since"),
    [
        ("2026-03-11T12:00", "2026-03-10T12:00"),  # a day back: Tuesday's mailing lies in it
        ("2026-03-15T12:00", "2026-03-13T00:00"),  # Sunday: back to Thursday evening's mailing
        ("2026-01-20T06:00", "2026-01-19T01:00"),  # after a holiday: back to Sunday evening's
        ("2026-03-18T12:00", "2026-03-17T12:00"),
        ("2026-03-18T18:00", "2026-03-17T12:00"),  # a clock a little ahead of ours
        ("2026-02-25T12:00", "2026-02-24T12:00"),  # three weeks asleep: nothing is skipped
        ("2025-03-11T12:00", "2025-03-10T12:00"),
    ],
)
def test_since_last_overlaps_by_a_day_and_a_mailing(mark: str, since: str) -> None:
    assert since_last(Mark(at(mark)), now=NOW) == Since(at(since))


def test_without_a_mark_four_weeks_are_swept_and_that_is_said() -> None:
    since = since_last(None, now=NOW)
    assert since.moment == NOW - timedelta(days=28)
    assert since.why == "no earlier run is remembered here: looking back 28 days"


def test_a_mark_from_the_future_is_not_believed() -> None:
    since = since_last(Mark(NOW + timedelta(days=300)), now=NOW)
    assert since.moment == NOW - timedelta(days=28)
    assert "lies ahead" in since.why


def test_nothing_is_older_than_arxiv() -> None:
    assert since_last(Mark(ARXIV_BEGAN), now=NOW).moment == ARXIV_BEGAN


@pytest.mark.parametrize(
    ("mark", "since"),
    [
        ("2026-03-17T12:00", "2026-03-17T12:00"),  # yesterday's run
        ("2026-03-17T05:00", "2026-03-17T12:00"),  # Tuesday's feed was out by then
        ("2026-03-17T02:00", "2026-03-16T02:00"),  # Tuesday's feed was missed: it is gone
        ("2026-03-16T12:00", "2026-03-15T12:00"),
        ("2026-05-01T12:00", "2026-02-18T12:00"),  # a mark that lies
    ],
)
def test_feeds_go_on_from_the_last_run_unless_a_mailing_was_missed(mark: str, since: str) -> None:
    assert since_last_feed(Mark(at(mark)), now=NOW).moment == at(since)


def test_over_the_weekend_no_feed_is_missed() -> None:
    monday = at("2026-03-16T12:00")
    friday = Mark(at("2026-03-13T12:00"))
    assert since_last_feed(friday, now=monday) == Since(monday - DAY)
    assert since_last_feed(None, now=monday).moment == monday - 28 * DAY
    assert "no earlier run" in since_last_feed(None, now=monday).why


WEEK = Window(NOW - 7 * DAY, NOW)


@pytest.mark.parametrize(
    ("mark", "newest", "until"),
    [
        (None, NOW - DAY, NOW),
        (None, None, NOW),
        (Mark(NOW - 3 * DAY), NOW - DAY, NOW),
        (Mark(NOW - 7 * DAY), NOW - DAY, NOW),
        (Mark(NOW + 300 * DAY), NOW - DAY, NOW),  # a mark that lied is corrected
        (Mark(NOW - 3 * DAY), NOW - 10 * DAY, NOW - 3 * DAY),  # a clock that ran a week ahead
    ],
)
def test_a_complete_window_moves_the_mark(
    mark: Mark | None, newest: datetime | None, until: datetime
) -> None:
    known = seen("2603.00001", newest=newest)
    assert advance(mark, WEEK, known) == Mark(until, known)


def test_a_window_that_leaves_a_gap_behind_it_does_not_move_the_mark() -> None:
    assert advance(Mark(NOW - 8 * DAY), WEEK, seen()) is None


def test_a_gap_of_minutes_without_a_mailing_in_it_is_none() -> None:
    # A daily run with feeds is some minutes late every day: mailings come at midnight UTC.
    window = Window(NOW - DAY, NOW)
    known = seen("2603.00001", newest=NOW)
    assert advance(Mark(NOW - DAY - timedelta(minutes=5)), window, known) == Mark(NOW, known)
    assert advance(Mark(NOW - 2 * DAY), window, known) is None


def test_a_memory_is_bounded_to_sixty_days() -> None:
    old, new = paper("2601.00001", NOW - 70 * DAY), paper("2603.00001", NOW - DAY)
    undated = paper("2603.00002")
    kept = seen_of([old, new, undated], NOW - 90 * DAY, ["b", "a"], now=NOW)
    assert kept == Seen(
        covers=NOW - REMEMBERED,
        categories=("a", "b"),
        ids=frozenset({new.id, undated.id}),
        newest=NOW - DAY,
        until=NOW,
    )


def test_a_mark_is_small_text_that_a_person_can_read() -> None:
    mark = Mark(NOW, seen("2603.00017", "2603.00018", "2603.00020", "2602.99999", "cs/9901001"))
    assert to_fields(mark) == {
        "until": "2026-03-18T12:00:00+00:00",
        "covers": "2026-02-11T12:00:00+00:00",
        "categories": ["cs.DC", "cs.LG"],
        "seen": {"2602": "99999", "2603": "17 1 2"},
        "seen_legacy": ["cs/9901001"],
    }


def test_sixty_days_of_a_dozen_categories_take_less_than_a_tenth_of_a_megabyte() -> None:
    ids = [f"260{month}.{n:05d}" for month in (2, 3) for n in range(1, 24_000, 2)]
    assert len(json.dumps(to_fields(Mark(NOW, seen(*ids))))) < 100_000


@given(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 99_999))), st.booleans())
def test_what_was_written_is_read(ids: set[tuple[int, int]], legacy: bool) -> None:
    texts = [f"26{month:02d}.{number:05d}" for month, number in ids]
    mark = Mark(NOW, seen(*texts, *(["hep-th/9901001", "0704.0001"] if legacy else [])))
    assert from_fields(json.loads(json.dumps(to_fields(mark)))) == mark
    assert from_fields(to_fields(Mark(NOW))) == Mark(NOW)


GOOD = to_fields(Mark(NOW, seen("2603.00017")))


@pytest.mark.parametrize(
    "raw",
    [
        None, [], 5, {}, {"until": 5}, {"until": "soon"}, {"until": "2026-03-15T12:00:00"},
        {**GOOD, "covers": None}, {**GOOD, "categories": "cs.DC"}, {**GOOD, "categories": [1]},
        {**GOOD, "seen": []}, {**GOOD, "seen": {"2603": 5}}, {**GOOD, "seen": {"2603": "1 -1"}},
        {**GOOD, "seen": {"2603": "1  2"}}, {**GOOD, "seen": {"2613": "5"}},
        {**GOOD, "seen": {"2603": "99999 1"}}, {**GOOD, "seen_legacy": ["what"]},
        {**GOOD, "seen_legacy": None},
    ],
)  # fmt: skip
def test_damage_is_told_from_a_mark(raw: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # any damage alike
        from_fields(raw)


def test_lists_together_have_seen_what_each_of_them_has() -> None:
    one = seen("2603.00001", "2603.00002", covers=NOW - 30 * DAY)
    two = Seen(covers=NOW - 20 * DAY, categories=("cs.LG",), ids=frozenset({ArxivId("2603.00002")}))
    marks = {"a": Mark(NOW - DAY, one), "b": Mark(NOW, two)}
    assert common(marks) == replace(two, until=NOW, reached=NOW - DAY)
    assert common({"a": Mark(NOW - DAY, one)}) == replace(one, until=NOW - DAY, reached=NOW - DAY)


@pytest.mark.parametrize("other", [None, Mark(NOW)])
def test_a_list_that_remembers_nothing_makes_all_look_anew(other: Mark | None) -> None:
    assert common({"a": Mark(NOW, seen("2603.00001")), "b": other}) is None
    assert common({}) is None
