"""The proof of an edit, read again from the result: it only inserts, or changes what may follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from types import MappingProxyType

from bot.anatomy import MARKER, Entry, arxiv_ids, find_links
from bot.core.month_names import BEGINNINGS
from bot.editing.content_guard import (
    brought_headings,
    cells_fault,
    content_fault,
    parts_a_pair,
    widths_of,
    without_new_dates,
)
from bot.editing.upkeep import LINE, counter_spans, stamps_in, written_as
from bot.entries import HTML_KINDS
from bot.lists import PaperList, Section, read_list
from bot.markdown import (
    BOM,
    STARTS,
    Block,
    Change,
    Document,
    Insert,
    Kind,
    Outline,
    Rendering,
    Upkeep,
    anchor,
    plain_heading,
    raw_blocks,
    render,
)
from bot.placing import is_bare_date
from classifier.papers import ArxivId, Paper, SectionId

_GAINS = {
    "item": ("item", {"item", "list", "paragraph"}),
    "row": ("row", {"row", "table", "head"}),
    "paragraph": ("paragraph", {"paragraph"}),
    "html-row": ("row", {"row"}),
    "html-item": ("item", {"item", "list", "paragraph"}),
    "fold": ("paragraph", {"paragraph", "list", "item", "quote", "code"}),
    "titled": ("heading", {"heading", "paragraph", "list", "item", "quote", "code"}),
}
"""What an entry is shown as, and what else may come with it."""
_WITH_HEADING = {"heading", "paragraph", "list"}
_COUNTED: tuple[Kind, ...] = ("heading", "item", "row")
_LINKS = {"link", "image"}
_UNKNOWN: Mapping[ArxivId, Paper] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an edit is refused, and which of its papers are to blame; () when nobody can tell."""

    why: str
    guilty: tuple[ArxivId, ...] = ()


def fault(
    listing: PaperList,
    inserts: Sequence[Insert],
    after: Mapping[str, Document],
    *,
    renumbered: bool = False,
    papers: Mapping[ArxivId, Paper] | None = _UNKNOWN,
) -> Fault | None:
    """Return what is wrong with *after* as the outcome of *inserts* into *listing*, or None.

    The list is read and shown once more, however many papers there are. Where numbers of
    *listing* were moved up for the inserts (*renumbered*), its lists may start with another one.
    What the inserts claim is held against the metadata of their *papers*, as far as it is known;
    None says that a person wrote them, and then it is not judged.
    """
    for name, document in listing.documents.items():
        here = [insert for insert in inserts if insert.file == name]
        if why := lines_fault(document, here, after.get(name)):
            return Fault(why)
    if not inserts:
        return None
    again = read_list(after, like=listing)
    known = without_new_dates(listing, inserts, again)
    return (
        _reading_fault(listing, inserts, known)
        or _rendering_fault(listing, inserts, again, renumbered=renumbered)
        or (None if papers is None else _content_fault(listing, inserts, papers))
    )


def _content_fault(
    listing: PaperList, inserts: Sequence[Insert], papers: Mapping[ArxivId, Paper]
) -> Fault | None:
    """Each insert is whole by itself, tells nothing of another paper, and parts no pair."""
    single = [
        (insert.arxiv_id, why)
        for insert in inserts
        if (why := content_fault(listing, insert, inserts, papers.get(insert.arxiv_id)))
    ]
    single += [
        (insert.arxiv_id, "stands between another entry and what belongs to that one")
        for insert in inserts
        if parts_a_pair(listing, insert)
    ]
    if not single:
        return None
    return Fault(f"{single[0][0]} {single[0][1]}", tuple(dict.fromkeys(key for key, _ in single)))


def lines_fault(before: Document, inserts: Sequence[Insert], after: Document | None) -> str | None:
    """Return what differs but the lines of *inserts*, told without the code that put them in."""
    if after is None:
        return f"{before.name} is gone"
    by_place: dict[int, list[str]] = {}
    for insert in inserts:
        by_place.setdefault(insert.at, []).extend(insert.lines)
    expected: list[str] = []
    for at, line in enumerate((*before.lines, "")):
        expected += [*by_place.get(at, ()), line.rstrip("\r\n")]
    if [line.rstrip("\r\n") for line in after.lines] != expected[:-1]:
        return "other lines than the inserted ones differ"
    return _endings_fault(before, after)


