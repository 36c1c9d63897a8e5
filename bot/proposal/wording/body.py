"""The text of a pull request: for people first, cut only at whole items, nothing live in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from bot.proposal.model.description import Description, Notes, days, last_day, papers
from bot.proposal.model.proposed import OVER, Item
from bot.proposal.wording.body_escape import body_text
from bot.proposal.wording.boxes import BEGIN, CARE, END, PAUSE, REFRESH, box
from bot.proposal.wording.facts import LOOK_AT_ALL, limits_of_all, said_of_all
from bot.proposal.wording.paper_rows import TITLE, limits_text, paper_row, path_text

BUDGET = 58_000
"""Characters of our part, at most; GitHub takes 65,536 and counts in its own way."""

_FOLDED = 6_000  # characters kept for the checks, whatever the papers take
_ABSTRACTS = ((3_000, 3_000), (3_000, 600), (3_000, 0), (1_200, 0), (800, 0), (500, 0), (300, 0))
"""How long abstracts may be: of proposed papers, and of those left out; the first that fits."""
_NAMED = 4  # categories that are named
_COMMANDS = """\
<details><summary>Commands in a comment</summary>

`/drop ID`, `/keep ID`: take a paper out, or in again; `/later ID`: in the next pull request;
`/move ID Section name`: to that section; `/why ID`: why it is here. ID is that of arXiv.

