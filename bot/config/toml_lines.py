"""Where each key of a TOML text stands, so that an error can name its line.

`tomllib` says what a text means and forgets where; this says where and ignores what it means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Location = tuple[str | int, ...]

_KEYS = ("bare_key", "quoted_key", "dotted_key")
_PARSER = Parser(Language(tree_sitter_toml.language()))


def line_of(lines: Mapping[Location, int], location: Location) -> int:
    """Return the line of *location* or of the nearest thing around it; 1 if there is none."""
    for length in range(len(location), 0, -1):
        if location[:length] in lines:
            return lines[location[:length]]
    return 1


def key_lines(raw: bytes) -> Mapping[Location, int]:
    """Return location -> line (from 1) of every table and key; *raw* must be valid TOML."""
    lines: dict[Location, int] = {}
    arrays: dict[Location, int] = {}
    for node in _PARSER.parse(raw).root_node.children:
        if node.type == "pair":
            _note_pair(node, (), lines)
        elif node.type in ("table", "table_array_element"):
            location: Location = _key(node)
            if node.type == "table_array_element":
                arrays[location] = arrays.get(location, -1) + 1
                location = (*location, arrays[location])
            for length in range(1, len(location) + 1):
                lines.setdefault(location[:length], node.start_point[0] + 1)
            for pair in (child for child in node.children if child.type == "pair"):
                _note_pair(pair, location, lines)
    return lines


def _note_pair(pair: Node, outer: Location, lines: dict[Location, int]) -> None:
    location = outer + _key(pair)
    lines.setdefault(location, pair.start_point[0] + 1)
    for value in pair.children[2:]:
        if value.type == "inline_table":
            for inner in (child for child in value.children if child.type == "pair"):
                _note_pair(inner, location, lines)
        elif value.type == "array":
            for number, item in enumerate(_items(value)):
                lines.setdefault((*location, number), item.start_point[0] + 1)


def _items(array: Node) -> Iterator[Node]:
    return (child for child in array.children if child.type not in ("[", "]", ",", "comment"))


def _key(node: Node) -> tuple[str, ...]:
    """Return the dotted key that *node* (a pair or a table header) starts with."""
    raw = next(child for child in node.children if child.type in _KEYS).text or b""
    table = tomllib.loads(f"{raw.decode()} = 0")
    parts: list[str] = []
    inner: object = table
    while isinstance(inner, dict):
        [(part, inner)] = inner.items()
        parts.append(part)
    return tuple(parts)
