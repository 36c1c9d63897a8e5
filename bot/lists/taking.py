"""Taking entries out again and moving them, as exact lines: the reverse of an insertion.

The guard is the same, run backwards: putting the lines back must give what was there. Which entries
may be touched, the caller knows; a line that carries `paper-bot: ignore` never is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.lists.document import Document
from bot.lists.edit import Refusal, plan
from bot.lists.guard import fault
from bot.lists.inserts import Insert, apply_inserts
from bot.lists.nouns import Entry
from bot.lists.reading import PaperList, read_list
from classifier.paper import ArxivId, Paper, SectionId

_MOVABLE = ("item", "row", "paragraph", "html-row")
Gap = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """The *documents* without some entries, what was taken, and what could not be and why.

    The places in *lines* are those in *documents*, so that these inserts put everything back.
    """

    documents: Mapping[str, Document]
    lines: tuple[Insert, ...] = ()
    refused: tuple[Refusal, ...] = ()


def entry_of(listing: PaperList, arxiv_id: ArxivId) -> Entry | str:
    """Return the one entry that is the paper *arxiv_id* alone, or why there is none."""
    found = [entry for entry in listing.entries if arxiv_id in entry.arxiv_ids]
    if len(found) != 1:
        return "it stands there several times" if found else "it is not in the list"
    [entry] = found
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
    """Return how many blank lines an insert puts above and below its text."""
    above = next((n for n, line in enumerate(insert.lines) if line.strip()), 0)
    below = next((n for n, line in enumerate(reversed(insert.lines)) if line.strip()), 0)
    return above, below


def take_out(listing: PaperList, wanted: Mapping[ArxivId, Gap]) -> Taken:
    """Return *listing* without the entries *wanted*, and without the blank lines of their gaps."""
    refused, entries = [], []
    for arxiv_id in wanted:
        entry = entry_of(listing, arxiv_id)
        if isinstance(entry, str):
            refused.append(Refusal(arxiv_id, entry))
        else:
            entries.append((arxiv_id, entry))
    taken = _without(listing, entries, wanted)
    if _why_not(listing, taken) is not None:
        sound = []
        for arxiv_id, entry in entries:
            if why := _why_not(listing, _without(listing, [(arxiv_id, entry)], wanted)):
                refused.append(Refusal(arxiv_id, why))
            else:
                sound.append((arxiv_id, entry))
        taken = _without(listing, sound, wanted)
        if why := _why_not(listing, taken):
            refused += [Refusal(arxiv_id, why) for arxiv_id, _ in sound]
            taken = Taken(listing.documents)
    return replace(taken, refused=tuple(refused))


def _why_not(listing: PaperList, taken: Taken) -> str | None:
    found = fault(read_list(taken.documents), taken.lines, listing.documents)
    return found.why if found else None


def _without(
    listing: PaperList, entries: Sequence[tuple[ArxivId, Entry]], gaps: Mapping[ArxivId, Gap]
) -> Taken:
    documents = dict(listing.documents)
    order = {name: n for n, name in enumerate(documents)}
    ordered = sorted(entries, key=lambda pair: (order[pair[1].file], pair[1].line))
    inserts: list[Insert] = []
    gone = dict.fromkeys(documents, 0)
    for arxiv_id, entry in ordered:
        document = documents[entry.file]
        start, end = _span(listing, entry, gaps[arxiv_id])
        start, end = start - gone[entry.file], end - gone[entry.file]
        lines = tuple(line.rstrip("\r\n") for line in document.lines[start:end])
        text = text_of(listing, entry)
        inserts.append(Insert(entry.file, start, lines, arxiv_id, entry.section, text, entry.kind))
        documents[entry.file] = _cut(document, start, end)
        gone[entry.file] += end - start
    return Taken(documents, tuple(inserts))


def _span(listing: PaperList, entry: Entry, gap: Gap) -> tuple[int, int]:
    """Return the line indices of *entry* with those blank lines of its *gap* that are there."""
    lines = listing.documents[entry.file].lines
    start, end = entry.line - 1, entry.end
    while end - 1 > start and not lines[end - 1].strip():
        end -= 1
    above, below = gap
    # Blank lines that another entry has come to lean on stay with that one.
    leaned_on = end < len(lines) and bool(lines[end].strip())
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
    listing: PaperList, paper: Paper, section: SectionId, gap: Gap
) -> tuple[Mapping[str, Document], Gap] | str:
    """Return *listing* with the very lines of *paper* in *section*, or why that cannot be.

    Their place there is that of a new entry. The new gap comes with them.
    """
    taken = take_out(listing, {paper.id: gap})
    if taken.refused:
        return taken.refused[0].why
    [old] = taken.lines
    between = read_list(taken.documents)
    edit = plan(between, [(paper, section)])
    if edit.refused:
        return edit.refused[0].why
    [new] = edit.inserts
    if new.kind != old.kind:
        return "the entries of that section have another form (a table, a list)"
    above, below = gap_of(new)
    lines = ("",) * above + tuple(old.text.split("\n")) + ("",) * below
    moved = replace(new, lines=lines, text=old.text)
    after = apply_inserts(between.documents, [moved])
    found = fault(between, [moved], after)
    return found.why if found else (after, (above, below))
