"""Sections and entries, as views on the lines of a list; what a section says of itself."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from bot.anatomy import Entry, arxiv_ids, find_fields, find_links, is_long, is_tag, words
from bot.core.month_names import BEGINNINGS
from bot.markdown import BOLD_LEVEL, SUMMARY_LEVEL, Heading, Outline, plain_heading
from classifier.papers import SectionId

PlaceName = Literal["top", "bottom", "newest-first", "oldest-first", "alphabetical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what belongs to it, down to the next heading of any level.

    `line` to `last` are the heading's own lines (1-based; 0: the part before the first
    heading). `level` is 1 to 6, or 7 for a bold line and 8 for a `<summary>` used as headings.
    `path` has the plain texts from the outermost heading inwards. `description` is the prose
    below the heading. A `closed` section carries the maintainer's `paper-bot: ignore`,
    or is below one that does: nothing is inserted there. `contents` says that it holds the
    table of contents and no paper, `about` that it is about the list (news, thanks), without one.
    """

    id: SectionId
    file: str
    line: int
    last: int
    level: int
    path: tuple[str, ...]
    description: str = ""
    closed: bool = False
    contents: bool = False
    about: bool = False
    parent: SectionId | None = None


# --- The sections of a file, and which section a line belongs to.

IGNORE = re.compile(r"<!--\s*paper-bot:\s*ignore\s*-->", re.IGNORECASE)
"""The maintainer's word that a section or an entry is left alone."""
# "1.2 Agents", "第二章 Agents", "三、Agents".
_NUMBERING = re.compile(
    r"(?:[\W\d_]|第?[一二三四五六七八九十百]{1,4}(?=[、.．：:)）])|第[一二三四五六七八九十百]{1,4}[章节節])+"
)
_DEEPEST = 50  # headings, one inside the other
# "Agents (42)", "Agents [3 papers]", a Chinese count in wide brackets.
_COUNTER = re.compile(r"[(\[（【]\s*\d+(?:\s+\w+|\s?[篇个個项項条條本部]\w{0,10})?\s*[)\]）】]\s*$")


@dataclass(frozen=True, slots=True)
class SectionMap:
    """The sections of one file in order; the first stands for what precedes every heading."""

    sections: tuple[Section, ...]
    starts: tuple[int, ...]
    owners: tuple[int, ...]

    def at(self, line: int) -> int:
        """Return the index in `sections` of the section that *line* (1-based) belongs to."""
        return self.owners[bisect_right(self.starts, line) - 1]


def folded(text: str) -> str:
    """Return a heading's text for comparing: no case, numbering, emoji, counter."""
    text = _COUNTER.sub("", text)
    numbering = _NUMBERING.match(text)
    name = text[numbering.end() :] if numbering else text
    return " ".join(re.findall(r"[^\W_]+", (name or text).casefold()))


def map_sections(outline: Outline, first_id: int) -> SectionMap:
    """Return the sections of a file, numbered from *first_id* on."""
    file = outline.document.name
    root = Section(id=SectionId(first_id), file=file, line=0, last=0, level=0, path=())
    sections, starts, owners = [root], [0], [0]
    stack: list[tuple[Heading, int]] = []
    ends = [Heading(line, line, 0, "") for line in outline.details_ends]
    for mark in sorted(chain(outline.headings, ends), key=lambda h: h.first):
        if mark.level == 0:
            _close_details(stack)
        else:
            _make_room(stack, mark.level)
            parent = sections[stack[-1][1]] if stack else root
            sections.append(_section(mark, parent, SectionId(first_id + len(sections)), file))
            stack.append((mark, len(sections) - 1))
        starts.append(mark.first)
        owners.append(stack[-1][1] if stack else 0)
    section_map = SectionMap(tuple(sections), tuple(starts), tuple(owners))
    return replace(section_map, sections=_closed(section_map, outline))


def _section(mark: Heading, parent: Section, section_id: SectionId, file: str) -> Section:
    return Section(
        id=section_id,
        file=file,
        line=mark.first,
        last=mark.last,
        level=mark.level,
        path=(*parent.path, mark.text),
        parent=parent.id if parent.level else None,
    )


def _make_room(stack: list[tuple[Heading, int]], level: int) -> None:
    """Close what a new heading of *level* ends; a bold line ends bold lines only.

    Summaries that are never closed do not nest without end: every path is a copy of the last.
    """
    del stack[_DEEPEST:]
    if level < BOLD_LEVEL:
        while stack and stack[-1][0].level >= level:
            stack.pop()
    while level == BOLD_LEVEL and stack and stack[-1][0].level == BOLD_LEVEL:
        stack.pop()


