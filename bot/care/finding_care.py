"""All that is out of date in a list, by what arXiv tells and what checks find. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.care.accepted import accepted, habits_of, published
from bot.care.amendment import Amendment
from bot.care.dead_ends.dead_links import link_remarks
from bot.care.gone import doubled, withdrawn
from bot.care.retitled import retitled
from bot.care.slips import remarks, slips
from bot.checks import findings
from bot.entries import Known
from bot.lists import Entry, PaperList
from bot.proposal import CHANGES


@dataclass(frozen=True, slots=True)
class Found:
    """What is out of date: `amendments` that touch one place each, no two the same one.

    `remarks` are entries with a word on what only a person can put right.
    """

    amendments: tuple[Amendment, ...]
    remarks: tuple[tuple[Entry, str], ...] = ()


def look_after(listing: PaperList, known: Known, dead: Mapping[str, str] | None = None) -> Found:
    """Return what is out of date in *listing*, by what is *known* of its papers.

    *dead* has the addresses that lead nowhere, each with what is said of it. What carries
    `paper-bot: ignore` is left alone.
    """
    checked = findings(listing)
    habits = habits_of(listing, known)
    every: list[Amendment] = [*slips(listing, checked)]
    for entry in listing.entries:
        paper = known.get(entry.arxiv_ids[0]) if len(entry.arxiv_ids) == 1 else None
        if paper is not None and not paper.withdrawn:
            made = (
                accepted(entry, paper, habits),
                published(entry, paper, habits),
                retitled(entry, paper),
            )
            every += [amendment for amendment in made if amendment]
    every += [*withdrawn(listing, known), *doubled(listing, checked)]
    told = (*remarks(listing, checked), *link_remarks(listing, dead or {}))
    return Found(_apart(listing, every), told)


def _apart(listing: PaperList, every: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """Return those of *every* that may be made and do not meet, by kind and place.

    An entry that may go is not changed besides.
    """
    files = list(listing.documents)
    apart: list[Amendment] = []
    names: Counter[str] = Counter()

    def place(amendment: Amendment) -> tuple[int, int, int]:
        return CHANGES.index(amendment.kind), files.index(amendment.file), amendment.line

    for amendment in sorted(every, key=lambda a: (a.is_sure, place(a))):
        alone = listing.left_alone(amendment.file, amendment.line) or amendment.entry.ignored
        hidden = amendment.line in listing.outlines[amendment.file].hidden
        if not (alone or hidden or any(_meet(amendment, other) for other in apart)):
            apart.append(replace(amendment, twin=names[amendment.name]))
            names[amendment.name] += 1
    return tuple(sorted(apart, key=place))


def _meet(first: Amendment, other: Amendment) -> bool:
    if first.file != other.file:
        return False
    if first.is_removal or other.is_removal:
        ends = [a.line + a.old.count("\n") for a in (first, other)]
        return first.line <= ends[1] and other.line <= ends[0]
    return first.line == other.line and first.start <= other.end and other.start <= first.end
