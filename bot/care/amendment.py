"""The noun of care: a text of an entry that is out of date, and what should stand there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bot.anatomy import title_key
from bot.lists import Entry
from classifier.papers import ArxivId

Kind = Literal["venue", "published", "title", "link", "withdrawn", "double"]
_SURE = ("venue", "published", "title", "link")
_NAMES = 10**7  # of one kind: as many as seven digits can tell apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """*new* in place of *old* at character *start* of line *line* (1-based) of *file*.

    Where *new* is "" and *start* 0, *old* is all lines of an *entry* that may go. Two amendments
    with the same kind, entry and `fact` are one, for good; a `twin` is the same in a second entry
    of the paper. `why` is what it rests on, in plain
    words that may hold text from outside.
    """

    kind: Kind
    entry: Entry
    line: int
    start: int
    old: str
    new: str
    fact: str
    why: str
    twin: int = 0

    @property
    def file(self) -> str:
        """The file of the entry."""
        return self.entry.file

    @property
    def end(self) -> int:
        """The character where *old* ends."""
        return self.start + len(self.old)

    @property
    def is_removal(self) -> bool:
        """Whether the entry's lines go."""
        return not self.new

    @property
    def is_sure(self) -> bool:
        """Whether it is proposed; else it is done only when a person asks for it."""
        return self.kind in _SURE

    @property
    def name(self) -> ArxivId:
        """What boxes, commands and the memory call it: "venue/1234567".

        It is made like an identifier of arXiv's from before 2007, so that all that hears, refuses
        and remembers papers does so for amendments, and no subject was ever called like a kind.
        """
        who = self.entry.arxiv_ids[:1] or (title_key(self.entry.title),)
        text = "\n".join((self.kind, *who, self.fact, *["again"] * self.twin))
        number = int.from_bytes(sha256(text.encode()).digest()[:8]) % _NAMES
        return ArxivId(f"{self.kind}/{number:07}")
