"""What came, by category and day, and days that look too thin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.arxiv.sweep.account import Account, account_of, spans

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)  # a Wednesday
Fact = tuple[datetime | None, tuple[str, ...]]
Facts = Iterator[Fact]


def days(thin: Mapping[date, int], *, usual: int = 30, back: int = 35) -> Facts:
    """Yield papers of each day: *usual* on working days, a tenth at weekends, else as told."""
    for n in range(back, -1, -1):
        moment = NOW - timedelta(days=n)
        count = usual // 10 if moment.weekday() > 4 else usual
        for _ in range(thin.get(moment.date(), count)):
            yield moment, ("cs.DC",)


def counted(facts: Facts | list[Fact], *categories: str, now: datetime = NOW) -> Account:
    return account_of(facts, categories, since=now - timedelta(days=35), until=now, now=now)


def told(thin: Mapping[date, int], *, usual: int = 30) -> tuple[str, ...]:
    return counted(days(thin, usual=usual), "cs.DC").thin


def test_papers_are_counted_by_category_and_day() -> None:
    monday, tuesday = datetime(2026, 3, 16, 23, tzinfo=UTC), datetime(2026, 3, 17, tzinfo=UTC)
    facts: list[Fact] = [
        (monday, ("cs.DC", "cs.LG")),
        (monday, ("cs.LG",)),
        (tuesday, ("cs.DC",)),
        (tuesday, ("hep-th",)),
        (None, ("cs.DC",)),
    ]
    assert counted(facts, "cs.DC", "cs.LG", "cs.XX") == Account(
        per_day={
            "all": {date(2026, 3, 16): 2, date(2026, 3, 17): 2},
            "cs.DC": {date(2026, 3, 16): 1, date(2026, 3, 17): 1},
            "cs.LG": {date(2026, 3, 16): 2},
            "cs.XX": {},
        }
    )


def test_an_archive_counts_a_paper_once() -> None:
    facts: list[Fact] = [(datetime(2026, 3, 16, tzinfo=UTC), ("cs.DC", "cs.LG", "math.CO"))]
    told = counted(facts, "cs.*", "math").per_day
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
        ({date(2026, 2, 11): 0}, 30),  # where the sweep begins
        ({date(2026, 3, 10): 0}, 11),  # a small category
    ],
)
def test_a_day_that_may_be_right_is_left_alone(thin: Mapping[date, int], usual: int) -> None:
    assert told(thin, usual=usual) == ()


def test_a_holiday_is_no_reason_to_look() -> None:
    now = datetime(2025, 12, 31, 12, tzinfo=UTC)
    facts: list[Fact] = [
        (now - timedelta(days=n), ())
        for n in range(36)
        for _ in range(0 if n == 6 else 20)  # Christmas Day
    ]
    assert counted(facts, now=now).thin == ()


def test_too_few_weeks_make_no_habit() -> None:
    facts = days({date(2026, 3, 10): 0}, back=14)
    fortnight = NOW - timedelta(days=14)
    assert account_of(facts, [], since=fortnight, until=NOW, now=NOW).thin == ()


def test_of_nothing_nothing_is_told() -> None:
    assert counted([]) == Account(per_day={"all": {}})


def silent(first: date, last: date) -> Mapping[date, int]:
    return {first + timedelta(days=n): 0 for n in range((last - first).days + 1)}


@pytest.mark.parametrize(
    ("first", "last", "seen"),
    [
        (date(2026, 3, 9), date(2026, 3, 18), date(2026, 3, 16)),  # a dead tail
        (date(2026, 2, 22), date(2026, 3, 18), date(2026, 2, 23)),  # most of the sweep
        (date(2026, 2, 12), date(2026, 3, 10), date(2026, 3, 10)),  # a dead beginning
        (date(2026, 2, 25), date(2026, 2, 26), date(2026, 2, 26)),
    ],
)
def test_days_in_a_row_without_any_paper_are_told(first: date, last: date, seen: date) -> None:
    account = counted(days(silent(first, last)))
    assert seen in account.thin_days
    assert f"{seen:%A, %Y-%m-%d}: 0 papers in all categories, where 30 are usual" in account.thin


def test_a_window_in_the_past_is_judged_to_its_own_end() -> None:
    until = NOW - timedelta(days=14)
    facts = [fact for fact in days({}, back=50) if fact[0] and fact[0] < until]
    since = NOW - timedelta(days=50)
    assert account_of(facts, [], since=since, until=until, now=NOW).thin == ()


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], []),
        ([5], [(5, 5)]),
        ([6, 5, 9, 7, 11, 10], [(5, 7), (9, 11)]),
    ],
)
def test_days_in_a_row_are_one_stretch(days: list[int], expected: list[tuple[int, int]]) -> None:
    told = spans(date(2026, 3, n) for n in days)
    assert told == [(date(2026, 3, first), date(2026, 3, last)) for first, last in expected]


def held_back(hours: int) -> Facts:
    """Yield papers of a service that is *hours* late; Tuesday's mailing was eleven hours ago."""
    return (fact for fact in days({}) if fact[0] and fact[0] < NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("hours", "awaited"),
    [
        (23, ""),
        (
            48,
            "the mailing of Tuesday, 2026-03-17 is not in arXiv's answers yet; "
            "they can be hours late",
        ),
    ],
)
def test_a_mailing_that_is_due_and_not_here_is_told(hours: int, awaited: str) -> None:
    assert counted(held_back(hours), "cs.DC").awaited == awaited


def test_a_mailing_is_not_awaited_where_few_papers_come_or_the_window_is_past() -> None:
    few = ((NOW - timedelta(days=n), ("cs.DC",)) for n in range(2, 35))
    assert counted(list(few), "cs.DC").awaited == ""
    past = NOW - timedelta(hours=1)
    since = NOW - timedelta(days=35)
    told = account_of(held_back(48), ["cs.DC"], since=since, until=past, now=NOW)
    assert told.awaited == ""
