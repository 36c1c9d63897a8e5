"""What is wrong with a list, each with its line and, where it is safe, the mended line.

It judges what a list says; it changes nothing and never guesses what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal
from urllib.parse import unquote

from bot.lists.document import Document
from bot.lists.identity import arxiv_ids, is_long
from bot.lists.links import find_links
from bot.lists.nouns import Entry
from bot.lists.outline import Outline
from bot.lists.reading import PaperList
from classifier.paper import ArxivId

Kind = Literal["duplicate", "broken-link", "no-link", "id-mismatch", "contents"]

_SPACED = re.compile(r"(?<=\])[ \t]+(?=\((?:https?://|www\.|arxiv\.org/)[^\s()]+\))")
_NO_LABEL = re.compile(r"(?<!!)\[[ \t]*\]\([^()\s]+\)")
_NO_SCHEME = re.compile(
    r"(?<=\]\()[ \t]*(?=(?:www\.|(?:export\.)?arxiv\.org/|doi\.org/)[^\s()]+\))"
)
_ABSTRACT_PDF = re.compile(r"(arxiv\.org/)abs(/\d{4}\.\d{4,5}(?:v\d+)?\.pdf)(?![\w/])")
_FRAGMENT = re.compile(r"(?:\]\(|href=[\"']?)#([^)\"'\s>]+)")
_ANCHOR = re.compile(r"(?:id|name)=[\"']?([^\"'\s>]+)")
_REPEATED = re.compile(r"-\d+$")
_CODE = re.compile(r"`[^`]*`")


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
        _duplicates(listing.entries),
        chain.from_iterable(map(_mismatches, listing.entries)),
        _unlinked(listing.entries),
        chain.from_iterable(_in_lines(outline) for outline in listing.outlines.values()),
        chain.from_iterable(_contents(outline) for outline in listing.outlines.values()),
    )
    order = {name: index for index, name in enumerate(listing.documents)}
    kept = (one for one in found if not listing.left_alone(one.file, one.line))
    return tuple(sorted(kept, key=lambda one: (order[one.file], one.line, one.kind)))


def _duplicates(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield papers listed twice: an error in one list or table, elsewhere often on purpose."""
    first: dict[ArxivId, Entry] = {}
    inside: dict[tuple[str, int, int, ArxivId], Entry] = {}
    for entry in entries:
        if len(entry.arxiv_ids) != 1:
            continue
        (arxiv_id,) = entry.arxiv_ids
        group = (entry.file, entry.section, entry.container, arxiv_id)
        beside = inside.setdefault(group, entry)
        same = beside is not entry and entry.container >= 0
        earlier = beside if same else first.setdefault(arxiv_id, entry)
        if earlier is not entry:
            where = "of this section already; delete one" if same else "already, in another place"
            yield Finding(
                file=entry.file,
                line=entry.line,
                kind="duplicate",
                text=f"{arxiv_id} stands in line {earlier.line}{_of(entry, earlier)} {where}",
                is_error=same,
            )


def _of(entry: Entry, earlier: Entry) -> str:
    return "" if entry.file == earlier.file else f" of {earlier.file}"


def _mismatches(entry: Entry) -> Iterator[Finding]:
    for link in find_links(entry.text):
        shown = set(arxiv_ids(entry.text[slice(*link.label)]))
        behind = arxiv_ids(entry.text[slice(*link.url)])
        if shown and behind and behind[0] not in shown:
            line = entry.line + entry.text.count("\n", 0, link.start)
            text = f"shows {min(shown)} but links to {behind[0]}; correct one of them"
            yield Finding(file=entry.file, line=line, kind="id-mismatch", text=text)


def _unlinked(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield entries without a link among entries that mostly have one."""
    groups: dict[tuple[str, int, int], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.file, entry.container, entry.depth), []).append(entry)
    for group in groups.values():
        bare = [e for e in group if not (e.urls or e.arxiv_ids or e.dois) and is_long(e.title)]
        if 2 * len(bare) < len(group):
            for entry in bare:
                yield Finding(
                    file=entry.file,
                    line=entry.line,
                    kind="no-link",
                    text=f"no link, unlike its neighbours: {entry.title[:60]!r}",
                    is_error=False,
                )


def _in_lines(outline: Outline) -> Iterator[Finding]:
    """Yield links that do not work, with the line mended where there is no doubt about it."""
    for number, line in enumerate(outline.lines, 1):
        if number in outline.hidden or ("](" not in line and "] " not in line):
            continue
        mended, why = line, list[str]()
        for pattern, to, trouble in _MENDS:
            if pattern.search(_CODE.sub("", mended)):
                mended, why = pattern.sub(to, mended), [*why, trouble]
        if why:
            yield Finding(
                file=outline.document.name,
                line=number,
                kind="broken-link",
                text="; ".join(why),
                mended=None if "`" in line else mended,
            )
        if _NO_LABEL.search(line):
            text = "a link without a text cannot be clicked; write the title between [ and ]"
            yield Finding(file=outline.document.name, line=number, kind="broken-link", text=text)


_MENDS = (
    (_SPACED, "", "a blank between ] and ( makes it text, not a link"),
    (_NO_SCHEME, "https://", "a link without https:// leads into this repository"),
    (_ABSTRACT_PDF, r"\1pdf\2", "arXiv has no such address; PDFs are under /pdf/"),
)


def _contents(outline: Outline) -> Iterator[Finding]:
    """Yield links to places in the file that no heading or anchor has.

    Compared by letters and digits alone: what only differs in dashes is not reported.
    """
    if not any("#" in line for line in outline.lines):
        return
    known = {_key(text) for line in outline.lines for text in _ANCHOR.findall(line)}
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
