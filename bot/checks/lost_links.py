"""What was meant as an item or link and is text, told by the rest of the file.

`-[Title](…)` among items, `[Title][r]` without an `[r]:`, `[Paper]` where others have an address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.anatomy import SURE_PAPER_LABELS, find_links, is_tag, words
from bot.checks.finding import Checked, Finding
from bot.markdown import Outline, definitions_of, folded_label

_TIGHT = re.compile(r"([ \t]*)([-+*])(?=\[[^\[\]]{1,400}\]\(\S)")
_MARKER = re.compile(r"([ \t]*)([-+*])[ \t]")
# `[Title][label]`, but no `[[x]][y]`, no picture, no link and no definition.
_REFERENCE = re.compile(r"(?<![\]\[!\\])\[[^\[\]]{1,400}\]\[([^\[\]]{1,200})\](?![(:\[\]])")
# `[Paper]` alone: behind it neither an address nor a label.
_LABEL = re.compile(r"(?<![\]\[!\\])\[([A-Za-z ]{2,12})\](?![(:\[\]]|[ \t]?\()")
_LINKED = re.compile(r"\[([A-Za-z ]{2,12})\]\]?\(")
_CODE = re.compile(r"`[^`]*`")
_SLIPS = 0.1
"""The part of a file's labels that is left without an address by mistake, at most."""


def find(checked: Checked) -> Iterator[Finding]:
    """Yield the items and links of each file that Markdown does not see as such."""
    for outline in checked.listing.outlines.values():
        yield from _lost_in(outline)


def _lost_in(outline: Outline) -> Iterator[Finding]:
    shown = {
        number: _CODE.sub("", line)
        for number, line in enumerate(outline.lines, 1)
        if "[" in line and number not in outline.hidden
    }
    yield from _tight_items(outline, shown)
    definitions = definitions_of(outline)
    if definitions:
        yield from _undefined(outline, shown, definitions)
    yield from _bare_labels(outline, shown, definitions)


def _tight_items(outline: Outline, shown: dict[int, str]) -> Iterator[Finding]:
    """Yield `-[Title](…)` right above or below an item with that marker and indent."""
    for number in shown:
        line = outline.lines[number - 1]
        match = _TIGHT.match(line)
        if match is None or (match[2] == "*" and "*" in line[match.end() :]):
            continue
        around = outline.lines[max(0, number - 2) : number + 1]
        items = (_MARKER.match(line) for line in around)
        if any(item and item.groups() == match.groups() for item in items):
            text = f"no item without a blank between {match[2]} and ["
            mended = f"{match[0]} {line[match.end() :]}"
            yield _finding(outline, number, text, mended)


def _undefined(
    outline: Outline, shown: dict[int, str], definitions: dict[str, str]
) -> Iterator[Finding]:
    """Yield references without a definition, in a file that defines some."""
    for number, line in shown.items():
        for label in _REFERENCE.findall(line):
            if folded_label(label) not in definitions and not is_tag(label):
                text = f"[{label}] is defined nowhere in this file; add a line [{label}]: https://…"
                yield _finding(outline, number, text)


def _bare_labels(
    outline: Outline, shown: dict[int, str], definitions: dict[str, str]
) -> Iterator[Finding]:
    """Yield `[Paper]` without an address, where nearly all have one."""
    linked = Counter(
        key for line in shown.values() for label in _LINKED.findall(line) if (key := _paper(label))
    )
    bare = [
        (number, label)
        for number, line in shown.items()
        if _LABEL.search(line)
        for label in _LABEL.findall(_without_links(line))
        if _paper(label) and folded_label(label) not in definitions
    ]
    counts = Counter(_paper(label) for _, label in bare)
    for number, label in bare:
        key = _paper(label)
        if counts[key] <= max(1, _SLIPS * linked[key]) and linked[key]:
            text = f"[{label}] without an address, which others have; write ( and ) with it behind"
            yield _finding(outline, number, text, slip=True)


def _without_links(line: str) -> str:
    parts, at = [], 0
    for link in find_links(line):
        parts.append(line[at : link.start])
        at = link.end
    return "|".join([*parts, line[at:]])


def _paper(label: str) -> str:
    """Return *label* folded, if it is a word for the paper, else ""."""
    return key if (key := "".join(words(label))) in SURE_PAPER_LABELS else ""


def _finding(
    outline: Outline,
    number: int,
    text: str,
    mended: str | None = None,
    *,
    slip: bool = False,
) -> Finding:
    return Finding(
        file=outline.document.name,
        line=number,
        kind="no-link" if slip else "broken-link",
        text=text,
        level="warning" if slip else "error",
        mended=mended,
    )
