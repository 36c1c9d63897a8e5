"""Counters such as "Total: 123 papers": found where they count what we count, and carried on.

A number that counts something else, or is only about right ("100+"), is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from bot.lists import PaperList, Section
from bot.markdown import Change, Insert, Outline, anchor
from classifier.papers import SectionId

_NUMBER = r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,7})(?![\d.,]*\d|\+|%2B|%)"
_THINGS = r"(?:papers?|entries|articles|publications|论文)"
# "Total: 123 papers", "Number of papers: 123", "# Papers | 123".
_LABELLED = re.compile(
    rf"(?<!\w)(?:total(?:[ _](?:number|count))?(?: of)?(?:[ _]{_THINGS})?|{_THINGS}[ _]count"
    rf"|(?:number|count|total) of {_THINGS}|#[ ]?{_THINGS}|共|总计)[\s:：*_`=|-]{{0,6}}{_NUMBER}",
    re.IGNORECASE,
)
_SPELT_OUT = re.compile(rf"(?<![\w.,/-])[*_`]{{0,3}}{_NUMBER}[*_`]{{0,3}} {_THINGS}", re.IGNORECASE)
# The address of a badge: "badge/papers-123-blue", "badge/123_papers-blue".
_BADGE = re.compile(
    rf"badge/(?:[a-z_]|%20)*(?:papers?|entries|total|count)(?:[a-z_]|%20)*-{_NUMBER}(?=[-_%])"
    rf"|badge/(?:[a-z_]|%20)*-?(?P<m>\d{{1,7}})(?:_|%20){_THINGS}(?=-)",
    re.IGNORECASE,
)
_IN_HEADING = re.compile(
    rf"[(\[（] ?(?P<n>\d{{1,7}})(?: {_THINGS}| ?篇(?:论文)?)? ?[)\]）]", re.IGNORECASE
)
_FRAGMENT = re.compile(r"\[(?P<label>[^\[\]]*)\]\(#(?P<slug>[^()\s]+)\)")
_SLUG_NUMBER = re.compile(rf"(?:(?<=-)|(?=\d+篇))(?P<n>\d+)(?:-{_THINGS}|篇(?:论文)?)?$")
_NEAR = 0.1  # of the papers counted, that a number with a label may be off


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many entries a part of the list has, how many papers, and how many come (or go: -1)."""

    entries: int
    papers: int
    new: int

    def fits(self, number: int, *, about: bool = False) -> bool:
        """Whether *number* is what we count, or (*about*) nearly."""
        if number in (self.entries, self.papers):
            return True
        return about and abs(number - self.papers) <= max(2, _NEAR * self.papers)


def find_counters(
    listing: PaperList, inserts: Sequence[Insert], *, gone: bool = False
) -> Iterator[Change]:
    """Yield the changes that let the counters of *listing* go on by what *inserts* bring.

    They go back where *inserts* are lines of *listing* that will be *gone*.
    """
    counts = _count(listing, inserts, -1 if gone else 1)
    for name, outline in listing.outlines.items():
        taken = {n for e in listing.entries if e.file == name for n in range(e.line, e.end + 1)}
        for heading in listing.sections:
            taken |= set(range(heading.line, heading.last + 1)) if heading.file == name else set()
        section_map = listing.maps[name]
        for at, line in enumerate(outline.lines):
            number = at + 1
            if number in taken or number in outline.hidden or listing.left_alone(name, number):
                continue
            here = counts.get(section_map.sections[section_map.at(number)].id)
            yield from _in_line(name, at, line, [scope for scope in (here, counts[None]) if scope])
    for section in listing.sections:
        if not section.closed and section.line and counts[section.id].new:
            outline = listing.outlines[section.file]
            yield from _in_heading(outline, section, counts[section.id])


