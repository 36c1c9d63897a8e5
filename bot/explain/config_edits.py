"""Edits of a config: as TOML, and where to write each so that the file still loads. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from bot.config import Config
from bot.core.plain import toml_text

_BARE = re.compile(r"[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Edit:
    """One key of a *table* to set, or one rule to add to or take out of a list of rules.

    *key* is as `tomllib` reads it; *value* is TOML.
    """

    table: tuple[str, ...]
    key: str
    value: str
    kind: Literal["set", "add", "take out"] = "set"

    @property
    def line(self) -> str:
        """The line to write, or the rule."""
        if self.kind != "set":
            return self.value
        key = toml_text(self.key) if self.table[-1] == "keywords" else self.key
        return f"{key} = {self.value}"


def lines_of(edits: Sequence[Edit]) -> str:
    """Return what is to be set as TOML tables of their own, for a file that has none of them."""
    tables = groupby((e for e in edits if e.kind == "set"), key=lambda e: e.table)
    return "\n".join("\n".join([_header(table), *(e.line for e in each)]) for table, each in tables)


def place_of(edit: Edit, config: Config) -> str:
    """Return where in *config* the line of *edit* goes, in words that end before the line."""
    if not config.lines:
        return f"in a config, under {_header(edit.table)}, write"
    if edit.kind == "set":
        return _place_of_key(edit, config)
    if edit.kind == "add":
        return f"add to {edit.key} ({config.where(*edit.table, edit.key)})"
    rules = config.settings.rules.never
    place = next(i for i, rule in enumerate(rules) if toml_text(rule) == edit.value)
    return f"take out of {edit.key} ({config.where(*edit.table, edit.key, place)})"


def _place_of_key(edit: Edit, config: Config) -> str:
    location, table = (*edit.table, edit.key), config.lines.get(edit.table)
    inside = [name for name in config.lines if name[:-1] == edit.table]
    if location in config.lines:
        return f"in place of what {config.where(*location)} says of it, write"
    if table is None and not inside:
        return f"at the end of {config.file} add {_header(edit.table)} and under it"
    # Keys of an inline table stand on its line; those written with dots know no line of a table.
    if table in {None, *(config.lines[name] for name in inside)}:
        where = config.where(*(inside[0]))
        return f"beside what {where} says of {'.'.join(edit.table)}, and written like it, add"
    return f"under {_header(edit.table)} ({config.where(*edit.table)}) add"


def _header(table: tuple[str, ...]) -> str:
    return f"[{'.'.join(map(_bare, table))}]"


def _bare(key: str) -> str:
    return key if _BARE.fullmatch(key) else toml_text(key)
