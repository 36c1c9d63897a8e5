"""What each field of a template in the config says of a paper: one table, a row for each field.

A value is plain text, not yet escaped; "" for what the paper's metadata cannot tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.anatomy import day_of, venue_of, without_day, write_authors, write_date
from bot.entries.aligned.align import told_of
from bot.entries.forms.code_links import own_links
from bot.entries.forms.naming import name_of, split_name
from classifier.papers import Paper

_ALL = "all"
AUTHORS: Mapping[str, tuple[str, str, str]] = {
    "": ("full", _ALL, ""),
    "first": ("full", "1", ""),
    "first-et-al": ("full", "1", " et al."),
    "three-et-al": ("full", "3", ", et al."),
    "initials": ("initials", _ALL, ""),
    "last-names": ("last", _ALL, ""),
    "first-last-name": ("last", "1", ""),
    "first-last-name-et-al": ("last", "1", " et al."),
}
"""Option of {authors} -> form of a name, how many, words for the others."""

DATE_SIGNS: Mapping[str, str] = {
    "%Y": "{Y}",
    "%y": "{y}",
    "%m": "{m}",
    "%-m": "{m1}",
    "%d": "{d}",
    "%-d": "{d1}",
    "%B": "{B}",
    "%b": "{b}",
}
"""Signs of strftime that a date may be written with -> the same in a form of dates."""
DATE_SIGN = re.compile(r"%-?.?")
_NAME_FORMS = ("full", "initials", "bare", "last", "turned", "turned-initials", "last-initials")
# "initials/, / and /3/ et al.": names, what parts them, the last one, how many, the others
AUTHORS_PATTERN = re.compile(
    rf"(?:{'|'.join(_NAME_FORMS)})/[^/]{{1,12}}/[^/]{{1,12}}/(?:all|\d{{1,2}})/[^/]{{0,24}}"
)
VENUE_SIGN = re.compile(r"%.?")
VENUE_SIGNS = ("%v", "%Y", "%y")
"""Signs that a venue may be written with: its name, its year in four digits or in two."""
_ADDRESSES = "https://arxiv.org/{}/{}"


@dataclass(frozen=True, slots=True)
class SaidField:
    """How a field is told of a paper, given its option.

    `options` are those allowed, beside none; "%" stands for text with a "%" in it, "date" for a
    strftime pattern, "venue" and "authors" for patterns of theirs. `words` come from outside and
    must be escaped; an address is safe as it is.
    """

    tell: Callable[[Paper, str], str]
    options: tuple[str, ...] = ()
    words: bool = True


def _date(paper: Paper, option: str) -> str:
    form = DATE_SIGN.sub(lambda match: DATE_SIGNS[match[0]], option or "%Y-%m-%d")
    day = day_of(paper)
    known = paper.submitted is not None or form == without_day(form)
    return write_date(form, day) if day and known else ""


def _authors(paper: Paper, option: str) -> str:
    if AUTHORS_PATTERN.fullmatch(option):
        return write_authors(option.replace("/", "\x1f"), paper.authors)
    name, count, others = AUTHORS[option]
    return write_authors("\x1f".join((name, ", ", ", ", count, others)), paper.authors)


def authors_option(form: str) -> str | None:
    """Return the option of {authors} that writes them in *form*; None where there is none."""
    name, gap, last, count, others = form.split("\x1f")
    count = _ALL if count.startswith(_ALL) else count
    known = {(n, c, o): key for key, (n, c, o) in AUTHORS.items()}.get((name, count, others))
    if known is not None and (gap, last) == (", ", ", "):
        return known
    option = "/".join((name, gap, last, count, others))
    return option if AUTHORS_PATTERN.fullmatch(option) else None


def _venue(paper: Paper, option: str) -> str:
    venue = venue_of(paper)
    if venue is None:
        return ""
    name, year = venue.name, str(venue.year or "")
    if "%" in option:
        signs = {"%v": name, "%Y": year, "%y": year[2:]}
        if not year and "%v" in option:
            return VENUE_SIGN.sub(lambda sign: signs[sign[0]], _yearless(option))
        return VENUE_SIGN.sub(lambda sign: signs[sign[0]], option) if year else ""
    return {"name": name, "year": year}.get(option, f"{name} {year}".strip())


def _yearless(option: str) -> str:
    """Return the pattern of a venue without its year, and what stands between it and the name."""
    return re.sub(r"(?<=%v)[^%]*%[Yy]|%[Yy][^%]*(?=%v)", "", option)


FIELDS: Mapping[str, SaidField] = {
    "title": SaidField(lambda paper, _: paper.title),
    "short": SaidField(lambda paper, _: split_name(paper.title)[0], ("%",)),
    "name": SaidField(lambda paper, _: name_of(paper), ("%",)),
    "rest": SaidField(lambda paper, _: split_name(paper.title)[1]),
    "authors": SaidField(_authors, (*filter(None, AUTHORS), "authors")),
    "date": SaidField(_date, ("date",), words=False),
    "year": SaidField(lambda paper, _: _date(paper, "%Y"), words=False),
    "month": SaidField(lambda paper, option: _date(paper, option or "%m"), ("date",), words=False),
    "id": SaidField(
        lambda paper, option: f"{paper.id}v{paper.version}" if option else paper.id,
        ("version",),
        words=False,
    ),
    "abs": SaidField(lambda paper, _: _ADDRESSES.format("abs", paper.id), words=False),
    "pdf": SaidField(lambda paper, _: _ADDRESSES.format("pdf", paper.id), words=False),
    "venue": SaidField(_venue, ("name", "year", "venue")),
    "code": SaidField(lambda paper, _: own_links(paper).code, ("%",), words=False),
    "project": SaidField(lambda paper, _: own_links(paper).project, ("%",), words=False),
    "category": SaidField(lambda paper, _: next(iter(paper.categories), "")),
    "abstract": SaidField(
        lambda paper, option: told_of(paper, "sentence" if option else "abstract"), ("first",)
    ),
}
"""The fields by name, in the order in which they are told."""
