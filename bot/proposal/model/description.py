"""One description of a proposal: what a body, a terminal and a step summary show, each its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.core.window import Window
from bot.proposal.model.proposed import OVER, Alike, Answer, Item
from classifier.papers import ArxivId

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
