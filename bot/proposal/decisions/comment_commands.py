"""Commands in a comment: `/drop ID ID`, `/move ID Section name` and the like, one verb a line.

Code, quotations and what is hidden are passed over, and so is everything the bot itself wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, cast, get_args

from bot.core.plain import plain
from classifier.papers import ArxivId, parse_arxiv_id

Verb = Literal["drop", "keep", "later", "move", "why"]
OURS = "<!-- paper-bot:"
"""What everything that the bot says in a comment begins with."""

# "- /move 2401.00001 Survey > Tools": the verb, and what follows it.
_COMMAND = re.compile(
    r" {0,3}(?:[-*+][ \t]{1,3})?/([A-Za-z]{3,5})(?:[ \t]+(.{0,500}).*)?", re.ASCII
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
# The end of an address, of a DOI or of a link, or the identifier alone.
_ID = re.compile(
    r"(?:^|[/:\[(<`.])(\d{4}\.\d{4,5}|[a-z]{1,12}(?:-[a-z]{1,5})?(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d{1,3})?(?:\.pdf)?(?:[?#][^\])>]*)?[\])>`.,;]*$",
    re.ASCII,
)
_WORD = re.compile(r"[^\s,;]+")
_DRESS = "*_\"'“”`#!:?"
_AND = frozenset({"and", "&", "+"})
# https://spec.commonmark.org/0.31.2/#html-blocks, kinds 1 and 2
_RAW = re.compile(r"<(?:pre|script|style|textarea)(?![\w-])", re.IGNORECASE | re.ASCII)
_RAW_END = re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE | re.ASCII)
_MOST = 50  # commands of one comment that are obeyed
_LONG = 200  # characters of a word that may name a paper, at most


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
    commands = (command for line in _shown(_spoken(comment)) for command in _commands(line))
    return tuple(islice(commands, _MOST))


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


def _shown(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that are not hidden in an HTML comment or in preformatted text.

    One that is never closed reaches to the end.
    """
    hidden = raw = False
    for line in lines:
        if hidden:
            hidden = "-->" not in line
        elif raw:
            raw = _RAW_END.search(line) is None
        else:
            yield line
            hidden = line.rfind("<!--") > line.rfind("-->")
            starts = [match.start() for match in _RAW.finditer(line)]
            ends = [match.start() for match in _RAW_END.finditer(line)]
            raw = max(starts, default=-1) > max(ends, default=-1)


def _commands(line: str) -> Iterator[Command]:
    match = _COMMAND.fullmatch(line)
    if match is None or match[1].lower() not in get_args(Verb):
        return
    verb, argument = cast("Verb", match[1].lower()), plain(match[2] or "")
    papers, rest = _papers(argument)
    if not papers:
        yield Command(verb, None, argument.partition(" ")[2].strip(" \"'`#"))
    for paper in papers:
        yield Command(verb, paper, rest.strip(" \"'`#,;:"))


def _papers(argument: str) -> tuple[tuple[ArxivId, ...], str]:
    """Return the papers that *argument* begins with, and the rest: "A, B and C off topic"."""
    papers: list[ArxivId] = []
    end = 0
    for match in _WORD.finditer(argument):
        # In brackets stands a remark: "(see B)".
        paper = None if papers and match[0].startswith("(") else paper_in(match[0])
        if paper is not None:
            papers.append(paper)
            end = match.end()
        elif not papers or match[0].lower() not in _AND:
            break
    return tuple(dict.fromkeys(papers)), argument[end:]


def paper_in(word: str) -> ArxivId | None:
    """Return the paper that *word* names: an identifier, an address, a DOI or a link to one."""
    if len(word) > _LONG:
        return None
    word = re.sub(r"^\[?arxiv:", "", word.strip(_DRESS), flags=re.IGNORECASE)
    match = _ID.search(word)
    try:
        return parse_arxiv_id(match[1]) if match else None
    except ValueError:
        return None
