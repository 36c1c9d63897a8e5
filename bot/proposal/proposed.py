"""The nouns of a proposal: what a pull request will say and do, and how a forge shows it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, Protocol

from bot.core.window import Window
from classifier.papers import ArxivId

# --- The nouns of a pull request: what is proposed, how things stand, what came out.
#
# A change of an entry, a `Mend`, is known by what stands around it in its line, whatever the
# line's number has become and whatever numbers are in it.


def blob_sha(content: bytes) -> str:
    """Return the name git gives to *content*: 40 hex digits that a forge's answer must match."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


BRANCHES = "paper-bot"
"""The folder of our branches: a list's pull request is on `paper-bot/LIST`."""


LEFT_OUT = "left out: "
"""What the first reason of a paper begins with that is not proposed."""
OVER = f"{LEFT_OUT}likely enough, but over the budget"
"""The first reason of one for which there was no room."""
HALF_READ = "chosen while arXiv could not be read to the end"
"""What limits a paper until a run has read arXiv wholly."""

CHANGES = ("venue", "published", "title", "link", "withdrawn", "double")
"""The kinds of changes of entries, as their names begin: "venue/1234567"."""
_DIGITS = 8  # hexadecimal: 32 bits, and the text itself has to stand there too
_NUMBER = re.compile(r"\d+")
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Mend:
    """*new* in place of *old* in a line of *file*; `before` and `after` are prints of what is
    left and right of it.

    A `whole` one takes lines out (*old*, joined by newlines, and *new* is ""): its prints are
    those of the line above and of the line below.
    """

    file: str
    old: str
    new: str
    before: str
    after: str
    whole: bool = False

    def at(self, lines: Sequence[str], *, done: bool) -> tuple[int, int] | None:
        """Return line index and character where `new` (if *done*, else `old`) stands.

        *lines* are those of the file, without endings. None where it stands nowhere, or in
        several places, so that nobody can tell which is meant.
        """
        find = self._lines if self.whole else self._spans
        spots = list(find(lines, self.new if done else self.old))
        return spots[0] if len(spots) == 1 else None

    def stands(self, files: Mapping[str, bytes]) -> bool:
        """Whether the mend is made in *files*."""
        text = files.get(self.file, b"").decode("utf-8-sig", "replace")
        return self.at(_LINE.split(text), done=True) is not None

    def _spans(self, lines: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
        for number, line in enumerate(lines):
            start = line.find(text)
            while start >= 0:
                left, right = line[:start], line[start + len(text) :]
                if print_of(left) == self.before and print_of(right) == self.after:
                    yield number, start
                start = line.find(text, start + 1)

    def _lines(self, lines: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
        wanted = text.split("\n") if text else []
        around = [print_of(line) for line in ("", *lines, "")]
        for number in range(len(lines) - len(wanted) + 1):
            end = number + len(wanted)
            prints = around[number], around[end + 1]
            if prints == (self.before, self.after) and list(lines[number:end]) == wanted:
                yield number, 0


def is_change(name: str) -> bool:
    """Whether *name* is that of a change of an entry, and of no paper."""
    return name.partition("/")[0] in CHANGES


def print_of(text: str) -> str:
    """Return 8 hex digits that tell *text* from another one, but for the numbers in it."""
    return hashlib.sha256(_NUMBER.sub("0", text).encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Alike:
    """An entry of the list that a paper is like, and where it stands; line 0 is unknown."""

    title: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One proposed paper with what a maintainer wants to know; plain, unescaped text.

    `section` is the heading path, `runner_up` another one that takes papers; `confidence` and
    `second` are the chances that each is right. `gist` is the
    sentence of its `abstract` that states the contribution; `code` and `project` are addresses
    that it names as its own. `reasons` are short phrases, `alike` the nearest entries. `line` is
    the entry as it stands in the list (without line ending; several lines are joined by a
    newline). `seal` is the fingerprint of the line that the bot inserted, `gap` how many blank
    lines it put above and below; `guessed` says that the section is the bot's guess, and a person's
    word ends that. `limits` say what is not sure about it or could not be done.

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
    second: float = 0.0
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

    @property
    def looks(self) -> tuple[str, ...]:
        """What to look at before it is merged: a section that is a guess, and the limits."""
        return (*(["its section is a guess"] if self.guessed else []), *self.limits)


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
    none is open, `last` is the body of the last one, `merged` (`merged_at`, in ISO 8601) or closed,
    `comments` are those
    that were not obeyed there, and `unanswered` says that nobody answered there what came of it.
    `cared` says that people ticked the box that asks to look after the entries.
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
    merged_at: str = ""
    unanswered: bool = False
    cared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What publishing did; "held" wrote nothing, and `note` says in one line why."""

    what: Literal["printed", "written", "created", "updated", "unchanged", "held"]
    url: str = ""
    number: int | None = None
    note: str = ""


# --- One description of a proposal: what a body, a terminal and a step summary show, each its way.

Group = tuple[tuple[str, ...], tuple[Item, ...]]
"""A section's path with its papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a maintainer may want to know about the run.

    `new` of `looked` papers of `categories` were chosen by it. `checks` and `troubles` are one line
    each; with `complete` false the window was not read to its end, with `polled` false arXiv was
    not asked at all; `refresh` leaves that box ticked for a run that asks it. `run_url` links the
    log of the run, `files_url` the folder of the list's files, "" without one; `version` is that of
    the bot. `root` is how many outer headings (such as the list's title) all sections share: they
    are not shown. `remarks` say what is amiss with entries that only a person can put right;
    `more` changes of entries wait until these are decided. `care` is whether people asked to look
    after the entries; None offers no box for that.
    """

    new: int = 0
    looked: int = 0
    categories: tuple[str, ...] = ()
    requests: int = 0
    polled: bool = True
    refresh: bool = False
    complete: bool = True
    troubles: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    run_url: str = ""
    files_url: str = ""
    version: str = ""
    root: int = 0
    remarks: tuple[tuple[Alike, str], ...] = ()
    more: int = 0
    care: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a proposal shows: its papers, and those left out, each best first.

    `dropped` were taken out of the pull request by people. `boxed` are the papers that have a
    task box there: those that its hidden state has room for. `refused` counts papers that people
    turned down before, `waiting` those that had no room.
    """

    items: tuple[Item, ...]
    window: Window
    dropped: tuple[Item, ...] = ()
    could_not_place: tuple[Item, ...] = ()
    near_misses: tuple[Item, ...] = ()
    boxed: frozenset[ArxivId] = frozenset()
    refused: int = 0
    waiting: int = 0
    notes: Notes = field(default_factory=Notes)

    def without_root(self) -> Description:
        """Return this without the outer headings that all sections share."""
        root = self.notes.root

        def short(items: Iterable[Item]) -> tuple[Item, ...]:
            return tuple(
                replace(i, section=below(i.section, root), runner_up=below(i.runner_up, root))
                for i in items
            )

        return replace(
            self,
            items=short(self.items),
            could_not_place=short(self.could_not_place),
            near_misses=short(self.near_misses),
            dropped=short(self.dropped),
        )

    def by_section(self) -> tuple[Group, ...]:
        """Return the papers by section, the surest first, and the surest section first."""
        groups: dict[tuple[str, ...], list[Item]] = {}
        for item in sorted(self.items, key=lambda item: -item.probability):
            groups.setdefault(item.section, []).append(item)
        return tuple((path, tuple(members)) for path, members in groups.items())

    def offers(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """Return the papers left out that can be asked for, under what they are called."""
        over = tuple(item for item in self.near_misses if item.reasons[:1] == (OVER,))
        return (
            ("Likely too, but over the budget", over),
            ("Not sure where these go", self.could_not_place),
            ("Near misses", tuple(item for item in self.near_misses if item not in over)),
            ("Taken out of this pull request", self.dropped),
        )


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


def below(path: tuple[str, ...], root: int) -> tuple[str, ...]:
    """Return *path* without its first *root* headings, but never nothing."""
    return path[root:] or path


def last_day(window: Window) -> date:
    """Return the last day that *window* touches; its end belongs to what comes after it."""
    return (window.until - timedelta(microseconds=1)).date()


def days(window: Window) -> str:
    """Return the days that *window* touches: "2026-11-16 to 2026-11-22", or a single one."""
    first, last = window.since.date(), last_day(window)
    return f"{first}" if first == last else f"{first} to {last}"


def papers(count: int) -> str:
    """Return "1 paper" or "6 papers"."""
    return f"{count} paper" if count == 1 else f"{count} papers"


# --- What the run needs from the home of a list, as a protocol; the edges implement it.


class Forge(Protocol):
    """The list's home, where a proposal becomes a pull request."""

    def standing(self, list_name: str, files: Sequence[str]) -> Standing:
        """Return how things stand now: the files to edit and the open pull request."""

    def publish(self, proposal: Proposal, standing: Standing) -> Outcome:
        """Make the pull request say *proposal*; a second call with the same changes nothing."""
