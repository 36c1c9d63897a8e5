"""Writes the pages that the code knows best: commands from the parser, settings from the schema,
forms of entries from the styles that the tests insert into.

`make reference` renews them; a test tells when they are out of date.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cli.parser import build_parser
from bot.config import config_schema
from bot.editing import plan
from bot.lists import read_list
from bot.markdown import Document
from classifier.papers import Paper, parse_arxiv_id
from tests.entries.styles import STYLES

NEW = Paper(
    id=parse_arxiv_id("2405.00004"),
    title="Mowing Very Large Lawns by Day",
    authors=("Grace Hopper", "Charles Babbage"),
    submitted=datetime(2024, 5, 6, tzinfo=UTC),
)
FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def commands() -> str:
    """Return the page of all commands, as their help has them."""
    parser = build_parser()
    lines = ["# Commands", "", "Each as `bot COMMAND --help` has it; made by `make reference`.", ""]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                lines += [f"## bot {name}", "", *_command(command)]
    lines += ["## Exit codes and environment", "", "```text", (parser.epilog or ""), "```", ""]
    return "\n".join(lines)


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield from ("```text", _help(parser), "```", "")
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from (f"### bot {parser.prog.split()[-1]} {name}", "", *_command(command))


def _help(parser: argparse.ArgumentParser) -> str:
    parser.formatter_class = lambda prog: argparse.RawDescriptionHelpFormatter(prog, width=100)
    return parser.format_help().rstrip()


def settings() -> str:
    """Return the page of all settings, as the schema has them."""
    schema: dict[str, Any] = json.loads(config_schema())
    lines = [
        "# Config",
        "",
        "What `config/NAME.toml` may say, made by `make reference` from the JSON Schema; editors",
        "read it from `config/schema.json`.",
        "",
    ]
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    for name, table in schema["properties"].items():
        target = _target(table, definitions)
        lines += [f"## `[{name}]`" if target else f"## `{name}`", ""]
        if said := table.get("description") or target.get("description"):
            lines += [" ".join(str(said).split()), ""]
        rows = target.get("properties", {})
        if rows:
            lines += ["| key | takes | default | says |", "|---|---|---|---|"]
            lines += [_row(key, value, definitions) for key, value in rows.items()]
            lines.append("")
    return "\n".join(lines)


def _target(value: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the table that *value* is, or holds by any name; nothing for plain values."""
    for part in (value, *value.get("anyOf", ()), value.get("additionalProperties") or {}):
        if isinstance(part, dict) and "$ref" in part:
            found: Mapping[str, Any] = definitions[part["$ref"].rpartition("/")[2]]
            return found
    return {}


def _row(key: str, value: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    takes = value.get("enum") or value.get("type") or (_target(value, definitions) and "table")
    options = value.get("anyOf", ())
    if not takes and options:
        takes = [o.get("type") or o.get("enum") or "table" for o in options]
    words = ", ".join(map(str, takes)) if isinstance(takes, list) else str(takes or "value")
    default = json.dumps(value["default"], ensure_ascii=False) if "default" in value else ""
    cells = (
        f"`{key}`",
        words,
        f"`{default}`" if default else "",
        " ".join(str(value.get("description", "")).split()),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def forms() -> str:
    """Return the page of the forms of entries: the last of a list, and what is added to it."""
    lines = [
        "# Forms of entries",
        "",
        "Each list has three entries in one style, of which the last is shown, and gets a paper of",
        "known title, authors, day and id. Made by `make reference` from the styles of the tests",
        "(`tests/entries/styles.py`).",
        "",
    ]
    for name, text in STYLES.items():
        container = name.partition(":")[0]
        if container in ("bul-", name) or name.endswith(":linked"):
            lines += [f"## {name}", "", "```diff", *_grown(text), "```", ""]
    return "\n".join(lines)


def _grown(text: str) -> Iterator[str]:
    """Yield the last entry of the list *text*, and the lines that a new one adds, each marked."""
    listing = read_list([Document.parse(f"## Forms\n\n{text}".encode(), name="LIST.md")])
    last = listing.entries[-1]
    edit = plan(listing, [(NEW, last.section)])
    yield from (f" {line}".rstrip() for line in last.text.rstrip().split("\n"))
    yield from (f"+{line}" for insert in edit.inserts for line in insert.text.split("\n"))


PAGES = {"commands.md": commands, "config.md": settings, "forms.md": forms}


def main() -> int:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
