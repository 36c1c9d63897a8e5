"""The noun of an edit: lines to insert; and how they go in, from the end of each file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.markdown.document import Document
from classifier.papers import ArxivId, SectionId


@dataclass(frozen=True, slots=True)
class Insert:
    """The *lines* (without endings) of one new entry, before line index *at* (0-based) of *file*.

    Positions are those of the file before the edit; inserts with the same position follow one
    another in the order given. `text` is the entry itself, without blank lines around it.
    `heading` has the plain texts of new headings that the entry stands below, the outermost first;
    the first insert below them brings their lines, and `section` is the one around them.
    """

    file: str
    at: int
    lines: tuple[str, ...]
    arxiv_id: ArxivId
    section: SectionId
    text: str
    kind: str = "item"
    heading: tuple[str, ...] = ()


def apply_inserts(
    documents: Mapping[str, Document], inserts: Sequence[Insert]
) -> dict[str, Document]:
    """Return *documents* with *inserts* done."""
    result = dict(documents)
    for name, document in documents.items():
        merged: dict[int, tuple[str, ...]] = {}
        for insert in inserts:
            if insert.file == name:
                merged[insert.at] = (*merged.get(insert.at, ()), *insert.lines)
        for at in sorted(merged, reverse=True):
            document = document.insert(at, merged[at])  # noqa: PLW2901
        result[name] = document
    return result
