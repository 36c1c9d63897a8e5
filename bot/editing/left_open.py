"""What a new entry leaves open for a person: what most of its neighbours tell and it does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.anatomy import DETAIL
from bot.entries import PLACEHOLDERS, head_of, split_row
from bot.lists import Entry, PaperList
from bot.markdown import Insert, plain_heading

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
        told = match.string[match.end() :]
        if _says(told) and not told.startswith("//"):  # "https:" is no label
            names.append(match["label"].strip(_BARE))
    return names


def _says(text: str) -> bool:
    bare = _TAG.sub("", text).strip(_BARE)
    return any(map(str.isalnum, bare)) and bare.casefold() not in _NOTHING
