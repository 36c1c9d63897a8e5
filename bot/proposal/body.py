"""The title, the body and the commit message of a pull request, and the same for a terminal."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.core.plain import is_list_name
from bot.core.terminal import terminal_text
from bot.core.window import Window
from bot.proposal.body_escape import body_text
from bot.proposal.boxes import BEGIN, CARE, END, PAUSE, REFRESH, box
from bot.proposal.house_rules import NO_RULES, TITLE, HouseRules, message_of, title_of
from bot.proposal.paper_rows import (
    LONG,
    LOOK_AT_ALL,
    SECOND,
    all_likely,
    facts_of,
    heading_text,
    limits_of_all,
    limits_text,
    paper_row,
    path_text,
    reasons_of_item,
    said_of_all,
    second_of,
    title_shown,
)
from bot.proposal.proposed import (
    BRANCHES,
    OVER,
    Answer,
    Description,
    Item,
    Notes,
    Proposal,
    blob_sha,
    days,
    last_day,
    papers,
)
from bot.proposal.state import State, decode, encode
from classifier.papers import ArxivId, parse_arxiv_id

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
    likely, told_of_all = all_likely(described.items)
    left = 1_000_000 if room is None else room - len(likely)  # more than any body holds
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
        told = {*common, *told_of_all}
        first, *rest = (row(item, abstracts[0], told, ticked=True) for item in members)
        heading = f"**{path_text(path) or 'Without a section'}**"
        look = f"\n\n{limits_text(common, LOOK_AT_ALL)}" if common else ""
        rows += [f"\n{heading}{look}\n\n{first}", *rest]
    shown, left = fit(rows, left, "more in the diff")
    blocks = [likely, shown.strip("\n")]
    for title, items in described.offers():
        shared = said_of_all(items)
        alike, told_of_all = all_likely(items)
        told = {shared, *told_of_all}
        offered = (row(item, abstracts[1], told, ticked=False) for item in items)
        text, left = fit(offered, left, "more")
        why = _sentence("" if shared == OVER else shared)
        hint = " ".join(filter(None, (_TICK * boxes, why, alike)))
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
        "the diff: it is never proposed again.\n"
        "Once the diff has followed, merge: what is still ticked is taken. Closing this pull "
        f"request instead refuses {every} for good.{missing}"
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
    return f"{body_text(text[:1].upper() + text[1:], LONG)}." if text else ""


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
    lines = (f"- {body_text(line, LONG)}" for line in checks_of(described))
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


# --- A proposal from what was chosen: branch, title, commit message, body, files; decides nothing.

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


# --- A proposal on a terminal: papers by section with why, then the diff, in colours. Pure.

_STEP = " > "
_DIFF = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))


def render_terminal(described: Description, diff: str, *, width: int, colour: bool) -> str:
    """Return *described* and the *diff*, *width* columns wide; all text in it is escaped."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        no_color=not colour,
        _environ={},
    )
    for text, indent in _lines(described.without_root()):
        console.print(Padding(text, (0, 0, 0, indent), expand=False))
    if diff:
        console.print()
    for line in diff.splitlines():
        style = next((style for start, style in _DIFF if line.startswith(start)), "")
        console.print(Text(terminal_text(line), style), soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _lines(described: Description) -> Iterator[tuple[Text, int]]:
    """Yield each paragraph with its indent, in columns."""
    if described.items:
        yield _text(f"{headline(described)}", "bold"), 0
    likely, told_of_all = all_likely(described.items)
    if likely:
        yield _text(likely), 0
    for path, members in described.by_section():
        yield Text(), 0
        yield _text(_path(path) or "Without a section", "bold cyan"), 0
        common = limits_of_all(members)
        if common:
            yield _text(f"{LOOK_AT_ALL}: {'; '.join(common)}", "yellow"), 2
        for item in members:
            yield from _paper(item, {*common, *told_of_all})
    yield from _offers(described)


def _offers(described: Description) -> Iterator[tuple[Text, int]]:
    for title, items in described.offers():
        shared = said_of_all(items)
        if items:
            yield Text(), 0
            why = "" if shared == OVER else shared  # which the title says
            yield _text(": ".join(filter(None, (f"{title} ({len(items)})", why))), "bold"), 0
        likely, told_of_all = all_likely(items)
        if likely:
            yield _text(likely), 0
        for item in items:
            yield from _paper(item, {shared, *told_of_all}, offered=True)


def _paper(
    item: Item, told: Collection[str], *, offered: bool = False
) -> Iterator[tuple[Text, int]]:
    yield _text(title_shown(item), "bold" if not offered else ""), 2
    address = f"https://arxiv.org/abs/{item.arxiv_id}"
    facts = [fact for fact in facts_of(item) if fact not in told]
    yield _text(" · ".join((*facts, *filter(None, (address, item.code)))), "dim"), 4
    if item.gist and not offered:
        yield _text(item.gist), 4
    why = [reason for reason in reasons_of_item(item) if reason not in told]
    why += [f"like “{entry.title}”" for entry in item.alike]
    if offered and item.section:
        why.append(f"would go to: {_path(item.section)}")
    if second := second_of(item):
        why.append(f"{SECOND}: {_path(second)}")
    if why:
        yield _text(" · ".join(why)), 4
    if limits := [look for look in item.looks if look not in told]:
        yield _text(f"Look: {'; '.join(limits)}", "yellow"), 4


def _path(path: tuple[str, ...]) -> str:
    return _STEP.join(map(heading_text, path))


def _text(text: str, style: str = "") -> Text:
    return Text(terminal_text(" ".join(text.split())), style)
