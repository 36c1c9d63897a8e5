"""Counters on the whole road: up with a proposal, down when a paper is dropped from it."""

from __future__ import annotations

from tests.github.driver import short_forge
from tests.github.github_double import GitHubDouble
from tests.pipeline.small_list import README, RULES
from tests.road.steered import BRANCH, FAIR, PLAN, Scene

COUNTED = b"Total: %d papers\n\n"


class Counted(Scene):
    """A scene with a list that counts its papers."""

    def __init__(self) -> None:
        super().__init__(RULES + "[list]\nupdate_counters = true\n")
        self.base = README.replace(b"\n\n", b"\n\n" + COUNTED % README.count(b"arxiv.org"), 1)
        self.github = GitHubDouble({"README.md": self.base})
        self.talk = self.github.talk
        self.forge = short_forge(self.github)


def counter(content: bytes) -> int:
    [line] = [line for line in content.splitlines() if line.startswith(b"Total: ")]
    return int(line.split()[1])


def test_a_counter_follows_papers_in_and_out() -> None:
    scene = Counted()
    with scene:
        first = counter(scene.base)
        assert counter(scene.content) == first + 2
        scene.talk.says(1, f"/drop {FAIR}")
        scene.sync()
        assert counter(scene.content) == first + 1
        scene.settled()
        scene.talk.says(1, f"/keep {FAIR}")
        scene.sync()
        assert sorted(scene.pending) == [FAIR, PLAN]
        assert counter(scene.content) == first + 2
        scene.settled()
        scene.talk.says(1, f"/drop {FAIR}")
        scene.talk.says(1, f"/drop {PLAN}")
        scene.sync()
        assert scene.github.content(BRANCH, "README.md") == scene.base
