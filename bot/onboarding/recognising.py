"""What a list tells of itself: sections, thin ones, categories, how fast it grows. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from bot.config import known_of
from bot.lists import Entry, PaperList, Section, subjects
from bot.markdown import plain_heading
from bot.placing import Orders, main_run, runs
from classifier.papers import ArxivId, Paper

THIN = 3
"""A section with no more entries than this says little of what belongs there."""

DEFAULT_CATEGORIES = ("cs.AI", "cs.CL", "cs.CV", "cs.LG")
"""Where most curated lists find their papers: asked for when nothing is known of a list's own."""

_DEVICES = (
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
)
"""What no file can be called on Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""

_LOOKED_AT = 5  # sections, the largest, that show how entries are kept
_LARGE = 200  # entries of a section: to tell the order of more takes too long here
_AGREED = 2 / 3  # of the entries looked at stand in one order
_PLACES = ("top", "newest-first", "oldest-first", "alphabetical")
# "CONTINUE…", "Coming soon", "To be continued": a heading under which nothing is meant to stand.
_NO_SUBJECT = re.compile(
    r"\W*(?:(?:to be )?continued?|.{0,40}coming soon|more to come|to ?do|tb[acd]|wip"
    r"|未完待续|待续)\W*",
    re.IGNORECASE,
)

_COVERED = 0.95  # of the papers whose categories are known are in one of those chosen
_MOST = 8  # categories: every one is polled, and brings its papers
FEW = 20
"""With fewer papers known than this, what is told of the categories is little more than a guess."""

_SMALL_SHARE = 1 / 3  # of those few have a category: it is asked for, primary or not
_OFTEN = 0.05  # of the papers: a category that is the primary one of so many is a subject
_RARE = 0.02  # of the papers: a category that so few have is chance
_SPARE = 2.0  # proposals for each paper that was added: the maintainer wants to choose
_LEAST, _DEFAULT, _MUCH = 5, 8, 30  # papers proposed a run
_WEEKS_A_MONTH = 52 / 12  # of a year of twelve months


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A section that takes papers, with the entries in it and below its dates."""

    section: Section
    entries: tuple[Entry, ...]

    @property
    def is_thin(self) -> bool:
        """Whether it says little of what belongs there."""
        return len(self.entries) <= THIN


def shelves_of(listing: PaperList) -> tuple[Shelf, ...]:
    """Return the sections that take papers, in reading order; dates are parts of their subject.

    A section that has others below it and no entry of its own is a mere title, and so is one whose
    heading only says that more is to come.
    """
    parts = subjects(listing)
    held: dict[int, list[Entry]] = {}
    for entry in listing.entries:
        held.setdefault(parts.get(entry.section, entry.section), []).append(entry)
    parents = {s.parent for s in listing.sections if s.id not in parts}
    return tuple(
        Shelf(section=section, entries=tuple(held.get(section.id, ())))
        for section in listing.sections
        if section.path
        and not (section.contents or section.about or section.closed or section.id in parts)
        and (section.id in held or not (section.id in parents or _is_bare(section)))
    )


def _is_bare(section: Section) -> bool:
    return _NO_SUBJECT.fullmatch(plain_heading(section.path[-1])) is not None


def largest(shelves: Iterable[Shelf], *, most: int = _LARGE) -> list[Shelf]:
    """Return the sections that show how entries are kept, the largest up to *most* first."""
    sized = [one for one in shelves if THIN < len(one.entries) <= most]
    return sorted(sized, key=lambda one: -len(one.entries))


def place_of(listing: PaperList, shelves: Iterable[Shelf]) -> str:
    """Return where new entries go in most of the larger sections, as a config says it; or ""."""
    orders: Counter[str] = Counter()
    for shelf in largest(shelves)[:_LOOKED_AT]:
        run = main_run(runs(listing.entries_of(shelf.section.id)))
        if run is not None:
            habit = Orders().habit_of(run)
            orders[habit.name if habit.is_clear or not habit.told else ""] += len(run.entries)
    place, entries = next(iter(orders.most_common(1)), ("", 0))
    return place if place in _PLACES and entries >= _AGREED * orders.total() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A category, and how many of the list's papers have it."""

    name: str
    papers: int


def count_categories(papers: Iterable[Paper]) -> tuple[Share, ...]:
    """Return how many *papers* have each category, the most frequent first."""
    counts = Counter(name for paper in papers for name in known_of(paper.categories))
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(name=name, papers=count) for name, count in order)


def choose_categories(papers: Collection[Paper]) -> tuple[str, ...]:
    """Return the categories that *papers* are filed under, and what more nearly all of them need.

    First those that are the primary one of a twentieth of them, then whichever adds most, until
    nearly all are covered: each one more brings thousands of papers to judge.
    """
    filed = [names for paper in papers if (names := known_of(paper.categories))]
    primary = Counter(names[0] for names in filed)
    order = sorted(primary, key=lambda name: (-primary[name], name))
    chosen = [name for name in order if primary[name] >= max(1, _OFTEN * len(filed))]
    if len(filed) < FEW:  # too few to tell by: what they are cross-listed in counts too
        held = Counter(name for names in filed for name in names)
        often = [name for name, count in held.most_common() if count >= _SMALL_SHARE * len(filed)]
        chosen = list(dict.fromkeys((*chosen, *often)))
    chosen = chosen[:_MOST]
    rest = [names for names in filed if not set(names) & set(chosen)]
    while rest and len(chosen) < _MOST and len(rest) > (1 - _COVERED) * len(filed):
        counts = Counter(name for names in rest for name in names)
        name, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if count < _RARE * len(filed):
            break
        chosen.append(name)
        rest = [names for names in rest if name not in names]
    return tuple(chosen)


def pace_of(added: Mapping[ArxivId, date], today: date) -> float | None:
    """Return how many papers a month came in during the year before *today*; None if none did."""
    recent = [day for day in added.values() if today - timedelta(days=365) < day <= today]
    if not recent:
        return None
    months = max(1.0, (today - min(recent)).days / (365 / 12))
    return len(recent) / months


def budget_of(pace: float | None) -> int:
    """Return how many papers a weekly run proposes: twice what came in, within reason."""
    if pace is None:
        return _DEFAULT
    return max(_LEAST, min(_MUCH, ceil(_SPARE * pace / _WEEKS_A_MONTH)))


def name_of(text: str) -> str:
    """Return *text*, such as a folder's name, as a list may be called."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in text.casefold())
    name = "-".join(kept.split())[:50].strip("-")
    return "papers" if name in ("", "state", *_DEVICES) else name


def first_of(names: Sequence[str], most: int) -> str:
    """Return the first *most* of *names* in words."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
