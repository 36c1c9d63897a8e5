"""Cells of a new row, column by column, in tables of Markdown and of HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.anatomy import (
    ABOUT_OTHERS,
    Entry,
    arxiv_ids,
    constants_of,
    find_fields,
    find_links,
    led_to_arxiv,
    title_key,
    title_of,
    words,
    write_authors,
)
from bot.entries import style
from bot.entries.alignment import (
    ENOUGH,
    HTML_TAG,
    Example,
    Known,
    example_of,
    holds_names,
    holds_titles,
    html_cells,
    is_badge,
    masked,
    named_in,
    parts_of_row,
    people_in,
    split_name,
    takes_papers,
    titles_in,
)
from bot.entries.template import HABIT, Pool, Template, as_html
from bot.entries.template_reader import read_template
from bot.lists import Beside, Count, PaperList, counts_of
from bot.markdown import html_text, is_balanced, table_cell
from classifier.papers import ArxivId, Paper

_TITLE_HEAD = re.compile(r"title|paper|论文|标题|name|work|method", re.IGNORECASE)
_NO_ID, _UNTOLD = ArxivId("0000.00000"), "untold" * 20
"""What stands for the id of a row that has none; and for a title behind its name, so long that no
name is like the whole."""
_REMARK = 60  # characters
_TELLING = 4  # words that tell one title from another
_NAME_HEAD = re.compile(
    r"(?:short )?name|acronym|abbr\w*\.?|model|method|名称|模型|方法|简称", re.IGNORECASE
)
# A cross alone is none: it may be an answer, which nobody looked for.
_DASHES = ("-", "--", "—", "–")
PLACEHOLDERS = (*_DASHES, "N/A", "n/a", "TBD", "null", "?", "/", "\\")
"""What cells hold where there is nothing to tell."""
_NONE = ("none", "null", "n/a", "na")
"""What a cell says where others have a link and the paper has none."""
_ANSWERS = ("no", "yes", "×", "✗", "❌", "✓", "✔", "✅")
"""What a cell answers; nobody looked for the answer of a new paper."""


@dataclass(frozen=True, slots=True)
class Column:
    """The cells below one head: of the rows *near* the new one, and of tables with the same head.

    The nearest comes first. A table of few rows has those of the others among its own.
    """

    head: str
    nearest: tuple[Example, ...]
    farther: tuple[Example, ...]

    @property
    def near(self) -> tuple[str, ...]:
        """The texts of the nearest cells."""
        return tuple(example.text for example in self.nearest)

    @property
    def far(self) -> tuple[str, ...]:
        """The texts of the farther cells."""
        return tuple(example.text for example in self.farther)


Cells = Sequence[Example]
"""A row: each cell beside what is known of its paper."""


def columns_of(heads: Sequence[str], near: Sequence[Cells], far: Sequence[Cells]) -> list[Column]:
    """Return the columns of a table; the rows have as many cells as it has *heads*."""
    if len(near) < ENOUGH:
        near, far = [*near, *far] or [[Example("")] * len(heads)], ()
    return [
        Column(head, tuple(row[n] for row in near), tuple(row[n] for row in far))
        for n, head in enumerate(heads)
    ]


def cells_for(paper: Paper, columns: Sequence[Column]) -> tuple[list[str], int]:
    """Return *paper*'s cells in *columns*, and which has the title, or the name in its place."""
    known = _are_known(columns)
    columns = columns if known else _supposed(columns)
    cells, home = _cells(paper, columns, known=known)
    return _with_name(paper, cells, columns), home


def _supposed(columns: Sequence[Column]) -> list[Column]:
    """Return *columns* of rows whose papers are known by what stands in the title's column."""
    home = _title_column(columns)
    named = holds_names(columns[home].near)

    def supposed(rows: Sequence[Cells]) -> list[Cells]:
        papers = [row[home].paper or _shown(row, home, named=named) for row in rows]
        return [
            [replace(cell, paper=paper) for cell in row]
            for row, paper in zip(rows, papers, strict=True)
        ]

    near, far = (
        supposed([*zip(*cells, strict=True)])
        for cells in ([c.nearest for c in columns], [c.farther for c in columns])
    )
    return [
        Column(column.head, tuple(row[n] for row in near), tuple(row[n] for row in far))
        for n, column in enumerate(columns)
    ]


def _shown(row: Cells, home: int, *, named: bool) -> Paper | None:
    """Return the paper of a *row* by its title, or by the name that is all it is called by."""
    title = named_in(row[home].text) if named else title_of(row[home].text)
    ids = (id_ for cell in row for id_ in arxiv_ids(cell.text))
    known = Paper(id=next(ids, _NO_ID), title=f"{title}: {_UNTOLD}" if named else title)
    return known if title and not people_in(title) else None


