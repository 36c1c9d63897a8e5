"""The noun of the second pull request: one text of a list in place of another, found again later.

A mend is known by what stands around it in its line, whatever the line's number has become and
whatever numbers are in it. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

CHANGES = ("venue", "title", "link", "withdrawn", "double")
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
