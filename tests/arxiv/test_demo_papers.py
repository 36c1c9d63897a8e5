"""Invented papers that are always new: whatever the day, the last week has the same ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.arxiv.sources import open_file
from bot.core.logged_progress import LoggedProgress
from bot.core.window import Window


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-22T00:00", "2611.90024", "2611.90044"),  # as they stand in the file
        ("2026-12-24T23:59", "2612.90024", "2612.90044"),
        ("2028-03-02T09:30", "2802.90024", "2802.90044"),  # after a leap day
        ("2026-02-03T00:00", "2601.90024", "2602.90044"),  # a replay of the past
    ],
)
def test_the_last_week_has_the_same_papers_on_any_day(now: str, first: str, last: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    source = open_file("demo", now=moment, progress=LoggedProgress(), background=99)
    sweep = source.sweep(Window(moment - timedelta(days=7), moment), ["cs.LG", "cs.DC", "cs.CL"])
    assert (sweep.papers[0].id, sweep.papers[-1].id) == (first, last)
    days = [paper.submitted for paper in sweep.papers if paper.submitted]
    assert moment - timedelta(days=6) < min(days) <= max(days) < moment
    assert all(paper.submitted < min(days) for paper in sweep.background if paper.submitted)
    assert source.lookup([sweep.papers[0].id])
