"""Reading a list: where entries begin and end, and which paper each names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.anatomy import (
    Entry,
    EntryKind,
    Facts,
    arxiv_ids,
    copied_ids,
    is_long,
    is_tag,
    naming_of,
    split_title,
    tell_of_one_paper,
    title_key,
    words,
)
from bot.lists.paper_index import Identities, Named
from bot.lists.sections import (
    FRAGMENT,
    IGNORE,
    PICTURE,
    Section,
    SectionMap,
    Titled,
    describe,
    folded,
    map_sections,
    part_titled,
)
from bot.markdown import (
    BOLD_LEVEL,
    Block,
    Document,
    Outline,
    definitions_of,
    plain_heading,
    read_outline,
    referred,
)
from classifier.papers import ArxivId, Paper, SectionId

# --- What texts say of papers, and where a file names one besides its entries.
#
# Facts are worked out once for the readings before and after an edit: they are what functions of
# the text alone return, and prove as much as asking again. Mentions teach no style and take no
# place; whoever looks for a paper finds it there.

_TEXTS = ("paragraph", "heading", "code", "table", "item")


class FactBook:
    """The facts of the texts of one reading; what an *older* one found is not looked for again."""

    def __init__(self, older: Mapping[str, Facts]) -> None:
        self._older = older
        self.found: dict[str, Facts] = {}

    def of(self, text: str) -> Facts:
        """Return the facts of *text*."""
        facts = self.found.get(text) or self._older.get(text)
        if facts is None:
            mentions, copies = arxiv_ids(text), copied_ids(text)
            ids = tuple(dict.fromkeys((*mentions, *copies))) if copies else mentions
            facts = Facts(text, mentions, ids)
        self.found[text] = facts
        return facts


def find_mentions(outline: Outline, sections: SectionMap, entries: Sequence[Entry]) -> list[Entry]:
    """Return the paragraphs with an address, and the lines of HTML with one or with an item."""
    taken = {n for entry in entries for n in range(entry.line, entry.end + 1)} | outline.hidden
    taken |= {n for h in outline.headings for n in range(h.first, h.last + 1)}
    spans = [*_paragraphs(outline), *_html(outline)]
    return [
        Entry(
            file=outline.document.name,
            line=first,
            end=last,
            section=sections.sections[sections.at(first)].id,
            kind="mention",
            text="\n".join(outline.lines[first - 1 : last]),
        )
        for first, last in spans
        if first not in taken
    ]


def _paragraphs(outline: Outline) -> Iterator[tuple[int, int]]:
    for block in outline.blocks:
        if block.kind == "paragraph" and any(
            "://" in outline.lines[n - 1] for n in range(block.first, block.last + 1)
        ):
            yield block.first, block.last


def _html(outline: Outline) -> Iterator[tuple[int, int]]:
    texts = {n for b in outline.blocks if b.kind in _TEXTS for n in range(b.first, b.last + 1)}
    for number, line in enumerate(outline.lines, 1):
        if number not in texts and "<" in line and ("://" in line or "<li" in line):
            yield number, number


# --- Which blocks of a file are entries, of which section: items, rows, paragraphs, HTML,
# headings.
#
# A view only: code, comments, tables of contents and prose are passed over.

_BADGE_LINE = re.compile(r"\s*(?:\[?!\[[^\n]*)")
# How a paragraph begins that is an entry: "**Title", "3. [Title", "<a", ":gem: <b>Title".
_ENTRY_START = re.compile(
    r"[>\s]*(?:\d+[.)]\s*)?(?::[a-z0-9_+-]+:\s*(?=<b>|\*\*))?(?:\*\*|__|[\"“«*_~•·]|\[(?!!)|<a\b|<b>)"
)
_ONLY_PICTURE = re.compile(r"\s*!\[[^\[\]\n]*\]\([^()\n]*\)\s*")
_TASK = re.compile(r"\[[ xX]\]\s")
_LINKED_ITEM = re.compile(r"\s*[-*+]\s+[*_]*\[[^\[\]]{20,}\]\(")
_MOST_DETAILS = 15  # lines below the title of an item


class _Candidate(NamedTuple):
    kind: EntryKind
    first: int
    own_last: int
    last: int
    container: int = -1
    depth: int = 0


def find_entries(
    outline: Outline, sections: SectionMap, titled: Sequence[Titled], book: FactBook
) -> list[Entry]:
    """Return the entries of a file, in the order of their first lines.

    What stands below a *titled* heading belongs to the paper it names. *book* tells what is said
    of papers.
    """
    names = {folded(heading.text) for heading in (*outline.headings, *outline.titled)}
    inside = {n for part in titled for n in range(part.heading.first, part.last + 1)}
    every = [*_items(outline), *_rows_and_paragraphs(outline), *_html_entries(outline)]
    candidates = [candidate for candidate in every if candidate.first not in inside]
    candidates += map(_titled, titled)
    definitions = definitions_of(outline)
    result = []
    for candidate in sorted(candidates, key=lambda c: (c.first, c.own_last)):
        if candidate.first in outline.hidden:
            continue
        text = "\n".join(outline.lines[candidate.first - 1 : candidate.own_last])
        far = referred(text, definitions)
        if _is_entry(candidate.kind, text, names, book) or _names_afar(candidate.kind, far):
            section = sections.sections[sections.at(candidate.first)].id
            naming = naming_of(candidate.kind, text)
            facts = book.of(f"{naming}\n{far}" if far else naming)
            result.append(_entry(outline.document.name, candidate, section, text, facts))
    return _with_lists_below(result, outline)


def _titled(part: Titled) -> _Candidate:
    if part.is_fold:
        return _Candidate("fold", part.heading.first, part.last, part.last)
    # Headings of one level are entries of one kind; no block has such an index.
    container = -1 - part.heading.level
    return _Candidate("titled", part.heading.first, part.last, part.last, container)


def _with_lists_below(entries: list[Entry], outline: Outline) -> list[Entry]:
    """Return *entries*, each paragraph among them reaching over the list right below it.

    A list that names no paper itself tells about the one above; nothing belongs in between.
    """
    lists = {block.first: block.last for block in outline.blocks if block.kind == "list"}
    result = []
    for at, entry in enumerate(entries):
        below = entry.end + 1
        while below <= len(outline.lines) and not outline.lines[below - 1].strip():
            below += 1
        last = lists.get(below, 0)
        alone = at + 1 == len(entries) or entries[at + 1].line > entry.end + 1
        belongs = entry.kind == "paragraph" and alone and _tells_more(entries, at + 1, last)
        result.append(replace(entry, end=last) if belongs else entry)
    return result


def _tells_more(entries: Sequence[Entry], at: int, last: int) -> bool:
    """Whether a list that ends on line *last* holds no entry, from index *at*, with a paper."""
    while at < len(entries) and entries[at].line <= last:
        if _names_paper(entries[at]):
            return False
        at += 1
    return last > 0


def _names_paper(entry: Entry) -> bool:
    return bool(entry.arxiv_ids or entry.dois or entry.urls)


def _entry(file: str, candidate: _Candidate, section: SectionId, text: str, facts: Facts) -> Entry:
    """Return the entry that tells *facts*, in its text and in the addresses far from it."""
    return Entry(
        file=file,
        line=candidate.first,
        end=candidate.last,
        section=section,
        kind=candidate.kind,
        text=text,
        arxiv_ids=facts.arxiv_ids,
        facts=facts,
        container=candidate.container,
        depth=candidate.depth,
        ignored=IGNORE.search(text) is not None,
    )


def _is_entry(kind: EntryKind, text: str, headings: set[str], book: FactBook) -> bool:
    facts = book.of(text)
    if kind == "titled" or facts.mentions:
        return kind != "paragraph" or not _ONLY_PICTURE.fullmatch(text)
    if kind in ("heading", "html"):
        return False
    if kind in ("paragraph", "html-row", "html-item"):
        return bool(facts.urls) and (kind != "paragraph" or _starts_like_entry(text))
    leads_inside = FRAGMENT.search(text) is not None
    if "://" in (PICTURE.sub("", text) if leads_inside else text) or facts.dois or facts.arxiv_ids:
        return True
    if leads_inside:
        return False
    words = folded(plain_heading(_TASK.sub("", text.lstrip(" \t>-*+|"))))
    return is_long(words) and words not in headings


def _names_afar(kind: EntryKind, far: str) -> bool:
    """Whether an item, row or paragraph is an entry by the addresses that it refers to."""
    return bool(far) and ((kind == "item" and "://" in far) or bool(arxiv_ids(far)))


def _starts_like_entry(text: str) -> bool:
    return _ENTRY_START.match(text) is not None and not _BADGE_LINE.fullmatch(text)


def _items(outline: Outline) -> Iterator[_Candidate]:
    items = [block for block in outline.blocks if block.kind == "item"]
    taken = 0  # the last line that an outer item has taken for itself
    for at, block in enumerate(items):
        own_last = block.last
        below = items[at + 1] if at + 1 < len(items) else None
        if below is not None and below.first <= block.last:
            own_last = below.first - 1
        if block.first <= taken or own_last < block.first or _marker_only(outline, block):
            continue
        while own_last > block.first and not outline.lines[own_last - 1].strip():
            own_last -= 1
        if own_last < block.last and _is_title_of_details(outline, block, own_last):
            own_last = taken = block.last
        yield _Candidate("item", block.first, own_last, block.last, block.parent, block.depth)


def _marker_only(outline: Outline, block: Block) -> bool:
    return not outline.lines[block.first - 1].strip(" \t>-*+")


def _is_title_of_details(outline: Outline, block: Block, own_last: int) -> bool:
    """Whether nested lines only tell more about one paper, named by the outer line."""
    if block.last - own_last > _MOST_DETAILS:
        return False
    title = "\n".join(outline.lines[block.first - 1 : own_last])
    below = outline.lines[own_last : block.last]
    if any(_LINKED_ITEM.match(line) for line in below):
        return False
    named = "://" not in title and any(not word.isdigit() for word in words(title))
    if named and tell_of_one_paper(below):
        return True
    ids = set(arxiv_ids(title)) | set(arxiv_ids("\n".join(below)))
    if not ids:
        return "](http" in title and not any("](" in line or "://" in line for line in below)
    return len(ids) == 1 and (is_long(title) or "://" in title)


def _rows_and_paragraphs(outline: Outline) -> Iterator[_Candidate]:
    bold = {heading.first for heading in outline.headings if heading.level == BOLD_LEVEL}
    for block in outline.blocks:
        if block.kind == "row":
            yield _Candidate(
                "row", block.first, block.first, block.first, block.parent, block.depth
            )
        elif block.kind == "heading":
            yield _Candidate("heading", block.first, block.last, block.last)
        elif block.kind == "paragraph" and block.depth == 0 and block.first not in bold:
            yield from _paragraph_entries(outline, block)


def _paragraph_entries(outline: Outline, block: Block) -> Iterator[_Candidate]:
    """Yield a paragraph as one entry, or line by line when its lines name several papers."""
    lines = range(block.first, block.last + 1)
    starts = [n for n in lines if arxiv_ids(outline.lines[n - 1])]
    text = "\n".join(outline.lines[block.first - 1 : block.last])
    if not starts or len(arxiv_ids(text)) == 1:
        yield _Candidate("paragraph", block.first, block.last, block.last, block.parent)
        return
    starts[0] = block.first if _ENTRY_START.match(outline.lines[block.first - 1]) else starts[0]
    for start, following in zip(starts, [*starts[1:], block.last + 1], strict=True):
        yield _Candidate("paragraph", start, following - 1, following - 1, block.parent)


def _html_entries(outline: Outline) -> Iterator[_Candidate]:
    """Yield HTML table rows, and other HTML lines that name a paper."""
    taken = set(outline.hidden)
    for row in outline.rows:
        if row.first not in taken:
            taken.update(range(row.first, row.last + 1))
            yield _Candidate("html-row", row.first, row.last, row.last)
    yield from _html_items(outline, taken)
    for block in outline.blocks:
        if block.kind in ("paragraph", "heading", "code", "table") or (
            block.kind == "item" and block.depth == 0
        ):
            taken.update(range(block.first, block.last + 1))
    for number, line in enumerate(outline.lines, 1):
        if number not in taken and "arxiv" in line.lower() and not line.lstrip().startswith("["):
            yield _Candidate("html", number, number, number)


def _html_items(outline: Outline, taken: set[int]) -> Iterator[_Candidate]:
    """Yield the items of HTML lists, the outermost that name one paper, and add them to *taken*."""
    for item in sorted(outline.items, key=lambda mark: (mark.first, -mark.last)):
        lines = range(item.first, item.last + 1)
        ids = arxiv_ids("\n".join(outline.lines[n - 1] for n in lines))
        if len(ids) == 1 and taken.isdisjoint(lines):
            taken.update(lines)
            yield _Candidate("html-item", item.first, item.last, item.last)


# --- From documents to a paper list: its sections, its entries, and what can be asked of them.
#
# A view only; nothing is changed.

_TITLE_WORDS = 4  # of a heading that may be a title


@dataclass(frozen=True, slots=True)
class _Index:
    """What `PaperList` looks up, each in one step; *ignored* lines as (file, line)."""

    identities: Identities[Entry]
    headings: Mapping[str, Entry]
    sections: Mapping[SectionId, Section]
    entries: Mapping[SectionId, Sequence[Entry]]
    paths: Mapping[tuple[str, ...], Sequence[Section]]
    ignored: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class PaperList:
    """The sections and entries of all files of a list, in reading order.

    `hidden_ids` are the papers named only in comments or code: taken out, or cited.
    """

    documents: Mapping[str, Document]
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    hidden_ids: frozenset[ArxivId]
    outlines: Mapping[str, Outline]
    maps: Mapping[str, SectionMap]
    facts: Mapping[str, Facts] = field(repr=False)
    _index: _Index = field(repr=False)

    def find(self, paper: Paper) -> Entry | None:
        """Return the entry that is *paper*, if it is listed, in one step per identity.

        A heading that is its very title, with nothing else below, is an entry of it too, and so
        is a paragraph, or a line of HTML, in which its title is set off.
        """
        entry = self._index.identities.find(paper)
        return entry or self._index.headings.get(title_key(paper.title))

    def section(self, section_id: SectionId) -> Section:
        """Return the section with *section_id*; raises `KeyError` when there is none."""
        return self._index.sections[section_id]

    def entries_of(self, section_id: SectionId) -> tuple[Entry, ...]:
        """Return the entries that stand directly in the section, in order."""
        return tuple(self._index.entries.get(section_id, ()))

    def left_alone(self, file: str, line: int) -> bool:
        """Whether the maintainer asked to leave *line* (1-based) alone: `paper-bot: ignore`."""
        areas = self.maps[file]
        return (file, line) in self._index.ignored or areas.sections[areas.at(line)].closed

    def by_path(self, path: Sequence[str]) -> tuple[Section, ...]:
        """Return the sections whose headings read like *path*; a path may repeat.

        Markup, emoji, numbering, counters and case are not compared.
        """
        wanted = tuple(folded(plain_heading(text)) for text in path)
        return tuple(self._index.paths.get(wanted, ()))


def read_list(
    documents: Mapping[str, Document] | Sequence[Document], *, like: PaperList | None = None
) -> PaperList:
    """Return what *documents*, in this order, say; any text can be read.

    It is the same with a list much *like* it that was read before, and sooner had.
    """
    if not isinstance(documents, Mapping):
        documents = {document.name: document for document in documents}
    sections: list[Section] = []
    entries: list[Entry] = []
    mentions: list[Entry] = []
    outlines, maps, hidden = {}, {}, set[ArxivId]()
    book = FactBook(like.facts if like else {})
    first_id = 0
    for name, document in documents.items():
        outline, titled = part_titled(read_outline(document))
        outlines[name] = outline
        maps[name] = section_map = map_sections(outline, first_id)
        first_id += len(section_map.sections)
        new = find_entries(outline, section_map, titled, book)
        entries += new
        mentions += find_mentions(outline, section_map, new)
        sections += describe(outline, section_map, new)
        hidden.update(arxiv_ids("\n".join(outline.lines[n - 1] for n in outline.hidden)))
    shown = {arxiv_id for entry in entries for arxiv_id in entry.arxiv_ids}
    return PaperList(
        dict(documents),
        tuple(sections),
        tuple(entries),
        frozenset(hidden - shown),
        outlines,
        maps,
        book.found,
        _index_of(sections, entries, mentions),
    )


def _index_of(
    sections: Sequence[Section], entries: Sequence[Entry], mentions: Sequence[Entry]
) -> _Index:
    by_section: dict[SectionId, list[Entry]] = {}
    for entry in entries:
        by_section.setdefault(entry.section, []).append(entry)
    by_path: dict[tuple[str, ...], list[Section]] = {}
    for section in sections:
        by_path.setdefault(tuple(map(folded, section.path)), []).append(section)
    return _Index(
        Identities([*entries, *mentions], _named, _name_of),
        _lone_headings(sections, by_section),
        {section.id: section for section in sections},
        by_section,
        by_path,
        frozenset((e.file, n) for e in entries if e.ignored for n in range(e.line, e.end + 1)),
    )


def _named(entry: Entry) -> Named[Entry]:
    is_mention = entry.kind == "mention"
    return Named(entry, entry.naming, entry.arxiv_ids, entry.dois, mention=is_mention)


def _name_of(entry: Entry) -> str:
    """Return the short name before the title of *entry*, "" for none; a venue is none."""
    name, _ = split_title(entry.title)
    return "" if is_tag(name) else name


def _lone_headings(
    sections: Iterable[Section], entries: Mapping[SectionId, Sequence[Entry]]
) -> dict[str, Entry]:
    """Return the headings that may be titles of papers, by title: nothing else stands below.

    Such a section has no other below it, and at most an entry that names no paper itself.
    """
    sections = list(sections)
    parents = {section.parent for section in sections}
    headings: dict[str, Entry] = {}
    for section in sections:
        below = entries.get(section.id, ())
        alone = section.id not in parents and len(below) <= 1
        if not section.path or not alone or any(entry.arxiv_ids for entry in below):
            continue
        for text in (section.path[-1], folded(section.path[-1])):
            if len(words(text)) >= _TITLE_WORDS:
                headings.setdefault(title_key(text), _heading_entry(section))
    return headings


def _heading_entry(section: Section) -> Entry:
    return Entry(
        file=section.file,
        line=section.line,
        end=section.last,
        section=section.id,
        kind="heading",
        text=section.path[-1],
    )
