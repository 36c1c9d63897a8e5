"""The pull request that cares for entries, from the first run to what people make of it."""

from __future__ import annotations

import pytest

from tests.care.small_care import BRANCH, README, CareScene, state_of

SPADES, HOSES = README.splitlines()[4], README.splitlines()[10]
NEW_SPADES = SPADES.replace(b"arXiv 2024", b"ICLR 2025")
NEW_HOSES = HOSES.replace(b"their Way Ahead", b"their Way Far Ahead")
CANS = README.splitlines()[11]


def test_each_change_is_made_in_its_own_words_and_nothing_else_moves() -> None:
    with CareScene() as scene:
        assert scene.pull.title == "Entries to update: 2 (2026-11-15 to 2026-11-21)"
        assert scene.changed() == {SPADES: NEW_SPADES, HOSES: NEW_HOSES}
        assert scene.lines("main") == README.splitlines()
        scene.settled()


def test_a_quiet_run_asks_github_eight_things_at_most() -> None:
    with CareScene() as scene:
        began = len(scene.github.calls)
        assert scene.run().outcome is not None
        assert len(scene.github.calls) - began <= 8


def test_a_change_that_is_unticked_goes_back_and_never_comes_again() -> None:
    with CareScene() as scene:
        scene.talk.ticks(scene.pull, scene.called("title"), on=False)
        scene.run(sync=True)
        assert HOSES in scene.lines()
        assert scene.called("title") in state_of(scene.pull).refused
        scene.settled()
        scene.github.merge(scene.pull.number)
        assert scene.run().papers.proposed == ()


def test_a_change_taken_back_can_be_ticked_again() -> None:
    with CareScene() as scene:
        name = scene.called("title")
        scene.talk.ticks(scene.pull, name, on=False)
        scene.run()
        scene.talk.ticks(scene.pull, name, on=True)
        scene.run(sync=True)
        assert NEW_HOSES in scene.lines()
        assert name not in state_of(scene.pull).refused
        scene.settled()


@pytest.mark.parametrize(("kind", "line"), [("withdrawn", CANS), ("double", SPADES)])
def test_an_entry_goes_only_when_a_person_ticks_it_and_comes_back_unticked(
    kind: str, line: bytes
) -> None:
    with CareScene() as scene:
        assert line in scene.lines()
        name = scene.called(kind)
        scene.talk.ticks(scene.pull, name, on=True)
        scene.run(sync=True)
        assert line not in scene.lines()
        scene.settled()
        scene.talk.ticks(scene.pull, name, on=False)
        scene.run(sync=True)
        assert scene.changed() == {SPADES: NEW_SPADES, HOSES: NEW_HOSES}


def test_commands_and_words_are_heard_as_for_papers() -> None:
    with CareScene() as scene:
        name = scene.called("title")
        scene.talk.says(scene.pull.number, f"/why {name}\n/drop {name}")
        scene.run(sync=True)
        assert HOSES in scene.lines()
        [answer] = [c.body for c in scene.talk.comments if "paper-bot:answers" in c.body]
        assert "so arXiv 2404\\.00004 is called now" in answer or "2404.00004" in answer


def test_closing_refuses_all_and_says_so_once() -> None:
    with CareScene() as scene:
        scene.github.close(scene.pull.number)
        assert scene.run().papers.proposed == ()
        [farewell] = [c.body for c in scene.talk.under(scene.pull.number)]
        assert "its 2 changes are not proposed again" in farewell
        writes = len(scene.github.writes())
        scene.run()
        assert scene.github.writes()[writes:] == []


def test_a_line_that_a_person_edited_is_his() -> None:
    with CareScene() as scene:
        mine = NEW_SPADES.replace(b"ICLR 2025", b"ICLR 2025 Oral")
        text = scene.github.content(BRANCH, "README.md").replace(NEW_SPADES, mine, 1)
        scene.github.commit(BRANCH, {"README.md": text})
        scene.run()
        assert mine in scene.lines()
        scene.settled()


def test_the_base_may_move_on_around_the_changes() -> None:
    with CareScene() as scene:
        more = README.replace(b"## Watering\n", b"## Watering\n\nWords about hoses.\n")
        scene.github.commit("main", {"README.md": more})
        scene.talk.ticks(scene.pull, scene.called("title"), on=False)
        scene.run()
        assert scene.github.content(BRANCH, "README.md") == more.replace(SPADES, NEW_SPADES, 1)


def test_nothing_known_is_nothing_changed() -> None:
    scene = CareScene(known=())
    scene.run()
    assert not scene.github.open_pulls()
    assert not scene.github.writes()
