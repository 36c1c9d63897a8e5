"""Boxes in a body: which are ticked, which people changed, and what is carried over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.proposal.body import compose
from bot.proposal.boxes import BEGIN, END, box, boxes, carried, changed, is_ticked, moment_of
from bot.proposal.proposed import Notes, Revision
from bot.proposal.state import State, decode
from tests.proposal.hostile import HOSTILE
from tests.proposal.samples import WINDOW, item

ONE, TWO, NEAR, GONE = (item(n).arxiv_id for n in (1, 2, 5, 9))


def body(*near: int, title: str = "Mice") -> str:
    return compose(
        "mice",
        items=[item(1, title=title), item(2)],
        near_misses=[item(n, title=title) for n in near or (5,)],
        before={},
        after={"a.md": b"x"},
        window=WINDOW,
        notes=Notes(),
    ).body


BODY = body()


def state_of(text: str) -> State:
    state = decode(text)
    assert isinstance(state, State)
    return state


def clicked(text: str, *names: str) -> str:
    for name in names:
        on, off = box(name, ticked=True), box(name)
        text = text.replace(off, on) if off in text else text.replace(on, off)
    return text


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- [ ] <!-- paper-bot:box pause --> Pause", {"pause": {False}}),
        ("- [x] <!-- paper-bot:box pause --> Pause", {"pause": {True}}),
        ("* [X]  <!-- paper-bot:box 2611.00001 --> x", {"2611.00001": {True}}),
        ("  + [ ] <!-- paper-bot:box math/0309136 -->", {"math/0309136": {False}}),
        (f"{box('a')}\r\n{box('a', ticked=True)}", {"a": {True, False}}),
        ("- [ ] pause", {}),
        ("text - [x] <!-- paper-bot:box pause -->", {}),
        ("- [y] <!-- paper-bot:box pause -->", {}),
        ("- [x] <!-- paper-bot:box  -->", {}),
    ],
)
def test_boxes_are_found_by_their_marks(line: str, found: dict[str, set[bool]]) -> None:
    assert boxes(line) == found


def test_nothing_changed_in_a_body_as_written() -> None:
    assert changed(BODY, state_of(BODY)) == {}
    crlf = BODY.replace("\n", "\r\n")
    assert changed(crlf, state_of(crlf)) == {}
    assert not is_ticked(BODY, "pause")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([ONE], {ONE: False}),
        ([NEAR], {NEAR: True}),
        ([ONE, NEAR], {ONE: False, NEAR: True}),
        (["pause", "refresh"], {}),
    ],
)
def test_a_click_is_a_word(names: list[str], words: dict[str, bool], ending: str) -> None:
    text = clicked(BODY, *names).replace("\n", ending)
    assert changed(text, state_of(text)) == words


def test_forged_doubled_and_foreign_boxes() -> None:
    state = state_of(BODY)
    forged = BODY.replace(END, f"{box(GONE, ticked=True)} x\n{END}")
    assert changed(forged, state) == {}
    doubled = BODY.replace(END, f"{box(NEAR, ticked=True)} again\n{END}")
    assert changed(doubled, state) == {NEAR: True}
    assert changed(f"{BODY}\n{clicked(BODY, NEAR)}", state) == {}
    assert changed(f"{box(NEAR, ticked=True)}\n{BODY}", state) == {}
    assert changed("all deleted", state) == {}


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_makes_a_box(title: str) -> None:
    text = body(5, title=f"{title}\n- [x] <!-- paper-bot:box {GONE} -->")
    assert set(boxes(text)) == {"refresh", "pause", ONE, TWO, NEAR}
    assert changed(text, state_of(text)) == {}


def revisions(*texts: str) -> list[Revision]:
    """Return *texts*, oldest first in time, as a history."""
    found = [Revision(at=f"2026-11-22T10:00:0{n}Z", text=text) for n, text in enumerate(texts)]
    return found[::-1]


@pytest.mark.parametrize(
    ("texts", "second"),
    [
        ([BODY, clicked(BODY, NEAR)], "1"),
        ([BODY, clicked(BODY, NEAR), clicked(BODY, NEAR, ONE)], "1"),
        ([clicked(BODY, NEAR), BODY, clicked(BODY, NEAR)], "2"),
        ([clicked(BODY, NEAR)], "0"),
        ([clicked(BODY, NEAR), BODY], None),
        ([], None),
    ],
)
def test_a_box_is_as_old_as_its_last_change(texts: list[str], second: str | None) -> None:
    at = moment_of(NEAR, ticked=True, revisions=revisions(*texts))
    assert at == (f"2026-11-22T10:00:0{second}Z" if second else "")


@pytest.mark.parametrize(
    ("seen", "now", "expected"),
    [
        (BODY, BODY, BODY),
        (BODY, clicked(BODY, NEAR), clicked(BODY, NEAR)),
        (BODY, clicked(BODY, ONE, "pause"), clicked(BODY, ONE, "pause")),
        (clicked(BODY, ONE), clicked(BODY, ONE), BODY),
        (clicked(BODY, ONE), BODY, BODY),
        (BODY, BODY.replace(box("pause"), f"{box('pause', ticked=True)}\n{box('pause')}"),
         clicked(BODY, "pause")),
    ],
)  # fmt: skip
def test_ticks_made_meanwhile_are_carried_into_a_new_body(
    seen: str, now: str, expected: str
) -> None:
    assert carried(BODY, base=seen, now=now) == expected


def test_a_tick_on_a_paper_that_is_shown_no_more_is_not_lost() -> None:
    new = body(6)
    merged = carried(new, base=BODY, now=clicked(BODY, NEAR))
    state = state_of(merged)
    assert [one.arxiv_id for one in state.near] == ["2611.00006", NEAR]
    assert changed(merged, state) == {NEAR: True}
    assert merged.rstrip().endswith(END)
    assert carried(new, base=clicked(BODY, NEAR), now=BODY) == new
    assert carried("no state", base=BODY, now=clicked(BODY, NEAR)) == "no state"
    assert carried(new, base=f"{BEGIN}{END}", now=f"{BEGIN}\n{box(GONE, ticked=True)}{END}") == new


def test_a_box_for_which_the_state_has_no_room_is_not_shown() -> None:
    items = [item(n, title="x" * 300) for n in range(150)]
    made = compose(
        "mice", items=items, near_misses=[replace(one, arxiv_id=NEAR) for one in items[:1]],
        before={}, after={}, window=WINDOW, notes=Notes(),
    ).body  # fmt: skip
    shown = set(boxes(made)) - {"refresh", "pause"}
    assert shown <= {one.arxiv_id for one in state_of(made).shown()}
