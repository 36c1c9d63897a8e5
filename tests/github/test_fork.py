"""`fork = true`: branches go to the fork of the token's owner, and only then."""

from __future__ import annotations

import pytest

from bot.core.errors import ForgeError, TryAgainLater
from bot.github.writer import BRANCH as STATE
from bot.github.writer import FILE, StateBranch
from tests.github.driver import (
    BRANCH,
    LIST,
    NAME,
    PATH,
    FakeClock,
    forge_of,
    listed,
    run,
    short_api,
)
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble, PullRecord

FORK = "ada/papers"


@pytest.fixture(autouse=True)
def ada(double: GitHubDouble) -> None:
    double.user = "ada"


def test_a_missing_fork_is_made_and_the_pull_request_comes_from_it(double: GitHubDouble) -> None:
    outcome = run(forge_of(double, fork=True), [1])
    assert outcome.what == "created"
    assert len(double.calls) <= 20
    [pull] = double.open_pulls()
    assert (pull.origin, pull.branch, pull.base) == (FORK, BRANCH, "main")
    assert list(double.refs) == ["main"]
    assert double.forks[FORK].content(BRANCH, PATH) == listed(1)
    assert run(forge_of(double, fork=True), [1]).what == "unchanged"
    assert run(forge_of(double, fork=True), [1, 2]).what == "updated"
    assert double.forks[FORK].content(BRANCH, PATH) == listed(1, 2)
    assert len(double.pulls) == 1


def test_an_old_fork_is_brought_up_to_date_first(double: GitHubDouble) -> None:
    fork = double.fork("ada")
    base = double.commit("main", {PATH: LIST + b"- y\n"})
    assert run(forge_of(double, fork=True), [1]).what == "created"
    assert fork.refs["main"] == base
    assert fork.content(BRANCH, PATH) == listed(1) + b"- y\n"
    double.commit("main", {PATH: LIST + b"- y\n- z\n"})
    assert run(forge_of(double, fork=True), [1, 2]).what == "updated"
    assert fork.content(BRANCH, PATH) == listed(1, 2) + b"- y\n- z\n"
    assert len(double.pulls) == 1


def test_after_a_merge_the_forks_branch_begins_anew(double: GitHubDouble) -> None:
    run(forge_of(double, fork=True), [1])
    double.merge(1)
    assert run(forge_of(double, fork=True), [1, 2]).number == 2
    assert double.forks[FORK].content(BRANCH, PATH) == listed(1, 2)


def test_without_the_setting_nothing_is_pushed_elsewhere(double: GitHubDouble) -> None:
    double.fork("ada")
    run(forge_of(double), [1])
    assert not [call for call in double.calls if FORK in call[1] or call[1] == "/user"]
    assert BRANCH in double.refs


@pytest.mark.parametrize("origin", ["", "eve/papers"])
def test_51_only_our_own_forks_pull_request_is_ours(double: GitHubDouble, origin: str) -> None:
    run(forge_of(double, fork=True), [1])
    ours = double.pulls.pop(1)
    double.forks.clear()
    forged = PullRecord(7, ours.title, ours.body, BRANCH, "main", ours.head, origin=origin)
    double.pulls[7] = forged
    standing = forge_of(double, fork=True).standing(NAME, [PATH])
    assert (standing.number, standing.refused) == (None, frozenset())


def test_a_fork_that_takes_its_time_is_waited_for(double: GitHubDouble) -> None:
    double.fork_delay = 2
    clock = FakeClock()
    assert run(forge_of(double, fork=True, clock=clock), [1]).what == "created"
    assert clock.slept == [2, 4]


def test_a_fork_that_never_comes_ends_the_run_for_now(double: GitHubDouble) -> None:
    double.fork_delay = 99
    with pytest.raises(TryAgainLater, match="still being made"):
        run(forge_of(double, fork=True), [1])
    assert not double.pulls


@pytest.mark.parametrize("end", ["/forks", "/merge-upstream"])
@pytest.mark.parametrize("apply", [False, True])
def test_67_a_lost_answer_about_the_fork_makes_no_second_one(
    double: GitHubDouble, end: str, apply: bool
) -> None:
    lost = iter([Fault(apply, Answer(502))])
    double.fault = lambda _number, _verb, path: next(lost, None) if path.endswith(end) else None
    if (end, apply) == ("/forks", False):
        with pytest.raises(TryAgainLater):
            run(forge_of(double, fork=True), [1])
    run(forge_of(double, fork=True), [1])
    assert len(double.forks) == 1
    assert len(double.pulls) == 1


def forbidden(double: GitHubDouble) -> str:
    with pytest.raises(ForgeError) as caught:
        run(forge_of(double, fork=True), [1])
    assert not double.pulls
    return str(caught.value)


def test_an_installations_token_has_no_fork(double: GitHubDouble) -> None:
    double.user = ""
    assert "needs a person's token" in forbidden(double)


def test_nobody_forks_his_own(double: GitHubDouble) -> None:
    double.user = "Octo"
    assert "remove 'fork = true'" in forbidden(double)


def test_a_repository_of_the_same_name_that_is_no_fork_is_left_alone(double: GitHubDouble) -> None:
    double.fork("ada", parent=False)
    assert "no fork of octo/papers" in forbidden(double)
    assert not double.writes()


def test_a_fork_with_commits_of_its_own_is_left_alone(double: GitHubDouble) -> None:
    fork = double.fork("ada")
    fork.commit("main", {"mine.md": b"x"})
    assert "has commits of its own" in forbidden(double)
    assert fork.content("main", "mine.md") == b"x"


@pytest.mark.parametrize("end", ["/user", FORK, "/forks", "/merge-upstream"])
def test_a_refusal_about_the_fork_names_what_was_asked(double: GitHubDouble, end: str) -> None:
    answer = Answer(451, {"message": "Unavailable"})
    double.fault = lambda _number, _verb, path: Fault(False, answer) if path.endswith(end) else None
    assert "451" in forbidden(double)


def test_the_memory_of_runs_is_in_the_fork_too(double: GitHubDouble) -> None:
    shelf = StateBranch(short_api(double), double.repository, fork=True)
    assert shelf.read() is None
    assert not double.forks
    shelf.replace(lambda _: b"one")
    assert double.forks[FORK].content(STATE, FILE) == b"one"
    assert list(double.refs) == ["main"]
