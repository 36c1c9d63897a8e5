"""Taking entries out again and moving them, as exact lines: the reverse of an insertion.

The guard is the same, run backwards: putting the lines back must give what was there. Which entries
may be touched, the caller knows; a line that carries `paper-bot: ignore` never is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.editing.edit import Refusal, apply, plan, why_unsafe
from bot.editing.following.contents import listed_lines
from bot.editing.following.counters import find_counters
from bot.editing.following.numbers import lowered, number_like, numbered_as
from bot.editing.guards.change_guard import change_fault
from bot.editing.guards.contents_guard import contents_fault
from bot.editing.guards.guard import fault
from bot.editing.row_gaps import Gap, brought, head_lines, heading_height, heirs, row_gaps
from bot.lists import NOTHING_SAID, Entry, Manners, PaperList, Section, read_list
from bot.markdown import NO_UPKEEP, Change, Document, Insert, Upkeep, apply_changes
from classifier.papers import ArxivId, Paper, SectionId

_MOVABLE = ("item", "row", "paragraph", "fold", "html-row", "html-item")
_NONE: Mapping[ArxivId, Gap] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Taken:
    """The *documents* without some entries, what was taken, and what could not be and why.

    The places in *lines* are those in *documents*, so that these inserts put everything back.
    *gaps* are new for entries that stay: the head of a table goes with the last of our rows.
    *headings* are the sections that went with the last of theirs.
    """

    documents: Mapping[str, Document]
    lines: tuple[Insert, ...] = ()
    refused: tuple[Refusal, ...] = ()
    gaps: Mapping[ArxivId, Gap] = field(default_factory=dict)
    headings: tuple[Section, ...] = ()

    def section(self, section_id: SectionId) -> SectionId | None:
        """Return what was *section_id* in the `documents`; None for one whose heading is gone.

        Sections are numbered in the order of their headings.
        """
        gone = [heading.id for heading in self.headings]
        if section_id in gone:
            return None
        return SectionId(section_id - sum(removed < section_id for removed in gone))


def entry_of(listing: PaperList, arxiv_id: ArxivId) -> Entry | str:
    """Return the one entry that is the paper *arxiv_id* alone, or why there is none."""
    entries = [entry for entry in listing.entries if arxiv_id in entry.arxiv_ids]
    if len(entries) != 1:
        return "it stands there several times" if entries else "it is not in the list"
    [entry] = entries
    if len(entry.arxiv_ids) > 1:
        return "its line names other papers too"
    if entry.ignored or listing.section(entry.section).closed:
        return "it carries paper-bot: ignore"
    if entry.kind not in _MOVABLE:
        return "it is no line of its own"
    return entry


def text_of(listing: PaperList, entry: Entry) -> str:
    """Return all lines of *entry*, nested ones too, without the last line's ending."""
    lines = listing.outlines[entry.file].lines[entry.line - 1 : entry.end]
    last = max(n for n, line in enumerate(lines, 1) if line.strip() or n == 1)
    return "\n".join(lines[:last])


def gap_of(insert: Insert) -> Gap:
    """Return how many lines an insert puts above and below its text."""
    below = next((n for n, line in enumerate(reversed(insert.lines)) if line.strip()), 0)
    return len(insert.lines) - below - len(insert.text.split("\n")), below


def take_out(
    listing: PaperList,
    wanted: Mapping[ArxivId, Gap],
    ours: Mapping[ArxivId, Gap] = _NONE,
    *,
    upkeep: Upkeep = NO_UPKEEP,
) -> Taken:
    """Return *listing* without the entries *wanted*, and without the lines of their gaps.

    *ours* are all that the bot put there: a table's gap passes to a row of these that stays.
    As far as *upkeep* allows, counters of papers and the numbers below go back by what is taken.
    """
    refused, entries = [], []
    for arxiv_id in wanted:
        entry = entry_of(listing, arxiv_id)
        if isinstance(entry, str):
            refused.append(Refusal(arxiv_id, entry))
        else:
            entries.append((arxiv_id, entry))
    gaps = {**ours, **wanted}
    taken = _taken(listing, entries, gaps, upkeep)
    if isinstance(taken, str):
        sound = []
        for pair in entries:
            alone = _taken(listing, [pair], gaps, upkeep)
            if isinstance(alone, str):
                refused.append(Refusal(pair[0], alone))
            else:
                sound.append(pair)
        taken = _taken(listing, sound, gaps, upkeep)
        if isinstance(taken, str):
            refused += [Refusal(arxiv_id, taken) for arxiv_id, _ in sound]
            taken = Taken(listing.documents)
    if upkeep.contents and taken.headings:
        taken = _without_contents(listing, taken)
    gone = {insert.arxiv_id: wanted[insert.arxiv_id] for insert in taken.lines}
    left = {name: gap for name, gap in ours.items() if name not in gone}
    return replace(taken, refused=tuple(refused), gaps=heirs(listing, gone, left))


