"""Whether a request is one that GitHub's own description of its REST interface allows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator

CONTRACT = json.loads(Path(__file__).with_name("github.json").read_text("utf-8"))

# GitHub takes slashes in these, as its documentation says in words.
_SEVERAL_SEGMENTS = {"ref", "basehead"}


@dataclass(frozen=True)
class Operation:
    verb: str
    path: re.Pattern[str]
    parameters: dict[str, Any]
    body: Draft202012Validator | None
    body_required: bool
    answer: Draft202012Validator | None

    def problems(self, match: re.Match[str], query: str, body: Any) -> list[str]:
        in_path = {name: unquote(value) for name, value in match.groupdict().items()}
        asked = dict(parse_qsl(query, keep_blank_values=True))
        wrong = [f"no parameter {name}" for name in asked if self._place(name) != "query"]
        for name, facts in self.parameters.items():
            value = in_path.get(name) if facts["in"] == "path" else asked.get(name)
            if value is None:
                wrong += [f"{name} is missing"] if facts["required"] else []
            else:
                wrong += _errors(facts["validator"], _typed(value, facts["schema"]))
        return wrong + self._body_problems(body)

    def _place(self, name: str) -> str:
        return str(self.parameters.get(name, {}).get("in"))

    def _body_problems(self, body: Any) -> list[str]:
        if body is None:
            return ["the body is missing"] if self.body_required else []
        return ["no body is expected"] if self.body is None else _errors(self.body, body)


def problems(verb: str, path: str, body: Any) -> list[str]:
    """Return what is wrong with a request; [] when the description allows it."""
    return list(_problems(verb, path, json.dumps(body)))


def odd_answer(verb: str, path: str, answer: Any) -> list[str]:
    """Return what GitHub's description does not know in the *answer* to a good request."""
    return list(_odd_answer(verb, urlsplit(path).path, json.dumps(answer)))


@lru_cache(maxsize=100_000)
def _odd_answer(verb: str, path: str, text: str) -> list[str]:
    answers = [op.answer for op in operations() if op.verb == verb and op.path.fullmatch(path)]
    if not answers or answers[0] is None:
        return []
    return [f"the answer to {verb} {path}: {p}" for p in _errors(answers[0], json.loads(text))]


@lru_cache(maxsize=100_000)  # tests that disturb every call repeat the rest of them
def _problems(verb: str, path: str, text: str) -> list[str]:
    body = json.loads(text)
    parts = urlsplit(path)
    for known in operations():
        if known.verb == verb and (match := known.path.fullmatch(parts.path)):
            return [f"{verb} {parts.path}: {p}" for p in known.problems(match, parts.query, body)]
    return [f"{verb} {parts.path} is not described in github.json"]


@cache
def operations() -> tuple[Operation, ...]:
    return tuple(
        Operation(
            verb=facts["verb"],
            path=_pattern(facts["path"]),
            parameters={
                name: {**parameter, "validator": Draft202012Validator(parameter["schema"])}
                for name, parameter in facts["parameters"].items()
            },
            body=Draft202012Validator(facts["body"]) if facts["body"] else None,
            body_required=facts["body_required"],
            answer=Draft202012Validator(facts["answer"]) if facts["answer"] else None,
        )
        for facts in CONTRACT["operations"]
    )


def _pattern(path: str) -> re.Pattern[str]:
    def group(match: re.Match[str]) -> str:
        name = match[1]
        return f"(?P<{name}>{'.+' if name in _SEVERAL_SEGMENTS else '[^/]+'})"

    return re.compile(re.sub(r"\{(\w+)\}", group, path))


def _typed(value: str, schema: Any) -> Any:
    whole = schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value)
    return int(value) if whole else value


def _errors(validator: Draft202012Validator, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
