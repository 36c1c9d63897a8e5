"""Who closed a pull request decides what closing means."""

from __future__ import annotations

import pytest

from tests.github.driver import PATH, run, short_forge
from tests.github.github_double import GitHubDouble


def close(double: GitHubDouble, login: str | None, kind: str = "User") -> None:
    """Close the pull request as *login*, and let GitHub tell so."""
    double.pulls[1].happens("closed", actor=login, type=kind)
    double.close(1)


WRITERS = [("ada", "User"), ("bo", "User")]
OTHERS = [
    ("tri", "User"),  # may read only
    ("eve", "User"),
    ("stale[bot]", "Bot"),
    ("github-actions[bot]", "Bot"),  # an action for stale pull requests speaks as the bot does
    (None, "User"),  # a deleted account
]


@pytest.mark.parametrize(("login", "kind"), WRITERS)
def test_a_person_who_may_write_refuses(double: GitHubDouble, login: str, kind: str) -> None:
    run(short_forge(double), [1])
    close(double, login, kind)
    run(short_forge(double), [1])
    assert not double.open_pulls()


def test_where_github_does_not_tell_a_person_is_believed(double: GitHubDouble) -> None:
    run(short_forge(double), [1])
    double.close(1)
    run(short_forge(double), [1])
    assert not double.open_pulls()


@pytest.mark.parametrize(("login", "kind"), OTHERS)
def test_anybody_else_refuses_nothing_and_is_told_once(
    double: GitHubDouble, login: str | None, kind: str
) -> None:
    run(short_forge(double), [1])
    close(double, login, kind)
    for _ in range(3):
        run(short_forge(double), [1])
    [pull] = double.open_pulls()
    assert b"2611.00001" in double.content(pull.branch, PATH)
    [comment] = double.talk.under(1)
    name = (login or "a deleted account").partition("[")[0]
    assert f"closed by {name}" in comment.body
    assert "Only who may write to this repository refuses" in comment.body


def test_who_unticks_the_box_refuses_after_all(double: GitHubDouble) -> None:
    run(short_forge(double), [1])
    close(double, "stale[bot]", "Bot")
    run(short_forge(double), [1])
    assert "- [x] <!-- paper-bot:box undo -->" in double.talk.under(1)[0].body
