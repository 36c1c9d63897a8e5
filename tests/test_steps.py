"""Single decisions of a run."""

from __future__ import annotations

from dataclasses import replace

from bot.proposal.proposal import Item
from bot.proposal.state import State, encode
from bot.run import read
from bot.steps import MOST_PENDING, budget_of, still_open
from classifier.paper import ArxivId
from tests.fakes import FakeForge
from tests.small_list import README, job


def test_a_pull_request_that_stays_open_takes_no_papers_without_end() -> None:
    desk = read(job(FakeForge({"README.md": README})))
    items = tuple(
        Item(arxiv_id=ArxivId(f"2610.{n:05d}"), title="", probability=1.0) for n in range(98)
    )
    body = encode(State(list_name="mine", items=items))
    waiting = replace(desk, standing=replace(desk.standing, body=body))
    assert budget_of(desk, None) == 3
    assert budget_of(desk, 9) == 9
    assert budget_of(waiting, 9) == MOST_PENDING - 98


def test_a_pending_paper_that_the_memory_had_no_room_for_is_read_from_the_list() -> None:
    desk = read(job(FakeForge({"README.md": README})))
    bare = Item(arxiv_id=ArxivId("2401.00002"), title="", probability=0.9)
    lost = Item(arxiv_id=ArxivId("2401.09999"), title="", probability=0.9)
    body = encode(State(list_name="mine", items=(bare, lost)))
    found, unknown = still_open(replace(desk, standing=replace(desk.standing, body=body)))
    assert found.title == "Recall: Long-term memory of language model agents"
    assert found.section == ("A list", "Memory")
    assert unknown.title == ""
