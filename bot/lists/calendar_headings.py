"""Headings that are dates and nothing else: the days one stands for, and how the next is written.

Only a heading's text is read here; which section takes a paper is decided in `dated_sections`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from bot.core.month_names import (
    SHORT,
    WEEKDAYS,
    in_case_of,
    language_of,
    month_in_words,
    ordinal_ending,
    place_of,
)

Unit = Literal["day", "week", "month", "quarter", "half", "year", "open"]

_FILLERS = frozenset(
    """
    all and archive article articles arxiv by daily day date de for from in latest list literature
    month new of on paper papers preprint preprints publication publications published reading
    recent released the update updated updates work works week weekly weeks wk year
    """.split()
)
_DOWN = frozenset("before below earlier older pre prior to until up".split())
_UP = frozenset("after later newer now onward onwards present since".split())
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_WEEKS = frozenset(("w", "week", "wk"))
_LAST_MONTH = 12  # of a year
_COUNTED = {"w": "W", "week": "W", "wk": "W", "q": "Q", "quarter": "Q", "h": "H"}
"""The roles of numbers by the word before them."""
_PARTS: dict[str, tuple[int, Unit]] = {"Q": (3, "quarter"), "H": (6, "half")}
"""The parts of a year that are counted: their months, and what they are called."""
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_HAN = re.compile("[年月日论論文周季の년월일논문]")
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
# "(12)", "[3 papers]", "31 papers".
_COUNT = re.compile(
    r"(?<=[(\[（])\s*\d+(?=(?:\s*\w+)?\s*[)\]）])|\b\d{1,4}(?=\s+(?:papers?|works?)\b)"
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
    line: str, new: Span, like: Iterable[str], *, year: int | None = None, count: int = 0
) -> str | None:
    """Return the heading's *line* with the date of *new* for its own, written in the same form.

    Where it does not show how a number or name is written, those *like* it do. A number of papers
    in brackets becomes *count*, and pictures with numbers go. None where an address holds the
    date in a form that cannot be told.
    """
    line = _PICTURE.sub(lambda m: "" if re.search(r"\d", m[0]) else m[0], line).rstrip()
    reading = _read(line, year)
    if reading is None:
        return None
    hints = [slot for text in like if (shown := _read(text, year)) for slot in shown.slots]
    edits = {(s.start, s.end): _written(s, new, hints) for s in reading.slots}
    taken = {at for span in edits for at in range(*span)}
    edits |= {m.span(): str(count) for m in _COUNT.finditer(line) if m.start() not in taken}
    written = {slot.text.casefold(): _written(slot, new, hints) for slot in reading.slots}
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


def _written(slot: _Slot, new: Span, hints: Sequence[_Slot]) -> str:
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
        names = language_of(alike) if months else WEEKDAYS
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
    kin = [hint.text for hint in hints if hint.role in ("md" if slot.role in "md" else slot.role)]
    padded = any(text.startswith("0") for text in alike)
    bare = any(len(text) == 1 for text in kin)
    wide = len(slot.text) > 1 and not any(hint.role == "B" for hint in hints)
    return (
        f"{number:02}" if padded or (wide and not bare and slot.role not in _PARTS) else str(number)
    )
