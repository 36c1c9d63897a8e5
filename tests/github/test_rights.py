"""What a token may not do is told before a run tries it, and nothing is written to find out."""

from __future__ import annotations

import pytest

from bot.core.errors import ForgeError
from bot.github.client import GitHubHome, lacking_rights
from bot.github.credentials import Token
from tests.arxiv.fakes import FakeClock
from tests.github.github_double import TOKEN, GitHubDouble

WRITER = {"pull": True, "push": True}
READER = {"pull": True, "push": False}
ADMIN = {**WRITER, "admin": True}
CLASSIC, FINE = "ghp_invented", "github_pat_invented"
NO_WRITE = "the token's owner may not write to octo/papers"
UNTOLD = "what a fine-grained token may do is not told by GitHub"
SWITCH = "GitHub Actions may not open pull requests there"


def told(
    token: str,
    permissions: dict[str, bool] | None,
    scopes: str | None = None,
    *,
    fork: bool = False,
    switch: bool = True,
) -> list[str]:
    with GitHubDouble(files={"README.md": b"# A\n"}, token=token) as double:
        double.permissions, double.scopes, double.may_open_pulls = permissions, scopes, switch
        home = GitHubHome(
            repository=double.repository,
            credential=Token(token),
            clock=FakeClock(),
            api_url=double.url,
            fork=fork,
        )
        texts = [lack.text for lack in lacking_rights(home)]
        assert double.writes() == []
    return texts


@pytest.mark.parametrize(
    ("token", "permissions", "scopes", "expected"),
    [
        (CLASSIC, WRITER, "repo, workflow", []),
        (CLASSIC, WRITER, "public_repo", []),
        (
            CLASSIC,
            WRITER,
            "gist, read:org",
            ["a token with the scopes gist, read:org writes nothing"],
        ),
        (CLASSIC, WRITER, "", ["a token with no scope writes nothing"]),
        (CLASSIC, READER, "repo", [NO_WRITE]),
        (CLASSIC, None, "repo", []),
        (FINE, WRITER, None, [UNTOLD]),
        (FINE, READER, None, [NO_WRITE, UNTOLD]),
        (TOKEN, READER, None, []),
        (TOKEN, None, None, []),
    ],
)
def test_rights_that_a_run_needs(
    token: str, permissions: dict[str, bool] | None, scopes: str | None, expected: list[str]
) -> None:
    assert told(token, permissions, scopes) == expected


def test_a_fork_needs_no_right_to_write_to_the_list() -> None:
    assert told(CLASSIC, READER, "repo", fork=True) == []


@pytest.mark.parametrize(
    ("permissions", "switch", "expected"),
    [(ADMIN, False, [SWITCH]), (ADMIN, True, []), (WRITER, False, [])],
)
def test_who_administers_is_told_of_the_switch(
    permissions: dict[str, bool], switch: bool, expected: list[str]
) -> None:
    assert told(CLASSIC, permissions, "repo", switch=switch) == expected


def test_a_repository_that_cannot_be_seen_is_told_as_by_a_run() -> None:
    with GitHubDouble(files={"README.md": b"# A\n"}) as double:
        home = GitHubHome(
            repository="octo/else", credential=Token(TOKEN), clock=FakeClock(), api_url=double.url
        )
        with pytest.raises(ForgeError, match="could not find the repository octo/else"):
            lacking_rights(home)