</details>"""
_CARE = (
    "Look after the entries too: once a month, in a pull request of its own (papers accepted, "
    "retitled or withdrawn since, doubled entries, broken links)"
)
_TICK = "Tick one, and it is added."
_URL = re.compile(r"https?://[\w.:/~-]+", re.ASCII)


def render_body(described: Description, state: str, *, budget: int = BUDGET) -> str:
    """Return the body: what to do, papers by section, those left out, checks, controls.

    *state* is the hidden block, which comes first. Where *budget* characters are not enough,
    abstracts are shortened, then whole items are left out from the end, and the text says so.
    """
    described = described.without_root()
    notes = described.notes
    head = [BEGIN + "\n" + state, what_to_do(described)]
    last = [controls(notes), tail(described)]
    room = budget - sum(map(len, [*head, *last])) - _FOLDED
    blocks = [
        *head,
        *_papers(described, room),
        fold(_checks_title(notes), _checks(described)),
        *last,
    ]
    return "\n\n".join(block for block in blocks if block) + "\n" + END


def _papers(described: Description, room: int) -> list[str]:
    """Return the papers by section, then those left out, with abstracts as long as fits *room*."""
    for abstracts in _ABSTRACTS:
        blocks = paper_blocks(described, abstracts)
        if sum(len(block) + 2 for block in blocks) <= room:
            return blocks
    return paper_blocks(described, (0, 0), room)


def paper_blocks(
    described: Description,
    abstracts: tuple[int, int],
    room: int | None = None,
    *,
    boxes: bool = True,
) -> list[str]:
    """Return the papers by section, then those left out in folds; without *room* all of them."""
    left = 1_000_000 if room is None else room  # more than any body holds
    files_url = described.notes.files_url

    def row(item: Item, longest: int, told: Collection[str], *, ticked: bool) -> str:
        boxed = boxes and item.arxiv_id in described.boxed
        start = box(item.arxiv_id, ticked=ticked) if boxed else "-"
        goes_to = "" if ticked else "would go to"
        return paper_row(
            item, start, files_url=files_url, abstract=longest, goes_to=goes_to, told=told
        )

    rows: list[str] = []
    for path, members in described.by_section():
        # A heading travels with its first paper: it is never left alone at a cut.
        common = limits_of_all(members)
        first, *rest = (row(item, abstracts[0], common, ticked=True) for item in members)
        heading = f"**{path_text(path) or 'Without a section'}**"
        look = f"\n\n{limits_text(common, LOOK_AT_ALL)}" if common else ""
        rows += [f"\n{heading}{look}\n\n{first}", *rest]
    shown, left = fit(rows, left, "more in the diff")
    blocks = [shown.strip("\n")]
    for title, items in described.offers():
        shared = said_of_all(items)
        offered = (row(item, abstracts[1], (shared,), ticked=False) for item in items)
        text, left = fit(offered, left, "more")
        hint = " ".join(filter(None, (_TICK * boxes, _sentence("" if shared == OVER else shared))))
        blocks.append(fold(f"{title} ({len(items)})", f"{hint}\n\n{text}" if text else ""))
    return [block for block in blocks if block]


def controls(
    notes: Notes, commands: str = _COMMANDS, refreshing: str = "look for papers again"
) -> str:
    """Return the boxes that steer the bot, and the *commands* folded."""
    boxes = [
        f"{box(REFRESH, ticked=notes.refresh)} Refresh: {refreshing}, carry out what is ticked",
        f"{box(PAUSE)} Pause: leave this list alone until this box is unticked",
    ]
    if notes.care is not None:
        boxes.append(f"{box(CARE, ticked=notes.care)} {_CARE}")
    return "\n".join(boxes) + f"\n\n{commands}"


def headline(described: Description) -> str:
    """Return how many papers there are, of how many: "3 papers for this list, …"."""
    notes, count = described.notes, len(described.items)
    text = f"{papers(count)} for this list"
    if notes.looked and notes.polled:
        some = ", ".join(notes.categories[:_NAMED])
        where = some if len(notes.categories) <= _NAMED else f"{len(notes.categories)} categories"
        which = "" if notes.new == count else f"new: {notes.new} "
        text += f" ({which}of {notes.looked:,} papers{f' of {where}' if where else ''})"
    return text


def what_to_do(described: Description) -> str:
    """Return what a maintainer does with it, in two lines."""
    count = len(described.items)
    if not count:
        return (
            "**Nothing is left to add here.**\nClose this pull request; the next papers will come "
            "in a new one."
        )
    every = {1: "it", 2: "both"}.get(count, f"all {count}")
    missing = (
        ""
        if described.notes.complete
        else "\n**arXiv could not be read to the end**, so papers may be"
        " missing here; the next run looks again."
    )
    return (
        f"**{body_text(headline(described))}.** Untick what does not belong, or delete its line in "
        "the diff: it is never proposed again. Wait until the diff follows.\n"
        f"Then merge to take the rest; or close this pull request to refuse {every}.{missing}"
    )


def fit(rows: Iterable[str], room: int, more: str) -> tuple[str, int]:
    """Return as many *rows* as fit into *room* characters, and the room left."""
    every = list(rows)
    shown: list[str] = []
    for row in every:
        if len(row) + 1 > room:
            break
        shown.append(row)
        room -= len(row) + 1
    if left := len(every) - len(shown):
        shown.append(f"- … and {left} {more}; there was no room to show them here.")
    return "\n".join(shown), room


def fold(title: str, text: str) -> str:
    """Return *text* folded below *title*, nothing for no text."""
    if not text:
        return ""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def _sentence(text: str) -> str:
    return f"{body_text(text[:1].upper() + text[1:], TITLE)}." if text else ""


def _checks_title(notes: Notes) -> str:
    return "Checks done" if notes.complete else "Checks done: INCOMPLETE, see inside"


def checks_of(described: Description) -> Sequence[str]:
    """Return what was made sure of and what is uncertain, one line each; unescaped."""
    notes, span = described.notes, days(described.window)
    asked = {0: "", 1: " with 1 request"}.get(notes.requests, f" with {notes.requests} requests")
    lines = [*notes.checks]
    if described.waiting:
        lines.append(f"waiting until there is room here: {papers(described.waiting)}")
    if described.refused:
        lines.append(f"refused before, left alone: {papers(described.refused)}")
    if not notes.polled:
        lines.append("decisions were carried out; arXiv was not polled again")
    elif notes.complete:
        lines.append(f"arXiv was read completely{asked}: papers of {span}")
    else:
        lines.append(f"INCOMPLETE: papers of {span}{asked}; the next run looks again")
    return [*lines, *(f"trouble: {trouble}" for trouble in notes.troubles)]


def _checks(described: Description) -> str:
    lines = (f"- {body_text(line, TITLE)}" for line in checks_of(described))
    text, _ = fit(lines, _FOLDED - 200, "more")
    return text


def tail(described: Description) -> str:
    """Return the last line: whose commits are kept, and which bot wrote this, when."""
    notes = described.notes
    by = body_text(f"paper-bot {notes.version}")
    parts = [by, f"papers until {last_day(described.window)}"]
    if _URL.fullmatch(notes.run_url):
        parts.insert(0, f"[run]({notes.run_url})")
    return f"Your commits on this branch are kept. <sub>{' · '.join(parts)}</sub>"


def step_summary(described: Description, *, outcome: str = "") -> str:
    """Return the same for a workflow's summary: no boxes and no memory; *outcome* is Markdown."""
    described = described.without_root()
    blocks = [
        f"**{body_text(headline(described))}.** {outcome}".rstrip(),
        *paper_blocks(described, (0, 0), boxes=False),
        fold(_checks_title(described.notes), _checks(described)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"
