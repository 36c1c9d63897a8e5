"""What earlier pull requests tell, read through the one door that the forge uses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.proposal import memory
from bot.proposal.body import commit_message, compose, merge_message
from bot.proposal.proposed import Comment, Notes, Standing
from bot.proposal.state import State, encode
from classifier.papers.paper import ArxivId
from tests.proposal.samples import WINDOW, item


def body(*numbers: int, name: str = "mice", content: bytes = b"x", section: str = "A") -> str:
    return compose(
        name,
        items=[item(n, section=(section,)) for n in numbers],
        before={},
        after={"a.md": content},
        window=WINDOW,
        refused=[ArxivId("2610.00001")],
        notes=Notes(),
    ).body


def test_a_body_is_recalled() -> None:
    found = memory.recall(body(1, 2), "mice")
    assert found is not None
    assert (found.proposed, found.refused) == (("2611.00001", "2611.00002"), ("2610.00001",))
    assert (list(found.content), found.newer) == (["a.md"], False)


@pytest.mark.parametrize(
    "text", ["", "words", body(1, name="voles"), body(1).replace("v1 ", "v1  ")]
)
def test_what_is_not_ours_is_not_recalled(text: str) -> None:
    assert memory.recall(text, "mice") is None


def test_a_newer_body_says_so() -> None:
    found = memory.recall(body(1).replace(":state v1 ", ":state v2 "), "mice")
    assert found is not None
    assert found.newer


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (body(1, 2), True),
        (body(2, 1), True),
        (f"Mine.\n{body(1, 2)}", True),
        (body(1), False),
        (body(1, 2, content=b"y"), False),
        (body(1, 2, section="B"), False),
        ("", False),
        (body(1, 2).replace(":state v1 ", ":state v2 "), False),
    ],
)
def test_the_substance_of_a_body_is_its_papers_places_and_files(other: str, same: bool) -> None:
    assert memory.same_substance(body(1, 2), other) is same


@pytest.mark.parametrize(
    ("title", "ours"),
    [
        ("Add 1 paper (2026-11-16)", True),
        ("Add 12 papers (2026-11-16 to 2026-11-22)", True),
        ("docs: Add 1 paper (2026-11-16)", False),
        ("Add 1 paper (soon)", False),
        ("", False),
    ],
)
def test_our_titles_are_known(title: str, ours: bool) -> None:
    assert memory.is_our_title(title) is ours


def test_pending_is_what_was_proposed_and_not_refused() -> None:
    standing = Standing(files={}, body=body(1, 2), refused=frozenset({ArxivId("2611.00002")}))
    assert [one.arxiv_id for one in memory.pending(standing)] == ["2611.00001"]
    assert memory.pending(Standing(files={})) == ()


def message(*numbers: int) -> str:
    items = [item(n) for n in numbers]
    return commit_message("mice", items=items, files={"a.md": b"x"}, window=WINDOW)


@pytest.mark.parametrize(
    ("messages", "ids"),
    [
        ([], []),
        ([message(1, 2), message(3)], ["2611.00001", "2611.00002", "2611.00003"]),
        ([message(*range(1, 30))], [f"2611.{n:05}" for n in range(1, 30)]),
        ([message(1), message(1)], ["2611.00001"]),
        (["Mine\n\narXiv: 2611.00001"], []),
        ([message(1).replace("00001", "00001 evil)](x")], ["2611.00001"]),
        ([merge_message("mice", {})], []),
    ],
)
def test_a_lost_memory_is_rebuilt_from_our_commits(messages: list[str], ids: list[str]) -> None:
    found = memory.recall(memory.rebuild(messages, "mice"), "mice")
    assert found is not None
    assert list(found.proposed) == ids
    assert (dict(found.content), found.refused) == ({}, ())


AT = "2026-11-22T10:00:00Z"
SAID = Comment(id=7, at=AT, text="/drop 2611.00001")


@pytest.mark.parametrize(
    ("heard", "floor", "comment", "new"),
    [
        ((), "", SAID, True),
        ((f"7@{AT}",), "", SAID, False),
        ((f"7@{AT}",), "", replace(SAID, at="2026-11-22T11:00:00Z"), True),  # edited since
        ((), AT, SAID, False),
        ((), "2026-11-22T09:00:00Z", SAID, True),
        ((), "", replace(SAID, text="Thanks!"), False),
        ((), "", replace(SAID, text=f"<!-- paper-bot:answers -->\n{SAID.text}"), False),
    ],
)
def test_a_command_is_heard_once(
    heard: tuple[str, ...], floor: str, comment: Comment, new: bool
) -> None:
    state = State(list_name="mice", heard=heard, floor=floor)
    assert memory.unheard(encode(state), [comment]) == ((comment,) if new else ())
    assert memory.mark_of(SAID) == f"7@{AT}"


def test_without_a_memory_every_command_is_new() -> None:
    assert memory.unheard("", [SAID]) == (SAID,)


@pytest.mark.parametrize(
    ("name", "touched", "paused"),
    [
        ("", False, False),
        ("refresh", True, False),
        ("pause", False, True),
        ("2611.00001", True, False),
    ],
)
def test_boxes_that_people_touched(name: str, touched: bool, paused: bool) -> None:
    text = body(1)
    if name:
        text = text.replace(f"[ ] <!-- paper-bot:box {name}", f"[x] <!-- paper-bot:box {name}")
    if name.startswith("2611"):
        text = text.replace(f"[x] <!-- paper-bot:box {name}", f"[ ] <!-- paper-bot:box {name}")
    assert (memory.is_touched(text), memory.is_paused(text)) == (touched, paused)
    assert memory.same_substance(text, body(1)) is not touched
