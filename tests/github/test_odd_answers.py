"""Answers that GitHub should not give, or gives too early: nothing is built on them."""

from __future__ import annotations

import pytest

from bot.core.errors import BotError, ForgeError, TryAgainLater
from tests.github.driver import (
    LIST,
    NAME,
    PATH,
    FakeClock,
    answering,
    forge_of,
    once,
    run,
)
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble


@pytest.mark.parametrize(
    "body",
    [[], {}, {"full_name": 3}, {"full_name": "octo/papers", "node_id": None}, "text"],
)
def test_an_answer_without_its_fields_is_not_believed(double: GitHubDouble, body: object) -> None:
    double.fault = answering(Answer(200, body), 1)
    with pytest.raises(TryAgainLater, match="answer without"):
        forge_of(double).standing(NAME, [PATH])


@pytest.mark.parametrize("body", [[], {}, {"number": None}, {"sha": "x"}, {"sha": "0" * 40}])
@pytest.mark.parametrize("call", [8, 9, 10, 11, 12, 13])
def test_a_write_whose_answer_is_odd_is_not_believed(
    double: GitHubDouble, body: object, call: int
) -> None:
    paths: list[str] = []

    def fault(_number: int, verb: str, path: str) -> Fault | None:
        if verb == "GET":
            return None
        paths.append(path)
        return Fault(False, Answer(201, body)) if len(paths) == call - 7 else None

    double.fault = fault
    try:
        run(forge_of(double), [1])
    except BotError:
        pass
    else:
        assert len(paths) < call - 7  # there are fewer writes than that
    double.fault = answering(None)
    run(forge_of(double), [1])
    assert len(double.pulls) == 1


@pytest.mark.parametrize(
    "change",
    [{"content": "AAAA"}, {"content": "%"}, {"encoding": "none", "content": ""}, {"size": 1}],
)
def test_bytes_that_are_not_what_git_names_are_not_edited(
    double: GitHubDouble, change: dict[str, object]
) -> None:
    sha = double.store.listing(double.refs["main"])[PATH]
    good = {"sha": sha, "size": len(LIST), "encoding": "base64", "content": "AAAA"}
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(200, {**good, **change})) if "/git/blobs/" in path else None
    )
    with pytest.raises(TryAgainLater, match="the file's bytes"):
        run(forge_of(double), [1])


LAGS = [
    ("POST", "/git/trees", 422, "tree.sha does not exist"),
    ("POST", "/git/commits", 422, "Tree SHA does not exist"),
    ("POST", "/git/refs", 422, "Object does not exist"),
]


@pytest.mark.parametrize(("verb", "end", "status", "message"), LAGS)
def test_what_github_does_not_see_yet_is_asked_again(
    double: GitHubDouble, verb: str, end: str, status: int, message: str
) -> None:
    late = once(verb, end, Answer(status, {"message": message}))
    double.fault = late
    clock = FakeClock()
    assert run(forge_of(double, clock=clock), [1]).what == "created"
    assert clock.slept == [2]


def test_a_branch_that_github_does_not_see_yet_gets_its_pull_request(double: GitHubDouble) -> None:
    errors = [{"resource": "PullRequest", "field": "head", "code": "invalid"}]
    double.fault = once(
        "POST", "/pulls", Answer(422, {"message": "Validation Failed", "errors": errors})
    )
    assert run(forge_of(double), [1]).what == "created"
    assert len(double.pulls) == 1


def test_a_stale_answer_about_the_branch_is_asked_again(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    stale = {"errors": [{"type": "STALE_DATA", "message": "Expected branch to point to x but"}]}
    double.fault = once("POST", "/graphql", Answer(200, stale))
    assert run(forge_of(double), [1, 2]).what == "updated"
    assert [pull.number for pull in double.open_pulls()] == [1]


@pytest.mark.parametrize(
    ("change", "remedy"),
    [({"truncated": True}, "too large"), ({"size": 30_000_000}, "not a list")],
)
def test_a_tree_that_cannot_be_a_lists_is_refused(
    double: GitHubDouble, change: dict[str, object], remedy: str
) -> None:
    entry = {"path": PATH, "mode": "100644", "type": "blob", "sha": "0" * 40, "size": 5}
    answer = {"truncated": False, "tree": [{**entry, **change}], **change}
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(200, answer)) if "/git/trees/" in path else None
    )
    with pytest.raises(ForgeError, match=remedy):
        forge_of(double).standing(NAME, [PATH])


def test_a_branch_that_is_gone_while_its_pull_request_seems_open_is_waited_for(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1])
    double.refs.pop(f"paper-bot/{NAME}")
    with pytest.raises(TryAgainLater, match="nothing was overwritten"):
        forge_of(double).standing(NAME, [PATH])


@pytest.mark.parametrize("change", [{"number": 9}, {"head": {"ref": "x", "sha": "0" * 40}}])
@pytest.mark.parametrize(("verb", "end"), [("GET", "1"), ("PATCH", "1"), ("POST", "pulls")])
def test_an_answer_about_another_pull_request_is_not_believed(
    double: GitHubDouble, verb: str, end: str, change: dict[str, object]
) -> None:
    if end == "1":
        run(forge_of(double), [1])
    head = {"ref": "other", "sha": "0" * 40, "repo": {"full_name": double.repository}}
    wrong = {
        "number": 9, "html_url": "", "title": "", "body": "", "state": "open", "merged_at": None,
        "base": {"ref": "main"}, "head": head, **change,
    }  # fmt: skip
    double.fault = lambda _number, called, path: (
        Fault(False, Answer(200, wrong)) if called == verb and path.endswith(f"/{end}") else None
    )
    with pytest.raises(BotError):
        run(forge_of(double), [1, 2])
    double.fault = answering(None)
    run(forge_of(double), [1, 2])
    assert run(forge_of(double), [1, 2]).what == "unchanged"
    assert len(double.pulls) == 1


def test_a_mutation_without_an_object_for_an_answer_is_in_doubt(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.fault = once("POST", "/graphql", Answer(200, []))
    clock = FakeClock()
    assert run(forge_of(double, clock=clock), [1, 2]).what == "updated"
    assert clock.slept == [2]


@pytest.mark.parametrize(
    ("end", "answer"),
    [
        ("/git/matching-refs/heads/paper-bot/mice", {"ref": "x"}),
        ("/git/matching-refs/heads/paper-bot/mice", ["x"]),
        ("/pulls", {"message": "odd"}),
        ("/branches/main", {"commit": {"sha": "main"}}),
    ],
)
def test_a_listing_of_the_wrong_shape_is_not_believed(
    double: GitHubDouble, end: str, answer: object
) -> None:
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(200, answer)) if path.split("?")[0].endswith(end) else None
    )
    with pytest.raises(TryAgainLater, match="answer without"):
        forge_of(double).standing(NAME, [PATH])


@pytest.mark.parametrize("size", [True, "7", None])
def test_a_size_that_is_no_number_is_not_believed(double: GitHubDouble, size: object) -> None:
    entry = {"path": PATH, "mode": "100644", "type": "blob", "sha": "0" * 40, "size": size}
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(200, {"tree": [entry]})) if "/git/trees/" in path else None
    )
    with pytest.raises(TryAgainLater, match="answer without size"):
        forge_of(double).standing(NAME, [PATH])
