"""Care from the box in the pull request with papers to what `bot sync` does about its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.cli import parser as cli
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, paper
from tests.github.github_double import GitHubDouble

BRANCH = "paper-bot/mine-care"
HOSES = b"- [Hoses that Plan their Way Ahead](https://arxiv.org/abs/2404.00004)\n"
NEW_HOSES = HOSES.replace(b"Way Ahead", b"Way Far Ahead")


def call(*args: str) -> None:
    assert cli.main([*args]) == 0


def test_a_box_switches_care_on_and_sync_carries_out_what_is_decided_there(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble
) -> None:
    retitled = paper(4, "Hoses that Plan their Way Far Ahead", datetime(2024, 4, 2, tzinfo=UTC))
    arxiv.papers = (*arxiv.papers, replace(retitled, abstract=""))
    github.commit("main", {"README.md": README + b"\n" + HOSES})
    assert desk.run("--publish", "pull-request") == 0
    [papers] = github.open_pulls()

    asked_to_care = ("care", "--when-on", "--publish", "pull-request")
    call(*asked_to_care)
    assert github.open_pulls() == [papers]

    github.talk.ticks(papers, "care", on=True)
    call(*asked_to_care)
    [pull] = [one for one in github.open_pulls() if one is not papers]
    assert NEW_HOSES in github.content(BRANCH, "README.md")

    [box] = [line for line in pull.body.splitlines() if "[x] <!-- paper-bot:box title/" in line]
    github.talk.ticks(pull, box.split()[4], on=False)
    polled = len(arxiv.asked)
    call("sync")
    assert HOSES in github.content(BRANCH, "README.md")
    assert len(arxiv.asked) == polled
    writes = len(github.writes())
    call("sync")
    call(*asked_to_care)
    assert github.writes()[writes:] == []
