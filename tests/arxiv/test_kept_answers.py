"""Feeds are asked whether they have changed; what is kept is used only if it is whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.arxiv.http.fetching import Http
from bot.arxiv.http.kept_answers import KeptAnswers
from bot.arxiv.http.retry_policy import Doubtful
from tests.arxiv import pages
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, paper
from tests.arxiv.server import ArxivDouble

PAPERS = [paper("2603.00001", NOW - timedelta(days=1), announced=pages.midnight(NOW.date()))]
FEED = "application/rss+xml"


def ask(url: str, folder: Path, read: Callable[[bytes], bytes] = bytes) -> bytes:
    http = Http(
        clock=FakeClock(), progress=FakeProgress(), answers=KeptAnswers(folder),
        jitter=lambda: 0.0,
    )  # fmt: skip
    return http.ask(f"{url}/rss/cs.DC", {}, read, accept=FEED, changed=True)


def asked(double: ArxivDouble) -> list[bool]:
    """Return of each request whether it asked for changes only."""
    return ["If-None-Match" in each.headers for each in double.asked]


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        first, second = ask(url, tmp_path), ask(url, tmp_path)
    assert first == second
    assert b"2603.00001" in first
    assert asked(double) == [False, True]


def test_what_has_changed_comes_and_is_kept(tmp_path: Path) -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        ask(url, tmp_path)
        double.papers = []
        assert b"2603.00001" not in ask(url, tmp_path)
        assert b"2603.00001" not in ask(url, tmp_path)
    assert asked(double) == [False, True, True]


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"\xff" * 40, b'{"url": 3}\nx'])
def test_what_is_damaged_is_asked_for_anew(tmp_path: Path, damage: bytes) -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        first = ask(url, tmp_path)
        [kept] = tmp_path.iterdir()
        kept.write_bytes(damage)
        assert ask(url, tmp_path) == first
    assert asked(double) == [False, False]


def test_what_is_kept_and_cannot_be_right_is_asked_for_whole(tmp_path: Path) -> None:
    turns: list[bytes] = []

    def read(raw: bytes) -> bytes:
        turns.append(raw)
        if len(turns) == 2:
            raise Doubtful("not this one")
        return raw

    double = ArxivDouble(PAPERS)
    with double as url:
        ask(url, tmp_path, read)
        ask(url, tmp_path, read)
    assert asked(double) == [False, True, False]


def test_a_folder_that_takes_nothing_costs_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.write_bytes(b"")
    double = ArxivDouble(PAPERS)
    with double as url:
        assert ask(url, folder) == ask(url, folder)
    assert asked(double) == [False, False]


def test_an_unasked_304_is_no_answer(tmp_path: Path) -> None:
    double = ArxivDouble(PAPERS, faults=["304"])
    with double as url:
        assert b"2603.00001" in ask(url, tmp_path)
    assert asked(double) == [False, False]
