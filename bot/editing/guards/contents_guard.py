"""The guard's look at lines of contents: one item more for a new heading, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.editing.following.contents import LINE
from bot.editing.guards.guard import difference, lines_fault, read_alike
from bot.lists import PaperList, read_list
from bot.markdown import Document, Insert, Rendering, anchor, plain_heading

_GAINED = ("item", "link")


def contents_fault(
    listing: PaperList,
    lines: Sequence[Insert],
    after: Mapping[str, Document],
    brought: Sequence[str],
) -> str | None:
    """Return what is wrong with *after*, *listing*'s files with *lines* of contents; else None.

    Each is a link to a heading that is *brought*, beside another line of contents; the list reads
    as before, and is shown with as many items and links more.
    """
    for line in lines:
        if not _is_line(listing, line, brought):
            return f"{line.text[:80]!r} is no line of contents for a new heading"
    for name, document in listing.documents.items():
        file_lines = [line for line in lines if line.file == name]
        if why := lines_fault(document, file_lines, after.get(name)):
            return why
        if file_lines and (why := _shown_fault(listing, after[name], file_lines)):
            return why
    again = read_list(after, like=listing)
    same = read_alike(listing.sections, again.sections)
    if not same or any(map(bool, difference(listing.entries, again.entries))):
        return "a line of contents changes how the list reads"
    return None


def _is_line(listing: PaperList, line: Insert, brought: Sequence[str]) -> bool:
    match = LINE.fullmatch(line.text)
    lines = listing.outlines[line.file].lines
    beside = lines[max(0, line.at - 1) : line.at + 1]
    return (
        match is not None
        and line.lines == (line.text,)
        and plain_heading(match["label"].replace("\\", "")) in brought
        and match["slug"] in map(anchor, brought)
        and any(LINE.fullmatch(other) for other in beside)
    )


def _shown_fault(listing: PaperList, after: Document, file_lines: Sequence[Insert]) -> str | None:
    old = Rendering.of(listing.outlines[after.name].lines)
    new = Rendering.of(after.text_lines())
    gain = {kind: new.shape[kind] - old.shape[kind] for kind in new.shape.keys() | old.shape.keys()}
    expected = dict.fromkeys(gain, 0) | dict.fromkeys(_GAINED, len(file_lines))
    loose = gain.get("paragraph", 0) in (0, len(file_lines))
    if not loose or gain | {"paragraph": 0} != expected | {"paragraph": 0}:
        return "a line of contents changes how other parts are rendered"
    return None if old.is_kept_by(new) else "changes how the lines around it are rendered"
