"""Items that are nothing but a date, with the entries of that day below: which one is missing.

A paper whose day, month or year has no item yet gets one of its own, written as the others are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.anatomy import MARKER, day_of, find_fields, settle_date, shown_date, shown_year, write_date
from bot.lists import Entry, PaperList
from bot.markdown import Insert, Outline
from bot.placing.insertion_point import gap_of, run_spot
from bot.placing.runs import Run, main_run
from bot.placing.sorted_keys import place_among, sorting
from classifier.papers import Paper

_LEAST = 3  # items that are dates
_MOST = 0.8  # of the items beside one another
_SORTED = 0.85  # of the dates
_FORMS = 12  # nearest dates
_DAY = len("YYYYMMDD")


@dataclass(frozen=True, slots=True)
class Dated:
    """The date items of a section as a run, what they show (YYYYMMDD, YYYYMM or YYYY), and the
    lists below them that hold entries.

    Days are those on which papers were listed: *today* is that of a new one. Months and years
    are the papers' own.
    """

    items: Run
    keys: tuple[str, ...]
    lists: tuple[Run, ...]
    today: date | None

    @property
    def falls(self) -> bool:
        """Whether the newest stands first."""
        return sorting(self.keys).falls

    def lacks(self, paper: Paper) -> bool:
        """Whether the date for *paper* is known and has no item."""
        key = self.key(paper)
        known = (self.keys[0 if self.falls else -1],) if len(key) == _DAY else self.keys
        return bool(key) and key not in known

    def key(self, paper: Paper) -> str:
        """Return the date for *paper* as items show it; "" for an unknown one."""
        day = self._day(paper)
        return f"{day:%Y%m%d}"[: len(self.keys[0])] if day else ""

    def _day(self, paper: Paper) -> date | None:
        return self.today if len(self.keys[0]) == _DAY else day_of(paper)

    def place(self, key: str) -> int:
        """Return the index among the items for one that shows *key*; a new day is the newest."""
        if len(key) == _DAY:
            return 0 if self.falls else len(self.keys)
        return place_among(self.keys, key, falling=self.falls)

    def nearest(self, index: int) -> Run:
        """Return the list with entries that stands nearest to the place of a new item *index*."""
        entries = self.items.entries
        line = entries[min(index, len(entries) - 1)].line
        return min(self.lists, key=lambda run: abs(run.entries[0].line - line))

    def head(self, paper: Paper, index: int) -> str:
        """Return the item for the date of *paper*, as most items around *index* are written."""
        near = sorted(enumerate(self.items.entries), key=lambda pair: abs(pair[0] + 0.5 - index))
        made = [_made(entry.text) for _, entry in near]
        forms = [form for _, form, _ in made]
        made = [(before, settle_date(form, forms), after) for before, form, after in made[:_FORMS]]
        before, form, after = Counter(made).most_common(1)[0][0]
        day = self._day(paper)
        return before + (write_date(form, day) if day else "") + after


def dated_items(all_runs: Sequence[Run], outline: Outline, today: date | None) -> Dated | None:
    """Return the date items above the lists *all_runs* in a section, if its papers are below such.

    None unless there are some, nearly all items beside them are like that, and they are in order.
    """
    main = main_run(all_runs)
    if main is None or main.kind != "item" or not main.entries[0].depth:
        return None
    depth = main.entries[0].depth
    nested = [run for run in all_runs if run.kind == "item" and run.entries[0].depth == depth]
    above = {_item_above(outline, run): run for run in nested}
    levels = {outline.blocks[at].parent for at in above if at >= 0}
    items = [at for at, b in enumerate(outline.blocks) if b.kind == "item" and b.parent in levels]
    entries = [_entry(outline, at, main.entries[0]) for at in items]
    bare = [(at, item) for at, item in zip(items, entries, strict=True) if is_bare_date(item.text)]
    keys = tuple(shown_date(item.text) or shown_year(item.text) for _, item in bare)
    if len(bare) < max(_LEAST, _MOST * len(items)) or len(set(map(len, keys))) > 1:
        return None
    order = sorting(keys)
    lists = tuple(above[at] for at, _ in bare if at in above)
    if order.share < _SORTED or order.kinds < _LEAST or main not in lists:
        return None
    return Dated(Run(tuple(item for _, item in bare)), keys, lists, today)


def _item_above(outline: Outline, run: Run) -> int:
    """Return the index of the item around the list that *run* is, -1 for none."""
    around = outline.blocks[run.entries[0].container].parent
    return around if around >= 0 and outline.blocks[around].kind == "item" else -1


def _entry(outline: Outline, at: int, inner: Entry) -> Entry:
    block = outline.blocks[at]
    return Entry(
        file=inner.file,
        line=block.first,
        end=block.last,
        section=inner.section,
        kind="item",
        text=outline.lines[block.first - 1],
        container=block.parent,
        depth=block.depth,
    )


def is_bare_date(line: str) -> bool:
    """Whether *line* is an item that says a date and nothing else, in whatever markup."""
    marker = MARKER.match(line)
    if marker is None or not marker["mark"]:
        return False
    before, form, after = _made(line)
    return bool(form) and not any(map(str.isalnum, line[marker.end() : len(before)] + after))


def _made(line: str) -> tuple[str, str, str]:
    """Return how an item with a date is made: what is before it, its form, what is after it."""
    for field in find_fields(line):
        if field.kind == "date":
            return line[: field.start], field.form, line[field.end :]
    return line, "", ""


Write = Callable[[Paper, Run], str]
"""Returns the text of a paper's entry in a list."""


def dated_inserts(
    listing: PaperList, dated: Dated, papers: Sequence[Paper], write: Write
) -> Iterator[Insert]:
    """Yield the inserts of *papers*, whose dates lack items: these first, then *write*'s lines.

    Papers of one date share an item.
    """
    gap = gap_of(listing, dated.items, ())
    ordered = sorted(papers, key=lambda paper: (dated.key(paper), paper.id), reverse=dated.falls)
    used: set[int] = set()
    for key, group in groupby(ordered, key=dated.key):
        index = dated.place(key)
        spot = run_spot(listing, dated.items, index, gap)
        of_date = list(group)
        run = dated.nearest(index)
        for number, paper in enumerate(of_date):
            text = write(paper, run)
            head = (dated.head(paper, index),) if not number else ()
            above = ("",) * (spot.between if index in used else spot.lead) if not number else ()
            below = ("",) * spot.after if number == len(of_date) - 1 else ()
            first = dated.items.entries[0]
            lines = (*above, *head, *text.split("\n"), *below)
            yield Insert(first.file, spot.at, lines, paper.id, first.section, text)
            used.add(index)
