"""Numbered lists and tables on the whole road: numbers go up with papers, and back again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.pipeline.stages import is_sealed, seal_of
from tests.github.driver import short_forge
from tests.github.github_double import GitHubDouble
from tests.pipeline.small_list import README, RULES, paper
from tests.road.steered import BRANCH, FAIR, PLAN, Scene, state_of

OLD = (("Batching requests for hedges", "2405.00001"), ("Queues for hedges", "2401.00001"))
NEWER = replace(paper(7, "Serving hedges at night"), submitted=datetime(2026, 11, 20, tzinfo=UTC))
OLDER = (("More plans for hedges", "2401.00009"), ("Last plans for hedges", "2312.00009"))


def items(*papers: tuple[str, str]) -> bytes:
    lines = (
        f"{n}. [{title}](https://arxiv.org/abs/{name})\n"
        for n, (title, name) in enumerate(papers, 1)
    )
    return "".join(lines).encode()


def rows(*papers: tuple[str, str]) -> bytes:
    lines = (
        f"| {n} | [{title}](https://arxiv.org/abs/{name}) |\n"
        for n, (title, name) in enumerate(papers, 1)
    )
    return b"| No. | Paper |\n| --- | --- |\n" + "".join(lines).encode()


FORMS = {
    "items": items(*OLD, ("Hedges at rest", "2312.00001")),
    "rows": rows(*OLD, ("Hedges at rest", "2312.00001")),
}


class Numbered(Scene):
    """A scene with a list that counts its papers, the newest first."""

    def __init__(self, form: str = "items") -> None:
        # Seven entries teach little: a paper that only a rule speaks for is not half as sure.
        config = RULES.replace("min_probability = 0.5", "min_probability = 0.3")
        super().__init__(config + "[list]\nrenumber = true\n")
        head, _, tail = README.partition(b"- [Batching]")
        self.base = head + FORMS[form] + tail[tail.index(b"\n") + 1 :]
        if form == "items":
            self.base += b"\n" + items(("Plans for hedges", "2402.00009"), *OLDER)
        self.github = GitHubDouble({"README.md": self.base})
        self.talk = self.github.talk
        self.forge = short_forge(self.github)

    def listed(self) -> list[tuple[int, str]]:
        """Return the number and identifier of each line of the numbered list."""
        return list(_numbers(self.content.decode().partition("## Memory")[0]))


def _numbers(text: str) -> Iterator[tuple[int, str]]:
    for line in text.splitlines():
        number, _, rest = line.removeprefix("| ").partition(" ")
        if number.rstrip(".").isdigit():
            yield int(number.rstrip(".")), rest.partition("/abs/")[2][:10]


@pytest.fixture(params=FORMS)
def scene(request: pytest.FixtureRequest) -> Iterator[Numbered]:
    scene = Numbered(request.param)
    with scene:
        yield scene


def test_a_paper_dropped_takes_its_number_with_it(scene: Numbered) -> None:
    assert scene.listed() == [
        (1, FAIR), (2, "2405.00001"), (3, "2401.00001"), (4, "2312.00001")
    ]  # fmt: skip
    scene.talk.says(1, f"/drop {FAIR}")
    scene.sync()
    assert scene.listed() == [(1, "2405.00001"), (2, "2401.00001"), (3, "2312.00001")]
    assert scene.pending == [PLAN]
    scene.settled()
    scene.talk.says(1, f"/drop {PLAN}")
    scene.sync()
    assert scene.github.content(BRANCH, "README.md") == scene.base


def test_a_line_whose_number_moved_is_still_the_bots_own(scene: Numbered) -> None:
    scene.papers = (*scene.papers, NEWER)
    scene.known = scene.papers
    scene.run()
    assert scene.listed()[:3] == [(1, NEWER.id), (2, FAIR), (3, "2405.00001")]
    scene.settled()
    scene.talk.says(1, f"/drop {FAIR}")
    scene.sync()
    assert scene.listed()[:2] == [(1, NEWER.id), (2, "2405.00001")]
    assert "edited" not in scene.talk.comments[-1].body
    scene.settled()
    scene.talk.says(1, f"/drop {NEWER.id}")
    scene.sync()
    assert [number for number, _ in scene.listed()] == [1, 2, 3]


def test_a_dropped_paper_that_is_kept_after_all_gets_its_number_back(scene: Numbered) -> None:
    whole = scene.content
    scene.talk.says(1, f"/drop {FAIR}")
    scene.sync()
    scene.talk.says(1, f"/keep {FAIR}")
    scene.sync()
    assert scene.content == whole
    scene.settled()


def test_a_numbered_line_with_another_word_is_a_persons(scene: Numbered) -> None:
    edited = scene.content.replace(b"Fair serving", b"Fairest serving")
    scene.github.commit(BRANCH, {"README.md": edited})
    scene.talk.says(1, f"/drop {FAIR}")
    scene.sync()
    assert scene.content == edited
    assert "its line was edited: delete it in the diff" in scene.talk.comments[-1].body


def test_after_damage_a_numbered_line_is_known_again(scene: Numbered) -> None:
    scene.papers = (*scene.papers, NEWER)
    scene.known = scene.papers
    scene.run()
    scene.talk.edits(scene.pull, "")
    scene.talk.says(1, f"/drop {FAIR}")
    scene.sync()
    assert scene.listed()[:2] == [(1, NEWER.id), (2, "2405.00001")]
    assert sorted(state_of(scene.pull).refused) == [FAIR]


def test_a_numbered_line_that_is_moved_counts_where_it_goes() -> None:
    scene = Numbered()
    with scene:
        scene.talk.says(1, f"/move {PLAN} Serving")
        scene.sync()
        assert scene.listed()[:3] == [(1, PLAN), (2, FAIR), (3, "2405.00001")]
        assert scene.content.endswith(scene.base.partition(b"## Planning\n")[2])
        scene.settled()
        scene.talk.says(1, f"/drop {FAIR}")
        scene.talk.says(1, f"/drop {PLAN}")
        scene.sync()
        assert scene.github.content(BRANCH, "README.md") == scene.base


LINE = "3. [Fair hedges](https://arxiv.org/abs/2611.00001)"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LINE, LINE.replace("3.", "12.")),
        (f"  > {LINE}", f"  > {LINE[1:].join(('7', ''))}"),
        ("| 3 | Fair hedges |", "| 14 | Fair hedges |"),
        ("- no number", "- no number"),
        (f"{LINE}\n   1. two lines", f"4{LINE[1:]}\n   1. two lines"),
    ],
)
def test_a_seal_holds_whatever_the_number(old: str, new: str) -> None:
    assert is_sealed(new, seal_of(old))


@pytest.mark.parametrize(
    "other",
    [
        LINE.replace("3.", "3)"),
        LINE.replace("3.", "-"),
        LINE.replace("2611.00001", "2611.00002"),
        f"{LINE} ",
        f" {LINE}",
        LINE.replace("Fair", "Unfair"),
    ],
)
def test_a_seal_breaks_with_anything_else(other: str) -> None:
    assert not is_sealed(other, seal_of(LINE))


def test_a_seal_of_an_older_version_holds_as_long_as_the_number_stays() -> None:
    old = hashlib.sha256(LINE.encode()).hexdigest()[:10]
    assert is_sealed(LINE, old)
    assert not is_sealed(f"4{LINE[1:]}", old)


def test_no_seal_seals_nothing() -> None:
    assert not is_sealed(LINE, "")
