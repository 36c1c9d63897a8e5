"""How GitHub shows a file before and after an edit: nothing lost, nothing moved, so much more.

It compares; which lines were asked for is the guard's knowledge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from bot.markdown import blocks as markdown

_TAGS = {
    "heading": ("<h1", "<h2", "<h3", "<h4", "<h5", "<h6"),
    "paragraph": ("<p>",),
    "list": ("<ul", "<ol"),
    "item": ("<li",),
    "table": ("<table",),
    "row": ("<tr",),
    "code": ("<pre",),
    "quote": ("<blockquote",),
    "rule": ("<hr",),
    "image": ("<img ",),
}
_RAW = ("paragraph", "list", "item", "quote", "rule")
"""What may stand inside a cell as tags."""
STARTS = re.compile(r'<ol start="\d+">')
_PIECE = re.compile(r"<[^<>]*>|[^<]+|<")
_HREF = re.compile(r"<a\s[^<>]*?href\s*=\s*([\"']?)([^<>\"']*)\1", re.IGNORECASE)
_PARAGRAPHS = ("<p>", "</p>")


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered file: its HTML by lines, and its elements counted."""

    html: Sequence[str]
    shape: Counter[str]

    @classmethod
    def of(cls, lines: Sequence[str], *, renumbered: bool = False) -> Rendering:
        """Return what GitHub makes of *lines*; lists start anywhere where they are *renumbered*."""
        html = markdown.render(lines)
        if renumbered:
            html = STARTS.sub("<ol>", html)
        shape = Counter({kind: sum(map(html.count, tags)) for kind, tags in _TAGS.items()})
        shape["row"] -= shape["table"]
        shape["link"] = sum(1 for _ in _HREF.finditer(html))  # an anchor leads nowhere
        return cls(html.split("\n"), shape)

    def targets(self) -> list[str]:
        """Return where the links lead, in order."""
        return [match[2] for line in self.html for match in _HREF.finditer(line)]

    def is_kept_by(self, new: Rendering) -> bool:
        """Whether all that is shown here is shown by *new*, in the same order.

        Paragraph tags and blanks don't count: a list of one item becomes loose with its
        second one.
        """
        seen, whole = _Reader(self.html), _Reader(new.html)
        while not seen.done():
            if seen.skip_equal(whole):
                continue
            piece = seen.piece()
            if piece and whole.done():
                return False
            if not piece or piece == whole.piece():
                seen.skip_piece()
            if piece:
                whole.skip_piece()
        return True


class _Reader:
    """Goes through HTML line by line, and piece by piece where lines differ."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        self._pieces: list[str] | None = None

    def done(self) -> bool:
        """Whether there are no more lines."""
        return self._at >= len(self._lines)

    def skip_equal(self, other: _Reader) -> bool:
        """Skip the lines that *other* has too, if both are at the start of one; whether any is."""
        if self._pieces is not None or other._pieces is not None:
            return False
        there = islice(other._lines, other._at, None)
        pairs = zip(islice(self._lines, self._at, None), there, strict=False)
        count = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._at += count
        other._at += count
        return count > 0

    def line(self) -> str:
        """Return the line, "" after the last."""
        return "" if self.done() else self._lines[self._at]

    def skip_line(self) -> None:
        """Go to the next line."""
        self._at += 1
        self._pieces = None

    def piece(self) -> str:
        """Return the next piece, "" when the rest of the line holds none."""
        if self._pieces is None:
            self._pieces = list(_pieces(self.line()))[::-1]
        return self._pieces[-1] if self._pieces else ""

    def skip_piece(self) -> None:
        """Go to the next piece, or the next line if this one holds no more."""
        if self._pieces:
            self._pieces.pop()
        if not self._pieces:
            self.skip_line()


def raw_blocks(text: str) -> Counter[str]:
    """Return how many tags of each block stand in Markdown *text*, as `Rendering` counts them."""
    return +Counter({kind: sum(map(text.count, _TAGS[kind])) for kind in _RAW})


def _pieces(line: str) -> Iterator[str]:
    for match in _PIECE.finditer(line):
        text = match[0] if match[0][0] == "<" else match[0].replace(" ", "").replace("\t", "")
        if text and text not in _PARAGRAPHS:
            yield text
