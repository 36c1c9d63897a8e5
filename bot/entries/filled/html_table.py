"""Rows of HTML tables: tags as most near rows have them, the cells filled column by column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.anatomy import MOST_CHARS, split_title
from bot.entries.filled.columns import cells_for, columns_of
from bot.entries.forms.naming import takes_papers
from bot.entries.learnt.example import Known, example_of
from bot.lists import Beside, Entry, PaperList, numbered
from bot.markdown import html_text, list_text
from classifier.papers import Paper

_ROW = re.compile(r"\s*<tr\b[^<>]*>", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>\s*$", re.IGNORECASE)
_OPEN = re.compile(r"<t[dh]\b[^<>]*>\s*", re.IGNORECASE)
_CLOSE = re.compile(r"</t[dh]\s*>", re.IGNORECASE)


def is_whole(entry: Entry) -> bool:
    """Whether an HTML row has lines of its own, a single `<tr>`, and closes what it opens."""
    text = entry.text
    return (
        len(text) <= MOST_CHARS
        and _ROW.match(text) is not None
        and _ROW_END.search(text) is not None
        and text.lower().count("<tr") == 1
        and bool(_cells(text))
    )


def _cells(text: str) -> list[tuple[int, int]]:
    """Return where the contents of the cells stand in a row; [] when tags do not match."""
    opens = [match.end() for match in _OPEN.finditer(text)]
    closes = [match.start() for match in _CLOSE.finditer(text)]
    spans = [(one, _end(text, one, other)) for one, other in zip(opens, closes, strict=False)]
    well = len(opens) == len(closes) and all(start <= end for start, end in spans)
    apart = all(one[1] < other[0] for one, other in pairwise(spans))
    return spans if well and apart else []


def _end(text: str, start: int, end: int) -> int:
    """Return where a cell's content ends; a line break before the closing tag is layout."""
    kept = len(text[start:end].rstrip())
    return start + kept if "\n" in text[start + kept : end] else end


def has_place(entries: Sequence[Entry]) -> bool:
    """Whether the rows *entries*, of one table, have a column where a new paper's title can go."""
    rows = [_parts(entry.text)[1::2] for entry in entries]
    return takes_papers([row for row in rows if len(row) == len(rows[0])])


def html_row_writer(
    listing: PaperList,
    near: Sequence[Entry],
    first: Entry,
    *,
    known: Known,
    beside: Beside,
) -> Callable[[Paper], str]:
    """Return what writes a paper as an HTML row like *near*, which are whole, the nearest first.

    *first* is the first entry of their table; the row above it names the columns. Those
    *beside* it tell the number of the new one.
    """
    count = len(_cells(near[0].text))
    parts = [_parts(entry.text) for entry in near]
    alike = [part for part in parts if len(part) == 2 * count + 1]
    examples = [
        [*map(example_of(entry, known).part, part[1::2])]
        for entry, part in zip(near, parts, strict=True)
        if len(part) == 2 * count + 1
    ]
    heads = _heads(listing, first, count)
    columns = columns_of(heads, examples, ())
    frame = [_usual(pieces) for pieces in zip(*(part[::2] for part in alike), strict=True)]

    def write(paper: Paper) -> str:
        cells, titles = cells_for(paper, columns)
        rows = [_parts(entry.text)[1::2] for entry in beside.rows]
        cells = numbered(cells, heads, rows, beside.already)
        cells = [_as_html(cell, paper) for cell in cells]
        if not any(paper.id in cell for cell in cells):
            link = f'<a href="https://arxiv.org/abs/{paper.id}">{html_text(paper.title)}</a>'
            cells[titles] = link
        return "".join(piece + cell for piece, cell in zip(frame, [*cells, ""], strict=True))

    return write


def _parts(text: str) -> list[str]:
    """Return a row in parts: what is between the cells, and every other one what is in them."""
    edges = [0, *(edge for span in _cells(text) for edge in span), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


def _usual(pieces: Sequence[str]) -> str:
    """Return the piece that is most common, the nearest of several."""
    return Counter(pieces).most_common(1)[0][0]


def _heads(listing: PaperList, first: Entry, count: int) -> list[str]:
    """Return the cells of the row above *first*, if it has *count* of them and is no entry."""
    outline = listing.outlines[first.file]
    above = [row for row in outline.rows if row.last < first.line]
    if above:
        text = "\n".join(outline.lines[above[-1].first - 1 : above[-1].last])
        heads = [text[start:end] for start, end in _cells(text)]
        if len(heads) == count:
            return heads
    return [""] * count


def _as_html(cell: str, paper: Paper) -> str:
    """Return *cell* with the paper's words escaped for HTML, where Markdown is not read."""
    for text in (paper.title, *split_title(paper.title), *paper.authors):
        if text and (marked := list_text(text)) != html_text(text):
            cell = cell.replace(marked.replace("|", "\\|"), html_text(text))
    return cell
