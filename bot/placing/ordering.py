"""By what a run is in order, and the index that a new paper has in it.

Each order is a key that entries show; the one that leaves least to chance is taken, and where none
tells enough, the end at which newer ones stand. Nothing here looks at what a list is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, NamedTuple

from bot.anatomy import body_of, day_of, shown_date, title_key, venue_of
from bot.entries import Known
from bot.lists import Entry, PlaceName
from bot.placing.runs import Run
from bot.placing.sorted_keys import evidence, place_among
from classifier.papers import Paper

HabitName = Literal[
    "top", "bottom", "newest-first", "oldest-first", "newest-year", "oldest-year",
    "preprints-last", "alphabetical", "most-first",
]  # fmt: skip
_NOTHING: Known = MappingProxyType({})
_TOLD = 2.0  # nats: three entries in order (ln 3! = 1.8) may stand so by chance
_SISTER = 0.5  # of the weight that the run's own entries have
_NEARBY = 600  # entries of other sections that are looked at
_MANY = 400  # entries, of which a sample tells whether all are worth a look
_DAY = len("YYYYMMDD")
# What is no word of an entry: the address of a link, a bare one, a tag.
_TARGET = re.compile(r"\]\([^()]*\)|https?://\S+|<[^<>]*>")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
# The word for a preprint, where it is no label of a link.
_PREPRINT = re.compile(r"(?<![^\W_])(?:arxiv|preprints?|corr)(?![^\W\d_])", re.IGNORECASE)
_COUNT = r"(\d[\d,]*(?:\.\d)?)(k?)"
# What entries are ranked by: "| 5,578 |" but no year; "⭐ 1.2k", "Citations: 41"; "41 citations".
_RANKED = re.compile(
    rf"(?<=\|)\s*(?!(?:19|20)\d\d\s*\|){_COUNT}\s*(?=\||$)"
    rf"|(?:[⭐★🌟]|:star:|\b(?:stars?|citations?|cited by):?)️?\s*{_COUNT}\b"
    rf"|\b{_COUNT}\s*(?:[⭐★🌟]|:star:|(?:stars?|citations?)\b)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\[(?:arxiv|preprint)[^\[\]]{0,12}\]{1,2}(?=\()", re.IGNORECASE)


class _Shown(NamedTuple):
    """An entry of which keys are read, and its text without addresses."""

    entry: Entry
    text: str


class _Order(NamedTuple):
    """A key that entries may be in the order of; "" stands for an entry that shows none.

    *rises* and *falls* name the orders that it makes, None for one that no list is in. It *needs*
    to tell more than this, in nats: papers come in time, but names may stand in order by chance.
    """

    rises: HabitName | None
    falls: HabitName | None
    shown: Callable[[_Shown], str]
    wanted: Callable[[Paper], str]
    needs: float = 0.0


def _shown_day(shown: _Shown) -> str:
    date = shown_date(shown.text)
    return date if len(date) == _DAY else ""


def _month(shown: _Shown) -> str:
    return shown_date(shown.text)[: len("YYYYMM")] or month_of(shown.entry)


def _number(shown: _Shown) -> str:
    return _number_of(shown.entry)


def _name(shown: _Shown) -> str:
    return title_key(_TARGET.sub(" ", body_of(shown.entry.text)))


def _title(shown: _Shown) -> str:
    return title_key(shown.entry.title)


def _last_year(shown: _Shown) -> str:
    years: list[str] = _YEAR.findall(shown.text)
    return years[-1] if years else ""


def _rank(shown: _Shown) -> str:
    """Return the last number that is one of stars or the like; the first cell of a row is none."""
    text = shown.text.strip().removeprefix("|")
    if shown.entry.kind == "row":
        text = text[text.find("|") :]
    ranks = [[*filter(None, match.groups())] for match in _RANKED.finditer(text)]
    if not ranks:
        return ""
    number, *thousands = ranks[-1]
    return f"{int(float(number.replace(',', '')) * (1000 if thousands else 1)):012}"


def _standing(shown: _Shown) -> str:
    """Return the year of what is published after a 1, that of a preprint after a 0."""
    text = _TARGET.sub(" ", _LABEL.sub(" ", shown.entry.text))
    year = next(reversed(_YEAR.findall(text)), "")
    return f"{int(not _PREPRINT.search(text))}{year}" if year else ""


def _wanted_standing(paper: Paper) -> str:
    venue = venue_of(paper)
    return f"1{venue.year}" if venue and venue.year else f"0{day_of(paper):%Y}"


def _wanted_day(paper: Paper) -> str:
    """Return the day of *paper*; where only its month is known, one after all days of that."""
    return f"{day_of(paper):%Y%m%d}" if paper.submitted else f"{day_of(paper):%Y%m}99"


def _wanted_month(paper: Paper) -> str:
    return f"{day_of(paper):%Y%m}"


def _wanted_number(paper: Paper) -> str:
    return f"20{paper.id}" if "." in paper.id else _wanted_month(paper)


_TITLES = _Order("alphabetical", None, _title, lambda paper: title_key(paper.title), _TOLD)
_NAMES = _Order("alphabetical", None, _name, lambda paper: title_key(paper.title), _TOLD)
_DAYS = _Order("oldest-first", "newest-first", _shown_day, _wanted_day)
_TIMES = (
    _DAYS,
    _Order("oldest-first", "newest-first", _month, _wanted_month),
    _Order("oldest-first", "newest-first", _number, _wanted_number),
)
_YEARS = _Order("oldest-year", "newest-year", _last_year, lambda paper: f"{day_of(paper):%Y}")
_ORDERS = (  # of two that tell as much the first: what entries show is there to be seen
    _DAYS,
    _YEARS,
    *_TIMES[1:],
    _NAMES,
    _TITLES,
    _Order(None, "preprints-last", _standing, _wanted_standing),
    _Order(None, "most-first", _rank, lambda _: "", _TOLD),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a run is kept: its order, the key of each entry ("" for none), and that of a paper.

    What is `told` of it, in nats, is 0 for the end at which newer ones seem to stand.
    """

    name: HabitName
    keys: tuple[str, ...] = ()
    wanted: Callable[[Paper], str] = _wanted_day
    told: float = 0.0

    @property
    def is_clear(self) -> bool:
        """Whether so much is told that it is no chance."""
        return self.told > _TOLD

    @property
    def falls(self) -> bool:
        """Whether newer papers stand above older ones."""
        return self.name in ("top", "newest-first", "newest-year", "preprints-last", "most-first")


