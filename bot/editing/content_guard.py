"""Whether inserted lines hold the new papers and nothing else: cells, facts, links, dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from urllib.parse import unquote

from bot.anatomy import (
    MARKER,
    Entry,
    arxiv_ids,
    day_of,
    dois,
    find_fields,
    find_links,
    shown_date,
    venue_of,
    venue_phrases,
    words,
)
from bot.entries import HTML_KINDS
from bot.lists import PaperList, Section, heading_lines, span_of, year_around
from bot.markdown import Block, Insert, Outline, open_ends, plain_heading
from classifier.papers import ArxivId, Paper, SectionId

# --- Whether the cells of a new table row are shown in the columns that they were written for.
#
# It reads rows as GitHub does, and knows nothing of how they were made.

# The table extension of GFM: a pipe splits cells unless a backslash stands before it, in code too.
_PIPE = re.compile(r"(?<!\\)\|")
_AROUND = " \t\r\n>"


@dataclass(frozen=True, slots=True)
class Widths:
    """How many cells the head and the rows of a table have, and the indent of its head."""

    counts: frozenset[int]
    indent: int


def widths_of(outline: Outline, ours: Collection[str]) -> dict[int, Widths]:
    """Return the widths of the tables of *outline*, by block; rows that read as *ours* left out."""
    counts: dict[int, set[int]] = {}
    for block in outline.blocks:
        line = outline.lines[block.first - 1].rstrip("\r\n")
        if block.kind in ("row", "head") and line not in ours:
            counts.setdefault(block.parent, set()).add(_count(line))
    return {
        table: Widths(frozenset(widths), _indent(outline.lines[outline.blocks[table].first - 1]))
        for table, widths in counts.items()
    }


def cells_fault(
    insert: Insert, blocks: Iterable[Block], widths: Mapping[int, Widths]
) -> str | None:
    """Return what is wrong with the cells of *insert*, whose row is among *blocks*.

    A row has as many cells as the head or another row, for GitHub hides more. Only one that
    begins with a cell may leave out the last ones. A blank before the first pipe is no cell.
    """
    table = next((block.parent for block in blocks if block.kind == "row"), -1)
    if insert.kind != "row" or table not in widths:
        return None
    count, bare = _count(insert.text), insert.text.lstrip(_AROUND)
    known = widths[table]
    fits = count in known.counts or (count < max(known.counts) and not bare.startswith("|"))
    if fits and _indent(insert.text) <= known.indent:
        return None
    return "renders with its cells in other columns"


def _count(line: str) -> int:
    """Return how many cells GitHub sees in *line*."""
    text = line.strip(_AROUND).removeprefix("|")
    cells = _PIPE.split(text)
    return len(cells) - (len(cells) > 1 and not cells[-1])


def _indent(line: str) -> int:
    """Return how many blanks stand before a first pipe; 0 where the line begins with a cell."""
    bare = line.lstrip(_AROUND)
    return len(line) - len(bare) if bare.startswith("|") else 0


# --- The guard's look at what an entry claims of its paper: years, months, the venue.
#
# It knows only what arXiv says of the paper; a claim that contradicts it is another paper's.

_URL = re.compile(r"https?://[^\s<>\"')\]|`]+", re.IGNORECASE)
# The words of a badge: `img.shields.io/badge/arXiv-25.09-red` says "arXiv-25.09-red".
_BADGE = re.compile(
    r"https?://(?:img\.shields\.io|badgen\.net)/badge/([^\s<>\"')\]|?]+)", re.IGNORECASE
)
_ID = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?", re.ASCII)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%]|[.,]\d)", re.ASCII)
_SHORT_YEAR = re.compile(r"(?<=['’‘])\d\d(?!\d|s\b)", re.ASCII)
# The month of a badge, "25.09" or "2509"; elsewhere four digits may be anything.
_BADGE_MONTH = re.compile(r"(?<!\d)(\d\d)[./]?(0[1-9]|1[0-2])(?!\d)", re.ASCII)
_HABIT = 0.8
"""The part of the entries around that must show the year of submission for it to be the habit."""
_LEAST = 3
"""Entries that make a habit."""


def says_of(paper: Paper) -> str:
    """Return all words that arXiv has of *paper*."""
    parts = (paper.title, paper.abstract, paper.comments, paper.journal_ref, paper.doi)
    return "\n".join([*parts, *paper.authors])


def told_wrongly(text: str, paper: Paper, around: Sequence[Entry] = ()) -> str | None:
    """Return which year, month or venue in *text* contradicts *paper*; None for none.

    Where those *around* show the year of submission beside venues, so may the new entry.
    """
    shown = _shown(text)
    paper_text = says_of(paper)
    if wrong := next(iter(_months(shown, text) - _own_months(paper, paper_text)), None):
        return f"shows {wrong[:4]}-{wrong[4:]}, which is no month of the paper"
    if wrong := next(iter(sorted(_years(shown) - _own_years(paper, paper_text))), None):
        return f"shows {wrong}, which is no year of the paper"
    return _wrong_venue(shown, paper, paper_text) or _other_year(shown, paper, around)


def _shown(text: str) -> str:
    """Return what a reader sees of *text*, more or less: no marker, addresses and ids."""
    badges = (unquote(words).replace("_", " ") for words in _BADGE.findall(text))
    marker = MARKER.match(text)
    bare = _URL.sub(" ", text[marker.end() :] if marker else text)
    return _ID.sub(" ", "\n".join([bare, *badges]))


def _dates_of(paper: Paper) -> Iterator[date]:
    yield from filter(None, [day_of(paper)])
    month = paper.id.rpartition("/")[2][:4]
    if "/" not in paper.id:
        yield date(2000 + int(month[:2]), int(month[2:]), 1)
    for moment in (paper.updated, paper.announced):
        if moment is not None:
            yield moment.date()


def _own_years(paper: Paper, paper_text: str) -> set[str]:
    venue = venue_of(paper)
    years = {str(day.year) for day in _dates_of(paper)} | _years(_URL.sub(" ", paper_text))
    years |= {_whole(phrase.year) for phrase in venue_phrases(paper_text) if phrase.year}
    return years | ({str(venue.year)} if venue and venue.year else set())


def _years(text: str) -> set[str]:
    return {*_YEAR.findall(text), *map(_whole, _SHORT_YEAR.findall(text))} | {
        _whole(phrase.year) for phrase in venue_phrases(text) if phrase.year
    }


def _whole(year: str) -> str:
    return f"20{year}" if len(year) == len("24") else year


def _own_months(paper: Paper, paper_text: str) -> set[str]:
    return {f"{day:%Y%m}" for day in _dates_of(paper)} | _told_months(paper_text)


def _months(shown: str, text: str) -> set[str]:
    months = {shown_date(piece)[:6] for piece in _dates_in(shown)}
    for badge in _BADGE.findall(text):
        bare = "" if arxiv_ids(f"arXiv:{badge}") else _ID.sub(" ", unquote(badge))
        months |= {f"20{year}{month}" for year, month in _BADGE_MONTH.findall(bare)}
    return {month for month in months if month}


def _told_months(text: str) -> set[str]:
    return {month for piece in _dates_in(text) if (month := shown_date(piece)[:6])}


def _dates_in(text: str) -> Iterator[str]:
    """Yield the dates in *text*, each with the signs around it, which may tell what it is."""
    for field in find_fields(text):
        if field.kind == "date":
            yield text[max(0, field.start - 1) : field.end + 1]


def _wrong_venue(shown: str, paper: Paper, paper_text: str) -> str | None:
    """A venue that is named as such must be one that the paper itself names."""
    venue = venue_of(paper)
    own_venues = {_plain(phrase.name) for phrase in venue_phrases(paper_text)}
    own_venues |= {_plain(venue.name.removesuffix(" Workshop"))} if venue else set()
    for phrase in venue_phrases(shown):
        # "log", "tip" and "nas" are words; as venues they are written in capitals.
        if phrase.name != phrase.name.lower() and _plain(phrase.name) not in own_venues:
            return f"names {phrase.name}, where the paper says nothing of it"
    return None


def _plain(name: str) -> str:
    return (
        name.casefold().replace("nips", "neurips")
        if name.casefold() == "nips"
        else (name.casefold())
    )


def _other_year(shown: str, paper: Paper, around: Iterable[Entry]) -> str | None:
    """A year beside the paper's venue is that of the meeting, unless lists show another habit."""
    venue = venue_of(paper)
    if venue is None or venue.year is None:
        return None
    name = _plain(venue.name.removesuffix(" Workshop"))
    phrases = [phrase for phrase in venue_phrases(shown) if _plain(phrase.name) == name]
    glued = {_whole(phrase.year) for phrase in phrases if phrase.year}
    bare = _bare_years(shown)
    shows = glued or bare
    if not phrases or not shows or str(venue.year) in shows | (bare if not glued else set()):
        return None
    if not glued and _shows_submission(around):
        return None
    return f"shows {min(shows)} beside {venue.name}, which was in {venue.year}"


