"""Entries that stand together, which of them take a paper, and the order in which they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, NamedTuple

from bot.anatomy import Entry, body_of, day_of, shown_date, title_key, venue_of
from bot.entries import HTML_KINDS, Known, has_place, is_whole
from bot.lists import PlaceName
from bot.placing.sorted_keys import evidence, place_among
from classifier.papers import Paper

_USABLE = ("item", "paragraph", "titled", "fold")
_CLEAR = 0.8  # of the outer lists
_LEAST = 3  # outer lists
_SAMPLE = 40  # rows of a table
_GAP = 1  # blank lines between two lists that are one to a reader


@dataclass(frozen=True, slots=True, eq=False)
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
    return [Run(tuple(group)) for group in _joined(_unbroken(list(groups.values())))]


def _unbroken(groups: list[list[Entry]]) -> list[list[Entry]]:
    """Return *groups* with lists of bullets as one that only another marker parts.

    A reader sees one list where `*` became `-` some day.
    """
    joined: list[list[Entry]] = []
    for group in groups:
        above = joined[-1] if joined else group
        touches = 0 <= group[0].line - above[-1].end - 1 <= _GAP
        if joined and touches and _is_bulleted(above) and _is_bulleted(group):
            joined[-1] = above + group
        else:
            joined.append(group)
    return joined


def _is_bulleted(group: Sequence[Entry]) -> bool:
    return _is_outer(group) and group[0].text.lstrip()[:1] in {"-", "*", "+"}


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


def main_run(all_runs: Sequence[Run]) -> Run | None:
    """Return the run that a new paper joins: of those with papers, the largest, then the last.

    None where most papers stand in an HTML table that none can join: a list beside it is of
    other things.
    """
    usable = [run for run in all_runs if _is_usable(run)]
    if len(all_runs) == 1:
        return next(iter(usable), None)
    best = max(reversed(usable), key=_papers, default=None)
    most = _papers(best)[0] if best else 0
    tables = (run for run in all_runs if run.kind in HTML_KINDS and run not in usable)
    return None if any(_papers(table)[0] > most for table in tables) else best


def _is_usable(run: Run) -> bool:
    """Whether a paper can join *run*; a table without any link is one of other things.

    So is an HTML table without a column of titles or names: there is no cell to put one in.
    """
    if run.kind == "row":
        return any(entry.urls or entry.arxiv_ids or entry.dois for entry in run.entries)
    if run.kind in HTML_KINDS:
        return all(map(is_whole, run.entries)) and has_place(run.entries[:_SAMPLE])
    return run.kind in _USABLE


def _papers(run: Run) -> tuple[int, int]:
    return sum(bool(entry.arxiv_ids) for entry in run.entries), len(run.entries)


def outwards(entries: Sequence[Entry], index: int) -> Iterator[Entry]:
    """Yield *entries* by their distance from a place between them, the upper of two first."""
    for step in range(max(index, len(entries) - index)):
        if step < index:
            yield entries[index - 1 - step]
        if index + step < len(entries):
            yield entries[index + step]


# --- By what a run is in order, and the index that a new paper has in it.
#
# Each order is a key that entries show; the one that leaves least to chance is taken, and where
# none tells enough, the end at which newer ones stand. Nothing here looks at what a list is about.

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
