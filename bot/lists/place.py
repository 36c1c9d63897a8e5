"""Where in a section a new entry goes: the habit of its neighbours, read off their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.lists.nouns import Entry
from bot.lists.style import day_of
from classifier.paper import Paper

Habit = Literal["top", "bottom", "newest-first", "oldest-first", "alphabetical"]

_CLEAR = 0.8
_LIKELY = 0.6
_SORTED = 5
_ENOUGH = 2


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
    usable = [run for run in found if run.kind in ("item", "row", "paragraph")]
    best = None
    for run in usable:
        if best is None or _papers(run) >= _papers(best):
            best = run
    return best


def _papers(run: Run) -> tuple[int, int]:
    return sum(bool(entry.arxiv_ids) for entry in run.entries), len(run.entries)


def month_of(entry: Entry) -> str:
    """Return year and month of the entry's first arXiv id, as YYYYMM; "" without a modern one."""
    for arxiv_id in entry.arxiv_ids:
        if "." in arxiv_id:
            return f"20{arxiv_id[:4]}"
    return ""


def steps(run: Run) -> tuple[int, int]:
    """Return how often the months of neighbours rise, and how often they fall."""
    months = [month for entry in run.entries if (month := month_of(entry))]
    pairs = list(pairwise(months))
    return sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)


def habit_of(run: Run, others: Iterable[Run]) -> Habit:
    """Return the habit of *run*; where it shows none, that of the *others* together."""
    rise, fall = steps(run)
    if rise + fall >= _ENOUGH and (clear := _clear(rise, fall)):
        return clear
    titles = [entry.title.casefold() for entry in run.entries]
    if len(titles) >= _SORTED and all(titles) and titles == sorted(titles):
        return "alphabetical"
    total: Counter[str] = Counter()
    for other in others:
        up, down = steps(other)
        total.update(rise=up, fall=down)
    if rise + fall < _ENOUGH and (clear := _clear(total["rise"], total["fall"])):
        return clear
    falls, both = fall + total["fall"], rise + fall + total["rise"] + total["fall"]
    return "top" if falls and falls >= _LIKELY * both else "bottom"


def _clear(rise: int, fall: int) -> Habit | None:
    """Return the order by date that most steps keep, if it is clear."""
    if rise + fall == 0 or max(rise, fall) < _CLEAR * (rise + fall):
        return None
    return "oldest-first" if rise > fall else "newest-first"


def position(run: Run, habit: Habit, paper: Paper) -> int:
    """Return the index in *run* that *paper* would have, 0 for the top."""
    count = len(run.entries)
    day = day_of(paper)
    if habit == "alphabetical":
        title = paper.title.casefold()
        return sum(entry.title.casefold() < title for entry in run.entries)
    if day is None or habit in ("top", "bottom"):
        return 0 if habit in ("top", "newest-first") else count
    month = f"{day:%Y%m}"
    months = [month_of(entry) for entry in run.entries]
    if habit == "newest-first":
        return next((i for i, m in enumerate(months) if m and m <= month), count)
    return next((count - i for i, m in enumerate(reversed(months)) if m and m <= month), 0)
