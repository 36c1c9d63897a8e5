"""The heading of a day, week, month or year that a list lacks: how it reads, and where it goes.

Only where the list's own headings have gone on so: in order, without gaps that say otherwise, and
written so that one tells how the next is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise

from bot.lists import (
    Missing,
    PaperList,
    Section,
    Span,
    dates_inside,
    heading_lines,
    renamed,
    year_around,
)
from bot.markdown import SUMMARY_LEVEL, plain_heading
from bot.placing.sorted_keys import sorting
from classifier.papers import SectionId

_SORTED = 0.85  # of the headings
_LOOKED_AT = 3  # of the newest headings
_ENOUGH = 40  # headings of a list, to see how they go on
_LEAST = 3  # days or weeks; two tell something if one follows the other
_UNIT_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "half": 184, "year": 366}
_MOST_BLANK = 3  # lines

Dated = tuple[Section, Span]


@dataclass(frozen=True, slots=True)
class NewHeading:
    """Lines to insert before line index *at* (0-based) of *file*, and entries below them.

    `titles` are the plain texts of the headings, the outermost first; `near` is the section whose
    entries show how one is made. `above` blank lines stand above, `after` below the last entry.
    `section` is the one around, or what precedes all headings. `day` is the first one meant; the
    list `falls` where its newest date stands first.
    """

    file: str
    at: int
    lines: tuple[str, ...]
    titles: tuple[str, ...]
    near: Section
    section: SectionId
    above: int
    after: int
    day: date
    falls: bool


def new_heading(listing: PaperList, missing: Missing, count: int) -> NewHeading | None:
    """Return the heading for *count* papers of the day that is *missing*; None where none goes on.

    A year that is new brings its first month where years are parted by months.
    """
    lines: list[str] = []
    titles: list[str] = []
    siblings = _kin(listing, missing.beside)
    kind = siblings[0][1]
    place = _place(missing.beside, siblings, missing.day)
    while siblings:
        made = _line(listing, siblings, missing.day, count)
        if made is None or made[0].level == SUMMARY_LEVEL:
            return None
        near, line = made
        lines += [*line.split("\n"), *[""] * _lead(listing, near)]
        titles.append(plain_heading(line.split("\n")[0].strip(" #")).rstrip(":： "))
        inner = dates_inside(listing, near)
        siblings = _kin(listing, inner) if inner else []
    if place is None:
        return None
    if len(titles) == 1:  # its own sisters show best how entries are made
        near = max(missing.beside, key=lambda pair: pair[1].first)[0]
    first, is_last, falls = place
    span = kind.holding(missing.day)
    file_lines = listing.outlines[first.file].lines
    at = _end(listing, first) if is_last else first.line - 1
    gap = _gap(file_lines, [section for section, _ in missing.beside])
    follows = at < len(file_lines) and bool(file_lines[at].strip())
    return NewHeading(
        file=first.file,
        at=at,
        lines=tuple(lines),
        titles=tuple(titles),
        near=near,
        section=first.parent if first.parent is not None else _root(listing, first.file),
        above=gap if is_last else 0,
        after=gap if follows else 0,
        day=span.first,
        falls=falls,
    )


def _root(listing: PaperList, file: str) -> SectionId:
    return listing.maps[file].sections[0].id


def _kin(listing: PaperList, beside: Sequence[Dated]) -> list[Dated]:
    """Return the dates *beside* one another, as long as the newest is, and if few their cousins.

    These are the dates of the same level below other sections: a list keeps its subjects alike.
    """
    dated = list(beside)
    first = beside[0][0]
    if len(beside) < _LEAST and first.parent is not None:
        alike = (s for s in listing.sections if (s.file, s.level) == (first.file, first.level))
        for around in dict.fromkeys(each.parent for each in alike if each.parent != first.parent):
            if around is not None and len(dated) < _ENOUGH:
                dated += dates_inside(listing, listing.section(around))
    unit = max((span for _, span in beside), key=lambda span: span.first).unit
    return [(section, span) for section, span in dated if span.unit == unit]


def _line(
    listing: PaperList, kin: Sequence[Dated], day: date, count: int
) -> tuple[Section, str] | None:
    """Return the heading of *day* as the newest of *kin* tells it, and that one; None if none does.

    One tells it from which the heading of another can be written, to the letter.
    """
    newest = sorted(kin, key=lambda pair: pair[1].first, reverse=True)
    if not _goes_on(newest, day):
        return None
    like = [heading_lines(listing, section) for section, _ in newest[:_LOOKED_AT]]
    write = partial(renamed, like=like, beside=_words_beside(listing))
    for model, span in newest[:_LOOKED_AT]:
        year, text = year_around(listing, model), heading_lines(listing, model)
        for other, its in newest[: _LOOKED_AT + 1]:
            known, its_year = heading_lines(listing, other), year_around(listing, other)
            expected = write(known, its, year=its_year)
            if its != span and expected == write(text, its, year=year):
                line = write(text, span.holding(day), year=year, count=count)
                return (model, line) if line else None
    return None


def _words_beside(listing: PaperList) -> frozenset[str]:
    """Return the words of headings and prose: they tell the language that months are in."""
    texts = (text for section in listing.sections for text in (*section.path, section.description))
    return frozenset(" ".join(texts).casefold().split())


def _goes_on(newest: Sequence[Dated], day: date) -> bool:
    """Whether the dates, the newest first, follow one another so that *day* may be one more."""
    firsts = sorted({span.first for _, span in newest}, reverse=True)
    if len(firsts) < len(("one", "other")) or day < firsts[-1]:
        return False
    unit = newest[0][1].unit
    size = _UNIT_DAYS.get(unit, 0)
    steps = [(later - sooner).days for later, sooner in pairwise(firsts[: _LOOKED_AT + 1])]
    if size == 0:
        return False
    often = len(firsts) >= _LEAST and unit in ("day", "week")
    return often or sorted(steps)[(len(steps) - 1) // 2] <= size


def _place(
    beside: Sequence[Dated], siblings: Sequence[Dated], day: date
) -> tuple[Section, bool, bool] | None:
    """Return the section above which a heading of *day* goes, or the last one (True) for below it.

    The last value tells whether the newest stands first. None where the headings are in no order.
    """
    rows = [section for section in beside if section in siblings]
    order = sorted(siblings, key=lambda pair: (pair[0].file, pair[0].line))
    by_parent: dict[SectionId | None, list[str]] = {}
    for section, span in order:
        by_parent.setdefault(section.parent, []).append(span.first.isoformat())
    counts = Counter(sorting(keys).falls for keys in by_parent.values() if len(keys) > 1)
    shares = [sorting(keys).share for keys in by_parent.values() if len(keys) > 1]
    if not rows or not shares or min(shares) < _SORTED or len(counts) > 1:
        return None
    falls = counts[True] > 0
    for section, span in sorted(rows, key=lambda pair: pair[0].line):
        if (span.first < day) if falls else (span.first > day):
            return section, False, falls
    last = max((section for section, _ in beside), key=lambda section: section.line)
    return last, True, falls


def _end(listing: PaperList, section: Section) -> int:
    """Return the last line of the last entry in *section* or below it; of its heading without."""
    inside = {section.id}
    end = section.last
    for inner in listing.sections:
        if inner.parent in inside:
            inside.add(inner.id)
        if inner.id in inside:
            ends = [entry.end for entry in listing.entries_of(inner.id)]
            end = max(end, inner.last, *ends) if ends else max(end, inner.last)
    lines = listing.outlines[section.file].lines
    while end > section.last and not lines[end - 1].strip():
        end -= 1
    return end


def _lead(listing: PaperList, section: Section) -> int:
    """Return how many blank lines stand below the heading of *section*."""
    lines = listing.outlines[section.file].lines
    return min(_MOST_BLANK, _blank(iter(lines[section.last :])))


def _gap(lines: Sequence[str], beside: Sequence[Section]) -> int:
    """Return how many blank lines usually stand above the headings *beside*.

    A rule right above one ("---") is no neighbour that a heading may be glued to.
    """
    gaps = [
        _blank(reversed(lines[: section.line - 1]))
        for section in beside
        if section.line > 1 and not _RULE.fullmatch(lines[section.line - 2])
    ]
    inner = gaps[1:] or gaps
    return min(_MOST_BLANK, Counter(inner).most_common(1)[0][0]) if inner else 1


_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")


def _blank(lines: Iterator[str]) -> int:
    return next((n for n, line in enumerate(lines) if line.strip()), 0)
