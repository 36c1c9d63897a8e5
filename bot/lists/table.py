"""Rows of Markdown tables: pipes, blanks and width as their neighbours have them.

What stands in the cells, `columns.py` knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.lists import style
from bot.lists.columns import cells_for
from bot.lists.nouns import Entry
from bot.lists.reading import PaperList
from classifier.paper import Paper

_CELL = re.compile(r"(?:[^|\\`]|\\.|`[^`|]*`|`)*")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the cells of a row: pipes before and after, blanks inside."""

    pipes: tuple[tuple[str, str], ...]
    pads: tuple[tuple[str, str], ...]


def _frame(line: str, columns: int) -> _Frame:
    """Return the frame of *line* for a row of *columns* cells."""
    cells = split_row(line, strip=False)[:columns]
    cells += [" x "] * (columns - len(cells))
    first, last = line.lstrip().startswith("|"), line.rstrip().endswith("|")
    pipes = [("", "|")] * columns
    pipes[0] = ("|" if first else "", "|")
    pipes[-1] = (pipes[-1][0], "|" if last else "")
    usual = Counter(_pads(cell) for cell in cells if cell.strip()).most_common(1)
    pads = [_pads(cell) if cell.strip() else usual[0][0] if usual else (" ", " ") for cell in cells]
    end = line.rstrip("\r\n")
    pipes[-1] = (pipes[-1][0], pipes[-1][1] + end[len(end.rstrip()) :])
    return _Frame(tuple(pipes), tuple((a[:1], b[:1]) for a, b in pads))


def _pads(cell: str) -> tuple[str, str]:
    return cell[: len(cell) - len(cell.lstrip())], cell[len(cell.rstrip()) :]


def split_row(line: str, *, strip: bool = True) -> list[str]:
    """Return the cells of a table row, stripped; pipes escaped or in code do not split."""
    text = line.strip().removeprefix("|")
    result: list[str] = []
    at = 0
    while at <= len(text):
        match = _CELL.match(text, at)
        end = match.end() if match else at
        result.append(text[at:end].strip() if strip else text[at:end])
        at = end + 1
    if line.rstrip().endswith("|") and result and not result[-1].strip():
        result.pop()
    return result


def row_writer(
    listing: PaperList, near: Sequence[Entry], far: Sequence[Entry]
) -> Callable[[Paper], str]:
    """Return what writes a paper as a row like those *near*, else those *far*.

    Those of a section without a table are written below the head of the nearest one.
    """
    models = list(near or far)
    head = head_of(listing, models[0])
    columns = split_row(head[0]) if head else split_row(models[0].text)
    rows = [row for entry in models if len(row := split_row(entry.text)) <= len(columns)]
    rows = [row + [""] * (len(columns) - len(row)) for row in rows] or [[""] * len(columns)]
    frame = _frame(models[0].text, len(columns))

    def write(paper: Paper) -> str:
        cells, titles = cells_for(paper, columns, rows)
        if not any(paper.id in cell for cell in cells):
            plain = style.plain_entry(paper)
            cells[titles] = plain.replace("|", "\\|")
        return "".join(
            frame.pipes[n][0]
            + (pads[0] + cell + pads[1] if cell else pads[0] or pads[1])
            + frame.pipes[n][1]
            for n, (cell, pads) in enumerate(zip(cells, frame.pads, strict=True))
        )

    return write


def head_of(listing: PaperList, entry: Entry) -> list[str]:
    """Return the head and delimiter lines of the table that *entry* is a row of."""
    outline = listing.outlines[entry.file]
    if 0 <= entry.container < len(outline.blocks):
        first = outline.blocks[entry.container].first
        return [outline.lines[first - 1], outline.lines[first]]
    return []
