"""Where in a section a new entry goes: the habit of its neighbours, read off their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from bot.lists.fields import shown_date
from bot.lists.html_table import has_place, is_whole
from bot.lists.identity import title_key
from bot.lists.nouns import Entry
from bot.lists.order import Sorting, place_among, sorting
from bot.lists.style import day_of
from bot.lists.titles import body_of
from classifier.paper import Paper

Habit = Literal[
    "top", "bottom", "newest-first", "oldest-first", "newest-year", "oldest-year", "alphabetical"
]

_USABLE = ("item", "paragraph", "titled")
_CLEAR = 0.8
_SORTED = 0.85
_HALF = 0.5
_LEAST = 3
_SAMPLE = 40  # rows of a table
_MANY = 400  # entries
_ALPHABET = 5  # entries; fewer stand in the order of the alphabet by chance
_ENOUGH = 2
_YEARED = 0.8
_TARGET = re.compile(r"\]\([^()]*\)|https?://\S+|<[^<>]*>")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Run:
    """Entries of one kind that stand in one list, table or row of paragraphs, in order."""

    entries: tuple[Entry, ...]

    @property
    def kind(self) -> str:
        """What the entries are."""
        return self.entries[0].kind


def runs(entries: Iterable[Entry]) -> list[Run]:
    """Return *entries* of one section as runs, in order."""
    groups: dict[tuple[str, str, int, int], list[Entry]] = {}
    for entry in entries:
        key = (entry.file, entry.kind, entry.container, entry.depth)
        groups.setdefault(key, []).append(entry)
    return [Run(tuple(group)) for group in _joined(list(groups.values()))]


def _joined(groups: list[list[Entry]]) -> list[list[Entry]]:
    """Return *groups* with the outer items as one, if most of them are lists of a single item.

    Text between the items parts them for Markdown, not for a reader.
    """
    outer = [group for group in groups if _is_outer(group)]
    single = sum(len(group) == 1 for group in outer)
    if len(outer) < _LEAST or single < _CLEAR * len(outer):
        return groups
    together = [entry for group in outer for entry in group]
    return [together, *(group for group in groups if not _is_outer(group))]


def _is_outer(group: Sequence[Entry]) -> bool:
    return group[0].kind == "item" and not group[0].depth


def main_run(found: Sequence[Run]) -> Run | None:
    """Return the run that a new paper joins: of those with papers, the largest, then the last.

    None where most papers stand in an HTML table that none can join: a list beside it is of
    other things.
    """
    usable = [run for run in found if _is_usable(run)]
    best = None
    for run in usable:
        if best is None or _papers(run) >= _papers(best):
            best = run
    most = _papers(best)[0] if best else 0
    tables = (run for run in found if run.kind == "html-row" and run not in usable)
    return None if any(_papers(table)[0] > most for table in tables) else best


def _is_usable(run: Run) -> bool:
    """Whether a paper can join *run*; a table without any link is one of other things.

    So is an HTML table without a column of titles or names: there is no cell to put one in.
    """
    if run.kind == "row":
        return any(entry.urls or entry.arxiv_ids or entry.dois for entry in run.entries)
    if run.kind == "html-row":
        return all(map(is_whole, run.entries)) and has_place(run.entries[:_SAMPLE])
    return run.kind in _USABLE


def _papers(run: Run) -> tuple[int, int]:
    return sum(bool(entry.arxiv_ids) for entry in run.entries), len(run.entries)


def month_of(entry: Entry) -> str:
    """Return year and month of the entry's first arXiv id, as YYYYMM; "" without a modern one."""
    for arxiv_id in entry.arxiv_ids:
        if "." in arxiv_id:
            return f"20{arxiv_id[:4]}"
    return ""


def _year_of(entry: Entry) -> str:
    """Return the last year that the entry's text shows, "" for none."""
    years: list[str] = _YEAR.findall(_TARGET.sub(" ", entry.text))
    return years[-1] if years else ""


def steps(run: Run) -> tuple[int, int]:
    """Return how often the months of neighbours rise, and how often they fall."""
    return _steps([month_of(entry) for entry in run.entries])


def _steps(keys: Iterable[str]) -> tuple[int, int]:
    pairs = list(pairwise(key for key in keys if key))
    return sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)


