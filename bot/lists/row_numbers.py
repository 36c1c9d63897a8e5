"""Numbers of rows: a table that counts goes on so below its last row, or above its first.

No other row is numbered: those beside it would have to move.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.lists.counting import Place
from bot.lists.nouns import Entry

_NUMBER = re.compile(r"[0-9]{1,6}")
_HEADS = frozenset(("#", "no", "nr", "num", "number", "编号", "序号"))
_LEAST = 3  # rows; fewer need not be a count
_NAMED = 2  # rows below a head that says so
_COUNTED = 400


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
