"""A template as the config says it: its fields, its reading, and how entries tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise

from bot.anatomy import (
    MARKER,
    authors_in,
    dates_of,
    day_of,
    own_phrases,
    split_title,
    venue_of,
    without_day,
    write_authors,
    write_date,
)
from bot.entries.alignment import name_of, split_name, told_of
from bot.entries.link_forms import own_links
from bot.markdown import list_text, table_cell
from classifier.papers import Paper

# --- What each field of a template in the config says of a paper: one table, a row for each field.
#
# A value is plain text, not yet escaped; "" for what the paper's metadata cannot tell.

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


# --- One small language for an entry: literal text, and fields of the paper in braces.
#
# "[{title}]({abs}), {venue|arXiv {year}}" has fields, an option after ":" and what stands instead
# of nothing after "|"; "{{" and "}}" are braces. A template is data: no code is ever run from it.

# "<b class=", "<", "](https://x" and "](" are open; "<b>" and "a < b" are not.
_OPEN = re.compile(r"<(?:[A-Za-z/!?][^<>]*)?$|\]\([^()]*$")
_ESCAPING = re.compile(r"[\\@&]$")
_NAME = re.compile(r"[a-z]*")
_OPTION = re.compile(r"[^|{}]*")


class TemplateError(ValueError):
    """A template that cannot be read: what is wrong at which *column* (from 1), and the remedy."""

    def __init__(self, column: int, why: str) -> None:
        super().__init__(f"column {column}: {why}")
        self.column = column


@dataclass(frozen=True, slots=True)
class Slot:
    """A field with its *option*; `instead` is written where the paper has nothing for it."""

    name: str
    option: str = ""
    instead: tuple[str | Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class LineTemplate:
    """An entry without its list marker, or a row with its pipes: text and slots in order."""

    parts: tuple[str | Slot, ...]

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return isinstance(self.parts[0], str) and self.parts[0].startswith("|")


@lru_cache(maxsize=256)
def parse_template(text: str) -> LineTemplate:
    """Return what *text* says. Raises `TemplateError`."""
    marker = MARKER.match(text)
    if marker and marker["mark"]:
        raise TemplateError(1, f"leave out {marker['mark']!r}; the list has its own markers")
    if not text.strip() or text != text.strip():
        raise TemplateError(1, "must begin and end with something other than blanks")
    allowed = "" if text.startswith("|") else "\n"
    signs = enumerate(text, 1)
    if bad := next((n for n, sign in signs if not (sign.isprintable() or sign in allowed)), 0):
        what = "a row must be one line" if allowed == "" else "must be without control characters"
        raise TemplateError(bad, what)
    reader = _Reader(text)
    parts = tuple(reader.parts(inner=False))
    template = LineTemplate(parts)
    if not {"id", "abs", "pdf"} & _names(parts):
        raise TemplateError(
            1, "nothing in it links to the paper; add ({abs}), as in [{title}]({abs})"
        )
    if not {"title", "short", "rest"} & _names(parts):
        raise TemplateError(1, "nothing in it names the paper; add {title}")
    return template


def _names(parts: tuple[str | Slot, ...]) -> set[str]:
    return {part.name for part in parts if isinstance(part, Slot)}


def write_template(template: LineTemplate, paper: Paper) -> str:
    """Return *template* told of *paper*, whose words are escaped for the line or the cell."""
    return _written(template.parts, paper, row=template.is_row)


def _written(parts: tuple[str | Slot, ...], paper: Paper, *, row: bool, begun: bool = False) -> str:
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        field = FIELDS[part.name]
        value = field.tell(paper, part.option)
        line = text.rpartition("\n")[2]
        at_start = not (line.strip() or (begun and line == text))
        if not value.strip():
            text += _written(part.instead, paper, row=row, begun=not at_start)
            continue
        if field.words:
            at_start = at_start and not (part.option and "%" in field.options)
            value = table_cell(value) if row else list_text(value, at_start=at_start)
        around = part.option if "%" in field.options and part.option else "%"
        text += value if around == "%" else around.replace("%", value)
    return text


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    before: str = ""
    """The literal text so far, with a letter for each field: what a field stands in."""

    def parts(self, *, inner: bool) -> Iterator[str | Slot]:
        """Yield the parts up to the end, or to the "}" that ends a field around them."""
        literal = ""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "}" and inner:
                break
            if self.text[self.at : self.at + 2] in ("{{", "}}"):
                literal, self.at, self.before = literal + sign, self.at + 2, self.before + sign
            elif sign == "}":
                raise TemplateError(self.at + 1, "'}' ends nothing; write '}}' for a brace")
            elif sign == "{":
                if literal:
                    yield literal
                literal = ""
                yield self.slot()
            else:
                literal, self.at, self.before = literal + sign, self.at + 1, self.before + sign
        if literal:
            yield literal

    def slot(self) -> Slot:
        """Return the field that begins here."""
        start, before = self.at, self.before
        match = _NAME.match(self.text, start + 1)
        name = match[0] if match else ""
        self.at = start + 1 + len(name)
        if name not in FIELDS:
            word = re.match(r"[^{}|:]*", self.text[start + 1 :])
            raise TemplateError(start + 1, _unknown(word[0] if word else name, FIELDS, "field"))
        option = self._option(name)
        self._fits(start, name, before + option.partition("%")[0] * ("%" in FIELDS[name].options))
        instead: tuple[str | Slot, ...] | None = None
        if self.text.startswith("|", self.at):
            self.at += 1
            instead = tuple(self.parts(inner=True))
        if not self.text.startswith("}", self.at):
            raise TemplateError(start + 1, f"'{{{name}' is not closed; add '}}'")
        address = name in ("code", "project")
        if address and not option and instead is None and before.endswith("]("):
            remedy = f"write {{{name}:[Code](%)|}}, or {{{name}|ADDRESS}}"
            raise TemplateError(start + 1, f"without {name} the link would be empty; {remedy}")
        self.at += 1
        self.before = f"{before}x"
        return Slot(name, option, instead or ())

    def _option(self, name: str) -> str:
        if not self.text.startswith(":", self.at):
            return ""
        begin = self.at + 1
        match = _OPTION.match(self.text, begin)
        option = match[0] if match else ""
        self.at = begin + len(option)
        if why := _wrong_option(name, option, FIELDS[name].options):
            raise TemplateError(begin + 1, why)
        return option

    @staticmethod
    def _fits(start: int, name: str, before: str) -> None:
        """Raise `TemplateError` for words where escaping could not keep them words."""
        if not FIELDS[name].words:
            return
        if _ESCAPING.search(before):
            why = f"{{{name}}} cannot stand right after {before[-1]!r}; put a blank between"
            raise TemplateError(start + 1, why)
        if _OPEN.search(before) or before.count("`") % 2:
            why = f"{{{name}}} cannot stand inside a tag, an address or code; move it outside"
            raise TemplateError(start + 1, why)


def _wrong_option(name: str, option: str, allowed: tuple[str, ...]) -> str:
    """Return what is wrong with the *option* of the field *name*; "" for nothing."""
    if "date" in allowed:
        return _wrong_signs(option, DATE_SIGN, DATE_SIGNS, "date")
    if "venue" in allowed and "%" in option:
        return _wrong_signs(option, VENUE_SIGN, VENUE_SIGNS, "venue")
    if "authors" in allowed and "/" in option:
        right = AUTHORS_PATTERN.fullmatch(option)
        return "" if right else "write five parts, as in authors:initials/, / and /3/ et al."
    if "%" in allowed:
        what = "the address" if name in ("code", "project") else "the name"
        return "" if "%" in option else f"write % where {what} goes, as in {name}:[Link](%)"
    shown = [name for name in allowed if name not in ("venue", "authors")]
    return "" if option in shown else _unknown(option, shown, f"form of {{{name}}}")


def _wrong_signs(option: str, sign: re.Pattern[str], known: Iterable[str], what: str) -> str:
    bad = [mark for mark in sign.findall(option) if mark not in known]
    if not bad and option:
        return ""
    wrong = f"{bad[0]!r} is no part of a {what}" if bad else f"the {what} has no form"
    return f"{wrong}; known are {' '.join(known)}"


def _unknown(name: str, known: Iterable[str], what: str) -> str:
    names = list(known)
    close = get_close_matches(name, names, n=1)
    guess = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(names)}"
    if not names:
        guess = "leave it out"
    return f"unknown {what} {name!r}; {guess}"


# --- Entries of papers whose every word is known, told apart into a template that a person can
# read.
#
# Two entries that differ in one fact alone show what stands around it, and what instead of it.

_SIGNS = {form: sign for sign, form in DATE_SIGNS.items()}
_FORM = re.compile(r"\{\w+\??\}")
_MARKED = re.compile(r"[{}|]")
"""What cannot stand in the option of a field."""
_ARXIV = "https://arxiv.org/{}/{}"


@dataclass(frozen=True, slots=True)
class _Token:
    """A letter of the list's own text, or a *field* with the `sign` that a pattern has for it."""

    text: str
    field: str = ""
    sign: str = ""

    @property
    def said(self) -> str:
        if not self.field:
            return self.text * (1 + (self.text in "{}"))
        return f"{{{self.field}:{self.text}}}" if self.text else f"{{{self.field}}}"


