"""The noun of `bot check`: what is amiss at a line, how much it matters, the line put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.lists import Entry

Kind = Literal["duplicate", "broken-link", "no-link", "id-mismatch", "contents"]
Level = Literal["error", "warning", "note"]
"""An error is wrong, a warning likely so, a note often meant that way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something amiss at *line* (1-based) of *file*; `mended` is the whole line put right.

    `mended` is None where only a person knows.
    """

    file: str
    line: int
    kind: Kind
    text: str
    level: Level = "error"
    mended: str | None = None


def at_entry(entry: Entry, kind: Kind, text: str, level: Level) -> Finding:
    """Return what is amiss with *entry*, told at its first line."""
    return Finding(file=entry.file, line=entry.line, kind=kind, text=text, level=level)
