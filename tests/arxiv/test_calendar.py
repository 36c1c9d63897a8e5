"""arXiv's calendar: deadlines at 14:00 and mailings at 20:00 Eastern, with all exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arxiv.sweep.calendar import earliest_mailing, last_mailing, mailing_on, submissions_of

EASTERN = ZoneInfo("America/New_York")


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("submitted", "mailing"),
    [
        ("2026-03-17T13:59:59", "2026-03-17T20:00"),  # Tuesday
        ("2026-03-17T14:00:00", "2026-03-18T20:00"),
        ("2026-03-18T20:00:00", "2026-03-19T20:00"),
        ("2026-03-19T14:00:00", "2026-03-22T20:00"),  # Thursday afternoon: Sunday
        ("2026-03-20T13:59:00", "2026-03-22T20:00"),  # Friday morning: Sunday
        ("2026-03-20T14:00:00", "2026-03-23T20:00"),  # Friday afternoon: Monday
        ("2026-03-21T12:00:00", "2026-03-23T20:00"),  # Saturday
        ("2026-03-22T23:00:00", "2026-03-23T20:00"),  # Sunday
        ("2026-01-18T12:00:00", "2026-01-20T20:00"),  # Martin Luther King's day is 19 January
        ("2026-01-16T15:00:00", "2026-01-20T20:00"),
        ("2026-07-02T15:00:00", "2026-07-06T20:00"),  # 4 July is a Saturday: Friday is free
        ("2026-09-04T15:00:00", "2026-09-08T20:00"),  # Labor Day
        ("2026-11-25T15:00:00", "2026-11-29T20:00"),  # Thanksgiving: Friday's goes out on Sunday
        ("2026-12-24T15:00:00", "2026-12-28T20:00"),
        ("2026-12-28T15:00:00", "2026-12-30T20:00"),  # 29 December, by arXiv's own calendar
        ("2026-12-30T15:00:00", "2027-01-04T20:00"),  # 31 December and 1 January
        ("2027-12-30T15:00:00", "2028-01-03T20:00"),  # 1 January 2028 is a Saturday
        ("2025-06-18T15:00:00", "2025-06-22T20:00"),  # Juneteenth, a Thursday
        ("2026-03-06T15:00:00", "2026-03-09T20:00"),  # over the change to summer time
        ("2026-10-30T15:00:00", "2026-11-02T20:00"),  # and back
    ],
)
def test_a_paper_is_mailed_no_earlier_than_after_its_deadline(submitted: str, mailing: str) -> None:
    assert earliest_mailing(eastern(submitted)) == eastern(mailing)


def test_mailings_are_told_in_utc_whatever_the_season() -> None:
    assert earliest_mailing(eastern("2026-02-03T12:00")) == datetime(2026, 2, 4, 1, tzinfo=UTC)
    assert earliest_mailing(eastern("2026-06-02T12:00")) == datetime(2026, 6, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "mailed"),
    [
        (date(2026, 3, 16), True),  # Monday
        (date(2026, 3, 19), True),
        (date(2026, 3, 20), False),  # Friday
        (date(2026, 3, 21), False),
        (date(2026, 3, 22), True),  # Sunday
        (date(2026, 1, 19), False),  # holiday
        (date(2026, 7, 5), False),  # the Sunday after a free Friday
        (date(2026, 11, 26), False),
    ],
)
def test_an_evening_has_a_mailing_or_none(day: date, mailed: bool) -> None:
    assert (mailing_on(day) is not None) == mailed


@pytest.mark.parametrize(
    ("moment", "mailing"),
    [
        ("2026-03-18T12:00", "2026-03-17T20:00"),
        ("2026-03-17T20:00", "2026-03-16T20:00"),  # strictly before
        ("2026-03-17T20:01", "2026-03-17T20:00"),
        ("2026-03-21T12:00", "2026-03-19T20:00"),
        ("2026-01-20T12:00", "2026-01-18T20:00"),
    ],
)
def test_the_last_mailing_lies_strictly_before(moment: str, mailing: str) -> None:
    assert last_mailing(eastern(moment)) == eastern(mailing)


BEGAN = datetime(1991, 8, 14, tzinfo=UTC)


@settings(deadline=None)
@given(st.integers(0, 60_000_000), st.integers(0, 30_000))
def test_whoever_submits_later_is_not_mailed_earlier(minute: int, later: int) -> None:
    first = BEGAN + timedelta(minutes=minute)
    second = first + timedelta(minutes=later)
    assert first < earliest_mailing(first) <= earliest_mailing(second)


@pytest.mark.parametrize(
    ("mailing", "since", "until"),
    [
        ("2026-03-17T20:00", "2026-03-16T14:00", "2026-03-17T14:00"),
        ("2026-03-22T20:00", "2026-03-19T14:00", "2026-03-20T14:00"),  # Sunday
        ("2026-03-23T20:00", "2026-03-20T14:00", "2026-03-23T14:00"),  # Monday
        ("2026-11-29T20:00", "2026-11-25T14:00", "2026-11-27T14:00"),  # after Thanksgiving
    ],
)
def test_a_mailing_has_the_submissions_between_two_deadlines(
    mailing: str, since: str, until: str
) -> None:
    first, end = submissions_of(eastern(mailing).astimezone(UTC))
    assert (first, end) == (eastern(since), eastern(until))
    second = timedelta(seconds=1)
    mailings = [earliest_mailing(t) for t in (first - second, first, end - second, end)]
    assert [m == eastern(mailing) for m in mailings] == [False, True, True, False]
