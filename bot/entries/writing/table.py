"""Rows of Markdown tables: pipes, blanks and width as their neighbours have them.

What stands in the cells, `columns.py` knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.anatomy import arxiv_ids, led_to_arxiv
from bot.entries.aligned.example import Known, example_of
from bot.entries.forms.naming import ENOUGH
from bot.entries.writing import style
from bot.entries.writing.columns import Cells, cells_for, columns_of
from bot.lists import Beside, Count, Entry, PaperList, counts_of
from classifier.papers import Paper

_CELL = re.compile(r"(?:[^|\\`]|\\.|`[^`|]*`|`)*")

# What would begin another block than a row: "- ", "2. ", "# ", ">", a fence, a rule.
_BLOCK = re.compile(r"(?:[-+*]|\d{1,9}[.)]|#{1,6})(?:\s|$)|>|```|~~~|(?:[-*_]\s*){3,}$")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the cells of a row: pipes before and after, blanks inside."""

    pipes: tuple[tuple[str, str], ...]
    pads: tuple[tuple[str, str], ...]

    def around(self, cells: Sequence[str]) -> str:
        """Return *cells*, as many as the frame has, as a row; an empty one at an end is closed.

        So is a first one that begins like another block, or the row would end the table.
        """
        text = "".join(
            opening + (left + cell + right if cell else left or right) + closing
            for (opening, closing), (left, right), cell in zip(
                self.pipes, self.pads, cells, strict=True
            )
        )
        if not self.pipes[0][0] and (not cells[0] or _BLOCK.match(cells[0])):
            text = f"| {text.lstrip()}"
        hidden = not cells[-1] and text.lstrip().startswith("|") and not self.pipes[-1][1].strip()
        return f"{text.rstrip()} |" if hidden else text


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
    listing: PaperList,
    near: Sequence[Entry],
    far: Sequence[Entry],
    *,
    known: Known,
    beside: Beside,
) -> Callable[[Paper], str]:
    """Return what writes a paper as a row like those *near*, else those *far*.

    Of their papers the metadata is *known* as far as it is at hand.

    Those of a section without a table are written below the head of the nearest one. Those
    *beside* it tell the number of the new one.
    """
    models = list(near or far)
    heads = _heads(listing, models[0])
    alike = [entry for entry in far if near and heads and _heads(listing, entry) == heads]
    lengths = Counter(len(split_row(entry.text)) for entry in models)
    ragged = sum(count for length, count in lengths.items() if length > len(heads))
    if 2 * ragged > len(models):
        heads += [""] * (lengths.most_common(1)[0][0] - len(heads))
    counts = counts_of(heads, [split_row(entry.text) for entry in beside.rows], beside.already)
    rows, others = ([_row(entry, counts) for entry in part] for part in (models, alike))
    columns = columns_of(heads, _examples(models, rows, known), _examples(alike, others, known))
    linking = [row for row in (*models, *far) if arxiv_ids(led_to_arxiv(row.text))]
    linking = [row for row in linking if len(split_row(row.text)) == len(heads)][:ENOUGH]

    def write(paper: Paper) -> str:
        cells, titles = cells_for(paper, columns)
        if linking and not any(paper.id in cell for cell in cells):
            led = [_row(row, counts, led_to_arxiv) for row in linking]
            shown, titles = cells_for(paper, columns_of(heads, _examples(linking, led, known), ()))
            pairs = enumerate(zip(cells, shown, strict=True))
            cells = [new if n == titles or paper.id in new else old for n, (old, new) in pairs]
        cells = [count.onto(cell) for count, cell in zip(counts, cells, strict=True)]
        if not any(paper.id in cell for cell in cells):
            cells[titles] = style.plain_entry(paper).replace("|", "\\|")
        width = _width(cells, rows)
        model = next((row.text for row in rows if row.length == width), models[0].text)
        return _frame(model, width).around(cells[:width])

    return write


def _examples(entries: Sequence[Entry], rows: Sequence[_Row], known: Known) -> list[Cells]:
    pairs = zip(entries, rows, strict=True)
    return [[*map(example_of(entry, known).part, row.cells)] for entry, row in pairs]


def are_loose_rows(entries: Sequence[Entry]) -> bool:
    """Whether *entries* are lines made as rows, which a blank line keeps from being a table."""
    loose = [e for e in entries if e.kind == "paragraph" and e.text.lstrip().startswith("|")]
    return (
        bool(loose)
        and len(loose) == len(entries)
        and all(len(split_row(e.text)) > 1 for e in loose)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as *text*, its `length` in cells, and its `cells` brought to the table's width."""

    text: str
    length: int
    cells: list[str]


def _row(entry: Entry, counts: Sequence[Count], changed: Callable[[str], str] = str) -> _Row:
    """Return *entry* as a row of as many cells as *counts*, without the numbers that count."""
    cells = split_row(changed(entry.text))[: len(counts)]
    wide = [*cells, *[""] * (len(counts) - len(cells))]
    bare = [count.off(cell) for count, cell in zip(counts, wide, strict=True)]
    return _Row(entry.text, len(cells), bare)


def _heads(listing: PaperList, entry: Entry) -> list[str]:
    """Return the cells of the head above *entry*; none for a row outside of tables."""
    head = head_of(listing, entry) if entry.kind == "row" else []
    return split_row(head[0]) if head else []


def _width(cells: Sequence[str], rows: Sequence[_Row]) -> int:
    """Return how many of *cells* to write: trailing empty ones as most of *rows* do, nearest first.

    Rows that have something in their last column don't show what is done about an empty one.
    """
    filled = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
    ends = [row.length for row in rows if not row.cells[-1]]
    usual = Counter(ends).most_common(1)[0][0] if ends else len(cells)
    return max(filled, usual)


def head_of(listing: PaperList, entry: Entry) -> list[str]:
    """Return the head and delimiter lines of the table that *entry* is a row of."""
    outline = listing.outlines[entry.file]
    if 0 <= entry.container < len(outline.blocks):
        first = outline.blocks[entry.container].first
        return [outline.lines[first - 1], outline.lines[first]]
    return []
