"""Lists X and X-2: the second branch of one is called as the branch of the other."""

from __future__ import annotations

import re

import pytest

from bot.core.logged_progress import LoggedProgress
from bot.pipeline.report import Report
from bot.pipeline.run import run, sync
from bot.proposal.proposed import Outcome
from tests.fakes import FakeSource
from tests.github.driver import short_forge
from tests.github.github_double import GitHubDouble
from tests.pipeline.small_list import (
    ORDER,
    PLANNING,
    README,
    RULES,
    SERVING,
    job,
    paper,
    sweep_of,
)
from tests.road.steered import Road, state_of

MORE = paper(9, "Serving models by planning memory")


def outcome(github: GitHubDouble, name: str, *, road: Road = run) -> Outcome:
    papers = (SERVING, PLANNING, MORE)
    source = FakeSource(sweep_of(*papers), papers)
    asked = [job(short_forge(github), RULES, name=name)]
    [result] = road(asked, ORDER, open_source=lambda _wanted: source, progress=LoggedProgress())
    assert isinstance(result, Report)
    assert result.outcome is not None
    return result.outcome


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize(("first", "second"), [("mine-2", "mine"), ("mine", "mine-2")])
def test_a_pull_request_of_another_list_is_never_taken_over(
    first: str, second: str, damaged: bool
) -> None:
    github = GitHubDouble({"README.md": README})
    # A person's work is on the first branch of the list "mine".
    github.refs["paper-bot/mine"] = github.refs["main"]
    github.commit("paper-bot/mine", {"X": b"hello\n"})
    assert outcome(github, first).what == "created"
    [theirs] = github.open_pulls()
    assert theirs.branch == "paper-bot/mine-2"
    if damaged:
        github.talk.edits(theirs, re.sub("<!-- paper-bot:state .*-->", "", theirs.body))
    body, writes = theirs.body, len(github.writes())
    for road in (run, sync):
        held = outcome(github, second, road=road)
        assert held.what == "held"
        assert held.note == (
            f"paper-bot/mine-2 holds the pull request of the list '{first}', and nothing is done "
            f"for '{second}': give one of the two another [list] name"
        )
    assert (github.writes()[writes:], theirs.body) == ([], body)
    assert outcome(github, first).number == theirs.number
    assert state_of(theirs).list_name == first
