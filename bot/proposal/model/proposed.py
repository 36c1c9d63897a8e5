"""The nouns of a pull request: what is proposed, how things stand, what came out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.proposal.model.mend import Mend
from classifier.papers import ArxivId


def blob_sha(content: bytes) -> str:
    """Return the name git gives to *content*: 40 hex digits that a forge's answer must match."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


BRANCHES = "paper-bot"
"""The folder of our branches: a list's pull request is on `paper-bot/LIST`."""


@dataclass(frozen=True, slots=True)
class Alike:
    """An entry of the list that a paper is like, and where it stands; line 0 is unknown."""

    title: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One proposed paper with what a maintainer wants to know; plain, unescaped text.

    `section` is the heading path, `runner_up` another one that takes papers. `gist` is the
    sentence of its `abstract` that states the contribution; `code` and `project` are addresses
    that it names as its own. `reasons` are short phrases, `alike` the nearest entries. `line` is
    the entry as it stands in the list (without line ending; several lines are joined by a
    newline). `seal` is the fingerprint of the line that the bot inserted, `gap` how many blank
    lines it put above and below; `guessed` says that a person asked for the paper and the bot
    chose the section. `limits` say what is not sure about it or could not be done.

    In the pull request that cares for entries an item is one change of an entry: `arxiv_id` is the
    change's own name (see `bot.care`), and `mend` what it does.
    """

    arxiv_id: ArxivId
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    section: tuple[str, ...] = ()
    runner_up: tuple[str, ...] = ()
    probability: float
    confidence: float = 0.0
    gist: str = ""
    abstract: str = ""
    code: str = ""
    project: str = ""
    reasons: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    line: str = ""
    seal: str = ""
    gap: tuple[int, int] = (0, 0)
    guessed: bool = False
    limits: tuple[str, ...] = ()
    mend: Mend | None = None


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
class Standing:
    """How things stand at the forge before a run.

    `files` are the bytes to edit: those of the open pull request's branch, else of the base.
    `body` is that pull request's text, "" without one. `refused` are papers that people turned
    down. `token` is the forge's own note for a safe write (such as commit ids), opaque here.
    `comments` are new and hold a command, `revisions` are earlier bodies (newest first; empty where
    nobody asks), `waiting` had no room so far. `closed` is the body of a pull request that was
    closed and not told what that means, `undone` that of one whose closing was taken back. Where
    none is open, `last` is the body of the last one, `merged` or closed, and `comments` are those
    that were not obeyed there. `cared` says that people ticked the box that asks to look after the
    entries.
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
    cared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What publishing did; "held" wrote nothing, and `note` says in one line why."""

    what: Literal["printed", "written", "created", "updated", "unchanged", "held"]
    url: str = ""
    number: int | None = None
    note: str = ""
