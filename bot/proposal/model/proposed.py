"""The nouns of a pull request: what is proposed, how things stand, what came out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.proposal.model.description import Description
from bot.proposal.model.item import Item
from classifier.papers import ArxivId


def blob_sha(content: bytes) -> str:
    """Return the name git gives to *content*: 40 hex digits that a forge's answer must match."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


BRANCHES = "paper-bot"
"""The folder of our branches: a list's pull request is on `paper-bot/LIST`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a person with write access said under the open pull request.

    `at` is when he last changed it, in ISO 8601 and UTC, so that moments compare as text.
    """

    id: int
    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A body of the pull request as it was from `at` (ISO 8601, UTC) on."""

    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to say to a comment; `text` is escaped Markdown on one line, "" for a mere nod."""

    comment: int
    done: bool
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that a pull request will say and do; made purely, sent by a forge.

    `files` maps each path to its bytes after the edit; only changed files are in it. `taken` is
    how many bytes of the bot's own pending lines people had taken out of them. `description` is
    what `body` tells, for other forms of it. `answers` go to
    comments; `farewell` is said under the pull request that was closed last, "" for nothing.
    """

    list_name: str
    branch: str
    title: str
    body: str
    commit_message: str
    files: Mapping[str, bytes]
    items: tuple[Item, ...]
    taken: int = 0
    answers: tuple[Answer, ...] = ()
    farewell: str = ""
    description: Description | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand at the forge before a run.

    `files` are the bytes to edit: those of the open pull request's branch, else of the base.
    `body` is that pull request's text, "" without one. `refused` are papers that people turned
    down. `token` is the forge's own note for a safe write (such as commit ids), opaque here.
    `comments` are new and hold a command, `revisions` are earlier bodies (newest first; empty where
    nobody asks), `waiting` had no room so far. `closed` is the body of a pull request that was
    closed and not told what that means, `undone` that of one whose closing was taken back. Where
    none is open, `last` is the body of the last one, `merged` or closed, and `comments` are those
    that were not obeyed there.
    """

    files: Mapping[str, bytes]
    body: str = ""
    number: int | None = None
    refused: frozenset[ArxivId] = frozenset()
    token: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    waiting: tuple[ArxivId, ...] = ()
    closed: str = ""
    undone: str = ""
    last: str = ""
    merged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What publishing did; "held" wrote nothing, and `note` says in one line why."""

    what: Literal["printed", "written", "created", "updated", "unchanged", "held"]
    url: str = ""
    number: int | None = None
    note: str = ""
