"""By what a run is in order, and the index that a new paper has in it.

The first order that the entries keep is taken: days, months or ids, names, years, preprints
below what is published. Where they keep none, the end at which newer ones stand; this module
never looks at what a list is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.anatomy import body_of, day_of, shown_date, title_key, venue_of
from bot.lists import Entry, PlaceName
from bot.placing.runs import Run
from bot.placing.sorted_keys import Sorting, evidence, place_among, sorting
from classifier.papers import Paper

HabitName = Literal[
    "top", "bottom", "newest-first", "oldest-first", "newest-year", "oldest-year",
    "preprints-last", "alphabetical",
]  # fmt: skip
_CLEAR = 0.8
_SORTED = 0.85
_HALF = 0.5
_LEAST = 3
_ALPHABET = 5  # entries; fewer stand in the order of the alphabet by chance
_ENOUGH = 2
_YEARED = 0.8
_MANY = 400  # entries
_NEARBY = 600  # entries
_SISTER = 0.5  # of the weight that the run's own entries have
_TOLD = 2.0  # nats
_DAY = len("YYYYMMDD")
_TARGET = re.compile(r"\]\([^()]*\)|https?://\S+|<[^<>]*>")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
_PREPRINT = re.compile(r"(?<![^\W_])(?:arxiv|preprints?|corr)(?![^\W\d_])", re.IGNORECASE)
_LABEL = re.compile(r"\[(?:arxiv|preprint)[^\[\]]{0,12}\]{1,2}(?=\()", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a run is kept: its order, and the key of each entry ("" for none) where it has one."""

    name: HabitName
    keys: tuple[str, ...] = ()

    @property
    def falls(self) -> bool:
        """Whether newer papers stand above older ones."""
        return self.name in ("top", "newest-first", "newest-year", "preprints-last")


def habit_of(run: Run, others: Iterable[Run]) -> Habit:
    """Return the habit of *run*; where it shows none, that of the *others* together."""
    others = list(others)
    texts = [_TARGET.sub(" ", entry.text) for entry in run.entries]
    if habit := _by_days(run, texts, others) or _by_few_names(run, texts, others):
        return habit
    if habit := _by_dates(run, texts):
        return habit
    if (names := _names(run)) is not None:
        return Habit("alphabetical", names)
    years = tuple(map(_last_year, texts))
    found = sorting(years)
    if found.shown >= _YEARED and _is_sorted(found):
        return Habit("newest-year" if found.falls else "oldest-year", years)
    return _by_standing(run, others) or _by_steps(run, others)


def habit_said(place: PlaceName, run: Run | None) -> Habit:
    """Return the habit called *place* in the config, with the keys that *run* has for it."""
    if run is None or place in ("top", "bottom"):
        return Habit(place)
    if place == "alphabetical":
        names = max(
            (_shown_names(run.entries), _titles(run.entries)),
            key=lambda keys: evidence(keys, falling=False),
        )
        return Habit(place, names)
    falling = place == "newest-first"
    texts = [_TARGET.sub(" ", entry.text) for entry in run.entries]
    return Habit(place, max(_time_keys(run, texts), key=lambda k: evidence(k, falling=falling)))


def _by_days(run: Run, texts: Sequence[str], others: Sequence[Run]) -> Habit | None:
    """Return the order by the days that entries show, if this run and others near it tell it."""
    days = tuple(_shown_days(texts))
    near = [tuple(_shown_days(_bare(other))) for other in _nearby(run, others)]
    if not any(days) and not any(map(any, near)):
        return None
    for name in ("newest-first", "oldest-first"):
        falling = name == "newest-first"
        told = evidence(days, falling=falling)
        told += _SISTER * sum(evidence(keys, falling=falling) for keys in near)
        if told > _TOLD:
            return Habit("newest-first" if falling else "oldest-first", days)
    return None


