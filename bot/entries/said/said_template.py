"""One small language for an entry: literal text, and fields of the paper in braces.

"[{title}]({abs}), {venue|arXiv {year}}" has fields, an option after ":" and what stands instead
of nothing after "|"; "{{" and "}}" are braces. A template is data: no code is ever run from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from bot.anatomy import MARKER
from bot.entries.said.said_fields import (
    AUTHORS_PATTERN,
    DATE_SIGN,
    DATE_SIGNS,
    FIELDS,
    VENUE_SIGN,
    VENUE_SIGNS,
)
from bot.markdown import list_text, table_cell
from classifier.papers import Paper

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
