"""The memory of runs on a branch: made once, swapped only if nobody was faster, never forced."""

from __future__ import annotations

import pytest

from bot.arxiv.sweep.source import Shelf
from bot.core.errors import ForgeError, TryAgainLater
from bot.github.client import GitHubHome, open_shelf
from bot.github.credentials import Token
from bot.github.writer import BRANCH, FILE
from tests.github.driver import FakeClock
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble


def shelf_of(double: GitHubDouble) -> Shelf:
    return open_shelf(
        GitHubHome(
            repository=double.repository,
            credential=Token(double.token),
            clock=FakeClock(),
            api_url=double.url,
            pace=0.0,
        )
    )


def put(shelf: Shelf, content: bytes) -> None:
    shelf.replace(lambda _: content)


def test_without_a_branch_there_is_nothing_and_reading_makes_none(double: GitHubDouble) -> None:
    assert shelf_of(double).read() is None
    assert double.writes() == []


def test_a_new_branch_holds_the_file_alone_and_has_no_history(double: GitHubDouble) -> None:
    put(shelf_of(double), b"one")
    assert shelf_of(double).read() == b"one"
    head = double.store.commits[double.refs[BRANCH]]
    assert (head.parents, list(double.store.listing(head.sha))) == ((), [FILE])
    assert head.message.startswith("Remember what was seen\n\n")
    assert sorted(double.refs) == ["main", BRANCH]


def test_a_change_is_one_commit_on_top(double: GitHubDouble) -> None:
    shelf = shelf_of(double)
    put(shelf, b"one")
    first, calls = double.refs[BRANCH], len(double.calls)
    shelf.replace(lambda old: (old or b"") + b" two")
    assert double.content(BRANCH, FILE) == b"one two"
    assert double.store.commits[double.refs[BRANCH]].parents == (first,)
    assert len(double.calls) - calls == 4
    assert len([call for call in double.calls[calls:] if call[0] != "GET"]) == 1


def test_the_same_again_writes_nothing(double: GitHubDouble) -> None:
    put(shelf_of(double), b"one")
    writes = len(double.writes())
    put(shelf_of(double), b"one")
    assert len(double.writes()) == writes


def test_other_files_on_the_branch_are_left_alone(double: GitHubDouble) -> None:
    double.commit(BRANCH, {"note.txt": b"by hand"})
    assert shelf_of(double).read() is None
    put(shelf_of(double), b"one")
    assert double.content(BRANCH, "note.txt") == b"by hand"
    assert double.content(BRANCH, FILE) == b"one"


def test_whoever_comes_second_looks_again_and_builds_on_the_first(double: GitHubDouble) -> None:
    shelf = shelf_of(double)
    put(shelf, b"one")
    others = iter([b"other"])

    def change(old: bytes | None) -> bytes:
        assert old is not None
        if other := next(others, None):
            double.commit(BRANCH, {FILE: other})
        return old + b"+mine"

    shelf.replace(change)
    assert double.content(BRANCH, FILE) == b"other+mine"


def test_two_first_runs_at_once_make_one_branch(double: GitHubDouble) -> None:
    others = iter([b"other"])

    def change(old: bytes | None) -> bytes:
        if other := next(others, None):
            double.commit(BRANCH, {FILE: other})
        return (old or b"") + b"+mine"

    shelf_of(double).replace(change)
    assert double.content(BRANCH, FILE) == b"other+mine"


def test_a_race_that_never_ends_is_given_up_without_harm(double: GitHubDouble) -> None:
    put(shelf_of(double), b"one")
    numbers = iter(range(99))

    def change(_: bytes | None) -> bytes:
        double.commit(BRANCH, {FILE: b"other %d" % next(numbers)})
        return b"mine"

    with pytest.raises(TryAgainLater, match="changed while the bot was at work"):
        shelf_of(double).replace(change)
    assert double.content(BRANCH, FILE).startswith(b"other")


def test_a_write_whose_answer_is_lost_is_recognised(double: GitHubDouble) -> None:
    put(shelf_of(double), b"one")
    lost = iter([Fault(apply=True, answer=Answer(502, None))])
    double.fault = lambda _n, verb, _p: next(lost, None) if verb == "POST" else None
    put(shelf_of(double), b"two")
    assert double.content(BRANCH, FILE) == b"two"


def test_a_branch_that_may_not_be_written_says_what_to_do(double: GitHubDouble) -> None:
    put(shelf_of(double), b"one")
    refusal = Answer(403, {"message": "Resource not accessible by integration"})
    double.fault = lambda _n, verb, _p: Fault(False, refusal) if verb == "POST" else None
    with pytest.raises(ForgeError, match="contents: write"):
        put(shelf_of(double), b"two")
