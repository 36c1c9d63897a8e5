"""Entries that may go: withdrawn papers, and papers that stand in the list twice. Pure.

Nobody but a person takes an entry out, so these are only offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.care.amendment import Amendment, Kind
from bot.checks import Finding
from bot.core.plain import shortened
from bot.entries import Known
from bot.lists import Entry, PaperList
from classifier.papers import Paper

_REMOVABLE = ("item", "row", "paragraph")
_HABIT = 3  # papers that stand in two sections: from so many on, that is how the list is kept
_SAID = 160  # characters of what authors say
_MOST_LINES, _MOST_CHARS = 8, 1200  # of an entry; the memory has to hold it, to put it back


def withdrawn(listing: PaperList, known: Known) -> Iterator[Amendment]:
    """Yield the entries of papers that their authors withdrew."""
    for entry in listing.entries:
        paper = known.get(entry.arxiv_ids[0]) if len(entry.arxiv_ids) == 1 else None
        if paper is not None and paper.withdrawn:
            yield from _removal(listing, entry, "withdrawn", _withdrawal(paper))


def _withdrawal(paper: Paper) -> str:
    quote = f": “{shortened(paper.comments, _SAID)}”" if paper.comments else ""
    return f"arXiv {paper.id} was withdrawn{quote}"


def doubled(listing: PaperList, findings: tuple[Finding, ...]) -> Iterator[Amendment]:
    """Yield the second entries of papers that *findings* name; () where the list means it so."""
    doubles = [finding for finding in findings if finding.kind == "duplicate"]
    levels = Counter(double.level for double in doubles)
    entries = {(entry.file, entry.line): entry for entry in listing.entries}
    for double in doubles:
        if double.level == "note" and levels["note"] >= _HABIT:
            continue
        if entry := entries.get((double.file, double.line)):
            yield from _removal(listing, entry, "double", double.text)


def _removal(listing: PaperList, entry: Entry, kind: Kind, why: str) -> Iterator[Amendment]:
    """Yield that *entry* goes, where its lines are its own."""
    lines = listing.outlines[entry.file].lines[entry.line - 1 : entry.end]
    text = "\n".join(lines)
    inside = any(
        other is not entry and other.file == entry.file and entry.line <= other.line <= entry.end
        for other in listing.entries
    )
    is_short = len(lines) <= _MOST_LINES and len(text) <= _MOST_CHARS
    if entry.kind in _REMOVABLE and is_short and not inside and text:
        at = entry.line
        yield Amendment(
            kind=kind, entry=entry, line=at, start=0, old=text, new="", fact=text, why=why
        )
