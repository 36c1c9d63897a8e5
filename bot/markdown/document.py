"""A file as exact lines: bytes in, the same bytes out.

It knows nothing of Markdown and never changes, adds or drops a character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.errors import ListError

# CommonMark 0.31.2, section 2.1: a line ends at LF, CR LF or a lone CR, and nowhere else.
# `str.splitlines` would also cut at U+2028, form feed and others, which pasted titles contain.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ENDING = re.compile(rb"\r\n|\r|\n")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of the file *name*, each with its ending; a byte order mark stays in the first."""

    name: str
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, raw: bytes, *, name: str) -> Document:
        """Return the document in *raw*; raises `ListError` when that is not UTF-8 text."""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ListError(
                f"{name}, line {_line_at(raw, error.start)}: not UTF-8; save the file as UTF-8"
            ) from error
        if (nul := raw.find(b"\0")) >= 0:
            raise ListError(f"{name}, line {_line_at(raw, nul)}: a NUL character; remove it")
        return cls(name, tuple(_LINE.findall(text)))

    def to_bytes(self) -> bytes:
        """Return the file's bytes."""
        return "".join(self.lines).encode("utf-8")

    def text_lines(self) -> list[str]:
        """Return the lines without endings and without the byte order mark."""
        texts = [line.rstrip("\r\n") for line in self.lines]
        if texts:
            texts[0] = texts[0].removeprefix(BOM)
        return texts

    def ending_near(self, at: int) -> str:
        """Return the line ending used just before line index *at*, else after it, else LF."""
        for line in (*reversed(self.lines[max(0, at - 3) : at]), *self.lines[at : at + 3]):
            if ending := line[len(line.rstrip("\r\n")) :]:
                return ending
        return "\n"

    def insert(self, at: int, lines: tuple[str, ...]) -> Document:
        """Return a copy with *lines* (without endings) before line index *at* (0-based).

        At the end of a file without final newline the result has none either.
        """
        ending = self.ending_near(at)
        new = [line + ending for line in lines]
        head = list(self.lines[:at])
        if new and head and not head[-1].endswith(("\r", "\n")):
            head[-1] += ending
            new[-1] = new[-1].removesuffix(ending)
        return Document(self.name, (*head, *new, *self.lines[at:]))


def _line_at(raw: bytes, position: int) -> int:
    """Return the 1-based number of the line that holds the byte at *position*."""
    return 1 + len(_ENDING.findall(raw[:position]))
