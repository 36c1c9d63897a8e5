"""A GitHub App: its key makes tokens for one repository, renewed in time, and never shown."""

from __future__ import annotations

import pytest

from bot.core.errors import BotError, ConfigError, ForgeError
from bot.github.credentials import AppKey
from tests.github.driver import NAME, PATH, FakeClock, forge_of, run
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble
from tests.github.github_records import AppRecord
from tests.github.keys import key_pair

APP = AppKey("4711", key_pair()[0])


@pytest.fixture(autouse=True)
def installed(double: GitHubDouble) -> AppRecord:
    """The double knows the App, and no other token."""
    double.accepted = set()
    double.app = AppRecord("4711", key_pair()[1])
    return double.app


def test_an_app_opens_a_pull_request_with_a_token_for_this_repository_alone(
    double: GitHubDouble, installed: AppRecord
) -> None:
    assert run(forge_of(double, credential=APP), [1]).what == "created"
    assert installed.minted == 1
    assert installed.permissions == [{"contents": "write", "pull_requests": "write"}]
    assert len(double.calls) <= 20
    before = len(double.calls)
    assert run(forge_of(double, credential=APP), [1]).what == "unchanged"
    assert len(double.calls) - before <= 8 + 2  # two of them for the token
    assert run(forge_of(double, credential=APP), [1, 2]).what == "updated"  # through GraphQL


def test_a_token_is_renewed_before_its_hour_is_over(
    double: GitHubDouble, installed: AppRecord
) -> None:
    clock = FakeClock()
    forge = forge_of(double, credential=APP, clock=clock)
    forge.standing(NAME, [PATH])
    clock.sleep(49 * 60)
    forge.standing(NAME, [PATH])
    assert installed.minted == 1
    clock.sleep(2 * 60)
    forge.standing(NAME, [PATH])
    assert installed.minted == 2


def test_64_a_token_that_dies_in_mid_run_is_made_anew_once(
    double: GitHubDouble, installed: AppRecord
) -> None:
    def dies(_number: int, verb: str, path: str) -> None:
        if (verb, path) == ("POST", "/repos/octo/papers/git/commits") and installed.minted == 1:
            double.accepted.clear()

    double.fault = dies
    assert run(forge_of(double, credential=APP), [1]).what == "created"
    assert installed.minted == 2
    assert len(double.pulls) == 1


def test_64_a_token_that_is_never_accepted_ends_the_run(
    double: GitHubDouble, installed: AppRecord
) -> None:
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(401, {"message": "Bad credentials"})) if "/git/" in path else None
    )
    with pytest.raises(ForgeError, match="does not accept the App's key"):
        run(forge_of(double, credential=APP), [1])
    assert installed.minted == 2


def refused(double: GitHubDouble, key: AppKey = APP) -> BotError:
    with pytest.raises(BotError) as caught:
        run(forge_of(double, credential=key), [1])
    assert "PRIVATE KEY" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not double.pulls
    return caught.value


def test_75_a_wrong_key_or_clock_is_told_in_these_words(double: GitHubDouble) -> None:
    assert "clock is right" in str(refused(double, AppKey("4711", key_pair(1)[0])))
    early = Answer(401, {"message": "'Issued at' claim ('iat') must be an Integer in the past"})
    double.fault = lambda _number, _verb, path: (
        Fault(False, early) if path.endswith("/installation") else None
    )
    assert "clock is right" in str(refused(double))


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"installation": None}, "install it there"),
        ({"id": "another"}, "PAPER_BOT_APP_ID is not its id"),
    ],
)
def test_an_app_that_is_not_installed_is_told(
    double: GitHubDouble, installed: AppRecord, change: dict[str, object], remedy: str
) -> None:
    for name, value in change.items():
        setattr(installed, name, value)
    assert remedy in str(refused(double))


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (Answer(422, {"message": "The permissions requested are not granted"}), "Contents: write"),
        (Answer(403, {"message": "This installation has been suspended"}), "get a token"),
        (Answer(201, {"token": None, "expires_at": ""}), "answer without a token"),
        (Answer(409, {"message": "Conflict"}), "get a token"),
        (Answer(502), "gave the App no token"),
        (None, "gave the App no token"),
    ],
)
def test_a_token_that_is_not_given_is_told(
    double: GitHubDouble, answer: Answer | None, remedy: str
) -> None:
    double.fault = lambda _number, _verb, path: (
        Fault(False, answer) if path.endswith("/access_tokens") else None
    )
    assert remedy in str(refused(double))


@pytest.mark.parametrize("answer", [Answer(502), None])
@pytest.mark.parametrize("apply", [False, True])
def test_67_a_token_whose_answer_is_lost_is_asked_for_again(
    double: GitHubDouble, answer: Answer | None, apply: bool
) -> None:
    lost = iter([Fault(apply, answer)])
    double.fault = lambda _number, _verb, path: (
        next(lost, None) if path.endswith("/access_tokens") else None
    )
    assert run(forge_of(double, credential=APP), [1]).what == "created"


def test_a_text_that_is_no_key_is_refused_before_anything_is_sent(double: GitHubDouble) -> None:
    broken = "-----BEGIN RSA PRIVATE KEY-----\nQUJD\n-----END RSA PRIVATE KEY-----\n"
    with pytest.raises(ConfigError, match="no RSA private key") as caught:
        forge_of(double, credential=AppKey("1", broken))
    assert "QUJD" not in str(caught.value)
    assert double.calls == []
