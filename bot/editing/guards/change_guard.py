"""The guard's look at changed lines: digits and dates that the config allows, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from bot.core.month_names import BEGINNINGS
from bot.editing.following.counters import counter_spans
from bot.editing.following.stamps import stamps_in, written_as
from bot.lists import Entry, PaperList, Section, read_list
from bot.markdown import BOM, STARTS, Change, Document, Upkeep, render

_NUMBER = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3})+", re.ASCII)
_BEFORE_NUMBER = re.compile(r"[ \t>]*")
_BEFORE_CELL = re.compile(r"[ \t]*\|[ \t]*")
# Numbers and months, which may differ before and after.
_MASKED = re.compile(
    r"\d+(?:,\d{3})*(?:st|nd|rd|th)?\b|\d+"
    rf"|\b(?:{BEGINNINGS})[a-z]*",
    re.IGNORECASE,
)


def change_fault(
    listing: PaperList,
    changes: Sequence[Change],
    after: Mapping[str, Document],
    *,
    upkeep: Upkeep,
    inserted: int,
) -> str | None:
    """Return what is wrong with *after*, *listing*'s files with *changes* made; None if nothing.

    Each change has to be one that *upkeep* allows, no number moves by more than the *inserted*
    papers, no word of an entry changes, every other character stays, and the list reads and
    renders as before but for them.
    """
    taken = {(e.file, n) for e in listing.entries for n in range(e.line, e.end + 1)}
    for change in changes:
        inside = change.kind != "number" and (change.file, change.line + 1) in taken
        if inside or not _is_allowed(listing, change, upkeep, inserted):
            return f"line {change.line + 1}: {change.kind} {change.new[:40]!r} is not allowed there"
    for name, document in listing.documents.items():
        file_changes = sorted(change for change in changes if change.file == name)
        if name not in after or list(after[name].lines) != _expected(document, file_changes):
            return "other characters than the allowed ones differ"
    return _meaning_fault(listing, changes, after) if changes else None


def _is_allowed(listing: PaperList, change: Change, upkeep: Upkeep, inserted: int) -> bool:
    outline = listing.outlines[change.file]
    number = change.line + 1
    if number in outline.hidden or listing.left_alone(change.file, number):
        return False
    line = outline.lines[change.line]
    if not 0 <= change.start < change.end <= len(line):
        return False
    old = line[change.start : change.end]
    match change.kind:
        case "stamp":
            day = upkeep.stamp
            return day is not None and any(
                match.span() == (change.start, change.end)
                and then < day
                and written_as(match, day) == change.new
                for match, then in stamps_in(line)
            )
        case "counter":
            is_one = (change.start, change.end) in counter_spans(line)
            return upkeep.counters and is_one and _goes_on(old, change, line, inserted)
        case "number":
            stands = _is_marker(line[: change.start], line[change.end :])
            return upkeep.renumber and stands and _goes_on(old, change, line, inserted)
        case "care":
            return False  # not with papers: `bot.care` has a guard of its own


def _is_marker(before: str, after: str) -> bool:
    """Whether a number stands where that of an item does, or alone in the first cell of a row."""
    if _BEFORE_NUMBER.fullmatch(before) is not None:
        return after[:1] in (".", ")")
    return _BEFORE_CELL.fullmatch(before) is not None and after.lstrip(" \t").startswith("|")


def _goes_on(old: str, change: Change, line: str, inserted: int) -> bool:
    """Whether a whole number is replaced by one that is larger by 1 to *inserted*.

    Where lines go (*inserted* is below 0), by one that is as much smaller.
    """
    around = line[max(0, change.start - 1) : change.start] + line[change.end : change.end + 1]
    if any(char.isdigit() for char in around):
        return False
    if not (_NUMBER.fullmatch(old) and _NUMBER.fullmatch(change.new)):
        return False
    moved = int(change.new.replace(",", "")) - int(old.replace(",", ""))
    return 1 <= moved <= inserted or inserted <= moved <= -1


def _expected(document: Document, changes: Sequence[Change]) -> list[str] | None:
    """Return the lines of *document* with *changes* in order; None when two overlap."""
    if any((a.line, a.end) > (b.line, b.start) for a, b in pairwise(changes)):
        return None
    lines = list(document.lines)
    for change in reversed(changes):
        mark = BOM if change.line == 0 and lines[0].startswith(BOM) else ""
        text = lines[change.line].removeprefix(mark)
        text = f"{text[: change.start]}{change.new}{text[change.end :]}"
        lines[change.line] = mark + text
    return lines


def _meaning_fault(
    listing: PaperList, changes: Sequence[Change], after: Mapping[str, Document]
) -> str | None:
    again = read_list(after, like=listing)
    if list(map(_section_key, listing.sections)) != list(map(_section_key, again.sections)):
        return "the headings read differently"
    if _entry_keys(listing.entries) != _entry_keys(again.entries):
        return "another entry reads differently"
    for name in {change.file for change in changes}:
        old = render(listing.outlines[name].lines)
        if _masked(old) != _masked(render(again.outlines[name].lines)):
            return "changes how other parts are rendered"
    return None


def _section_key(section: Section) -> tuple[object, ...]:
    path = tuple(map(_masked, section.path))
    return section.line, section.last, section.level, path, section.closed, section.contents


def _entry_keys(entries: Iterable[Entry]) -> list[tuple[object, ...]]:
    return [(e.line, e.end, e.section, e.kind, e.arxiv_ids, e.dois, e.urls) for e in entries]


def _masked(text: str) -> str:
    return _MASKED.sub("0", STARTS.sub("<ol>", text))
