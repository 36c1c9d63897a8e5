"""A file as exact lines, and what an edit does to them: lines inserted, parts of lines changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.errors import ListError
from classifier.papers import ArxivId, SectionId

# A file as exact lines: bytes in, the same bytes out.
#
# It knows nothing of Markdown and never changes, adds or drops a character.

# CommonMark 0.31.2, section 2.1: a line ends at LF, CR LF or a lone CR, and nowhere else.
# `str.splitlines` would also cut at U+2028, form feed and others, which pasted titles contain.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ENDING = re.compile(rb"\r\n|\r|\n")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of the file *name*, each with its ending; a byte order mark stays in the first."""

    name: str
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, raw: bytes, *, name: str) -> Document:
        """Return the document in *raw*; raises `ListError` when that is not UTF-8 text."""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ListError(
                f"{name}, line {_line_at(raw, error.start)}: not UTF-8; save the file as UTF-8"
            ) from error
        if (nul := raw.find(b"\0")) >= 0:
            raise ListError(f"{name}, line {_line_at(raw, nul)}: a NUL character; remove it")
        return cls(name, tuple(_LINE.findall(text)))

    def to_bytes(self) -> bytes:
        """Return the file's bytes."""
        return "".join(self.lines).encode("utf-8")

    def text_lines(self) -> list[str]:
        """Return the lines without endings and without the byte order mark."""
        texts = [line.rstrip("\r\n") for line in self.lines]
        if texts:
            texts[0] = texts[0].removeprefix(BOM)
        return texts

    def ending_near(self, at: int) -> str:
        """Return the line ending used just before line index *at*, else after it, else LF."""
        for line in (*reversed(self.lines[max(0, at - 3) : at]), *self.lines[at : at + 3]):
            if ending := line[len(line.rstrip("\r\n")) :]:
                return ending
        return "\n"

    def insert(self, at: int, lines: tuple[str, ...]) -> Document:
        """Return a copy with *lines* (without endings) before line index *at* (0-based).

        At the end of a file without final newline the result has none either.
        """
        ending = self.ending_near(at)
        new = [line + ending for line in lines]
        head = list(self.lines[:at])
        if new and head and not head[-1].endswith(("\r", "\n")):
            head[-1] += ending
            new[-1] = new[-1].removesuffix(ending)
        return Document(self.name, (*head, *new, *self.lines[at:]))


def _line_at(raw: bytes, position: int) -> int:
    """Return the 1-based number of the line that holds the byte at *position*."""
    return 1 + len(_ENDING.findall(raw[:position]))


# The noun of upkeep: digits or a date to replace inside a line that stays; and how it is done.

ChangeKind = Literal["counter", "stamp", "number", "care"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """What may be changed in lines that stand already; nothing, unless the config says so.

    With `contents`, tables of contents get the line of a new heading.
    """

    counters: bool = False
    contents: bool = False
    stamp: date | None = None
    renumber: bool = False

    def also(self, other: Upkeep) -> Upkeep:
        """Return what this or *other* allows."""
        return Upkeep(
            counters=self.counters or other.counters,
            contents=self.contents or other.contents,
            stamp=self.stamp or other.stamp,
            renumber=self.renumber or other.renumber,
        )


NO_UPKEEP = Upkeep()


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """*new* in place of characters *start* to *end* of line index *line* (0-based) of *file*.

    A byte order mark is not counted.
    """

    file: str
    line: int
    start: int
    end: int
    new: str
    kind: ChangeKind


def apply_changes(
    documents: Mapping[str, Document], changes: Iterable[Change]
) -> dict[str, Document]:
    """Return *documents* with *changes* made; they must not overlap."""
    lines = {name: list(document.lines) for name, document in documents.items()}
    for change in sorted(changes, reverse=True):
        old = lines[change.file][change.line]
        mark = len(BOM) if old.startswith(BOM) and not change.line else 0
        start, end = change.start + mark, change.end + mark
        lines[change.file][change.line] = old[:start] + change.new + old[end:]
    return {name: Document(name, tuple(texts)) for name, texts in lines.items()}


# The noun of an edit: lines to insert; and how they go in, from the end of each file.


@dataclass(frozen=True, slots=True)
class Insert:
    """The *lines* (without endings) of one new entry, before line index *at* (0-based) of *file*.

    Positions are those of the file before the edit; inserts with the same position follow one
    another in the order given. `text` is the entry itself, without blank lines around it.
    `heading` has the plain texts of new headings that the entry stands below, the outermost first;
    the first insert below them brings their lines, and `section` is the one around them.
    """

    file: str
    at: int
    lines: tuple[str, ...]
    arxiv_id: ArxivId
    section: SectionId
    text: str
    kind: str = "item"
    heading: tuple[str, ...] = ()


def apply_inserts(
    documents: Mapping[str, Document], inserts: Sequence[Insert]
) -> dict[str, Document]:
    """Return *documents* with *inserts* done."""
    result = dict(documents)
    for name, document in documents.items():
        merged: dict[int, tuple[str, ...]] = {}
        for insert in inserts:
            if insert.file == name:
                merged[insert.at] = (*merged.get(insert.at, ()), *insert.lines)
        for at in sorted(merged, reverse=True):
            document = document.insert(at, merged[at])  # noqa: PLW2901
        result[name] = document
    return result
