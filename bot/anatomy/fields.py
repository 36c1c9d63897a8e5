"""Dates and venues as entries write them: found in a text, with authors; written the same way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.anatomy.authors import find_authors
from bot.anatomy.venue import Venue, VenuePhrase, own_phrases, venue_phrases
from bot.core.month_names import MONTHS, month_number, month_pattern
from bot.core.remember import remembered
from classifier.papers import Paper

_CENTURY = 91  # arXiv began in 1991

_MONTH = month_pattern(r"\.?")
_Y, _M, _D = r"(?P<Y>(?:19|20)\d\d)", r"(?P<m>0[1-9]|1[0-2]|[1-9])", r"(?P<d>[0-3]\d|[1-9])"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_Y}[-/.]{_M}[-/.]{_D}(?!\d)",
        rf"(?<!\d){_Y} ?年 ?{_M} ?月(?: ?{_D} ?日)?",
        rf"(?<![^\W_])(?P<B>{_MONTH})\s+{_D}(?:st|nd|rd|th)?,?\s+{_Y}(?!\d)",
        rf"(?<![^\W_]){_D}(?:st|nd|rd|th)?[\s-]+(?P<B>{_MONTH}),?[\s-]+{_Y}(?!\d)",
        rf"(?<![^\W_])(?P<B>{_MONTH})[,\s-]{{1,2}}{_Y}(?!\d)",
        rf"(?<!\d){_Y}[\s./,-]{{1,2}}(?P<B>{_MONTH})(?![^\W_])",
        rf"(?<![\d/]){_Y}[-/.](?P<m>0[1-9]|1[0-2]|[1-9])(?!\d)",
        rf"(?<![\d/])(?P<m>0?[1-9]|1[0-2])[-/.]{_Y}(?!\d)",
        r"(?<=[\[(`'|\s])(?P<y>[12]\d)[./-](?P<m>0[1-9]|1[0-2])(?=[\])`'\s|,;:])",
        rf"(?<![^\W_]|[./-]){_Y}(?![^\W_]|/|\.\d)",
    )
)
_SHORT_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d./-])(?P<y>[0-3]\d)[-/.](?P<m>0[1-9]|1[0-2])[-/.](?P<d>[0-3]\d)(?![\d-])",
        rf"(?<!\d){_D}[-/.]{_M}[-/.]{_Y}(?!\d)",
        rf"(?<!\d){_M}[-/.]{_D}[-/.]{_Y}(?!\d)",
        r"(?<![\d./-])(?P<y>[0-3]\d)[-/.](?P<m>0[1-9]|1[0-2])(?![\d-]|[./]\d)",
        rf"(?<![^\W_])(?P<B>{_MONTH}),?\s?['’]?(?P<y>[0-3]\d)(?!\d)",
        r"(?<!\d)(?P<Y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)",
        r"(?<!\d)(?P<Y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)",
    )
)
"""What may be a date, such as 25-05-21, 21/05/2025, 25.05, May '25, 20250521, 202505."""
_MONTHS_LATE = 2  # months
# What tells the day in a form of dates: "-{d}", " {d1}日", "{d1}th ", " {d1},".
_DAY = re.compile(
    r"[-/.]\{d[1?]?\}$| ?\{d[1?]?\} ?日"
    r"|^\{d[1?]?\}(?:st|nd|rd|th)?,?[\s-]+|\s+\{d[1?]?\}(?:st|nd|rd|th)?(?:,(?=\s))?"
)
_ONE_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
# "arXiv", "arXiv preprint", "arXiv'24", "preprint, 2024", "CoRR-2024", a list's slip "arVix"
_PREPRINT = re.compile(
    r"(?<![^\W_])(?<![./@])(?P<name>ar(?=[iv]{0,3}x)[xiv]{3,4}(?:\s+preprint)?|preprint|CoRR)"
    rf"(?P<gap>[\s\-_'’‘`,:]{{0,2}})(?P<year>(?:19|20)\d{{2}}|\d{{2}}(?![\d.]|\s(?:{_MONTH})))?"
    r"(?![^\W_]|\.\d|:\d)",
    re.IGNORECASE,
)
# What follows a venue: " (Oral)", " Findings", ", Best Paper", " Workshop Track".
_DECOR = re.compile(
    r"(?:[\s,:-]{0,2}\(?(?:Findings|Main|Workshops?|Oral|Spotlight|Poster|Highlight|"
    r"Best Paper|Demos?|Industry|Short|Long|Datasets? and Benchmarks?|Tiny Papers?)"
    r"(?:\s+Track)?\)?){1,2}(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field found at *start* to *end*; `form` says how it is written, `named` a real venue."""

    kind: str
    start: int
    end: int
    form: str
    named: bool = False


@remembered(chars=500, texts=8192)
def find_fields(text: str) -> tuple[Field, ...]:
    """Return venues, dates and author lists in *text*, in order, none overlapping."""
    return _fields(text, venue_phrases(text))


def own_fields(text: str, venue: Venue | None) -> tuple[Field, ...]:
    """Return the fields of *text*, of a paper at *venue*, which need not be one that we know."""
    phrases = own_phrases(text, venue)
    return find_fields(text) if phrases == venue_phrases(text) else _fields(text, phrases)


def _fields(text: str, venues: Sequence[VenuePhrase]) -> tuple[Field, ...]:
    fields = _venues(text, venues)
    text = _without(text, fields)
    for finder in (_dates, _authors):
        for new in finder(text):
            if all(new.end <= old.start or new.start >= old.end for old in fields):
                fields.append(new)
        text = _without(text, fields)
    return tuple(sorted(fields, key=lambda field: field.start))


def _without(text: str, fields: Sequence[Field]) -> str:
    """Return *text* with what is *fields* blanked: a list of people does not go on with a venue."""
    for field in fields:
        text = text[: field.start] + "\n" * (field.end - field.start) + text[field.end :]
    return text


def _venues(text: str, phrases: Sequence[VenuePhrase]) -> list[Field]:
    venues: list[Field] = []
    for phrase in phrases:
        end = phrase.end
        if decor := _DECOR.match(text, end):
            end = decor.end()
        form = f"{phrase.gap if phrase.year else ''}|{len(phrase.year)}|"
        venues.append(Field("venue", phrase.start, end, form, named=True))
    for match in _PREPRINT.finditer(_without(text, venues)):
        year = match["year"] or ""
        gap = match["gap"] if year else ""
        end = match.end() if year else match.end("name")
        form = f"{gap}|{len(year)}|{match['name']}"
        venues.append(Field("venue", match.start(), end, form))
    return venues


def _dates(text: str) -> list[Field]:
    dates = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            dates.append(Field("date", match.start(), match.end(), _date_form(match)))
    return dates


def _date_form(match: re.Match[str]) -> str:
    form, shift = match[0], match.start()
    groups = sorted(
        ((match.span(k), k, v) for k, v in match.groupdict().items() if v), reverse=True
    )
    for (start, end), key, value in groups:
        form = form[: start - shift] + _slot(key, value) + form[end - shift :]
    return form


def dates_of(text: str, day: date) -> list[Field]:
    """Return the dates in *text* that may be those of a paper of *day*, none overlapping.

    What else would be no date, such as 25-05-21, is one where it says when the paper appeared.
    """
    dates: list[Field] = []
    for pattern in (*_SHORT_DATES, *_DATES):
        for match in pattern.finditer(text):
            apart = all(match.end() <= old.start or match.start() >= old.end for old in dates)
            if apart and _is_near(match, day):
                dates.append(Field("date", match.start(), match.end(), _date_form(match)))
    return dates


def _is_near(match: re.Match[str], day: date) -> bool:
    """Whether a date is that of a paper of *day*, give or take a month; a year may be the next."""
    groups = match.groupdict()
    year = int(groups.get("Y") or f"20{groups.get('y')}")
    month = groups.get("m") or (month_number(name) if (name := groups.get("B")) else None)
    if month is None:
        return year == day.year
    return abs(12 * year + int(month) - 12 * day.year - day.month) <= _MONTHS_LATE


@lru_cache(maxsize=8192)
def shown_date(text: str) -> str:
    """Return the first date with a month that *text* shows, as YYYYMM or YYYYMMDD; "" for none."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            year = groups.get("Y") or (f"20{groups['y']}" if groups.get("y") else "")
            day = f"{int(groups['d']):02}" if groups.get("d") else ""
            if month := groups.get("m"):
                return f"{year}{int(month):02}{day}"
            if name := groups.get("B"):
                return f"{year}{month_number(name):02}{day}"
    return ""


def shown_year(text: str) -> str:
    """Return the first year that *text* shows; "" for none."""
    match = _ONE_YEAR.search(text)
    return match[0] if match else ""


def _slot(key: str, value: str) -> str:
    if key == "B":
        bare = value.rstrip(".")
        slot = "B" if bare.capitalize() in MONTHS and bare.capitalize() != "May" else "b"
        return f"{{{slot}}}" + "." * value.endswith(".")
    if key not in "md":
        return f"{{{key}}}"
    return f"{{{key}1}}" if len(value) == 1 else f"{{{key}}}" if value[0] == "0" else f"{{{key}?}}"


def settle_date(form: str, *others: Sequence[str]) -> str:
    """Return *form* with the days and months that do not show whether they are padded decided.

    As in the first of *others* that show it in dates of the same make, else as is usual:
    2024.05.01 but May 1, 2024.
    """
    if "?" not in form:
        return form
    for key in "md":
        padded = bare = 0
        for forms in others:
            alike = [other for other in forms if _unpadded(other) == _unpadded(form)]
            padded = sum(f"{{{key}}}" in other for other in alike)
            bare = sum(f"{{{key}1}}" in other for other in alike)
            if padded != bare:
                break
        written = any(mark in form for mark in ("{B}", "{b}", "月"))
        pad = padded > bare or (padded == bare and not written)
        form = form.replace(f"{{{key}?}}", f"{{{key}}}" if pad else f"{{{key}1}}")
    return form


@lru_cache(maxsize=1024)
def _unpadded(form: str) -> str:
    return re.sub(r"\{([md])[1?]?\}", r"{\1}", form)


def without_day(form: str) -> str:
    """Return the date *form* without its day, for a paper of which only the month is known."""
    return _DAY.sub("", form)


def write_date(form: str, day: date) -> str:
    """Return *day* in *form*, as `find_fields` reports it."""
    form, name = settle_date(form, ()), MONTHS[day.month - 1]
    values = {
        "Y": f"{day.year}",
        "y": f"{day.year % 100:02}",
        "m": f"{day.month:02}",
        "d": f"{day.day:02}",
    }
    values |= {"m1": str(day.month), "d1": str(day.day), "B": name, "b": name[:3]}
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), form)


def write_venue(form: str, venue: Venue | None, year: int | None) -> str:
    """Return *venue* in *form*; without one, the list's own word for a preprint, else ""."""
    gap, digits, name = form.split("|")
    if venue is not None:
        year, name = venue.year, venue.name
    if not name:
        return ""
    name, shop, _ = name.partition(" Workshop")
    if year and digits != "0":
        name += f"{gap}{year if digits == '4' else f'{year % 100:02}'}"
    return name + shop


def _authors(text: str) -> list[Field]:
    return [Field("authors", names.start, names.end, names.form) for names in find_authors(text)]


def day_of(paper: Paper) -> date | None:
    """Return the day *paper* first appeared; its month is in a modern id ("2401.00001")."""
    if paper.submitted is not None:
        return paper.submitted.date()
    digits = paper.id.rpartition("/")[2][:4]
    year, month = int(digits[:2]), int(digits[2:])
    return date(year + (1900 if year >= _CENTURY else 2000), month or 1, 1)