def _with_name(paper: Paper, cells: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Return *cells*; if none says which paper it is, one below a head such as "Method" does.

    It does where others have their names there, and not what many share.
    """
    name = split_name(paper.title)[0] or paper.title
    result = list(cells)
    if set(words(name)[:_TELLING]) <= set(words(" ".join(cells))):
        return result
    for n, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        is_open = cell in ("", *PLACEHOLDERS) and _NAME_HEAD.fullmatch(column.head.strip(" *_"))
        if (
            is_open
            and 2 * len({*column.near} - {"", *PLACEHOLDERS}) > len(column.near)
            and any(
                near.paper and near.text.strip(" *_`") == split_name(near.paper.title)[0] != ""
                for near in column.nearest
            )
        ):
            result[n] = table_cell(name)
            break
    return result


def _are_known(columns: Sequence[Column]) -> bool:
    """Whether the papers of most near rows are known, so that no cell need be guessed at."""
    rows = columns[0].nearest
    return 2 * sum(cell.paper is not None for cell in rows) > len(rows)


def _cells(paper: Paper, columns: Sequence[Column], *, known: bool) -> tuple[list[str], int]:
    """Return *paper*'s cells, made as those of the others are, and which has the title.

    Where the others are not *known*, remarks show nothing, and a head tells where names go. One
    without a name goes by its authors where some names are those of people.
    """
    pools = [_pool(column) for column in columns]
    by_venue = any(template.names_venue for pool in pools for template in pool.near)
    titled, named = (
        [sum(template.has(slot) for template in pool.near) for pool in pools]
        for slot in ("title", "short")
    )
    most = titled if any(titled) else named
    home = most.index(max(most)) if any(most) else _title_column(columns)
    titles = any(template.has("title") for pool in pools for template in (*pool.near, *pool.far))
    name = split_name(paper.title)[0]
    if not (titles or name) and (people := _authors(paper, columns[home])):
        paper = replace(paper, title=people)
    written = []
    for n, (column, pool) in enumerate(zip(columns, pools, strict=True)):
        placed = replace(pool, by_venue=by_venue, titled=titles or n != home)
        tells = _tells(column) and (known or n == home or not _is_remarks(column))
        cell = style.write_cell(paper, placed) if tells else ""
        if n != home and _is_rest(cell, name, column):
            cell = ""
        sound = bool(cell) and is_balanced(cell, style.words_of(paper, pool.near))
        by_head = not known and n != home and _NAME_HEAD.fullmatch(column.head.strip("* "))
        written.append(_piped(cell) if sound else table_cell(name) if by_head else "")
    if not written[home] and titled[home]:
        written[home] = table_cell(paper.title)
    cells = [
        cell or _missing(column.near, others=columns)
        for cell, column in zip(_once(written, columns), columns, strict=True)
    ]
    return cells, home


def _tells(column: Column) -> bool:
    """Whether what stands in *column* is about the paper, and not about the people behind it."""
    return any(column.near) and not ABOUT_OTHERS.search(column.head)


def _pool(column: Column) -> Pool:
    """Return how the cells of *column* are made; without metadata none is read as a title."""
    constants = constants_of([masked(cell) for cell in column.nearest if cell.paper])

    def read(cells: Sequence[Example]) -> tuple[Template, ...]:
        return tuple(read_template(cell, constants, with_title=bool(cell.paper)) for cell in cells)

    pool = Pool(read(column.nearest), read(column.farther))
    if any(template.has("title") or template.has("short") for template in pool.near):
        near, far = ([cell for cell in c if cell.paper] for c in (column.nearest, column.farther))
        return Pool(read(near), read(far))
    return pool


def _once(cells: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Return *cells* with a link that several hold in one only, unless other rows repeat theirs.

    It stays under the head that has a word of its label ("Paper"), else in the first column.
    """
    result = list(cells)
    for cell in {cell for cell in cells if cells.count(cell) > 1 and find_links(cell)}:
        places = [n for n, other in enumerate(cells) if other == cell]
        rows = zip(*(columns[n].near for n in places), strict=True)
        if any(row[0] and len(set(row)) == 1 for row in rows):
            continue
        label = set(words(cell[: cell.find("(")]))
        home = next((n for n in places if label & set(words(columns[n].head))), places[0])
        for n in places:
            result[n] = cell if n == home else ""
    return result


def _title_column(columns: Sequence[Column]) -> int:
    """Return the column with the titles: by its cells first, then by its head."""
    scores: Counter[int] = Counter()
    for number, column in enumerate(columns):
        scores[number] += bool(_TITLE_HEAD.search(column.head)) * len(column.near)
        scores[number] += sum(
            {title_key(named_in(cell)): titles_in(cell) for cell in column.near}.values()
        )
    best = scores.most_common(1)[0][0]
    if not holds_titles(columns[best].near):
        return next((n for n, column in enumerate(columns) if holds_names(column.near)), best)
    return best


def _authors(paper: Paper, column: Column) -> str:
    """Return *paper*'s authors as the nearest title of *column* names some: "Byron et al."."""
    forms = (
        people_in(name) for cell in column.near + column.far for name in (named_in(cell), cell)
    )
    form = next(filter(None, forms), "")
    return write_authors(form, paper.authors) if form else ""


def _is_remarks(column: Column) -> bool:
    """Whether most cells of *column* say more than dates, people and links can."""
    return 2 * sum(map(_is_remark, column.near)) > len(column.near)


def _is_rest(cell: str, name: str, column: Column) -> bool:
    """Whether *cell* is what is left of others' words: a tag, or the paper's *name* and a stop."""
    if find_links(cell) or "<img" in cell:
        return False
    text = HTML_TAG.sub("", cell).strip(" .:")
    if not text:
        return bool(HTML_TAG.search(cell))
    filled = [other for other in column.near if other]
    return text == name and 2 * sum(map(_is_remark, filled)) > len(filled)


def _is_remark(cell: str) -> bool:
    """Whether *cell* says more than those: it may name some in passing."""
    known = [(field.start, field.end) for field in find_fields(cell)]
    known += [(link.start, link.end) for link in find_links(cell)]
    return len(cell) - sum(end - start for start, end in known) > _REMARK


def _missing(column: Sequence[str], *, others: Sequence[Column]) -> str:
    """Return what *column* holds where there is nothing to tell, else what the *others* do.

    Where all other cells hold links, that is also a word or sign in most of them, such as "null";
    but no venue or date, which is told of a paper. So is "None" wherever all else are links.
    """
    bare = Counter(text for text in column if not find_links(text))
    if len(bare) == 1 and (word := next(iter(bare))).casefold() in _NONE:
        return word
    filled = [text for text in column if text and text.casefold() not in _ANSWERS]
    cell, count = Counter(filled or [""]).most_common(1)[0]
    unlike = [text for text in filled if text != cell]
    linked = bool(unlike) and all(map(find_links, unlike)) and not find_links(cell)
    often = 2 * count >= len(column) or (len(filled) == len(column) and count >= HABIT)
    if often and linked and not find_fields(f" {cell} "):
        return cell
    if empty := [text for text in column if not text or text in PLACEHOLDERS]:
        return Counter(empty).most_common(1)[0][0]
    empty = [text for other in others for text in other.near if not text or text in PLACEHOLDERS]
    usual = Counter(empty).most_common(1)[0][0] if empty else ""
    return usual if usual in _DASHES else ""


def _piped(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text)


# --- Rows of Markdown tables: pipes, blanks and width as their neighbours have them.
#
# What stands in the cells, `columns.py` knows.

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


# --- Rows of HTML tables, and items of HTML lists: tags as most near ones have them.
#
# What stands between the tags is filled column by column.


def _badge(near: Sequence[Entry], rows: Sequence[Sequence[str]], n: int, paper: Paper) -> str:
    """Return the cell *n* of the nearest row with the id of *paper*, if most have a badge there."""
    shown = [is_badge(entry, row, n) for entry, row in zip(near, rows, strict=True)]
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
    count = len(html_cells(near[0].text))
    models = [entry for entry in near if len(parts_of_row(entry.text)) == 2 * count + 1]
    alike = [parts_of_row(entry.text) for entry in models]
    near_rows = [part[1::2] for part in alike]
    examples = [
        [*map(example_of(entry, known).part, row)]
        for entry, row in zip(models, near_rows, strict=True)
    ]
    heads = _html_table_heads(listing, first, count)
    rows = [parts_of_row(entry.text)[1::2] for entry in beside.rows]
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


def _usual(pieces: Sequence[str]) -> str:
    """Return the piece that is most common, the nearest of several."""
    return Counter(pieces).most_common(1)[0][0]


def _html_table_heads(listing: PaperList, first: Entry, count: int) -> list[str]:
    """Return the cells of the row above *first*, if it has *count* of them and is no entry."""
    if first.kind == "html-item":
        return [""] * count
    outline = listing.outlines[first.file]
    above = [row for row in outline.rows if row.last < first.line]
    if above:
        text = "\n".join(outline.lines[above[-1].first - 1 : above[-1].last])
        heads = [text[start:end] for start, end in html_cells(text)]
        if len(heads) == count:
            return heads
    return [""] * count
