"""Numbered lists and tables that go on: what is below a new entry moves up by one, and back.

It touches no number but those, and none that does not count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.anatomy import MARKER
from bot.lists import Entry, PaperList
from bot.markdown import Change, Insert

_CELL = re.compile(r"[ \t]*\|[ \t]*(?P<number>\d{1,6})[ \t]*(?=\|)", re.ASCII)
_FIRST_CELL = re.compile(r"[ \t]*\|[ \t]*\d{0,6}[ \t]*(?=\|)", re.ASCII)
_SOME_ROWS = 3  # rows; fewer need not be a count


def renumbered(
    listing: PaperList, inserts: Sequence[Insert]
) -> tuple[tuple[Insert, ...], tuple[Change, ...]]:
    """Return *inserts* with their numbers in sequence, and the changes of the numbers below.

    Only what counted 1, 2, 3 … before is renumbered: the items of a list, or the first column
    of a table.
    """
    changes: list[Change] = []
    numbered: dict[int, Insert] = {}
    for run in _counting_runs(listing):
        joining = [at for at, insert in enumerate(inserts) if _joins(insert, run)]
        if joining:
            changes += _moved(run, [inserts[at].at for at in joining])
            first = _number(run[0].kind, run[0].text)
            for rank, at in enumerate(joining):
                above = sum(entry.line - 1 < inserts[at].at for entry in run)
                numbered[at] = _with_number(inserts[at], first + above + rank, run[0])
    return tuple(numbered.get(at, insert) for at, insert in enumerate(inserts)), tuple(changes)


def lowered(listing: PaperList, gone: Collection[Entry]) -> Iterator[Change]:
    """Yield the changes of the numbers below entries that go, as if these had never been there."""
    places = {(entry.file, entry.line) for entry in gone}
    for run in _counting_runs(listing):
        above = 0
        for entry in run:
            if (entry.file, entry.line) in places:
                above += 1
            elif above:
                yield from _moved_by(entry, -above)


def unnumbered(text: str) -> str:
    """Return the *text* of an entry with 0 for its own number, which moves with its neighbours."""
    return numbered_as(text, "0")


def number_like(listing: PaperList, entry: Entry, model: Insert) -> str:
    """Return the number of *model* for *entry*, "" where that counts nothing or has none.

    That of an item is markup, but the first cell of a row tells something unless it counts.
    """
    if _number(entry.kind, entry.text) < 0 or _number(model.kind, model.text) < 0:
        return ""
    if entry.kind == "row" and not any(entry in run for run in _counting_runs(listing)):
        return ""
    return str(_number(model.kind, model.text))


def numbered_as(text: str, number: str) -> str:
    """Return the *text* of an entry with another *number*; as it is for none."""
    match = _place("row", text) or _place("item", text)
    if match is None or not number:
        return text
    return f"{text[: match.start('number')]}{number}{text[match.end('number') :]}"


def _counting_runs(listing: PaperList) -> Iterator[list[Entry]]:
    groups: dict[tuple[str, int, str], list[Entry]] = {}
    for entry in listing.entries:
        # A bullet among numbers is passed over, but all rows of a table are in its column.
        if entry.kind == "row" or (entry.kind == "item" and _number("item", entry.text) >= 0):
            groups.setdefault((entry.file, entry.container, entry.kind), []).append(entry)
    for (_, _, kind), run in groups.items():
        known = [_number(kind, entry.text) for entry in run]
        # A column that counts begins with 1; years and sizes are numbers too.
        counts = len(run) > 1 if kind == "item" else len(run) >= _SOME_ROWS and known[0] == 1
        if counts and all(b == a + 1 for a, b in pairwise(known)):
            yield run


def _joins(insert: Insert, run: Sequence[Entry]) -> bool:
    """Whether *insert* is one of *run*: of its kind, and between or beside its entries."""
    if insert.file != run[0].file or insert.section != run[0].section:
        return False
    if run[0].kind == "row":
        fits = insert.kind == "row" and _FIRST_CELL.match(insert.text) is not None
    else:
        fits = _number(insert.kind, insert.text) >= 0
    return fits and run[0].line - 1 <= insert.at <= run[-1].end


def _moved(run: Sequence[Entry], places: Sequence[int]) -> Iterator[Change]:
    for entry in run:
        above = bisect_right(places, entry.line - 1)
        if above:
            yield from _moved_by(entry, above)


def _moved_by(entry: Entry, step: int) -> Iterator[Change]:
    if match := _place(entry.kind, entry.text):
        new = str(int(match["number"]) + step)
        yield Change(entry.file, entry.line - 1, *match.span("number"), new, "number")


def _place(kind: str, text: str) -> re.Match[str] | None:
    match = (_CELL if kind == "row" else MARKER).match(text)
    return match if match and match["number"] else None


def _number(kind: str, text: str) -> int:
    match = _place(kind, text)
    return int(match["number"]) if match else -1


def _with_number(insert: Insert, number: int, model: Entry) -> Insert:
    """Return *insert* with *number*, in a cell with the blanks of *model*'s."""
    template, pattern = (model.text, _FIRST_CELL) if insert.kind == "row" else (insert.text, MARKER)
    place, old = _place(insert.kind, template), pattern.match(insert.text)
    if place is None or old is None:
        return insert
    start, end = place.span("number")
    text = f"{template[:start]}{number}{template[end : place.end()]}{insert.text[old.end() :]}"
    lines = tuple(text if line == insert.text else line for line in _joined(insert))
    return replace(
        insert, text=text, lines=tuple(part for line in lines for part in line.split("\n"))
    )


def _joined(insert: Insert) -> Iterator[str]:
    """Yield the lines of *insert*, those of the entry itself as one."""
    item = insert.text.split("\n")
    start = next(
        at for at in range(len(insert.lines)) if list(insert.lines[at:][: len(item)]) == item
    )
    yield from insert.lines[:start]
    yield insert.text
    yield from insert.lines[start + len(item) :]
