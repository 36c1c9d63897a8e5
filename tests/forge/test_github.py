"""Trouble on the wire: what is repeated, what never, and what the maintainer is told."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from bot.errors import BotError, ConfigError, ForgeError, TryAgainLater
from bot.forge.github import open_forge
from bot.proposal import memory
from tests.forge.driver import LIST, NAME, PATH, FakeClock, forge_of, run
from tests.forge.github_double import TOKEN, Fault, GitHubDouble
from tests.forge.github_routes import Answer


@pytest.fixture
def double() -> Iterator[GitHubDouble]:
    with GitHubDouble({PATH: LIST}) as double:
        yield double


def opened(**changes: str) -> BotError | None:
    facts = {"repository": "octo/papers", "token": TOKEN, "api_url": "https://api.example.org"}
    try:
        open_forge(memory=memory, clock=FakeClock(), **{**facts, **changes})  # type: ignore[arg-type]
    except BotError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"token": " "}, "set GITHUB_TOKEN"),
        ({"token": "ghs_\u00e9"}, "copy it anew"),
        ({"token": "ghs_a\nb"}, "copy it anew"),
        ({"token": "ghs_a b"}, "copy it anew"),
        ({"repository": ""}, "GITHUB_REPOSITORY"),
        ({"repository": "a/b/c"}, "GITHUB_REPOSITORY"),
        ({"repository": "a/b?x=1"}, "GITHUB_REPOSITORY"),
        ({"repository": "../.."}, "GITHUB_REPOSITORY"),
        ({"repository": "octo/.."}, "GITHUB_REPOSITORY"),
        ({"api_url": "http://api.example.org"}, "https://"),
        ({"api_url": "ftp://127.0.0.1"}, "https://"),
        ({"api_url": "https://"}, "https://"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_sent(
    change: dict[str, str], remedy: str
) -> None:
    error = opened(**change)
    assert isinstance(error, ConfigError)
    assert remedy in str(error)
    assert TOKEN not in str(error)


@pytest.mark.parametrize(
    "api_url", ["https://api.github.com", "https://x.example/api/v3", "http://127.0.0.1:9/"]
)
def test_addresses_that_are_safe_are_taken(api_url: str) -> None:
    assert opened(api_url=api_url) is None


def test_python_without_assertions_is_refused() -> None:
    code = (
        "from bot.forge.github import open_forge; from bot.proposal import memory\n"
        "open_forge(repository='a/b', token='t', memory=memory, clock=None)"
    )
    command = [sys.executable, "-O", "-c", code]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    assert b"run without -O" in done.stderr


def test_the_token_is_nowhere_to_be_seen(
    double: GitHubDouble, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("github").setLevel(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        forge = forge_of(double)
        run(forge, [1])
    assert TOKEN not in caplog.text
    assert "Mice number" not in caplog.text
    assert TOKEN not in repr(forge)
    assert TOKEN not in repr(vars(forge))


def answering(answer: Answer | None, *calls: int) -> Callable[[int, str, str], Fault | None]:
    return lambda number, _verb, _path: Fault(False, answer) if number in calls else None


HTML = Answer(200, b"<html>Unicorn!</html>")


@pytest.mark.parametrize("answer", [Answer(502), Answer(500, b""), HTML, None])
def test_a_read_is_repeated_with_longer_and_longer_waits(
    double: GitHubDouble, answer: Answer | None
) -> None:
    clock = FakeClock()
    double.fault = answering(answer, 1, 2, 3)
    assert forge_of(double, clock=clock).standing(NAME, [PATH]).files == {PATH: LIST}
    assert clock.slept == [2, 4, 8]


def test_a_read_that_never_works_ends_the_run_for_now(double: GitHubDouble) -> None:
    double.fault = answering(None, *range(1, 9))
    with pytest.raises(TryAgainLater, match="cannot be reached"):
        forge_of(double).standing(NAME, [PATH])
    assert len(double.calls) == 4


def limit(status: int, message: str, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"message": message}, names)


SECONDARY = "You have exceeded a secondary rate limit."


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        (limit(403, SECONDARY, Retry_After="7"), 7),
        (limit(429, "Too many", Retry_After="0"), 1),
        (limit(403, SECONDARY), 60),
        (limit(429, "Too many"), 60),
        (limit(403, "API rate limit exceeded", X_RateLimit_Remaining="0",
               X_RateLimit_Reset="1795305630"), 31),
        (limit(403, "API rate limit exceeded", X_RateLimit_Remaining="0",
               X_RateLimit_Reset="1"), 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", [2, 8])
def test_a_rate_limit_is_waited_for_even_at_a_write(
    double: GitHubDouble, answer: Answer, waited: float, call: int
) -> None:
    clock = FakeClock()
    double.fault = answering(answer, call)
    assert run(forge_of(double, clock=clock), [1]).what == "created"
    assert clock.slept == [waited]


@pytest.mark.parametrize("call", [2, 10])
def test_a_rate_limit_beyond_the_budget_ends_the_run_for_now(
    double: GitHubDouble, call: int
) -> None:
    double.fault = answering(limit(403, SECONDARY, Retry_After="3600"), call)
    clock = FakeClock()
    with pytest.raises(TryAgainLater, match="3600 seconds"):
        run(forge_of(double, clock=clock), [1])
    assert clock.slept == []
    double.fault = answering(None)
    assert run(forge_of(double), [1]).what == "created"
    assert len(double.pulls) == 1


def test_the_waiting_of_a_run_is_limited_as_a_whole(double: GitHubDouble) -> None:
    double.fault = answering(limit(403, SECONDARY, Retry_After="40"), *range(1, 99))
    clock = FakeClock()
    with pytest.raises(TryAgainLater):
        forge_of(double, clock=clock, wait_budget=100).standing(NAME, [PATH])
    assert clock.slept == [40, 40]


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
    seen: list[str] = []

    def fault(_number: int, verb: str, path: str) -> Fault | None:
        if verb == "GET":
            return None
        seen.append(path)
        return Fault(False, Answer(201, body)) if len(seen) == call - 7 else None

    double.fault = fault
    try:
        run(forge_of(double), [1])
    except BotError:
        pass
    else:
        assert len(seen) < call - 7  # there are fewer writes than that
    double.fault = answering(None)
    run(forge_of(double), [1])
    assert len(double.pulls) == 1


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
    assert outcome.note.startswith("the labels could not be set: Validation Failed")


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


def test_more_than_a_page_of_pull_requests_is_remembered(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    first = double.pulls[1]
    double.close(1)
    for number in range(2, 103):
        double.pulls[number] = type(first)(
            number, first.title, "", first.branch, "main", first.head, state="closed"
        )
    assert forge_of(double).standing(NAME, [PATH]).refused == {"2611.00001"}


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


def once(verb: str, end: str, answer: Answer) -> Callable[[int, str, str], Fault | None]:
    hits: list[int] = []

    def fault(number: int, called: str, path: str) -> Fault | None:
        if called == verb and path.endswith(end) and not hits:
            hits.append(number)
            return Fault(False, answer)
        return None

    return fault


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


def test_a_base_whose_history_was_rewritten_is_told(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("other", {PATH: LIST})
    double.move("main", double.refs["other"])
    with pytest.raises(ForgeError, match="no history in common"):
        forge_of(double).standing(NAME, [PATH])


def test_a_branch_that_is_gone_while_its_pull_request_seems_open_is_waited_for(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1])
    double.refs.pop(f"paper-bot/{NAME}")
    with pytest.raises(TryAgainLater, match="nothing was overwritten"):
        forge_of(double).standing(NAME, [PATH])


def test_no_access_is_never_read_as_not_there(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(403, {"message": "Forbidden"})) if "/git/ref/" in path else None
    )
    with pytest.raises(ForgeError, match="the token may not read"):
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
