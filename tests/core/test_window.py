"""From `--since` and `--until` to two moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.window import ARXIV_BEGAN, Window, parse_moment, window_between

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("7d", NOW - timedelta(days=7)),
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(weeks=2)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("99999w", ARXIV_BEGAN),
        ("99999d", ARXIV_BEGAN),
        ("1900-01-01", ARXIV_BEGAN),
    ],
)
def test_a_span_or_a_date_is_a_moment(raw: str, moment: datetime) -> None:
    assert parse_moment(raw, now=NOW) == moment


@pytest.mark.parametrize("raw", ["", "7", "7m", "-7d", "1.5d", "\u0667d", "today", "2026-02-30"])
def test_anything_else_is_an_error_that_says_what_to_write(raw: str) -> None:
    with pytest.raises(ValueError, match="write a span such as 7d, 12h or 2w, or a date"):
        parse_moment(raw, now=NOW)


def test_a_span_may_reach_back_before_the_calendar() -> None:
    assert parse_moment("99999w", now=datetime(1900, 1, 1, tzinfo=UTC)) == ARXIV_BEGAN


@pytest.mark.parametrize(("since", "until"), [("1d", "2d"), ("2026-03-01", "2026-03-01")])
def test_an_empty_window_is_an_error(since: str, until: str) -> None:
    with pytest.raises(ValueError, match="the window is empty"):
        window_between(parse_moment(since, now=NOW), parse_moment(until, now=NOW))


def test_a_window_lies_between_two_moments() -> None:
    week = parse_moment("7d", now=NOW)
    assert window_between(week, NOW) == Window(NOW - timedelta(days=7), NOW)


def test_since_belongs_to_the_window_and_until_does_not() -> None:
    window = Window(NOW - timedelta(days=1), NOW)
    assert window.since in window
    assert window.until not in window
