"""What to do about an answer, and how long to wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.arxiv.http.retry_policy import (
    headers,
    is_for_people,
    retry_after,
    times,
    verdict,
    wait_before,
)
from bot.core.version import __version__

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (200, "fine"), (406, "again"), (408, "again"), (425, "again"), (429, "again"),
        (500, "again"), (502, "again"), (503, "again"), (511, "again"), (599, "again"),
        (201, "again"), (202, "again"), (204, "again"), (206, "again"),
        (300, "again"), (304, "again"), (399, "again"),
        (402, "again"), (409, "again"), (418, "again"), (421, "again"), (499, "again"),
        (400, "stop"), (401, "stop"), (403, "stop"), (404, "stop"), (407, "stop"), (410, "stop"),
        (414, "stop"), (451, "stop"),
    ],
)  # fmt: skip
def test_a_status_says_what_to_do(status: int, what: str) -> None:
    assert verdict(status) == what


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("0", 0.0),
        (" 40 ", 40.0),
        ("Wed, 18 Mar 2026 12:01:30 GMT", 90.0),
        ("Wed, 18 Mar 2026 12:01:30 -0000", 90.0),
        ("Wed, 18 Mar 2026 11:00:00 GMT", 0.0),
        ("", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("\u0663", 0.0),
        ("9" * 5000, 999_999_999.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(raw: str, seconds: float) -> None:
    assert retry_after(raw, now=NOW) == seconds


@pytest.mark.parametrize(
    ("attempt", "asked", "jitter", "seconds"),
    [
        (1, 0, 0, 6.0),
        (2, 0, 0, 12.0),
        (2, 0, 1, 18.0),
        (9, 0, 0, 120.0),
        (1, 40, 0, 40.0),
        (9, 40, 0, 120.0),
    ],
)
def test_waits_double_but_never_fall_below_what_was_asked(
    attempt: int, asked: float, jitter: float, seconds: float
) -> None:
    assert wait_before(attempt, asked=asked, jitter=jitter, gap=3.0) == seconds


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("", "paper-bot/{}"),
        ("ada@example.org", "paper-bot/{} (+ada@example.org)"),
        ("ada@example.org\r\nX: y", "paper-bot/{} (+ada@example.org X: y)"),
        ("ädä@example.org", "paper-bot/{}"),
    ],
)
def test_the_user_agent_says_who_asks_and_nothing_invented(contact: str, agent: str) -> None:
    assert headers(contact)["User-Agent"] == agent.format(__version__)


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\xef\xbb\xbf \r\n<!doctype HTML public>", True),
        (b"<HTML lang='en'>", True),
        (b"<?xml version='1.0'?><feed/>", False),
        (b"<!DOCTYPE feed>", False),
        (b"Rate exceeded.", False),
        (b" " * 10**6, False),
        (b"", False),
    ],
)
def test_a_page_for_people_is_told_by_its_beginning(answer: bytes, page: bool) -> None:
    assert is_for_people(answer) is page


@pytest.mark.parametrize(("count", "said"), [(1, "once"), (2, "twice"), (3, "3 times")])
def test_numbers_of_times_are_said_as_people_do(count: int, said: str) -> None:
    assert times(count) == said
