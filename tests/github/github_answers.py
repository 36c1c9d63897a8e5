"""What goes to the double and what comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

ZEROS = "0" * 40


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Request:
    verb: str
    path: str
    body: Any
    token: str

    @property
    def call(self) -> tuple[str, str]:
        """Return verb and path; a question to GraphQL counts as the read that it is."""
        if self.path == "/graphql" and str((self.body or {}).get("query")).startswith("query"):
            return "GET", "/graphql?query"
        return self.verb, self.path

    def query(self, name: str, default: str = "") -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [default])[0]


class Problem(Exception):
    def __init__(self, status: int, message: str, *errors: str) -> None:
        super().__init__(message)
        details = [
            {"resource": "PullRequest", "field": e.split()[0], "code": "invalid"}
            if e.endswith(" invalid")
            else {"resource": "PullRequest", "code": "custom", "message": e}
            for e in errors
        ]
        body = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        self.answer = Answer(status, {**body, "errors": details} if errors else body)
