"""What people can say in a pull request: boxes to tick and commands to comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, cast, get_args

from bot.core.plain import plain
from bot.proposal.proposed import Item, Revision
from bot.proposal.state import State, decode, replace_block
from classifier.papers import ArxivId, parse_arxiv_id

# --- The task boxes of a body: what they are called, which are ticked, which ticks to carry over.
#
# A box that nobody was offered is passed over, whoever wrote it there.

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


# --- Our part of a body among the words that people wrote around it; theirs are kept.

LONGEST = 65_000
"""Characters of a whole body with people's text in it; past 65,536 GitHub refuses it."""


def merge_bodies(old: str, new: str, base: str = "") -> str:
    """Return *new* with the text that people wrote around our part of *old*.

    Boxes that changed between *base*, for which *new* was made, and *old* change in it too.
    A part without its end (cut, or the marker was deleted) reaches to the end; a body without our
    markers is all people's and follows ours. Where both are too long together, ours gives way.
    """
    if base:
        new = carried(new, base=base, now=old)
    before, begin, rest = old.partition(BEGIN)
    if begin:
        after = _without_copies(rest.partition(END)[2])
    else:
        before, after = "", f"\n\n{old}" if old.strip() else ""
    return f"{before}{_cut(new, LONGEST - len(before) - len(after))}{after}"


def _without_copies(text: str) -> str:
    """Return *text* without whole parts of ours, pasted there a second time."""
    pieces = []
    while BEGIN in text:
        before, _, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not end:
            break
        pieces.append(before)
        text = after
    return "".join([*pieces, text])


def _cut(text: str, room: int) -> str:
    """Return *text* cut at a line's end to *room* characters, folds closed, controls kept."""
    if len(text) <= room:
        return text
    place = max(text.find(box(REFRESH)), text.find(box(REFRESH, ticked=True)))
    controls = text[place:] if place >= 0 else END
    end = f"\n\n… cut here, for the text around leaves no room.\n\n{controls}"
    head = text[: max(0, room - len(end) - 2 * len("\n</details>"))].rpartition("\n")[0]
    open_folds = head.count("<details>") - head.count("</details>")
    return head + "\n</details>" * open_folds + end


def recovered(now: str, *, read: str, written: str, revisions: Sequence[Revision]) -> str:
    """Return the body *now* with the ticks that our write of *written* over *read* swallowed.

    *revisions* are the body's history, newest first. What lies between the body that was read and
    the one that was written nobody saw: its ticks, and words around our part, are put back.
    """
    texts = [_lines(revision.text) for revision in revisions]
    if _lines(written) not in texts:
        return now
    missed: list[str] = []
    for text in texts[texts.index(_lines(written)) + 1 :]:
        if text == _lines(read):
            break
        missed.append(text)
    else:
        return now  # the history does not reach back far enough to tell
    base, edited_since = _lines(read), _lines(now) != _lines(written)
    for text in reversed(missed):
        mended = carried(_ours(now), base=base, now=text)
        # Words that somebody wrote around ours after us are newer than those that were missed.
        now = merge_bodies(now if edited_since else text, mended)
        base = text
    return now


def _ours(body: str) -> str:
    _, begin, rest = body.partition(BEGIN)
    ours, end, _ = rest.partition(END)
    return begin + ours + end


def _lines(body: str) -> str:
    return "\n".join(body.splitlines())


# --- Commands in a comment: `/drop ID ID`, `/move ID Section name` and the like, one verb a line.
#
# Code, quotations and what is hidden are passed over, and so is everything the bot itself wrote.

Verb = Literal["drop", "keep", "later", "move", "why"]
OURS = "<!-- paper-bot:"
"""What everything that the bot says in a comment begins with."""

