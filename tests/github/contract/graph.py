"""Whether a GraphQL document and its variables are ones that GitHub's own schema allows.

It knows what the bot uses: one operation, variables, plain values and nested fields. Fragments,
aliases and directives are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.github.contract.rest import CONTRACT

TYPES: dict[str, Any] = CONTRACT["graphql"]

_TOKEN = re.compile(r'\$?[A-Za-z_]\w*|-?\d+|"[^"\\]*"|\[[^\[\]]*\]!?|[!:(){},]')
_SCALARS: dict[str, Any] = {
    "String": lambda value: isinstance(value, str),
    "ID": lambda value: isinstance(value, str) and value != "",
    "Int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "Base64String": lambda value: re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", value) is not None,
    "GitObjectID": lambda value: re.fullmatch(r"[0-9a-f]{40}", value) is not None,
    "GitRefname": lambda value: value.startswith("refs/"),
}


class Wrong(Exception):
    """The schema does not allow it."""


def problems(body: Any) -> list[str]:
    """Return what is wrong with a request's *body*; [] when the schema allows it."""
    if not isinstance(body, dict) or body.keys() != {"query", "variables"}:
        return ["a body has a query and variables"]
    try:
        _Document(body["query"], body["variables"]).check()
    except Wrong as wrong:
        return [str(wrong)]
    return []


class _Document:
    def __init__(self, text: str, variables: Any) -> None:
        self._tokens = _TOKEN.findall(text)
        if "".join(self._tokens) != re.sub(r"\s+", "", text):
            raise Wrong(f"cannot read {text!r}")
        self._variables = variables
        self._declared: dict[str, str] = {}
        self._used: set[str] = set()

    def check(self) -> None:
        kind = self._take()
        if kind not in {"query", "mutation"}:
            raise Wrong(f"no operation: {kind}")
        if self._next() == "(":
            self._declare()
        self._fields("Query" if kind == "query" else "Mutation")
        if self._tokens:
            raise Wrong(f"something follows the operation: {self._tokens}")
        if self._used != self._declared.keys() or self._variables.keys() != self._declared.keys():
            raise Wrong(f"declared, given and used variables differ: {sorted(self._declared)}")

    def _declare(self) -> None:
        for name in self._inside("(", ")"):
            self._take(":")
            kind = self._take()
            if self._next() == "!":
                kind += self._take()
            self._declared[name] = kind
            _check(self._variables.get(name[1:]), kind, name)
        self._declared = {name[1:]: kind for name, kind in self._declared.items()}

    def _fields(self, parent: str) -> None:
        known = _fields_of(parent)
        for name in self._inside("{", "}"):
            if name not in known:
                raise Wrong(f"{parent} has no field {name} in github.json")
            self._arguments(name, known[name]["arguments"])
            inner = known[name]["type"].strip("[]!")
            composite = TYPES.get(inner, {}).get("kind") in {"OBJECT", "INTERFACE"}
            if (self._next() == "{") != composite:
                raise Wrong(f"{parent}.{name} is {inner}")
            if composite:
                self._fields(inner)

    def _arguments(self, field: str, known: dict[str, str]) -> None:
        names = set()
        if self._next() == "(":
            for name in self._inside("(", ")"):
                self._take(":")
                self._argument(f"{field}({name})", known.get(name, ""), self._take())
                names.add(name)
        if missing := {n for n, kind in known.items() if kind.endswith("!")} - names:
            raise Wrong(f"{field} needs {sorted(missing)}")

    def _argument(self, where: str, kind: str, value: str) -> None:
        if not kind:
            raise Wrong(f"no argument {where}")
        if value.startswith("$"):
            declared = self._declared.get(value[1:])
            if (
                declared is None
                or declared.rstrip("!") != kind.rstrip("!")
                or (kind.endswith("!") and not declared.endswith("!"))
            ):
                raise Wrong(f"{where} takes {kind}, not {value} of {declared}")
            self._used.add(value[1:])
        elif not (kind.startswith("Int") and re.fullmatch(r"-?\d+", value)):
            raise Wrong(f"{where} takes {kind}, not {value}")

    def _inside(self, begin: str, end: str) -> Iterator[str]:
        self._take(begin)
        empty = True
        while self._next() != end:
            if self._next() == ",":
                self._take()
                continue
            yield self._take()
            empty = False
        self._take(end)
        if empty:
            raise Wrong(f"nothing inside {begin}{end}")

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _take(self, wanted: str = "") -> str:
        if not self._tokens or (wanted and self._tokens[0] != wanted):
            raise Wrong(f"expected {wanted or 'more'}, found {self._next()!r}")
        return str(self._tokens.pop(0))


def _fields_of(name: str) -> dict[str, Any]:
    if name not in TYPES or "fields" not in TYPES[name]:
        raise Wrong(f"github.json has no type {name}")
    fields: dict[str, Any] = TYPES[name]["fields"]
    return fields


def _check(value: Any, kind: str, where: str) -> None:
    if kind.endswith("!"):
        if value is None:
            raise Wrong(f"{where} is missing")
        kind = kind[:-1]
    if value is None:
        return
    if kind.startswith("["):
        _check_list(value, kind[1:-1], where)
    else:
        _check_named(value, kind, where)


def _check_list(value: Any, kind: str, where: str) -> None:
    if not isinstance(value, list):
        raise Wrong(f"{where} is no list")
    for number, part in enumerate(value):
        _check(part, kind, f"{where}[{number}]")


def _check_named(value: Any, kind: str, where: str) -> None:
    facts = TYPES.get(kind)
    if facts is None:
        raise Wrong(f"github.json has no type {kind}")
    if facts["kind"] == "INPUT_OBJECT":
        _check_object(value, facts["fields"], where)
    elif facts["kind"] == "ENUM" and value not in facts["values"]:
        raise Wrong(f"{where} is {value!r}")
    elif facts["kind"] == "SCALAR" and not _SCALARS[kind](value):
        raise Wrong(f"{where} is no {kind}: {value!r}")


def _check_object(value: Any, fields: dict[str, str], where: str) -> None:
    if not isinstance(value, dict):
        raise Wrong(f"{where} is no object")
    if unknown := value.keys() - fields.keys():
        raise Wrong(f"{where} has no {sorted(unknown)}")
    for name, kind in fields.items():
        _check(value.get(name), kind, f"{where}.{name}")