_TITLE, _REST = _Token("", "title"), _Token("", "rest")
Entry = tuple[Paper, str]
"""A paper, and what the list would say of it."""


def told_apart(rich: Entry, poorer: Mapping[str, Entry]) -> str | None:
    """Return the template that writes the *rich* entry, and those that lack one field each.

    *poorer* has them by the name of that field. None where no template says it.
    """
    tokens = _tokens(*rich)
    whole = any(token.field == "title" for token in tokens)
    changes: list[tuple[int, int, str]] = []
    for field, entry in poorer.items():
        poor = _tokens(*entry)
        poor = poor if whole else [_REST if token == _TITLE else token for token in poor]
        change = _change(tokens, poor, field)
        if change is None:
            return None
        changes += [change] if change[2] else []
    changes.sort(reverse=True)
    if any(end > after[0] for after, (_, end, _) in pairwise(changes)):
        return None
    pieces = [token.said for token in tokens]
    for start, end, text in changes:
        pieces[start:end] = [text]
    return "".join(pieces)


def _change(
    rich: Sequence[_Token], poor: Sequence[_Token], field: str
) -> tuple[int, int, str] | None:
    """Return where *rich* differs from *poor*, which lacks *field*, and how a template says it.

    "" where they are alike; None where it cannot be said.
    """
    start = _alike(rich, poor)
    end = _alike(rich[start:][::-1], poor[start:][::-1])
    middle, instead = rich[start : len(rich) - end], poor[start : len(poor) - end]
    if not middle and not instead:
        return start, start, ""
    fields = [token.field for token in middle if token.field]
    if fields != ["short" if field == "name" else field]:
        return None
    pattern = "".join(token.sign if token.field else token.text for token in middle)
    rest = "".join(token.said for token in instead)
    if _MARKED.search(pattern):
        return None
    option = "" if pattern in ("%", "%v %Y") else f":{pattern}"
    needless = not instead and field not in ("code", "project")
    return start, len(rich) - end, f"{{{field}{option}{'' if needless else '|' + rest}}}"


