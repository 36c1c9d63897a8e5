"""Whose work a branch is, and what was turned down: facts in, conclusions out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.github.answers import Commit, Comparison, Pull
from bot.github.past_pulls import all_ours, last_recorded, refused
from bot.proposal import memory
from bot.proposal.memory import Recall
from classifier.papers.paper import ArxivId

A, B, C = ("a" * 40, "b" * 40, "c" * 40)


def signed(*contents: str) -> str:
    return " ".join(["Words\n\nPaper-Bot: v1 mice", *(content[:16] for content in contents)])


def commit(message: str, sha: str = C, *parents: str) -> Commit:
    return Commit(sha=sha, message=message, parents=parents or (A,))


def compared(*commits: Commit, files: Mapping[str, str], whole: bool = True) -> Comparison:
    return Comparison(base=A, fork=A, commits=commits, files=files, every_file=whole)


@pytest.mark.parametrize(
    ("branch", "ours"),
    [
        (compared(files={}), True),
        (compared(commit(signed(B)), files={"l.md": B}), True),
        (compared(commit(signed(A)), commit(signed(B)), files={"l.md": B, "m.md": A}), True),
        (compared(commit(signed(B)), commit("Mine"), files={"l.md": B}), False),
        (compared(commit(signed(B)), files={"l.md": C}), False),  # amended
        (compared(commit(signed(B)), files={"l.md": B, "x.md": B}), False),
        (compared(commit(signed(B)), files={"l.md": B}, whole=False), False),
    ],
)
def test_a_branch_is_ours_only_if_everything_on_it_is(branch: Comparison, ours: bool) -> None:
    assert all_ours(branch, "mice", ["l.md", "m.md"], memory) is ours


@pytest.mark.parametrize(
    ("commits", "start"),
    [
        ([commit(signed(A)), commit(signed(B), C, "1" * 40)], "1" * 40),
        ([commit(signed(B), C, "2" * 40)], "2" * 40),
        ([commit(signed(A)), commit(signed(C), C, "3" * 40), commit(signed(B), C, C)], "3" * 40),
        ([commit("Mine"), commit(signed(B), C, "4" * 40)], "4" * 40),
        ([commit(signed(A)), commit("Mine")], None),
        ([commit(signed(A)), commit(signed(C))], None),  # amended
        ([commit(signed(B), C, A, "5" * 40)], None),  # a merge
        ([], None),
    ],
)
def test_an_update_that_no_body_records_is_done_again(
    commits: list[Commit], start: str | None
) -> None:
    recorded = {"l.md": A[:16]}
    from_commit = last_recorded(commits, "mice", head={"l.md": B}, recorded=recorded, memory=memory)
    assert from_commit == start


@pytest.mark.parametrize("recorded", [{}, {"l.md": B[:16]}])
def test_what_is_recorded_or_was_never_recorded_stands(recorded: dict[str, str]) -> None:
    commits = [commit(signed(B))]
    assert (
        last_recorded(commits, "mice", head={"l.md": B}, recorded=recorded, memory=memory) is None
    )


OPEN = Pull(
    number=1, url="", title="", body="", branch="b", head=A, base="main", open=True, merged=False
)
CLOSED = replace(OPEN, open=False)
MERGED = replace(CLOSED, merged=True)
ONE, TWO, OLD = (ArxivId(f"2611.0000{n}") for n in (1, 2, 9))
TOLD = Recall(proposed=(ONE, TWO), refused=(OLD,), content={})


@pytest.mark.parametrize(
    ("pull", "recalled", "expected"),
    [
        (OPEN, TOLD, {TWO, OLD}),
        (MERGED, TOLD, {TWO, OLD}),
        (CLOSED, TOLD, {ONE, TWO, OLD}),
        (CLOSED, None, set()),
    ],
)
def test_what_was_deleted_or_closed_is_refused(
    pull: Pull, recalled: Recall | None, expected: set[ArxivId]
) -> None:
    assert refused([(pull, recalled)], {"l.md": b"- 2611.00001\n", "m.md": b""}) == expected
