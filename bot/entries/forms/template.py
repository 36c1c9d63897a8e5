"""How one entry is made, as a row of parts: text of the list, slots, holes. Nouns, no reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

PartKind = Literal["open", "close", "mark", "sep", "word", "label", "slot", "form", "hole"]
LinkKind = Literal["code", "project"]
FORM = "\x1f\x1f"
"""What stands in a slot's text between its name and a form of its own."""
AS_HTML = "html"
"""The form of words that stand where Markdown is not read."""
MADE = "made:"
"""How the name of a slot begins that is an address or badge with places for id, date and venue."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an entry: literal text, or a slot whose `text` is its name.

    A "form" is a label of the list's that is left open, for a person to fill in.
    """

    kind: PartKind
    text: str


HOLE = Part("hole", "")


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link to a paper's own code or project page, with {code}, {repo}, {name} or {project}.

    `otherwise` is what stands there for a paper of which no such link is known.
    """

    kind: LinkKind
    form: str
    otherwise: Part = HOLE


@dataclass(frozen=True)
class Template:
    """The parts of an entry with holes closed, and the forms of its slots as (slot, form).

    One that had no hole is `complete`: all that the entry tells can be told of any paper. `whole`
    has the links to code and project pages that are holes among the parts; () for none.
    `named` is whether the title of its paper, if known, begins with a name.
    """

    parts: tuple[Part, ...]
    forms: tuple[tuple[str, str], ...]
    complete: bool = False
    whole: tuple[Part | OwnLink, ...] = ()
    named: bool | None = None

    def has(self, slot: str) -> bool:
        """Whether the template has a slot of that name."""
        return slot in self._slots

    @cached_property
    def _slots(self) -> frozenset[str]:
        slots = (part.text.partition(FORM)[0] for part in self.parts if part.kind == "slot")
        return frozenset(slots)

    @property
    def names_venue(self) -> bool:
        """Whether the entry names a meeting or journal, not just that it is a preprint."""
        return any(slot == "venue" and form.endswith("named") for slot, form in self.forms)

    @property
    def dates_venue(self) -> bool:
        """Whether a year stands with the venue or the word for a preprint: "arXiv 2024"."""
        return any(slot == "venue" and form.split("|")[1] != "0" for slot, form in self.forms)
