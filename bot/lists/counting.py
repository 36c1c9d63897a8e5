"""Numbers that entries show: which one a new entry gets beside those that count up or down.

A table that counts goes on so below its last row, or above its first; no other row is numbered.
It changes no number of an old entry; `numbers.py` does where the config asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from bot.anatomy import MARKER
from bot.lists.nouns import Entry
from bot.lists.titled import TITLED

# "[12] Title", "\[12\]. Title".
_BRACKETED = re.compile(r"(?P<open>\\?\[)(?P<number>[0-9]{1,4})(?P<close>\\?\][.:]?[ \t]+)")
_FIRST_YEAR = 1900  # smaller numbers are no years
_LOOKED_AT = 50  # entries
_NUMBER = re.compile(r"[0-9]{1,6}")
_HEADS = frozenset(("#", "no", "nr", "num", "number", "编号", "序号"))
_LEAST = 3  # rows; fewer need not be a count
_NAMED = 2  # rows below a head that says so
_COUNTED = 400  # rows


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a new entry: above the old one *index*, among *before* and *after* of ours."""

    index: int
    before: int = 0
    after: int = 0


def step_of(numbers: Sequence[int]) -> int:
    """Return 1 if *numbers*, two at least, count up one by one, -1 if down, else 0."""
    steps = {lower - upper for upper, lower in pairwise(numbers)}
    return steps.pop() if steps in ({1}, {-1}) else 0


def item_number(entries: Sequence[Entry], place: Place) -> int:
    """Return the number of a new item; a list that numbers all items alike goes on so."""
    numbers = _numbers(MARKER, entries)
    if len(set(numbers)) == 1 and len(numbers) > 1:
        return numbers[0]
    return _next(numbers, place, falls=_falls(numbers, entries))


def heading_number(entries: Sequence[Entry], place: Place) -> int:
    """Return the number of a new heading that is an entry."""
    numbers = _numbers(TITLED, entries)
    return _next(numbers, place, falls=_falls(numbers, entries))


def heading_step(entries: Sequence[Entry]) -> int:
    """Return how headings that are entries count: 1 up, -1 down, 0 not at all.

    GitHub counts the items of a list itself, but shows the numbers of headings as they stand.
    """
    numbers = _numbers(TITLED, entries)
    return step_of(numbers) if len(numbers) == len(entries) else 0


def bracketed(text: str, entries: Sequence[Entry], place: Place) -> str:
    """Return *text* with the next number where *entries* begin with theirs, as `[12] Title`.

    Only above or below all others: in the middle there is none left. Years are no numbers.
    """
    top = place.index == 0
    near = entries[:_LOOKED_AT] if top else entries[: -_LOOKED_AT - 1 : -1]
    if place.index not in (0, len(entries)) or _BRACKETED.match(text):
        return text
    matches = [m for m in map(_bracket, takewhile(_bracket, near)) if m]
    numbers = [int(match["number"]) for match in matches]
    if len(numbers) < len(near) or step_of(numbers) != -1 or numbers[0] >= _FIRST_YEAR:
        return text
    number = numbers[0] + 1 + (place.after if top else place.before)
    return f"{matches[0]['open']}{number}{matches[0]['close']}{text}"


def _bracket(entry: Entry) -> re.Match[str] | None:
    match = MARKER.match(entry.text)
    return _BRACKETED.match(entry.text[match.end() if match else 0 :])


def _numbers(pattern: re.Pattern[str], entries: Sequence[Entry]) -> list[int]:
    matches = (pattern.match(entry.text) for entry in entries)
    return [int(match["number"]) for match in matches if match and match["number"]]


def _falls(numbers: Sequence[int], entries: Sequence[Entry]) -> bool:
    return len(numbers) == len(entries) and step_of(numbers) < 0


def _next(numbers: Sequence[int], place: Place, *, falls: bool) -> int:
    """Return one more than the number next to the new entry, on the side that counting leaves."""
    if falls and place.index < len(numbers):
        return numbers[place.index] + 1 + place.after
    if falls:
        return max(1, numbers[-1] - 1 - place.before)
    before = numbers[: place.index]
    return (before[-1] + 1 if before else numbers[0] if numbers else 1) + place.before


@dataclass(frozen=True, slots=True)
class Beside:
    """The *rows* on one side of a new one at an end of a table, the nearest last.

    *already* rows of ours stand between. Without rows nothing is numbered.
    """

    rows: Sequence[Entry] = ()
    already: int = 0

    @classmethod
    def of(cls, own: Sequence[Entry], place: Place) -> Beside:
        """Return what stands beside *place* in a table of *own* rows."""
        if place.index == len(own):
            return cls(own[-_COUNTED:], place.before)
        return cls(own[:_COUNTED][::-1], place.after) if not place.index else cls()


def numbered(
    cells: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[str]], already: int
) -> list[str]:
    """Return *cells* of a row beside *rows* with its number in a column that counts.

    *already* rows of ours stand between. Below a head such as "No." two rows are a count.
    Without *rows* the cells stay as they are, and so does a cell that tells something: years
    may follow one another too.
    """
    columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(len(cells))]
    return [
        f"{int(column[-1]) + 1 + already}" if _counts(column, head) and not _tells(cell) else cell
        for cell, head, column in zip(cells, heads, columns, strict=True)
    ]


def _counts(column: Sequence[str], head: str) -> bool:
    """Whether each cell of *column* is one more than the cell before it."""
    least = _NAMED if head.strip(" *._:").casefold() in _HEADS else _LEAST
    if len(column) < least or not all(map(_NUMBER.fullmatch, column)):
        return False
    return all(int(lower) == int(upper) + 1 for upper, lower in pairwise(column))


def _tells(cell: str) -> bool:
    return any(char.isalnum() for char in cell)