def _bare_years(shown: str) -> set[str]:
    """Return the years in *shown* that are no part of a date with a month."""
    for piece in sorted(_dates_in(shown), key=len, reverse=True):
        if shown_date(piece):
            shown = shown.replace(piece[1:-1], " ")
    return set(_YEAR.findall(shown))


def _shows_submission(around: Iterable[Entry]) -> bool:
    """Whether the entries *around* show the year of their ids, venue or not."""
    known = [
        f"20{entry.arxiv_ids[0][:2]}" in years
        for entry in around
        if len(entry.arxiv_ids) == 1
        and "/" not in entry.arxiv_ids[0]
        and (years := _bare_years(_shown(entry.text)))
        and venue_phrases(_shown(entry.text))
    ]
    return len(known) >= _LEAST and sum(known) >= _HABIT * len(known)


# --- The guard's look at an entry by itself: nothing left open, nothing that is another paper's.
#
# It trusts no writer. What the entries around leave open, the new one may leave open too.

# `<a id="x">`, `<a name=x>`, and kramdown's `{#x}` and `{: .wide #x}`.
_ANCHOR = re.compile(
    r"<[a-z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)|\{(?::[^{}\n&]*?)?#([\w:.-]+)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
# A picture that only shows words: `img.shields.io/badge/arXiv-2025-red`.
_WORDS = re.compile(r"https?://(?:img\.shields\.io|badgen\.net)/(?:static/|badge)", re.IGNORECASE)
# What a fold hides: `<details><summary>Show</summary>…</details>`.
_FOLD = re.compile(
    r"<details\b[^<>]*>\s*(?:<summary\b.*?</summary\s*>)?(.*?)</details\s*>",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
_LONG = 8
"""Words; fewer are a remark of the list."""
_NEIGHBOURS = 40
"""Entries near the place whose habits are looked at."""
_CONSTANT = 3
"""Papers that share an address which therefore is none of theirs."""
_HTML = (*HTML_KINDS, "html")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The entries *around* the place of an insert, of its kind, and the list they are in."""

    listing: PaperList
    around: Sequence[Entry]

    @classmethod
    def of(cls, listing: PaperList, insert: Insert) -> Neighbours:
        """Return the neighbours of *insert*: in its section, else in its file, the nearest."""
        here = (insert.kind, insert.file)
        entries = [e for e in listing.entries_of(insert.section) if (e.kind, e.file) == here]
        if not entries:
            entries = [e for e in listing.entries if (e.kind, e.file) == here]
        place = bisect_left(entries, insert.at, key=lambda entry: entry.line)
        close = entries[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]
        near = sorted(close, key=lambda entry: abs(entry.line - insert.at))
        return cls(listing, near[:_NEIGHBOURS])

    def mostly(self, claims: Iterable[bool]) -> bool:
        """Whether at least half of the neighbours, and one of them, keep what *claims* says."""
        answers = list(claims)
        return any(answers) and 2 * sum(answers) >= len(answers)


def content_fault(
    listing: PaperList, insert: Insert, others: Sequence[Insert], paper: Paper | None
) -> str | None:
    """Return what is wrong with the text of *insert* by itself; None for nothing.

    *others* go in with it. Without the *paper*'s metadata, what it tells of that is not judged.
    """
    near = Neighbours.of(listing, insert)
    return (
        _left_open(near, insert)
        or _anchored_again(near, insert, others)
        or _of_another(near, insert, paper)
        or (told_wrongly(insert.text, paper, near.around) if paper else None)
        or (_torn(insert, paper) if paper else None)
    )


def _torn(insert: Insert, paper: Paper) -> str | None:
    """What is folded away is the abstract as it is, or one stretch of it."""
    if insert.kind == "fold":
        return None
    whole = f" {' '.join(words(paper.abstract))} "
    for fold in _FOLD.findall(insert.text):
        fold_words = words(unescape(_TAG.sub(" ", fold)))
        if len(fold_words) >= _LONG and f" {' '.join(fold_words)} " not in whole:
            return "tells the abstract with gaps"
    return None


def _left_open(near: Neighbours, insert: Insert) -> str | None:
    html = insert.kind in _HTML
    ends = open_ends(insert.text, html=html)
    if not ends or near.mostly(open_ends(entry.text, html=html) == ends for entry in near.around):
        return None
    return f"leaves {next(iter(ends))} without its partner"


def _anchors(text: str) -> list[str]:
    return [html or attribute for html, attribute in _ANCHOR.findall(text)]


def _anchored_again(near: Neighbours, insert: Insert, others: Sequence[Insert]) -> str | None:
    """An anchor stands once in a file, unless the list gives the same one to most entries."""
    counts = Counter(_anchors("\n".join(insert.lines)))
    for other in others:
        if other is not insert and other.file == insert.file and counts:
            counts.update(name for name in set(_anchors("\n".join(other.lines))) if name in counts)
    lines = near.listing.outlines[insert.file].lines
    for name, count in counts.items():
        taken = count > 1 or any(name in line and name in _anchors(line) for line in lines)
        if taken and not near.mostly(name in _anchors(entry.text) for entry in near.around):
            return f"has the anchor {name[:80]!r}, which is in the file already"
    return None


def _of_another(near: Neighbours, insert: Insert, paper: Paper | None) -> str | None:
    """An arXiv id, DOI or address that is another paper's is never this one's."""
    paper_text = says_of(paper) if paper else ""
    own_ids = {insert.arxiv_id, *arxiv_ids(paper_text)}
    listed = {name for entry in near.listing.entries for name in entry.arxiv_ids}
    for name in arxiv_ids("\n".join(insert.lines)):
        if name not in own_ids and (paper is not None or name in listed):
            return f"names {name}, which is another paper"
    targets = _targets(insert, own_ids | set(dois(paper_text)), paper_text)
    for target, holders in _holders(near.listing, targets).items():
        if len(holders) == 1 or len(holders) < min(_CONSTANT, len(near.around) / 2):
            return f"leads to {target[:80]}, which is another paper's"
    return None


def _targets(insert: Insert, own_ids: Iterable[str], paper_text: str) -> Iterator[str]:
    """Yield where *insert* leads to, but for addresses that its paper tells or has the id of."""
    links = (insert.text[slice(*link.url)] for link in find_links(insert.text))
    known = {name.lower() for name in own_ids}
    for target in dict.fromkeys((*links, *_SOURCE.findall(insert.text))):
        plain = target.rstrip("/").removesuffix(".git").lower()
        free = plain.startswith("#") or _WORDS.match(target) or plain in paper_text.lower()
        if plain and not free and not any(name in plain for name in known):
            yield target


def _holders(listing: PaperList, targets: Iterable[str]) -> Mapping[str, set[str]]:
    """Return the papers in whose entries each of *targets* stands, for those that stand in one."""
    holders: dict[str, set[str]] = {}
    for target in targets:
        edge = re.compile(re.escape(target.rstrip("/")) + r"/?(?![\w/-]|\.\w)")
        for entry in listing.entries:
            if target.rstrip("/") in entry.text and edge.search(entry.text):
                key = entry.arxiv_ids[0] if entry.arxiv_ids else f"{entry.file}:{entry.line}"
                holders.setdefault(target, set()).add(key)
    return holders


def parts_a_pair(listing: PaperList, insert: Insert) -> ArxivId | None:
    """Return the paper of *insert* where it would stand between an entry and its description.

    That is a row or a quote right below an entry, which most entries of that list have, too.
    """
    lines = listing.outlines[insert.file].lines
    alike = [e for e in listing.entries_of(insert.section) if e.kind == insert.kind]
    above = next(
        (e for e in reversed(alike) if e.file == insert.file and e.line <= insert.at), None
    )
    if above is None or any(line.strip() for line in lines[above.end : insert.at]):
        return None
    beside = [e for e in alike if (e.container, e.depth) == (above.container, above.depth)]
    at = beside.index(above)
    near = beside[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
    ends = [*(entry.line - 1 for entry in near[1:]), len(lines)]
    below = [_kind_below(lines[entry.end : end]) for entry, end in zip(near, ends, strict=True)]
    shape = below[near.index(above)]
    same = [kind == shape for kind in below[:-1]]
    return insert.arxiv_id if shape and any(same) and 2 * sum(same) >= len(same) else None


def _kind_below(lines: Sequence[str]) -> str:
    """Return how a row or quote begins that is the first thing among *lines*; "" for all else."""
    first = next((line.lstrip().lower() for line in lines if line.strip()), "")
    return next((sign for sign in ("<tr", ">", "|") if first.startswith(sign)), "")


# --- New headings that are dates, proved: what an edit may bring of them, and nothing else.

_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")  # of a setext heading


def brought_headings(insert: Insert) -> tuple[str, ...]:
    """Return the first lines of *insert*: its new headings, with the blank lines around them."""
    if not insert.heading:
        return ()
    first_line = insert.text.split("\n")[0]
    left = list(insert.heading)
    taken = 0
    for number, line in enumerate(insert.lines, 1):
        if line == first_line:
            break
        if number == taken + 1 and _UNDERLINE.fullmatch(line):
            taken = number
        elif left and plain_heading(line.strip(" #")).rstrip(":： ") == left[0]:
            left.pop(0)
            taken = number
    return insert.lines[:taken] if not left else ()


def without_new_dates(listing: PaperList, inserts: Sequence[Insert], again: PaperList) -> PaperList:
    """Return *again* as it would read had the new headings of *inserts* not been asked for.

    Their sections are gone, and their entries are of the section that the inserts name. What was
    not asked for stays, and so do headings that are no dates or stand there already.
    """
    if not any(insert.heading for insert in inserts):
        return again
    places = dict(_places(inserts))
    fresh: dict[SectionId, SectionId] = {}
    for section in again.sections:
        insert = places.get((section.file, section.line))
        if insert and section.path[-1] in insert.heading and _is_new_date(again, section):
            fresh[section.id] = insert.section
    rest = [section for section in again.sections if section.id not in fresh]
    if len(rest) != len(listing.sections):
        return again
    names = {new.id: old.id for old, new in zip(listing.sections, rest, strict=True)} | fresh
    entries = tuple(replace(entry, section=names[entry.section]) for entry in again.entries)
    return replace(again, sections=tuple(rest), entries=entries)


def _places(inserts: Sequence[Insert]) -> Iterator[tuple[tuple[str, int], Insert]]:
    """Yield the lines (1-based, after the edit) of the new headings, with the insert of each."""
    shift: dict[str, int] = {}
    for insert in inserts:
        first = insert.at + shift.get(insert.file, 0) + 1
        shift[insert.file] = shift.get(insert.file, 0) + len(insert.lines)
        for number, line in enumerate(brought_headings(insert), first):
            if line.strip():
                yield (insert.file, number), insert


def _is_new_date(again: PaperList, section: Section) -> bool:
    """Whether *section* is a date that none beside it is, of which another one is like it."""
    spans = [
        span_of(heading_lines(again, peer), year_around(again, peer))
        for peer in again.sections
        if (peer.file, peer.parent, peer.level) == (section.file, section.parent, section.level)
    ]
    span = span_of(heading_lines(again, section), year_around(again, section))
    return span is not None and spans.count(span) == 1
