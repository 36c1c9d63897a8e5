"""What a section says of itself: its prose, and whether it is one for papers at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.anatomy import find_fields, find_links
from bot.lists.nouns import Entry, Section
from bot.lists.sections import SectionMap, folded
from bot.markdown import Outline, plain_heading

FRAGMENT = re.compile(r"\]\(\s*<?#|href=[\"']?#")
"""A link to a place in the same file, as in a table of contents."""
PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)|<img\b[^<>]*>", re.IGNORECASE)
"""A picture, of Markdown or HTML."""

# The address in "[text](address)", "<a href=address>".
_ADDRESS = re.compile(
    r"(?<!!)(?:\[[^\[\]]*\]\(\s*<?|<a\s[^<>]*?href=[\"']?)([^\s()<>\"']+)", re.IGNORECASE
)
# A place in the file, a file beside it, another Markdown file on GitHub.
_PAGE = re.compile(r"#|(?![a-z+]{2,}:|www\.)|https?://github\.com/.*\.md(?:#.*)?$", re.IGNORECASE)
# "Table of Contents", "TOC", "目录".
_CONTENTS = re.compile(
    r"(?:(?:table of|full|quick|paper) )?contents?|toc|index|menu|navigation|quick links?|目录|目錄"
)
_ABOUT = frozenset(
    """
    about acknowledge acknowledgement acknowledgements acknowledgment acknowledgments announcement
    announcements changelog citation citations cite citing contact contribute contributing
    contribution contributions contributor contributors disclaimer faq feature features feedback
    history introduction join licence license maintained maintainer maintainers maintaining
    members motivation news overview sponsor sponsors team thanks update updates
    """.split()
)
_FILLERS = frozenset(
    """
    a and by for guide guidelines how hub is key latest list main new of our paper papers project
    recent records repo repository s star stars the this to us what
    """.split()
)
# Where papers are kept.
_PAPER = re.compile(
    r"openreview\.net|aclanthology|proceedings|papers\.n|\.pdf\b|dl\.acm\.org|ieeexplore|springer"
    r"|sciencedirect|thecvf|rxiv\.org|semanticscholar|usenix\.org|mlr\.press",
    re.IGNORECASE,
)
_ADDRESS_ALONE = re.compile(r"https?://")
# "https://acme.org/", "https://github.com/ada", "#top": a home page, a person, a place in the file.
_HOME = re.compile(
    r"#.*|mailto:.*|https?://[^/?#]+/?|https?://(?:www\.)?(?:github|gitlab|twitter|x)\.com/[^/]+/?",
    re.IGNORECASE,
)
_MOST_CHARS = 600  # of a section's prose
_SOME = 2  # links to places of the list
_REMARKS = 3  # items; fewer may be papers without a link
_LEGEND = 2  # items that each show a picture


def describe(outline: Outline, section_map: SectionMap, entries: Sequence[Entry]) -> list[Section]:
    """Return the sections of a file with their prose; what precedes all headings only if used."""
    taken = {n for entry in entries for n in range(entry.line, entry.end + 1)}
    taken |= {n for h in outline.headings for n in range(h.first, h.last + 1)}
    prose: dict[int, list[str]] = {}
    inner: Counter[int] = Counter()
    pages: Counter[int] = Counter()
    items: Counter[int] = Counter()
    for block in outline.blocks:
        line = outline.lines[block.first - 1]
        if block.kind == "item":
            inner[section_map.at(block.first)] += FRAGMENT.search(line) is not None
            pages[section_map.at(block.first)] += _leads_to_page(line)
            items[section_map.at(block.first)] += not block.depth and "](" not in line
        elif block.kind == "paragraph" and block.depth == 0 and block.first not in taken:
            text = plain_heading(" ".join(outline.lines[block.first - 1 : block.last]))
            if text and not FRAGMENT.search(line):
                prose.setdefault(section_map.at(block.first), []).append(text)
    grouped: dict[int, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.section, []).append(entry)
    return [
        _told(
            section,
            " ".join(prose.get(index, ()))[:_MOST_CHARS],
            contents=_is_contents(section, grouped.get(section.id, ()), inner[index], pages[index]),
            about=_is_about(section, grouped.get(section.id, ()), items[index]),
        )
        for index, section in enumerate(section_map.sections)
        if section.level or section.id in grouped
    ]


def _told(section: Section, description: str, *, contents: bool, about: bool) -> Section:
    """Return *section* with what is told of it; most are as they were, and copies are dear."""
    if not (description or contents or about):
        return section
    return replace(section, description=description, contents=contents, about=about)


def _leads_to_page(line: str) -> bool:
    """Whether the first link of an item is to a place or file of the list, not to the world."""
    match = _ADDRESS.search(line)
    return match is not None and _PAGE.match(match[1]) is not None


def _is_contents(section: Section, entries: Sequence[Entry], inner: int, pages: int) -> bool:
    """Whether the items of a section lead to the list's own places and pages, and to no paper.

    Links to files can be notes about papers: a heading has to say so, or the place at the top.
    """
    if any(entry.arxiv_ids or entry.dois for entry in entries):
        return False
    if section.path and _CONTENTS.fullmatch(folded(section.path[-1])):
        return pages > 0 or not entries
    if section.level <= 1 and pages >= _SOME:
        return 2 * len(entries) < pages and not any(entry.urls for entry in entries)
    return inner >= _SOME and not entries


def _is_about(section: Section, entries: Sequence[Entry], items: int) -> bool:
    """Whether a section is no place for papers: it holds none, and its heading or items say so.

    The heading is one of news, thanks and the like, or most *items* without a link are but a few
    words, as those of a legend.
    """
    if not section.path or any(map(names_paper, entries)):
        return False
    words = set(folded(section.path[-1]).split())
    named = not words.isdisjoint(_ABOUT) and words <= _ABOUT | _FILLERS
    few = items >= _LEGEND and 2 * len(entries) < items
    return named or (few and not any(entry.urls for entry in entries))


def is_prose(entries: Sequence[Entry]) -> bool:
    """Whether *entries*, all those of a section, are paragraphs with links, and no papers."""
    paragraphs = all(entry.kind == "paragraph" for entry in entries)
    return paragraphs and not any(map(names_paper, entries))


def are_remarks(entries: Sequence[Entry]) -> bool:
    """Whether *entries*, some items or rows, lead to no paper: legends, notes, charts, sponsors.

    None links to more than a picture or somebody's home page, or names a venue.
    """
    if len(entries) < _LEGEND or any(map(_may_be_of_paper, entries)):
        return False
    return len(entries) >= _REMARKS or all(PICTURE.search(entry.text) for entry in entries)


def _may_be_of_paper(entry: Entry) -> bool:
    if entry.kind not in ("item", "row", "html-row") or names_paper(entry):
        return True
    targets = [entry.text[slice(*link.url)] for link in find_links(entry.text) if not link.image]
    if entry.kind == "html-row":
        targets += _ADDRESS.findall(entry.text)
    if any(not _HOME.fullmatch(target) for target in targets):
        return True
    bare = _ADDRESS_ALONE.search(PICTURE.sub("", entry.text)) if not targets else None
    return bare is not None or any(field.named for field in find_fields(entry.text))


def names_paper(entry: Entry) -> bool:
    """Whether *entry* links to a paper: by id, by DOI, or where papers are kept."""
    return bool(entry.arxiv_ids or entry.dois) or any(map(_PAPER.search, entry.urls))
