"""What a text says of papers, worked out once for the readings before and after an edit.

It keeps what functions of the text alone return, and so proves as much as asking them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bot.anatomy import arxiv_ids, copied_ids, dois, urls
from classifier.papers import ArxivId


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
