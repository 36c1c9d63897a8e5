"""The task boxes of a body: what they are called, which are ticked, which ticks to carry over.

A box that nobody was offered is passed over, whoever wrote it there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.proposal.model.proposed import Item, Revision
from bot.proposal.model.state import State, decode, replace_block
from classifier.papers import ArxivId

BEGIN, END = "<!-- paper-bot:begin -->", "<!-- paper-bot:end -->"
REFRESH, PAUSE, UNDO, CARE = "refresh", "pause", "undo", "care"

# "- [x] <!-- paper-bot:box 2401.00001 -->": whether it is ticked, and its name.
_BOX = re.compile(
    r"[ \t]{0,8}[-*+][ \t]{1,4}\[([ xX])\][ \t]{1,4}<!-- paper-bot:box (\S{1,40}) -->", re.ASCII
)


def box(name: str, *, ticked: bool = False) -> str:
    """Return the beginning of a list item with the task box *name*."""
    return f"- [{'x' if ticked else ' '}] <!-- paper-bot:box {name} -->"


def our_part(body: str) -> str:
    """Return the first part of *body* between our two markers, to its end without the second."""
    _, _, rest = body.partition(BEGIN)
    return rest.partition(END)[0]


def boxes(text: str) -> Mapping[str, frozenset[bool]]:
    """Return the boxes in *text* by name; a name that is there twice may say both."""
    states: dict[str, frozenset[bool]] = {}
    for line in text.splitlines():
        if match := _BOX.match(line):
            states[match[2]] = states.get(match[2], frozenset()) | {match[1] != " "}
    return states


def is_ticked(body: str, name: str) -> bool:
    """Whether the box *name* of our part of *body* is ticked."""
    return True in boxes(our_part(body)).get(name, ())


def changed(body: str, state: State) -> Mapping[ArxivId, bool]:
    """Return the papers whose box people changed since *state* was written, and how it is now.

    Where somebody doubled a box, the one that changed counts.
    """
    states = boxes(our_part(body))
    proposed = {item.arxiv_id for item in state.items}
    return {
        item.arxiv_id: item.arxiv_id not in proposed
        for item in state.shown()
        if (item.arxiv_id not in proposed) in states.get(item.arxiv_id, ())
    }


def moment_of(name: str, *, ticked: bool, revisions: Sequence[Revision]) -> str:
    """Return since when the box *name* has been *ticked*, by the *revisions* (newest first).

    "" when they do not tell.
    """
    moment = ""
    for revision in revisions:
        if ticked not in boxes(our_part(revision.text)).get(name, ()):
            break
        moment = revision.at
    return moment


def carried(body: str, *, base: str, now: str) -> str:
    """Return *body* with the ticks that changed between the bodies *base* and *now*.

    So a tick made while *body* was being written is not lost. A paper that *body* does not show
    any more gets a line at the end of it.
    """
    before, after = boxes(our_part(base)), boxes(our_part(now))
    news = {name: value for name, value in after.items() if before.get(name, value) != value}
    for name, value in news.items():
        # Of a doubled box, the one that changed counts.
        ticked = next(iter(value - before[name]), True not in before[name])
        body = _with_box(body, name, ticked=ticked, base=base)
    return body


def _with_box(body: str, name: str, *, ticked: bool, base: str) -> str:
    part = our_part(body)
    if name in boxes(part):
        lines = (_set(line, name, ticked=ticked) for line in part.splitlines(keepends=True))
        return body.replace(part, "".join(lines), 1)
    state, old = decode(body), decode(base)
    if not (isinstance(state, State) and isinstance(old, State) and ticked):
        return body
    lost = next((item for item in old.shown() if item.arxiv_id == name), None)
    return body if lost is None else _with_paper(body, state, lost)


def _set(line: str, name: str, *, ticked: bool) -> str:
    match = _BOX.match(line)
    if match is None or match[2] != name:
        return line
    return line[: match.start(1)] + ("x" if ticked else " ") + line[match.end(1) :]


def _with_paper(body: str, state: State, item: Item) -> str:
    body = replace_block(body, replace(state, near=(*state.near, item)))
    line = f"{box(item.arxiv_id, ticked=True)} [arXiv](https://arxiv.org/abs/{item.arxiv_id})"
    head, end, tail = body.partition(END)
    return f"{head}\n{line}\n{end}{tail}"