def _by_few_names(run: Run, texts: Sequence[str], others: Sequence[Run]) -> Habit | None:
    """Return the order of the alphabet for a *run* too short to show it, if *others* near it do.

    None of its few names may break it, it has to tell more than the months of the ids do, and
    dates shown are an order of their own.
    """
    if len(run.entries) >= _ALPHABET or any(_shown_dates(texts)):
        return None
    near = [list(other.entries[:_NEARBY]) for other in _nearby(run, others)]
    if sum(map(len, near)) < _ALPHABET:
        return None
    rivals = [_told(_month_keys, run, near, falling=falling) for falling in (True, False)]
    for keys_of in (_shown_names, _titles):
        keys = keys_of(run.entries)
        told = _told(keys_of, run, near, falling=False)
        if sorting(keys).up == 1 and told > max(2 * _TOLD, *rivals):
            return Habit("alphabetical", keys)
    return None


def _told(
    keys_of: Callable[[Sequence[Entry]], tuple[str, ...]],
    run: Run,
    near: Sequence[Sequence[Entry]],
    *,
    falling: bool,
) -> float:
    """Return what the keys of *run*, and those of others *near*, tell for an order, in nats."""
    others = sum(evidence(keys_of(entries), falling=falling) for entries in near)
    return evidence(keys_of(run.entries), falling=falling) + _SISTER * others