def _endings_fault(before: Document, after: Document) -> str | None:
    """Find each old line among the new ones, in order, with its ending."""
    remaining = iter(after.lines)
    for number, line in enumerate(before.lines, 1):
        last = number == len(before.lines) and not line.endswith(("\r", "\n"))
        if not any(other == line or (last and other.rstrip("\r\n") == line) for other in remaining):
            return f"line {number} lost its ending"
    return None


def _reading_fault(listing: PaperList, inserts: Sequence[Insert], again: PaperList) -> Fault | None:
    if not read_alike(listing.sections, again.sections):
        return Fault(_heading_fault(listing.sections, again.sections))
    lost, gained = difference(listing.entries, again.entries)
    if lost:
        return Fault(f"another entry reads differently: {lost[0].text[:80]!r}")
    wanted = Counter((insert.section, insert.arxiv_id) for insert in inserts)
    brought = {insert.arxiv_id: arxiv_ids("\n".join(insert.lines)) for insert in inserts}
    for entry in gained:
        hits = [key for arxiv_id in entry.arxiv_ids if wanted[key := (entry.section, arxiv_id)]]
        if not hits:
            return Fault(f"reads as an entry that was not asked for: {entry.text[:80]!r}")
        owner = hits[0][1]
        if any(arxiv_id not in brought[owner] for arxiv_id in entry.arxiv_ids):
            return Fault(f"{owner} would take in the lines of another paper below it", (owner,))
        wanted[hits[0]] -= 1
    missing = tuple(dict.fromkeys(arxiv_id for (_, arxiv_id), count in wanted.items() if count))
    if missing:
        return Fault(f"{missing[0]} does not read as an entry of its section", missing)
    return None


def _heading_fault(before: Sequence[Section], after: Sequence[Section]) -> str:
    """Say which heading is a section only before, with its line, or only after."""
    old, new = (Counter(each.path[-1] for each in some if each.path) for some in (before, after))
    lost, message = old - new, "the headings read differently"
    for section in before:
        if section.path and lost[section.path[-1]]:
            where = f"{section.path[-1][:80]!r} ({section.file}, line {section.line})"
            return f"{message}: {where} would be no section any more"
    gained = next(iter(new - old), "")
    return f"{message}: {gained[:80]!r} would become a section" if gained else message


def read_alike(before: Sequence[Section], after: Sequence[Section]) -> bool:
    """Whether the sections are the same; one of contents may be so no more, once it has papers."""
    return len(before) == len(after) and all(
        (old.path, old.level, old.closed) == (new.path, new.level, new.closed)
        and old.contents >= new.contents
        for old, new in zip(before, after, strict=True)
    )


_Key = tuple[SectionId, str, str, tuple[ArxivId, ...]]


