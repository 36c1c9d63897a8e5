"""An edit planned, proved and applied; and taken out again, which is the same backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from bot.anatomy import Entry
from bot.core.errors import ListError
from bot.editing.guard import Fault, change_fault, contents_fault, fault
from bot.editing.layout import Unplaceable, Without, lay_out
from bot.editing.row_gaps import Gap, brought, head_lines, heading_height, heirs, row_gaps
from bot.editing.upkeep import (
    find_contents,
    find_counters,
    follow_up,
    listed_lines,
    lowered,
    number_like,
    numbered_as,
)
from bot.entries import Known
from bot.lists import NOTHING_SAID, Manners, PaperList, Section, are_remarks, read_list, shelf_of
from bot.markdown import NO_UPKEEP, Change, Document, Insert, Upkeep, apply_changes, apply_inserts
from classifier.papers import ArxivId, Paper, SectionId

__all__ = ["Change", "Edit", "Insert", "Refusal", "Unplaceable", "Upkeep", "apply", "check", "plan"]


# --- An edit as a value: planned paper by paper, applied from the end, guarded before use.
#
# Only insertions exist here, and the digits and dates that the config lets follow them.

_NOTHING: Known = MappingProxyType({})
MOST_TITLE = 500
"""A longer title is no title; arXiv's longest have some 300 characters."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A paper that could not be inserted, and why, in words for the maintainer."""

    arxiv_id: ArxivId
    why: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Documents *before* and *after* an edit that the guard has let pass, as *upkeep* allows."""

    before: Mapping[str, Document]
    after: Mapping[str, Document]
    upkeep: Upkeep


@dataclass(frozen=True, slots=True)
class Edit:
    """What to insert, in the order of the files and lines, and what could not be.

    `changes` are the digits and dates that follow, none unless the config allows them, and
    `contents` the lines of tables of contents for the headings that the inserts bring. The
    `proof` spares a second look at the very same documents; it is no part of the value.
    """

    inserts: tuple[Insert, ...] = ()
    refused: tuple[Refusal, ...] = ()
    changes: tuple[Change, ...] = ()
    contents: tuple[Insert, ...] = ()
    proof: Proof | None = field(default=None, compare=False, repr=False)


def plan(  # noqa: PLR0913 - each is a thing of its own that a caller may know or not
    listing: PaperList,
    additions: Sequence[tuple[Paper, SectionId]],
    *,
    anyway: bool = False,
    upkeep: Upkeep = NO_UPKEEP,
    today: date | None = None,
    manners: Manners = NOTHING_SAID,
    known: Known = _NOTHING,
) -> Edit:
    """Return the edit that adds each paper to its section, in the style and at the place there.

    Every insert has passed the guard: first as its neighbours are made, else in the plain
    style. A paper that passes in neither way, is listed already, or whose section takes
    nothing is in `Edit.refused`; *anyway* adds what is listed once more, and to sections that are
    not for papers, but never to one that is left alone. What *upkeep* allows follows the inserts
    as far as the guard lets it. Where papers stand under the day when they were listed, new ones
    come under *today*, else under the newest day. *manners* are what the config says of
    places. Where the sections inside one are dates, the
    insert names that of the paper's own. What is *known* of listed papers teaches how an entry is
    made of its paper's metadata; without any, the text of the entries does. Raises `KeyError` for a
    section that the list hasn't.
    """
    wanted, refused = _sorted_out(listing, additions, known, anyway=anyway)
    plain: set[ArxivId] = set()
    below_old: set[ArxivId] = set()
    while True:
        inserts, unplaceable = lay_out(
            listing,
            wanted,
            without=Without(plain, below_old),
            known=known,
            today=today,
            manners=manners,
        )
        refused += [Refusal(refusal.arxiv_id, refusal.why) for refusal in unplaceable]
        lost = {refusal.arxiv_id for refusal in unplaceable}
        wanted = [(paper, section) for paper, section in wanted if paper.id not in lost]
        guilty = _guilty(listing, inserts, {paper.id: paper for paper, _ in wanted})
        if not guilty:
            return _kept_up(listing, Edit(inserts, tuple(refused)), upkeep)
        hopeless = [refusal for refusal in guilty if refusal.arxiv_id in plain]
        refused += _by_hand(hopeless, inserts)
        lost = {refusal.arxiv_id for refusal in hopeless}
        wanted = [(paper, section) for paper, section in wanted if paper.id not in lost]
        headed = {insert.arxiv_id for insert in inserts if insert.heading}
        below_old |= headed & {refusal.arxiv_id for refusal in guilty}
        plain |= {refusal.arxiv_id for refusal in guilty} - headed


def _sorted_out(
    listing: PaperList,
    additions: Sequence[tuple[Paper, SectionId]],
    known: Known,
    *,
    anyway: bool,
) -> tuple[list[tuple[Paper, SectionId]], list[Refusal]]:
    wanted: dict[ArxivId, tuple[Paper, SectionId]] = {}
    refused = []
    for paper, wanted_id in additions:
        section = listing.section(shelf_of(listing, wanted_id, paper, known))
        if not anyway and (entry := listing.find(paper)) is not None:
            refused.append(Refusal(paper.id, f"already listed: {entry.file}, line {entry.line}"))
        elif len(paper.title) > MOST_TITLE:
            why = f"its title has {len(paper.title):,} characters; add it by hand"
            refused.append(Refusal(paper.id, why))
        elif what := closed_to(section, listing.entries_of(section.id), anyway=anyway):
            place = f"{section.file}, line {max(1, section.line)}"
            refused.append(Refusal(paper.id, f"the section at {place} {what}; name another one"))
        else:
            wanted.setdefault(paper.id, (paper, wanted_id))
    return list(wanted.values()), refused


def closed_to(section: Section, entries: Sequence[Entry], *, anyway: bool = False) -> str:
    """Return why *section* with its *entries* takes no papers; "" for one that does."""
    if section.closed:
        return "carries paper-bot: ignore"
    if anyway:
        return ""
    if section.contents:
        return "holds the table of contents"
    if section.about:
        return "is about the list and holds no papers"
    return "has remarks in its list and no papers" if are_remarks(entries) else ""


def _by_hand(refused: Iterable[Refusal], inserts: Iterable[Insert]) -> Iterator[Refusal]:
    """Yield *refused* with the place below which each of the *inserts* was to go."""
    places = {insert.arxiv_id: f"{insert.file}, line {insert.at}" for insert in inserts}
    for refusal in refused:
        why = f"it does not fit below {places[refusal.arxiv_id]}: {refusal.why}; add it by hand"
        yield Refusal(refusal.arxiv_id, why)


def _guilty(
    listing: PaperList, inserts: Sequence[Insert], papers: Mapping[ArxivId, Paper]
) -> list[Refusal]:
    """Return the inserts that the guard refuses, and why; [] when all pass together.

    Where the guard cannot tell which, halves are tried: a few looks for each one found.
    """
    problem = fault(listing, inserts, apply_inserts(listing.documents, inserts), papers=papers)
    if problem is None:
        return []
    if problem.guilty:
        return [Refusal(arxiv_id, problem.why) for arxiv_id in problem.guilty]
    if len(inserts) == 1:
        return [Refusal(inserts[0].arxiv_id, problem.why)]
    half = len(inserts) // 2
    guilty = [
        *_guilty(listing, inserts[:half], papers),
        *_guilty(listing, inserts[half:], papers),
    ]
    return guilty or [Refusal(inserts[-1].arxiv_id, problem.why)]


def _kept_up(listing: PaperList, edit: Edit, upkeep: Upkeep) -> Edit:
    """Return *edit*, whose inserts are proved, with as much of *upkeep* as the guard allows."""
    after = apply_inserts(listing.documents, edit.inserts)
    best = replace(edit, proof=Proof(listing.documents, after, NO_UPKEEP))
    if upkeep == NO_UPKEEP:
        return best
    if whole := _followed(listing, edit, upkeep):
        return whole
    so_far = NO_UPKEEP
    for part in (
        Upkeep(renumber=upkeep.renumber),
        Upkeep(counters=upkeep.counters),
        Upkeep(contents=upkeep.contents),
        Upkeep(stamp=upkeep.stamp),
    ):
        if followed := _followed(listing, edit, so_far.also(part)):
            so_far, best = so_far.also(part), followed
    return best


def _followed(listing: PaperList, edit: Edit, upkeep: Upkeep) -> Edit | None:
    """Return *edit* and what follows from it by *upkeep*; None when the guard objects."""
    inserts, changes = follow_up(listing, edit.inserts, upkeep)
    contents = tuple(find_contents(listing, inserts)) if upkeep.contents else ()
    if not (changes or contents) and inserts == edit.inserts and edit.proof is not None:
        return replace(edit, proof=replace(edit.proof, upkeep=upkeep))
    edit = replace(edit, inserts=inserts, changes=changes, contents=contents)
    after = apply(listing.documents, edit)
    if why_unsafe(listing, edit, after, upkeep) is not None:
        return None
    return replace(edit, proof=Proof(listing.documents, after, upkeep))


def why_unsafe(
    listing: PaperList,
    edit: Edit,
    after: Mapping[str, Document],
    upkeep: Upkeep,
    *,
    by_hand: bool = False,
) -> Fault | None:
    """Return what is wrong with *after* as *listing* with *edit* made, None for nothing.

    The changed lines are looked at first, then those of contents, then the insertions between
    them. What a person wrote *by_hand* may say what it likes.
    """
    if edit.changes:
        middle = apply_changes(listing.documents, edit.changes)
        inserted = len(edit.inserts)
        if why := change_fault(listing, edit.changes, middle, upkeep=upkeep, inserted=inserted):
            return Fault(why)
        listing = read_list(middle, like=listing)
    if edit.contents:
        between = apply_inserts(listing.documents, edit.contents)
        brought = [title for insert in edit.inserts for title in insert.heading]
        if not upkeep.contents:
            return Fault("lines of contents are not asked for")
        if why := contents_fault(listing, edit.contents, between, brought):
            return Fault(why)
        listing, edit = read_list(between, like=listing), _below_contents(edit)
    renumbered = any(change.kind == "number" for change in edit.changes)
    papers: Mapping[ArxivId, Paper] | None = None if by_hand else {}
    return fault(listing, edit.inserts, after, renumbered=renumbered, papers=papers)


def _below_contents(edit: Edit) -> Edit:
    """Return *edit* with its inserts where they go once the lines of contents stand."""
    inserts = tuple(
        replace(
            new,
            at=new.at + sum((c.file, c.at <= new.at) == (new.file, True) for c in edit.contents),
        )
        for new in edit.inserts
    )
    return replace(edit, inserts=inserts, contents=())


def apply(documents: Mapping[str, Document], edit: Edit) -> dict[str, Document]:
    """Return *documents* with the lines of *edit* inserted and its digits and dates changed."""
    changed = apply_changes(documents, edit.changes)
    return apply_inserts(changed, (*edit.contents, *edit.inserts))


def check(
    before: Mapping[str, Document],
    edit: Edit,
    after: Mapping[str, Document],
    *,
    upkeep: Upkeep = NO_UPKEEP,
) -> None:
    """Raise `ListError` unless *after* is *before* and exactly the entries of *edit*.

    The lines differ only by the inserted ones, and by digits and dates that *upkeep* allows;
    read again, the list has exactly one more entry per insert, with the right id in the right
    section; GitHub's parser shows one more item each.
    """
    proof = edit.proof
    allowed = proof is not None and proof.upkeep.also(upkeep) == upkeep
    if proof is not None and allowed and (proof.before, proof.after) == (before, after):
        return
    if problem := why_unsafe(read_list(before), edit, after, upkeep):
        names = ", ".join(before)
        raise ListError(f"{names}: the edit is not safe: {problem.why}; nothing was changed")


# --- Taking entries out again and moving them, as exact lines: the reverse of an insertion.
#
# The guard is the same, run backwards: putting the lines back must give what was there. Which
# entries may be touched, the caller knows; a line that carries `paper-bot: ignore` never is.

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
        if part != NO_UPKEEP and (removal := _counted_back(listing, entries, gaps, part)):
            return removal
    taken = _without(listing, entries, gaps)
    return _why_not(listing, taken) or taken


def _counted_back(
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
