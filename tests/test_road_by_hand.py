"""What people change by hand in the branch of a pull request, read back on the whole road."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.small_list import SERVING, paper
from tests.steered import BRANCH, FAIR, FAIR_LINE, PLAN, Scene, state_of

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
        assert report.proposed == ()
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
        assert "section A list &gt; Memory" in scene.talk.comments[-1].body


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
