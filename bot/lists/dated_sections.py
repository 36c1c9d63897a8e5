"""Sections that are dates: the span each heading names, and which of them takes a paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from math import log
from types import MappingProxyType
from typing import Literal

from bot.anatomy import Entry, day_of, shown_date, words
from bot.core.month_names import (
    SHORT,
    WEEKDAYS,
    in_case_of,
    language_of,
    month_in_words,
    ordinal_ending,
    place_of,
)
from bot.lists.reading import PaperList
from bot.lists.sections import Section, are_remarks, is_prose
from bot.markdown import SUMMARY_LEVEL
from classifier.papers import ArxivId, Paper, SectionId

# --- Headings that are dates and nothing else: the days one stands for, and how the next is
# written.
#
# Only a heading's text is read here; which section takes a paper is decided in `dated_sections`.

Unit = Literal["day", "week", "month", "quarter", "half", "year", "open"]

_FILLERS = frozenset(
    """
    all and ano anno archive arbeiten articles article articoli artikel artículos arxiv año année
    aus by daily day date de del du dal for from im in jaar jahr latest list literature month new of
    on paper papers preprint preprints publication publications published reading recent released
    the update updated updates vom work works week weekly weeks wk year 第
    """.split()
)
_DOWN = frozenset("before below earlier older pre prior to until up".split())
_UP = frozenset("after later newer now onward onwards present since".split())
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_WEEKS = frozenset("w week wk kw kalenderwoche woche semaine semana settimana vecka 周 週".split())
_LAST_MONTH = 12  # of a year
_COUNTED = {**dict.fromkeys(_WEEKS, "W"), "q": "Q", "quarter": "Q", "h": "H"}
"""The roles of numbers by the word before them."""
_AFTER = {"周": "W", "週": "W", "季": "Q", "季度": "Q"}
"""The roles of numbers by the word right after them."""
_PARTS: dict[str, tuple[int, Unit]] = {"Q": (3, "quarter"), "H": (6, "half")}
"""The parts of a year that are counted: their months, and what they are called."""
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_HAN = re.compile("[年月日论論文の년월일논문]")
_WORD = re.compile(r"\d+|[^\W\d_]+")
# Between the two ends of "2026-08-03 ~ 2026-08-09", "Aug 3 - Aug 9, 2026".
_TO = re.compile(r"\s*[~～–—→至]\s*|\s+(?:-+|to)\s+")
# What stands beside a date and is none: pictures, tags, emoji by name, comments, numbers of papers.
_BESIDE = (
    r"!\[[^\[\]]*\]\([^()]*\)|\]\([^()]*\)|<!--.*?-->|<[^<>]*>|:[a-z][a-z0-9_+-]*:"
    r"|[0-9#*]\ufe0f?\u20e3|[(\[（]\s*(?!(?:19|20)\d\d\b)\d+(?:\s*\w+)?\s*[)\]）]|\b\d{1,4}\s+(?:papers?|works?)\b"
)
_PLAIN = re.compile(_BESIDE, re.IGNORECASE)
# Links to a place in the file too, with brackets around: "[[Back to Top](#top)]", "<a href=#top>".
_NAVIGATION = re.compile(
    r"[\[(]?\[[^\[\]]*\]\(#[^()]*\)[\])]?|<a\b[^<>]*href=[\"']?#[^<>]*>.*?</a>|" + _BESIDE,
    re.IGNORECASE,
)
# "(12)", "[3 papers]", "31 papers": the number, with the papers if these are named.
_COUNT = re.compile(
    r"(?<=[(\[（])\s*\d+(?: papers?| works?)?(?=(?:\s*\w+)?\s*[)\]）])"
    r"|\b\d{1,4}\s+(?:papers?|works?)\b"
)
# The name in "(#may)", "<a id='may'>", "<a name='may'>", "<a href='#may'>".
_ANCHOR = re.compile(r"""(?:(?<=\(#)|(?<=id=["'])|(?<=name=["'])|(?<=href=["']#))[^()"'\s]+""")
# A picture, be it linked or not.
_PICTURE = re.compile(
    r"\s*\[?!\[[^\[\]]*\]\([^()]*\)(?:\]\([^()]*\))?|\s*<img\b[^<>]*>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days *first* to *last* that a heading stands for.

    On a "day" or in a "week" papers may have been listed, whenever they appeared; what ends or
    begins nowhere is "open".
    """

    first: date
    last: date
    unit: Unit

    def distance(self, day: date) -> int:
        """Return how many days *day* is outside."""
        return max((self.first - day).days, (day - self.last).days, 0)

    def holding(self, day: date) -> Span:
        """Return the day, week, month, quarter or year like this one that *day* is in."""
        if self.unit == "day":
            return Span(day, day, "day")
        if self.unit == "week":
            first = self.first + timedelta(7 * ((day - self.first).days // 7))
            return Span(first, first + (self.last - self.first), "week")
        size = {"quarter": 3, "half": 6, "year": 12}.get(self.unit, 1)  # months
        return _months(day.year, (day.month - 1) // size * size + 1, size, self.unit)


def _months(year: int, month: int, size: int, unit: Unit) -> Span:
    after = year * 12 + month - 1 + size
    last = date(after // 12, after % 12 + 1, 1) - timedelta(1)
    return Span(date(year, month, 1), last, unit)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A part of a date at *start* to *end*: "Y", "m", "B" (a name), "d", "th", "A", "W", "Q", "H".

    *side* is 1 for the second end of a range.
    """

    start: int
    end: int
    role: str
    text: str
    side: int = 0


@dataclass(frozen=True, slots=True)
class _Reading:
    span: Span
    slots: tuple[_Slot, ...]


def span_of(heading: str, year: int | None = None) -> Span | None:
    """Return what a *heading* that is a date and nothing else stands for; None for any other.

    "2025", "Papers of 2024 (12)", "2023 and earlier", "2019-2021", "May 2025", "2025.05",
    "Week 32, 2026", "2026 [[Back to Top](#top)]"; below the heading of a *year* also "May". Words
    that name something else make it no date.
    """
    reading = _read(heading, year)
    return reading.span if reading else None


@lru_cache(maxsize=8192)
def _read(heading: str, year: int | None) -> _Reading | None:
    for pattern in (_NAVIGATION, _PLAIN):
        rest = pattern.sub(lambda match: " " * len(match[0]), heading)
        if known := _read_range(_HAN.sub(" ", rest), year) or _read_one(_HAN.sub(" ", rest), year):
            return known
    return None


def _read_range(text: str, year: int | None) -> _Reading | None:
    """Return the days from one date to another: the year may stand with the second alone."""
    ends = _TO.search(text)
    if ends is None:
        return None
    texts = text[: ends.start()], " " * ends.end() + text[ends.end() :]
    months = [_months_in(part) for part in texts]
    right = _end(texts[1], year, months[0] if not months[1] else [])
    left = _end(texts[0], right[0].year if right else None, months[1] if not months[0] else [])
    if left is None or right is None or left[0] > right[0]:
        return None
    slots = (*left[1], *(_Slot(s.start, s.end, s.role, s.text, 1) for s in right[1]))
    return _Reading(Span(left[0], right[0], "week"), slots)


def _months_in(text: str) -> list[int]:
    return [_value(slot) for slot in _slots(text)[0] if slot.role == "B"]


def _end(text: str, year: int | None, months: Sequence[int]) -> tuple[date, Sequence[_Slot]] | None:
    """Return an end of a range, with its slots: a day, or its number, of the other's *months*."""
    slots, others = _slots(text)
    numbers = [slot for slot in slots if slot.role == "n"]
    years = [_value(slot) for slot in slots if slot.role == "Y"] or [year or 0]
    if months and len(numbers) == 1 and not others - _FILLERS:
        try:
            day = date(years[0], months[0], _value(numbers[0]))
        except ValueError:  # no such day
            return None
        return day, [_Slot(s.start, s.end, "d", s.text) if s.role == "n" else s for s in slots]
    reading = _read_one(text, year)
    if reading is None or not any(slot.role == "d" for slot in reading.slots):
        return None
    return reading.span.first, reading.slots


def _read_one(text: str, year: int | None) -> _Reading | None:
    slots, others = _slots(text)
    if others - _FILLERS - _DOWN - _UP:
        return None
    values = {role: [_value(slot) for slot in slots if slot.role == role] for role in "YBWQHn"}
    years = values["Y"]
    if len(years) == len(("first", "last")) and not any(values[role] for role in "BWQHn"):
        return _Reading(Span(date(min(years), 1, 1), date(max(years), 12, 31), "open"), slots)
    if len(years) > 1 or not (years or (year and any(values[role] for role in "BWQHn"))):
        return None
    named = _named(slots, day_first=_is_day_first(text, slots))
    span = _within(years[0] if years else year or 0, named, of_week=bool(others & _WEEKS))
    if span and others & _DOWN:
        return _Reading(Span(date.min, span.last, "open"), slots)
    if span and others & _UP:
        return _Reading(Span(span.first, date.max, "open"), slots)
    return _Reading(span, named) if span else None


def _slots(text: str) -> tuple[tuple[_Slot, ...], frozenset[str]]:
    """Return the numbers ("n") and names of a date in *text*, and the other words there."""
    slots: list[_Slot] = []
    others: set[str] = set()
    before = ""
    for match in _WORD.finditer(text):
        word, start, end = match[0].casefold(), match.start(), match.end()
        adjacent = bool(slots) and slots[-1].end == start
        if word.isdecimal():
            role = "Y" if _YEAR.fullmatch(word) else _COUNTED.get(before, "n")
            slots.append(_Slot(start, end, role, match[0]))
            others -= {before} if role in _PARTS else set()
        elif word in _ORDINALS and adjacent:
            slots.append(_Slot(start, end, "th", match[0]))
        elif month_in_words(word):
            slots.append(_Slot(start, end, "B", match[0]))
        elif place_of(word, WEEKDAYS):
            slots.append(_Slot(start, end, "A", match[0]))
        elif word in _AFTER and adjacent and slots[-1].role == "n":
            slots[-1] = replace(slots[-1], role=_AFTER[word])
        else:
            others.add("week" if word in _WEEKS else word)
        before = word
    return tuple(slots), frozenset(others)


def _value(slot: _Slot) -> int:
    return int(slot.text) if slot.text.isdecimal() else month_in_words(slot.text)


def _is_day_first(text: str, slots: Sequence[_Slot]) -> bool:
    """Whether of two numbers before a year the first is the day: 07.08.2026, and 13/08/2026."""
    numbers = [slot for slot in slots if slot.role in "nY"]
    if [slot.role for slot in numbers] != ["n", "n", "Y"]:
        return False
    dotted = text[numbers[0].end : numbers[1].start].strip() == "."
    return dotted or int(numbers[0].text) > _LAST_MONTH


def _named(slots: Sequence[_Slot], *, day_first: bool) -> tuple[_Slot, ...]:
    """Return *slots* with the numbers told apart as month and day."""
    has_name = any(slot.role == "B" for slot in slots)
    roles = iter("d" if has_name else "dm" if day_first else "md")
    return tuple(
        _Slot(s.start, s.end, next(roles, "x"), s.text) if s.role == "n" else s for s in slots
    )


def _within(year: int, slots: Sequence[_Slot], *, of_week: bool) -> Span | None:
    """Return the year, or what the names and numbers in *slots* make of it."""
    roles = ["m" if slot.role == "B" else slot.role for slot in slots]
    if "x" in roles or len(set(roles)) < len(roles):
        return None
    parts = {role: _value(slot) for role, slot in zip(roles, slots, strict=True) if role in "mdWQH"}
    try:
        return _days(year, parts, of_week=of_week)
    except ValueError:  # no such day
        return None


def _days(year: int, parts: Mapping[str, int], *, of_week: bool) -> Span | None:
    """Return what the numbers *parts* make of *year*; raises `ValueError` for no such day."""
    for role, (size, unit) in _PARTS.items():
        if role in parts:
            return _months(year, size * (parts[role] - 1) + 1, size, unit)
    if "W" in parts and "m" not in parts:
        first = date.fromisocalendar(year, parts["W"], 1)
        return Span(first, first + timedelta(6), "week")
    if "m" in parts and "d" in parts:
        first = date(year, parts["m"], parts["d"])
        return Span(first, first + timedelta(6 * of_week), "week" if of_week else "day")
    if "d" in parts:
        return None
    return _months(year, parts["m"], 1, "month") if "m" in parts else _months(year, 1, 12, "year")


def renamed(
    line: str,
    new: Span,
    like: Iterable[str],
    *,
    year: int | None = None,
    count: int = 0,
    beside: Collection[str] = (),
) -> str | None:
    """Return the heading's *line* with the date of *new* for its own, written in the same form.

    Where it does not show how a number or name is written, those *like* it do, and where names
    of two languages are the same, the words *beside* it. A number of papers in brackets becomes
    *count*, and pictures with numbers go. None where an address holds the date in a form that
    cannot be told.
    """
    line = _PICTURE.sub(lambda m: "" if re.search(r"\d", m[0]) else m[0], line).rstrip()
    reading = _read(line, year)
    if reading is None:
        return None
    hints = [slot for text in like if (shown := _read(text, year)) for slot in shown.slots]
    texts = [_written(slot, new, hints, beside) for slot in reading.slots]
    edits = {(s.start, s.end): text for s, text in zip(reading.slots, texts, strict=True)}
    taken = {at for span in edits for at in range(*span)}
    counts = (match for match in _COUNT.finditer(line) if match.start() not in taken)
    edits |= {match.span(): _counted(match[0], count) for match in counts}
    written: dict[str, str] = {}
    for slot, text in zip(reading.slots, texts, strict=True):
        written[slot.text.casefold()] = text
        written |= {old: shown for old, shown in _other_forms(slot, text) if old not in written}
    for match in _ANCHOR.finditer(line):
        if match.start() not in taken:
            edits[match.span()] = _WORD.sub(
                lambda word: in_case_of(word[0], written.get(word[0].casefold(), word[0])), match[0]
            )
    edited = {at for span in edits for at in range(*span)}
    if any(match.start() not in edited for match in _YEAR.finditer(line)):
        return None
    for (start, end), text in sorted(edits.items(), reverse=True):
        line = line[:start] + text + line[end:]
    said = _read(line, year and new.first.year)
    return line if said and said.span == new else None


def _counted(old: str, count: int) -> str:
    """Return *count* with the things that *old* counts, one of them or several."""
    return re.sub(r"\d+", str(count), re.sub(r"(?<=paper|.work)s?$", "s" * (count != 1), old))


def _other_forms(slot: _Slot, new: str) -> Iterator[tuple[str, str]]:
    """Yield what may stand for *slot* in an address, and for its *new* text there."""
    if slot.role == "Y":
        yield slot.text[-2:], new[-2:]
    elif slot.role == "B":
        yield slot.text[:SHORT].casefold(), new[:SHORT]
        yield f"{month_in_words(slot.text):02}", f"{month_in_words(new):02}"


def _written(slot: _Slot, new: Span, hints: Sequence[_Slot], beside: Collection[str] = ()) -> str:
    """Return the text for *slot* in a heading for *new*."""
    day = new.last if slot.side else new.first
    alike = [slot.text, *(hint.text for hint in hints if hint.role == slot.role)]
    if slot.role == "Y":
        counted = any(hint.role == "W" for hint in hints)
        return str(day.isocalendar().year if counted else day.year)
    if slot.role == "th":
        return ordinal_ending(day.day)
    if slot.role in "BA":
        months = slot.role == "B"
        names = language_of(alike, beside) if months else WEEKDAYS
        shown = {text.capitalize() for text in alike} - {"May"}
        short = shown and shown.isdisjoint(names)
        name = names[day.month - 1 if months else day.weekday()]
        return in_case_of(slot.text, name[:SHORT] if short else name)
    number = {
        "m": day.month,
        "d": day.day,
        "W": day.isocalendar().week,
        **{role: (day.month - 1) // size + 1 for role, (size, _) in _PARTS.items()},
    }[slot.role]
    written = [
        hint.text for hint in hints if hint.role in ("md" if slot.role in "md" else slot.role)
    ]
    padded = any(text.startswith("0") for text in alike)
    bare = any(len(text) == 1 for text in written)
    wide = len(slot.text) > 1 and not any(hint.role == "B" for hint in hints)
    return (
        f"{number:02}" if padded or (wide and not bare and slot.role not in _PARTS) else str(number)
    )


# --- Sections parted by dates or subjects: which of them takes a paper, and whose papers they
# hold.
#
# Headings are read and sections chosen; one for a date that is missing is never made.

_SHARED = 0.5  # of the words of all bags that count in each, so that a small one proves little
_LARGER = 0.5  # of the logarithm of a bag's size: what has more papers gets more
_ABSTRACT = 0.2  # of the weight of a word of the title
_LABEL = 3  # how often each word of a label counts
_LOOKED_AT = 40  # entries of a day
_SOME = 3  # papers of a subject
_MOST = 0.6  # of the sections below another one; the rest may be called by topics

Known = Mapping[ArxivId, Paper]
_NOTHING: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Missing:
    """Sections *beside* one another that are called by dates, none by the one that holds *day*."""

    beside: tuple[tuple[Section, Span], ...]
    day: date


def shelf_of(
    listing: PaperList, section_id: SectionId, paper: Paper, known: Known = _NOTHING
) -> SectionId:
    """Return the section inside *section_id* that takes *paper*: most often itself.

    One without entries whose sections are dates hands on to that of the paper's month or year,
    else to the nearest; one that only wraps all it has in a fold hands on to that, and one that
    is parted by subjects to that of the paper's words; the abstracts of listed papers that are
    *known* tell more of these. Raises `KeyError` for a section that the list hasn't.
    """
    *_, (section, _) = _inwards(listing, listing.section(section_id), paper, known)
    return section.id


def missing_of(
    listing: PaperList, section_id: SectionId, paper: Paper, today: date | None
) -> Missing | None:
    """Return the dates inside *section_id* among which that of *paper* is missing, None if none is.

    The date is the paper's own; *today* where papers stand under the day when they were listed.
    """
    for _, dated in _inwards(listing, listing.section(section_id), paper):
        listed = _is_daily(dated) and not _are_own_days(listing, dated)
        day = today if listed else _known_day(paper, daily=_is_daily(dated))
        if dated and day and all(span.distance(day) for _, span in dated):
            return Missing(tuple(dated), day)
    return None


def dates_inside(listing: PaperList, section: Section) -> list[tuple[Section, Span]]:
    """Return the sections right below *section* that are dates, if nearly all are."""
    inner = _only_inside(listing, section)
    dated = _dated(listing, inner)
    return dated if len(dated) >= _MOST * len(inner) else []


def heading_lines(listing: PaperList, section: Section) -> str:
    """Return the lines of the heading of *section* as they stand."""
    return "\n".join(listing.outlines[section.file].lines[section.line - 1 : section.last])


def _inwards(
    listing: PaperList, section: Section, paper: Paper, known: Known = _NOTHING
) -> Iterator[tuple[Section, list[tuple[Section, Span]]]]:
    """Yield *section* and those inside that *paper* is handed on to, with the dates of each."""
    named = section
    while inner := _only_inside(listing, section):
        if dated := dates_inside(listing, section):
            yield section, dated
            section = _of_its_date(listing, dated, paper)
        elif len(inner) == 1 and _is_wrapper(listing, inner[0]):
            section = inner[0]
        elif len(filled := _filled(listing, inner)) > int(section is named):
            section = _of_its_words(listing, filled, paper, known)
        else:
            break
    yield section, []


def _filled(listing: PaperList, sections: Sequence[Section]) -> Mapping[SectionId, Sequence[Entry]]:
    """Return those of *sections* that hold some papers, each with the entries in and below it."""
    owners = {section.id: section.id for section in sections}
    entries: dict[SectionId, list[Entry]] = {}
    for section in listing.sections:  # the outer ones first
        if section.parent in owners:
            owners.setdefault(section.id, owners[section.parent])
        if section.id in owners:
            entries.setdefault(owners[section.id], []).extend(listing.entries_of(section.id))
    return {
        key: below
        for key, below in entries.items()
        if sum(bool(entry.arxiv_ids) for entry in below) >= _SOME
    }


def _of_its_words(
    listing: PaperList, filled: Mapping[SectionId, Sequence[Entry]], paper: Paper, known: Known
) -> Section:
    """Return that of the *filled* sections whose heading and papers are most like *paper*."""
    bags = [bag_of(listing.section(key).path[-1], below, known) for key, below in filled.items()]
    scores = likelihoods(paper, bags)
    return listing.section([*filled][scores.index(max(scores))])


def likely_homes(listing: PaperList, paper: Paper, known: Known = _NOTHING) -> list[Section]:
    """Return the subjects that hold papers, those whose words *paper* is most likely made of first.

    Of listed papers the metadata is *known* as far as it is at hand.
    """
    outer = subjects(listing)
    entries: dict[SectionId, list[Entry]] = {}
    for inner in listing.sections:
        papers = [entry for entry in listing.entries_of(inner.id) if entry.arxiv_ids]
        if papers and _is_open(inner):
            entries.setdefault(outer.get(inner.id, inner.id), []).extend(papers)
    several = {key: papers for key, papers in entries.items() if len(papers) > 1}
    homes = [listing.section(key) for key in several or entries]
    bags = [bag_of(" ".join(home.path[-1:]), entries[home.id], known) for home in homes]
    scores = dict(zip((home.id for home in homes), likelihoods(paper, bags), strict=True))
    return sorted(homes, key=lambda home: scores[home.id], reverse=True)


def home_of(listing: PaperList, section_id: SectionId, paper: Paper) -> SectionId:
    """Return the section for *paper* where its subject, not its date, told *section_id*.

    Sections beside one another that are called by dates are of one subject; where the paper's own
    date is not among them, that is the section around them. Raises `KeyError` for a section
    that the list hasn't.
    """
    section = listing.section(section_id)
    while span := _span(listing, section):
        around = listing.section(section.parent) if section.parent is not None else None
        if around is not None and _span(listing, around):
            section = around
            continue
        beside = [peer for peer in listing.sections if _place(peer) == _place(section)]
        dated = _dated(listing, [peer for peer in beside if _is_open(peer)]) or [(section, span)]
        section = _of_its_date(listing, dated, paper)
        day = _known_day(paper, daily=_is_daily(dated)) or date.max
        if around is not None and all(other.distance(day) for _, other in dated):
            return around.id if dates_inside(listing, around) else section.id
        break
    return shelf_of(listing, section.id, paper)


def subjects(listing: PaperList) -> Mapping[SectionId, SectionId]:
    """Return for each section that is but a date of another one the section it is a part of."""
    result: dict[SectionId, SectionId] = {}
    inner: dict[SectionId, list[Section]] = {}
    for section in listing.sections:
        if section.parent is not None and _is_open(section):
            inner.setdefault(section.parent, []).append(section)
    for section in listing.sections:  # the outer ones first
        below = inner.get(section.id, ())
        dated = [] if _has_entries(listing, section) else _dated(listing, below)
        if _is_open(section) and dated and len(dated) >= _MOST * len(below):
            result |= {member.id: result.get(section.id, section.id) for member, _ in dated}
    return result


def outlived(listing: PaperList, section_id: SectionId, paper: Paper) -> str:
    """Return the date that *section_id* is called by, if *paper* is newer; "" where it is not.

    The date may be that of a section around it or of the file. An older paper may well have been
    listed, or published, later. Raises `KeyError` for a section that the list hasn't.
    """
    day, around = day_of(paper) or date.min, listing.section(section_id)
    while not ((span := _span(listing, around)) and span.last < day):
        if around.parent is None:
            stem = around.file.rpartition("/")[2].rpartition(".")[0]
            shown = shown_date(stem)
            return stem if shown and f"{day:%Y%m%d}"[: len(shown)] > shown else ""
        around = listing.section(around.parent)
    return around.path[-1]


def _only_inside(listing: PaperList, section: Section) -> list[Section]:
    """Return the sections right below *section* that take papers, if it has no entries itself."""
    if _has_entries(listing, section):
        return []
    return [inner for inner in listing.sections if inner.parent == section.id and _is_open(inner)]


def _has_entries(listing: PaperList, section: Section) -> bool:
    entries: Sequence[Entry] = listing.entries_of(section.id)
    return bool(entries) and not (is_prose(entries) or are_remarks(entries))


def _is_open(section: Section) -> bool:
    return not (section.closed or section.contents or section.about)


def _is_wrapper(listing: PaperList, section: Section) -> bool:
    return section.level == SUMMARY_LEVEL and bool(listing.entries_of(section.id))


def _place(section: Section) -> tuple[str, SectionId | None]:
    return section.file, section.parent


def _span(listing: PaperList, section: Section) -> Span | None:
    if not section.path:
        return None
    return span_of(heading_lines(listing, section), year_around(listing, section))


def year_around(listing: PaperList, section: Section) -> int | None:
    """Return the year that the heading around *section* stands for, None for no year."""
    around = listing.section(section.parent) if section.parent is not None else None
    span = span_of(heading_lines(listing, around)) if around else None
    return span.first.year if span and span.unit == "year" else None


def _dated(listing: PaperList, sections: Sequence[Section]) -> list[tuple[Section, Span]]:
    return [(section, span) for section in sections if (span := _span(listing, section))]


def _is_daily(dated: Sequence[tuple[Section, Span]]) -> bool:
    return any(span.unit in ("day", "week") for _, span in dated)


def _are_own_days(listing: PaperList, dated: Sequence[tuple[Section, Span]]) -> bool:
    """Whether papers stand under their own days, as far as the months of their ids tell.

    Else the day of a heading is the one when they were listed.
    """
    alike = [
        f"{span.first:%y%m}" == arxiv_id[:4]
        for section, span in dated
        for entry in listing.entries_of(section.id)[:_LOOKED_AT]
        for arxiv_id in entry.arxiv_ids[:1]
    ]
    return bool(alike) and sum(alike) >= _MOST * len(alike)


def _known_day(paper: Paper, *, daily: bool) -> date | None:
    """Return the day of *paper*; of one known by its id alone no day, but the month."""
    return None if daily and paper.submitted is None else day_of(paper)


def _of_its_date(
    listing: PaperList, dated: Sequence[tuple[Section, Span]], paper: Paper
) -> Section:
    """Return the section of the date when *paper* appeared, else the nearest one.

    Where papers stand under the day when they were listed, a new one is of the newest day.
    """
    day = _known_day(paper, daily=_is_daily(dated)) or date.max
    if _is_daily(dated):
        exact = [section for section, span in dated if not span.distance(day)]
        if exact and _are_own_days(listing, dated):
            return exact[0]
        return max(dated, key=lambda pair: pair[1].first)[0]

    def nearness(pair: tuple[Section, Span]) -> tuple[int, timedelta, int]:
        span = pair[1]
        return span.distance(day), span.last - span.first, -span.last.toordinal()

    return min(dated, key=nearness)[0]


def bag_of(label: str, entries: Iterable[Entry], known: Known = _NOTHING) -> Counter[str]:
    """Return the words of *entries*, each once an entry, and those of their label.

    These are of their titles, and of the abstracts of those whose metadata is *known*.
    """
    counts: Counter[str] = Counter()
    for entry in entries:
        papers = (known[name] for name in entry.arxiv_ids[:1] if name in known)
        texts = [entry.title, *(paper.abstract for paper in papers)]
        counts.update({word for text in texts for word in words(text)})
    for word in set(words(label)):
        counts[word] += _LABEL
    return counts


def likelihoods(paper: Paper, bags: Sequence[Counter[str]]) -> list[float]:
    """Return how likely *paper* is under the words of each of the *bags*, as logarithms.

    The likelihoods are smoothed with the words of all bags (Dirichlet prior; Zhai and
    Lafferty, 2004, section 3). A word of the title says more than one of the abstract.
    """
    total = sum(bags, Counter[str]())
    shared = _SHARED * total.total()
    weights = dict.fromkeys(words(paper.abstract), _ABSTRACT) | dict.fromkeys(words(paper.title), 1)
    known = {word: weight for word, weight in weights.items() if total[word]}

    def likelihood(bag: Counter[str]) -> float:
        size = bag.total()
        said = (
            weight * log((bag[word] + _SHARED * total[word]) / (size + shared))
            for word, weight in known.items()
        )
        return _LARGER * log(size + 1) + sum(said)

    return [likelihood(bag) for bag in bags]
