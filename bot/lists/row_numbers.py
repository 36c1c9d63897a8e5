"""Numbers of rows: a table that counts 1, 2, 3 … goes on so below its last row.

No other row is numbered: what stands below it would have to move up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"[0-9]{1,6}")
_LEAST = 3  # rows; fewer need not be a count


def numbered(cells: Sequence[str], above: Sequence[Sequence[str]], already: int) -> list[str]:
    """Return *cells* of a row below all others, *above*, with its number in a column that counts.

    *already* rows of ours stand between. Without rows *above* the cells stay as they are, and so
    does a cell that tells something: years may follow one another too.
    """
    columns = [[row[n] if n < len(row) else "" for row in above] for n in range(len(cells))]
    return [
        f"{int(column[-1]) + 1 + already}" if _counts(column) and not _tells(cell) else cell
        for cell, column in zip(cells, columns, strict=True)
    ]


def _counts(column: Sequence[str]) -> bool:
    """Whether each cell of *column* is one more than the cell above it."""
    if len(column) < _LEAST or not all(map(_NUMBER.fullmatch, column)):
        return False
    return all(int(lower) == int(upper) + 1 for upper, lower in pairwise(column))


def _tells(cell: str) -> bool:
    return any(char.isalnum() for char in cell)