def _month_keys(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(map(month_of, entries))


def _shown_names(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(title_key(_TARGET.sub(" ", body_of(entry.text))) for entry in entries)


def _titles(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(title_key(entry.title) for entry in entries)


def _by_dates(run: Run, texts: Sequence[str]) -> Habit | None:
    """Return the order of time that *run* is in.

    By the days or months that entries show, and where none is shown by those of their ids; by
    the ids' months alone; or by the whole ids.
    """
    for keys in _time_keys(run, texts):
        found = sorting(keys)
        if found.shown >= _HALF and _is_sorted(found):
            return Habit("newest-first" if found.falls else "oldest-first", keys)
    return None


def _time_keys(run: Run, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the keys by which entries may be in the order of time: days, months, ids."""
    dates = list(_shown_dates(texts))
    months = _month_keys(run.entries)
    orders = [months, tuple(map(_number_of, run.entries))]
    if any(dates):
        mixed = tuple(date[:6] or month for date, month in zip(dates, months, strict=True))
        orders = [tuple(date if len(date) == _DAY else "" for date in dates), mixed, *orders]
    return orders


def _by_standing(run: Run, others: Sequence[Run]) -> Habit | None:
    """Return the order in which what is published stands above preprints, both newest first.

    If it tells more than the order with preprints above does.
    """
    keys = tuple(map(_standing, run.entries))
    near = [list(map(_standing, other.entries)) for other in _nearby(run, others)]
    below, above = (
        evidence(turn(keys), falling=True)
        + _SISTER * sum(evidence(turn(other), falling=True) for other in near)
        for turn in (tuple, _turned)
    )
    return Habit("preprints-last", keys) if below > max(above, 2 * _TOLD) else None


def _turned(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the *keys* that `_standing` gives with preprints above what is published."""
    return tuple(key and ("0" if key[0] == "1" else "1") + key[1:] for key in keys)


def _standing(entry: Entry) -> str:
    text = _TARGET.sub(" ", _LABEL.sub(" ", entry.text))
    year = _last_year(text)
    return f"{int(not _PREPRINT.search(text))}{year}" if year else ""


def _by_steps(run: Run, others: Sequence[Run]) -> Habit:
    """Return the habit of a run without a clear order, from how months rise and fall."""
    months = tuple(month_of(entry) for entry in run.entries)
    rise, fall = _steps(months)
    if rise + fall >= _ENOUGH and (clear := _clear(rise, fall)):
        return Habit(clear, months)
    total: Counter[str] = Counter()
    for other in others:
        up, down = _steps(month_of(entry) for entry in other.entries)
        total.update(rise=up, fall=down)
    if rise + fall < _ENOUGH and (clear := _clear(total["rise"], total["fall"])):
        return Habit(clear, months)
    return Habit("top" if fall + total["fall"] > rise + total["rise"] else "bottom")


def _steps(keys: Iterable[str]) -> tuple[int, int]:
    """Return how often the keys of neighbours rise, and how often they fall."""
    pairs = list(pairwise(key for key in keys if key))
    return sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)


def _clear(rise: int, fall: int) -> Literal["newest-first", "oldest-first"] | None:
    """Return the order by date that most steps keep, if it is clear."""
    if rise + fall == 0 or max(rise, fall) < _CLEAR * (rise + fall):
        return None
    return "oldest-first" if rise > fall else "newest-first"


def _is_sorted(keys: Sorting) -> bool:
    return keys.count >= _LEAST and keys.kinds > 1 and keys.share >= _SORTED


def month_of(entry: Entry) -> str:
    """Return year and month of the entry's first arXiv id, as YYYYMM; "" without a modern one."""
    return _number_of(entry)[:6]


def _number_of(entry: Entry) -> str:
    return next((f"20{arxiv_id}" for arxiv_id in entry.arxiv_ids if "." in arxiv_id), "")


def _last_year(text: str) -> str:
    """Return the last year that *text* shows, "" for none."""
    years: list[str] = _YEAR.findall(text)
    return years[-1] if years else ""


def _shown_days(texts: Sequence[str]) -> Iterator[str]:
    return (date if len(date) == _DAY else "" for date in _shown_dates(texts))


def _shown_dates(texts: Sequence[str]) -> Iterable[str]:
    """Return the date that each text shows; nothing where a sample of very many shows none."""
    if not any(map(shown_date, texts[:: 1 + len(texts) // _MANY])):
        return [""] * len(texts)
    return map(shown_date, texts)


def _bare(run: Run) -> list[str]:
    return [_TARGET.sub(" ", entry.text) for entry in run.entries]


def _nearby(run: Run, others: Sequence[Run]) -> Iterator[Run]:
    """Yield those of the *others*, nearest first, that are made as *run* is, but not very many."""
    left = _NEARBY
    for other in others:
        if left > 0 and other.kind == run.kind:
            left -= len(other.entries)
            yield Run(other.entries[:_NEARBY])


def _names(run: Run) -> tuple[str, ...] | None:
    """Return the keys by which *run* is in the order of the alphabet, slips forgiven, if it is."""
    if len(run.entries) < _ALPHABET:
        return None
    shown = _shown_names(run.entries)
    if _is_alphabetical(shown):
        return shown
    # Taking entries apart for their titles is dear; a sample tells that they are in no order.
    sample = run.entries[:: 1 + len(run.entries) // _MANY]
    if not _is_alphabetical([title_key(entry.title) for entry in sample]):
        return None
    titles = _titles(run.entries)
    return titles if _is_alphabetical(titles) else None


def _is_alphabetical(keys: Sequence[str]) -> bool:
    found = sorting(keys)
    return found.count >= _ALPHABET and found.up >= _CLEAR


def position(run: Run, habit: Habit, paper: Paper) -> int:
    """Return the index in *run* that *paper* would have, 0 for the top."""
    own = _key_of(paper, habit)
    if not own:
        return 0 if habit.falls else len(run.entries)
    return place_among(habit.keys, own, falling=habit.falls)


def _key_of(paper: Paper, habit: Habit) -> str:
    """Return the key of *paper* among those of *habit*, "" where that has none."""
    if habit.name == "alphabetical":
        return title_key(paper.title)
    day, venue = day_of(paper), venue_of(paper)
    if day is None or habit.name in ("top", "bottom"):
        return ""
    if habit.name == "preprints-last":
        return f"1{venue.year}" if venue and venue.year else f"0{day:%Y}"
    if habit.name.endswith("-year"):
        return f"{day:%Y}"
    sample = next(filter(None, habit.keys), "")
    if "." in sample and "." in paper.id:
        return f"20{paper.id}"
    return f"{day:%Y%m%d}"[: _DAY if len(sample) in (0, _DAY) else len("YYYYMM")]
