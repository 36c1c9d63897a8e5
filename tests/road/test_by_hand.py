"""What people change by hand in the branch of a pull request, read back on the whole road."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.pipeline.small_list import README, RULES, SERVING, paper
from tests.road.steered import BRANCH, FAIR, FAIR_LINE, PLAN, Scene, state_of

PUBLISHED = (
    b"- [Fair serving of language models under load](https://aclanthology.org/2026.1/) ACL\n"
)
HOWS = pytest.mark.parametrize("how", ["run", "sync"])


def by_hand(scene: Scene, edit: Callable[[bytes], bytes]) -> None:
    scene.github.commit(BRANCH, {"README.md": edit(scene.content)})


def act(scene: Scene, how: str) -> None:
    scene.sync() if how == "sync" else scene.run()


def refused(scene: Scene) -> tuple[str, ...]:
    return state_of(scene.pull).refused


@HOWS
def test_a_paper_whose_link_becomes_the_publishers_is_still_there(how: str) -> None:
    with Scene() as scene:
        by_hand(scene, lambda content: content.replace(FAIR_LINE, PUBLISHED))
        act(scene, how)
        assert sorted(scene.pending) == [FAIR, PLAN]
        assert refused(scene) == ()
        scene.settled()
        scene.talk.says(1, f"/drop {FAIR}")
        scene.sync()
        assert PUBLISHED in scene.content
        assert refused(scene) == ()
        assert "its line was edited: delete it in the diff" in scene.talk.comments[-1].body


def test_a_paper_with_a_short_name_and_a_doi_is_known_by_the_doi() -> None:
    with Scene() as scene:
        scene.known = (replace(SERVING, doi="10.1145/3.4"), *scene.papers[1:])
        line = b"- [FairServe](https://doi.org/10.1145/3.4)\n"
        by_hand(scene, lambda content: content.replace(FAIR_LINE, line))
        scene.sync()  # which does not ask arXiv, and cannot know
        scene.run()
        assert sorted(scene.pending) == [FAIR, PLAN]
        assert refused(scene) == ()


@pytest.mark.parametrize("how", ["squash", "rebase", "merge"])
def test_merged_with_the_publishers_link_a_paper_is_no_refusal(how: str) -> None:
    with Scene() as scene:
        by_hand(scene, lambda content: content.replace(FAIR_LINE, PUBLISHED))
        scene.github.merge(1, how)  # type: ignore[arg-type]  # the three above
        report = scene.run()
        assert report.papers.proposed == ()
        # Whatever the next pull request is about, it does not carry a refusal on.
        scene.papers = (*scene.papers, paper(9, "Serving language models on the moon"))
        scene.run()
        [pull] = scene.github.open_pulls()
        assert state_of(pull).refused == ()


@HOWS
def test_a_line_moved_by_hand_is_shown_where_it_stands(how: str) -> None:
    with Scene() as scene:
        by_hand(
            scene,
            lambda content: content.replace(FAIR_LINE, b"").replace(
                b"agents\n\n## Planning", b"agents\n" + FAIR_LINE + b"\n## Planning"
            ),
        )
        act(scene, how)
        sections = {item.arxiv_id: item.section for item in state_of(scene.pull).items}
        assert sections[FAIR] == ("A list", "Memory")
        scene.settled()
        scene.talk.says(1, f"/why {FAIR}")
        scene.sync()
        assert "section: A list &gt; Memory" in scene.talk.comments[-1].body


def test_a_deleted_line_that_a_person_puts_back_counts_again() -> None:
    with Scene() as scene:
        whole = scene.content
        by_hand(scene, lambda content: content.replace(FAIR_LINE, b""))
        scene.sync()
        assert refused(scene) == (FAIR,)
        by_hand(scene, lambda _: whole)
        scene.sync()
        assert sorted(scene.pending) == [FAIR, PLAN]
        assert refused(scene) == ()
        scene.settled()
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.sync()
        assert scene.content == whole.replace(FAIR_LINE, b"")
        assert refused(scene) == (FAIR,)


@HOWS
def test_a_line_that_is_commented_out_counts_as_deleted(how: str) -> None:
    with Scene() as scene:
        hidden = b"<!-- " + FAIR_LINE.strip() + b" -->\n"
        by_hand(scene, lambda content: content.replace(FAIR_LINE, hidden))
        act(scene, how)
        assert scene.pending == [PLAN]
        assert refused(scene) == (FAIR,)
        assert hidden in scene.content
        scene.settled()
        scene.github.merge(1)
        scene.run()
        assert scene.github.open_pulls() == []


DAMAGE = pytest.mark.parametrize("damage", ["all", "block"])


def damaged(scene: Scene, damage: str) -> None:
    body = scene.pull.body
    scene.talk.edits(scene.pull, "" if damage == "all" else body.replace('"list"', '"lizt"'))


@DAMAGE
def test_after_damage_an_unedited_line_can_still_be_taken_out(damage: str) -> None:
    with Scene() as scene:
        whole = scene.content
        damaged(scene, damage)
        scene.talk.says(1, f"/drop {FAIR}")
        scene.sync()
        assert scene.content == whole.replace(FAIR_LINE, b"")
        assert scene.pending == [PLAN]
        scene.settled()
        scene.talk.ticks(scene.pull, PLAN, on=False)
        scene.sync()
        assert scene.content == README
        scene.settled()


def test_after_damage_an_edited_line_stays_and_the_reason_is_true() -> None:
    with Scene() as scene:
        edited = FAIR_LINE.strip() + b" - nice\n"
        by_hand(scene, lambda content: content.replace(FAIR_LINE, edited))
        damaged(scene, "all")
        scene.talk.says(1, f"/drop {FAIR}")
        scene.sync()
        assert edited in scene.content
        answer = scene.talk.comments[-1].body
        assert "was damaged, and its line cannot be told to be the bot's own" in answer
        scene.settled()


def test_after_damage_and_without_arxiv_no_line_is_taken_out() -> None:
    with Scene() as scene:
        before = scene.content
        damaged(scene, "all")
        scene.known = ()
        scene.talk.says(1, f"/drop {FAIR}")
        scene.sync()
        assert scene.content == before
        assert "cannot be told to be the bot's own" in scene.talk.comments[-1].body


def test_after_damage_a_paper_with_the_publishers_link_is_still_there() -> None:
    with Scene() as scene:
        by_hand(scene, lambda content: content.replace(FAIR_LINE, PUBLISHED))
        damaged(scene, "all")
        scene.sync()
        assert sorted(scene.pending) == [FAIR, PLAN]
        assert refused(scene) == ()


@DAMAGE
def test_after_damage_a_later_is_still_one(damage: str) -> None:
    with Scene() as scene:
        scene.talk.says(1, f"/later {FAIR}")
        scene.sync()
        damaged(scene, damage)
        scene.run()
        state = state_of(scene.pull)
        assert (state.refused, state.later) == ((), (FAIR,))
        scene.settled()
        scene.github.merge(1)
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        assert scene.pending == [FAIR]


@HOWS
def test_a_renamed_heading_is_shown_as_it_reads_now(how: str) -> None:
    with Scene(RULES.partition("[sections")[0]) as scene:
        assert FAIR in scene.pending
        by_hand(scene, lambda content: content.replace(b"## Serving", b"## Inference"))
        act(scene, how)
        sections = {item.arxiv_id: item.section for item in state_of(scene.pull).items}
        assert sections[FAIR] == ("A list", "Inference")
        assert "**Inference**" in scene.pull.body
        scene.settled()
