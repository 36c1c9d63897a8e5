"""The noun of upkeep: digits or a date to replace inside a line that stays; and how it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.markdown.document import BOM, Document

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
