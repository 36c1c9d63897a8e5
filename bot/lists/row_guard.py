"""Whether the cells of a new table row are shown in the columns that they were written for.

It reads rows as GitHub does, and knows nothing of how they were made.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot.lists.inserts import Insert
from bot.lists.markdown import Block
from bot.lists.outline import Outline

# The table extension of GFM: a pipe splits cells unless a backslash stands before it, in code too.
_PIPE = re.compile(r"(?<!\\)\|")
_AROUND = " \t\r\n>"


def cells_fault(
    insert: Insert, blocks: Iterable[Block], outline: Outline, ours: Collection[str]
) -> str | None:
    """Return what is wrong with the cells of *insert*, whose row is among *blocks*.

    A row has as many cells as the head or another row, for GitHub hides more. Only one that
    begins with a cell may leave out the last ones. A blank before the first pipe is no cell.
    Rows that read as *ours* are not asked.
    """
    row = next((block for block in blocks if block.kind == "row"), None)
    if row is None:
        return None
    table = outline.blocks[row.parent]
    head = outline.lines[table.first - 1]
    others = (one.first for one in outline.blocks if one.kind == "row" and one.parent == row.parent)
    lines = [outline.lines[first - 1] for first in others]
    known = {_count(line) for line in (head, *lines) if line.rstrip("\r\n") not in ours}
    count, bare = _count(insert.text), insert.text.lstrip(_AROUND)
    fits = count in known or (count < max(known) and not bare.startswith("|"))
    if fits and _indent(insert.text) <= _indent(head):
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