# "- /move 2401.00001 Survey > Tools": the verb, and what follows it.
_COMMAND = re.compile(
    r" {0,3}(?:[-*+][ \t]{1,3})?/([A-Za-z]{3,5})(?:[ \t]+(.{0,500}).*)?", re.ASCII
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
# The end of an address, of a DOI or of a link, or the identifier alone.
_ID = re.compile(
    r"(?:^|[/:\[(<`.])(\d{4}\.\d{4,5}|[a-z]{1,12}(?:-[a-z]{1,5})?(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d{1,3})?(?:\.pdf)?(?:[?#][^\])>]*)?[\])>`.,;]*$",
    re.ASCII,
)
_WORD = re.compile(r"[^\s,;]+")
_DRESS = "*_\"'“”`#!:?"
_AND = frozenset({"and", "&", "+"})
# https://spec.commonmark.org/0.31.2/#html-blocks, kinds 1 and 2
_RAW = re.compile(r"<(?:pre|script|style|textarea)(?![\w-])", re.IGNORECASE | re.ASCII)
_RAW_END = re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE | re.ASCII)
_MOST = 50  # commands of one comment that are obeyed
_LONG = 200  # characters of a word that may name a paper, at most


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `paper` is None when its second word names none; `rest` is what follows."""

    verb: Verb
    paper: ArxivId | None
    rest: str = ""


def parse(comment: str) -> tuple[Command, ...]:
    """Return the commands in *comment*, in order, 50 at most."""
    if is_ours(comment):
        return ()
    commands = (command for line in _shown(_spoken(comment)) for command in _commands(line))
    return tuple(islice(commands, _MOST))


def is_ours(comment: str) -> bool:
    """Whether the bot wrote *comment*, or somebody who wants it to be taken so."""
    return comment.lstrip().startswith(OURS)


def _spoken(comment: str) -> Iterator[str]:
    """Yield the lines that are neither in a fence nor quoted; an open fence reaches to the end.

    https://spec.commonmark.org/0.31.2/#fenced-code-blocks
    """
    fence = ""
    for line in comment.splitlines():
        match = _FENCE.match(line)
        if fence:
            closes = match and match[1].startswith(fence) and not match[2].strip()
            fence = "" if closes else fence
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
        else:
            yield line


def _shown(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that are not hidden in an HTML comment or in preformatted text.

    One that is never closed reaches to the end.
    """
    hidden = raw = False
    for line in lines:
        if hidden:
            hidden = "-->" not in line
        elif raw:
            raw = _RAW_END.search(line) is None
        else:
            yield line
            hidden = line.rfind("<!--") > line.rfind("-->")
            starts = [match.start() for match in _RAW.finditer(line)]
            ends = [match.start() for match in _RAW_END.finditer(line)]
            raw = max(starts, default=-1) > max(ends, default=-1)


def _commands(line: str) -> Iterator[Command]:
    match = _COMMAND.fullmatch(line)
    if match is None or match[1].lower() not in get_args(Verb):
        return
    verb, argument = cast("Verb", match[1].lower()), plain(match[2] or "")
    papers, rest = _papers(argument)
    if not papers:
        yield Command(verb, None, argument.partition(" ")[2].strip(" \"'`#"))
    for paper in papers:
        yield Command(verb, paper, rest.strip(" \"'`#,;:"))


def _papers(argument: str) -> tuple[tuple[ArxivId, ...], str]:
    """Return the papers that *argument* begins with, and the rest: "A, B and C off topic"."""
    papers: list[ArxivId] = []
    end = 0
    for match in _WORD.finditer(argument):
        # In brackets stands a remark: "(see B)".
        paper = None if papers and match[0].startswith("(") else paper_in(match[0])
        if paper is not None:
            papers.append(paper)
            end = match.end()
        elif not papers or match[0].lower() not in _AND:
            break
    return tuple(dict.fromkeys(papers)), argument[end:]


def paper_in(word: str) -> ArxivId | None:
    """Return the paper that *word* names: an identifier, an address, a DOI or a link to one."""
    if len(word) > _LONG:
        return None
    word = re.sub(r"^\[?arxiv:", "", word.strip(_DRESS), flags=re.IGNORECASE)
    match = _ID.search(word)
    try:
        return parse_arxiv_id(match[1]) if match else None
    except ValueError:
        return None
