"""The list as its own test: entries left out one by one, and written again from the rest.

How many come out as they stand says how far a new line can be trusted. Writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.anatomy import body_of, settle_date, venue_of
from bot.editing.layout import rewritten
from bot.entries import Known, facts_in, own_links
from bot.lists import Entry, PaperList
from classifier.papers import Paper, SectionId

_NEWEST = 6  # entries of a section that are tried: what the list does lately
_MOST = 60  # entries of a list that are tried: some seconds of CPU
_TRUSTED = 0.5
"""The share of entries that must come out, but for what nobody can know; below it one looks."""
_ENOUGH = 3  # entries that make a share
_PIECE = re.compile(r"\w+|[^\w\s]")
_FACT, _VENUE = "\ue000", "\ue001"
"""What stands for a fact of the paper, before its kind and form; and for a venue."""


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
            verdicts = [_verdict(listing, entry, known) for entry in entries]
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


def _verdict(listing: PaperList, entry: Entry, known: Known) -> str:
    """Return how *entry* comes out: "exact", "known" (but for the unknown), or "other"."""
    paper = known[entry.arxiv_ids[0]]
    text = rewritten(listing, entry, paper, known)
    old, new = body_of(entry.text), body_of(text)
    if old.strip() == new.strip():
        return "exact"
    return "known" if _lacks_only_unknown(old, new, paper) else "other"


def _lacks_only_unknown(old: str, new: str, paper: Paper) -> bool:
    """Whether *new* is *old* without some of what *paper* does not tell.

    A venue that only the maintainer knew may be missing, or be called a preprint.
    """
    left, right = _pieces(old, paper), _pieces(new, paper)
    facts = [[piece for piece in row if piece.startswith(_FACT)] for row in (left, right)]
    at_venue = venue_of(paper) is not None and _VENUE in left
    rest = iter(left)
    subsequence = all(piece in rest for piece in right)
    return subsequence and facts[0] == facts[1] and (_VENUE in right or not at_venue)


def _pieces(text: str, paper: Paper) -> list[str]:
    """Return the words and signs of *text*, what it tells of *paper* by its kind and form."""
    pieces: list[str] = []
    at = 0
    code = own_links(paper)
    for (start, end), what in facts_in(text, paper):
        if start < at:
            continue
        pieces += _PIECE.findall(text[at:start])
        at = end
        if what.startswith("venue"):
            pieces.append(_VENUE)
        elif what.startswith("authors"):
            pieces += _PIECE.findall(text[start:end])
        elif what != "elsewhere" or text[start:end].rstrip("/") in (code.code, code.project):
            pieces.append(_FACT + settle_date(what))
    return pieces + _PIECE.findall(text[at:])
