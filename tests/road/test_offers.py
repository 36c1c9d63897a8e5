"""Papers that are merely offered, that wait, or were refused, on the whole road of a run."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from bot.core.errors import TryAgainLater
from classifier.judging.judge import Judge, fit
from classifier.papers.paper import ArxivId, Listed, Paper, Topic
from classifier.relevance.training_set import Past
from classifier.rules.rule_set import Rules
from tests.pipeline.small_list import OTHER, PLANNING, RULES, SERVING, paper
from tests.road.steered import (
    BRANCH,
    FAIR,
    FAIR_LINE,
    MISSED,
    NEAR,
    PLAN,
    PLAN_LINE,
    Scene,
    state_of,
)

WITHOUT_SECTIONS = RULES.partition("[sections")[0]


def test_a_near_miss_that_is_ticked_comes_to_its_best_guess_and_is_marked() -> None:
    with Scene(room=True) as scene:
        assert "Near misses (1)" in scene.pull.body
        scene.talk.ticks(scene.pull, MISSED, on=True)
        scene.sync()
        assert b"- [Serving soup](https://arxiv.org/abs/2611.00004)" in scene.content
        assert sorted(scene.pending) == [FAIR, PLAN, MISSED]
        assert "asked for by a person" in scene.pull.body
        assert "Near misses" not in scene.pull.body
        scene.settled()
        scene.talk.says(1, f"/move {MISSED} Memory")
        scene.sync()
        assert MISSED.encode() in scene.content.split(b"## Memory")[1].split(b"## Planning")[0]
        scene.settled()


def test_a_near_miss_is_known_without_arxiv_as_far_as_the_pull_request_remembers() -> None:
    with Scene(room=True) as scene:
        scene.known = ()
        scene.talk.ticks(scene.pull, MISSED, on=True)
        scene.sync()
        assert b"- [Serving soup](https://arxiv.org/abs/2611.00004)" in scene.content


@pytest.mark.parametrize("how", ["sync", "run"])
def test_while_arxiv_is_away_a_wish_is_neither_carried_out_nor_lost(how: str) -> None:
    with Scene(room=True) as scene:
        scene.known = TryAgainLater("arXiv is away")
        scene.talk.ticks(scene.pull, MISSED, on=True)
        before = scene.pull.body
        with pytest.raises(TryAgainLater):
            scene.sync() if how == "sync" else scene.run()
        assert scene.pull.body == before
        scene.known = ()
        scene.sync()
        assert MISSED in scene.pending


def test_what_has_no_room_waits_and_comes_when_there_is_some() -> None:
    config = RULES.replace("budget = 3", "budget = 1") + "[publish]\nmost_papers = 1\n"
    with Scene(config) as scene:
        [first] = scene.pending
        [waits] = {FAIR, PLAN} - {first}
        assert state_of(scene.pull).waiting == (waits,)
        assert "waiting until there is room here: 1 paper\n" in scene.pull.body
        scene.papers, scene.known = (OTHER,), (SERVING, PLANNING)
        scene.settled()
        assert scene.pending == [first]
        scene.github.merge(1)
        scene.run()
        [pull] = scene.github.open_pulls()
        assert [item.arxiv_id for item in state_of(pull).items] == [waits]
        assert state_of(pull).waiting == ()


def test_a_waiting_paper_waits_on_while_arxiv_is_away() -> None:
    config = RULES.replace("budget = 3", "budget = 1") + "[publish]\nmost_papers = 1\n"
    with Scene(config) as scene:
        waits = state_of(scene.pull).waiting
        scene.papers, scene.known = (OTHER,), TryAgainLater("arXiv is away")
        scene.run()
        scene.talk.says(1, f"/drop {scene.pending[0]}")
        scene.run()
        assert state_of(scene.pull).waiting == waits
        scene.known = (SERVING, PLANNING)
        scene.run()
        assert scene.pending == list(waits)


def test_a_waiting_paper_can_be_refused_or_asked_for() -> None:
    config = RULES.replace("budget = 3", "budget = 1") + "[publish]\nmost_papers = 1\n"
    for verb, pending in (("drop", 1), ("move", 2)):
        with Scene(config) as scene:
            [waits] = state_of(scene.pull).waiting
            scene.talk.says(1, f"/{verb} {waits} Serving")
            scene.sync()
            assert len(scene.pending) == pending
            assert state_of(scene.pull).waiting == ()
            scene.settled()


def test_refused_papers_teach_and_pending_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[tuple[set[str], set[str]]] = []

    def watched(
        listed: Sequence[Listed], topics: Sequence[Topic], rules: Rules, others: Sequence[Paper],
        past: Past, *, without: Collection[ArxivId],
    ) -> Judge:  # fmt: skip
        taught.append(({one.key for one in listed}, {one.id for one in past.refused}))
        return fit(listed, topics, rules, others, past, without=without)

    monkeypatch.setattr("bot.pipeline.steps.fit", watched)
    with Scene() as scene:
        taught.clear()
        scene.run()
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.run()
        scene.github.merge(1)
        scene.run()
    old = {"2401.00001", "2401.00002"}
    assert taught == [(old, set()), (old, {FAIR}), (old | {PLAN}, {FAIR})]


def test_of_drop_and_later_the_last_word_wins() -> None:
    with Scene() as scene:
        scene.talk.says(1, f"/drop {FAIR}")
        scene.sync()
        scene.talk.says(1, f"/later {FAIR}")
        scene.sync()
        state = state_of(scene.pull)
        assert (state.refused, state.later) == ((), (FAIR,))
        scene.settled()
        scene.github.merge(1)
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        assert scene.pending == [FAIR]
        assert state_of(scene.pull).refused == ()
        scene.settled()
        scene.talk.says(2, f"/later {FAIR}")
        scene.sync()
        scene.talk.says(2, f"/drop {FAIR}")
        scene.sync()
        state = state_of(scene.pull)
        assert (state.refused, state.later) == ((FAIR,), ())


def test_a_near_miss_for_later_is_shown_again_in_the_next_pull_request() -> None:
    with Scene(room=True) as scene:
        scene.talk.says(1, f"/later {MISSED}")
        scene.sync()
        assert "Near misses" not in scene.pull.body
        scene.github.merge(1)
        scene.papers = (paper(9, "Serving language models on the moon"),)
        scene.known = (*scene.papers, NEAR)
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        assert [item.arxiv_id for item in state_of(scene.pull).near] == [MISSED]


@pytest.mark.parametrize("how", ["sync", "run"])
def test_a_paper_whose_section_was_renamed_stays_in_sight_and_can_be_moved(how: str) -> None:
    with Scene(WITHOUT_SECTIONS) as scene:
        scene.papers = ()  # nothing else proposes it
        scene.talk.ticks(scene.pull, PLAN, on=False)
        scene.sync()
        renamed = scene.content.replace(b"## Planning", b"## Plans")
        scene.github.commit(BRANCH, {"README.md": renamed})
        scene.talk.ticks(scene.pull, PLAN, on=True)
        scene.sync()
        assert PLAN not in scene.pending
        for act in (scene.run, scene.sync):
            assert "Not sure where these go (1)" in scene.pull.body
            assert [item.arxiv_id for item in state_of(scene.pull).unplaced] == [PLAN]
            assert f"- [ ] <!-- paper-bot:box {PLAN} -->" in scene.pull.body
            act()
        scene.settled()
        scene.talk.says(1, f"/move {PLAN} Plans")
        scene.sync() if how == "sync" else scene.run()
        assert PLAN_LINE in scene.content.split(b"## Plans")[1]
        assert PLAN in scene.pending
        assert "Not sure where these go" not in scene.pull.body
        scene.settled()


def test_a_closing_is_undone_into_the_pull_request_that_is_open_by_now() -> None:
    with Scene() as scene:
        scene.github.close(1)
        scene.papers = (paper(7, "Fair planning of serving for agents"),)
        scene.known = (*scene.papers, SERVING, PLANNING)
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        [farewell] = scene.talk.under(1)
        scene.talk.clicks(farewell)
        scene.sync()
        assert sorted(scene.pending) == [FAIR, PLAN, "2611.00007"]
        scene.settled()
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.talk.says(2, f"/later {PLAN}")
        scene.sync()
        assert scene.pending == ["2611.00007"]
        assert state_of(scene.pull).refused == (FAIR,)
        scene.settled()
        scene.github.merge(2)
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        assert scene.pending == [PLAN]
        scene.settled()


def test_a_paper_kept_from_an_earlier_pull_request_can_be_moved_afterwards() -> None:
    with Scene() as scene:
        scene.github.close(1)
        scene.papers = (paper(7, "Fair planning of serving for agents"),)
        scene.known = (*scene.papers, SERVING)
        scene.run()
        [scene.pull] = scene.github.open_pulls()
        scene.talk.says(2, f"/keep {FAIR}")
        scene.sync()
        answer = scene.talk.under(2)[-1].body.replace("\\", "")
        assert f"nothing tells its section: write /move {FAIR} Section name" in answer
        assert "Fair serving of language models under load" in scene.pull.body
        scene.settled()
        scene.talk.says(2, f"/move {FAIR} Serving")
        scene.sync()
        assert FAIR in scene.pending
        assert FAIR_LINE in scene.content
        assert state_of(scene.pull).unplaced == ()
        scene.settled()
