"""The lines that came with entries of ours: the head of a table goes with the last of its rows.

So does the date above entries. A head unlike every other table's was edited by a person, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.lists import Entry, PaperList
from bot.placing import is_bare_date
from classifier.papers import ArxivId

HEAD = 2
"""Lines of a table's head: its cells and the dashes below."""
DATE_HEAD = 1
"""Lines above the first entry of a day: the item with the date."""
Gap = tuple[int, int]
"""How many lines an insert put above and below its entry: blank ones, and the head of a table."""
_Rows = Sequence[tuple[ArxivId, Entry]]
_Table = tuple[str, int]


def head_lines(listing: PaperList, entry: Entry) -> int:
    """Return how many lines stand as a head above the table or day that *entry* is in; else 0."""
    if entry.kind == "row":
        return HEAD
    if entry.kind != "item" or not entry.depth:
        return 0
    outline = listing.outlines[entry.file]
    block = outline.blocks[entry.container]
    own = "\n".join(outline.lines[block.first - 1 : block.last]).rstrip().split("\n")
    tight = all(line.strip() for line in own)
    return DATE_HEAD if tight and is_bare_date(outline.lines[block.first - 2]) else 0


def row_gaps(
    listing: PaperList, going: _Rows, gaps: Mapping[ArxivId, Gap]
) -> Mapping[ArxivId, Gap]:
    """Return the gaps to take out with those of *going* in Markdown tables or under a date.

    None while other rows stay; else what came with the table goes, above its first row and below
    its last one.
    """
    found: dict[ArxivId, Gap] = {}
    for table, rows in _by_table(listing, going).items():
        found |= {name: (0, 0) for name, _ in rows}
        above, below = _most(gaps[name] for name, _ in rows)
        head = head_lines(listing, rows[0][1])
        if above >= head and _count(listing, table) == len(rows) and _is_copy(listing, table):
            ordered = sorted(rows, key=lambda row: row[1].line)
            found[ordered[0][0]] = (above, 0)
            last = ordered[-1][0]
            found[last] = (found[last][0], below)
    return found


def heirs(
    listing: PaperList, gone: Mapping[ArxivId, Gap], left: Mapping[ArxivId, Gap]
) -> Mapping[ArxivId, Gap]:
    """Return new gaps for those of *left* that stand in a table which *gone* rows had brought."""
    staying = _by_table(listing, [*_entries(listing, left)])
    found: dict[ArxivId, Gap] = {}
    for table, rows in _by_table(listing, [*_entries(listing, gone)]).items():
        gap = _most(gone[name] for name, _ in rows)
        if any(gap) and table in staying:
            heir = staying[table][0][0]
            found[heir] = _most([gap, left[heir]])
    return found


def _most(gaps: Iterator[Gap] | Sequence[Gap]) -> Gap:
    every = [*gaps]
    return max(above for above, _ in every), max(below for _, below in every)


def _entries(listing: PaperList, names: Mapping[ArxivId, Gap]) -> Iterator[tuple[ArxivId, Entry]]:
    for entry in listing.entries:
        for name in entry.arxiv_ids:
            if name in names:
                yield name, entry


def _by_table(listing: PaperList, entries: _Rows) -> dict[_Table, list[tuple[ArxivId, Entry]]]:
    tables: dict[_Table, list[tuple[ArxivId, Entry]]] = {}
    for name, entry in entries:
        if head_lines(listing, entry):
            tables.setdefault((entry.file, entry.container), []).append((name, entry))
    return tables


def _count(listing: PaperList, table: _Table) -> int:
    file, container = table
    blocks = listing.outlines[file].blocks
    return sum(block.kind in ("row", "item") and block.parent == container for block in blocks)


def _is_copy(listing: PaperList, table: _Table) -> bool:
    """Whether another table has the same head; a bare date is like any other."""
    file, container = table
    if listing.outlines[file].blocks[container].kind == "list":
        return True
    heads = [
        (head, (name, number))
        for name, outline in listing.outlines.items()
        for number, block in enumerate(outline.blocks)
        if block.kind == "table" and (head := outline.lines[block.first - 1 : block.first + 1])
    ]
    own = next((head for head, which in heads if which == (file, container)), None)
    return any(head == own for head, which in heads if which != (file, container))
