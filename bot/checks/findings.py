"""What is wrong with a list, each with its line and, where it is safe, the mended line.

It judges what a list says; it changes nothing and never guesses what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from math import ceil

from bot.anatomy import is_long
from bot.checks.anchors import lost_places
from bot.checks.finding import Finding, at_entry
from bot.checks.link_findings import broken_links
from bot.checks.lost_links import lost_links
from bot.checks.odd_links import is_wide
from bot.checks.repeats import mismatches, papers, repeats, two_papers
from bot.lists import Entry, PaperList, names_paper, read_list
from bot.markdown import Document, Outline

_LOCAL = re.compile(r"\]\(|href=", re.IGNORECASE)
_ROW = ("row", "html-row")
_FEW, _FEW_ROWS = 0.5, 0.2
_SLIPS = 0.1
_ROUNDS = 4
_LONG = 400


def findings(listing: PaperList) -> tuple[Finding, ...]:
    """Return what is amiss in *listing*, in the order of its files and lines."""
    found = chain(
        repeats(listing),
        chain.from_iterable(map(mismatches, listing.entries)),
        chain.from_iterable(map(two_papers, listing.entries)),
        _unlinked(listing),
        chain.from_iterable(_in_lines(outline) for outline in listing.outlines.values()),
        chain.from_iterable(lost_links(outline) for outline in listing.outlines.values()),
        chain.from_iterable(lost_places(outline) for outline in listing.outlines.values()),
    )
    order = {name: index for index, name in enumerate(listing.documents)}
    kept = (one for one in found if not listing.left_alone(one.file, one.line))
    return tuple(sorted(kept, key=lambda one: (order[one.file], one.line, one.kind)))


def mend(documents: Mapping[str, Document], found: Iterable[Finding]) -> dict[str, Document]:
    """Return *documents* with the mended lines of *found*; every other line is the same.

    Of two that mend one line the first counts; what the other is about is found again after it.
    """
    lines = {name: list(document.lines) for name, document in documents.items()}
    done: set[tuple[str, int]] = set()
    for one in found:
        if one.mended is not None and (one.file, one.line) not in done:
            done.add((one.file, one.line))
            old = lines[one.file][one.line - 1]
            bare = old.rstrip("\r\n").removeprefix("\ufeff")
            lines[one.file][one.line - 1] = old.replace(bare, one.mended, 1)
    return {name: Document(name, tuple(texts)) for name, texts in lines.items()}


def repaired(listing: PaperList) -> dict[str, Document]:
    """Return the documents of *listing* with all repairs, those that come to light by one too."""
    documents = dict(listing.documents)
    for _ in range(_ROUNDS):
        after = mend(documents, findings(listing))
        if after == documents:
            break
        documents, listing = after, read_list(after)
    return documents


def _unlinked(listing: PaperList) -> Iterator[Finding]:
    """Yield entries without a link among papers that mostly have one."""
    groups: dict[tuple[str, int, int], list[Entry]] = {}
    told = 0, ""  # the last line that an outer entry covers: what is below it are details
    for entry in papers(listing):
        if entry.depth and (entry.file, entry.line) <= (told[1], told[0]):
            continue
        if entry.depth == 0 and entry.end > entry.line and (_is_linked(entry) or _should_be(entry)):
            told = entry.end, entry.file
        groups.setdefault((entry.file, entry.container, entry.depth), []).append(entry)
    for group in groups.values():
        yield from _unlinked_of(group)


def _unlinked_of(group: Sequence[Entry]) -> Iterator[Finding]:
    """Yield the entries of one list or table without a link; many of them are a habit."""
    linked = list(filter(_is_linked, group))
    if not linked or sum(map(names_paper, linked)) * 2 < len(linked):
        return
    most = len(group) * (_FEW_ROWS if group[0].kind in _ROW else _FEW)
    # To read titles takes time: no more are read than it takes to see that links are not the rule.
    candidates = (one for one in group if not _is_linked(one) and _should_be(one))
    bare = list(islice(candidates, ceil(most)))
    if len(bare) < most:
        for entry in bare:
            text = f"no link, unlike its neighbours: {entry.title[:60]!r}"
            is_slip = len(bare) == 1 or len(bare) <= _SLIPS * len(group)
            yield at_entry(entry, "no-link", text, "warning" if is_slip else "note")


def _is_linked(entry: Entry) -> bool:
    return bool(entry.urls or entry.arxiv_ids or entry.dois or _LOCAL.search(entry.text))


def _should_be(entry: Entry) -> bool:
    """Whether *entry* names a paper: a row of one cell is a heading, a long text is prose."""
    if len(entry.text) > _LONG:
        return False
    cells = [cell for cell in entry.text.strip("| ").split("|") if cell.strip()]
    return is_long(entry.title) and not (entry.kind in _ROW and len(cells) <= 1)


def _in_lines(outline: Outline) -> Iterator[Finding]:
    """Yield links that do not work, with the line mended where there is no doubt about it."""
    links = sum("](http" in line for line in outline.lines)
    wide = sum(map(is_wide, outline.lines)) > links
    for number, (line, below) in enumerate(pairwise([*outline.lines, ""]), 1):
        if number not in outline.hidden:
            for one in broken_links(line, below, wide=wide):
                yield Finding(
                    file=outline.document.name,
                    line=number,
                    kind="broken-link",
                    text=one.text,
                    level="error" if one.is_error else "warning",
                    mended=one.mended,
                )
