"""GitHub's answers as checked values; an answer without what it must have is an error, never None.

Sources: https://docs.github.com/en/rest and the experiments behind docs/pull-request.md.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.errors import TryAgainLater
from bot.core.ports import Json
from bot.proposal import blob_sha

_SHA = re.compile(r"[0-9a-f]{40}", re.ASCII)
PAGE = 100  # https://docs.github.com/en/rest: the most in one answer
_SHOWN_FILES = 300  # files, the most that a comparison shows


class Api(Protocol):
    """How GitHub is called. Everything else in this room is pure; tests need no network."""

    def read(self, path: str, **parameters: str | int) -> Json:
        """GET *path*, retried. Raises `Rejection`, `ForgeError` or `TryAgainLater`."""

    def write(self, verb: str, path: str, body: Json) -> Json:
        """Send *body* once. Raises `Doubt` too."""

    def mutate(self, name: str, values: Json, fields: str) -> Json:
        """Run the GraphQL mutation *name* once and return its *fields*. Raises `Doubt` too."""

    def query(self, query: str, variables: Json) -> Json:
        """Ask GraphQL and return its data, retried. Raises as `read` does."""

    def wait(self, attempt: int) -> None:
        """Let GitHub settle before looking again."""


def odd(what: str) -> TryAgainLater:
    """Return the error for an answer that GitHub should not give."""
    return TryAgainLater(
        f"GitHub gave an answer without {what}; nothing was done with it, run again"
    )


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of an answer, read field by field."""

    raw: Mapping[str, Json]

    @classmethod
    def of(cls, raw: Json, what: str) -> Fields:
        """Return *raw* as an object; *what* names it in the error."""
        if not isinstance(raw, dict):
            raise odd(what)
        return cls(raw)

    def text(self, key: str) -> str:
        """Return the text at *key*; null counts as empty, as for a body."""
        value = self.raw.get(key)
        if value is None and key in self.raw:
            return ""
        if not isinstance(value, str):
            raise odd(key)
        return value

    def sha(self, key: str = "sha") -> str:
        """Return the object name at *key*."""
        value = self.text(key)
        if not _SHA.fullmatch(value):
            raise odd(key)
        return value

    def number(self, key: str) -> int:
        """Return the whole number at *key*."""
        value = self.raw.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise odd(key)
        return value

    def flag(self, key: str) -> bool:
        """Return whether *key* is true; missing counts as false."""
        return self.raw.get(key) is True

    def inner(self, key: str) -> Fields:
        """Return the object at *key*."""
        return Fields.of(self.raw.get(key), key)

    def list(self, key: str) -> list[Fields]:
        """Return the objects in the array at *key*."""
        return objects(self.raw.get(key), key)


def objects(raw: Json, what: str) -> list[Fields]:
    """Return *raw* as a list of objects."""
    if not isinstance(raw, list):
        raise odd(what)
    return [Fields.of(part, what) for part in raw]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The list's repository; `name` is the canonical OWNER/NAME, `id` GraphQL's.

    With a `fork` (OWNER/NAME too, and `fork_id`, "" until it exists) our branches are there.
    """

    name: str
    id: str
    base: str
    url: str
    archived: bool
    fork: str = ""
    fork_id: str = ""

    @property
    def home(self) -> str:
        """Return the name of the repository that our branches are in."""
        return self.fork or self.name

    @property
    def home_id(self) -> str:
        """Return GraphQL's name of it."""
        return self.fork_id if self.fork else self.id

    def at(self, branch: str) -> str:
        """Return our *branch* as other repositories call it: OWNER:BRANCH."""
        return f"{self.home.partition('/')[0]}:{branch}"