def _without_contents(listing: PaperList, taken: Taken) -> Taken:
    """Return *taken* without the lines of contents for its headings, if nothing else changes."""
    places = [
        (file, at - sum(_height(line, at) for line in taken.lines if line.file == file))
        for file, at in listed_lines(listing, taken.headings)
    ]
    documents = dict(taken.documents)
    lines: list[Insert] = []
    for file, at in sorted(places, reverse=True):
        line = documents[file].lines[at].rstrip("\r\n")
        above = sum(other < at for name, other in places if name == file)
        lines.insert(0, Insert(file, at - above, (line,), ArxivId(""), SectionId(0), line))
        documents[file] = _cut(documents[file], at, at + 1)
    brought = [heading.path[-1] for heading in taken.headings]
    if contents_fault(read_list(documents), lines, taken.documents, brought):
        return taken
    back = tuple(
        replace(line, at=line.at - sum((f, n < line.at) == (line.file, True) for f, n in places))
        for line in taken.lines
    )
    return replace(taken, documents=documents, lines=back)


def _height(insert: Insert, line: int) -> int:
    """Return how many lines *insert* takes away above the index *line* of contents."""
    return len(insert.lines) if insert.at < line else 0


_Named = tuple[ArxivId, Entry]


def _taken(
    listing: PaperList, entries: Sequence[_Named], gaps: Mapping[ArxivId, Gap], upkeep: Upkeep
) -> Taken | str:
    """Return *listing* without *entries*, or why not; numbers follow as far as their guard lets."""
    numbers, counters = Upkeep(renumber=upkeep.renumber), Upkeep(counters=upkeep.counters)
    for part in dict.fromkeys((numbers.also(counters), numbers, counters)):
        if part != NO_UPKEEP and (removal := _followed(listing, entries, gaps, part)):
            return removal
    taken = _without(listing, entries, gaps)
    return _why_not(listing, taken) or taken


def _followed(
    listing: PaperList, entries: Sequence[_Named], gaps: Mapping[ArxivId, Gap], upkeep: Upkeep
) -> Taken | None:
    """Return *listing* without *entries* and with what counts them put back; None if it cannot."""
    changes: list[Change] = []
    if upkeep.counters:
        changes += find_counters(listing, _without(listing, entries, gaps).lines, gone=True)
    if upkeep.renumber:
        changes += lowered(listing, [entry for _, entry in entries])
    changes = sorted(set(changes))
    documents = apply_changes(listing.documents, changes)
    inserted = -len(entries)
    if not changes or change_fault(listing, changes, documents, upkeep=upkeep, inserted=inserted):
        return None
    again = read_list(documents, like=listing)
    by_line = {(entry.file, entry.line): entry for entry in again.entries}
    moved = [(name, by_line[entry.file, entry.line]) for name, entry in entries]
    taken = _without(again, moved, gaps)
    return None if _why_not(again, taken) else taken


def _why_not(listing: PaperList, taken: Taken) -> str | None:
    without = read_list(taken.documents, like=listing)
    problem = fault(without, taken.lines, listing.documents, papers=None)
    return problem.why if problem else None


def _without(listing: PaperList, entries: Sequence[_Named], gaps: Mapping[ArxivId, Gap]) -> Taken:
    documents = dict(listing.documents)
    gaps = {**gaps, **row_gaps(listing, entries, gaps)}
    order = {name: n for n, name in enumerate(documents)}
    ordered = sorted(entries, key=lambda pair: (order[pair[1].file], pair[1].line))
    inserts: list[Insert] = []
    headings: list[Section] = []
    gone = dict.fromkeys(documents, 0)
    for arxiv_id, entry in ordered:
        document = documents[entry.file]
        start, end = _span(listing, entry, gaps[arxiv_id])
        came = brought(listing, entry, entry.line - 1 - start)
        headings += came
        start, end = start - gone[entry.file], end - gone[entry.file]
        lines = tuple(line.rstrip("\r\n") for line in document.lines[start:end])
        text = text_of(listing, entry)
        inserts.append(Insert(entry.file, start, lines, arxiv_id, entry.section, text, entry.kind))
        documents[entry.file] = _cut(document, start, end)
        gone[entry.file] += end - start
    taken = Taken(documents, headings=tuple(headings))
    back = tuple(_put_back(listing, taken, insert) for insert in inserts)
    return replace(taken, lines=back)


