"""Block structure of a Markdown text, from cmark-gfm, the parser GitHub itself uses.

It reports positions; it never writes Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.markdown.cmark import SOURCEPOS, UNSAFE, to_html

Kind = Literal[
    "heading", "paragraph", "list", "item", "table", "row", "head", "code", "quote", "rule"
]

# A tag of a block as cmark-gfm writes it: `<li data-sourcepos="3:1-4:12">`, `</ul>`.
_TAG = re.compile(
    r"<(/?)(h[1-6]|p|ul|ol|li|table|thead|tr|pre|blockquote|hr)"
    r'\b(?:[^<>]*? data-sourcepos="(\d+):(\d+)-(\d+):(\d+)")?[^<>]*>'
)
_UNDERLINE = re.compile(r"[ >]*(?:=+|-+)[ \t]*")
_KINDS: dict[str, Kind] = {
    "p": "paragraph",
    "ul": "list",
    "ol": "list",
    "li": "item",
    "table": "table",
    "tr": "row",
    "pre": "code",
    "blockquote": "quote",
    "hr": "rule",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One block: lines *first* to *last* (1-based, blank ones at the end left off).

    `level` is a heading's level, else 0; `depth` counts the items around it; `parent` is the
    index of the enclosing item, table or quote, -1 at the top.
    """

    kind: Kind
    first: int
    last: int
    level: int
    depth: int
    parent: int


def render(lines: Sequence[str]) -> str:
    """Return the HTML that GitHub makes of *lines*, raw HTML included."""
    return to_html("\n".join(lines) + "\n", UNSAFE)


def blocks(lines: Sequence[str]) -> list[Block]:
    """Return the blocks of *lines* in document order; HTML blocks are not among them.

    Raw HTML is left out of the rendering that is read here, so every tag in it is the parser's.
    """
    html = to_html("\n".join(lines) + "\n", SOURCEPOS)
    found: list[Block] = []
    open_blocks: list[tuple[str, int]] = []
    in_head = False
    for match in _TAG.finditer(html):
        closing, tag = match[1], match[2]
        if tag == "thead":
            in_head = not closing
        elif closing:
            while open_blocks and open_blocks.pop()[0] != tag:
                pass
        elif match[3]:
            kind: Kind = "heading" if tag[0] == "h" and tag != "hr" else _KINDS[tag]
            if kind == "row" and in_head:
                kind = "head"
            found.append(_block(kind, match, lines, [i for _, i in open_blocks[-1:]], found))
            if tag != "hr":
                open_blocks.append((tag, len(found) - 1))
    return _repaired(found, lines)


def _repaired(found: list[Block], lines: Sequence[str]) -> list[Block]:
    """Correct what cmark-gfm reports wrongly: ends of headings, text glued to a table's head."""
    result: list[Block] = []
    for index, block in enumerate(found):
        if block.kind == "heading":
            last = _heading_end(block, lines)
            result.append(block if last == block.last else replace(block, last=last))
        elif block.kind == "head":
            result.append(replace(block, first=(at := _head_line(found, index)), last=at))
        elif block.kind == "table" and found[index - 1].first == 0:
            start = block.first
            head = _head_line(found, index + 1)
            result[-1] = replace(result[-1], first=start, last=max(start, head - 1))
            result.append(replace(block, first=head))
        else:
            result.append(block)
    return result


def _head_line(found: list[Block], index: int) -> int:
    """Return the line of the table head at *index*: two above the first row."""
    table = found[found[index].parent]
    below = found[index + 1] if index + 1 < len(found) else None
    if below is not None and below.kind == "row" and below.parent == found[index].parent:
        return max(1, below.first - 2)
    return max(1, table.last - 1)


def _heading_end(block: Block, lines: Sequence[str]) -> int:
    if lines[block.first - 1].lstrip(" >\t-*+").startswith("#"):
        return block.first
    for line in range(block.first + 1, block.last + 1):
        if _UNDERLINE.fullmatch(lines[line - 1]):
            return line
    return block.first


def _block(
    kind: Kind, match: re.Match[str], lines: Sequence[str], parents: list[int], found: list[Block]
) -> Block:
    first = min(int(match[3]), len(lines))
    last = max(first, min(int(match[5]) - (match[6] == "0"), len(lines)))
    while last > first and not lines[last - 1].strip():
        last -= 1
    parent = parents[0] if parents else -1
    depth = 0
    if parent >= 0:
        depth = found[parent].depth + (found[parent].kind == "item")
    level = int(match[2][1]) if kind == "heading" else 0
    return Block(kind, first, last, level, depth, parent)
