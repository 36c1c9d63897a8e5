"""Windows by day: since is included, until is not, as in `bot run`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.core.errors import UsageError
from bot.explain.judged_material import Days, days_between

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "inside", "before"),
    [
        (date(2026, 2, 28), False, True),
        (date(2026, 3, 1), True, False),
        (date(2026, 3, 8), True, False),
        (date(2026, 3, 9), False, False),
    ],
)
def test_a_window_begins_with_its_first_day_and_ends_before_its_last(
    day: date, inside: bool, before: bool
) -> None:
    days = days_between("2026-03-01", "2026-03-09", now=NOW)
    assert (day in days, days.before(day)) == (inside, before)


@pytest.mark.parametrize(
    ("day", "recent"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),
    ],
)
def test_the_year_before_a_window_ends_before_its_first_day(day: date, recent: bool) -> None:
    assert Days(since=date(2026, 3, 1)).just_before(day) == recent
    assert not Days().just_before(day)


def test_an_open_window_holds_every_day() -> None:
    days = days_between(None, None, now=NOW)
    assert days == Days()
    assert date(1999, 1, 1) in days
    assert not days.before(date(1999, 1, 1))


def test_a_span_counts_back_from_now() -> None:
    assert days_between("7d", None, now=NOW) == Days(date(2026, 11, 15), None)


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        ("yesterday", None, "'yesterday' is no moment"),
        (None, "2026-13-01", "'2026-13-01' is no moment"),
        (
            "2026-03-02",
            "2026-03-02",
            "--since 2026-03-02 is not before --until 2026-03-02 (not included)",
        ),
    ],
)
def test_a_window_that_cannot_be_is_refused(since: str | None, until: str | None, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        days_between(since, until, now=NOW)
    assert why in str(caught.value)
