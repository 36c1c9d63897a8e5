"""A pause holds until somebody ends it, whatever becomes of the pull request."""

from __future__ import annotations

import pytest

from tests.pipeline.small_list import paper
from tests.road.steered import Scene

NEW = paper(9, "Serving models by planning memory")


@pytest.mark.parametrize("end", ["close", "merge"])
def test_a_pause_outlives_its_pull_request(end: str) -> None:
    with Scene() as scene:
        scene.talk.ticks(scene.pull, "pause", on=True)
        getattr(scene.github, end)(1)
        scene.papers = scene.known = (*scene.papers, NEW)
        writes = len(scene.github.writes())
        scene.sync()
        outcome = scene.run().outcome
        assert outcome is not None
        assert (outcome.what, outcome.note) == (
            "held",
            "the bot is paused since pull request 1: untick its box in that text, or reopen it, "
            "to let the bot go on",
        )
        assert scene.github.writes()[writes:] == []
        scene.talk.ticks(scene.pull, "pause", on=False)
        scene.run()
        assert [pull.number for pull in scene.github.open_pulls()] == [2]
        # What the first one says is of no account any more.
        scene.talk.ticks(scene.pull, "pause", on=True)
        scene.github.close(2)
        scene.papers = scene.known = (*scene.papers, paper(10, "Serving by memory of planning"))
        scene.run()
        assert [pull.number for pull in scene.github.open_pulls()] == [3]


def test_a_pause_that_is_ended_by_reopening_needs_its_box_unticked() -> None:
    with Scene() as scene:
        scene.talk.ticks(scene.pull, "pause", on=True)
        scene.github.close(1)
        scene.run()
        scene.pull.state = "open"
        scene.talk.ticks(scene.pull, "pause", on=False)
        scene.run()
        assert scene.github.open_pulls() == [scene.pull]
        scene.settled()
