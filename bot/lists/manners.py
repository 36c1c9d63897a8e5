"""What a maintainer says about how entries are kept, for the whole list or for one section.

What is said of a section holds below it too. It comes from the config; here are only the nouns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.lists.reading import PaperList
from bot.lists.sections import PlaceName, Section
from classifier.papers import SectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How entries are kept: None where nothing is said, and the list itself tells.

    `place` is where a new entry goes; `new_headings` whether a day, month or year that is
    missing gets a heading; `template` how an entry is written, in the language of `bot.entries`.
    """

    place: PlaceName | None = None
    new_headings: bool | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Manners:
    """What is said of the whole list, and of some of its sections."""

    general: Manner = Manner()
    sections: Mapping[SectionId, Manner] = field(default_factory=dict)

    def place(self, listing: PaperList, section: Section) -> PlaceName | None:
        """Return what is said of the place of an entry in *section*; the innermost counts."""
        choices = (manner.place for manner in self._around(listing, section))
        return next((place for place in choices if place is not None), None)

    def new_headings(self, listing: PaperList, section: Section) -> bool:
        """Return whether a missing heading may be made inside *section*."""
        choices = (manner.new_headings for manner in self._around(listing, section))
        return next((may for may in choices if may is not None), True)

    def template(self, listing: PaperList, section: Section) -> str | None:
        """Return what is said of how an entry in *section* is written; the innermost counts."""
        choices = (manner.template for manner in self._around(listing, section))
        return next((template for template in choices if template is not None), None)

    def _around(self, listing: PaperList, section: Section) -> Iterator[Manner]:
        at: Section | None = section if self.sections else None
        while at is not None:
            yield self.sections.get(at.id, Manner())
            at = listing.section(at.parent) if at.parent is not None else None
        yield self.general


NOTHING_SAID = Manners()