def difference(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that are gone, and those that are new."""
    old, new = Counter(map(_key, before)), Counter(map(_key, after))
    lost, gained = old - new, new - old
    return list(_of(lost, before)), list(_of(gained, after))


def _of(keys: Counter[_Key], entries: Iterable[Entry]) -> Iterator[Entry]:
    left = Counter(keys)
    for entry in entries:
        if left[key := _key(entry)] > 0:
            left[key] -= 1
            yield entry


def _key(entry: Entry) -> _Key:
    return entry.section, entry.kind, entry.text, entry.arxiv_ids


def _rendering_fault(
    listing: PaperList, inserts: Sequence[Insert], again: PaperList, *, renumbered: bool
) -> Fault | None:
    """Each paper is one more item, with its links and no more; all else is shown as before."""
    for name in {insert.file for insert in inserts}:
        here = [insert for insert in inserts if insert.file == name]
        parts = [(insert, blocks) for insert, blocks in _blocks_of(here, again.outlines[name])]
        widths = widths_of(again.outlines[name], {insert.text for insert in here})
        single = [
            (insert.arxiv_id, why)
            for insert, blocks in parts
            if (why := _own_fault(insert, blocks)) or (why := cells_fault(insert, blocks, widths))
        ]
        if single:
            return Fault(f"{single[0][0]} {single[0][1]}", tuple(key for key, _ in single))
        free = renumbered or any(map(_begins, here))
        old = Rendering.of(listing.outlines[name].lines, renumbered=free)
        new = Rendering.of(again.outlines[name].lines, renumbered=free)
        if why := _whole_fault(parts, old, new, _raw_tags(listing, here)):
            return Fault(f"{here[0].arxiv_id} {why}" if len(here) == 1 else why)
    return None


def _begins(insert: Insert) -> bool:
    """Whether a list that counts down may start with the number of *insert*."""
    match = MARKER.match(insert.text) if insert.kind == "item" else None
    return bool(match and match["number"] and int(match["number"]) > 1)


_Part = tuple[Insert, Sequence[Block]]


def _blocks_of(inserts: Sequence[Insert], outline: Outline) -> Iterator[_Part]:
    """Yield each insert with the blocks that begin in its lines."""
    spans, shift = [], 0
    for insert in inserts:
        first = insert.at + shift + 1
        shift += len(insert.lines)
        spans.append(range(first, first + len(insert.lines)))
    begun: dict[int, list[Block]] = {number: [] for span in spans for number in span}
    for block in outline.blocks:
        if block.first in begun:
            begun[block.first].append(block)
    for insert, span in zip(inserts, spans, strict=True):
        yield insert, [block for number in span for block in begun[number]]


def _own_fault(insert: Insert, blocks: Sequence[Block]) -> str | None:
    """Return what is wrong with the lines of one insert, taken by themselves."""
    main, allowed = _GAINS[insert.kind]
    kinds = {block.kind for block in blocks}
    if insert.heading:
        allowed = allowed | _WITH_HEADING
    # At the top of a block quote, the quote begins with the new line; none more is gained.
    quoted: set[Kind] = {"quote"} if insert.text.lstrip().startswith(">") else set()
    if kinds - allowed - quoted or (insert.kind in HTML_KINDS and kinds):
        return "changes how other parts are rendered"
    main_blocks = [block for block in blocks if block.kind == main]
    depth = min((block.depth for block in main_blocks), default=0)
    count = sum(block.depth == depth for block in main_blocks)
    if insert.kind == "html-item":
        count = int(insert.text.lstrip().lower().startswith("<li"))
    if insert.kind == "html-row":
        count = insert.text.lower().count("<tr")
    if insert.kind == "fold":
        count = insert.text.lower().count("<details")
    if count != 1 and not (main == "paragraph" and count == 0):
        return f"renders as {count} more {main}s, not one"
    return _links_fault(insert) or _frame_fault(insert)


def _frame_fault(insert: Insert) -> str | None:
    """Allow an item nothing but blank lines around its text, and one date right above it.

    New headings stand above both; the reading of the whole list tells what they are.
    """
    item = insert.text.split("\n")
    around = list(insert.lines[len(brought_headings(insert)) :])
    at = next((n for n in range(len(around)) if around[n : n + len(item)] == item), None)
    if insert.kind != "item":
        return None
    if at is None or any(map(str.strip, around[at + len(item) :])):
        return "comes with other lines than its own"
    above = [line for line in around[:at] if line.strip()]
    dated = bool(above) and above == around[at - 1 : at] and is_bare_date(above[0])
    return None if dated or not above else "comes with other lines than a date above it"


def _links_fault(insert: Insert) -> str | None:
    most = _most_links(insert)
    lines = [line.strip() for line in insert.lines]
    shown = Rendering.of(lines)
    if any(shown.shape[kind] > most[kind] for kind in _LINKS):
        return "renders with a link or image that should be text"
    # In raw HTML a bare address is no link, neither here nor in the rows around.
    bare = insert.kind in HTML_KINDS
    links = [link for link in find_links(insert.text) if not (bare and link.start == link.url[0])]
    urls = (insert.text[slice(*link.url)] for link in links)
    linked = any(insert.arxiv_id in arxiv_ids(url) for url in urls)
    if linked and not any(insert.arxiv_id in arxiv_ids(url) for url in shown.targets()):
        return "renders without its link"
    return None


def _most_links(insert: Insert) -> Counter[str]:
    text = insert.text
    head = brought_headings(insert)
    if insert.kind == "row":  # the head of a table may hold links too
        head = tuple(takewhile(lambda line: line != insert.text, insert.lines))
    if head:
        text = "\n".join([*head, text])
    images = text.count("![") + text.lower().count("<img")
    return Counter({"link": len(find_links(text)), "image": images})


def _raw_tags(listing: PaperList, inserts: Iterable[Insert]) -> Counter[str]:
    """Count the tags of blocks in the texts of rows and items that another one of them has, too.

    Such as a `<p>` in a fold that each cell holds: in Markdown they make no block.
    """
    counts: Counter[str] = Counter()
    for insert in inserts:
        if insert.kind not in HTML_KINDS and (tags := raw_blocks(insert.text)):
            alike = (e for e in listing.entries if (e.file, e.kind) == (insert.file, insert.kind))
            if any(raw_blocks(entry.text) == tags for entry in alike):
                counts.update(tags)
    return counts


def _whole_fault(
    parts: Sequence[_Part], old: Rendering, new: Rendering, raw: Counter[str]
) -> str | None:
    """Compare the whole file: what the inserts bring is gained, and nothing else changes.

    The *raw* tags in their texts are shown beside that.
    """
    gain = Counter(new.shape)
    gain.subtract(old.shape)
    gain.subtract(raw)
    allowed = set().union(*(_GAINS[insert.kind][1] for insert, _ in parts)) | _LINKS
    if any(insert.heading for insert, _ in parts):
        allowed |= _WITH_HEADING
    if any(count < 0 or (count and kind not in allowed) for kind, count in gain.items()):
        return "changes how other parts are rendered"
    brought = Counter(block.kind for _, blocks in parts for block in blocks)
    brought["row"] += sum(insert.kind == "html-row" for insert, _ in parts)
    items = (insert.text.lower() for insert, _ in parts if insert.kind == "html-item")
    brought["item"] += sum(text.count("<li") for text in items)
    if any(gain[kind] != brought[kind] for kind in _COUNTED):
        return "changes how other parts are rendered"
    most = sum((_most_links(insert) for insert, _ in parts), Counter[str]())
    if any(gain[kind] > most[kind] for kind in _LINKS):
        return "renders with a link or image that should be text"
    return None if old.is_kept_by(new) else "changes how the lines around it are rendered"


# --- The guard's look at lines of contents: one item more for a new heading, and nothing else.

_GAINED = ("item", "link")


def contents_fault(
    listing: PaperList,
    lines: Sequence[Insert],
    after: Mapping[str, Document],
    brought: Sequence[str],
) -> str | None:
    """Return what is wrong with *after*, *listing*'s files with *lines* of contents; else None.

    Each is a link to a heading that is *brought*, beside another line of contents; the list reads
    as before, and is shown with as many items and links more.
    """
    for line in lines:
        if not _is_line(listing, line, brought):
            return f"{line.text[:80]!r} is no line of contents for a new heading"
    for name, document in listing.documents.items():
        file_lines = [line for line in lines if line.file == name]
        if why := lines_fault(document, file_lines, after.get(name)):
            return why
        if file_lines and (why := _shown_fault(listing, after[name], file_lines)):
            return why
    again = read_list(after, like=listing)
    same = read_alike(listing.sections, again.sections)
    if not same or any(map(bool, difference(listing.entries, again.entries))):
        return "a line of contents changes how the list reads"
    return None


def _is_line(listing: PaperList, line: Insert, brought: Sequence[str]) -> bool:
    match = LINE.fullmatch(line.text)
    lines = listing.outlines[line.file].lines
    beside = lines[max(0, line.at - 1) : line.at + 1]
    return (
        match is not None
        and line.lines == (line.text,)
        and plain_heading(match["label"].replace("\\", "")) in brought
        and match["slug"] in map(anchor, brought)
        and any(LINE.fullmatch(other) for other in beside)
    )


def _shown_fault(listing: PaperList, after: Document, file_lines: Sequence[Insert]) -> str | None:
    old = Rendering.of(listing.outlines[after.name].lines)
    new = Rendering.of(after.text_lines())
    gain = {kind: new.shape[kind] - old.shape[kind] for kind in new.shape.keys() | old.shape.keys()}
    expected = dict.fromkeys(gain, 0) | dict.fromkeys(_GAINED, len(file_lines))
    loose = gain.get("paragraph", 0) in (0, len(file_lines))
    if not loose or gain | {"paragraph": 0} != expected | {"paragraph": 0}:
        return "a line of contents changes how other parts are rendered"
    return None if old.is_kept_by(new) else "changes how the lines around it are rendered"


# --- The guard's look at changed lines: digits and dates that the config allows, and nothing else.

_NUMBER = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3})+", re.ASCII)
_BEFORE_NUMBER = re.compile(r"[ \t>]*")
_BEFORE_CELL = re.compile(r"[ \t]*\|[ \t]*")
# Numbers and months, which may differ before and after.
_MASKED = re.compile(
    r"\d+(?:,\d{3})*(?:st|nd|rd|th)?\b|\d+"
    rf"|\b(?:{BEGINNINGS})[a-z]*",
    re.IGNORECASE,
)


def change_fault(
    listing: PaperList,
    changes: Sequence[Change],
    after: Mapping[str, Document],
    *,
    upkeep: Upkeep,
    inserted: int,
) -> str | None:
    """Return what is wrong with *after*, *listing*'s files with *changes* made; None if nothing.

    Each change has to be one that *upkeep* allows, no number moves by more than the *inserted*
    papers, no word of an entry changes, every other character stays, and the list reads and
    renders as before but for them.
    """
    taken = {(e.file, n) for e in listing.entries for n in range(e.line, e.end + 1)}
    for change in changes:
        inside = change.kind != "number" and (change.file, change.line + 1) in taken
        if inside or not _is_allowed(listing, change, upkeep, inserted):
            return f"line {change.line + 1}: {change.kind} {change.new[:40]!r} is not allowed there"
    for name, document in listing.documents.items():
        file_changes = sorted(change for change in changes if change.file == name)
        if name not in after or list(after[name].lines) != _expected(document, file_changes):
            return "other characters than the allowed ones differ"
    return _meaning_fault(listing, changes, after) if changes else None


def _is_allowed(listing: PaperList, change: Change, upkeep: Upkeep, inserted: int) -> bool:
    outline = listing.outlines[change.file]
    number = change.line + 1
    if number in outline.hidden or listing.left_alone(change.file, number):
        return False
    line = outline.lines[change.line]
    if not 0 <= change.start < change.end <= len(line):
        return False
    old = line[change.start : change.end]
    match change.kind:
        case "stamp":
            day = upkeep.stamp
            return day is not None and any(
                match.span() == (change.start, change.end)
                and then < day
                and written_as(match, day) == change.new
                for match, then in stamps_in(line)
            )
        case "counter":
            is_one = (change.start, change.end) in counter_spans(line)
            return upkeep.counters and is_one and _goes_on(old, change, line, inserted)
        case "number":
            stands = _is_marker(line[: change.start], line[change.end :])
            return upkeep.renumber and stands and _goes_on(old, change, line, inserted)
        case "care":
            return False  # not with papers: `bot.care` has a guard of its own


def _is_marker(before: str, after: str) -> bool:
    """Whether a number stands where that of an item does, or alone in the first cell of a row."""
    if _BEFORE_NUMBER.fullmatch(before) is not None:
        return after[:1] in (".", ")")
    return _BEFORE_CELL.fullmatch(before) is not None and after.lstrip(" \t").startswith("|")


def _goes_on(old: str, change: Change, line: str, inserted: int) -> bool:
    """Whether a whole number is replaced by one that is larger by 1 to *inserted*.

    Where lines go (*inserted* is below 0), by one that is as much smaller.
    """
    around = line[max(0, change.start - 1) : change.start] + line[change.end : change.end + 1]
    if any(char.isdigit() for char in around):
        return False
    if not (_NUMBER.fullmatch(old) and _NUMBER.fullmatch(change.new)):
        return False
    moved = int(change.new.replace(",", "")) - int(old.replace(",", ""))
    return 1 <= moved <= inserted or inserted <= moved <= -1


def _expected(document: Document, changes: Sequence[Change]) -> list[str] | None:
    """Return the lines of *document* with *changes* in order; None when two overlap."""
    if any((a.line, a.end) > (b.line, b.start) for a, b in pairwise(changes)):
        return None
    lines = list(document.lines)
    for change in reversed(changes):
        mark = BOM if change.line == 0 and lines[0].startswith(BOM) else ""
        text = lines[change.line].removeprefix(mark)
        text = f"{text[: change.start]}{change.new}{text[change.end :]}"
        lines[change.line] = mark + text
    return lines


def _meaning_fault(
    listing: PaperList, changes: Sequence[Change], after: Mapping[str, Document]
) -> str | None:
    again = read_list(after, like=listing)
    if list(map(_section_key, listing.sections)) != list(map(_section_key, again.sections)):
        return "the headings read differently"
    if _entry_keys(listing.entries) != _entry_keys(again.entries):
        return "another entry reads differently"
    for name in {change.file for change in changes}:
        old = render(listing.outlines[name].lines)
        if _masked(old) != _masked(render(again.outlines[name].lines)):
            return "changes how other parts are rendered"
    return None


def _section_key(section: Section) -> tuple[object, ...]:
    path = tuple(map(_masked, section.path))
    return section.line, section.last, section.level, path, section.closed, section.contents


def _entry_keys(entries: Iterable[Entry]) -> list[tuple[object, ...]]:
    return [(e.line, e.end, e.section, e.kind, e.arxiv_ids, e.dois, e.urls) for e in entries]


def _masked(text: str) -> str:
    return _MASKED.sub("0", STARTS.sub("<ol>", text))
