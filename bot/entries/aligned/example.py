"""An entry, or a part of one, beside the metadata of its paper: a worked example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.lists import Entry
from classifier.papers import ArxivId, Paper

Known = Mapping[ArxivId, Paper]
"""The metadata of listed papers, as far as it is at hand."""


@dataclass(frozen=True, slots=True)
class Example:
    """The *text* of an entry, and the `paper` it is about; None where no metadata is at hand."""

    text: str
    paper: Paper | None = None

    def part(self, text: str) -> Example:
        """Return *text*, a part of this one's, as an example of the same paper."""
        return Example(text, self.paper)

    def changed(self, change: Callable[[str], str]) -> Example:
        """Return the example with its text changed."""
        return Example(change(self.text), self.paper)


def example_of(entry: Entry, known: Known) -> Example:
    """Return *entry* beside what is *known* of its paper; one of several papers shows nothing."""
    alone = len(entry.arxiv_ids) == 1
    return Example(entry.text, known.get(entry.arxiv_ids[0]) if alone else None)
