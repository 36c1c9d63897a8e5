"""Sections that are called by dates: which of them takes a paper, and whose papers they hold.

Headings are read and sections chosen; one for a date that is missing is never made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.anatomy import day_of
from bot.lists.nouns import Entry, Section
from bot.lists.reading import PaperList
from bot.lists.section_prose import is_prose
from bot.markdown import SUMMARY_LEVEL
from classifier.papers import Paper, SectionId

_MOST = 0.6
_MONTH_LETTERS = 3
_EVER = 12 * 2100
_MONTHS_A_YEAR = 12
_MOST_DAYS = 31
_BOTH = 2
_MONTHS = """
    january february march april may june july august september october november december
""".split()
_FILLERS = frozenset(
    """
    all and archive article articles arxiv by from in latest list month new of paper papers
    preprint preprints publication publications published recent released the work works year
    """.split()
)
_DOWN = frozenset("before below earlier older pre prior to until up".split())
_UP = frozenset("after later newer now onward onwards present since".split())
_NUMBER_OF = re.compile(
    r"[(\[]\s*(?!(?:19|20)\d\d\b)\d+(?:\s+\w+)?\s*[)\]]|\b\d{1,4}\s+(?:papers?|works?)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_HAN = re.compile("[年月日论論文]")
_WORD = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Span:
    """The months *first* to *last* that a heading stands for, counted from the year 0.

    A *day* (1 to 31, else 0) is one on which papers were listed, whenever they appeared.
    """

    first: int
    last: int
    day: int = 0

    def distance(self, month: int) -> int:
        """Return how many months *month* is outside."""
        return max(self.first - month, month - self.last, 0)


def span_of(heading: str, year: int | None = None) -> Span | None:
    """Return what a *heading* that is a date and nothing else stands for; None for any other.

    "2025", "Papers of 2024 (12)", "2023 and earlier", "2019-2021", "May 2025", "2025.05"; below
    the heading of a *year* also "May". Words that name something else make it no date.
    """
    tokens = _WORD.findall(_HAN.sub(" ", _NUMBER_OF.sub(" ", heading.casefold())))
    years = [int(token) for token in tokens if _YEAR.fullmatch(token)]
    numbers = [int(t) for t in tokens if t.isdecimal() and not _YEAR.fullmatch(t)]
    words = [token for token in tokens if not token.isdecimal()]
    names = [number for word in words if (number := _month_called(word))]
    others = {word for word in words if not _month_called(word)}
    if others - _FILLERS - _DOWN - _UP:
        return None
    if len(years) == _BOTH and not (names or numbers):
        return Span(12 * min(years), 12 * max(years) + 11)
    if len(years) > 1 or not (years or (year and (names or numbers))):
        return None
    span = _within(years[0] if years else year or 0, names, numbers)
    if span and others & _DOWN:
        return Span(0, span.last)
    return Span(span.first, _EVER) if span and others & _UP else span


def _month_called(word: str) -> int:
    """Return the number of the month that *word* or its beginning is the name of, 0 for none."""
    if len(word) < _MONTH_LETTERS:
        return 0
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), 0)


def _within(year: int, names: Sequence[int], numbers: Sequence[int]) -> Span | None:
    """Return the year, or the month or day that *names* of months and *numbers* make of it."""
    if not (names or numbers):
        return Span(12 * year, 12 * year + 11)
    month, *days = (*names, *numbers)
    if len(days) > 1 or not 1 <= month <= _MONTHS_A_YEAR:
        return None
    if days and not 1 <= days[0] <= _MOST_DAYS:
        return None
    at = 12 * year + month - 1
    return Span(at, at, *days)


def shelf_of(listing: PaperList, section_id: SectionId, paper: Paper) -> SectionId:
    """Return the section inside *section_id* that takes *paper*: most often itself.

    One without entries whose sections are dates hands on to that of the paper's month or year,
    else to the nearest; one that only wraps all it has in a fold hands on to that. Raises
    `KeyError` for a section that the list hasn't.
    """
    section = listing.section(section_id)
    while inner := _only_inside(listing, section):
        dated = _dated(inner)
        if dated and len(dated) >= _MOST * len(inner):
            section = _of_its_date(dated, paper)
        elif len(inner) == 1 and _is_wrapper(listing, inner[0]):
            section = inner[0]
        else:
            break
    return section.id


def home_of(listing: PaperList, section_id: SectionId, paper: Paper) -> SectionId:
    """Return the section for *paper* where its subject, not its date, told *section_id*.

    Sections beside one another that are called by dates are of one subject. Raises `KeyError`
    for a section that the list hasn't.
    """
    section = listing.section(section_id)
    while _span(section):
        beside = [one for one in listing.sections if _place(one) == _place(section)]
        dated = _dated([one for one in beside if _is_open(one)])
        if section.parent is None or not _span(listing.section(section.parent)):
            section = _of_its_date(dated, paper) if dated else section
            break
        section = listing.section(section.parent)
    return shelf_of(listing, section.id, paper)


def subjects(listing: PaperList) -> Mapping[SectionId, SectionId]:
    """Return for each section that is but a date of another one the section it is a part of."""
    found: dict[SectionId, SectionId] = {}
    inner: dict[SectionId, list[Section]] = {}
    for section in listing.sections:
        if section.parent is not None and _is_open(section):
            inner.setdefault(section.parent, []).append(section)
    for section in listing.sections:  # the outer ones first
        below = inner.get(section.id, ())
        dated = [] if _has_entries(listing, section) else _dated(below)
        if _is_open(section) and dated and len(dated) >= _MOST * len(below):
            found |= {one.id: found.get(section.id, section.id) for one, _ in dated}
    return found


def _only_inside(listing: PaperList, section: Section) -> list[Section]:
    """Return the sections right below *section* that take papers, if it has no entries itself."""
    if _has_entries(listing, section):
        return []
    return [one for one in listing.sections if one.parent == section.id and _is_open(one)]


def _has_entries(listing: PaperList, section: Section) -> bool:
    own: Sequence[Entry] = listing.entries_of(section.id)
    return bool(own) and not is_prose(own)


def _is_open(section: Section) -> bool:
    return not (section.closed or section.contents or section.about)


def _is_wrapper(listing: PaperList, section: Section) -> bool:
    return section.level == SUMMARY_LEVEL and bool(listing.entries_of(section.id))


def _place(section: Section) -> tuple[str, SectionId | None]:
    return section.file, section.parent


def _span(section: Section) -> Span | None:
    if not section.path:
        return None
    outer = section.path[-2] if len(section.path) > 1 else ""
    around = span_of(outer) if outer else None
    whole = around is not None and around.last - around.first == _MONTHS_A_YEAR - 1
    return span_of(section.path[-1], around.first // 12 if around and whole else None)


def _dated(sections: Sequence[Section]) -> list[tuple[Section, Span]]:
    return [(one, span) for one in sections if (span := _span(one))]


def _of_its_date(dated: Sequence[tuple[Section, Span]], paper: Paper) -> Section:
    """Return the section of the month or year when *paper* appeared, else the nearest one.

    Below days papers stand as they were listed, so a new one is of the newest day.
    """
    if any(span.day for _, span in dated):
        return max(dated, key=lambda pair: (pair[1].first, pair[1].day))[0]
    day = day_of(paper)
    month = 12 * day.year + day.month - 1 if day else _EVER
    return min(dated, key=lambda p: (p[1].distance(month), p[1].last - p[1].first, -p[1].last))[0]
