"""New headings that are dates, proved: what an edit may bring of them, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.lists import PaperList, Section, heading_lines, span_of, year_around
from bot.markdown import Insert, plain_heading
from classifier.papers import SectionId

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
