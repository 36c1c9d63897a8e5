"""The list as its own test: entries left out one by one, and written again from the rest.

How many come out as they stand says how far a new line can be trusted. Writes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.anatomy import MARKER, body_of, constants_of, find_links, served_form
from bot.editing.layout import rewritten
from bot.entries import (
    PLACEHOLDERS,
    Example,
    Known,
    example_of,
    masked,
    split_row,
    style,
)
from bot.lists import Entry, PaperList
from classifier.papers import Paper, SectionId

_NEWEST = 6  # entries of a section that are tried: what the list does lately
_MOST = 60  # entries of a list that are tried: some seconds of CPU
_TRUSTED = 0.5
"""The share of entries that must come out, but for what nobody can know; below it one looks."""
_ENOUGH = 3  # entries that make a share
_AROUND = 40  # entries that show what is usual in a section
_USUAL = 0.3  # share of the entries
_BLANKS = re.compile(r"[ \t\u00a0]+(?!\n)|[ \t]{3,}(?=\n)")


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


def self_test(
    listing: PaperList, known: Known, among: Iterable[SectionId] | None = None
) -> Iterator[StyleShare]:
    """Yield what came of the sections *among*, by default of all, that have entries to try.

    Of the papers the metadata is *known*; the newest are tried first.
    """
    wanted = None if among is None else frozenset(among)
    tried: dict[SectionId, list[Entry]] = {}
    for entry in sorted(_testable(listing, known), key=lambda e: e.arxiv_ids[0], reverse=True):
        chosen = tried.setdefault(entry.section, [])
        total = sum(map(len, tried.values()))
        if (wanted is None or entry.section in wanted) and len(chosen) < _NEWEST and total < _MOST:
            chosen.append(entry)
    for section, entries in sorted(tried.items()):
        if entries:
            verdicts = [written_again(listing, entry, known).verdict for entry in entries]
            yield StyleShare(
                file=entries[0].file,
                path=listing.section(section).path,
                tried=len(entries),
                exact=verdicts.count("exact"),
                but_for_unknown=verdicts.count("known"),
                model=entries[0].line,
            )


def _testable(listing: PaperList, known: Known) -> Iterator[Entry]:
    """Yield the entries whose papers are known and that may teach."""
    for entry in listing.entries:
        if len(entry.arxiv_ids) == 1 and entry.arxiv_ids[0] in known and not entry.ignored:
            yield entry


@dataclass(frozen=True, slots=True)
class WrittenAgain:
    """An entry as *text* that the rest of its list teaches, and how like it that is.

    "exact" is byte for byte, "known" but for what the metadata of its paper does not tell.
    """

    text: str
    verdict: Literal["exact", "known", "other"]


def written_again(listing: PaperList, entry: Entry, known: Known) -> WrittenAgain:
    """Return *entry*, whose paper is *known*, as the bot writes it without having seen it."""
    paper = known[entry.arxiv_ids[0]]
    text = rewritten(listing, entry, paper, known)
    if body_of(entry.text) == body_of(text):
        return WrittenAgain(text, "exact")
    near = [other for other in listing.entries_of(entry.section) if other != entry][:_AROUND]
    alike = _are_alike(entry.text, text, paper, near, known)
    return WrittenAgain(text, "known" if alike else "other")


def _are_alike(old: str, new: str, paper: Paper, near: Sequence[Entry], known: Known) -> bool:
    """Whether two entries of *paper* are made alike, as far as its metadata can tell.

    Words that most of those *near* have are the list's own. An address may be any that a third
    of them have.
    """
    examples = [example_of(entry, known).changed(body_of) for entry in near]
    constants = constants_of([masked(example) for example in examples])
    usual = Counter(form for entry in near for form in _addresses(entry.text))
    strange = _addresses(new) - _addresses(old)
    if any(usual[form] < _USUAL * len(near) for form in strange) or _marker(old) != _marker(new):
        return False
    if not (old.lstrip().startswith("|") and "\n" not in old):
        return _known_part(old, paper, constants) == _known_part(new, paper, constants)
    rows = [
        [_known_part(cell, paper, constants) for cell in split_row(text)] for text in (old, new)
    ]
    return len(rows[0]) == len(rows[1]) and all(
        told in ("", *PLACEHOLDERS) or told == written for told, written in zip(*rows, strict=True)
    )


def _known_part(text: str, paper: Paper, constants: frozenset[str]) -> str:
    """Return what of an entry or cell its *paper* tells, whatever its blanks and capitals."""
    known = style.only_known(Example(body_of(text), paper), constants)
    return _BLANKS.sub(" ", known).strip().casefold()


def _addresses(text: str) -> set[str]:
    """Return the forms of the addresses in *text* that lead to a paper."""
    links = [link for link in find_links(text) if not link.image]
    forms = {served_form(text[slice(*link.url)]).replace("//www.", "//") for link in links}
    return forms - {""}


def _marker(text: str) -> str:
    """Return the marker and indent of an entry, whatever its number is."""
    match = MARKER.match(text)
    return re.sub(r"\d+", "1", match[0]) if match else ""
