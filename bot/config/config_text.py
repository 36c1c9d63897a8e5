"""From the bytes of a config file to a checked `Config`, or one line that names the mistake.

Pure: whoever reads the file passes its bytes and the name to show.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from bot.config.config_mistakes import describe
from bot.config.settings import Settings
from bot.config.toml_lines import Location, key_lines, line_of
from bot.core.errors import ConfigError
from bot.core.plain import is_list_name

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
