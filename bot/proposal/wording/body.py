"""The text of a pull request: for people first, cut only at whole items, nothing live in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.window import Window
from bot.proposal.model.proposed import Item
from bot.proposal.wording.body_escape import body_text
from bot.proposal.wording.boxes import BEGIN, END, PAUSE, REFRESH, box
from classifier.papers import ArxivId

BUDGET = 58_000
"""Characters of our part, at most; GitHub takes 65,536 and counts in its own way."""

_TITLE, _SHORT = 300, 120
_FOLDED = 6_000  # room kept for the checks, whatever the papers take
_COMMANDS = """\
<details><summary>Commands in a comment</summary>

`/drop ID`, `/keep ID`: take a paper out, or in again; `/later ID`: in the next pull request;
`/move ID Section name`: to that section; `/why ID`: why it is here. ID is that of arXiv.

</details>"""
_TICK = "Tick one, and it is added."
_URL = re.compile(r"https?://[\w.:/~-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a maintainer may want to know about the run.

    `checks` and `troubles` are one line each; with `complete` false the window was not read to its
    end, with `polled` false arXiv was not asked at all; `refresh` leaves that box ticked for a run
    that asks it. `run_url` links the log of the run, "" without one; `version` is that of the bot.
    `root` is how many outer headings (such as the list's title) all sections share: they are not
    shown.
    """

    requests: int = 0
    polled: bool = True
    refresh: bool = False
    complete: bool = True
    troubles: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    run_url: str = ""
    version: str = ""
    root: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a body shows: papers of this pull request, and those left out, each best first.

    `dropped` were taken out of this pull request by people. `boxed` are the papers that have a
    task box: those that the hidden state has room for. `waiting` counts those for later.
    """

    items: tuple[Item, ...]
    dropped: tuple[Item, ...] = ()
    could_not_place: tuple[Item, ...] = ()
    near_misses: tuple[Item, ...] = ()
    boxed: frozenset[ArxivId] = frozenset()
    refused: int = 0
    waiting: int = 0


def papers(count: int) -> str:
    """Return "1 paper" or "6 papers"."""
    return f"{count} paper" if count == 1 else f"{count} papers"


def render_body(
    contents: Contents, *, state: str, window: Window, notes: Notes, budget: int = BUDGET
) -> str:
    """Return the body: controls, what to do, papers by section, what was left out, checks, run.

    *state* is the hidden block; it and the controls come first, so that a cut further on never
    hurts them. Whole items are left out from the end where *budget* characters are not enough,
    and the text says so.
    """
    contents = _without_root(contents, notes.root)
    tail = _tail(window, notes)
    head = [BEGIN, _controls(notes), state, _what_to_do(len(contents.items))]
    room = budget - sum(map(len, [*head, tail])) - _FOLDED
    shown, room = _fit(_by_section(contents.items, contents.boxed), room, "more in the diff")
    blocks = [
        *head,
        shown.strip("\n"),
        *_offers(contents, room),
        _fold(_checks_title(notes), _checks(contents, window, notes)),
        tail,
    ]
    return "\n\n".join(block for block in blocks if block) + "\n" + END


def _controls(notes: Notes) -> str:
    refresh = box(REFRESH, ticked=notes.refresh)
    return (
        f"{refresh} Refresh: look for papers again, carry out what is ticked\n"
        f"{box(PAUSE)} Pause: leave this list alone until this box is unticked"
    )


def _offers(contents: Contents, room: int) -> Iterable[str]:
    for title, items in (
        ("Not sure where these go", contents.could_not_place),
        ("Near misses", contents.near_misses),
        ("Taken out of this pull request", contents.dropped),
    ):
        rows = (_item(item, contents.boxed, ticked=False) for item in items)
        text, room = _fit(rows, room, "more")
        yield _fold(f"{title} ({len(items)})", f"{_TICK}\n\n{text}" if text else "")


def below(path: tuple[str, ...], root: int) -> tuple[str, ...]:
    """Return *path* without its first *root* headings, but never nothing."""
    return path[root:] or path


def _without_root(contents: Contents, root: int) -> Contents:
    def short(items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(
            replace(item, section=below(item.section, root), runner_up=below(item.runner_up, root))
            for item in items
        )

    return replace(
        contents,
        items=short(contents.items),
        could_not_place=short(contents.could_not_place),
        near_misses=short(contents.near_misses),
        dropped=short(contents.dropped),
    )


def _what_to_do(count: int) -> str:
    if not count:
        return (
            "**Nothing is left to add here.**\nClose this pull request; the next papers will come "
            "in a new one."
        )
    every = {1: "it", 2: "both"}.get(count, f"all {count}")
    return (
        f"**{papers(count)} for this list.** Untick a paper, or delete its line in the diff, and "
        "it is not proposed again; wait until the diff follows before you merge.\n"
        f"Merge to take the rest; close this pull request to refuse {every}.\n\n{_COMMANDS}"
    )


def _fit(rows: Iterable[str], room: int, more: str) -> tuple[str, int]:
    """Return as many *rows* as fit into *room* characters, and the room left."""
    every = list(rows)
    kept: list[str] = []
    for row in every:
        if len(row) + 1 > room:
            break
        kept.append(row)
        room -= len(row) + 1
    if left := len(every) - len(kept):
        kept.append(f"- … and {left} {more}; there was no room to show them here.")
    return "\n".join(kept), room


def _by_section(items: Sequence[Item], boxed: frozenset[ArxivId]) -> Iterable[str]:
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        groups.setdefault(item.section, []).append(item)
    for path, members in groups.items():
        # A heading travels with its first paper: it is never left alone at a cut.
        rows = [_item(item, boxed, ticked=True) for item in members]
        yield f"\n**{_path(path)}**\n\n{rows[0]}"
        yield from rows[1:]


def _path(path: Sequence[str]) -> str:
    return " &gt; ".join(body_text(part[:_SHORT]) for part in path) or "Without a section"


def _item(item: Item, boxed: frozenset[ArxivId], *, ticked: bool) -> str:
    facts = [_link(item), _by(item)]
    if item.venue:
        facts.append(body_text(item.venue[:_SHORT]))
    if item.probability:  # unknown after a damaged memory was rebuilt
        facts.append(f"{item.probability:.0%} likely")
    why = [body_text(reason[:_SHORT]) for reason in item.reasons[:4]]
    notes = [*why]
    if item.guessed:
        notes.insert(0, "asked for by a person, section guessed")
    if item.section and not ticked:
        notes.append(f"would go to: {_path(item.section)}")
    if item.runner_up:
        notes.append(f"second choice: {_path(item.runner_up)}")
    start = box(item.arxiv_id, ticked=ticked) if item.arxiv_id in boxed else "-"
    first = f"{start} {' · '.join(fact for fact in facts if fact)}"
    return first + (f"\n  {' · '.join(notes)}" if notes else "")


def _link(item: Item) -> str:
    title = body_text(item.title[:_TITLE]) or f"arXiv {item.arxiv_id}"
    return f"[{title}](https://arxiv.org/abs/{item.arxiv_id})"


def _by(item: Item) -> str:
    authors = body_text(item.authors[0][:_SHORT]) if item.authors else ""
    if len(item.authors) > 1:
        authors += " et al."
    return ", ".join(part for part in (authors, str(item.year or "")) if part)


def _fold(title: str, text: str) -> str:
    if not text:
        return ""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def _checks_title(notes: Notes) -> str:
    return "Checks done" if notes.complete else "Checks done: INCOMPLETE, see inside"


def _checks(contents: Contents, window: Window, notes: Notes) -> str:
    lines = [body_text(check[:_TITLE]) for check in notes.checks]
    lines.append(f"window: {window.since:%Y-%m-%d %H:%M} to {window.until:%Y-%m-%d %H:%M} UTC")
    if notes.polled:
        lines.append(f"requests to arXiv: {notes.requests}")
    if contents.waiting:
        lines.append(f"waiting until there is room here: {papers(contents.waiting)}")
    if contents.refused:
        lines.append(f"refused before, left alone: {papers(contents.refused)}")
    if not notes.polled:
        lines.append("decisions were carried out; arXiv was not polled again")
    elif notes.complete:
        lines.append("the window was read completely")
    else:
        lines.append("INCOMPLETE: the next run looks again")
    lines += [f"trouble: {body_text(trouble[:_TITLE])}" for trouble in notes.troubles]
    text, _ = _fit([f"- {line}" for line in lines], _FOLDED - 200, "more")
    return text


def _tail(window: Window, notes: Notes) -> str:
    by = body_text(f"paper-bot {notes.version}")
    parts = [by, f"papers until {window.until:%Y-%m-%d}"]
    if _URL.fullmatch(notes.run_url):
        parts.insert(0, f"[run]({notes.run_url})")
    return f"Your commits on this branch are kept. <sub>{' · '.join(parts)}</sub>"