def _put_back(listing: PaperList, taken: Taken, insert: Insert) -> Insert:
    """Return *insert* with its section as *taken* has it, or the headings that it brings."""
    titles: list[str] = []
    section = listing.section(insert.section)
    while section.id in {heading.id for heading in taken.headings}:
        titles.insert(0, section.path[-1])
        if section.parent is None:
            root = listing.maps[section.file].sections[0].id
            return replace(insert, section=taken.section(root) or root, heading=tuple(titles))
        section = listing.section(section.parent)
    now = taken.section(section.id)
    return replace(insert, section=section.id if now is None else now, heading=tuple(titles))


def _span(listing: PaperList, entry: Entry, gap: Gap) -> tuple[int, int]:
    """Return the line indices of *entry* with those blank lines of its *gap* that are there."""
    lines = listing.documents[entry.file].lines
    start, end = entry.line - 1, entry.end
    while end - 1 > start and not lines[end - 1].strip():
        end -= 1
    above, below = gap
    head = head_lines(listing, entry)
    whole = bool(head) and above >= head
    if whole:
        start, above = start - head, above - head
    if (height := heading_height(listing, entry)) and above + entry.line - 1 - start >= height:
        above -= height - (entry.line - 1 - start)
        start, whole = entry.line - 1 - height, True
    # Blank lines that another entry has come to lean on stay with that one.
    leaned_on = not whole and end < len(lines) and bool(lines[end].strip())
    if not leaned_on and _blank(lines[max(0, start - above) : start], above):
        start -= above
    if _blank(lines[end : end + below], below):
        end += below
    return start, end


def _blank(lines: Sequence[str], count: int) -> bool:
    return len(lines) == count and not any(line.strip() for line in lines)


def _cut(document: Document, start: int, end: int) -> Document:
    """Return *document* without some lines; a file without a final newline keeps none."""
    lines = [*document.lines[:start], *document.lines[end:]]
    bare = not document.lines[-1].endswith(("\r", "\n"))
    if bare and lines and end == len(document.lines):
        lines[-1] = lines[-1].rstrip("\r\n")
    return Document(document.name, tuple(lines))


def move(
    listing: PaperList,
    paper: Paper,
    section: SectionId,
    ours: Mapping[ArxivId, Gap],
    *,
    upkeep: Upkeep = NO_UPKEEP,
    manners: Manners = NOTHING_SAID,
) -> tuple[Mapping[str, Document], Mapping[ArxivId, Gap]] | str:
    """Return *listing* with the very lines of *paper* in *section*, or why that cannot be.

    Their place there is that of a new entry, and so is the number of an item. *ours* are the gaps
    of all that the bot put there; those that change come with the outcome. With the *upkeep* that
    renumbers, the numbers around follow, here and there.
    """
    upkeep = Upkeep(renumber=upkeep.renumber)
    taken = take_out(listing, {paper.id: ours.get(paper.id, (0, 0))}, ours, upkeep=upkeep)
    if taken.refused:
        return taken.refused[0].why
    [old] = taken.lines
    between = read_list(taken.documents, like=listing)
    there = taken.section(section)
    if there is None:
        return "the heading of that section went with this entry"
    edit = plan(between, [(paper, there)], upkeep=upkeep, manners=manners)
    if edit.refused:
        return edit.refused[0].why
    [new] = edit.inserts
    if new.kind != old.kind:
        return "the entries of that section have another form (a table, a list)"
    above, below = gap = gap_of(new)
    entry = entry_of(listing, paper.id)
    number = "" if isinstance(entry, str) else number_like(listing, entry, new)
    text = numbered_as(old.text, number)
    lines = new.lines[:above] + tuple(text.split("\n")) + ("",) * below
    edit = replace(edit, inserts=(replace(new, lines=lines, text=text),))
    after = apply(between.documents, edit)
    problem = why_unsafe(between, edit, after, upkeep, by_hand=True)
    return problem.why if problem else (after, {**taken.gaps, paper.id: gap})
