"""A config's text read: each mistake with its line and what helps."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import tree_sitter_toml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from tree_sitter import Language, Node, Parser

from bot.config.settings import SectionTable, Settings
from bot.core.errors import ConfigError
from bot.core.plain import is_list_name

# --- Where each key of a TOML text stands, so that an error can name its line.
#
# `tomllib` says what a text means and forgets where; this says where and ignores what it means.

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


# --- What is wrong with a setting, in our words: what it must be, and the nearest right value.
# Pure.
#
# The kinds of mistakes are pydantic's: https://docs.pydantic.dev/latest/errors/validation_errors/

_SHAPES: Mapping[str, str] = {
    "name": 'small letters, digits and single hyphens, such as "my-list"',
    "repository": '"OWNER/NAME"',
    "labels": "labels of at most 50 characters without a comma",
    "sign_off": 'true, or "Name <mail>"',
    "reviewers": 'names without @, such as "ada" or "organisation/team"',
    "assignees": 'names without @, such as "ada"',
}
"""What a setting has to look like, for those that a pattern checks."""

_WORDS: Mapping[str, Callable[[Mapping[str, object], str], str]] = {
    "too_short": lambda _, name: f"is empty; give at least one, such as {_example(name)}",
    "int_type": lambda *_: "must be a whole number, without quotes",
    "int_from_float": lambda *_: "must be a whole number",
    "float_type": lambda *_: "must be a number, without quotes",
    "bool_type": lambda *_: "must be true or false, without quotes",
    "string_type": lambda *_: "must be text in quotes",
    "tuple_type": lambda _, name: f"must be a list in brackets, such as {_example(name)}",
    "dict_type": lambda _, name: f"must be a table, [{name}]",
    "model_type": lambda _, name: f"must be a table, [{name}]",
    "less_than_equal": lambda known, _: f"must be {known['le']:g} or less",
    "greater_than_equal": lambda known, _: f"must be {known['ge']:g} or more",
    "string_too_long": lambda known, _: f"must have {known['max_length']} characters at most",
    "string_pattern_mismatch": lambda _, name: f"must be {_SHAPES.get(name, 'written otherwise')}",
    "value_error": lambda known, _: str(known["error"]),
}


def describe(error: ValidationError, lines: Mapping[Location, int]) -> list[tuple[int, str]]:
    """Return the line of each mistake of *error*, and what it is; missing ones come last.

    Of a list of values only the wrong ones are told, not what is left without them.
    """
    inner = {mistake["loc"][:-1] for mistake in error.errors()}
    mistakes = (m for m in error.errors() if m["type"] != "too_short" or m["loc"] not in inner)
    order = sorted(mistakes, key=lambda e: (e["type"] == "missing", line_of(lines, e["loc"])))
    return [(line_of(lines, mistake["loc"]), _sentence(mistake)) for mistake in order]


def _sentence(mistake: ErrorDetails) -> str:
    location, kind = mistake["loc"], mistake["type"]
    setting = ".".join(_quoted(part) for part in location)
    if kind == "extra_forbidden":
        return f"unknown setting {setting}; {_guess(str(location[-1]), _known_keys(location[:-1]))}"
    if kind == "missing":
        return f"{setting} is missing; add {_missing(location)}"
    known: Mapping[str, object] = mistake.get("ctx", {})
    if kind == "literal_error":
        choices = re.findall(r"'([^']+)'", str(known["expected"]))
        close = get_close_matches(str(mistake["input"]), choices, n=1)
        guess = f"; did you mean {close[0]!r}?" if close else ""
        return f"{setting}: must be {known['expected']}{guess}"
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    words = _WORDS.get(kind)
    return f"{setting}: {words(known, name) if words else mistake['msg']}"


def _guess(text: str, known: Sequence[str]) -> str:
    close = get_close_matches(text, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"


def _missing(location: Location) -> str:
    if location in (("arxiv",), ("arxiv", "categories")):
        return '[arxiv] categories = ["cs.CL"], or whichever you want; `bot init` finds them'
    return "it"


def _example(name: str) -> str:
    return {"categories": '["cs.CL"]', "files": '["README.md"]'}.get(name, '["…"]')


def _quoted(part: str | int) -> str:
    text = str(part)
    return text if re.fullmatch(r"[\w-]+", text) else json.dumps(text, ensure_ascii=False)


def _known_keys(location: Location) -> list[str]:
    """Return the settings of the table at *location*."""
    model: type[BaseModel] = Settings
    for part in location:
        if model is Settings and part == "sections":
            return sorted(SectionTable.model_fields)
        annotation = model.model_fields[str(part)].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return sorted(model.model_fields)


# --- From the bytes of a config file to a checked `Config`, or one line that names the mistake.
#
# Pure: whoever reads the file passes its bytes and the name to show.

_YAML = re.compile(r"^(?:---\s*$|[A-Za-z_][\w-]*:(?:\s|$))", re.MULTILINE)
_RENEWED = re.compile(r"(.+)-(?:[2-9]|[1-9]\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Config:
    """A list's settings, and where in which file each of them stands."""

    file: str
    settings: Settings
    lines: Mapping[Location, int] = field(default_factory=dict, repr=False)

    @property
    def list_name(self) -> str:
        """The name of branch and state: as configured, else the file's."""
        stem = re.split(r"[/\\\\]", self.file)[-1].removesuffix(".toml")
        return self.settings.list.name or stem

    def where(self, *location: str | int) -> str:
        """Return "FILE, line N" for a setting, for use in errors found later."""
        return f"{self.file}, line {line_of(self.lines, location)}"


