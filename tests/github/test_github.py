"""Trouble on the wire: what is repeated, what never, and what the maintainer is told."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from bot.core.errors import BotError, ConfigError, TryAgainLater
from bot.github.client import GitHubHome, open_forge
from bot.github.credentials import Token
from bot.proposal import memory
from tests.github.driver import (
    LIST,
    NAME,
    PATH,
    FakeClock,
    answering,
    forge_of,
    run,
)
from tests.github.github_answers import Answer
from tests.github.github_double import TOKEN, GitHubDouble


def opened(
    repository: str = "octo/papers", api_url: str = "https://api.example.org"
) -> BotError | None:
    home = GitHubHome(
        repository=repository, credential=Token(TOKEN), clock=FakeClock(), api_url=api_url
    )
    try:
        open_forge(home, memory=memory)
    except BotError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"repository": ""}, "GITHUB_REPOSITORY"),
        ({"repository": "a/b/c"}, "GITHUB_REPOSITORY"),
        ({"repository": "a/b?x=1"}, "GITHUB_REPOSITORY"),
        ({"repository": "../.."}, "GITHUB_REPOSITORY"),
        ({"repository": "octo/.."}, "GITHUB_REPOSITORY"),
        ({"api_url": "http://api.example.org"}, "https://"),
        ({"api_url": "ftp://127.0.0.1"}, "https://"),
        ({"api_url": "https://"}, "https://"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_sent(
    change: dict[str, str], remedy: str
) -> None:
    error = opened(**change)
    assert isinstance(error, ConfigError)
    assert remedy in str(error)
    assert TOKEN not in str(error)


@pytest.mark.parametrize(
    "api_url", ["https://api.github.com", "https://x.example/api/v3", "http://127.0.0.1:9/"]
)
def test_addresses_that_are_safe_are_taken(api_url: str) -> None:
    assert opened(api_url=api_url) is None


@pytest.mark.parametrize("below", ["", "/", "/api/v3", "/api/v3/"])
def test_github_enterprise_is_another_address(double: GitHubDouble, below: str) -> None:
    assert run(forge_of(double, below=below), [1]).what == "created"
    assert run(forge_of(double, below=below), [1, 2]).what == "updated"


def test_python_without_assertions_is_refused() -> None:
    code = (
        "from bot.github.client import GitHubHome, open_forge\n"
        "from bot.proposal import memory\n"
        "open_forge(GitHubHome(repository='a/b', credential=None, clock=None), memory=memory)"
    )
    command = [sys.executable, "-O", "-c", code]
    done = subprocess.run(command, capture_output=True, check=False)
    assert b"run without -O" in done.stderr


def test_the_token_is_nowhere_to_be_seen(
    double: GitHubDouble, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("github").setLevel(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        forge = forge_of(double)
        run(forge, [1])
    assert TOKEN not in caplog.text
    assert "Mice number" not in caplog.text
    assert TOKEN not in repr(forge)
    assert TOKEN not in repr(vars(forge))


HTML = Answer(200, b"<html>Unicorn!</html>")


@pytest.mark.parametrize("answer", [Answer(502), Answer(500, b""), HTML, None])
def test_a_read_is_repeated_with_longer_and_longer_waits(
    double: GitHubDouble, answer: Answer | None
) -> None:
    clock = FakeClock()
    double.fault = answering(answer, 1, 2, 3)
    assert forge_of(double, clock=clock).standing(NAME, [PATH]).files == {PATH: LIST}
    assert clock.slept == [2, 4, 8]


def test_a_read_that_never_works_ends_the_run_for_now(double: GitHubDouble) -> None:
    double.fault = answering(None, *range(1, 9))
    with pytest.raises(TryAgainLater, match="cannot be reached"):
        forge_of(double).standing(NAME, [PATH])
    assert len(double.calls) == 4


def limit(status: int, message: str, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"message": message}, names)


SECONDARY = "You have exceeded a secondary rate limit."


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        (limit(403, SECONDARY, Retry_After="7"), 7),
        (limit(429, "Too many", Retry_After="0"), 1),
        (limit(403, SECONDARY), 60),
        (limit(429, "Too many"), 60),
        (limit(403, "API rate limit exceeded", X_RateLimit_Remaining="0",
               X_RateLimit_Reset="1795305630"), 31),
        (limit(403, "API rate limit exceeded", X_RateLimit_Remaining="0",
               X_RateLimit_Reset="1"), 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", [2, 8])
def test_a_rate_limit_is_waited_for_even_at_a_write(
    double: GitHubDouble, answer: Answer, waited: float, call: int
) -> None:
    clock = FakeClock()
    double.fault = answering(answer, call)
    assert run(forge_of(double, clock=clock), [1]).what == "created"
    assert clock.slept == [waited]


@pytest.mark.parametrize("call", [2, 10])
def test_a_rate_limit_beyond_the_budget_ends_the_run_for_now(
    double: GitHubDouble, call: int
) -> None:
    double.fault = answering(limit(403, SECONDARY, Retry_After="3600"), call)
    clock = FakeClock()
    with pytest.raises(TryAgainLater, match="3600 seconds"):
        run(forge_of(double, clock=clock), [1])
    assert clock.slept == []
    double.fault = answering(None)
    assert run(forge_of(double), [1]).what == "created"
    assert len(double.pulls) == 1


def test_the_waiting_of_a_run_is_limited_as_a_whole(double: GitHubDouble) -> None:
    double.fault = answering(limit(403, SECONDARY, Retry_After="40"), *range(1, 99))
    clock = FakeClock()
    with pytest.raises(TryAgainLater):
        forge_of(double, clock=clock, wait_budget=100).standing(NAME, [PATH])
    assert clock.slept == [40, 40]


def test_more_than_a_page_of_pull_requests_is_remembered(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    first = double.pulls[1]
    double.close(1)
    for number in range(2, 103):
        double.pulls[number] = type(first)(
            number, first.title, "", first.branch, "main", first.head, state="closed"
        )
    assert forge_of(double).standing(NAME, [PATH]).refused == {"2611.00001"}
