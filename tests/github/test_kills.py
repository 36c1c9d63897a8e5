"""Killed at every call: the next run ends where an undisturbed one does."""

from __future__ import annotations

from contextlib import suppress
from itertools import count

import pytest

from bot.core.errors import BotError
from bot.proposal.state import State, decode
from tests.github.driver import (
    BRANCH,
    LIST,
    PATH,
    Killed,
    line,
    mortal_forge,
    run,
    short_forge,
)
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble
from tests.github.scenes import SCENES, Scene, end_of, fresh, settle, undisturbed


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("scene", SCENES)
def test_a_run_killed_at_any_call_is_finished_by_the_next(scene: Scene, after: bool) -> None:
    expected, _ = undisturbed(scene)
    for at in count(1):
        with fresh() as double:
            papers = scene(double)
            forge, api = mortal_forge(double, at=at, after=after)
            try:
                run(forge, papers)
            except Killed:
                pass
            else:
                assert api.calls < at
                break
            settle(double, papers)
            assert end_of(double) == expected, f"killed at call {at}"


@pytest.mark.parametrize("twice", [False, True], ids=["once", "again"])
@pytest.mark.parametrize("apply", [False, True], ids=["lost", "applied"])
@pytest.mark.parametrize("answer", [Answer(502, b"<html>Bad gateway</html>"), None])
@pytest.mark.parametrize("scene", SCENES)
def test_a_write_in_doubt_is_looked_for_and_never_doubled(
    scene: Scene, answer: Answer | None, apply: bool, twice: bool
) -> None:
    expected, _ = undisturbed(scene)
    with fresh() as double:
        papers = scene(double)
        began = len(double.calls)
        run(short_forge(double), papers)
        writes = [n for n, call in enumerate(double.calls) if call[0] != "GET" and n >= began]
    for at in writes:
        with fresh() as double:
            papers = scene(double)
            hit = {at + 1, at + 2} if twice else {at + 1}

            def fault(number: int, _verb: str, _path: str, hit: set[int] = hit) -> Fault | None:
                return Fault(apply, answer) if number in hit else None

            double.fault = fault
            try:
                run(short_forge(double), papers)
            except BotError as error:
                assert error.exit_code == 75  # noqa: PT017
            settle(double, papers)
            assert end_of(double) == expected, f"in doubt at call {at + 1}"


def leave_a_branch_without_pull_request(double: GitHubDouble, papers: list[int]) -> None:
    double.fault = lambda _number, verb, path: (
        Fault(False, Answer(403, {"message": "not now"}))
        if (verb, path.endswith("/pulls")) == ("POST", True)
        else None
    )
    with pytest.raises(BotError):
        run(short_forge(double), papers)
    double.fault = lambda _number, _verb, _path: None
    assert BRANCH in double.refs
    assert not double.pulls


def proposed(double: GitHubDouble) -> list[str]:
    state = decode(double.pulls[1].body)
    assert isinstance(state, State)
    return [item.arxiv_id for item in state.items]


@pytest.mark.parametrize("base_moves", [False, True])
def test_a_leftover_branch_with_another_choice_is_brought_to_the_new_one(base_moves: bool) -> None:
    with fresh() as double:
        leave_a_branch_without_pull_request(double, [1, 2])
        base = LIST + b"- y\n" if base_moves else LIST
        if base_moves:
            double.commit("main", {PATH: base})
        run(short_forge(double), [2, 3])
        old = b"2401.00001)\n"
        assert double.content(BRANCH, PATH) == base.replace(old, old + line(2) + line(3))
        assert proposed(double) == ["2611.00002", "2611.00003"]
        assert run(short_forge(double), [2, 3]).what == "unchanged"


def test_an_update_cut_short_twice_loses_no_paper() -> None:
    with fresh() as double:
        run(short_forge(double), [1])
        for papers in ([1, 2], [1, 3]):
            double.fault = lambda _number, verb, _path: (
                Fault(False, Answer(502)) if verb == "PATCH" else None
            )
            with pytest.raises(BotError):
                run(short_forge(double), papers)
        double.fault = lambda _number, _verb, _path: None
        run(short_forge(double), [1, 2, 3])
        assert proposed(double) == ["2611.00001", "2611.00002", "2611.00003"]
        content = double.content(BRANCH, PATH)
        assert [content.count(line(n)) for n in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("scene", SCENES)
def test_a_whole_other_run_between_any_two_calls_doubles_and_loses_nothing(scene: Scene) -> None:
    expected, _ = undisturbed(scene)
    for at in count(1):
        with fresh() as double:
            papers = scene(double)
            began = len(double.calls)
            met: list[int] = []

            def other_run(
                number: int, _verb: str, _path: str, when: int = began + at, met: list[int] = met
            ) -> None:
                if number == when and not met:
                    met.append(number)
                    with suppress(BotError):
                        run(short_forge(double), papers)  # noqa: B023 - called within the loop

            double.fault = other_run
            try:
                run(short_forge(double), papers)
            except BotError as error:
                assert error.exit_code == 75  # noqa: PT017
            if not met:
                assert at > 8
                break
            settle(double, papers)
            assert end_of(double) == expected, f"the other run came at call {at}"