def counter_spans(line: str) -> frozenset[tuple[int, int]]:
    """Return where in *line* a counter may stand: in prose, badge, heading, or a link to one."""
    spans = [
        match.span("n" if match["n"] else "m")
        for pattern in (_BADGE, _LABELLED, _SPELT_OUT, _IN_HEADING)
        for match in pattern.finditer(line)
    ]
    for link in _FRAGMENT.finditer(line):
        if slug := _SLUG_NUMBER.search(link["slug"]):
            start = link.start("slug")
            spans.append((slug.start("n") + start, slug.end("n") + start))
    return frozenset(spans)


def _count(
    listing: PaperList, inserts: Iterable[Insert], step: int
) -> dict[SectionId | None, _Counts]:
    """Return the counts of each section, those below it included; None: of the whole list."""
    parents = {section.id: section.parent for section in listing.sections}
    entries: Counter[SectionId | None] = Counter()
    new: Counter[SectionId | None] = Counter()
    papers: dict[SectionId | None, set[str]] = {}
    for entry in listing.entries:
        for scope in _around(entry.section, parents):
            entries[scope] += 1
            papers.setdefault(scope, set()).update(entry.arxiv_ids)
    for insert in inserts:
        for scope in _around(insert.section, parents):
            new[scope] += step
    return {
        scope: _Counts(entries[scope], len(papers.get(scope, ())), new[scope])
        for scope in (None, *parents)
    }


def _around(
    section: SectionId, parents: dict[SectionId, SectionId | None]
) -> Iterator[SectionId | None]:
    yield None
    at: SectionId | None = section
    while at is not None:
        yield at
        at = parents.get(at)


def _in_line(name: str, at: int, line: str, scopes: Sequence[_Counts]) -> Iterator[Change]:
    """Yield the counters in a line of prose; of *scopes*, the nearest that a number fits."""
    done: set[tuple[int, int]] = set()
    for pattern, about in ((_BADGE, True), (_LABELLED, True), (_SPELT_OUT, False)):
        for match in pattern.finditer(line):
            group = "n" if match["n"] else "m"
            old, span = int(match[group].replace(",", "")), match.span(group)
            scope = next((each for each in scopes if each.fits(old)), None)
            if scope is None and about and scopes[-1].fits(old, about=True):
                scope = scopes[-1]
            if scope is not None and scope.new and span not in done:
                done.add(span)
                new = f"{old + scope.new:,}" if "," in match[group] else str(old + scope.new)
                yield Change(name, at, *span, new, "counter")


def _in_heading(outline: Outline, section: Section, counts: _Counts) -> Iterator[Change]:
    """Yield the counter at the end of a heading, and what the table of contents says of it.

    The address of a heading is made of its text: links to it have to change with it.
    """
    last = [
        (at, match)
        for at in range(section.line - 1, section.last)
        for match in _IN_HEADING.finditer(outline.lines[at])
    ][-1:]
    if not last or not counts.fits(int(last[0][1]["n"])):
        return
    at, match = last[0]
    old, new = match["n"], str(int(match["n"]) + counts.new)
    links = list(_links_to(outline, anchor(section.path[-1])))
    changes = [change for link in links for change in _in_link(outline, *link, old, new)]
    if len(changes) == 2 * len(links):
        yield from changes
        yield Change(section.file, at, *match.span("n"), new, "counter")


def _links_to(outline: Outline, slug: str) -> Iterator[tuple[int, re.Match[str]]]:
    for at, line in enumerate(outline.lines):
        if "](#" in line and at + 1 not in outline.hidden:
            for match in _FRAGMENT.finditer(line):
                if unquote(match["slug"]).casefold() == slug:
                    yield at, match


def _in_link(
    outline: Outline, at: int, link: re.Match[str], old: str, new: str
) -> Iterator[Change]:
    """Yield the change of the label and that of the address; fewer where the number is not."""
    name = outline.document.name
    labels = [m for m in _IN_HEADING.finditer(link["label"]) if m["n"] == old]
    slug = _SLUG_NUMBER.search(link["slug"])
    for part, match in (("label", labels[-1] if labels else None), ("slug", slug)):
        if match is not None and match["n"] == old:
            shift = link.start(part)
            yield Change(name, at, match.start("n") + shift, match.end("n") + shift, new, "counter")
