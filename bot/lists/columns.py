"""What goes into the cells of a row: a template per column, by its neighbours and its head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.lists import style
from bot.lists.anatomy import dissect
from bot.lists.constants import ABOUT_OTHERS, constants_of
from bot.lists.escape import list_text, table_cell
from bot.lists.fields import find_fields
from bot.lists.identity import split_title, title_key, words
from bot.lists.labels import is_tag
from bot.lists.links import find_links
from bot.lists.template import read_template
from bot.lists.titles import title_of
from bot.lists.votes import Pool
from classifier.paper import Paper

_TITLE_HEAD = re.compile(r"title|paper|论文|标题|name|work|method", re.IGNORECASE)
_REMARK = 60  # characters
_NAME_HEAD = re.compile(
    r"(?:short )?name|acronym|abbr\w*\.?|model|method|名称|模型|方法|简称", re.IGNORECASE
)
# A cross alone is none: it may be an answer, which nobody looked for.
_PLACEHOLDERS = ("-", "--", "—", "–", "N/A", "n/a", "TBD", "/", "\\")


def cells_for(
    paper: Paper, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], int]:
    """Return *paper*'s cells below the heads *columns*, as in *rows*, and which has the title.

    All rows have as many cells as there are columns; the nearest row comes first.
    """
    title_column = _title_column(columns, rows)
    titles = [title_of(row[title_column]) for row in rows]
    cells = [
        _name_cell(paper, columns[n], [row[n] for row in rows], titles)
        or _cell(paper, columns[n], [row[n] for row in rows], is_title=n == title_column)
        for n in range(len(columns))
    ]
    return cells, title_column


def _title_column(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the column with the titles: by its cells first, then by its head."""
    scores: Counter[int] = Counter()
    for number, name in enumerate(columns):
        scores[number] += bool(_TITLE_HEAD.search(name)) * len(rows)
        scores[number] += sum(map(_titles_in, {row[number] for row in rows}))
    return scores.most_common(1)[0][0]


def _titles_in(cell: str) -> int:
    """Return how surely *cell* holds a title: 2 for a linked one, 1 for a few words."""
    anatomy = dissect(cell)
    if anatomy.main is not None and not is_tag(cell[slice(*anatomy.main.label)]):
        return 2
    return int(anatomy.title is not None and len(words(cell)) > 2)  # noqa: PLR2004


def holds_titles(column: Sequence[str]) -> bool:
    """Whether most cells of *column* read like titles, and like different ones."""
    return 2 * sum(map(bool, map(_titles_in, set(column)))) > len(column)


def _cell(paper: Paper, head: str, column: Sequence[str], *, is_title: bool) -> str:
    """Return *paper*'s cell below *head* for a *column* of neighbours, nearest first."""
    constants = constants_of(column)
    templates = tuple(read_template(cell, constants, with_title=is_title) for cell in column)
    pool = Pool(templates, ())
    if is_title:
        return _title_cell(paper, pool)
    remarks = 2 * sum(map(_is_remark, column)) > len(column)
    known = any(column) and not remarks and not ABOUT_OTHERS.search(head)
    filled = style.write_cell(paper, pool) if known else ""
    if filled and style.is_balanced(filled):
        return _piped(filled)
    return _missing(column)


def _is_remark(cell: str) -> bool:
    """Whether *cell* says more than dates, people and links can: it may name some in passing."""
    known = [(field.start, field.end) for field in find_fields(cell)]
    known += [(link.start, link.end) for link in find_links(cell)]
    return len(cell) - sum(end - start for start, end in known) > _REMARK


def _missing(column: Sequence[str]) -> str:
    """Return what *column* holds where there is nothing to tell.

    Where all other cells hold links, that is also a word or sign in most of them, such as "null";
    but no venue or date, which is told of a paper.
    """
    cell, count = Counter(column).most_common(1)[0]
    others = [one for one in column if one != cell]
    linked = bool(others) and all(map(find_links, others)) and not find_links(cell)
    if 2 * count >= len(column) and linked and not find_fields(f" {cell} "):
        return cell
    empty = [one for one in column if not one or one in _PLACEHOLDERS]
    return Counter(empty).most_common(1)[0][0] if empty else ""


def _name_cell(paper: Paper, head: str, column: Sequence[str], titles: Sequence[str]) -> str:
    """Return the cell of a column that holds the short names of the *titles*; "" for any other.

    It is written as the nearest name is: bold, in code, in brackets.
    """
    name, _ = split_title(paper.title)
    known = [
        (cell, short)
        for cell, title in zip(column, titles, strict=True)
        if (short := split_title(title)[0]) and title_key(cell) == title_key(short)
    ]
    named = len(known) > 1 or (known and len(column) == 1) or _NAME_HEAD.fullmatch(head.strip("* "))
    if not name or not named:
        return ""
    cell, short = known[0] if known else ("", "")
    text = table_cell(name)
    return cell.replace(short, text) if short and short in cell else text


def _title_cell(paper: Paper, pool: Pool) -> str:
    """Return the cell with the title; the title alone where no neighbour shows how."""
    named = tuple(template for template in pool.near if template.has("title"))
    filled = style.write_cell(paper, Pool(named, ())) if named else ""
    _, rest = split_title(paper.title)
    named_in = any(list_text(title) in filled for title in (paper.title, rest))
    if named_in and style.is_balanced(filled, (paper.title, rest)):
        return _piped(filled)
    return table_cell(paper.title)


def _piped(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text)
