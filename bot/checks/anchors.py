"""Links to places in the same file that are not there: a table of contents out of step.

It follows no link out of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from urllib.parse import unquote

from bot.anatomy import find_links
from bot.checks.finding import Checked, Finding
from bot.lists import folded
from bot.markdown import Heading, Outline, anchor, plain_heading

_FRAGMENT = re.compile(r"(?:\]\(|href=[\"']?)#([^)\"'\s>]+)")
_ANCHOR = re.compile(r"(?:id|name)=[\"']?([^\"'\s>]+)")
_REPEATED = re.compile(r"-\d+$")
_MARKUP = re.compile(r"[<\\]|&#?\w+;|:[a-z0-9_+-]+:")
_CODE = re.compile(r"`[^`]*`")
_LEVELS = 6  # of Markdown headings
_SHORT = 100  # characters
_README = "readme", "readmeovfile"
"""GitHub gives the page of a README these names, whatever stands in it."""
_TOP = "top"
"""Where no element has this name, it is the top of the page (HTML standard, section 7.4.6.3)."""


@dataclass(slots=True)
class _Lost:
    """A place that is not there: its lines so far."""

    first: int
    lines: int = 0


def find(checked: Checked) -> Iterator[Finding]:
    """Yield each place that links of a file lead to and that is not there, at its first link.

    Compared by letters and digits alone: what only differs in dashes is not reported.
    """
    for outline in checked.listing.outlines.values():
        yield from _lost_in(outline)


def _lost_in(outline: Outline) -> Iterator[Finding]:
    if not any("#" in line for line in outline.lines):
        return
    known = _known(outline)
    lost: dict[str, _Lost] = {}
    for number, line in enumerate(outline.lines, 1):
        if "#" not in line or number in outline.hidden:
            continue
        for fragment in dict.fromkeys(_FRAGMENT.findall(_CODE.sub("", line))):
            text = unquote(fragment)
            if {_key(text), _key(_REPEATED.sub("", text))}.isdisjoint(known):
                lost.setdefault(fragment, _Lost(number)).lines += 1
    headings = _unique(outline) if lost else {}
    for fragment, where in lost.items():
        yield _finding(outline, fragment, where, headings)


def _known(outline: Outline) -> set[str]:
    known = {_key(text) for line in outline.lines for text in _ANCHOR.findall(line)} | {_TOP}
    if outline.document.name.rpartition("/")[2].casefold().startswith("readme"):
        known.update(_README)
    # A heading in HTML may go over several lines, its text on one of them.
    known |= {_key(line) for line in outline.lines if len(line) < _SHORT and "#" not in line}
    for heading in chain(outline.headings, outline.titled):
        raw = " ".join(outline.lines[heading.first - 1 : heading.last])
        known |= {_key(heading.text), _key(raw), _key(re.sub(r"\]\([^()]*\)", "]", raw))}
        known.add(_key(re.sub(r"<[^<>]*>|:[a-z0-9_+-]+:", "", raw)))
    return known


def _unique(outline: Outline) -> dict[str, Heading]:
    """Return the plain headings that nothing else in the file is called, by folded text."""
    headings = [*outline.headings, *outline.titled]
    names = Counter(folded(heading.text) for heading in headings)
    anchors = Counter(anchor(heading.text) for heading in headings)
    return {
        folded(heading.text): heading
        for heading in headings
        if heading.level <= _LEVELS
        and names[folded(heading.text)] == anchors[anchor(heading.text)] == 1
        and not _MARKUP.search(outline.lines[heading.first - 1])
    }


def _finding(
    outline: Outline, fragment: str, where: _Lost, headings: Mapping[str, Heading]
) -> Finding:
    """Return what is told of a place; mended where one link leads there and names a heading."""
    line = outline.lines[where.first - 1]
    names = {
        folded(plain_heading(line[slice(*link.label)]))
        for link in find_links(line)
        if line[slice(*link.url)] == f"#{fragment}"
    }
    meant = headings.get(names.pop()) if len(names) == where.lines == 1 else None
    also = f" ({where.lines} lines link there)" if where.lines > 1 else ""
    remedy, mended = "correct the link or the heading", None
    if meant is not None and meant.first != where.first:
        remedy = f"line {meant.first} has it as #{anchor(meant.text)}"
        mended = line.replace(f"](#{fragment})", f"](#{anchor(meant.text)})")
    return Finding(
        file=outline.document.name,
        line=where.first,
        kind="contents",
        text=f"#{unquote(fragment)[:_SHORT]}: no heading of that name{also}; {remedy}",
        level="warning",
        mended=mended,
    )


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