def _alike(first: Sequence[_Token], other: Sequence[_Token]) -> int:
    """Return how many tokens the two begin with alike."""
    pairs = zip(first, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(other)))


def _tokens(paper: Paper, text: str) -> list[_Token]:
    """Return *text*, written for *paper*, as letters and fields."""
    spans = _spans(paper, text)
    result: list[_Token] = []
    at = 0
    for start, end, token in spans:
        result += [_Token(sign) for sign in text[at:start]] + [token]
        at = end
    return result + [_Token(sign) for sign in text[at:]]


def _spans(paper: Paper, text: str) -> list[tuple[int, int, _Token]]:
    """Return what of *text* the metadata of *paper* tells, none overlapping."""
    spans: list[tuple[int, int, _Token]] = []
    for look in (_words, _people, _venues, _dates):
        for span in look(paper, text):
            spans.append(span)
            text = text[: span[0]] + "\n" * (span[1] - span[0]) + text[span[1] :]
    return sorted(spans, key=lambda span: span[0])


def _words(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    for words, token in _exact(paper):
        at = text.find(words) if words else -1
        while at >= 0:
            end = at + len(words)
            yield at, end, token
            text = text[:at] + "\n" * len(words) + text[end:]
            at = text.find(words, end)


def _people(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    people = authors_in(text, paper.authors)
    option = authors_option(people.form) if people else None
    if people and option is not None:
        yield people.start, people.end, _Token(option, "authors", "%")


def _venues(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    """Yield the venue with its year, and its year where that stands alone."""
    venue = venue_of(paper)
    if venue is None:
        return
    for phrase in own_phrases(text, venue):
        if phrase.name == venue.name:
            year = f"{phrase.gap}%{'Y' if len(phrase.year) > len('27') else 'y'}"
            pattern = "%v" + year * bool(phrase.year)
            named = {"%v %Y": "", "%v": "name"}.get(pattern, pattern)
            yield phrase.start, phrase.end, _Token(named, "venue", pattern)
            text = text[: phrase.start] + "\n" * (phrase.end - phrase.start) + text[phrase.end :]
    for match in re.finditer(rf"(?<!\d){venue.year}(?!\d)", text):
        yield match.start(), match.end(), _Token("year", "venue", "%Y")


def _dates(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    day = day_of(paper)
    for date in dates_of(text, day) if day else ():
        pattern = _FORM.sub(lambda sign: _SIGNS.get(sign[0].replace("?", ""), sign[0]), date.form)
        yield date.start, date.end, _Token(pattern, "date", pattern)


def _exact(paper: Paper) -> Iterator[tuple[str, _Token]]:
    """Yield the words that *paper* has, longest first, each with the field that says them."""
    links = own_links(paper)
    name, rest = split_title(paper.title)
    yield links.code, _Token("", "code", "%")
    yield links.project, _Token("", "project", "%")
    yield told_of(paper, "abstract"), _Token("", "abstract")
    yield told_of(paper, "sentence"), _Token("first", "abstract")
    yield f"{paper.id}v{paper.version}", _Token("version", "id")
    yield _ARXIV.format("abs", paper.id), _Token("", "abs")
    yield _ARXIV.format("pdf", paper.id), _Token("", "pdf")
    yield paper.id, _Token("", "id")
    yield paper.title, _Token("", "title")
    yield rest if name else "", _Token("", "rest")
    yield name, _Token("", "short", "%")
