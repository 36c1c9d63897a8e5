"""Runs on one machine take turns, and keep arXiv's pace together."""

from __future__ import annotations

from datetime import timedelta
from math import inf
from pathlib import Path

import pytest

from bot.arxiv.http.fetching import Http, Turn
from bot.arxiv.http.retry_policy import Patience
from bot.arxiv.http.transfer import Again
from bot.core.errors import TryAgainLater
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, crowd
from tests.arxiv.server import RULE, ArxivDouble


class Waiting:
    """Remembers the waits, lets time pass, and can do something meanwhile."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.told: list[tuple[float, str]] = []
        self.other: Turn | None = None

    def __call__(self, seconds: float, why: str) -> None:
        self.told.append((seconds, why))
        self.clock.sleep(seconds)
        if self.other is not None and len(self.told) == 2:
            self.other.give()


def test_the_first_request_of_all_need_not_wait(tmp_path: Path) -> None:
    clock = FakeClock()
    wait = Waiting(clock)
    turn = Turn(tmp_path / "new", clock)
    turn.take(3.05, wait)
    turn.give()
    assert wait.told == []


def test_a_run_waits_for_the_other_and_for_the_gap_after_it(tmp_path: Path) -> None:
    clock = FakeClock()
    wait = Waiting(clock)
    one, two = Turn(tmp_path, clock), Turn(tmp_path, clock)
    one.take(3.05, wait)
    wait.other = one
    two.take(3.05, wait)
    two.give()
    assert wait.told == [
        (3.0, "another run is asking arXiv"),
        (3.0, "another run is asking arXiv"),
        (3.05, "arXiv asks for three seconds between requests"),
    ]


def test_a_run_that_never_ends_is_not_waited_for(tmp_path: Path) -> None:
    clock = FakeClock()
    wait = Waiting(clock)
    first, other = Turn(tmp_path, clock), Turn(tmp_path, clock)
    first.take(3.05, wait)
    with pytest.raises(TryAgainLater, match="another run"):
        other.take(3.05, wait)
    assert clock.elapsed == 1800


@pytest.mark.parametrize(
    ("last", "rest"),
    [
        (NOW.isoformat(), 3.05),
        ((NOW - timedelta(seconds=2)).isoformat(), 1.05),
        ((NOW - timedelta(days=9)).isoformat(), 0),
        ((NOW + timedelta(days=9)).isoformat(), 3.05),  # the clock was set back
        ("soon", 0),
        ("2026-03-18T12:00:00", 0),
        ("", 0),
    ],
)
def test_the_rest_is_never_longer_than_the_gap(tmp_path: Path, last: str, rest: float) -> None:
    clock = FakeClock()
    (tmp_path / "arxiv.last").write_text(last)
    Turn(tmp_path, clock).take(3.05, Waiting(clock))
    assert clock.elapsed == pytest.approx(rest)


def test_where_no_lock_can_be_kept_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    clock = FakeClock()
    turn = Turn(tmp_path / "file" / "cache", clock)
    turn.take(3.05, Waiting(clock))
    turn.give()
    assert clock.elapsed == 0


def test_two_clients_keep_the_pace_of_one(tmp_path: Path) -> None:
    clock = FakeClock()
    double = ArxivDouble(crowd(20, seed=1), clock=clock)
    with double as url:
        for _ in range(3):
            http = Http(clock=clock, progress=FakeProgress(), turn=Turn(tmp_path, clock))
            http.ask(f"{url}/api/query", {"search_query": "cat:cs.DC"}, bytes)
    assert len(double.asked) == 3
    assert min(double.gaps()) >= RULE


def reader(folder: Path, clock: FakeClock) -> Http:
    patience = Patience(run=inf)  # these tests last days
    turn = Turn(folder, clock)
    return Http(clock=clock, progress=FakeProgress(), patience=patience, turn=turn)


def test_a_retry_after_beyond_patience_keeps_all_runs_away_until_then(tmp_path: Path) -> None:
    clock = FakeClock()
    double = ArxivDouble([], faults=["503 much later"], clock=clock)
    words = r"arXiv asks to come back after 2026-03-19 12:0\d UTC; nothing is lost until then"
    with double as url:
        first = reader(tmp_path, clock)
        with pytest.raises(TryAgainLater, match=f"127.0.0.1:.* gave HTTP 503: {words}"):
            first.ask(f"{url}/api/query", {}, bytes)
        for http in (first, reader(tmp_path, clock)):
            with pytest.raises(TryAgainLater, match=f"^{words}$"):
                http.ask(f"{url}/rss/cs.DC", {}, bytes)
        assert len(double.asked) == 1
        clock.sleep(86_500)
        assert reader(tmp_path, clock).ask(f"{url}/rss/cs.DC", {}, bytes)
        assert first.ask(f"{url}/rss/cs.DC", {}, bytes)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-03-18T12:00:00", "2026-03-17T12:00:00+00:00", "2031-01-01T00:00:00Z"]
)
def test_a_moment_that_is_past_or_no_moment_keeps_nobody_away(tmp_path: Path, text: str) -> None:
    (tmp_path / "arxiv.export.arxiv.org.later").write_text(text, encoding="ascii")
    assert Turn(tmp_path, FakeClock()).called_off("export.arxiv.org") is None


def test_a_service_keeps_us_away_for_a_day_at_most(tmp_path: Path) -> None:
    clock = FakeClock()
    turn = Turn(tmp_path, clock)
    turn.call_off("rss.arxiv.org", NOW + timedelta(days=400))
    assert turn.called_off("rss.arxiv.org") == NOW + timedelta(days=1)


def test_without_a_folder_nobody_is_kept_away_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    turn = Turn(tmp_path / "file", FakeClock())
    turn.call_off("rss.arxiv.org", NOW + timedelta(hours=1))
    assert turn.called_off("rss.arxiv.org") is None


def test_a_retry_after_of_ages_is_told(tmp_path: Path) -> None:
    clock = FakeClock()
    http = reader(tmp_path, clock)
    with pytest.raises(TryAgainLater, match=r"arXiv asks to come back after 20\d\d-"):
        http._back_off(Again("HTTP 503", asked=1e12), 1, "https://export.arxiv.org/api/query")
