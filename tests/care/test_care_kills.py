"""The second pull request survives what the first does: killed and doubted at every call."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from bot.core.errors import BotError
from tests.care.small_care import CareScene
from tests.github.driver import Killed, mortal_forge
from tests.github.github_answers import Answer
from tests.github.github_double import Fault

Deed = Callable[[CareScene], None]


def unticks(scene: CareScene) -> None:
    scene.talk.ticks(scene.pull, scene.called("title"), on=False)


def asks_for_more(scene: CareScene) -> None:
    scene.talk.ticks(scene.pull, scene.called("withdrawn"), on=True)
    scene.talk.says(scene.pull.number, f"/drop {scene.called('title')}\n/why venue/0000000")


def closes(scene: CareScene) -> None:
    scene.github.close(scene.pull.number)


def merges(scene: CareScene) -> None:
    scene.github.merge(scene.pull.number)


DEEDS: tuple[Deed, ...] = (unticks, asks_for_more, closes, merges)
End = tuple[dict[str, bytes], list[str], list[str]]


def end_of(scene: CareScene) -> End:
    branches = {name: scene.github.content(name, "README.md") for name in scene.github.refs}
    bodies = [pull.body for pull in scene.github.pulls.values()]
    return branches, bodies, [comment.body for comment in scene.talk.comments]


def undisturbed(deed: Deed) -> End:
    with CareScene() as scene:
        deed(scene)
        scene.run()
        return end_of(scene)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_run_killed_at_any_call_is_finished_by_the_next(deed: Deed, after: bool) -> None:
    expected = undisturbed(deed)
    for at in count(1):
        with CareScene() as scene:
            deed(scene)
            forge, api = mortal_forge(scene.github, at=at, after=after)
            try:
                scene.run(forge=forge)
            except Killed:
                pass
            else:
                assert api.calls < at
                break
            scene.run()
            scene.settled()
            assert end_of(scene) == expected, f"killed at call {at}"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_first_run_killed_at_any_call_opens_one_pull_request(after: bool) -> None:
    with CareScene() as whole:
        expected = end_of(whole)
    for at in count(1):
        scene = CareScene()
        forge, api = mortal_forge(scene.github, at=at, after=after)
        try:
            scene.run(forge=forge)
        except Killed:
            pass
        else:
            assert api.calls < at
            break
        scene.run()
        scene.settled()
        assert end_of(scene) == expected, f"killed at call {at}"


@pytest.mark.parametrize("apply", [False, True], ids=["lost", "applied"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_write_in_doubt_is_looked_for_and_never_doubled(deed: Deed, apply: bool) -> None:
    expected = undisturbed(deed)
    with CareScene() as scene:
        deed(scene)
        began = len(scene.github.calls)
        scene.run()
        calls = list(enumerate(scene.github.calls))[began:]
        writes = [n + 1 for n, call in calls if call[0] != "GET"]
    for at in writes:
        with CareScene() as scene:
            deed(scene)
            bad = Fault(apply, Answer(502, b"<html>Bad gateway</html>"))
            scene.github.fault = lambda number, _verb, _path, at=at, bad=bad: (  # type: ignore[misc]
                bad if number == at else None
            )
            try:
                scene.run()
            except BotError as error:
                assert error.exit_code == 75  # noqa: PT017
            scene.run()
            scene.settled()
            assert end_of(scene) == expected, f"in doubt at call {at}"
