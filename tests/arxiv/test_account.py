"""What came, by category and day, and days that look too thin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.arxiv.account import Account, account_of

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)  # a Wednesday
Facts = Iterator[tuple[datetime | None, tuple[str, ...]]]


def days(thin: Mapping[date, int], *, usual: int = 30, back: int = 35) -> Facts:
    """Yield papers of each day: *usual* on working days, a tenth at weekends, else as told."""
    for n in range(back, -1, -1):
        moment = NOW - timedelta(days=n)
        count = usual // 10 if moment.weekday() > 4 else usual
        for _ in range(thin.get(moment.date(), count)):
            yield moment, ("cs.DC",)


def told(thin: Mapping[date, int], *, usual: int = 30) -> tuple[str, ...]:
    return account_of(days(thin, usual=usual), ["cs.DC"], now=NOW).thin


def test_papers_are_counted_by_category_and_day() -> None:
    monday, tuesday = datetime(2026, 3, 16, 23, tzinfo=UTC), datetime(2026, 3, 17, tzinfo=UTC)
    facts = [
        (monday, ("cs.DC", "cs.LG")),
        (monday, ("cs.LG",)),
        (tuesday, ("cs.DC",)),
        (tuesday, ("hep-th",)),
        (None, ("cs.DC",)),
    ]
    assert account_of(facts, ["cs.DC", "cs.LG", "cs.XX"], now=NOW) == Account(
        per_day={
            "all": {date(2026, 3, 16): 2, date(2026, 3, 17): 2},
            "cs.DC": {date(2026, 3, 16): 1, date(2026, 3, 17): 1},
            "cs.LG": {date(2026, 3, 16): 2},
            "cs.XX": {},
        }
    )


def test_an_archive_counts_a_paper_once() -> None:
    facts = [(datetime(2026, 3, 16, tzinfo=UTC), ("cs.DC", "cs.LG", "math.CO"))]
    told = account_of(facts, ["cs.*", "math"], now=NOW).per_day
    assert told == {name: {date(2026, 3, 16): 1} for name in ("all", "cs.*", "math")}


@pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 3, 16), date(2026, 2, 26)])
@pytest.mark.parametrize("here", [0, 9])
def test_a_day_far_below_its_weekdays_habit_is_told(day: date, here: int) -> None:
    assert told({day: here}) == (
        f"{day:%A, %Y-%m-%d}: {here} papers in all categories, where 30 are usual",
        f"{day:%A, %Y-%m-%d}: {here} papers in cs.DC, where 30 are usual",
    )


@pytest.mark.parametrize(
    ("thin", "usual"),
    [
        ({}, 30),
        ({date(2026, 3, 10): 10}, 30),  # a third is still chance
        ({date(2026, 3, 14): 0}, 30),  # a Saturday is always thin
        ({date(2026, 3, 17): 0, date(2026, 3, 18): 0}, 30),  # not all announced yet
        ({date(2026, 2, 11): 0, date(2026, 2, 12): 3}, 30),  # where the sweep begins
        ({date(2026, 3, 10): 0}, 11),  # a small category
    ],
)
def test_a_day_that_may_be_right_is_left_alone(thin: Mapping[date, int], usual: int) -> None:
    assert told(thin, usual=usual) == ()


def test_a_holiday_is_no_reason_to_look() -> None:
    now = datetime(2025, 12, 31, 12, tzinfo=UTC)
    facts = [
        (now - timedelta(days=n), ())
        for n in range(35)
        for _ in range(0 if n == 6 else 20)  # Christmas Day
    ]
    assert account_of(facts, [], now=now).thin == ()


def test_too_few_weeks_make_no_habit() -> None:
    facts = list(days({date(2026, 3, 10): 0}, back=14))
    assert account_of(facts, [], now=NOW).thin == ()


def test_of_nothing_nothing_is_told() -> None:
    assert account_of([], [], now=NOW) == Account(per_day={"all": {}})
