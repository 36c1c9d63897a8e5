"""A paper as a proposal shows it; plain, unescaped text."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.papers import ArxivId


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
    chose the section.
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
