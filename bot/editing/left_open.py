"""What a person should look at: what new entries leave open, how well others were written again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.anatomy import DETAIL, Entry
from bot.entries import PLACEHOLDERS, head_of, split_row
from bot.lists import PaperList
from bot.markdown import Insert, plain_heading


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleShare:
    """How many of a section's newest entries the bot writes as they stand.

    `tried` entries were left out one by one; `exact` came out byte for byte, `but_for_unknown`
    without what the metadata of their papers cannot tell. `model` is the line of the newest one
    in its `file`, and `path` has the headings of the section.
    """

    file: str
    path: tuple[str, ...]
    tried: int
    exact: int
    but_for_unknown: int
    model: int

    def as_json(self) -> dict[str, object]:
        """Return the share as one object for `--json`."""
        return {
            "section": list(self.path),
            "tried": self.tried,
            "exact": self.exact,
            "but_for_unknown": self.but_for_unknown,
            "model": f"{self.file}:{self.model}",
        }

    def __str__(self) -> str:
        return (
            f"{self.exact} of the newest {self.tried} entries come out as they stand when written"
            f" again, {self.but_for_unknown} but for what cannot be known"
        )

    @property
    def is_low(self) -> bool:
        """Whether a new line of the section needs a look."""
        good = self.exact + self.but_for_unknown
        return self.tried >= _ENOUGH and good < _TRUSTED * self.tried


_ENOUGH = 3  # entries that make a share


_TRUSTED = 0.5
"""The share of entries that must come out, but for what nobody can know; below it one looks."""


_NEAREST = 5  # entries
_NEARLY_ALL = 0.8  # share of them
_FEWEST = 3  # entries that show a habit
_TAG = re.compile(r"<[^<>]*>")
_BARE = " *_`"
_NOTHING = {word.casefold() for word in PLACEHOLDERS} | {"none"}


def left_open(listing: PaperList, insert: Insert) -> tuple[str, ...]:
    """Return the names of the columns or labelled lines that *insert* leaves open, in their order.

    One counts where nearly all of the nearest entries of its kind fill it.
    """
    near = _nearest(listing, insert)
    if len(near) < _FEWEST:
        return ()
    parts = [_parts(listing, entry, entry.text) for entry in near]
    there = set(_parts(listing, near[0], insert.text))
    often = Counter(name for names in parts for name in {*names})
    names = dict.fromkeys(name for names in parts for name in names)
    least = _NEARLY_ALL * len(near)
    return tuple(name for name in names if often[name] >= least and name not in there)


def _nearest(listing: PaperList, insert: Insert) -> list[Entry]:
    alike = [
        entry
        for entry in listing.entries_of(insert.section)
        if (entry.file, entry.kind) == (insert.file, insert.kind) and not entry.ignored
    ]
    alike.sort(key=lambda entry: abs(entry.line - 1 - insert.at))
    return [entry for entry in alike if entry.container == alike[0].container][:_NEAREST]


def _parts(listing: PaperList, model: Entry, text: str) -> Sequence[str]:
    """Return the names of what *text*, an entry made like *model*, tells."""
    if model.kind == "row":
        heads = split_row((head_of(listing, model) or [""])[0])
        cells = zip(heads, split_row(text), strict=False)
        return [plain_heading(head) for head, cell in cells if head.strip(_BARE) and _says(cell)]
    names = []
    for match in filter(None, map(DETAIL.match, text.split("\n")[1:])):
        rest = match.string[match.end() :]
        if _says(rest) and not rest.startswith("//"):  # "https:" is no label
            names.append(match["label"].strip(_BARE))
    return names


def _says(text: str) -> bool:
    bare = _TAG.sub("", text).strip(_BARE)
    return any(map(str.isalnum, bare)) and bare.casefold() not in _NOTHING