def _close_details(stack: list[tuple[Heading, int]]) -> None:
    """Go back to before the innermost summary, if one is open."""
    if any(heading.level == SUMMARY_LEVEL for heading, _ in stack):
        while stack.pop()[0].level != SUMMARY_LEVEL:
            pass


def _closed(section_map: SectionMap, outline: Outline) -> tuple[Section, ...]:
    """Mark the sections that carry `paper-bot: ignore`, and theirs below.

    It stands in the heading or on a line of its own; inside an item it is about that item.
    """
    closed = {s.id for s in section_map.sections if s.line and _says_so(outline, s.line, s.last)}
    items = [b for b in outline.blocks if b.kind == "item" and b.depth == 0]
    inside = {n for item in items for n in range(item.first, item.last + 1)}
    for mark in outline.comments:
        if mark.first not in inside and _says_so(outline, mark.first, mark.last, alone=True):
            closed.add(section_map.sections[section_map.at(mark.first)].id)
    result = []
    for section in section_map.sections:
        if section.parent in closed:
            closed.add(section.id)
        result.append(replace(section, closed=True) if section.id in closed else section)
    return tuple(result)


def _says_so(outline: Outline, first: int, last: int, *, alone: bool = False) -> bool:
    text = "\n".join(outline.lines[first - 1 : last])
    return (IGNORE.fullmatch(text.strip()) if alone else IGNORE.search(text)) is not None


