"""Whether the cells of a new table row are shown in the columns that they were written for.

It reads rows as GitHub does, and knows nothing of how they were made.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.markdown import Block, Insert, Outline

# The table extension of GFM: a pipe splits cells unless a backslash stands before it, in code too.
_PIPE = re.compile(r"(?<!\\)\|")
_AROUND = " \t\r\n>"


@dataclass(frozen=True, slots=True)
class Widths:
    """How many cells the head and the rows of a table have, and the indent of its head."""

    counts: frozenset[int]
    indent: int


def widths_of(outline: Outline, ours: Collection[str]) -> dict[int, Widths]:
    """Return the widths of the tables of *outline*, by block; rows that read as *ours* left out."""
    counts: dict[int, set[int]] = {}
    for block in outline.blocks:
        line = outline.lines[block.first - 1].rstrip("\r\n")
        if block.kind in ("row", "head") and line not in ours:
            counts.setdefault(block.parent, set()).add(_count(line))
    return {
        table: Widths(frozenset(widths), _indent(outline.lines[outline.blocks[table].first - 1]))
        for table, widths in counts.items()
    }


def cells_fault(
    insert: Insert, blocks: Iterable[Block], widths: Mapping[int, Widths]
) -> str | None:
    """Return what is wrong with the cells of *insert*, whose row is among *blocks*.

    A row has as many cells as the head or another row, for GitHub hides more. Only one that
    begins with a cell may leave out the last ones. A blank before the first pipe is no cell.
    """
    table = next((block.parent for block in blocks if block.kind == "row"), -1)
    if insert.kind != "row" or table not in widths:
        return None
    count, bare = _count(insert.text), insert.text.lstrip(_AROUND)
    known = widths[table]
    fits = count in known.counts or (count < max(known.counts) and not bare.startswith("|"))
    if fits and _indent(insert.text) <= known.indent:
        return None
    return "renders with its cells in other columns"


def _count(line: str) -> int:
    """Return how many cells GitHub sees in *line*."""
    text = line.strip(_AROUND).removeprefix("|")
    cells = _PIPE.split(text)
    return len(cells) - (len(cells) > 1 and not cells[-1])


def _indent(line: str) -> int:
    """Return how many blanks stand before a first pipe; 0 where the line begins with a cell."""
    bare = line.lstrip(_AROUND)
    return len(line) - len(bare) if bare.startswith("|") else 0
