"""The title of an entry, plain, and its text without the marker."""

from __future__ import annotations

import re

from bot.anatomy.identity import words
from bot.anatomy.parts import dissect
from bot.core.remember import remembered

# `  - `, `> * `, `12. `, `3) `, `- [x] `
MARKER = re.compile(
    r"(?P<indent>[ \t]*(?:>[ \t]?)*[ \t]*)"
    r"(?:(?P<mark>[-*+]|(?P<number>\d{1,9})(?P<close>[.)]))(?P<gap>[ \t]+|(?=$)))?"
    r"(?P<task>\[[ xX]\] )?"
)
MOST_CHARS = 4000
"""What is longer is read this far: no entry is, but a paragraph can be."""


def body_of(text: str) -> str:
    """Return an entry's text without marker, indent and table pipes at its ends."""
    match = MARKER.match(text)
    return text[match.end() :].strip() if match else text.strip()


@remembered(chars=1000, texts=4096)
def title_of(text: str) -> str:
    """Return the best reading of an entry's title, plain; "" when nothing looks like one."""
    if len(text) > MOST_CHARS:
        text = text[:MOST_CHARS]
    body = body_of(text)
    if body.startswith("|"):
        cells = [title_of(cell) for cell in body.strip("|").split("|")]
        return max(cells, key=lambda cell: len(words(cell)), default="")
    anatomy = dissect(body)
    if anatomy.title is None:
        return ""
    title = _plain(body[slice(*anatomy.title)])
    short = _plain(body[slice(*anatomy.short)]) if anatomy.short else ""
    if short and not title.casefold().startswith(short.casefold()):
        same = "".join(words(title)).startswith("".join(words(short)))
        return title if same else f"{short}: {title}"
    return title


def _plain(text: str) -> str:
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)|<[^<>]*>|\*\*|`", lambda m: m[1] or "", text)
    return " ".join(re.sub(r"\\([^\w\s])", r"\1", text).split()).strip(' *_"“”,;:')
