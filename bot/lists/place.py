"""Where in a section a new entry goes: the habit of its neighbours, read off their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.lists.html_table import is_whole
from bot.lists.identity import title_key
from bot.lists.nouns import Entry
from bot.lists.style import day_of
from bot.lists.titles import body_of
from classifier.paper import Paper

Habit = Literal[
    "top", "bottom", "newest-first", "oldest-first", "newest-year", "oldest-year", "alphabetical"
]

_USABLE = ("item", "row", "paragraph", "titled")
_CLEAR = 0.8
_SORTED = 5  # entries; fewer stand in the order of the alphabet by chance
_IN_ORDER = 0.75
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
    return [Run(tuple(group)) for group in groups.values()]


def main_run(found: Sequence[Run]) -> Run | None:
    """Return the run that a new paper joins: of those with papers, the largest, then the last."""
    usable = [run for run in found if run.kind in _USABLE or _is_html_table(run)]
    best = None
    for run in usable:
        if best is None or _papers(run) >= _papers(best):
            best = run
    return best


def _is_html_table(run: Run) -> bool:
    return run.kind == "html-row" and all(map(is_whole, run.entries))


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
    rise, fall = steps(run)
    if rise + fall >= _ENOUGH and (clear := _clear(rise, fall)):
        return clear
    if _names(run) is not None:
        return "alphabetical"
    if (by_year := _by_year(run)) is not None:
        return by_year
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


def _names(run: Run) -> list[str] | None:
    """Return the keys by which *run* is in the order of the alphabet, slips forgiven, if it is."""
    if len(run.entries) < _SORTED:
        return None
    shown = [title_key(_TARGET.sub(" ", body_of(entry.text))) for entry in run.entries]
    for keys in (shown, [title_key(entry.title) for entry in run.entries]):
        rise, fall = _steps(keys)
        if rise + fall >= _ENOUGH and rise >= _IN_ORDER * (rise + fall):
            return keys
    return None


def _by_year(run: Run) -> Habit | None:
    years = [_year_of(entry) for entry in run.entries]
    rise, fall = _steps(years)
    if rise + fall < _ENOUGH or sum(map(bool, years)) < _YEARED * len(years):
        return None
    match _clear(rise, fall):
        case "oldest-first":
            return "oldest-year"
        case "newest-first":
            return "newest-year"
    return None


def position(run: Run, habit: Habit, paper: Paper) -> int:
    """Return the index in *run* that *paper* would have, 0 for the top."""
    count = len(run.entries)
    day = day_of(paper)
    if habit == "alphabetical":
        return _among(_names(run) or [], title_key(paper.title))
    if day is None or habit in ("top", "bottom"):
        return 0 if habit in ("top", "newest-first", "newest-year") else count
    by_year = habit.endswith("-year")
    own = f"{day:%Y}" if by_year else f"{day:%Y%m}"
    keys = [_year_of(entry) if by_year else month_of(entry) for entry in run.entries]
    if habit.startswith("newest"):
        return next((i for i, key in enumerate(keys) if key and key <= own), count)
    return next((count - i for i, key in enumerate(reversed(keys)) if key and key <= own), 0)


def _among(keys: Sequence[str], own: str) -> int:
    """Return the first place for *own* that leaves the fewest of *keys* on its wrong side."""
    cost = best = sum(bool(key) and key < own for key in keys)
    place = 0
    for index, key in enumerate(keys, 1):
        cost += (key > own) - (bool(key) and key < own)
        if cost < best:
            best, place = cost, index
    return place