# --- What a section says of itself: its prose, and whether it is one for papers at all.

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
_ASKS = re.compile(r"\b(?:please|feel free|thank you|pull requests? welcome)\b")
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
_PAPERS, _SHARE = 10, 0.3  # papers, and a share of all entries, that make a list one of papers
_FEW_OF_TITLE, _SHARE_OF_TITLE = 4, 0.05  # papers right below a title, and a share of all


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
            index = section_map.at(block.first)
            inner[index] += FRAGMENT.search(line) is not None
            pages[index] += _leads_to_page(line)
            items[index] += not block.depth and "](" not in line
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

    The heading is one of news, thanks and the like, or asks readers for something, or most *items*
    without a link are but a few words, as those of a legend.
    """
    if not section.path or any(map(names_paper, entries)):
        return False
    heading = folded(section.path[-1])
    words = set(heading.split())
    named = _ASKS.search(heading) is not None or (
        not words.isdisjoint(_ABOUT) and words <= _ABOUT | _FILLERS
    )
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


def no_homes(sections: Sequence[Section], entries: Sequence[Entry]) -> frozenset[SectionId]:
    """Return the *sections* of a list that are no homes of papers, judged by all its *entries*.

    In a list of papers these are sections whose items lead elsewhere: to code, posts, files of the
    list; tables of numbers; all sections of a file that holds none; and a title with so few papers
    right below it that they are what the list is about.
    """
    grouped: dict[SectionId, list[Entry]] = {section.id: [] for section in sections}
    for entry in entries:
        grouped.setdefault(entry.section, []).append(entry)
    count = sum(map(names_paper, entries))
    if count < max(_PAPERS, _SHARE * len(entries)):
        return frozenset()
    files = {entry.file for entry in entries if names_paper(entry)}
    parents = {section.parent for section in sections}
    return frozenset(
        section.id
        for section in sections
        if section.file not in files
        or _leads_elsewhere(grouped[section.id])
        or (
            section.level == 1
            and section.id in parents
            and 0 < len(grouped[section.id]) < min(_FEW_OF_TITLE, count * _SHARE_OF_TITLE)
        )
    )


def _leads_elsewhere(entries: Sequence[Entry]) -> bool:
    """Whether some *entries*, all those of a section, have links and no paper, or are numbers."""
    if len(entries) < _REMARKS or any(map(names_paper, entries)):
        return False
    linked = sum(bool(entry.urls) for entry in entries)
    rows = all(entry.kind in ("row", "html-row") for entry in entries)
    return 2 * linked >= len(entries) or (rows and not linked)


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


# --- Headings and folds that are entries: `### Title`, `<summary>Title</summary>`, with links
# below.
#
# Such a one opens no section; new papers go beside it. One alone proves nothing.

TITLED = re.compile(r"(?P<mark>[ ]{0,3}#{1,6}[ \t]+)(?:(?P<number>\d{1,9})(?P<close>[.)][ \t]+))?")
"""The beginning of an ATX heading, with the number of a numbered one."""
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_NUMBERED = re.compile(r"\d{1,4}[.)][ \t]")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}")
# The words of "May 5th", "Week of May 5".
_DATE = re.compile(rf"\d+(?:st|nd|rd|th)?|of|week|(?:{BEGINNINGS})\w*")
_CALENDAR = re.compile(r"(?:19|20)\d\d|(?!of$)[^\d]+")
_PAPER_LABEL = ("paper",)
"""The label of a link that one paper has once."""
_FEW, _MANY = 3, 5  # headings of a level
_TITLE, _NAME = 4, 2  # words
_NEARLY_ALL = 0.8  # of the headings of a level
_MOSTLY = 0.6  # of the headings of a level
_SOME_LINKED = 0.3  # of the headings of a level
_MOST_LINES = 60  # below one title
_SOME_LINES = 8  # of those, looked at for links


@dataclass(frozen=True, slots=True)
class Titled:
    """A heading that is the title of a paper, with all lines down to *last* (1-based).

    That of a fold begins with its `<details>`.
    """

    heading: Heading
    last: int

    @property
    def is_fold(self) -> bool:
        """Whether a fold is meant, and no heading."""
        return self.heading.level == SUMMARY_LEVEL


def part_titled(outline: Outline) -> tuple[Outline, tuple[Titled, ...]]:
    """Return *outline* without the headings that are entries, and those, in order.

    At its level most headings without others below them have to be made like this; where nearly
    all are, a title may be short. So it may where nearly all of the level are made alike and
    some have a long title.
    """
    outline, folds = _part_folds(outline)
    outline, headed = _part_headings(outline)
    return outline, tuple(sorted((*folds, *headed), key=lambda part: part.heading.first))


def _part_headings(outline: Outline) -> tuple[Outline, tuple[Titled, ...]]:
    leaves = _leaves(outline)
    per_level = Counter(leaf.heading.level for leaf in leaves)
    if max(per_level.values(), default=0) < _FEW:
        return outline, ()
    likely = {leaf for leaf in leaves if _tells(outline, leaf, least=_TITLE)}
    numbered = 2 * sum(_is_numbered(outline, leaf) for leaf in likely) > len(likely)
    made = likely | {leaf for leaf in leaves if _is_made_so(outline, leaf, numbered=numbered)}
    parts: list[Titled] = []
    for level, count in per_level.items():
        same_level = [leaf for leaf in leaves if leaf.heading.level == level]
        hits = sum(leaf in likely for leaf in same_level)
        alike = sum(leaf in made for leaf in same_level)
        if hits < _FEW:
            continue
        if hits >= _MANY and hits >= _NEARLY_ALL * count:
            parts += [leaf for leaf in same_level if _tells(outline, leaf, least=_NAME)]
        elif alike >= _NEARLY_ALL * count and hits >= _SOME_LINKED * count:
            parts += [leaf for leaf in same_level if leaf in made]
        elif hits >= _MOSTLY * count:
            parts += [leaf for leaf in same_level if leaf in likely]
    return _without(outline, sorted(parts, key=lambda part: part.heading.first))


def _part_folds(outline: Outline) -> tuple[Outline, tuple[Titled, ...]]:
    """Return *outline* without the folds that are entries, and those: most of its folds are."""
    summaries = [heading for heading in outline.headings if heading.level == SUMMARY_LEVEL]
    ends, starts = sorted(outline.details_ends), sorted(block.first for block in outline.headings)
    folds = [fold for summary in summaries if (fold := _fold(outline, summary, ends, starts))]
    if len(folds) < max(_FEW, _MOSTLY * len(summaries)):
        return outline, ()
    inside = {n for fold in folds for n in range(fold.heading.first, fold.last + 1)}
    headings = [heading for heading in outline.headings if heading.first not in inside]
    ends_left = [end for end in outline.details_ends if end not in inside]
    return replace(outline, headings=headings, details_ends=ends_left), tuple(folds)


def _fold(
    outline: Outline, summary: Heading, ends: Sequence[int], starts: Sequence[int]
) -> Titled | None:
    """Return the fold of *summary*, if that is a title and the fold names one paper alone.

    The lines where details end and headings start are in order.
    """
    at = bisect_left(ends, summary.last)
    last, first = ends[at] if at < len(ends) else 0, summary.first
    while first > 1 and not outline.lines[first - 1].lstrip().lower().startswith("<details"):
        first -= 1
        if outline.lines[first - 1].strip() and summary.first - first > 1:
            return None
    alone = bisect_right(starts, last) - bisect_left(starts, first) == 1
    if not alone or not 0 <= last - first <= _MOST_LINES or not is_long(summary.text):
        return None
    ids = arxiv_ids("\n".join(outline.lines[first - 1 : last]))
    heading = Heading(first, summary.last, SUMMARY_LEVEL, summary.text)
    return Titled(heading, last) if len(ids) == 1 else None


def _without(outline: Outline, parts: Sequence[Titled]) -> tuple[Outline, tuple[Titled, ...]]:
    """Return *outline* without the headings in *parts*, and what was found."""
    inside = {n for part in parts for n in range(part.heading.first, part.last + 1)}
    rest = [heading for heading in outline.headings if heading.first not in inside]
    return replace(outline, headings=rest, titled=[part.heading for part in parts]), tuple(parts)


def _leaves(outline: Outline) -> list[Titled]:
    """Return the ATX headings that have no heading of a lower rank below them."""
    real = [heading for heading in outline.headings if heading.level <= len("######")]
    ends = sorted(outline.details_ends)
    result = []
    for at, heading in enumerate(real):
        following = real[at + 1] if at + 1 < len(real) else None
        if following is not None and following.level > heading.level:
            continue
        stop = following.first - 1 if following else len(outline.lines)
        end = bisect_left(ends, heading.last)
        if end < len(ends):
            stop = min(stop, ends[end] - 1)
        if TITLED.match(outline.lines[heading.first - 1]):
            result.append(Titled(heading, _last_line(outline.lines, heading, stop)))
    return result


def _last_line(lines: Sequence[str], heading: Heading, stop: int) -> int:
    """Return the last line above *stop* that says something; a rule only divides."""
    while stop > heading.last and (not lines[stop - 1].strip() or _RULE.fullmatch(lines[stop - 1])):
        stop -= 1
    return stop


def _names(heading: str) -> int:
    """Count the words of a heading's line; those of a date, such as "Week of May 5", are none.

    What is escaped is no markup, and no TeX.
    """
    named = words(plain_heading(_ESCAPED.sub(" ", heading)))
    dates = [word for word in named if _DATE.fullmatch(word)]
    is_date = any(_CALENDAR.fullmatch(word) for word in dates)
    return len(named) - (len(dates) if is_date else 0)


def _is_made_so(outline: Outline, leaf: Titled, *, numbered: bool) -> bool:
    """Whether *leaf* is made as a title is, but for its few words.

    It is *numbered* as titles are or not, and the links in its first line with some only say
    "Paper".
    """
    raw = outline.lines[leaf.heading.first - 1]
    below = outline.lines[leaf.heading.last : leaf.last]
    linked = next((line for line in below if "](" in line), "")
    labels = [linked[slice(*link.label)] for link in find_links(linked)]
    if "](" not in raw and not (labels and all(map(is_tag, labels))):
        return False
    return _is_numbered(outline, leaf) == numbered and _tells(outline, leaf, least=_NAME)


def _is_numbered(outline: Outline, leaf: Titled) -> bool:
    match = TITLED.match(outline.lines[leaf.heading.first - 1])
    return bool(match and match["number"])


def _tells(outline: Outline, leaf: Titled, *, least: int) -> bool:
    """Whether the heading names a paper and what is below links to it without naming another.

    It names one in *least* words.
    """
    if leaf.last - leaf.heading.last > _MOST_LINES or leaf.heading.last != leaf.heading.first:
        return False
    raw = outline.lines[leaf.heading.first - 1]
    below = [
        outline.lines[n - 1]
        for n in range(leaf.heading.last + 1, leaf.last + 1)
        if n not in outline.hidden
    ]
    if _names(raw) < least or not (below or "](" in raw):
        return False
    if sum(map(bool, map(_NUMBERED.match, below))) > 1:  # a list of papers, not what one has
        return False
    text = "\n".join([raw, *[line for line in below if line.strip()][:_SOME_LINES]])
    links = [
        link for link in find_links(text) if not link.image and "://" in text[slice(*link.url)]
    ]
    in_heading = [link for link in links if link.start < len(raw)]
    labels = [text[slice(*link.label)] for link in links if link.start >= len(raw)]
    if not links or any(is_long(label) and not is_tag(label) for label in labels):
        return False
    papers = {
        text[slice(*link.url)] for link in links if words(text[slice(*link.label)]) == _PAPER_LABEL
    }
    if len(papers) > 1:
        return False
    ids = arxiv_ids("\n".join(line for line in text.split("\n") if "://" in line))
    return len(ids) <= 1 and (bool(in_heading) or bool(ids) or any(map(is_tag, labels)))
