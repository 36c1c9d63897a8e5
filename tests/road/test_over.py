"""Words said in a pull request that was over before the bot could obey, on the whole road."""

from __future__ import annotations

import pytest

from tests.pipeline.small_list import PLANNING, SERVING, paper
from tests.road.steered import FAIR, MISSED, PLAN, Scene, state_of

HOWS = pytest.mark.parametrize("how", ["run", "sync"])


def act(scene: Scene, how: str) -> None:
    scene.sync() if how == "sync" else scene.run()


@HOWS
def test_what_was_merged_against_the_last_word_is_told_once(how: str) -> None:
    with Scene() as scene:
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.talk.says(1, f"/later {PLAN}")
        scene.github.merge(1)
        act(scene, how)
        _, told = scene.talk.under(1)
        assert f"papers now that had been taken out or put off: arXiv {FAIR}, arXiv {PLAN}" in (
            told.body.replace("\\", "")
        )
        assert "Delete their lines in the list, and they are not proposed again." in told.body
        scene.settled()
        assert scene.github.open_pulls() == []
        main = scene.github.content("main", "README.md")
        kept = b"".join(line for line in main.splitlines(True) if FAIR.encode() not in line)
        scene.github.commit("main", {"README.md": kept})
        scene.settled()


def test_where_people_deleted_the_line_themselves_it_counts_as_refused() -> None:
    with Scene() as scene:
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.github.merge(1)
        main = scene.github.content("main", "README.md")
        kept = b"".join(line for line in main.splitlines(True) if FAIR.encode() not in line)
        scene.github.commit("main", {"README.md": kept})
        scene.sync()
        scene.settled()
        [told] = scene.talk.comments
        assert "1 paper taken, 1 refused: it is not proposed again" in told.body


@HOWS
def test_a_merge_is_answered_once_with_what_was_learnt(how: str) -> None:
    with Scene() as scene:
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.sync()
        scene.github.merge(1)
        act(scene, how)
        [told] = scene.talk.under(1)
        assert told.body.partition("\n")[2] == (
            "Merged, thank you: 1 paper taken, 1 refused: it is not proposed again, unless you "
            "`/keep` it."
        )
        scene.settled()
        assert len(scene.talk.comments) == 1
        assert scene.github.open_pulls() == []


def test_what_was_merged_long_ago_is_not_answered_any_more() -> None:
    # An earlier version did not answer merges: the first run after an update keeps silent, too.
    with Scene() as scene:
        scene.github.merge(1)
        scene.github.merged_at = "2026-10-01T00:00:00Z"
        scene.run()
        scene.run()
        assert scene.talk.comments == []
        scene.settled()


def test_a_merge_is_answered_also_where_the_next_one_opens_at_once() -> None:
    with Scene() as scene:
        scene.github.merge(1)
        more = paper(9, "Serving language models in the garden under load")
        scene.papers = (*scene.papers, more)
        scene.known = scene.papers
        scene.run()
        [told] = scene.talk.comments
        assert (told.number, told.body.partition("\n")[2]) == (
            1, "Merged, thank you: 2 papers taken."
        )  # fmt: skip
        assert [pull.number for pull in scene.github.open_pulls()] == [2]
        scene.settled()


@HOWS
def test_what_was_ticked_just_before_merging_comes_in_the_next_one(how: str) -> None:
    with Scene(room=True) as scene:
        scene.talk.ticks(scene.pull, MISSED, on=True)
        scene.github.merge(1)
        act(scene, how)
        [scene.pull] = scene.github.open_pulls()
        assert scene.pending == [MISSED]
        scene.settled()


@HOWS
def test_what_was_unticked_before_closing_stays_out_when_that_is_undone(how: str) -> None:
    with Scene() as scene:
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.github.close(1)
        act(scene, how)
        [farewell] = scene.talk.under(1)
        assert "so its paper is not proposed again. 1 refused before stays out" in farewell.body
        scene.talk.clicks(farewell)
        act(scene, how)
        [scene.pull] = scene.github.open_pulls()
        assert scene.pending == [PLAN]
        assert state_of(scene.pull).refused == (FAIR,)
        scene.settled()


def test_a_later_before_closing_stays_later() -> None:
    with Scene() as scene:
        scene.talk.says(1, f"/later {FAIR}")
        scene.github.close(1)
        scene.sync()
        assert scene.github.open_pulls() == []
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        assert scene.pending == [FAIR]
        assert state_of(scene.pull).refused == (PLAN,)
        scene.settled()


def test_strangers_are_not_heard_afterwards_either() -> None:
    with Scene() as scene:
        scene.talk.says(1, f"/later {FAIR}", author="eve", association="NONE")
        scene.github.close(1)
        scene.run()
        assert scene.github.open_pulls() == []


def test_what_was_unticked_before_closing_stays_out_of_a_later_one_too() -> None:
    with Scene() as scene:
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.github.close(1)
        scene.papers = (paper(7, "Fair planning of serving for agents"),)
        scene.known = (*scene.papers, SERVING, PLANNING)
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        [farewell] = scene.talk.under(1)
        scene.talk.clicks(farewell)
        scene.sync()
        assert sorted(scene.pending) == [PLAN, "2611.00007"]
        assert state_of(scene.pull).refused == (FAIR,)
        scene.settled()


def test_what_was_chosen_while_arxiv_was_half_read_says_so_at_the_paper_until_it_was_read() -> None:
    said = "chosen while arXiv could not be read to the end"
    scene = Scene()
    scene.half_read = True
    scene.run()
    [pull] = scene.github.open_pulls()
    rows = [line for line in pull.body.splitlines() if line.lstrip().startswith("**Look:**")]
    assert [said in row for row in rows] == [True, True]
    scene.half_read = False
    scene.run()
    assert said not in pull.body
    scene.settled()