def repository(raw: Json) -> Repository:
    """Return the repository in *raw*."""
    fields = Fields.of(raw, "the repository")
    return Repository(
        name=fields.text("full_name"),
        id=fields.text("node_id"),
        base=fields.text("default_branch"),
        url=fields.text("html_url"),
        archived=fields.flag("archived") or fields.flag("disabled"),
        # What "permissions" says is a person's role, not what the token may do: not asked.
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request from a branch that only people with write access could have made.

    `auto_merge` says that GitHub merges it by itself once its checks pass; for `extras` see there.
    """

    number: int
    url: str
    title: str
    body: str
    branch: str
    head: str
    base: str
    open: bool
    merged: bool
    merged_at: str = ""
    auto_merge: bool = False
    draft: bool = False
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_NAMES = {
    "labels": (("labels", "name"),),
    "reviewers": (("requested_reviewers", "login"), ("requested_teams", "slug")),
    "assignees": (("assignees", "login"),),
}
"""What a pull request can do without, and where GitHub names it; a team is "/SLUG" to us."""


def extras(raw: Json) -> dict[str, tuple[str, ...]]:
    """Return what is on the pull request or issue *raw*, by its kind: see `_NAMES`."""
    facts = raw if isinstance(raw, dict) else {}
    return {
        kind: tuple(
            ("/" if name == "slug" else "") + part.text(name)
            for key, name in places
            for part in objects(facts.get(key) or [], key)
        )
        for kind, places in _NAMES.items()
    }


def pull(raw: Json, home: str) -> Pull | None:
    """Return the pull request in *raw*; None for one whose branch is not in repository *home*."""
    fields = Fields.of(raw, "the pull request")
    head = fields.inner("head")
    origin = head.raw.get("repo")
    if not isinstance(origin, dict) or origin.get("full_name") != home:
        return None
    number = fields.number("number")
    return Pull(
        number=number,
        url=fields.text("html_url"),
        title=fields.text("title"),
        body=fields.text("body"),
        branch=head.text("ref"),
        head=head.sha(),
        base=fields.inner("base").text("ref"),
        open=fields.text("state") == "open",
        merged=bool(fields.raw.get("merged_at")),
        merged_at=str(fields.raw.get("merged_at") or ""),
        auto_merge=bool(fields.raw.get("auto_merge")),
        draft=fields.flag("draft"),
        extras=extras(raw),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit: its message and its parents, the first one being what it was made on."""

    sha: str
    message: str
    parents: tuple[str, ...]


def commit(fields: Fields) -> Commit:
    """Return the commit in *fields*, as listings show it."""
    return Commit(
        sha=fields.sha(),
        message=fields.inner("commit").text("message"),
        parents=tuple(parent.sha() for parent in fields.list("parents")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a branch has that its base lacks; `commits` oldest first, `files` path: blob.

    GitHub shows 300 files at most; `every_file` is false then, and `every_commit` alike.
    """

    base: str
    fork: str
    commits: tuple[Commit, ...]
    files: Mapping[str, str]
    every_commit: bool = True
    every_file: bool = True

    @property
    def whole(self) -> bool:
        """Whether GitHub left nothing out."""
        return self.every_commit and self.every_file

    @property
    def behind(self) -> bool:
        """Whether the base went on since the branch was made."""
        return self.base != self.fork


def comparison(raw: Json) -> Comparison:
    """Return the comparison in *raw*."""
    fields = Fields.of(raw, "the comparison")
    commits = tuple(commit(part) for part in fields.list("commits"))
    files = fields.list("files")
    return Comparison(
        base=fields.inner("base_commit").sha(),
        fork=fields.inner("merge_base_commit").sha(),
        commits=commits,
        files={part.text("filename"): part.text("sha") for part in files},
        every_commit=fields.number("total_commits") == len(commits),
        every_file=len(files) < _SHOWN_FILES,
    )


def blob(raw: Json, sha: str) -> bytes:
    """Return the bytes of the blob *sha* in *raw*, proven by size and by git's own hash."""
    fields = Fields.of(raw, "the blob")
    if fields.text("encoding") != "base64":
        raise odd("the file's bytes")
    try:
        content = base64.b64decode(fields.text("content").replace("\n", ""), validate=True)
    except binascii.Error:
        raise odd("the file's bytes") from None
    if len(content) != fields.number("size") or blob_sha(content) != sha:
        raise odd("the file's bytes as git names them")
    return content
