"""What is wrong with a list, each with its line and, where it is safe, the mended line.

It judges what a list says; it changes nothing and never guesses what was meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Literal
from urllib.parse import unquote

from bot.lists.document import Document
from bot.lists.identity import arxiv_ids, is_long, split_title, title_key, words
from bot.lists.link_findings import broken_links
from bot.lists.links import find_links
from bot.lists.nouns import Entry
from bot.lists.outline import Outline
from bot.lists.reading import PaperList

Kind = Literal["duplicate", "broken-link", "no-link", "id-mismatch", "contents"]

_FRAGMENT = re.compile(r"(?:\]\(|href=[\"']?)#([^)\"'\s>]+)")
_ANCHOR = re.compile(r"(?:id|name)=[\"']?([^\"'\s>]+)")
_REPEATED = re.compile(r"-\d+$")
_DIARY = re.compile(
    r"news|updates?\b|what.?s new|changelog|announcement|citation|acknowledg|contribut|最新|更新",
    re.IGNORECASE,
)
_BARE_ID = re.compile(r"[\s\[(]*(\d{4}\.\d{4,5})(?:v\d+)?[\s\])]*", re.ASCII)
_LOCAL = re.compile(r"\]\(|href=", re.IGNORECASE)
_ROW = ("row", "html-row")
_FEW, _FEW_ROWS = 0.5, 0.2
_SHORT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something amiss at *line* (1-based) of *file*; `mended` is the whole line put right.

    `mended` is None where only a person knows. Warnings are often meant that way.
    """

    file: str
    line: int
    kind: Kind
    text: str
    is_error: bool = True
    mended: str | None = None


def findings(listing: PaperList) -> tuple[Finding, ...]:
    """Return what is amiss in *listing*, in the order of its files and lines."""
    found = chain(
        _duplicates(listing),
        chain.from_iterable(map(_mismatches, listing.entries)),
        _unlinked(listing),
        chain.from_iterable(_in_lines(outline) for outline in listing.outlines.values()),
        chain.from_iterable(_contents(outline) for outline in listing.outlines.values()),
    )
    order = {name: index for index, name in enumerate(listing.documents)}
    kept = (one for one in found if not listing.left_alone(one.file, one.line))
    return tuple(sorted(kept, key=lambda one: (order[one.file], one.line, one.kind)))


def _duplicates(listing: PaperList) -> Iterator[Finding]:
    """Yield papers listed twice: an error in one list or table, elsewhere often on purpose."""
    first: dict[str, Entry] = {}
    inside: dict[tuple[str, int, int, str], Entry] = {}
    for entry in _papers(listing):
        for key in _keys(entry):
            beside = inside.setdefault((entry.file, entry.section, entry.container, key), entry)
            same = beside is not entry and entry.container != -1
            earlier = beside if same else first.setdefault(key, entry)
            if earlier is not entry and not (same and _is_variant(entry, earlier)):
                yield _doubled(entry, earlier, key if entry.arxiv_ids else "it", same=same)
                break


def _papers(listing: PaperList) -> Iterator[Entry]:
    """Yield the entries that stand for one paper; news and thanks only mention some."""
    diary = {s.id for s in listing.sections if s.path and _DIARY.search(s.path[-1])}
    kinds = Counter(entry.kind for entry in listing.entries)
    prose = {"html"} | ({"paragraph"} if kinds["paragraph"] * 2 < kinds.total() else set())
    for entry in listing.entries:
        if len(entry.arxiv_ids) <= 1 and entry.section not in diary and entry.kind not in prose:
            yield entry


def _keys(entry: Entry) -> tuple[str, ...]:
    """Return what makes *entry* the same as another one: its id, else title and address."""
    if entry.arxiv_ids:
        return entry.arxiv_ids
    return (f"{title_key(entry.title)} {entry.urls[0]}",) if entry.urls and entry.title else ()


def _is_variant(entry: Entry, earlier: Entry) -> bool:
    """Whether two rows cite one paper for two things: its models, its data sets."""
    if entry.kind not in _ROW or earlier.kind not in _ROW:
        return False
    names = [words(one.text.lstrip("| ").partition("|")[0]) for one in (entry, earlier)]
    return names[0] != names[1]


def _doubled(entry: Entry, earlier: Entry, what: str, *, same: bool) -> Finding:
    place = f"line {earlier.line}{_of(entry, earlier)}"
    if entry.arxiv_ids and _differ(entry, earlier):
        text = f"links to {what} as {place} does, under another title; is one of them wrong?"
        return _finding(entry, "id-mismatch", text, is_error=False)
    where = "of this section already; delete one" if same else "already, in another place"
    return _finding(entry, "duplicate", f"{what} stands in {place} {where}", is_error=same)


def _differ(entry: Entry, other: Entry) -> bool:
    """Whether two titles are those of two papers: other names, or hardly a word shared."""
    titles = entry.title, other.title
    if {entry.kind, other.kind} & set(_ROW) or not all(map(is_long, titles)):
        return False
    mine, theirs = (title_key(split_title(title)[0]) for title in titles)
    if mine and theirs:
        return mine != theirs
    one, two = (set(words(title)) for title in titles)
    return len(one & two) * 2 < min(len(one), len(two))


