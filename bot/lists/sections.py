"""The sections of a file, and which section a line belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import chain

from bot.lists.nouns import Section
from bot.markdown import BOLD_LEVEL, SUMMARY_LEVEL, Heading, Outline
from classifier.papers import SectionId

IGNORE = re.compile(r"<!--\s*paper-bot:\s*ignore\s*-->", re.IGNORECASE)
"""The maintainer's word that a section or an entry is left alone."""
# "1.2 Agents", "第二章 Agents", "三、Agents".
_NUMBERING = re.compile(
    r"(?:[\W\d_]|第?[一二三四五六七八九十百]{1,4}(?=[、.．：:)）])|第[一二三四五六七八九十百]{1,4}[章节節])+"
)
_DEEPEST = 50  # headings, one inside the other
# "Agents (42)", "Agents [3 papers]", a Chinese count in wide brackets.
_COUNTER = re.compile(r"[(\[（【]\s*\d+(?:\s+\w+|\s?[篇个個项項条條本部]\w{0,10})?\s*[)\]）】]\s*$")


@dataclass(frozen=True, slots=True)
class SectionMap:
    """The sections of one file in order; the first stands for what precedes every heading."""

    sections: tuple[Section, ...]
    starts: tuple[int, ...]
    owners: tuple[int, ...]

    def at(self, line: int) -> int:
        """Return the index in `sections` of the section that *line* (1-based) belongs to."""
        return self.owners[bisect_right(self.starts, line) - 1]


def folded(text: str) -> str:
    """Return a heading's text for comparing: no case, numbering, emoji, counter."""
    text = _COUNTER.sub("", text)
    numbering = _NUMBERING.match(text)
    name = text[numbering.end() :] if numbering else text
    return " ".join(re.findall(r"[^\W_]+", (name or text).casefold()))


def map_sections(outline: Outline, first_id: int) -> SectionMap:
    """Return the sections of a file, numbered from *first_id* on."""
    file = outline.document.name
    root = Section(id=SectionId(first_id), file=file, line=0, last=0, level=0, path=())
    sections, starts, owners = [root], [0], [0]
    stack: list[tuple[Heading, int]] = []
    ends = [Heading(line, line, 0, "") for line in outline.details_ends]
    for mark in sorted(chain(outline.headings, ends), key=lambda h: h.first):
        if mark.level == 0:
            _close_details(stack)
        else:
            _make_room(stack, mark.level)
            parent = sections[stack[-1][1]] if stack else root
            sections.append(_section(mark, parent, SectionId(first_id + len(sections)), file))
            stack.append((mark, len(sections) - 1))
        starts.append(mark.first)
        owners.append(stack[-1][1] if stack else 0)
    section_map = SectionMap(tuple(sections), tuple(starts), tuple(owners))
    return replace(section_map, sections=_closed(section_map, outline))


def _section(mark: Heading, parent: Section, section_id: SectionId, file: str) -> Section:
    return Section(
        id=section_id,
        file=file,
        line=mark.first,
        last=mark.last,
        level=mark.level,
        path=(*parent.path, mark.text),
        parent=parent.id if parent.level else None,
    )


def _make_room(stack: list[tuple[Heading, int]], level: int) -> None:
    """Close what a new heading of *level* ends; a bold line ends bold lines only.

    Summaries that are never closed do not nest without end: every path is a copy of the last.
    """
    del stack[_DEEPEST:]
    if level < BOLD_LEVEL:
        while stack and stack[-1][0].level >= level:
            stack.pop()
    while level == BOLD_LEVEL and stack and stack[-1][0].level == BOLD_LEVEL:
        stack.pop()


def _close_details(stack: list[tuple[Heading, int]]) -> None:
    """Go back to before the innermost summary, if one is open."""
    if any(heading.level == SUMMARY_LEVEL for heading, _ in stack):
        while stack.pop()[0].level != SUMMARY_LEVEL:
            pass


def _closed(section_map: SectionMap, outline: Outline) -> tuple[Section, ...]:
    """Mark the sections that carry `paper-bot: ignore`, and theirs below.

    It stands in the heading or on a line of its own; inside an item it is about that item.
    """
    closed = {s.id for s in section_map.sections if s.line and _says_so(outline, s.line, s.last)}
    items = [b for b in outline.blocks if b.kind == "item" and b.depth == 0]
    inside = {n for item in items for n in range(item.first, item.last + 1)}
    for mark in outline.comments:
        if mark.first not in inside and _says_so(outline, mark.first, mark.last, alone=True):
            closed.add(section_map.sections[section_map.at(mark.first)].id)
    result = []
    for section in section_map.sections:
        if section.parent in closed:
            closed.add(section.id)
        result.append(replace(section, closed=True) if section.id in closed else section)
    return tuple(result)


def _says_so(outline: Outline, first: int, last: int, *, alone: bool = False) -> bool:
    text = "\n".join(outline.lines[first - 1 : last])
    return (IGNORE.fullmatch(text.strip()) if alone else IGNORE.search(text)) is not None
