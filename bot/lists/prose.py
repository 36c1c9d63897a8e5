"""What a section says of itself: its prose, and whether it is a table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.lists.nouns import Entry, Section
from bot.lists.outline import Outline, plain_heading
from bot.lists.sections import SectionMap

FRAGMENT = re.compile(r"\]\(\s*<?#|href=[\"']?#")
"""A link to a place in the same file, as in a table of contents."""

_MOST_CHARS = 600
_SOME = 2


def describe(outline: Outline, found: SectionMap, entries: Sequence[Entry]) -> list[Section]:
    """Return the sections of a file with their prose; what precedes all headings only if used."""
    taken = {n for entry in entries for n in range(entry.line, entry.end + 1)}
    taken |= {n for h in outline.headings for n in range(h.first, h.last + 1)}
    prose: dict[int, list[str]] = {}
    inner_links: Counter[int] = Counter()
    for block in outline.blocks:
        line = outline.lines[block.first - 1]
        if block.kind == "item" and FRAGMENT.search(line):
            inner_links[found.at(block.first)] += 1
        elif block.kind == "paragraph" and block.depth == 0 and block.first not in taken:
            text = plain_heading(" ".join(outline.lines[block.first - 1 : block.last]))
            if text and not FRAGMENT.search(line):
                prose.setdefault(found.at(block.first), []).append(text)
    used = {entry.section for entry in entries}
    return [
        replace(
            section,
            description=" ".join(prose.get(index, ()))[:_MOST_CHARS],
            contents=inner_links[index] >= _SOME and section.id not in used,
        )
        for index, section in enumerate(found.sections)
        if section.level or section.id in used
    ]
