"""E. Any answer at any call: nothing is built on it, and the next run ends as if undisturbed."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bot.core.errors import BotError, TryAgainLater
from tests.github.driver import (
    BRANCH,
    LIST,
    NAME,
    PATH,
    FakeClock,
    answering,
    forge_of,
    listed,
    once,
    run,
    short_forge,
)
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble
from tests.github.scenes import (
    SCENES,
    Scene,
    creating,
    end_of,
    fresh,
    settle,
    starting_anew,
    undisturbed,
    updating,
)

ANSWERS = {
    "64-expired": Answer(401, {"message": "Bad credentials"}),
    "62-forbidden": Answer(403, {"message": "Resource not accessible by integration"}),
    "65-gone": Answer(404, {"message": "Not Found"}),
    "57-conflict": Answer(409, {"message": "is at 1 but expected 2"}),
    "55-unprocessable": Answer(422, {"message": "Reference update failed"}),
    "56-unresolved": Answer(422, {"message": "Could not resolve to a node"}),
    "59-secondary": Answer(403, {"message": "You have exceeded a secondary rate limit."}),
    "60-hours": Answer(429, {"message": "Too many"}, {"Retry-After": "3600"}),
    "58-primary": Answer(
        403,
        {"message": "API rate limit exceeded"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795400000"},
    ),
    "69-not-modified": Answer(304, None),
    "68-empty": Answer(200, b""),
    "68-object": Answer(200, {}),
    "68-list": Answer(200, []),
    "68-html": Answer(200, b"<html>Unicorn</html>"),
    "66-bad-gateway": Answer(502, b"<html>Bad gateway</html>"),
    "66-cut": None,
}


# Every answer where the roads begin, those that can be believed everywhere.
BELIEVABLE = ("65-gone", "68-empty", "68-list")
PAIRS = [
    pytest.param(scene, answer, id=f"{scene.__name__}-{name}")
    for name, answer in ANSWERS.items()
    for scene in SCENES
    if name in BELIEVABLE or scene in (creating, updating, starting_anew)
]


@pytest.mark.parametrize(("scene", "answer"), PAIRS)
def test_any_answer_at_any_call_is_survived(scene: Scene, answer: Answer | None) -> None:
    expected, calls = undisturbed(scene)
    for at in range(1, calls + 1):
        with fresh() as double:
            papers = scene(double)
            when = len(double.calls) + at
            double.fault = answering(answer, when)
            with suppress(BotError):
                run(short_forge(double), papers)
            double.fault = lambda _n, _v, _p: None
            settle(double, papers)
            assert end_of(double) == expected, f"at call {at}"


@pytest.mark.parametrize("lag", [1, 2, 5])
@pytest.mark.parametrize("scene", SCENES)
def test_56_reads_that_lag_behind_writes_double_nothing(scene: Scene, lag: int) -> None:
    expected, _ = undisturbed(scene)
    with fresh() as double:
        papers = scene(double)
        double.lag = lag
        with suppress(TryAgainLater):
            run(short_forge(double), papers)
        double.lag = 0
        settle(double, papers)
        assert end_of(double) == expected


def test_52_a_pull_request_that_exists_already_is_taken_up(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    forge, listing = forge_of(double), "/repos/octo/papers/pulls"
    paths: list[str] = []

    def hides_the_first_listing(_n: int, verb: str, path: str) -> Fault | None:
        if verb == "GET" and path.startswith(f"{listing}?") and not paths:
            paths.append(path)
            return Fault(False, Answer(200, []))
        return None

    double.fault = hides_the_first_listing
    with pytest.raises(TryAgainLater):
        run(forge, [1])  # the branch is there and its pull request is not: somebody is at work
    assert run(forge_of(double), [1]).what == "unchanged"
    assert len(double.pulls) == 1


def test_52_a_rival_of_the_same_moment_is_taken_up(double: GitHubDouble) -> None:
    def opens_it_first(_n: int, verb: str, path: str) -> None:
        if (verb, path.rpartition("/")[2]) == ("POST", "pulls"):
            double.fault = lambda _n, _v, _p: None
            run(short_forge(double), [1])

    double.fault = opens_it_first
    assert run(forge_of(double), [1]).what == "unchanged"
    assert len(double.pulls) == 1


def test_53_a_branch_that_the_base_took_over_needs_no_pull_request(double: GitHubDouble) -> None:
    def is_pushed_to_the_base(_n: int, verb: str, path: str) -> None:
        if (verb, path.rpartition("/")[2]) == ("POST", "pulls"):
            double.move("main", double.refs[BRANCH])

    double.fault = is_pushed_to_the_base
    with pytest.raises(TryAgainLater, match="changed while the bot was at work"):
        run(forge_of(double), [1])
    double.fault = lambda _n, _v, _p: None
    assert run(forge_of(double), [1]).what == "unchanged"
    assert not double.pulls
    assert run(forge_of(double), [1, 2]).what == "created"
    assert double.content(BRANCH, PATH) == listed(1, 2)


def test_54_a_branch_that_exists_already_means_that_another_run_is_at_work(
    double: GitHubDouble,
) -> None:
    def is_made_by_another(_n: int, verb: str, path: str) -> None:
        if verb == "POST" and path.endswith("/git/refs"):
            double.fault = lambda _n, _v, _p: None
            run(short_forge(double), [1])

    double.fault = is_made_by_another
    with pytest.raises(TryAgainLater, match=f"the branch {BRANCH}"):
        run(forge_of(double), [1])
    assert len(double.pulls) == 1
    assert run(forge_of(double), [1]).what == "unchanged"


@pytest.mark.parametrize(
    "message", ["Update is not a fast forward", "Reference does not exist", "Reference cannot be"]
)
def test_55_a_move_that_is_refused_is_looked_at_again(double: GitHubDouble, message: str) -> None:
    run(forge_of(double), [1])
    double.merge(1)
    refusal = Answer(200, {"errors": [{"type": "UNPROCESSABLE", "message": message}]})
    double.fault = once("POST", "/graphql", refusal)
    with suppress(BotError):
        run(forge_of(double), [1, 2])
    assert run(forge_of(double), [1, 2]).what in {"created", "unchanged"}
    assert len(double.open_pulls()) == 1
    assert double.content(BRANCH, PATH) == listed(1, 2)


def test_57_a_conflict_is_never_answered_with_the_same_payload(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    theirs = double.commit(BRANCH, {PATH: listed()})
    standing = forge_of(double).standing(NAME, [PATH])
    assert standing.token["head"] == theirs
    assert standing.files[PATH] == LIST


def test_59_a_limit_that_stays_is_waited_for_longer_each_time(double: GitHubDouble) -> None:
    limited = Answer(403, {"message": "You have exceeded a secondary rate limit."})
    double.fault = lambda n, _v, _p: Fault(False, limited) if n in {1, 2, 3} else None
    clock = FakeClock()
    run(forge_of(double, clock=clock), [1])
    assert clock.slept == [60, 120, 240]


def test_59_graphql_tells_its_limit_with_a_200(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    body = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    limited = once("POST", "/graphql", Answer(200, body, {"Retry-After": "5"}))
    double.fault = limited
    clock = FakeClock()
    assert run(forge_of(double, clock=clock), [1, 2]).what == "updated"
    assert clock.slept == [5]


@pytest.mark.parametrize("protected", [{BRANCH}, {f"{BRANCH}-2"}])
def test_63_a_protected_branch_is_named_and_the_rest_is_left(
    double: GitHubDouble, protected: set[str]
) -> None:
    double.protected = protected
    if BRANCH in protected:
        with pytest.raises(BotError, match="branch protection or ruleset"):
            run(forge_of(double), [1])
        assert list(double.refs) == ["main"]
    else:
        assert run(forge_of(double), [1]).what == "created"


def test_63_a_branch_that_became_protected_is_named(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.protected = {BRANCH}
    head = double.refs[BRANCH]
    with pytest.raises(BotError, match="branch protection or ruleset"):
        run(forge_of(double), [1, 2])
    assert double.refs[BRANCH] == head


def test_70_a_mergeability_that_is_not_known_yet_is_no_conflict(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("main", {PATH: LIST + b"- y\n"})
    double.pulls[1].mergeable = None
    writes = len(double.writes())
    assert run(forge_of(double), [1]).what == "unchanged"
    assert len(double.writes()) == writes


def test_71_a_filter_that_is_ignored_and_pages_that_overlap_do_no_harm(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1])
    ours = double.pulls[1]
    for number in range(2, 150):
        other = type(ours)(number, "Other", "", f"other-{number}", "main", ours.head)
        double.pulls[number] = other

    def ignores_the_filter(_n: int, _verb: str, path: str) -> Fault | None:
        if "/pulls?" not in path:
            return None
        page = 2 if "&page=2" in path else 1
        pulls = sorted(double.pulls.values(), key=lambda p: -p.number)
        shown = pulls[:100] if page == 1 else pulls[90:]  # one was opened meanwhile
        return Fault(False, Answer(200, [facts(double, pull) for pull in shown]))

    double.fault = ignores_the_filter
    standing = forge_of(double).standing(NAME, [PATH])
    assert standing.number == 1


def facts(double: GitHubDouble, pull: object) -> object:
    from tests.github.github_reads import pull_facts  # noqa: PLC0415 - used here alone

    return pull_facts(double, pull)  # type: ignore[arg-type]  # a record of the double
