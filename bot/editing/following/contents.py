"""Tables of contents that list dates: the line for a heading that comes or goes.

Only where each date beside it has a line there that is nothing but a link to its heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote

from bot.lists import PaperList, Section, folded
from bot.markdown import Insert, Outline, anchor, list_text, plain_heading

# `- [2025](#2025)`, and nothing else on the line.
LINE = re.compile(
    r"(?P<open>[ \t]*[-*+][ \t]+\[)(?P<label>[^\[\]]{1,200})\]\(#(?P<slug>[^()\s]{1,200})\)[ \t]*"
)


def find_contents(listing: PaperList, inserts: Sequence[Insert]) -> Iterator[Insert]:
    """Yield the lines that the contents of *listing* get for the headings that *inserts* bring."""
    done: set[tuple[str, str]] = set()
    for insert in inserts:
        if insert.heading and (insert.file, insert.heading[0]) not in done:
            done.add((insert.file, insert.heading[0]))
            yield from _line_for(listing, insert)


def _line_for(listing: PaperList, insert: Insert) -> Iterator[Insert]:
    """Yield the line for the outermost heading of *insert*, if its place among others is clear."""
    outline, title = listing.outlines[insert.file], insert.heading[0]
    around = next((section for section in listing.sections if section.id == insert.section), None)
    parent = around.id if around and around.level else None
    beside = [s for s in listing.sections if (s.file, s.parent) == (insert.file, parent) and s.line]
    if anchor(title) in {anchor(section.path[-1]) for section in listing.sections if section.path}:
        return  # GitHub would number the second one
    above = next((s for s in reversed(beside) if s.line <= insert.at), None)
    below = next((s for s in beside if s.line > insert.at), None)
    upper, lower = (_line_of(outline, beside) if beside else None for beside in (above, below))
    model = lower if lower is not None else upper
    if model is None or (upper is not None and lower is not None and upper > lower):
        return
    at = model if lower is not None else _end_of(outline, model)
    match = LINE.fullmatch(outline.lines[model])
    if match is not None:
        line = f"{match['open']}{list_text(title)}](#{anchor(title)})"
        yield Insert(
            insert.file, at, (line,), insert.arxiv_id, insert.section, line, "contents", (title,)
        )


def _line_of(outline: Outline, section: Section) -> int | None:
    """Return the index of the one line that lists *section*, None for none or several."""
    matches = [
        at
        for at, line in enumerate(outline.lines)
        if "](#" in line and at + 1 not in outline.hidden and _lists(line, section)
    ]
    return matches[0] if len(matches) == 1 else None


def _lists(line: str, section: Section) -> bool:
    """Whether *line* is nothing but a link to *section*, by its own name."""
    match = LINE.fullmatch(line)
    if match is None or unquote(match["slug"]).casefold() != anchor(section.path[-1]):
        return False
    return folded(plain_heading(match["label"])) == folded(section.path[-1])


def _end_of(outline: Outline, at: int) -> int:
    """Return the index below line *at* and the deeper lines that belong to it."""
    indent = len(outline.lines[at]) - len(outline.lines[at].lstrip())
    end = at + 1
    while end < len(outline.lines):
        line = outline.lines[end]
        if not line.strip() or len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    return end


def listed_lines(listing: PaperList, gone: Collection[Section]) -> Iterator[tuple[str, int]]:
    """Yield file and line index of what the contents say of the sections that are *gone*."""
    for section in gone:
        at = _line_of(listing.outlines[section.file], section)
        if at is not None:
            yield section.file, at
