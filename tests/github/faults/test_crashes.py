"""A and B. Cut short, or two at once: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from bot.core.errors import BotError, TryAgainLater
from bot.github.writer import BRANCH as STATE
from bot.github.writer import FILE, StateBranch
from tests.github.driver import (
    BRANCH,
    LIST,
    PATH,
    Killed,
    MortalApi,
    forge_of,
    line,
    listed,
    mortal_forge,
    run,
    short_api,
    short_forge,
)
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble
from tests.github.scenes import MAIN, SCENES, Scene, end_of, fresh, settle, undisturbed


@pytest.mark.parametrize("papers", [[1], [1, 2]])
def test_04_a_branch_is_never_there_without_its_commit(papers: list[int]) -> None:
    with fresh() as double:
        contents: set[bytes] = set()

        def look(_n: int, _verb: str, _path: str) -> None:
            if BRANCH in double.refs:
                contents.add(double.content(BRANCH, PATH))

        double.fault = look
        run(short_forge(double), papers)
        assert contents == {listed(*papers)}


def test_05_a_branch_of_ours_without_a_pull_request_is_taken_over() -> None:
    with fresh() as double:

        def dies(_n: int, verb: str, path: str) -> None:
            if (verb, path.rpartition("/")[2]) == ("POST", "pulls"):
                raise Killed

        double.fault = dies
        with suppress(Killed):
            run(short_forge(double), [1])
        head = double.refs[BRANCH]
        double.fault = lambda _n, _v, _p: None
        assert run(short_forge(double), [1]).what == "created"
        assert double.refs[BRANCH] == head


@pytest.mark.parametrize("scene", SCENES)
def test_97_the_branch_never_equals_the_base_while_its_pull_request_is_open(scene: Scene) -> None:
    with fresh() as double:
        papers = scene(double)
        before = {pull.number for pull in double.open_pulls()}

        def look(_n: int, _verb: str, _path: str) -> None:
            assert before <= {pull.number for pull in double.open_pulls()}

        double.fault = look
        run(short_forge(double), papers)
        look(0, "", "")


# --- the fork, and the memory of runs, killed at every call


def in_a_fork(double: GitHubDouble) -> tuple[object, ...]:
    fork = double.forks["ada/papers"]
    return fork.content(BRANCH, PATH), [p.body for p in double.open_pulls()], list(double.refs)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_12_a_run_with_a_fork_killed_at_any_call_is_finished_by_the_next(after: bool) -> None:
    ends = set()
    for at in count(0):
        with fresh() as double:
            double.user = "ada"
            forge, api = mortal_forge(double, at=at, after=after, fork=True)
            with suppress(Killed):
                run(forge, [1, 2])
            run(short_forge(double, fork=True), [1, 2])
            assert run(short_forge(double, fork=True), [1, 2]).what == "unchanged"
            ends.add(str(in_a_fork(double)))
            if api.calls < at:
                break
    assert len(ends) == 1


@pytest.mark.parametrize("before", [None, b"one"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_12_the_memory_of_runs_killed_at_any_call_is_written_by_the_next(
    after: bool, before: bytes | None
) -> None:
    for at in count(1):
        with fresh() as double:
            if before is not None:
                double.commit(STATE, {FILE: before})
            api = MortalApi(short_api(double), at=at, after=after)
            with suppress(Killed):
                StateBranch(api, double.repository).replace(lambda _: b"new")
            StateBranch(short_api(double), double.repository).replace(lambda _: b"new")
            assert double.content(STATE, FILE) == b"new"
            if api.calls < at:
                break


@pytest.mark.parametrize("answer", [Answer(502), None])
def test_67_the_memory_of_runs_is_written_once_whatever_the_answer(answer: Answer | None) -> None:
    for at in range(1, 9):
        with fresh() as double:
            double.commit(STATE, {FILE: b"1"})

            def fault(n: int, verb: str, _path: str, at: int = at) -> Fault | None:
                return Fault(True, answer) if n == at and verb != "GET" else None

            double.fault = fault
            with suppress(TryAgainLater):
                StateBranch(short_api(double), double.repository).replace(lambda old: old or b"")
                StateBranch(short_api(double), double.repository).replace(lambda _: b"2")
            double.fault = lambda _n, _v, _p: None
            StateBranch(short_api(double), double.repository).replace(lambda _: b"2")
            assert double.content(STATE, FILE) == b"2"
            assert len(double.store.ancestors(double.refs[STATE])) == 2


# --- a person in between


def pushes(double: GitHubDouble) -> None:
    if BRANCH in double.refs:
        double.commit(BRANCH, {"NOTES.md": b"mine\n"})


def edits_the_list(double: GitHubDouble) -> None:
    if BRANCH in double.refs:
        content = double.content(BRANCH, PATH)
        double.commit(BRANCH, {PATH: content.replace(b"# Mice\n", b"# Our mice\n")})


def edits_the_base(double: GitHubDouble) -> None:
    double.commit("main", {PATH: double.content("main", PATH) + b"- y\n"})


def merges(double: GitHubDouble) -> None:
    for pull in double.open_pulls():
        double.merge(pull.number)


def rebases(double: GitHubDouble) -> None:
    for pull in double.open_pulls():
        double.merge(pull.number, "rebase")


def merges_and_deletes(double: GitHubDouble) -> None:
    for pull in double.open_pulls():
        double.merge(pull.number)
        double.move(pull.branch, None)


def closes(double: GitHubDouble) -> None:
    for pull in double.open_pulls():
        double.close(pull.number)


def writes_into_the_body(double: GitHubDouble) -> None:
    for pull in double.open_pulls():
        pull.body = f"Mine.\n{pull.body}"


PEOPLE = [
    pushes, edits_the_list, edits_the_base, merges, rebases, merges_and_deletes, closes,
    writes_into_the_body,
]  # fmt: skip


# Everybody on the main roads, those who end a pull request on the others too.
MEETINGS = [
    pytest.param(scene, person, id=f"{scene.__name__}-{person.__name__}")
    for scene in SCENES
    for person in PEOPLE
    if scene in MAIN or person in (pushes, merges, closes)
]


@pytest.mark.parametrize(("scene", "person"), MEETINGS)
def test_15_a_person_acting_between_any_two_calls_loses_nothing(
    scene: Scene, person: Callable[[GitHubDouble], None]
) -> None:
    _, calls = undisturbed(scene)
    for at in range(1, calls + 2):
        with fresh() as double:
            papers = scene(double)
            when = len(double.calls) + at
            heads: list[str] = []

            def acts(n: int, _v: str, _p: str, when: int = when, heads: list[str] = heads) -> None:
                if n == when:
                    double.fault = lambda _n, _v, _p: None
                    person(double)
                    heads += double.refs.values()

            double.fault = acts
            try:
                run(short_forge(double), papers)
            except BotError as error:
                assert error.exit_code == 75  # noqa: PT017
            if not heads:
                person(double)
            run(short_forge(double), papers)
            # What is held is told, and the mark stays where it is: the papers come again.
            if (end := run(short_forge(double), papers).what) != "held":
                assert end == "unchanged"
                holds(double, papers, f"{person.__name__} before call {at}")


def holds(double: GitHubDouble, papers: list[int], when: str) -> None:
    """Each paper is in the list, in the one open pull request, or was refused with a closed one."""
    assert len(double.open_pulls()) <= 1, when
    base = double.content("main", PATH)
    for number in papers:
        places = [base.count(line(number))]
        for pull in double.open_pulls():
            places.append(double.content(pull.branch, PATH).count(line(number)))
        assert max(places) <= 1, (when, number)
        closed = [p for p in double.pulls.values() if p.state == "closed" and not p.merged]
        name = f"2611.{number:05}"
        refused = any(name in pull.body for pull in closed)
        assert max(places) == 1 or refused or was_deleted(double, number), (when, number)


def was_deleted(double: GitHubDouble, number: int) -> bool:
    """Whether a person took the paper out, as one of the scenes does with number 3."""
    return number == 3 and any("2611.00003" in pull.body for pull in double.pulls.values())


@pytest.mark.parametrize("scene", MAIN)
def test_30_a_rename_between_any_two_calls_is_survived(scene: Scene) -> None:
    expected, calls = undisturbed(scene)
    for at in range(1, calls + 1):
        with fresh() as double:
            double.url = ""
            papers = scene(double)
            when = len(double.calls) + at

            def renames(n: int, _v: str, _p: str, when: int = when) -> None:
                if n == when:
                    double.former, double.repository = "octo/papers", "octo/articles"

            double.fault = renames
            with suppress(BotError):
                run(short_forge(double), papers)
            settle(double, papers)
            assert end_of(double) == expected, f"renamed at call {at}"


@pytest.mark.parametrize("scene", MAIN)
def test_31_a_repository_archived_between_any_two_calls_is_told(scene: Scene) -> None:
    expected, calls = undisturbed(scene)
    for at in range(1, calls + 1):
        with fresh() as double:
            papers = scene(double)
            when = len(double.calls) + at

            def archives(n: int, _v: str, _p: str, when: int = when) -> None:
                if n == when:
                    double.archived = True

            double.fault = archives
            with suppress(BotError):
                run(short_forge(double), papers)
            double.fault = lambda _n, _v, _p: None
            double.archived = False
            settle(double, papers)
            assert end_of(double) == expected, f"archived at call {at}"


def test_13_two_runs_in_step_make_one_pull_request(double: GitHubDouble) -> None:
    first, other = forge_of(double), forge_of(double)
    for papers in ([1], [1, 2], [1, 2, 3]):
        with suppress(TryAgainLater):
            run(first, papers)
        with suppress(TryAgainLater):
            run(other, papers)
    assert len(double.pulls) == 1
    assert double.content(BRANCH, PATH) == listed(1, 2, 3)
    assert double.content("main", PATH) == LIST
