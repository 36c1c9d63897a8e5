"""A proposal from what was chosen: branch, title, commit message, body, files; decides nothing."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.plain import is_list_name
from bot.core.window import Window
from bot.proposal.model.description import Description, Notes, Proposal, days, papers
from bot.proposal.model.house_rules import NO_RULES, TITLE, HouseRules, message_of, title_of
from bot.proposal.model.proposed import BRANCHES, Answer, Item, blob_sha
from bot.proposal.model.state import State, decode, encode
from bot.proposal.wording.body import render_body
from classifier.papers import ArxivId, parse_arxiv_id

_OURS = re.compile(r"Paper-Bot: v1 (\S{1,80})((?: [0-9a-f]{16}){0,50})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What people asked for, as far as a proposal tells and remembers it.

    `dropped` are papers taken out of this pull request, `kept` those whose refusal was lifted,
    `later` those for the next one; `heard` and `floor` are comments that were obeyed, as in
    `State`. `taken` bytes were taken out of the files; `moved` counts lines that were moved.
    """

    dropped: tuple[Item, ...] = ()
    kept: tuple[ArxivId, ...] = ()
    later: tuple[ArxivId, ...] = ()
    heard: tuple[str, ...] = ()
    floor: str = ""
    taken: int = 0
    moved: int = 0
    answers: tuple[Answer, ...] = ()
    farewell: str = ""


def compose(  # noqa: PLR0913 - the facts of a proposal, all by name
    list_name: str,
    *,
    items: Sequence[Item],
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    window: Window,
    notes: Notes,
    pending: Sequence[Item] = (),
    near_misses: Sequence[Item] = (),
    could_not_place: Sequence[Item] = (),
    refused: Sequence[ArxivId] = (),
    waiting: Sequence[ArxivId] = (),
    asked: Asked = Asked(),
    rules: HouseRules = NO_RULES,
    render: Callable[[Description, str], str] = render_body,
) -> Proposal:
    """Return what the pull request of *list_name* should say and do.

    *items* are new, *pending* already in the open pull request (see `memory.pending`). *before* and
    *after* are the list's files as read and as edited. *refused* is carried on in the hidden state.
    *rules* are the repository's own, which give title and commit message their words; *render*
    makes the body of its description and the hidden block.
    Raises `ValueError` for a name that no branch could have.
    """
    if not is_list_name(list_name):
        raise ValueError(f"no name for a branch: {list_name!r}")
    new = {item.arxiv_id for item in items}
    every = (*(item for item in pending if item.arxiv_id not in new), *items)
    files = {path: content for path, content in after.items() if before.get(path) != content}
    title = title_of(rules, _facts(list_name, len(every), window))
    state = State(
        list_name=list_name,
        items=every,
        dropped=asked.dropped,
        unplaced=tuple(could_not_place),
        near=tuple(near_misses),
        refused=tuple(sorted(set(refused), reverse=True)),  # newest first: the oldest may go
        kept=asked.kept,
        waiting=tuple(waiting),
        later=asked.later,
        content={path: blob_sha(content)[:16] for path, content in after.items()},
        heard=asked.heard,
        floor=asked.floor,
        window=(window.since.isoformat(), window.until.isoformat()),
        title="" if rules.title == TITLE else title,
    )
    block = encode(state)
    description = _described(state, block, window, notes)
    return Proposal(
        list_name=list_name,
        branch=f"{BRANCHES}/{list_name}",
        title=title,
        body=render(description, block),
        commit_message=commit_message(
            list_name, items=items, files=files, asked=asked, window=window, rules=rules
        ),
        files=files,
        items=every,
        taken=asked.taken,
        answers=asked.answers,
        farewell=asked.farewell,
        description=description,
    )


def _described(state: State, block: str, window: Window, notes: Notes) -> Description:
    remembered = decode(block)
    shown = remembered.shown() if isinstance(remembered, State) else ()
    return Description(
        items=state.items,
        window=window,
        dropped=state.dropped,
        could_not_place=state.unplaced,
        near_misses=state.near,
        # A box that the state has no room for would not be understood.
        boxed=frozenset(item.arxiv_id for item in shown),
        refused=len(state.refused),
        waiting=len(state.waiting),
        notes=notes,
    )


def _facts(list_name: str, count: int, window: Window) -> dict[str, str]:
    """Return what the fields of a repository's own words stand for."""
    return {
        "count": str(count),
        "papers": papers(count),
        "list": list_name,
        "window": days(window),
    }


def commit_message(
    list_name: str,
    *,
    items: Sequence[Item],
    files: Mapping[str, bytes],
    window: Window,
    asked: Asked = Asked(),
    rules: HouseRules = NO_RULES,
) -> str:
    """Return a message of fixed words, identifiers and counts; no paper text can be in it.

    Its last line signs the commit: the list, and the first 16 digits of git's name of each file's
    content, so that a commit amended by a person is recognised as his.
    """
    ids = textwrap.fill(
        "arXiv: " + " ".join(item.arxiv_id for item in items),
        72,
        break_long_words=False,
        break_on_hyphens=False,  # hep-th/9901001 is one word
    )
    adds = bool(items) or not (asked.taken or asked.moved)
    words = message_of(rules, _facts(list_name, len(items), window), adds=adds)
    return "\n\n".join([words, *[ids] * adds, _sign(list_name, files, rules.sign_off)])


def merge_message(list_name: str, files: Mapping[str, bytes], sign_off: str = "") -> str:
    """Return the message of a merge that brings the base's changes to the branch; signed too."""
    return f"Merge the base branch for {list_name}\n\n{_sign(list_name, files, sign_off)}"


def _sign(list_name: str, files: Mapping[str, bytes], sign_off: str) -> str:
    contents = sorted(blob_sha(content)[:16] for content in files.values())
    person = f"Signed-off-by: {sign_off}\n" if sign_off else ""
    return person + " ".join(["Paper-Bot: v1", list_name, *contents])


def signed_list(message: str) -> str:
    """Return the list for which a commit of ours was made, "" for a person's commit."""
    match = _signature(message)
    return match[1] if match else ""


def _signature(message: str) -> re.Match[str] | None:
    lines = message.rstrip().splitlines()
    return _OURS.fullmatch(lines[-1]) if lines else None


def signed_contents(message: str, list_name: str) -> frozenset[str] | None:
    """Return the contents (first 16 digits) that a commit of ours for *list_name* signed.

    None means that the commit is somebody else's.
    """
    match = _signature(message)
    if match is None or match[1] != list_name:
        return None
    return frozenset(match[2].split())


def announced_ids(message: str) -> tuple[ArxivId, ...]:
    """Return the papers that a commit message of ours names."""
    _, _, rest = message.rpartition("\n\narXiv: ")
    ids: list[ArxivId] = []
    for word in rest.partition("\n\n")[0].split():
        try:
            ids.append(parse_arxiv_id(word))
        except ValueError:
            continue
    return tuple(ids)
