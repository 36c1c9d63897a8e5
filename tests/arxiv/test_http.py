"""The HTTP edge: its pace, its patience, and the words of its errors."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bot.arxiv.api.atom import read_page
from bot.arxiv.http.fetching import Http
from bot.arxiv.http.retry_policy import Doubtful, Patience
from bot.arxiv.http.transfer import OfflineError, Refused
from bot.core.errors import ConfigError, SourceError, TryAgainLater
from bot.core.version import __version__
from tests.arxiv.fakes import FakeClock, FakeProgress, client, crowd
from tests.arxiv.server import ArxivDouble

PAPERS = crowd(20, seed=1)
ALL = {"search_query": "cat:cs.DC", "sortOrder": "ascending"}


def ask(http: Http, url: str) -> bytes:
    return http.ask(f"{url}/api/query", ALL, bytes)


def test_requests_carry_a_full_and_honest_set_of_headers() -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        ask(client(contact="ada@example.org"), url)
    sent = double.asked[0].headers
    assert sent["User-Agent"] == f"paper-bot/{__version__} (+ada@example.org)"
    assert sent["Accept"] == "application/atom+xml, */*;q=0.1"
    assert sent["Accept-Encoding"] == "gzip, deflate"


def test_requests_keep_their_distance_and_the_wait_is_told() -> None:
    clock, progress = FakeClock(), FakeProgress()
    double = ArxivDouble(PAPERS, clock=clock)
    with double as url:
        http = client(clock, progress)
        for _ in range(3):
            ask(http, url)
        clock.sleep(100)
        ask(http, url)
    assert double.gaps() == pytest.approx([3.05, 3.05, 100])
    assert [why for _, why in progress.pauses] == [
        "arXiv asks for three seconds between requests"
    ] * 2
    assert (http.tally.requests, http.tally.retries, http.tally.pauses) == (4, 0, 2)
    assert http.tally.paused == pytest.approx(6.1)


@pytest.mark.parametrize(
    "fault", ["429", "406", "202", "204", "206", "300", "304", "500", "503", "reset", "cut"]
)
def test_a_passing_failure_is_asked_again_after_a_growing_wait(fault: str) -> None:
    clock, progress = FakeClock(), FakeProgress()
    with ArxivDouble(PAPERS, faults=[fault, fault]) as url:
        http = client(clock, progress)
        assert ask(http, url).startswith(b"<?xml")
    assert clock.slept == pytest.approx([6.1, 12.2])
    assert (http.tally.requests, http.tally.retries) == (3, 2)
    assert all("127.0.0.1" in why for _, why in progress.pauses)


def test_a_doubted_answer_is_asked_for_again() -> None:
    answers: Iterator[Doubtful | bytes] = iter([Doubtful("odd"), Doubtful("odd"), b"fine"])

    def read(_: bytes) -> bytes:
        if isinstance(answer := next(answers), Doubtful):
            raise answer
        return answer

    progress = FakeProgress()
    with ArxivDouble(PAPERS) as url:
        assert client(progress=progress).ask(f"{url}/api/query", ALL, read) == b"fine"
    assert "an answer that cannot be right (odd)" in progress.pauses[0][1]


def test_retry_after_is_obeyed() -> None:
    clock = FakeClock()
    with ArxivDouble(PAPERS, faults=["503 later"]) as url:
        ask(client(clock), url)
    assert clock.slept == [40.0]


@pytest.mark.parametrize(
    ("fault", "asked", "words"),
    [
        ("429", 6, "gave HTTP 429, 6 times in a row; run again later, nothing is lost"),
        (
            "503 much later",
            1,
            "gave HTTP 503: arXiv asks to come back after 2026-03-19 12:00 UTC; "
            "nothing is lost until then",
        ),
        ("204", 6, "gave HTTP 204, 6 times in a row; run again later, nothing is lost"),
    ],
)
def test_patience_ends_with_words_about_what_came_and_what_to_do(
    fault: str, asked: int, words: str
) -> None:
    double = ArxivDouble(PAPERS, faults=lambda _: fault)
    with double as url, pytest.raises(TryAgainLater) as raised:
        ask(client(), url)
    assert str(raised.value).partition(" ")[2] == words
    assert len(double.asked) == asked


def test_a_network_that_wants_a_log_in_is_left_at_once() -> None:
    double = ArxivDouble(PAPERS, faults=["511"])
    with double as url, pytest.raises(OfflineError, match="HTTP 511; is this network behind a"):
        ask(client(), url)
    assert len(double.asked) == 1


def test_the_time_for_waiting_is_shared_by_all_requests() -> None:
    clock = FakeClock()
    http = client(clock, patience=Patience(waiting=50))
    with ArxivDouble(PAPERS, faults=["503 later", "", "503 later"]) as url:
        ask(http, url)
        with pytest.raises(TryAgainLater):
            ask(http, url)


def test_a_refusal_is_not_asked_again_nor_is_its_host() -> None:
    double, http = ArxivDouble(PAPERS, faults=["403"]), client()
    with double as url:
        for _ in range(2):
            with pytest.raises(Refused, match="HTTP 403") as refusal:
                ask(http, url)
            assert refusal.value.status == 403
    assert len(double.asked) == 1


@pytest.mark.parametrize(("times", "asked"), [(1, 2), (2, 3), (3, 3)])
def test_a_stray_404_is_not_believed(times: int, asked: int) -> None:
    double = ArxivDouble(PAPERS, faults=["404"] * times)
    with double as url:
        if times < 3:
            assert ask(client(), url)
        else:
            with pytest.raises(Refused, match="HTTP 404"):
                ask(client(), url)
    assert len(double.asked) == asked


def test_rate_exceeded_with_200_is_told_in_arxivs_words() -> None:
    progress = FakeProgress()
    with ArxivDouble(PAPERS, faults=["rate text"]) as url:
        ask(client(progress=progress), url)
    assert progress.pauses[0][1].endswith("gave 'Rate exceeded.'")


def test_slow_failures_end_a_run_when_its_time_is_over() -> None:
    clock = FakeClock()

    def slow(_: int) -> str:
        clock.sleep(180)
        return "503"

    double = ArxivDouble(PAPERS, faults=slow)
    with double as url:
        http = client(clock)
        for _ in range(99):
            with pytest.raises(TryAgainLater):
                ask(http, url)
    assert clock.elapsed < 2_900


@pytest.mark.parametrize(
    ("fault", "named"),
    [("portal", r"login\.example instead"), ("nonsense", "an address that is none")],
)
def test_a_log_in_page_of_the_network_is_recognised(fault: str, named: str) -> None:
    with (
        ArxivDouble(PAPERS, faults=[fault]) as url,
        pytest.raises(TryAgainLater, match=rf"sends us to {named}.*log-in page"),
    ):
        ask(client(), url)


@pytest.mark.parametrize("page", ["html", "plain html", "portal page"])
def test_a_web_page_three_times_is_a_log_in_page_and_is_recognised_early(page: str) -> None:
    clock = FakeClock()
    double = ArxivDouble(PAPERS, faults=lambda _: page)
    with (
        double as url,
        pytest.raises(OfflineError, match=r"web page, 3 times in a row; is this network behind a"),
    ):
        client(clock).ask(f"{url}/api/query", ALL, read_page)
    assert len(double.asked) == 3
    assert clock.elapsed == pytest.approx(18.3)


@pytest.mark.parametrize("faults", [["html", "html"], ["html", "blank", "html", "503", "html"]])
def test_a_web_page_now_and_then_is_asked_again(faults: list[str]) -> None:
    with ArxivDouble(PAPERS, faults=faults) as url:
        page = client().ask(f"{url}/api/query", {**ALL, "max_results": "20"}, read_page)
    assert page.total == len(page.papers) > 0


def test_redirects_on_the_same_host_are_followed_at_the_same_pace() -> None:
    clock = FakeClock()
    double = ArxivDouble(PAPERS, faults=["redirect loop", "redirect loop"], clock=clock)
    with double as url:
        ask(client(clock), url)
    assert len(double.asked) == 3
    assert min(double.gaps()) >= 3


def test_an_endless_answer_is_cut_off() -> None:
    with (
        ArxivDouble(PAPERS) as url,
        pytest.raises(SourceError, match="more than 0 MiB in one answer"),
    ):
        ask(client(patience=Patience(size=1000)), url)


@pytest.mark.parametrize("url", ["export.arxiv.org/api", "ftp://arxiv.org/x", "http://", "::"])
def test_an_impossible_address_is_an_error_of_the_configuration(url: str) -> None:
    with pytest.raises(ConfigError, match="is no address to poll"):
        client().ask(url, {}, bytes)


def test_nobody_there_is_told_at_once_without_retries() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    clock = FakeClock()
    with pytest.raises(TryAgainLater, match=r"127\.0\.0\.1:\d+ cannot be reached; check the net"):
        client(clock).ask(f"http://127.0.0.1:{port}/", {}, bytes)
    assert clock.slept == []


def test_a_name_that_nobody_knows_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TryAgainLater, match=r"arxiv\.example cannot be reached"):
        client().ask("http://arxiv.example/", {}, bytes)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    with pytest.raises(TryAgainLater, match=r"the proxy for arxiv\.example does not answer"):
        client().ask("http://arxiv.example/", {}, bytes)


def test_a_server_without_tls_is_not_trusted() -> None:
    with ArxivDouble(PAPERS) as url, pytest.raises(TryAgainLater, match="no trusted connection"):
        ask(client(), url.replace("http:", "https:"))
