"""From the bytes of a config file to a checked `Config`, or one line that names the mistake.

Pure: whoever reads the file passes its bytes and the name to show.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ValidationError

from bot.config.settings import SectionTable, Settings
from bot.config.toml_lines import Location, key_lines, line_of
from bot.core.errors import ConfigError
from bot.core.plain import is_list_name

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
        raise ConfigError(_describe(error, file, lines)) from None
    config = Config(file, settings, lines)
    if not is_list_name(config.list_name):
        raise ConfigError(
            f'{file}, line 1: the file name is no list name; set [list] name = "my-list"'
            " (small letters, digits and single hyphens)"
        )
    return config


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
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise ConfigError(f"{file}, line {line}: not valid TOML: {reason}") from None


def _describe(error: ValidationError, file: str, lines: Mapping[Location, int]) -> str:
    first, *more = sorted(
        error.errors(), key=lambda e: (e["type"] == "missing", line_of(lines, e["loc"]))
    )
    location = first["loc"]
    setting = ".".join(_quoted(part) for part in location)
    match first["type"]:
        case "extra_forbidden":
            known = _known_keys(location[:-1])
            close = difflib.get_close_matches(str(location[-1]), known, n=1)
            guess = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
            problem = f"unknown setting {setting}; {guess}"
        case "missing":
            problem = f"{setting} is missing; add it"
        case _:
            problem = f"{setting}: {first['msg'].removeprefix('Value error, ')}"
    rest = f" (and {len(more)} more)" if more else ""
    return f"{file}, line {line_of(lines, location)}: {problem}{rest}"


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
