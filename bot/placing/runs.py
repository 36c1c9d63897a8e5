"""Which entries of a section a reader sees as one list, and which of these a new paper joins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.entries import HTML_KINDS, has_place, is_whole
from bot.lists import Entry

_USABLE = ("item", "paragraph", "titled", "fold")
_CLEAR = 0.8  # of the outer lists
_LEAST = 3  # outer lists
_SAMPLE = 40  # rows of a table
_GAP = 1  # blank lines between two lists that are one to a reader


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Entries of one kind that stand in one list, table or row of paragraphs, in order."""

    entries: tuple[Entry, ...]

    @property
    def kind(self) -> str:
        """What the entries are."""
        return self.entries[0].kind


def runs(entries: Iterable[Entry]) -> list[Run]:
    """Return *entries* of one section as runs, in order."""
    groups: dict[tuple[str, str, int, int], list[Entry]] = {}
    for entry in entries:
        key = (entry.file, entry.kind, entry.container, entry.depth)
        groups.setdefault(key, []).append(entry)
    return [Run(tuple(group)) for group in _joined(_unbroken(list(groups.values())))]


def _unbroken(groups: list[list[Entry]]) -> list[list[Entry]]:
    """Return *groups* with lists of bullets as one that only another marker parts.

    A reader sees one list where `*` became `-` some day.
    """
    joined: list[list[Entry]] = []
    for group in groups:
        above = joined[-1] if joined else group
        touches = 0 <= group[0].line - above[-1].end - 1 <= _GAP
        if joined and touches and _is_bulleted(above) and _is_bulleted(group):
            joined[-1] = above + group
        else:
            joined.append(group)
    return joined


def _is_bulleted(group: Sequence[Entry]) -> bool:
    return _is_outer(group) and group[0].text.lstrip()[:1] in {"-", "*", "+"}


def _joined(groups: list[list[Entry]]) -> list[list[Entry]]:
    """Return *groups* with the outer items as one, if most of them are lists of a single item.

    Text between the items parts them for Markdown, not for a reader.
    """
    outer = [group for group in groups if _is_outer(group)]
    single = sum(len(group) == 1 for group in outer)
    if len(outer) < _LEAST or single < _CLEAR * len(outer):
        return groups
    together = [entry for group in outer for entry in group]
    return [together, *(group for group in groups if not _is_outer(group))]


def _is_outer(group: Sequence[Entry]) -> bool:
    return group[0].kind == "item" and not group[0].depth


def main_run(all_runs: Sequence[Run]) -> Run | None:
    """Return the run that a new paper joins: of those with papers, the largest, then the last.

    None where most papers stand in an HTML table that none can join: a list beside it is of
    other things.
    """
    usable = [run for run in all_runs if _is_usable(run)]
    if len(all_runs) == 1:
        return next(iter(usable), None)
    best = max(reversed(usable), key=_papers, default=None)
    most = _papers(best)[0] if best else 0
    tables = (run for run in all_runs if run.kind in HTML_KINDS and run not in usable)
    return None if any(_papers(table)[0] > most for table in tables) else best


def _is_usable(run: Run) -> bool:
    """Whether a paper can join *run*; a table without any link is one of other things.

    So is an HTML table without a column of titles or names: there is no cell to put one in.
    """
    if run.kind == "row":
        return any(entry.urls or entry.arxiv_ids or entry.dois for entry in run.entries)
    if run.kind in HTML_KINDS:
        return all(map(is_whole, run.entries)) and has_place(run.entries[:_SAMPLE])
    return run.kind in _USABLE


def _papers(run: Run) -> tuple[int, int]:
    return sum(bool(entry.arxiv_ids) for entry in run.entries), len(run.entries)


def outwards(entries: Sequence[Entry], index: int) -> Iterator[Entry]:
    """Yield *entries* by their distance from a place between them, the upper of two first."""
    for step in range(max(index, len(entries) - index)):
        if step < index:
            yield entries[index - 1 - step]
        if index + step < len(entries):
            yield entries[index + step]
