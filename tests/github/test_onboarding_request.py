"""The pull request that installs the bot: once, from its own branch, and closing it declines."""

from __future__ import annotations

import pytest

from bot.core.errors import ForgeError
from bot.github.client import GitHubHome, propose_onboarding
from bot.github.credentials import Token
from bot.github.publisher import BRANCH
from bot.proposal.proposed import Outcome
from tests.github.driver import FakeClock
from tests.github.github_double import GitHubDouble

FILES = {"config/mice.toml": b"[arxiv]\n", ".github/workflows/paper-bot.yml": b"name: x\n"}


def opened(double: GitHubDouble) -> Outcome:
    home = GitHubHome(
        repository=double.repository,
        credential=Token(double.token),
        clock=FakeClock(),
        api_url=double.url,
        pace=0.0,
    )
    return propose_onboarding(home, FILES, "Install", "the text")


def test_it_holds_the_new_files_on_top_of_the_list(double: GitHubDouble) -> None:
    outcome = opened(double)
    [pull] = double.open_pulls()
    assert (outcome.what, outcome.number) == ("created", pull.number)
    assert (pull.branch, pull.title, pull.body) == (BRANCH, "Install", "the text")
    assert {name: double.content(BRANCH, name) for name in FILES} == FILES
    assert double.store.commits[double.refs[BRANCH]].parents == (double.refs["main"],)


def test_the_same_again_writes_nothing(double: GitHubDouble) -> None:
    first = opened(double)
    calls = len(double.writes())
    second = opened(double)
    assert (second.what, second.number) == ("unchanged", first.number)
    assert len(double.writes()) == calls


@pytest.mark.parametrize(("end", "word"), [("close", "declined"), ("merge", "merged")])
def test_once_it_was_closed_it_is_not_opened_again(
    double: GitHubDouble, end: str, word: str
) -> None:
    number = opened(double).number
    assert number is not None
    getattr(double, end)(number)
    calls = len(double.writes())
    again = opened(double)
    assert (again.what, again.number) == ("held", number)
    assert again.note.startswith(f"was {word}; it is not opened again")
    assert len(double.writes()) == calls


def test_a_branch_of_somebody_else_is_left_alone(double: GitHubDouble) -> None:
    before = double.commit(BRANCH, {"x": b"y"})
    with pytest.raises(ForgeError, match="exists without a pull request: delete it"):
        opened(double)
    assert double.refs[BRANCH] == before
