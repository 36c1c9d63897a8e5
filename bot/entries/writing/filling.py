"""A template filled for a paper: slots get their values, and the gaps that remain are closed.

It writes nothing of its own but the label that a link must have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.anatomy import split_title
from bot.entries.forms.gaps import close_holes
from bot.entries.forms.template import HOLE, Part, Template
from bot.markdown import html_text, list_text
from classifier.papers import Paper

# `[](https:`, `[[]](https:`, `<a href="…"></a>`; an anchor to link to has no label
_EMPTY_LABEL = re.compile(r"(?<!!)(\[+)(\]+\()(?=https?:)|(<a\s[^<>]*\bhref\b[^<>]*>)(</a>)")


def fill(template: Template, value: Callable[[str], str]) -> str:
    """Return the entry's text with *value* of each slot; an empty value is a hole.

    Labels are left open only in an entry that tells in its other lines all that others tell.
    """
    parts: list[Part] = []
    poor = False
    for line in _lines(template.parts):
        slots = [part.text for part in line if part.kind == "slot"]
        if parts and slots and not any(map(value, slots)):
            parts.append(HOLE)  # a line that told one thing, with its label
            poor = True
            continue
        for part in line:
            text = value(part.text) if part.kind == "slot" else part.text
            parts.append(Part(part.kind, text) if text or part.kind != "slot" else HOLE)
    if poor:
        parts = [HOLE if part.kind == "form" else part for part in parts]
    text = "".join(part.text for part in _single_stops(close_holes(parts)))
    return _EMPTY_LABEL.sub(r"\1\3Paper\2\4", text)


def _lines(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Yield the parts line by line; the breaks between lines stand alone."""
    line: list[Part] = []
    for part in parts:
        if "\n" in part.text:
            yield from (line, [part])
            line = []
        else:
            line.append(part)
    yield line


def _single_stops(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield *parts* without a full stop right after a title that ends in one, or in "?"."""
    ended = False
    for part in parts:
        twice = ended and part.text.startswith((".", "。"))
        yield Part(part.kind, part.text[1:]) if twice else part
        ended = part.kind == "slot" and part.text.endswith((".", "?", "!"))


def as_html(cell: str, paper: Paper) -> str:
    """Return *cell* with the paper's words escaped for HTML, where Markdown is not read."""
    for text in (paper.title, *split_title(paper.title), *paper.authors):
        if text and (marked := list_text(text)) != html_text(text, quoted=True):
            cell = cell.replace(marked.replace("|", "\\|"), html_text(text, quoted=True))
    return cell
