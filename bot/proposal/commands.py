"""Commands in a comment: `/drop ID`, `/move ID Section name` and the like, one a line.

Code and quotations are passed over, and so is everything the bot itself wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast, get_args

from bot.plain import plain
from classifier.paper import ArxivId, parse_arxiv_id

Verb = Literal["drop", "keep", "later", "move", "why"]
OURS = "<!-- paper-bot:"
"""What everything that the bot says in a comment begins with."""

_COMMAND = re.compile(r" {0,3}/([A-Za-z]{3,5})(?:[ \t]+(.{0,500}).*)?", re.ASCII)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
# The end of an address, of a DOI or of a link, or the identifier alone.
_ID = re.compile(
    r"(?:^|[/:\[(<`.])(\d{4}\.\d{4,5}|[a-z]{1,12}(?:-[a-z]{1,5})?(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d{1,3})?(?:\.pdf)?[\])>`.,;]*$",
    re.ASCII,
)
_MOST = 50
_LONG = 200


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `paper` is None when its second word names none; `rest` is what follows."""

    verb: Verb
    paper: ArxivId | None
    rest: str = ""


def parse(comment: str) -> tuple[Command, ...]:
    """Return the commands in *comment*, in order, 50 at most."""
    if is_ours(comment):
        return ()
    found = (_command(line) for line in _spoken(comment))
    return tuple(command for command in found if command is not None)[:_MOST]


def is_ours(comment: str) -> bool:
    """Whether the bot wrote *comment*, or somebody who wants it to be taken so."""
    return comment.lstrip().startswith(OURS)


def _spoken(comment: str) -> Iterator[str]:
    """Yield the lines that are neither in a fence nor quoted; an open fence reaches to the end.

    https://spec.commonmark.org/0.31.2/#fenced-code-blocks
    """
    fence = ""
    for line in comment.splitlines():
        match = _FENCE.match(line)
        if fence:
            closes = match and match[1].startswith(fence) and not match[2].strip()
            fence = "" if closes else fence
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
        else:
            yield line


def _command(line: str) -> Command | None:
    match = _COMMAND.fullmatch(line)
    if match is None or match[1].lower() not in get_args(Verb):
        return None
    first, _, rest = plain(match[2] or "").partition(" ")
    return Command(cast("Verb", match[1].lower()), paper_in(first), rest.strip(" \"'`#"))


def paper_in(word: str) -> ArxivId | None:
    """Return the paper that *word* names: an identifier, an address, a DOI or a link to one."""
    if len(word) > _LONG:
        return None
    word = re.sub(r"^\[?arxiv:", "", word, flags=re.IGNORECASE)
    match = _ID.search(word)
    try:
        return parse_arxiv_id(match[1]) if match else None
    except ValueError:
        return None
