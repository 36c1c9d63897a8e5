"""What pull requests tell about earlier decisions; reads bodies and messages, never the network.

A forge takes this module as its reader, so that it need not know how a body is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.proposal.body import merge_bodies
from bot.proposal.compose import announced_ids, merge_message, signed_contents
from bot.proposal.proposal import Item, Standing
from bot.proposal.state import Newer, State, decode, encode
from classifier.paper import ArxivId

__all__ = [
    "Recall",
    "is_our_title",
    "merge_bodies",
    "merge_message",
    "pending",
    "rebuild",
    "recall",
    "same_substance",
    "signed_contents",
]

_TITLE = re.compile(r"Add \d{1,6} papers? \([0-9to -]{10,24}\)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What a body remembers: see `bot.proposal.state.State`. `newer` means: change nothing."""

    proposed: tuple[ArxivId, ...] = ()
    refused: tuple[ArxivId, ...] = ()
    content: Mapping[str, str]
    newer: bool = False


def recall(body: str, list_name: str) -> Recall | None:
    """Return what *body* remembers about *list_name*; None when it is not ours or is damaged."""
    state = decode(body)
    if isinstance(state, Newer):
        return Recall(content={}, newer=True)
    if state is None or state.list_name != list_name:
        return None
    proposed = tuple(item.arxiv_id for item in state.items)
    return Recall(proposed=proposed, refused=state.refused, content=state.content)


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

    Dates, near misses and links change with every run and are no reason to write.
    """
    one, other = decode(old), decode(new)
    return (
        isinstance(one, State) and isinstance(other, State) and _substance(one) == _substance(other)
    )


def _substance(state: State) -> tuple[object, ...]:
    items = frozenset((item.arxiv_id, item.section) for item in state.items)
    return state.list_name, items, frozenset(state.refused), dict(state.content)


def is_our_title(title: str) -> bool:
    """Whether *title* is one of ours; a person's wording is kept."""
    return _TITLE.fullmatch(title) is not None


def pending(standing: Standing) -> tuple[Item, ...]:
    """Return the papers that the open pull request still proposes, as its body remembers them."""
    state = decode(standing.body)
    if not isinstance(state, State):
        return ()
    return tuple(item for item in state.items if item.arxiv_id not in standing.refused)
