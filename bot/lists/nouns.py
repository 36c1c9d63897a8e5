"""The nouns of a list: sections and entries, as views on the lines of its files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.anatomy import title_of
from classifier.papers import ArxivId, SectionId

EntryKind = Literal[
    "item", "row", "paragraph", "titled", "heading", "html-row", "html-item", "html", "mention"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what belongs to it, down to the next heading of any level.

    `line` to `last` are the heading's own lines (1-based; 0: the part before the first
    heading). `level` is 1 to 6, or 7 for a bold line and 8 for a `<summary>` used as headings.
    `path` has the plain texts from the outermost heading inwards. `description` is the prose
    below the heading. A `closed` section carries the maintainer's `paper-bot: ignore`,
    or is below one that does: nothing is inserted there. `contents` says that it holds the
    table of contents and no paper, `about` that it is about the list (news, thanks), without one.
    """

    id: SectionId
    file: str
    line: int
    last: int
    level: int
    path: tuple[str, ...]
    description: str = ""
    closed: bool = False
    contents: bool = False
    about: bool = False
    parent: SectionId | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry on lines *line* to *end* (1-based, with nested lines); `text` is its own part.

    `container` is the same for entries of one list or table, and `depth` counts the items
    around it. An `ignored` entry carries `paper-bot: ignore`:
    it teaches no style and is left alone.
    """

    file: str
    line: int
    end: int
    section: SectionId
    kind: EntryKind
    text: str
    arxiv_ids: tuple[ArxivId, ...] = ()
    dois: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    container: int = -1
    depth: int = 0
    ignored: bool = False

    @cached_property  # a list is read several times, and no memory of texts is as long
    def title(self) -> str:
        """The best reading of the entry's title, plain; "" when nothing looks like one."""
        if self.kind == "titled":
            return title_of(self.text.split("\n")[0].lstrip("# \t"))
        return title_of(self.text)

    @property
    def naming(self) -> str:
        """The part of `text` that says which paper it is: all of it, but for an abstract."""
        return naming_of(self.kind, self.text)


def naming_of(kind: EntryKind, text: str) -> str:
    """Return the part of an entry's *text* that says which paper it is."""
    if kind != "titled":
        return text
    first, *below = text.split("\n")
    return "\n".join([first, *(line for line in below if "://" in line)])
