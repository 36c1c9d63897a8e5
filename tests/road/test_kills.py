"""People's decisions survive: killed or doubted at every call, the next run ends the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from bot.core.errors import BotError, TryAgainLater
from tests.github.driver import Killed, mortal_forge
from tests.github.github_answers import Answer
from tests.github.github_double import Fault
from tests.road.steered import FAIR, MISSED, PLAN, Scene

Deed = Callable[[Scene], None]


def unticks(scene: Scene) -> None:
    scene.talk.ticks(scene.pull, FAIR, on=False)


def ticks_again(scene: Scene) -> None:
    unticks(scene)
    scene.sync()
    scene.talk.ticks(scene.pull, FAIR, on=True)


def commands(scene: Scene) -> None:
    scene.talk.says(1, f"/drop {FAIR}\n/move {PLAN} Serving")
    scene.talk.says(1, f"/why {PLAN}\n/keep nothing")


def closes(scene: Scene) -> None:
    scene.github.close(1)


def takes_back(scene: Scene) -> None:
    closes(scene)
    scene.sync()
    scene.talk.clicks(scene.talk.comments[-1])


def everything_moves(scene: Scene) -> None:
    commands(scene)
    readme = scene.github.content("main", "README.md")
    scene.github.commit("main", {"README.md": readme.replace(b"# A list", b"# A list\n\nWords.")})
    scene.talk.says(1, f"/later {PLAN}")


def merges_half(scene: Scene) -> None:
    unticks(scene)
    scene.sync()
    scene.github.merge(1)


DEEDS = [unticks, ticks_again, commands, closes, takes_back, everything_moves, merges_half]

End = tuple[dict[str, bytes], list[str], list[tuple[str, list[str]]]]


def end_of(scene: Scene) -> End:
    github = scene.github
    branches = {branch: github.content(branch, "README.md") for branch in github.refs}
    bodies = [pull.body for pull in github.pulls.values()]
    said = [(one.body, one.reactions) for one in scene.talk.comments]
    return branches, bodies, said


def writes_left(scene: Scene) -> None:
    writes = len(scene.github.writes())
    scene.sync()
    assert scene.github.writes()[writes:] == []


def undisturbed(deed: Deed) -> End:
    with Scene() as scene:
        deed(scene)
        scene.sync()
        return end_of(scene)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_decision_killed_at_any_call_is_carried_out_by_the_next_run(
    deed: Deed, after: bool
) -> None:
    expected = undisturbed(deed)
    for at in count(1):
        with Scene() as scene:
            deed(scene)
            forge, api = mortal_forge(scene.github, at=at, after=after)
            try:
                scene.sync(forge=forge)
            except Killed:
                pass
            else:
                assert api.calls < at
                break
            scene.sync()
            writes_left(scene)
            assert end_of(scene) == expected, f"killed at call {at}"


@pytest.mark.parametrize("apply", [False, True], ids=["lost", "applied"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_decision_in_doubt_is_looked_for_and_never_doubled(deed: Deed, apply: bool) -> None:
    expected = undisturbed(deed)
    with Scene() as scene:
        deed(scene)
        began = len(scene.github.calls)
        scene.sync()
        calls = list(enumerate(scene.github.calls))[began:]
        writes = [n + 1 for n, call in calls if call[0] != "GET"]
    for at in writes:
        with Scene() as scene:
            deed(scene)
            bad = Fault(apply, Answer(502, b"<html>Bad gateway</html>"))
            scene.github.fault = lambda number, _verb, _path, at=at, bad=bad: (  # type: ignore[misc]
                bad if number == at else None
            )
            try:
                scene.sync()
            except BotError as error:
                assert error.exit_code == 75  # noqa: PT017
            scene.sync()
            writes_left(scene)
            assert end_of(scene)[:2] == expected[:2], f"in doubt at call {at}"
            # A nod that was lost is no harm; an answer is neither lost nor doubled.
            assert [one for one, _ in end_of(scene)[2]] == [one for one, _ in expected[2]]


@pytest.mark.parametrize("deed", [unticks, commands, everything_moves])
def test_a_tick_between_any_two_calls_is_never_lost(deed: Deed) -> None:
    for at in count(1):
        with Scene(room=True) as scene:
            deed(scene)
            began, met = len(scene.github.calls), list[int]()

            def tick(number: int, _verb: str, _path: str, scene: Scene = scene) -> None:
                if number == began + at and not met:  # noqa: B023 - called within the loop
                    met.append(number)  # noqa: B023
                    scene.talk.ticks(scene.pull, MISSED, on=True)

            scene.github.fault = tick
            with suppress(TryAgainLater):
                scene.sync()
            scene.github.fault = lambda *_: None
            if not met:
                assert at > 8
                break
            scene.sync()
            assert scene.content.count(MISSED.encode()) == 1, f"the tick came at call {at}"
            assert MISSED in scene.pending
            writes_left(scene)


@pytest.mark.parametrize("deed", [unticks, commands, everything_moves])
def test_a_whole_other_run_between_any_two_calls_doubles_and_loses_nothing(deed: Deed) -> None:
    expected = undisturbed(deed)
    for at in count(1):
        with Scene() as scene:
            deed(scene)
            began, met = len(scene.github.calls), list[int]()

            def other_run(number: int, _verb: str, _path: str, scene: Scene = scene) -> None:
                if number == began + at and not met:  # noqa: B023
                    met.append(number)  # noqa: B023
                    with suppress(TryAgainLater):
                        scene.sync()

            scene.github.fault = other_run
            with suppress(TryAgainLater):
                scene.sync()
            scene.github.fault = lambda *_: None
            if not met:
                break
            scene.sync()
            writes_left(scene)
            branches, bodies, said = end_of(scene)
            assert (branches, bodies) == expected[:2], f"the other run came at call {at}"
            assert [one for one, _ in said] == [one for one, _ in expected[2]]