class _Told(NamedTuple):
    """The keys of a run for an *order*, and what they tell in nats if they rise, if they fall."""

    order: _Order
    keys: tuple[str, ...]
    weights: tuple[float, float]


class Orders:
    """Of the runs of a list by what they are kept, each read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[Run, int], Sequence[_Told]] = {}

    def habit_of(self, run: Run, others: Iterable[Run] = ()) -> Habit:
        """Return the habit of *run*; where it shows little, that of the *others* counts too.

        What an order tells is added up over the run and those near it, these with less weight.
        Days that entries show are there to be an order, and so come first.
        """
        others = list(others)
        near = [self._told(other, _NEARBY) for other in _nearby(run, others)]
        best: tuple[bool, float] = (False, 0.0)
        habit = Habit(_end_by_steps(run, others))
        for own, *beside in zip(self._told(run), *near, strict=True):
            weights = _sums(own.weights, *([_SISTER * w for w in it.weights] for it in beside))
            for weight, kept in _habits(own, weights):
                rank = own.order is _DAYS and weight > _TOLD, weight
                if weight > own.order.needs and rank > best:
                    best, habit = rank, kept
        return habit

    def habit_said(self, place: PlaceName, run: Run | None) -> Habit:
        """Return the habit called *place* in the config, with the keys that *run* has for it."""
        if run is None or place in ("top", "bottom"):
            return Habit(place)
        orders = (_NAMES, _TITLES) if place == "alphabetical" else _TIMES
        told = (told for told in self._told(run) if told.order in orders)
        pairs = (pair for each in told for pair in _habits(each, each.weights))
        return max((pair for pair in pairs if pair[1].name == place), key=lambda pair: pair[0])[1]

    def _told(self, run: Run, most: int | None = None) -> Sequence[_Told]:
        """Return what the entries of *run* tell, the first *most* of them, for each order."""
        entries = run.entries[:most]
        if (run, len(entries)) not in self._read:
            shown = [_Shown(entry, _TARGET.sub(" ", entry.text)) for entry in entries]
            self._read[run, len(entries)] = [_read(order, shown) for order in _ORDERS]
        return self._read[run, len(entries)]


def _sums(*weights: Sequence[float]) -> tuple[float, float]:
    return sum(rise for rise, _ in weights), sum(fall for _, fall in weights)


def _habits(told: _Told, weights: tuple[float, float]) -> Iterator[tuple[float, Habit]]:
    """Yield the habits that an order makes, up and downwards, each with its weight."""
    names = (told.order.rises, told.order.falls)
    for name, weight in zip(names, weights, strict=True):
        if name:
            yield weight, Habit(name, told.keys, told.order.wanted, weight)


def _read(order: _Order, shown: Sequence[_Shown]) -> _Told:
    keys = _keys(order, shown)
    return _Told(order, keys, (evidence(keys, falling=False), evidence(keys, falling=True)))


def _keys(order: _Order, entries: Sequence[_Shown]) -> tuple[str, ...]:
    """Return the keys of *entries*; none where a sample of very many shows no order at all."""
    if len(entries) > _MANY:
        sample = tuple(map(order.shown, entries[:: 1 + len(entries) // _MANY]))
        if max(evidence(sample, falling=falling) for falling in (False, True)) <= 0:
            return ("",) * len(entries)
    return tuple(map(order.shown, entries))


def _nearby(run: Run, others: Sequence[Run]) -> Iterator[Run]:
    """Yield those of the *others*, nearest first, that are made as *run* is, but not very many."""
    left = _NEARBY
    for other in others:
        if left > 0 and other.kind == run.kind:
            left -= len(other.entries)
            yield other


def _end_by_steps(run: Run, others: Iterable[Run]) -> Literal["top", "bottom"]:
    """Return the end at which newer entries stand, from how the months of ids rise and fall."""
    keys = [[month_of(entry) for entry in each.entries] for each in (run, *others)]
    pairs = [pair for months in keys for pair in pairwise(filter(None, months))]
    falls, rises = sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)
    return "top" if falls > rises else "bottom"


def month_of(entry: Entry) -> str:
    """Return year and month of the entry's first arXiv id, as YYYYMM; "" without a modern one."""
    return _number_of(entry)[: len("YYYYMM")]


def _number_of(entry: Entry) -> str:
    return next((f"20{arxiv_id}" for arxiv_id in entry.arxiv_ids if "." in arxiv_id), "")


def position(run: Run, habit: Habit, paper: Paper) -> int:
    """Return the index in *run* that *paper* would have, 0 for the top."""
    if not habit.keys or not any(habit.keys):
        return 0 if habit.falls else len(run.entries)
    return place_among(habit.keys, habit.wanted(paper), falling=habit.falls)
