"""The noun of `bot check`: what is amiss at a line, how much it matters, the line put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.anatomy import Entry
from bot.lists import PaperList

Kind = Literal["duplicate", "broken-link", "no-link", "id-mismatch", "contents", "generated"]
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


@dataclass(frozen=True, slots=True)
class Checked:
    """What rules look at: a list, its repository's *workflows* (texts by name), and the day.

    Without a day no id is of the future.
    """

    listing: PaperList
    workflows: Mapping[str, str]
    today: date | None


Rule = Callable[[Checked], Iterator[Finding]]
"""What every rule is: it yields what is amiss in a list, in any order."""


def at_entry(entry: Entry, kind: Kind, text: str, level: Level) -> Finding:
    """Return what is amiss with *entry*, told at its first line."""
    return Finding(file=entry.file, line=entry.line, kind=kind, text=text, level=level)