def parse_config(raw: bytes, *, file: str) -> Config:
    """Return the checked settings in *raw*. Raises `ConfigError` naming file, line and remedy."""
    table = _parse_toml(raw, file)
    lines = key_lines(raw)
    try:
        settings = Settings.model_validate_json(json.dumps(table, default=str))
    except ValidationError as error:
        first, *others = [f"{file}, line {n}: {what}" for n, what in describe(error, lines)]
        raise ConfigError(first, others=tuple(others)) from None
    config = Config(file, settings, lines)
    if not is_list_name(config.list_name):
        raise ConfigError(
            f'{file}, line 1: the file name is no list name; set [list] name = "my-list"'
            " (small letters, digits and single hyphens)"
        )
    return config


def is_yaml(file: str) -> bool:
    """Return whether the name *file* promises YAML, which no config is."""
    return file.lower().endswith((".yaml", ".yml"))


def check_names(configs: Sequence[Config]) -> None:
    """Raise `ConfigError` where two lists would use one branch: X-2 is also X's second branch."""
    files: dict[str, str] = {}
    for config in configs:
        if (other := files.setdefault(config.list_name, config.file)) != config.file:
            raise ConfigError(
                f"{config.where('list', 'name')}: {other} is called {config.list_name!r} too;"
                " give each list a name of its own"
            )
    for config in configs:
        if config.list_name.removesuffix("-care") in files.keys() - {config.list_name}:
            raise ConfigError(
                f"{config.where('list', 'name')}: on the branch of {config.list_name!r} the"
                " entries of another list are looked after; do not end the name in -care"
            )
        match = _RENEWED.fullmatch(config.list_name)
        if match and match[1] in files:
            raise ConfigError(
                f"{config.where('list', 'name')}: the list {match[1]!r} of {files[match[1]]} may"
                f" come to use the branch of {config.list_name!r};"
                f' set [list] name = "my-list", or any that is not {match[1]}-NUMBER'
            )


def config_schema() -> str:
    """Return the JSON Schema of a config file, as published for editors."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= Settings.model_json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _parse_toml(raw: bytes, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}, line {line}: not UTF-8; save the file as UTF-8") from None
    except RecursionError:
        raise ConfigError(f"{file}, line 1: nested too deeply; write flat tables") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else raw.rstrip().count(b"\n") + 1
        if is_yaml(file) or _YAML.search(raw.decode("utf-8")):
            raise ConfigError(
                f"{file}, line {line}: is YAML; a config is TOML: write [arxiv] on one line and"
                ' categories = ["cs.CL"] on the next, or let `bot init` write it'
            ) from None
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise ConfigError(f"{file}, line {line}: not valid TOML: {reason}") from None
