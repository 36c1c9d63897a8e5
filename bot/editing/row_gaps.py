"""The lines that came with entries of ours: the head of a table goes with the last of its rows.

So does the date above entries, be it an item or a heading. A head unlike every other table's was
edited by a person, and stays; so does a heading with anything else below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.anatomy import Entry
from bot.lists import PaperList, Section, heading_lines, span_of, year_around
from bot.placing import is_bare_date
from classifier.papers import ArxivId, SectionId

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
    lines = "\n".join(outline.lines[block.first - 1 : block.last]).rstrip().split("\n")
    tight = all(line.strip() for line in lines)
    return DATE_HEAD if tight and is_bare_date(outline.lines[block.first - 2]) else 0


def heading_height(listing: PaperList, entry: Entry) -> int:
    """Return how many lines stand from the date that is the heading of *entry* down to it; else 0.

    None but blank ones and the head of a table may be between, and nothing but entries below. Where
    a year has this month alone, the heading of the year is counted too.
    """
    lines, top = listing.outlines[entry.file].lines, entry.line - 1 - head_lines(listing, entry)
    start = top
    section: Section | None = listing.section(entry.section)
    inside = [section.id] if section else []
    while section and section.line and _is_date(listing, section):
        if any(line.strip() for line in lines[section.last : start]) or section.last > start:
            break
        if not _holds_only(listing, section, inside):
            break
        start = section.line - 1
        section = listing.section(section.parent) if section.parent is not None else None
        inside += [section.id] if section else []
    return entry.line - 1 - start if start < top else 0


def brought(listing: PaperList, entry: Entry, height: int) -> tuple[Section, ...]:
    """Return the sections whose headings are among the *height* lines above *entry*."""
    sections: list[Section] = []
    at: SectionId | None = entry.section
    while at is not None and listing.section(at).line >= max(1, entry.line - height):
        sections.insert(0, listing.section(at))
        at = listing.section(at).parent
    return tuple(sections)


def _is_date(listing: PaperList, section: Section) -> bool:
    return span_of(heading_lines(listing, section), year_around(listing, section)) is not None


def _holds_only(listing: PaperList, section: Section, inside: Sequence[SectionId]) -> bool:
    """Whether *section* holds entries and those *inside*, and nothing else."""
    if any(other.parent in inside and other.id not in inside for other in listing.sections):
        return False
    entries = [entry for section_id in inside for entry in listing.entries_of(section_id)]
    taken = {n for e in entries for n in range(e.line - head_lines(listing, e), e.end + 1)}
    taken |= {n for section_id in inside for n in _span_of_heading(listing.section(section_id))}
    areas, lines = listing.maps[section.file], listing.outlines[section.file].lines
    ends = [start for start in areas.starts if start > max(listing.section(i).last for i in inside)]
    end = min(ends, default=len(lines) + 1)
    return not any(lines[n - 1].strip() and n not in taken for n in range(section.line, end))


def _span_of_heading(section: Section) -> range:
    return range(section.line, section.last + 1)


def row_gaps(
    listing: PaperList, going: _Rows, gaps: Mapping[ArxivId, Gap]
) -> Mapping[ArxivId, Gap]:
    """Return the gaps to take out with those of *going* in Markdown tables or under a date.

    None while other rows stay; else what came with the table goes, above its first row and below
    its last one.
    """
    result: dict[ArxivId, Gap] = {}
    for rows in _by_heading(listing, going, gaps).values():
        ordered = sorted(rows, key=lambda row: row[1].line)
        above, below = _most(gaps[name] for name, _ in rows)
        if len(rows) == len(listing.entries_of(ordered[0][1].section)):
            result |= {name: (gaps[name][0], 0) for name, _ in ordered}
            result[ordered[0][0]] = (above, 0)
            last = ordered[-1][0]
            result[last] = (result[last][0], below)
        else:
            result |= {name: _without_heading(listing, entry, gaps[name]) for name, entry in rows}
    for table, rows in _by_table(listing, going).items():
        if rows[0][0] in result:
            continue
        result |= {name: (0, 0) for name, _ in rows}
        above, below = _most(gaps[name] for name, _ in rows)
        head = head_lines(listing, rows[0][1])
        if above >= head and _count(listing, table) == len(rows) and _is_copy(listing, table):
            ordered = sorted(rows, key=lambda row: row[1].line)
            result[ordered[0][0]] = (above, 0)
            last = ordered[-1][0]
            result[last] = (result[last][0], below)
    return result


def heirs(
    listing: PaperList, gone: Mapping[ArxivId, Gap], left: Mapping[ArxivId, Gap]
) -> Mapping[ArxivId, Gap]:
    """Return new gaps for those of *left* that stand in a table which *gone* rows had brought."""
    staying = _by_table(listing, [*_entries(listing, left)])
    result: dict[ArxivId, Gap] = {}
    sharing = [*_entries(listing, left)]
    ours = {**left, **gone}
    for section, rows in _by_heading(listing, [*_entries(listing, gone)], ours).items():
        heir = next((name for name, entry in sharing if entry.section == section), None)
        if heir is not None:
            result[heir] = _most([*(gone[name] for name, _ in rows), left[heir]])
    for table, rows in _by_table(listing, [*_entries(listing, gone)]).items():
        gap = _most(gone[name] for name, _ in rows)
        if any(gap) and table in staying:
            heir = staying[table][0][0]
            result[heir] = _most([gap, result.get(heir, left[heir])])
    return result


def _by_heading(
    listing: PaperList, entries: _Rows, gaps: Mapping[ArxivId, Gap]
) -> dict[SectionId, list[tuple[ArxivId, Entry]]]:
    """Return those of *entries* below a heading that came with one of ours, by its section.

    *gaps* are those of all that the bot put there.
    """
    sections: dict[SectionId, list[tuple[ArxivId, Entry]]] = {}
    for name, entry in entries:
        sections.setdefault(entry.section, []).append((name, entry))
    return {
        section: rows
        for section, rows in sections.items()
        if (height := heading_height(listing, listing.entries_of(section)[0]))
        and _most(_ours(listing.entries_of(section), gaps))[0] >= height
    }


def _ours(entries: Sequence[Entry], gaps: Mapping[ArxivId, Gap]) -> Iterator[Gap]:
    return (gaps[name] for entry in entries for name in entry.arxiv_ids if name in gaps)


def _without_heading(listing: PaperList, entry: Entry, gap: Gap) -> Gap:
    """Return the *gap* of an *entry* whose heading stays: for the first the lines below it."""
    entries = listing.entries_of(entry.section)
    if entry.kind == "row":
        return (0, 0)
    if entry != entries[0]:
        blank = entries[entries.index(entry) - 1]
        return (min(gap[0], entry.line - 1 - blank.end), 0)
    return (0, max(0, entries[1].line - 1 - entry.end))


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
    own_head = next((head for head, which in heads if which == (file, container)), None)
    return any(head == own_head for head, which in heads if which != (file, container))
