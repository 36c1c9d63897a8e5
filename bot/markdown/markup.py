"""What raw HTML in a list means to its readers: headings, summaries, rows, items, comments.

Read by the standard library's parser; positions only, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal

_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something HTML says on lines *first* to *last* (1-based); `text` of headings, summaries."""

    kind: Literal["heading", "summary", "details-end", "row", "list-item", "comment"]
    first: int
    last: int
    level: int = 0
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self, numbers: list[int]) -> None:
        super().__init__(convert_charrefs=True)
        self.marks: list[Mark] = []
        self._numbers = numbers
        self._open: tuple[str, int, list[str]] | None = None
        self._row = 0
        self._lists: list[list[int]] = []  # of each open list, the line of its open item

    def _line(self) -> int:
        return self._numbers[min(self.getpos()[0], len(self._numbers)) - 1]

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag in _HEADINGS or tag == "summary":
            self._open = (tag, self._line(), [])
        elif tag == "tr":
            self._end_row(self._line())
            self._row = self._line()
        elif tag in ("ul", "ol"):
            self._lists.append([])
        elif tag == "li":
            self._end_item(self._line() - 1)
            self._lists = self._lists or [[]]
            self._lists[-1].append(self._line())

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open is not None and tag == self._open[0]:
            name, first, texts = self._open
            text = " ".join("".join(texts).split())
            kind: Literal["heading", "summary"] = "summary" if name == "summary" else "heading"
            self.marks.append(Mark(kind, first, self._line(), _HEADINGS.get(name, 0), text))
            self._open = None
        elif tag == "details":
            self.marks.append(Mark("details-end", self._line(), self._line()))
        elif tag in ("tr", "table"):
            self._end_row(self._line())
        elif tag == "li":
            self._end_item(self._line())
        elif tag in ("ul", "ol") and self._lists:
            self._end_item(self._line() - 1)
            self._lists.pop()

    def _end_item(self, line: int) -> None:
        if self._lists and self._lists[-1]:
            first = self._lists[-1].pop()
            self.marks.append(Mark("list-item", first, max(first, line)))

    def _end_row(self, line: int) -> None:
        if self._row:
            self.marks.append(Mark("row", self._row, max(self._row, line)))
        self._row = 0

    def handle_comment(self, data: str) -> None:
        first = self._line()
        height = data.count("\n")
        start = self.getpos()[0]
        last = self._numbers[min(start + height, len(self._numbers)) - 1]
        self.marks.append(Mark("comment", first, last, text=data.strip()))


def marks(lines: Iterable[tuple[int, str]]) -> list[Mark]:
    """Return the marks in the numbered HTML *lines* (number, text), in order of their end."""
    numbers: list[int] = []
    texts: list[str] = []
    for number, text in lines:
        numbers.append(number)
        texts.append(text)
    if not numbers:
        return []
    reader = _Reader(numbers)
    reader.feed(_closed("\n".join(texts)))
    reader.close()
    return reader.marks


def _closed(text: str) -> str:
    """Return *text* up to its last complete tag and comment.

    What is left open at the end means nothing, and looking for its end again and again would
    take the parser quadratic time.
    """
    opened = text.find("<!--", text.rfind("-->") + 1)
    text = text if opened < 0 else text[:opened]
    # The parser gives up at marked sections that it does not know ("<![p"): to HTML they are text.
    return text[: text.rfind(">") + 1].replace("<![", "< ![")
