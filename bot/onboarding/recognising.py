"""Which files are a list, and what a first config can tell of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from bot.anatomy import Entry, arxiv_ids
from bot.config import known_of
from bot.core.plain import is_rst, to_markdown
from bot.lists import PaperList, Section, no_homes, subjects
from bot.markdown import plain_heading
from bot.placing import Orders, main_run, runs
from classifier.papers import ArxivId, Paper

_FEWEST = 3  # papers of its own that make another file a part of the list
_SAME = 0.5  # the share of a file's papers that another one has too: a copy or a translation
_NEAR = 0.3  # of the papers of the fullest file: a README that has so many is the list itself

# "https://openreview.net/forum?id=x": a paper by a link that is not arXiv's.
_PAPER_LINK = re.compile(
    r"https?://(?:www\.|dx\.)?(?:doi\.org|openreview\.net|aclanthology\.org|dl\.acm\.org|papers\.nips\.cc"
    r"|proceedings\.[\w.]+|openaccess\.thecvf\.com|ieeexplore\.ieee\.org|www\.usenix\.org)/[^\s)>\"]+"
)
# "list_old_20240323.md", "archive/2022.md": what was put aside.
_ARCHIVE = re.compile(
    r"(?:^|[/_.-])(?:old|archived?|archives|backup|deprecated|legacy)(?=[/_.-])", re.I
)
_YAML = re.compile(r"\s*(?:---\s*\n)?(?:[\w-]+:.*\n|\s*- [\w-]+:.*\n)+\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A Markdown file and the papers in it: arXiv ids, and links to any paper."""

    name: str
    ids: frozenset[str]
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The files of the list in reading order, and why others were left out: name -> why."""

    files: tuple[str, ...]
    left_out: Mapping[str, str]


def holding(name: str, raw: bytes) -> Holding:
    """Return what the file *name* holds, told by its links alone: reading a list takes longer.

    What is reStructuredText by its marks holds nothing that could be kept.
    """
    text = raw.decode("utf-8", "replace")
    if is_rst(text):
        return Holding(name=name, ids=frozenset(), papers=0)
    ids = frozenset(arxiv_ids(text))
    return Holding(name=name, ids=ids, papers=len(ids) + len(set(_PAPER_LINK.findall(text))))


def why_no_list(name: str, raw: bytes) -> str:
    """Return in one line why *raw*, the file *name*, holds no list of papers, and what to do."""
    text = raw.decode("utf-8", "replace")
    if not text.strip():
        return f"{name}: is empty; name the file that holds the papers"
    if is_rst(text):
        return f"{name}: is reStructuredText by its marks; {to_markdown(name)}"
    if _YAML.match(text):
        return f"{name}: is YAML data by its marks; only Markdown lists can be kept"
    return (
        f"{name}: no link to a paper in it (arXiv, DOI, OpenReview, ACL, …); name the file that has"
        " them, or say what an empty list is about: bot init FILE --categories cs.CL"
    )


def choose(held: Sequence[Holding]) -> Chosen:
    """Return the files of the list among all those *held*.

    The main one is the README if it has its share, else the fullest. Others belong to it when
    they hold papers of their own; a file with mostly the same ones is a copy in another language
    or order, and would be told of every paper twice.
    """
    full = [holding for holding in held if holding.papers]
    if not full:
        return Chosen(files=(), left_out={holding.name: "no paper in it" for holding in held})
    first = _main(full)
    taken, known, left_out = [first], set(first.ids), {}
    for holding in sorted(full, key=_rank):
        if holding is first:
            continue
        new_ids = holding.ids - known
        if holding.ids and len(new_ids) <= _SAME * len(holding.ids):
            left_out[holding.name] = "mostly the same papers as in the files above"
        elif len(new_ids or range(holding.papers)) < _FEWEST:
            left_out[holding.name] = "few papers of its own"
        else:
            taken.append(holding)
            known |= holding.ids
    rest = sorted((holding.name for holding in taken[1:]), key=_natural)
    return Chosen(files=(first.name, *rest), left_out=left_out)


def _rank(holding: Holding) -> tuple[bool, int, str]:
    """Return the place in which a file is looked at: what was put aside comes last."""
    return _ARCHIVE.search(holding.name) is not None, -holding.papers, holding.name


def _main(full: Sequence[Holding]) -> Holding:
    living = [holding for holding in full if not _ARCHIVE.search(holding.name)] or full
    fullest = max(living, key=lambda holding: (holding.papers, -len(holding.name)))
    readme = next((holding for holding in full if holding.name.casefold() == "readme.md"), fullest)
    return readme if readme.papers >= _NEAR * fullest.papers else fullest


def _natural(name: str) -> tuple[int, str]:
    return name.count("/"), name.casefold()


# --- What a list tells of itself: sections, thin ones, categories, how fast it grows. Pure.

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
class PaperSection:
    """A section that takes papers, with the entries in it and below its dates."""

    section: Section
    entries: tuple[Entry, ...]

    @property
    def is_thin(self) -> bool:
        """Whether it says little of what belongs there."""
        return len(self.entries) <= THIN


def shelves_of(listing: PaperList) -> tuple[PaperSection, ...]:
    """Return the sections that take papers, in reading order; dates are parts of their subject.

    A section that has others below it and no entry of its own is a mere title, and so is one whose
    heading only says that more is to come.
    """
    parts = subjects(listing)
    barred = parts.keys() | no_homes(listing.sections, listing.entries)
    held: dict[int, list[Entry]] = {}
    for entry in listing.entries:
        held.setdefault(parts.get(entry.section, entry.section), []).append(entry)
    parents = {s.parent for s in listing.sections if s.id not in parts}
    return tuple(
        PaperSection(section=section, entries=tuple(held.get(section.id, ())))
        for section in listing.sections
        if section.path
        and not (section.contents or section.about or section.closed or section.id in barred)
        and (section.id in held or not (section.id in parents or _is_bare(section)))
    )


def _is_bare(section: Section) -> bool:
    return _NO_SUBJECT.fullmatch(plain_heading(section.path[-1])) is not None


def largest(shelves: Iterable[PaperSection], *, most: int = _LARGE) -> list[PaperSection]:
    """Return the sections that show how entries are kept, the largest up to *most* first."""
    sized = [shelf for shelf in shelves if THIN < len(shelf.entries) <= most]
    return sorted(sized, key=lambda shelf: -len(shelf.entries))


def place_of(listing: PaperList, shelves: Iterable[PaperSection]) -> str:
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
