"""Cron as cron and GitHub Actions mean it, whatever APScheduler counts from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.daemon.schedule import is_overdue, parse_cron

SUNDAY_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "due"),
    [
        ("17 6 * * 1", "UTC", "2026-11-23T06:17:00+00:00"),
        ("17 6 * * 1", "Europe/Berlin", "2026-11-23T06:17:00+01:00"),
        ("0 0 * * 0", "UTC", "2026-11-29T00:00:00+00:00"),
        ("0 0 * * 7", "UTC", "2026-11-29T00:00:00+00:00"),
        ("0 9 * * 2-5", "UTC", "2026-11-24T09:00:00+00:00"),
        ("0 9 * * mon-fri", "UTC", "2026-11-23T09:00:00+00:00"),
        ("0 9 * * fri-sun", "UTC", "2026-11-27T09:00:00+00:00"),
        ("0 9 * * Fri-SUN", "UTC", "2026-11-27T09:00:00+00:00"),
        ("0 9 * * FRI-7", "UTC", "2026-11-27T09:00:00+00:00"),
        ("0 9 * * */2", "UTC", "2026-11-24T09:00:00+00:00"),
        ("0 9 * * 3/2", "UTC", "2026-11-25T09:00:00+00:00"),
        ("0 9 * * 0,6", "UTC", "2026-11-28T09:00:00+00:00"),
        ("0 9 1 * *", "UTC", "2026-12-01T09:00:00+00:00"),
        ("*/20 * * * *", "UTC", "2026-11-22T12:00:00+00:00"),
    ],
)
def test_the_next_due_moment_is_that_of_cron(cron: str, zone: str, due: str) -> None:
    next_due = parse_cron(cron, zone).get_next_fire_time(None, SUNDAY_NOON)
    assert next_due is not None
    assert next_due.isoformat() == due


@pytest.mark.parametrize(
    "cron",
    [
        "",
        "x",
        "61 9 * * 1",
        "0 9 * * 8",
        "0 9 * * 5-1",
        "0 9 * * 1/0",
        "0 9 * * 1/x",
        "0 9 1 * 1",
        "* * * *",
    ],
)
def test_what_is_no_cron_is_refused(cron: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_cron(cron, "UTC")


@pytest.mark.parametrize(
    ("last", "overdue"),
    [
        (None, True),
        (SUNDAY_NOON - timedelta(days=7), True),
        (SUNDAY_NOON - timedelta(days=5), False),
        (SUNDAY_NOON + timedelta(days=1), False),
    ],
)
def test_a_run_that_was_missed_is_overdue(last: datetime | None, *, overdue: bool) -> None:
    trigger = parse_cron("17 6 * * 1", "UTC")
    assert is_overdue(trigger, last, now=SUNDAY_NOON) is overdue
