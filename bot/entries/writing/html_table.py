"""Rows of HTML tables, and items of HTML lists: tags as most near ones have them.

What stands between the tags is filled column by column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.anatomy import MOST_CHARS
from bot.entries.aligned.example import Known, example_of
from bot.entries.forms.naming import takes_papers
from bot.entries.writing.columns import cells_for, columns_of
from bot.entries.writing.filling import as_html
from bot.lists import Beside, Entry, PaperList, counts_of
from bot.markdown import html_text, open_ends
from classifier.papers import Paper

HTML_KINDS = ("html-row", "html-item")
"""Entries of raw HTML that stand in a table or list and are written from examples."""
_FRAMES = {
    kind: (re.compile(rf"\s*<{tag}\b[^<>]*>", re.I), re.compile(rf"</{tag}\s*>\s*$", re.I))
    for kind, tag in zip(HTML_KINDS, ("tr", "li"), strict=True)
}
"""How an entry of each kind begins and ends."""
# What parts the texts of an item: lists inside it, lines, paragraphs.
_EDGE = re.compile(r"\s*</?(?:li|ul|ol|p|div|br|details|summary)\b[^<>]*>\s*", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_OPEN = re.compile(r"<t[dh]\b[^<>]*>\s*", re.IGNORECASE)
_CLOSE = re.compile(r"</t[dh]\s*>", re.IGNORECASE)


def is_whole(entry: Entry) -> bool:
    """Whether an entry has lines of its own, and closes what it opens; a row is a single `<tr>`."""
    text = entry.text
    begins, ends = _FRAMES[entry.kind]
    return (
        len(text) <= MOST_CHARS
        and begins.match(text) is not None
        and ends.search(text) is not None
        and (entry.kind == "html-item" or text.lower().count("<tr") == 1)
        and (entry.kind == "html-row" or _is_raw(text))
        and bool(_cells(text))
    )


def _is_raw(text: str) -> bool:
    """Whether *text* is HTML to its end: a blank line would begin Markdown, to be written so."""
    return not open_ends(text, html=True) and all(map(str.strip, text.split("\n")))


def _stretches(text: str) -> list[tuple[int, int]]:
    """Return where the texts between the tags of an item stand."""
    edges = [*(match.span() for match in _EDGE.finditer(text)), (len(text), len(text))]
    between = [(first[1], other[0]) for first, other in pairwise(edges)]
    return [(start, end) for start, end in between if text[start:end].strip()]


def _cells(text: str) -> list[tuple[int, int]]:
    """Return where the contents of the cells stand in a row; [] when tags do not match.

    In an item of a list these are the texts between its tags.
    """
    if _FRAMES["html-item"][0].match(text):
        return _stretches(text)
    opens = [match.end() for match in _OPEN.finditer(text)]
    closes = [match.start() for match in _CLOSE.finditer(text)]
    spans = [(start, _end(text, start, other)) for start, other in zip(opens, closes, strict=False)]
    well = len(opens) == len(closes) and all(start <= end for start, end in spans)
    apart = all(first[1] < other[0] for first, other in pairwise(spans))
    return spans if well and apart else []


def _end(text: str, start: int, end: int) -> int:
    """Return where a cell's content ends; a line break before the closing tag is layout."""
    length = len(text[start:end].rstrip())
    return start + length if "\n" in text[start + length : end] else end


def has_place(entries: Sequence[Entry]) -> bool:
    """Whether the rows *entries*, of one table, have a column where a new paper's title can go."""
    rows = [_parts(entry.text)[1::2] for entry in entries]
    if takes_papers([row for row in rows if len(row) == len(rows[0])]):
        return True
    cells = [(entry, _parts(entry.text)[1::2]) for entry in entries]
    return any(_is_badge(entry, row, n) for entry, row in cells for n in range(len(row)))


def _is_badge(entry: Entry, row: Sequence[str], n: int) -> bool:
    """Whether the cell *n* of *row* shows a picture and no words, and leads to the paper."""
    alone = len(entry.arxiv_ids) == 1 and n < len(row) and entry.arxiv_ids[0] in row[n]
    return alone and "<img" in row[n].lower() and not _TAG.sub("", row[n]).strip()


def _badge(near: Sequence[Entry], rows: Sequence[Sequence[str]], n: int, paper: Paper) -> str:
    """Return the cell *n* of the nearest row with the id of *paper*, if most have a badge there."""
    shown = [_is_badge(entry, row, n) for entry, row in zip(near, rows, strict=True)]
    if 2 * sum(shown) <= len(shown) or not shown[0]:
        return ""
    return re.sub(rf"{re.escape(near[0].arxiv_ids[0])}(?:v\d+)?", paper.id, rows[0][n])


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
    models = [entry for entry in near if len(_parts(entry.text)) == 2 * count + 1]
    alike = [_parts(entry.text) for entry in models]
    near_rows = [part[1::2] for part in alike]
    examples = [
        [*map(example_of(entry, known).part, row)]
        for entry, row in zip(models, near_rows, strict=True)
    ]
    heads = _heads(listing, first, count)
    rows = [_parts(entry.text)[1::2] for entry in beside.rows]
    counts = counts_of(heads, rows, beside.already)
    titled = takes_papers(near_rows)
    columns = columns_of(heads, examples, ())
    frame = [_usual(pieces) for pieces in zip(*(part[::2] for part in alike), strict=True)]

    def write(paper: Paper) -> str:
        cells, titles = cells_for(paper, columns)
        cells = [count.onto(cell) for count, cell in zip(counts, cells, strict=True)]
        badges = [_badge(models, near_rows, n, paper) for n in range(count)]
        cells = [
            badges[n] or (as_html(cell, paper) if titled else "") for n, cell in enumerate(cells)
        ]
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
    if first.kind == "html-item":
        return [""] * count
    outline = listing.outlines[first.file]
    above = [row for row in outline.rows if row.last < first.line]
    if above:
        text = "\n".join(outline.lines[above[-1].first - 1 : above[-1].last])
        heads = [text[start:end] for start, end in _cells(text)]
        if len(heads) == count:
            return heads
    return [""] * count
