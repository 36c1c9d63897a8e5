"""From documents to a paper list: its sections, its entries, and what can be asked of them.

A view only; nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.anatomy import arxiv_ids, is_tag, split_title, title_key, words
from bot.lists.finding_entries import find_entries
from bot.lists.mentions import FactBook, Facts, find_mentions
from bot.lists.nouns import Entry, Section
from bot.lists.paper_index import Identities, Named
from bot.lists.section_prose import describe
from bot.lists.sections import SectionMap, folded, map_sections
from bot.lists.titled import part_titled
from bot.markdown import Document, Outline, plain_heading, read_outline
from classifier.papers import ArxivId, Paper, SectionId

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
