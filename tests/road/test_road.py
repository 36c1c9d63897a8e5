"""What people do in front of a pull request, on the whole road of a run; GitHub is a double."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.pipeline.small_list import PLANNING, README, SERVING, paper
from tests.road.steered import BRANCH, FAIR, FAIR_LINE, PLAN, PLAN_LINE, Scene, state_of


@pytest.fixture
def scene() -> Iterator[Scene]:
    with Scene() as scene:
        yield scene


@pytest.mark.parametrize("how", ["sync", "run"])
def test_an_unticked_paper_goes_and_a_ticked_one_comes_back(scene: Scene, how: str) -> None:
    act = scene.sync if how == "sync" else scene.run
    before = scene.content
    scene.talk.ticks(scene.pull, FAIR, on=False)
    act()
    assert scene.content == before.replace(FAIR_LINE, b"")
    assert scene.pending == [PLAN]
    assert state_of(scene.pull).refused == (FAIR,)
    assert "Taken out of this pull request (1)" in scene.pull.body
    scene.settled()
    scene.talk.ticks(scene.pull, FAIR, on=True)
    act()
    assert scene.content == before
    assert sorted(scene.pending) == [FAIR, PLAN]
    assert state_of(scene.pull).refused == ()
    assert state_of(scene.pull).kept == (FAIR,)
    scene.settled()


def test_the_last_paper_can_go_too(scene: Scene) -> None:
    scene.talk.ticks(scene.pull, FAIR, PLAN, on=False)
    scene.sync()
    assert scene.content == README
    assert scene.pending == []
    scene.settled()


def test_commands_are_obeyed_once_and_answered(scene: Scene) -> None:
    said = scene.talk.says(1, f"/drop {FAIR}v2\r\n/move https://arxiv.org/abs/{PLAN} Serving\n")
    scene.sync()
    assert scene.content == README.replace(b"serving\n", b"serving\n" + PLAN_LINE)
    assert said.reactions == ["+1"]
    [item] = state_of(scene.pull).items
    assert item.section == ("A list", "Serving")
    assert scene.talk.under(1) == [said]
    scene.settled()


def test_a_stranger_and_a_reader_are_not_obeyed(scene: Scene) -> None:
    before = scene.content
    for author in ("eve", "tri"):
        scene.talk.says(1, f"/drop {FAIR}", author=author, association="NONE")
    scene.talk.says(1, f"/drop {FAIR}", author="app[bot]", kind="Bot")
    scene.talk.says(1, f"<!-- paper-bot:answers -->\n/drop {FAIR}")
    scene.settled()
    assert scene.content == before


def test_a_command_that_makes_no_sense_is_answered_in_one_comment(scene: Scene) -> None:
    scene.talk.says(1, f"/move {FAIR} <img src=x> @octocat")
    scene.talk.says(1, "/drop it\n/drop 2401.99999")
    scene.talk.says(1, f"/why {FAIR}")
    scene.sync()
    *asked, answers = scene.talk.under(1)
    assert [one.reactions for one in asked] == [["confused"], ["confused"], ["+1"]]
    assert answers.author == "github-actions[bot]"
    assert "no section is called “&lt;img src=x&gt; @&#8203;octocat”" in answers.body
    assert "`/drop` needs an arXiv identifier" in answers.body
    assert "2401.99999 is not in this pull request" in answers.body
    assert f"arXiv {FAIR} is " in answers.body
    scene.settled()
    scene.talk.rewords(asked[0], f"/move {FAIR} Planning")
    scene.sync()
    assert "no section is called" not in answers.body
    assert "confused" in asked[0].reactions
    assert asked[0].reactions[-1] == "+1"
    assert scene.content.endswith(b"\n" + FAIR_LINE + PLAN_LINE) or scene.content.endswith(
        b"\n" + PLAN_LINE + FAIR_LINE
    )
    scene.settled()


def test_a_line_that_a_person_edited_is_left_alone_and_he_is_told(scene: Scene) -> None:
    mine = FAIR_LINE.replace(b"Fair serving", b"My own words on serving")
    scene.github.commit(BRANCH, {"README.md": scene.content.replace(FAIR_LINE, mine)})
    scene.talk.says(1, f"/drop {FAIR}")
    scene.sync()
    assert mine in scene.content
    answer = scene.talk.under(1)[-1].body
    assert f"arXiv {FAIR}: its line was edited: delete it in the diff" in answer
    assert sorted(scene.pending) == [FAIR, PLAN]
    assert "not done: its line was edited" in scene.pull.body
    scene.talk.says(1, f"/move {FAIR} Planning")
    scene.sync()
    head, tail = scene.content.split(b"## Planning")
    assert mine not in head
    assert mine in tail
    scene.settled()


def test_a_paused_bot_changes_nothing_until_it_may_again(scene: Scene) -> None:
    before = scene.content
    scene.talk.ticks(scene.pull, "pause", on=True)
    scene.talk.ticks(scene.pull, FAIR, on=False)
    scene.settled()
    assert scene.content == before
    scene.talk.ticks(scene.pull, "pause", on=False)
    scene.sync()
    assert scene.content == before.replace(FAIR_LINE, b"")


def test_a_postponed_paper_comes_with_the_next_pull_request(scene: Scene) -> None:
    scene.talk.says(1, f"/later {FAIR}")
    scene.sync()
    assert scene.pending == [PLAN]
    assert state_of(scene.pull).later == (FAIR,)
    assert state_of(scene.pull).refused == ()
    scene.settled()
    scene.github.merge(1)
    scene.run()
    [pull] = scene.github.open_pulls()
    assert [item.arxiv_id for item in state_of(pull).items] == [FAIR]


def test_closing_refuses_all_says_so_once_and_one_box_takes_it_back(scene: Scene) -> None:
    scene.github.close(1)
    scene.sync()
    [said] = scene.talk.under(1)
    assert "its 2 papers are not proposed again" in said.body
    scene.run()
    scene.sync()
    assert scene.talk.under(1) == [said]
    assert scene.github.open_pulls() == []
    scene.talk.clicks(said)
    scene.sync()
    [pull] = scene.github.open_pulls()
    assert pull.number == 2
    assert sorted(item.arxiv_id for item in state_of(pull).items) == [FAIR, PLAN]
    assert sorted(state_of(pull).kept) == [FAIR, PLAN]
    scene.settled()
    scene.talk.ticks(pull, PLAN, on=False)
    scene.sync()
    assert state_of(pull).refused == (PLAN,)
    scene.settled()


def test_a_line_or_section_that_says_ignore_is_left_alone(scene: Scene) -> None:
    mine = FAIR_LINE.replace(b")\n", b") <!-- paper-bot: ignore -->\n")
    scene.github.commit(BRANCH, {"README.md": scene.content.replace(FAIR_LINE, mine)})
    scene.talk.says(1, f"/drop {FAIR}\n/move {PLAN} Memory")
    closed = b"## Memory\n<!-- paper-bot: ignore -->\n"
    scene.github.commit(BRANCH, {"README.md": scene.content.replace(b"## Memory\n", closed)})
    before = scene.content
    scene.sync()
    assert scene.content == before
    answer = scene.talk.under(1)[-1].body
    assert f"arXiv {FAIR}: it carries paper-bot: ignore" in answer
    assert f"arXiv {PLAN}: the list has no section A list &gt; Memory that takes papers" in answer


def test_a_deleted_line_is_offered_again_in_the_body(scene: Scene) -> None:
    before = scene.content
    scene.github.commit(BRANCH, {"README.md": before.replace(FAIR_LINE, b"")})
    scene.run()
    assert state_of(scene.pull).refused == (FAIR,)
    assert "Taken out of this pull request (1)" in scene.pull.body
    scene.talk.ticks(scene.pull, FAIR, on=True)
    scene.sync()
    assert scene.content == before
    scene.settled()


def test_what_was_refused_in_a_closed_pull_request_can_be_kept_in_the_next(scene: Scene) -> None:
    scene.github.close(1)
    scene.papers = (paper(7, "Fair planning of serving for agents"),)
    scene.run()
    [pull] = scene.github.open_pulls()
    assert {FAIR, PLAN} <= set(state_of(pull).refused)
    assert [one.number for one in scene.talk.comments] == [1]
    scene.known = (SERVING, PLANNING)
    scene.talk.says(2, f"/move {FAIR} Serving\n/keep {PLAN}")
    scene.sync()
    assert FAIR_LINE in scene.content
    assert PLAN_LINE not in scene.content
    answer = scene.talk.under(2)[-1].body
    assert f"arXiv {PLAN}: nothing tells its section" in answer
    scene.settled()


def test_the_requests_of_each_road(scene: Scene) -> None:
    def cost(act: Callable[[], object]) -> int:
        before = len(scene.github.calls)
        act()
        return len(scene.github.calls) - before

    assert cost(scene.run) <= 8
    assert cost(scene.sync) <= 8
    scene.talk.says(1, f"/drop {FAIR}")
    assert cost(scene.sync) <= 15
    scene.github.close(1)
    assert cost(scene.sync) <= 12
    assert cost(scene.run) <= 8


def test_of_many_commands_none_is_obeyed_twice_and_none_is_lost(scene: Scene) -> None:
    for n in range(60):
        scene.talk.says(1, f"/{'drop' if n % 2 else 'keep'} {FAIR}")
    scene.sync()
    state = state_of(scene.pull)
    assert scene.pending == [PLAN]
    assert len(state.heard) == 40
    assert state.floor == scene.talk.comments[19].at
    scene.settled()
    scene.talk.ticks(scene.pull, FAIR, on=True)
    scene.sync()
    assert sorted(scene.pending) == [FAIR, PLAN]
    scene.talk.says(1, f"/drop {FAIR}")
    scene.sync()
    assert scene.pending == [PLAN]
    scene.settled()


def test_what_cannot_be_moved_stays_and_says_why(scene: Scene) -> None:
    table = b"| a | b |\n|---|---|\n| [x](https://arxiv.org/abs/2401.00009) | 1 |\n"
    text = scene.content.replace(b"## Planning\n", b"## Planning\n\n" + table, 1)
    scene.github.commit(BRANCH, {"README.md": text.replace(PLAN_LINE, b"")})
    scene.talk.says(1, f"/move {FAIR} Planning")
    before = scene.content
    scene.sync()
    assert scene.content == before
    assert "entries of that section have another form" in scene.talk.under(1)[-1].body


def test_a_paper_that_nobody_knows_cannot_be_added(scene: Scene) -> None:
    scene.github.close(1)
    scene.papers = (paper(7, "Fair planning of serving for agents"),)
    scene.run()
    scene.known = ()
    scene.talk.says(2, f"/keep {FAIR}")
    scene.sync()
    assert "arXiv says nothing of it" in scene.talk.under(2)[-1].body


def test_a_paper_that_is_listed_already_needs_nothing(scene: Scene) -> None:
    scene.talk.says(1, f"/later {FAIR}")
    scene.sync()
    scene.github.commit(BRANCH, {"README.md": scene.content + FAIR_LINE})
    scene.talk.says(1, f"/keep {FAIR}")
    scene.sync()
    assert scene.content.count(FAIR_LINE) == 1
    assert state_of(scene.pull).later == ()
    scene.settled()
