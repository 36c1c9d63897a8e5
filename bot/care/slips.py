"""Slips that `bot fix` mends, a line at a time; and what only a person can mend. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care.amendment import Amendment
from bot.checks import Finding
from bot.lists import Entry, PaperList

_MENDED = ("broken-link", "no-link", "id-mismatch")


def slips(listing: PaperList, found: tuple[Finding, ...]) -> Iterator[Amendment]:
    """Yield what of *found* can be put right without judgement, in lines of entries."""
    holders = {
        (entry.file, number): entry
        for entry in listing.entries
        for number in range(entry.line, entry.end + 1)
    }
    for one in found:
        entry = holders.get((one.file, one.line))
        if one.mended is None or entry is None or one.kind not in _MENDED:
            continue
        old = listing.outlines[one.file].lines[one.line - 1]
        if old != one.mended and (put := _difference(old, one.mended)):
            yield _slip(entry, one, *put)


def _slip(entry: Entry, found: Finding, start: int, old: str, new: str) -> Amendment:
    return Amendment(
        kind="link",
        entry=entry,
        line=found.line,
        start=start,
        old=old,
        new=new,
        fact=new,
        why=found.text,
    )


def _difference(old: str, new: str) -> tuple[int, str, str] | None:
    """Return where *old* and *new* differ, and the texts there; whole words, so that it reads."""
    shared = min(len(old), len(new))
    left = next((n for n in range(shared) if old[n] != new[n]), shared)
    rest = shared - left
    right = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    while left and not old[left - 1].isspace():
        left -= 1
    while right and not old[len(old) - right].isspace():
        right -= 1
    before, after = old[left : len(old) - right], new[left : len(new) - right]
    return (left, before, after) if after else None


def remarks(listing: PaperList, found: tuple[Finding, ...]) -> Iterator[tuple[Entry, str]]:
    """Yield the entries with an id that does not fit, and why: which one is meant, people know."""
    entries = {(entry.file, entry.line): entry for entry in listing.entries}
    for one in found:
        entry = entries.get((one.file, one.line))
        if one.kind == "id-mismatch" and one.mended is None and entry and one.level != "note":
            yield entry, one.text
