"""The memory in a body: what goes in comes out, and damage is never more than forgetting."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.proposal.proposed import Item
from bot.proposal.state import LIMIT, Newer, State, decode, encode
from classifier.papers.paper import ArxivId
from tests.proposal.hostile import HOSTILE, titles
from tests.proposal.rendered import Rendered
from tests.proposal.samples import item

STATE = State(
    list_name="mice",
    items=(item(1), item(2, section=("Mice", "House mice"), year=None, venue="", reasons=())),
    refused=(ArxivId("2611.00009"), ArxivId("math/0309136")),
    content={"PAPERS.md": "0123456789abcdef"},
)


def kept(original: Item) -> Item:
    """Return what a state keeps of an item: its first and last author, and no abstract."""
    return replace(
        original,
        authors=(original.authors[0], original.authors[-1]),
        abstract="",
        probability=round(original.probability, 3),
    )


def test_a_block_of_the_first_version_is_read_still() -> None:
    facts = (
        '{"list":"mice","content":{},"sections":[["Mice"]],"items":[{"id":"2611.00001","s":0,'
        '"p":0.8,"c":0.5,"t":"A title","a":["Ada","Bo"],"y":2026,"r":["words: mice"]}],'
        '"dropped":[],"unplaced":[],"near":[],"refused":[]}'
    )
    digest = hashlib.sha256(facts.encode()).hexdigest()
    found = decode(f"<!-- paper-bot:state v1 {digest} {facts} -->")
    assert isinstance(found, State)
    assert [(i.title, i.reasons, i.gist, i.alike) for i in found.items] == [
        ("A title", ("words: mice",), "", ())
    ]


def test_what_goes_in_comes_out() -> None:
    block = encode(STATE)
    assert "\n" not in block
    assert decode(f"some text\r\n{block}\r\nmore") == replace(
        STATE, items=tuple(kept(one) for one in STATE.items)
    )


@settings(max_examples=100, deadline=None)
@given(title=titles(), section=st.text(max_size=20))
def test_any_text_comes_out_and_does_nothing(title: str, section: str) -> None:
    block = encode(State(list_name="mice", items=(item(title=title, section=(section,)),)))
    found = decode(block)
    assert isinstance(found, State)
    assert (found.items[0].title, found.items[0].section) == (title[:300], (section,))
    rendered = Rendered(f"{block}\n\nafter")
    assert (rendered.tags, rendered.text.strip()) == (["p"], "after")
    assert len(rendered.comments) == 1
    assert not set("<>&@#/") & set(block[5:-4].replace("paper-bot:state", ""))


@pytest.mark.parametrize("count", [0, 1, 8, 30, 100, 150])
def test_many_papers_fit_and_lose_their_details_last_first(count: int) -> None:
    items = tuple(item(n, title=HOSTILE[n % len(HOSTILE)] * 9) for n in range(count))
    block = encode(State(list_name="mice", items=items))
    found = decode(block)
    assert len(block) <= LIMIT
    assert isinstance(found, State)
    assert [one.arxiv_id for one in found.items] == [one.arxiv_id for one in items]
    detailed = [bool(one.title) for one in found.items]
    assert detailed == sorted(detailed, reverse=True)
    assert detailed[:3] == [True] * min(3, count)


def test_the_oldest_refusals_go_before_any_paper() -> None:
    refused = tuple(ArxivId(f"2610.{n:05}") for n in range(2_000, 0, -1))
    state = State(list_name="mice", items=(item(1), item(2)), refused=refused)
    block = encode(state)
    found = decode(block)
    assert isinstance(found, State)
    assert len(block) <= LIMIT
    assert len(found.items) == 2
    assert len(found.refused) > 400
    assert found.refused == refused[: len(found.refused)]


def test_too_many_papers_are_cut_at_the_end() -> None:
    items = tuple(item(n) for n in range(1000))
    block = encode(State(list_name="mice", items=items, refused=(ArxivId("2610.00001"),)))
    found = decode(block)
    assert isinstance(found, State)
    assert len(block) <= LIMIT
    assert 150 < len(found.items) < 1000
    assert found.refused == ()


BLOCK = encode(STATE)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!-- paper-bot:state -->",
        BLOCK[:-1],
        BLOCK.replace("2611.00001", "2611.00003"),
        BLOCK.replace(" v1 ", " v "),
        BLOCK[: len(BLOCK) // 2] + " -->",
    ],
)
def test_a_damaged_block_is_no_block(body: str) -> None:
    assert decode(body) is None


def sealed(text: str, version: int = 1) -> str:
    seal = hashlib.sha256(text.encode()).hexdigest()
    return f"<!-- paper-bot:state v{version} {seal} {text} -->"


GOOD = {"list": "mice", "content": {}, "sections": [["A"]], "items": [], "refused": []}


@pytest.mark.parametrize(
    "change",
    [
        {"list": 1},
        {"list": None},
        {"content": []},
        {"content": {"a": 1}},
        {"sections": "A"},
        {"sections": [["A", 1]]},
        {"items": {}},
        {"items": [1]},
        {"items": [{"id": "2611.00001", "s": 7}]},
        {"items": [{"id": "2611.00001", "s": -1}]},
        {"items": [{"id": "2611.00001"}]},
        {"items": [{"id": "evil)](x", "s": 0}]},
        {"items": [{"id": "2611.00001", "s": 0, "p": "high"}]},
        {"items": [{"id": "2611.00001", "s": 0, "p": True}]},
        {"items": [{"id": "2611.00001", "s": 0, "t": 5}]},
        {"refused": ["no id"]},
        {"refused": [5]},
    ],
)
def test_a_sealed_block_of_the_wrong_shape_is_no_block(change: dict[str, object]) -> None:
    assert decode(sealed(json.dumps(GOOD))) == State(list_name="mice")
    assert decode(sealed(json.dumps({**GOOD, **change}).replace(">", "\\u003e"))) is None


@pytest.mark.parametrize("text", ["[]", "7", "null", "{", "[" * 5000, "{}"])
def test_a_sealed_block_that_is_no_object_is_no_block(text: str) -> None:
    assert decode(sealed(text)) is None


@pytest.mark.parametrize("version", [2, 99])
def test_a_newer_version_is_not_guessed_at(version: int) -> None:
    assert decode(sealed("whatever comes", version)) == Newer(version)
