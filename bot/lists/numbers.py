"""Numbered lists that go on: the items below a new one move up by one, and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.lists.changes import Change
from bot.lists.inserts import Insert
from bot.lists.nouns import Entry
from bot.lists.reading import PaperList
from bot.lists.titles import MARKER


def renumbered(
    listing: PaperList, inserts: Sequence[Insert]
) -> tuple[tuple[Insert, ...], tuple[Change, ...]]:
    """Return *inserts* with their numbers in sequence, and the changes of the numbers below.

    Only a list that counted 1, 2, 3 … before is renumbered.
    """
    changes: list[Change] = []
    numbers: dict[int, int] = {}
    for run in _counting_runs(listing):
        own = [at for at, insert in enumerate(inserts) if _joins(insert, run)]
        if own:
            places = [inserts[at].at for at in own]
            changes += _moved(run, places)
            first = _number(run[0].text)
            for rank, at in enumerate(own):
                above = sum(entry.line - 1 < inserts[at].at for entry in run)
                numbers[at] = first + above + rank
    new = [_with_number(one, numbers.get(at)) for at, one in enumerate(inserts)]
    return tuple(new), tuple(changes)


def _counting_runs(listing: PaperList) -> Iterator[list[Entry]]:
    groups: dict[tuple[str, int], list[Entry]] = {}
    for entry in listing.entries:
        if entry.kind == "item" and _number(entry.text) >= 0:
            groups.setdefault((entry.file, entry.container), []).append(entry)
    for run in groups.values():
        known = [_number(entry.text) for entry in run]
        if len(run) > 1 and all(b == a + 1 for a, b in pairwise(known)):
            yield run


def _joins(insert: Insert, run: Sequence[Entry]) -> bool:
    """Whether *insert* is an item of *run*: numbered, and between or beside its entries."""
    if insert.file != run[0].file or insert.section != run[0].section:
        return False
    return _number(insert.text) >= 0 and run[0].line - 1 <= insert.at <= run[-1].end


def _moved(run: Sequence[Entry], places: Sequence[int]) -> Iterator[Change]:
    for entry in run:
        above = bisect_right(places, entry.line - 1)
        match = MARKER.match(entry.text)
        if above and match:
            new = str(int(match["number"]) + above)
            yield Change(entry.file, entry.line - 1, *match.span("number"), new, "number")


def _number(text: str) -> int:
    match = MARKER.match(text)
    return int(match["number"]) if match and match["number"] else -1


def _with_number(insert: Insert, number: int | None) -> Insert:
    match = MARKER.match(insert.text)
    if number is None or match is None:
        return insert
    start, end = match.span("number")
    text = f"{insert.text[:start]}{number}{insert.text[end:]}"
    lines = tuple(text if line == insert.text else line for line in _joined(insert))
    return replace(
        insert, text=text, lines=tuple(part for one in lines for part in one.split("\n"))
    )


def _joined(insert: Insert) -> Iterator[str]:
    """Yield the lines of *insert*, those of the entry itself as one."""
    own = insert.text.split("\n")
    start = next(
        at for at in range(len(insert.lines)) if list(insert.lines[at:][: len(own)]) == own
    )
    yield from insert.lines[:start]
    yield insert.text
    yield from insert.lines[start + len(own) :]
