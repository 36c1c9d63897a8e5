"""What texts say of papers, and where a file names one besides its entries.

Facts are worked out once for the readings before and after an edit: they are what functions of the
text alone return, and prove as much as asking again. Mentions teach no style and take no place;
whoever looks for a paper finds it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.anatomy import arxiv_ids, copied_ids, dois, urls
from bot.lists.nouns import Entry
from bot.lists.sections import SectionMap
from bot.markdown import Outline
from classifier.papers import ArxivId

_TEXTS = ("paragraph", "heading", "code", "table", "item")


class Facts(NamedTuple):
    """The arXiv ids that a text *mentions*; these and those of copies; DOIs; URLs."""

    mentions: tuple[ArxivId, ...]
    arxiv_ids: tuple[ArxivId, ...]
    dois: tuple[str, ...]
    urls: tuple[str, ...]


class FactBook:
    """The facts of the texts of one reading; what an *older* one found is not looked for again."""

    def __init__(self, older: Mapping[str, Facts]) -> None:
        self._older = older
        self.found: dict[str, Facts] = {}

    def of(self, text: str) -> Facts:
        """Return the facts of *text*."""
        facts = self.found.get(text) or self._older.get(text)
        if facts is None:
            ids = arxiv_ids(text)
            every = tuple(dict.fromkeys((*ids, *copied_ids(text))))
            facts = Facts(ids, every, dois(text), urls(text))
        self.found[text] = facts
        return facts


def find_mentions(outline: Outline, sections: SectionMap, entries: Sequence[Entry]) -> list[Entry]:
    """Return the paragraphs with an address, and the lines of HTML with one or with an item."""
    taken = {n for entry in entries for n in range(entry.line, entry.end + 1)} | outline.hidden
    taken |= {n for h in outline.headings for n in range(h.first, h.last + 1)}
    spans = [*_paragraphs(outline), *_html(outline)]
    return [
        Entry(
            file=outline.document.name,
            line=first,
            end=last,
            section=sections.sections[sections.at(first)].id,
            kind="mention",
            text="\n".join(outline.lines[first - 1 : last]),
        )
        for first, last in spans
        if first not in taken
    ]


def _paragraphs(outline: Outline) -> Iterator[tuple[int, int]]:
    for block in outline.blocks:
        if block.kind == "paragraph" and any(
            "://" in outline.lines[n - 1] for n in range(block.first, block.last + 1)
        ):
            yield block.first, block.last


def _html(outline: Outline) -> Iterator[tuple[int, int]]:
    texts = {n for b in outline.blocks if b.kind in _TEXTS for n in range(b.first, b.last + 1)}
    for number, line in enumerate(outline.lines, 1):
        if number not in texts and "<" in line and ("://" in line or "<li" in line):
            yield number, number
