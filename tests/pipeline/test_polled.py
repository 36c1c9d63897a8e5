"""What polling did, in figures and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.arxiv.sweep.account import Account, Tally
from bot.pipeline.report import Polled, polling_json, polling_lines

POLLED = Polled(
    until=date(2026, 3, 18),
    complete=True,
    uncertain=3,
    tally=Tally(requests=7, needed=5, retries=2, pauses=6, paused=24.42),
    account=Account(
        per_day={
            "all": {date(2026, 2, 11): 9, date(2026, 3, 9): 30, date(2026, 3, 17): 4},
            "cs.DC": {},
        },
        thin=("Tuesday, 2026-03-17: 4 papers in all categories, where 30 are usual",),
    ),
)


def test_programs_are_told_everything() -> None:
    assert polling_json(POLLED) == {
        "complete": True,
        "requests": 7,
        "requests_needed": 5,
        "retries": 2,
        "pauses": 6,
        "paused_seconds": 24.4,
        "uncertain_announcement": 3,
        "thin_days": ["Tuesday, 2026-03-17: 4 papers in all categories, where 30 are usual"],
        "awaited": "",
        "doors": [],
        "per_day": {"all": {"2026-02-11": 9, "2026-03-09": 30, "2026-03-17": 4}, "cs.DC": {}},
    }


def test_people_are_told_what_they_can_use_in_lines_that_fit_into_a_check() -> None:
    lines = polling_lines(POLLED)
    assert lines == (
        "arXiv was read: complete; 7 requests (5 without faults), 2 asked again, 6 pauses, "
        "24 s in all",
        "3 of the papers may have been announced just outside the window",
        "looks too thin: Tuesday, 2026-03-17: 4 papers in all categories, where 30 are usual",
        "papers submitted each day to 2026-03-18, all: 30 0 0 0 0 0 0 0 4 0",
    )
    assert max(map(len, lines)) <= 120


def test_an_incomplete_sweep_is_called_so_first() -> None:
    line = polling_lines(replace(POLLED, complete=False, uncertain=0))[0]
    assert line.startswith("arXiv was read: INCOMPLETE; ")


def test_a_mailing_that_is_not_here_yet_is_told_and_the_sweep_is_complete() -> None:
    account = Account(awaited="the mailing of Tuesday, 2026-03-17 is not in arXiv's answers yet")
    lines = polling_lines(replace(POLLED, account=account))
    assert lines[0].startswith("arXiv was read: complete; ")
    assert lines[2:] == (
        "still awaited: the mailing of Tuesday, 2026-03-17 is not in arXiv's answers yet",
    )