def _finding(
    entry: Entry, kind: Kind, text: str, *, is_error: bool = True, line: int = 0
) -> Finding:
    return Finding(
        file=entry.file, line=line or entry.line, kind=kind, text=text, is_error=is_error
    )


def _of(entry: Entry, earlier: Entry) -> str:
    return "" if entry.file == earlier.file else f" of {earlier.file}"


def _mismatches(entry: Entry) -> Iterator[Finding]:
    for link in find_links(entry.text):
        label = entry.text[slice(*link.label)]
        bare = _BARE_ID.fullmatch(label)
        shown = set(arxiv_ids(f"arXiv:{bare[1]}" if bare else label))
        behind = arxiv_ids(entry.text[slice(*link.url)])
        if shown and behind and behind[0] not in shown:
            line = entry.line + entry.text.count("\n", 0, link.start)
            text = f"shows {min(shown)} but links to {behind[0]}; correct one of them"
            yield _finding(entry, "id-mismatch", text, line=line)


def _unlinked(listing: PaperList) -> Iterator[Finding]:
    """Yield entries without a link among entries that mostly have one."""
    groups: dict[tuple[str, int, int], list[Entry]] = {}
    told = 0, ""  # the last line that an entry with a link covers: what is below it are details
    for entry in _papers(listing):
        if entry.depth and (entry.file, entry.line) <= (told[1], told[0]):
            continue
        if entry.depth == 0 and _is_linked(entry):
            told = entry.end, entry.file
        groups.setdefault((entry.file, entry.container, entry.depth), []).append(entry)
    for group in groups.values():
        bare = [one for one in group if not _is_linked(one) and _should_be(one)]
        if len(bare) < len(group) * (_FEW_ROWS if group[0].kind in _ROW else _FEW):
            for entry in bare:
                text = f"no link, unlike its neighbours: {entry.title[:60]!r}"
                yield _finding(entry, "no-link", text, is_error=False)


def _is_linked(entry: Entry) -> bool:
    return bool(entry.urls or entry.arxiv_ids or entry.dois or _LOCAL.search(entry.text))


def _should_be(entry: Entry) -> bool:
    """Whether *entry* names a paper: a row of one cell is a heading."""
    cells = [cell for cell in entry.text.strip("| ").split("|") if cell.strip()]
    return is_long(entry.title) and not (entry.kind in _ROW and len(cells) <= 1)


def _in_lines(outline: Outline) -> Iterator[Finding]:
    """Yield links that do not work, with the line mended where there is no doubt about it."""
    for number, (line, below) in enumerate(pairwise([*outline.lines, ""]), 1):
        if number not in outline.hidden:
            for one in broken_links(line, below):
                yield Finding(
                    file=outline.document.name,
                    line=number,
                    kind="broken-link",
                    text=one.text,
                    is_error=one.is_error,
                    mended=one.mended,
                )


def _contents(outline: Outline) -> Iterator[Finding]:
    """Yield links to places in the file that no heading or anchor has.

    Compared by letters and digits alone: what only differs in dashes is not reported.
    """
    if not any("#" in line for line in outline.lines):
        return
    known = {_key(text) for line in outline.lines for text in _ANCHOR.findall(line)}
    # A heading in HTML may go over several lines, its text on one of them.
    known |= {_key(line) for line in outline.lines if len(line) < _SHORT and "#" not in line}
    for heading in (*outline.headings, *outline.titled):
        raw = " ".join(outline.lines[heading.first - 1 : heading.last])
        known |= {_key(heading.text), _key(raw), _key(re.sub(r"\]\([^()]*\)", "]", raw))}
        known.add(_key(re.sub(r"<[^<>]*>|:[a-z0-9_+-]+:", "", raw)))
    for number, line in enumerate(outline.lines, 1):
        if number in outline.hidden:
            continue
        for fragment in dict.fromkeys(_FRAGMENT.findall(line)):
            text = unquote(fragment)
            if {_key(text), _key(_REPEATED.sub("", text))}.isdisjoint(known):
                yield Finding(
                    file=outline.document.name,
                    line=number,
                    kind="contents",
                    text=f"#{text}: no heading of that name; correct the link or the heading",
                    is_error=False,
                )


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def mend(documents: Mapping[str, Document], found: Iterable[Finding]) -> dict[str, Document]:
    """Return *documents* with the mended lines of *found*; every other line is the same."""
    lines = {name: list(document.lines) for name, document in documents.items()}
    for one in found:
        if one.mended is not None:
            old = lines[one.file][one.line - 1]
            bare = old.rstrip("\r\n").removeprefix("\ufeff")
            lines[one.file][one.line - 1] = old.replace(bare, one.mended, 1)
    return {name: Document(name, tuple(texts)) for name, texts in lines.items()}
