"""Slips that `bot fix` mends, a line at a time; and what only a person can mend. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care.amendment import Amendment
from bot.checks import Finding
from bot.lists import Entry, PaperList

_MENDED = ("broken-link", "no-link", "id-mismatch")


def slips(listing: PaperList, findings: tuple[Finding, ...]) -> Iterator[Amendment]:
    """Yield what of *findings* can be put right without judgement, in lines of entries."""
    holders = {
        (entry.file, number): entry
        for entry in listing.entries
        for number in range(entry.line, entry.end + 1)
    }
    for finding in findings:
        entry = holders.get((finding.file, finding.line))
        if finding.mended is None or entry is None or finding.kind not in _MENDED:
            continue
        old = listing.outlines[finding.file].lines[finding.line - 1]
        if old != finding.mended and (put := _difference(old, finding.mended)):
            yield _slip(entry, finding, *put)


def _slip(entry: Entry, finding: Finding, start: int, old: str, new: str) -> Amendment:
    return Amendment(
        kind="link",
        entry=entry,
        line=finding.line,
        start=start,
        old=old,
        new=new,
        fact=new,
        why=finding.text,
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


def remarks(listing: PaperList, findings: tuple[Finding, ...]) -> Iterator[tuple[Entry, str]]:
    """Yield the entries with an id that does not fit, and why: which one is meant, people know."""
    entries = {(entry.file, entry.line): entry for entry in listing.entries}
    for hint in findings:
        entry = entries.get((hint.file, hint.line))
        if hint.kind == "id-mismatch" and hint.mended is None and entry and hint.level != "note":
            yield entry, hint.text
