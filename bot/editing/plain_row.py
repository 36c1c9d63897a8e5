"""A row, or the heading of an entry, that the guard refused, made plain: its title and its link.

The row keeps its cells' places; what was said in the others is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.anatomy import arxiv_ids, find_links, split_title
from bot.editing.guards.fact_guard import told_wrongly
from bot.entries import style
from bot.markdown import html_text, list_text, open_ends
from classifier.papers import Paper

# What parts the cells of a row: a pipe that is not escaped; in HTML, a tag of a cell.
_PIPE = re.compile(r"((?<!\\)\|)")
_INSIDE = re.compile(r"(<t[dh]\b[^<>]*>\s*)(.*?)(\s*</t[dh]\s*>)", re.IGNORECASE | re.DOTALL)
# What may be a neighbour's: anchors and pictures.
_MORE = re.compile(r"\b(?:id|name|src)\s*=|!\[", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6} ")


def plain_row(row: str, paper: Paper) -> str:
    """Return the Markdown *row* of *paper* with its title and link alone in their cells."""
    parts = _PIPE.split(row)
    cells = [n for n in range(0, len(parts), 2) if parts[n].strip() or 0 < n < len(parts) - 1]
    emptied = _emptied([parts[n].strip() for n in cells], paper, html=False)
    link = style.plain_entry(paper).replace("|", "\\|")
    for n, cell in zip(cells, _linked(emptied, paper, link), strict=True):
        parts[n] = f" {cell} " if cell else " "
    return "".join(parts).rstrip() if row == row.rstrip() else "".join(parts)


def plain_html_row(row: str, paper: Paper) -> str:
    """Return the HTML *row* of *paper* with its title and link alone in their cells.

    An item of a list is its linked title alone.
    """
    spans = list(_INSIDE.finditer(row))
    emptied = _emptied([span[2] for span in spans], paper, html=True)
    link = f'<a href="https://arxiv.org/abs/{paper.id}">{html_text(paper.title)}</a>'
    if item := _ITEM.match(row):
        return f"{item[0]}{link}</li>"
    for span, cell in reversed([*zip(spans, _linked(emptied, paper, link), strict=True)]):
        row = row[: span.start(2)] + cell + row[span.end(2) :]
    return row


def plain_heading_entry(text: str, paper: Paper) -> str:
    """Return the entry of *paper* below a heading as that heading alone, with a link."""
    marks = _HEADING.match(text)
    return (marks[0] if marks else "### ") + style.plain_entry(paper)


def _emptied(cells: list[str], paper: Paper, *, html: bool) -> list[str]:
    """Return *cells*, those emptied that say more than the title, or a link to the paper."""
    escape: Callable[[str], str] = html_text if html else list_text
    titles = {escape(part) for part in (paper.title, *split_title(paper.title)) if part}
    return [cell if _is_sound(cell, paper, titles, html=html) else "" for cell in cells]


def _is_sound(cell: str, paper: Paper, titles: set[str], *, html: bool) -> bool:
    ids = arxiv_ids(cell)
    shows = _leads_to(cell, paper) or any(title in cell.replace("\\|", "|") for title in titles)
    return (
        shows
        and set(ids) <= {paper.id}
        and not open_ends(cell, html=html)
        and told_wrongly(cell, paper) is None
        and not _MORE.search(cell)
    )


def _leads_to(cell: str, paper: Paper) -> bool:
    """Whether *cell* holds a link to *paper*; an address in square brackets is none."""
    links = (link for link in find_links(cell) if link.start != link.url[0] or "[" not in cell)
    return any(paper.id in cell[slice(*link.url)] for link in links)


def _linked(cells: list[str], paper: Paper, link: str) -> list[str]:
    """Return *cells* with *link* in the longest one, else the first, where none leads there."""
    if not cells or any(_leads_to(cell, paper) for cell in cells):
        return cells
    at = max(range(len(cells)), key=lambda n: len(cells[n]))
    return [link if n == at else cell for n, cell in enumerate(cells)]