def habit_of(run: Run, others: Iterable[Run]) -> Habit:
    """Return the habit of *run*; where it shows none, that of the *others* together."""
    if (dates := _dates(run)) is not None:
        return "newest-first" if sorting(dates).falls else "oldest-first"
    if _names(run) is not None:
        return "alphabetical"
    years = sorting([_year_of(entry) for entry in run.entries])
    if years.shown >= _YEARED and _is_sorted(years):
        return "newest-year" if years.falls else "oldest-year"
    return _by_steps(run, others)


def _by_steps(run: Run, others: Iterable[Run]) -> Habit:
    """Return the habit of a run without a clear order, from how months rise and fall."""
    rise, fall = steps(run)
    if rise + fall >= _ENOUGH and (clear := _clear(rise, fall)):
        return clear
    total: Counter[str] = Counter()
    for other in others:
        up, down = steps(other)
        total.update(rise=up, fall=down)
    if rise + fall < _ENOUGH and (clear := _clear(total["rise"], total["fall"])):
        return clear
    return "top" if fall + total["fall"] > rise + total["rise"] else "bottom"


def _clear(rise: int, fall: int) -> Literal["newest-first", "oldest-first"] | None:
    """Return the order by date that most steps keep, if it is clear."""
    if rise + fall == 0 or max(rise, fall) < _CLEAR * (rise + fall):
        return None
    return "oldest-first" if rise > fall else "newest-first"


def _is_sorted(keys: Sorting) -> bool:
    return keys.count >= _LEAST and keys.kinds > 1 and keys.share >= _SORTED


@lru_cache(maxsize=4)
def _dates(run: Run) -> list[str] | None:
    """Return the keys by which *run* is in order of time, if it is.

    They are the days that entries show; or the months, where none is shown those of their ids;
    or those of the ids alone; or the whole ids.
    """
    shown = [shown_date(_TARGET.sub(" ", entry.text)) for entry in run.entries]
    days = [date if len(date) > len("YYYYMM") else "" for date in shown]
    months = [month_of(entry) for entry in run.entries]
    numbers = [_number_of(entry) for entry in run.entries]
    mixed = [date[:6] or month for date, month in zip(shown, months, strict=True)]
    for keys in (days, mixed, months, numbers):
        found = sorting(keys)
        if found.shown >= _HALF and _is_sorted(found):
            return keys
    return None


def _number_of(entry: Entry) -> str:
    return next((f"20{arxiv_id}" for arxiv_id in entry.arxiv_ids if "." in arxiv_id), "")


@lru_cache(maxsize=4)
def _names(run: Run) -> list[str] | None:
    """Return the keys by which *run* is in the order of the alphabet, slips forgiven, if it is."""
    if len(run.entries) < _ALPHABET:
        return None
    shown = [title_key(_TARGET.sub(" ", body_of(entry.text))) for entry in run.entries]
    if _is_alphabetical(shown):
        return shown
    # Taking entries apart for their titles is dear; a sample tells that they are in no order.
    if not _is_alphabetical([title_key(entry.title) for entry in _sampled(run)]):
        return None
    titles = [title_key(entry.title) for entry in run.entries]
    return titles if _is_alphabetical(titles) else None


def _is_alphabetical(keys: Sequence[str]) -> bool:
    found = sorting(keys)
    return found.count >= _ALPHABET and found.up >= _CLEAR


def _sampled(run: Run) -> Sequence[Entry]:
    """Return the entries of *run*, or some from all over it where there are very many."""
    return run.entries[:: 1 + len(run.entries) // _MANY]


def _shown_date(entry: Entry) -> str:
    return shown_date(_TARGET.sub(" ", entry.text))


def position(run: Run, habit: Habit, paper: Paper) -> int:
    """Return the index in *run* that *paper* would have, 0 for the top."""
    day = day_of(paper)
    falling = habit in ("top", "newest-first", "newest-year")
    if habit == "alphabetical":
        return place_among(_names(run) or [], title_key(paper.title), falling=False)
    if day is None or habit in ("top", "bottom"):
        return 0 if falling else len(run.entries)
    if habit.endswith("-year"):
        return place_among([_year_of(e) for e in run.entries], f"{day:%Y}", falling=falling)
    keys = _dates(run) or [month_of(entry) for entry in run.entries]
    sample = next(filter(None, keys), "")
    own = f"{day:%Y%m%d}"[: 8 if len(sample) == len("YYYYMMDD") else 6]
    if "." in sample and "." in paper.id:
        own = f"20{paper.id}"
    return place_among(keys, own, falling=falling)
