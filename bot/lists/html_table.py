"""Rows of HTML tables: the tags of the nearest row, its cells filled column by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.lists.columns import cells_for, holds_titles
from bot.lists.escape import html_text, list_text
from bot.lists.identity import split_title
from bot.lists.nouns import Entry
from bot.lists.reading import PaperList
from bot.lists.titles import MOST_CHARS
from classifier.paper import Paper

_ROW = re.compile(r"\s*<tr\b[^<>]*>", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>\s*$", re.IGNORECASE)
_OPEN = re.compile(r"<t[dh]\b[^<>]*>\s*", re.IGNORECASE)
_CLOSE = re.compile(r"\s*</t[dh]\s*>", re.IGNORECASE)


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
    spans = list(zip(opens, closes, strict=False))
    well = len(opens) == len(closes) and all(start <= end for start, end in spans)
    apart = all(one[1] < other[0] for one, other in pairwise(spans))
    return spans if well and apart else []


def has_titles(entries: Sequence[Entry]) -> bool:
    """Whether the rows *entries*, of one table, have a column of titles, where a new one can go."""
    rows = [[entry.text[start:end] for start, end in _cells(entry.text)] for entry in entries]
    width = len(rows[0])
    alike = [row for row in rows if len(row) == width]
    return any(holds_titles(column) for column in zip(*alike, strict=True))


def html_row_writer(
    listing: PaperList, near: Sequence[Entry], first: Entry
) -> Callable[[Paper], str]:
    """Return what writes a paper as an HTML row like the nearest of *near*, which are whole.

    *first* is the first entry of their table; the row above it names the columns.
    """
    model = near[0].text
    spans = _cells(model)
    heads = _heads(listing, first, len(spans))
    rows = [
        [entry.text[start:end] for start, end in found]
        for entry in near
        if len(found := _cells(entry.text)) == len(spans)
    ]

    def write(paper: Paper) -> str:
        cells, titles = cells_for(paper, heads, rows)
        cells = [_as_html(cell, paper) for cell in cells]
        if not any(paper.id in cell for cell in cells):
            link = f'<a href="https://arxiv.org/abs/{paper.id}">{html_text(paper.title)}</a>'
            cells[titles] = link
        text = model
        for (start, end), cell in reversed(list(zip(spans, cells, strict=True))):
            text = text[:start] + cell + text[end:]
        return text

    return write


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
    _, rest = split_title(paper.title)
    for text in (paper.title, rest, *paper.authors):
        if text and (marked := list_text(text)) != html_text(text):
            cell = cell.replace(marked.replace("|", "\\|"), html_text(text))
    return cell
