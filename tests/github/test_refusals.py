"""When GitHub says no: one line for the maintainer, and nothing half done."""

from __future__ import annotations

import pytest

from bot.core.errors import BotError, ForgeError, TryAgainLater
from tests.github.driver import (
    LIST,
    NAME,
    PATH,
    answering,
    forge_of,
    run,
)
from tests.github.github_answers import Answer
from tests.github.github_double import TOKEN, Fault, GitHubDouble

NOT_PERMITTED = "GitHub Actions is not permitted to create or approve pull requests."
REFUSALS: list[tuple[str, str, Answer, type[BotError], str]] = [
    ("GET", "/octo/papers", Answer(401, {"message": "Bad credentials"}),
     ForgeError, "GITHUB_TOKEN"),
    ("GET", "/octo/papers", Answer(404, {"message": "Not Found"}), ForgeError, "GITHUB_REPOSITORY"),
    ("GET", "/pulls", Answer(403, {"message": "Forbidden"}), ForgeError, "contents: write"),
    ("GET", "/branches/main", Answer(404, {"message": "Branch not found"}),
     ForgeError, "not there"),
    ("POST", "/git/blobs", Answer(403, {"message": "Resource not accessible by integration"}),
     ForgeError, "pull-requests: write"),
    ("POST", "/git/blobs", Answer(403, {"message": "Repository was archived so is read-only."}),
     ForgeError, "unarchive"),
    ("POST", "/git/refs", Answer(422, {"message": "Repository rule violations found"}),
     ForgeError, "paper-bot/*"),
    ("POST", "/git/refs", Answer(409, {"message": "Conflict"}), TryAgainLater, "something else"),
    ("POST", "/pulls", Answer(403, {"message": NOT_PERMITTED}), ForgeError,
     "Allow GitHub Actions to create and approve pull requests"),
    ("POST", "/pulls", Answer(403, {"message": NOT_PERMITTED}), ForgeError,
     "/octo/papers/compare/main...paper-bot/mice?expand=1"),
    ("POST", "/pulls",
     Answer(422, {"message": "Validation Failed", "errors": ["odd", {"message": "x"}]}),
     ForgeError, "Validation Failed; odd; x"),
    ("POST", "/git/trees", Answer(307, {"message": "Moved"}), TryAgainLater, "renamed"),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "end", "answer", "kind", "remedy"), REFUSALS)
def test_a_refusal_names_the_remedy_in_one_line(
    double: GitHubDouble,
    verb: str,
    end: str,
    answer: Answer,
    kind: type[BotError],
    remedy: str,
) -> None:
    double.fault = lambda _number, called, path: (
        Fault(False, answer) if called == verb and path.split("?")[0].endswith(end) else None
    )
    with pytest.raises(kind) as caught:
        run(forge_of(double), [1])
    text = str(caught.value)
    assert remedy in text
    assert "\n" not in text
    assert TOKEN not in text
    assert not double.pulls
    assert double.content("main", PATH) == LIST


def test_the_branch_is_kept_and_used_when_pull_requests_are_allowed_later(
    double: GitHubDouble,
) -> None:
    double.fault = lambda _number, verb, path: (
        Fault(False, Answer(403, {"message": NOT_PERMITTED}))
        if verb == "POST" and path.endswith("/pulls")
        else None
    )
    with pytest.raises(ForgeError):
        run(forge_of(double), [1])
    head = double.refs[f"paper-bot/{NAME}"]
    double.fault = answering(None)
    assert run(forge_of(double), [1]).what == "created"
    assert double.refs[f"paper-bot/{NAME}"] == head


def test_an_archived_repository_is_refused_at_once(double: GitHubDouble) -> None:
    double.archived = True
    with pytest.raises(ForgeError, match="archived"):
        run(forge_of(double), [1])
    assert len(double.calls) == 1


@pytest.mark.parametrize("permissions", [None, {"pull": False, "push": False}])
def test_what_a_token_may_do_is_tried_not_guessed(
    double: GitHubDouble, permissions: dict[str, bool] | None
) -> None:
    double.permissions = permissions
    assert run(forge_of(double), [1]).what == "created"


def test_a_renamed_repository_is_followed_at_the_start(double: GitHubDouble) -> None:
    double.former = "octo/old-name"
    assert run(forge_of(double), [1]).what == "created"
    assert all(call[1].startswith("/repos/octo/old-name") for call in double.calls[:1])
    assert not [call for call in double.writes() if "old-name" in call[1]]


def test_a_redirect_to_another_host_is_not_followed(double: GitHubDouble) -> None:
    elsewhere = Answer(301, {}, {"Location": "http://localhost:1/repos/octo/papers"})
    double.fault = answering(elsewhere, 1)
    with pytest.raises(TryAgainLater, match="another host"):
        forge_of(double).standing(NAME, [PATH])


@pytest.mark.parametrize(
    "answer",
    [
        {"errors": [{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}]},
        {"errors": [{"message": "odd"}, "text"], "data": None},
        {"errors": "strange"},
    ],
)
def test_graphql_errors_arrive_as_200_and_are_errors_all_the_same(
    double: GitHubDouble, answer: object
) -> None:
    run(forge_of(double), [1])
    head = double.refs[f"paper-bot/{NAME}"]
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(200, answer)) if path == "/graphql" else None
    )
    with pytest.raises(ForgeError):
        run(forge_of(double), [1, 2])
    assert double.refs[f"paper-bot/{NAME}"] == head


def test_a_missing_label_is_told_and_does_no_harm(double: GitHubDouble) -> None:
    outcome = run(forge_of(double, labels=["not there"]), [1])
    assert outcome.what == "created"
    assert outcome.note.startswith("the labels could not be set: not there: Validation Failed")


@pytest.mark.parametrize("mode", ["120000", "160000", "040000"])
def test_a_list_that_is_no_plain_file_is_refused(double: GitHubDouble, mode: str) -> None:
    if mode == "040000":
        double.commit("main", {PATH: None, f"{PATH}/inner.md": b"x\n"})
    else:
        double.commit("main", {PATH: b"README.md"}, mode=mode)
    with pytest.raises(ForgeError, match="no plain file"):
        forge_of(double).standing(NAME, [PATH])


@pytest.mark.parametrize("path", ["gone.md", "no/such/folder.md", f"{PATH}/below.md"])
def test_a_list_that_is_not_there_is_never_created(double: GitHubDouble, path: str) -> None:
    with pytest.raises(ForgeError, match="creates no list"):
        forge_of(double).standing(NAME, [path])


def test_a_base_whose_history_was_rewritten_is_told(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("other", {PATH: LIST})
    double.move("main", double.refs["other"])
    with pytest.raises(ForgeError, match="no history in common"):
        forge_of(double).standing(NAME, [PATH])


def test_no_access_is_never_read_as_not_there(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(403, {"message": "Forbidden"})) if "/compare/" in path else None
    )
    with pytest.raises(ForgeError, match="the token may not read"):
        forge_of(double).standing(NAME, [PATH])


def test_a_branch_that_may_not_be_removed_is_told(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.merge(1)
    answer = {"errors": [{"message": "Cannot delete this protected ref"}]}
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(200, answer)) if path == "/graphql" else None
    )
    with pytest.raises(ForgeError, match="branch protection or ruleset"):
        run(forge_of(double), [1, 2])
    assert not double.open_pulls()
