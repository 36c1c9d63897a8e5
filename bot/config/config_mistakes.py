"""What is wrong with a setting, in our words: what it must be, and the nearest right value. Pure.

The kinds of mistakes are pydantic's: https://docs.pydantic.dev/latest/errors/validation_errors/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config.settings import SectionTable, Settings
from bot.config.toml_lines import Location, line_of

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
    """Return the line of each mistake of *error*, and what it is; missing ones come last."""
    order = sorted(error.errors(), key=lambda e: (e["type"] == "missing", line_of(lines, e["loc"])))
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
