"""What pull requests tell about earlier decisions; reads bodies and messages, never the network.

A forge takes this module as its reader, so that it need not know how a body is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.proposal.body import announced_ids, merge_message, signed_contents, signed_list
from bot.proposal.boxes import (
    CARE,
    PAUSE,
    REFRESH,
    UNDO,
    boxes,
    changed,
    is_ours,
    is_ticked,
    merge_bodies,
    parse,
    recovered,
)
from bot.proposal.proposed import HALF_READ, Comment, Item, Mend, Standing
from bot.proposal.replies import (
    ANSWERS,
    FAREWELL,
    TROUBLE,
    answers_text,
    closed_in_vain,
    trouble_text,
)
from bot.proposal.state import Newer, State, decode, encode
from classifier.papers import ArxivId

__all__ = [
    "Recall",
    "answers_text",
    "closed_in_vain",
    "heard_until",
    "is_answers",
    "is_cared",
    "is_farewell",
    "is_our_title",
    "is_paused",
    "is_touched",
    "is_trouble",
    "is_undone",
    "merge_bodies",
    "merge_message",
    "owner",
    "pending",
    "rebuild",
    "recall",
    "recovered",
    "same_substance",
    "signed_contents",
    "trouble_text",
    "unheard",
]


_TITLE = re.compile(r"Add \d{1,6} papers? \([0-9to -]{10,24}\)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What a body remembers: see `State`. `newer` means: change nothing.

    `mends` are the changes of entries among what it proposes, as it made them.
    """

    proposed: tuple[ArxivId, ...] = ()
    refused: tuple[ArxivId, ...] = ()
    kept: tuple[ArxivId, ...] = ()
    waiting: tuple[ArxivId, ...] = ()
    later: tuple[ArxivId, ...] = ()
    content: Mapping[str, str]
    newer: bool = False
    mends: Mapping[ArxivId, Mend] = field(default_factory=dict)


def recall(body: str, list_name: str) -> Recall | None:
    """Return what *body* remembers about *list_name*; None when it is not ours or is damaged."""
    state = decode(body)
    if isinstance(state, Newer):
        return Recall(content={}, newer=True)
    if state is None or state.list_name != list_name:
        return None
    return Recall(
        proposed=tuple(item.arxiv_id for item in state.items),
        refused=state.refused,
        kept=state.kept,
        waiting=state.waiting,
        later=state.later,
        content=state.content,
        mends={item.arxiv_id: item.mend for item in state.items if item.mend},
    )


def owner(body: str, messages: Iterable[str] = ()) -> str:
    """Return the list that *body* is about, else the one that the last of *messages* signed."""
    state = decode(body)
    if isinstance(state, State):
        return state.list_name
    return next((name for text in reversed([*messages]) if (name := signed_list(text))), "")


def rebuild(messages: Iterable[str], list_name: str) -> str:
    """Return a hidden block with what our commits tell, for a body whose own was damaged.

    It knows the papers, not their sections, and nothing about the files.
    """
    ours = [text for text in messages if signed_contents(text, list_name) is not None]
    ids = dict.fromkeys(name for text in ours for name in announced_ids(text))
    items = tuple(Item(arxiv_id=name, title="", probability=0.0) for name in ids)
    return encode(State(list_name=list_name, items=items))


def same_substance(old: str, new: str) -> bool:
    """Whether two bodies propose the same papers in the same sections with the same files.

    Boxes must be as the bot wrote them. Dates, near misses and links change with every run and
    are no reason to write.
    """
    before, other = decode(old), decode(new)
    return (
        isinstance(before, State)
        and isinstance(other, State)
        and _substance(before) == _substance(other)
        and not changed(old, before)
        and is_ticked(old, REFRESH) == is_ticked(new, REFRESH)
    )


def _substance(state: State) -> tuple[object, ...]:
    items = frozenset((i.arxiv_id, i.section, HALF_READ in i.limits) for i in state.items)
    ids = (state.refused, state.kept, state.waiting, state.later, state.heard)
    return state.list_name, items, *map(frozenset, ids), dict(state.content)


def is_our_title(title: str, body: str = "") -> bool:
    """Whether the *title* of the pull request that says *body* is ours; a person's is kept."""
    state = decode(body)
    remembered = {state.title} - {""} if isinstance(state, State) else set[str]()
    return title in remembered or _TITLE.fullmatch(title) is not None


def is_paused(body: str) -> bool:
    """Whether people ticked the box that stops the bot."""
    return is_ticked(body, PAUSE)


def is_cared(body: str) -> bool:
    """Whether people ticked the box that asks to look after the list's entries."""
    return is_ticked(body, CARE)


def is_touched(body: str) -> bool:
    """Whether people ticked or unticked a box since the bot wrote *body*."""
    state = decode(body)
    papers = isinstance(state, State) and bool(changed(body, state))
    return papers or is_ticked(body, REFRESH)


def unheard(body: str, comments: Sequence[Comment]) -> tuple[Comment, ...]:
    """Return those of *comments* with commands that *body* does not remember to have obeyed."""
    state = decode(body)
    heard: tuple[str, ...] = ()
    floor = ""
    if isinstance(state, State):
        heard, floor = state.heard, state.floor
    return tuple(
        comment
        for comment in comments
        if comment.at > floor and mark_of(comment) not in heard and parse(comment.text)
    )


def heard_until(body: str) -> str:
    """Return the moment until which every command was obeyed, "" where only marks tell."""
    state = decode(body)
    return state.floor if isinstance(state, State) else ""


def mark_of(comment: Comment) -> str:
    """Return how a state remembers *comment*: edited, it is another one."""
    return f"{comment.id}@{comment.at}"


def is_answers(comment: str) -> bool:
    """Whether *comment* is the one in which the bot answers."""
    return is_ours(comment) and comment.lstrip().startswith(ANSWERS)


def is_farewell(comment: str) -> bool:
    """Whether *comment* says what closing a pull request did."""
    return is_ours(comment) and comment.lstrip().startswith(FAREWELL)


def is_trouble(comment: str) -> bool:
    """Whether *comment* tells what keeps a list from being served."""
    return is_ours(comment) and comment.lstrip().startswith(TROUBLE)


def is_undone(comment: str) -> bool:
    """Whether people ticked the box that takes a closing back."""
    return is_farewell(comment) and True in boxes(comment).get(UNDO, ())


def pending(standing: Standing) -> tuple[Item, ...]:
    """Return the papers that the open pull request still proposes, as its body remembers them."""
    state = decode(standing.body)
    if not isinstance(state, State):
        return ()
    return tuple(item for item in state.items if item.arxiv_id not in standing.refused)
