"""Which line of a run, or of a dated group, takes a paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from types import MappingProxyType

from bot.anatomy import (
    MARKER,
    Entry,
    day_of,
    find_fields,
    settle_date,
    shown_date,
    shown_year,
    write_date,
)
from bot.entries import Known
from bot.lists import PaperList, Section, bag_of, likelihoods
from bot.markdown import SUMMARY_LEVEL, Insert, Outline, plain_heading
from bot.placing.ordering import Run, main_run
from bot.placing.sorted_keys import place_among, sorting
from classifier.papers import Paper

# --- Which of several lists inside one section a paper joins: those under "2024", under a topic.
#
# A section whose items have lists of their own says by these items what goes where. This reads
# dates first, then compares words; where neither tells, the largest list is taken.

_NOTHING: Known = MappingProxyType({})
_SEVERAL = 2  # lists
_MOST = 0.6  # of the lists in a section


@dataclass(frozen=True, slots=True)
class _Group:
    run: Run
    label: str

    @property
    def date(self) -> str:
        """Return the day, month or year that the label shows, "" for none."""
        return shown_date(self.label) or shown_year(self.label)


def run_for(
    paper: Paper, all_runs: Sequence[Run], outline: Outline, known: Known = _NOTHING
) -> Run | None:
    """Return the run among *all_runs* in a section that *paper* joins.

    Of listed papers the metadata is *known* as far as it is at hand.
    """
    all_runs = _undivided(all_runs, outline)
    main = main_run(all_runs)
    if main is None or main.kind != "item" or not main.entries[0].depth:
        return main
    depth = main.entries[0].depth
    groups = [
        _Group(run, _label(run, outline))
        for run in all_runs
        if run.kind == "item" and run.entries[0].depth == depth
    ]
    groups = [group for group in groups if group.label]
    if len(groups) < _SEVERAL:
        return main
    dates = [group for group in groups if group.date]
    if len(dates) >= _MOST * len(groups):
        return _by_date(paper, dates)
    hits = [group for group in dates if _is_of(paper, group)]
    return hits[0].run if hits and len(dates) >= _SEVERAL else _by_words(paper, groups, main, known)


def _undivided(all_runs: Sequence[Run], outline: Outline) -> Sequence[Run]:
    """Return the runs above the first divider below the first run: the rest is another matter."""
    first = min((run.entries[0].line for run in all_runs), default=0)
    end = next((line for line in outline.dividers if line > first), len(outline.lines) + 1)
    return [run for run in all_runs if run.entries[0].line < end]


def _label(run: Run, outline: Outline) -> str:
    """Return the plain text of the item around the list that *run* is, "" for none."""
    around = outline.blocks[run.entries[0].container].parent if run.entries else -1
    while around >= 0 and outline.blocks[around].kind != "item":
        around = outline.blocks[around].parent
    return plain_heading(outline.lines[outline.blocks[around].first - 1]) if around >= 0 else ""


def _by_date(paper: Paper, groups: Sequence[_Group]) -> Run:
    """Return the list of the paper's own month or year, else the newest one.

    A day above a list is the day when papers were listed, not theirs.
    """
    hits = [group for group in groups if _is_of(paper, group)]
    return (hits[0] if hits else max(groups, key=lambda group: group.date)).run


def _is_of(paper: Paper, group: _Group) -> bool:
    """Whether *paper* is of the very month or year that the label of *group* shows."""
    day = day_of(paper)
    return day is not None and bool(group.date) and f"{day:%Y%m}".startswith(group.date)


def _by_words(paper: Paper, groups: Sequence[_Group], main: Run, known: Known) -> Run:
    """Return the list whose words the paper is most likely made of."""
    bags = [bag_of(group.label, group.run.entries, known) for group in groups]
    scores = likelihoods(paper, bags)
    best = max(range(len(groups)), key=lambda at: (scores[at], groups[at].run == main))
    return groups[best].run


# --- The exact lines between which an entry goes, and the blank lines it needs around it.

# "[back to top](#l)", a rule, "</details>", "<a name=x>": none belongs to the entry above.
_BACK_TO_TOP = re.compile(
    r"back to|\]\(\s*#|href=[\"']?#|^\s*(?:[-*_]\s*){3,}$|^\s*</|^\s*<a\s+(?:name|id)=",
    re.IGNORECASE,
)
# A comment such as "add papers here" opens what is empty; "end of list" closes it.
_COMMENT = re.compile(r"[ \t]*<!--(?P<says>.*)-->[ \t]*")
_CLOSES = re.compile(r"\b(?:above|before|end|stop|close)|^\s*/", re.IGNORECASE)
_END_TAG = re.compile(r"\s*</(?P<tag>[a-z][a-z0-9]*)\s*>", re.IGNORECASE)
_ENDS_TABLE = re.compile(r"</?table\b|</tbody", re.IGNORECASE)
_MOST_BLANK = 3  # blank lines


@dataclass(frozen=True, slots=True)
class Spot:
    """A place before line index *at* (0-based), with blank lines before the first new entry,
    between entries, and after each one."""

    at: int
    lead: int = 0
    between: int = 0
    after: int = 0

    def lines(self, entry: Sequence[str], *, first: bool) -> tuple[str, ...]:
        """Return the lines of one new entry; *first* at this spot or following another one."""
        before = self.lead if first else self.between
        return (*[""] * before, *entry, *[""] * self.after)


def gap_of(listing: PaperList, run: Run, siblings: Iterable[Run]) -> int:
    """Return how many blank lines stand between entries: in *run*, else in most others.

    Paragraphs without an example are kept apart by one, or they would be one paragraph.
    """
    if gaps := _gaps(listing, run):
        return _usual(gaps)
    counts: Counter[int] = Counter()
    for sister in siblings:
        if sister.kind == run.kind:
            counts.update(_gaps(listing, sister))
    return _usual(counts) if counts else int(run.kind == "paragraph")


def _usual(counts: Counter[int]) -> int:
    return min(_MOST_BLANK, counts.most_common(1)[0][0]) if counts else 0


def _gaps(listing: PaperList, run: Run) -> Counter[int]:
    """Count the blank lines above entries; where other lines part them, above the next one."""
    lines = listing.outlines[run.entries[0].file].lines
    counts: Counter[int] = Counter()
    parted: Counter[int] = Counter()
    for entry, other in pairwise(run.entries):
        between = lines[entry.end : other.line - 1]
        blank = next((n for n, line in enumerate(reversed(between)) if line.strip()), None)
        if blank is None:
            counts[len(between)] += 1
        else:
            parted[blank] += 1
    return counts if counts.total() >= parted.total() else parted


def run_spot(listing: PaperList, run: Run, index: int, gap: int) -> Spot:
    """Return the spot before entry *index* of *run*, or after its last one.

    What stands below an entry and is none itself, such as a picture, stays with that entry.
    """
    if index == 0:
        return Spot(run.entries[0].line - 1, after=gap)
    lines = listing.outlines[run.entries[0].file].lines
    above = run.entries[index - 1]
    if index < len(run.entries):
        below = run.entries[index].line - 1
        if any(line.strip() for line in lines[above.end : below]):
            return Spot(below, after=gap)
        return Spot(above.end, lead=gap, between=gap)
    return Spot(_end_of_tail(listing, run), lead=gap, between=gap)


def _end_of_tail(listing: PaperList, run: Run) -> int:
    """Return the last line of *run* with what belongs to its last entry, as to most others."""
    outline = listing.outlines[run.entries[0].file]
    lines, last = outline.lines, run.entries[-1]
    tails = [
        sum(bool(line.strip()) for line in lines[entry.end : other.line - 1])
        for entry, other in pairwise(run.entries)
    ]
    if last.kind == "html-row":
        return _end_of_rows(outline, run)
    if last.kind not in ("item", "paragraph") or 2 * sum(map(bool, tails)) <= len(tails):
        return last.end
    end, height = last.end, max(tails)
    for number in range(last.end, _next_heading(listing, last.end, last.file)):
        if not lines[number].strip():
            continue
        if _ends_what_opened(lines[last.line - 1 : number], lines[number]):
            end = number + 1
            continue
        if not height or _BACK_TO_TOP.search(lines[number]):
            break
        end, height = number + 1, height - 1
    return end


def _ends_what_opened(above: Sequence[str], line: str) -> bool:
    """Whether *line* is the end of an HTML element that opened *above* and has not ended yet."""
    match = _END_TAG.match(line)
    if match is None:
        return False
    texts = "\n".join(above).lower()
    tag = match["tag"].lower()
    opened = len(re.findall(rf"<{tag}\b(?![^<>]*/>)", texts))
    return opened > texts.count(f"</{tag}>")


def _end_of_rows(outline: Outline, run: Run) -> int:
    """Return the last line of *run* with the rows of HTML below that tell more of its last entry.

    As many as usually stand between two entries; of a single entry all that its table has.
    """
    below = [row for row in outline.rows if row.first > run.entries[-1].end]
    counts = Counter(
        sum(entry.end < row.first < other.line for row in outline.rows)
        for entry, other in pairwise(run.entries)
    )
    usual = counts.most_common(1)[0][0] if counts else len(below)
    end = run.entries[-1].end
    for row in below[:usual]:
        if any(_ENDS_TABLE.search(line) for line in outline.lines[end : row.first]):
            break
        end = row.last
    return end


def empty_spot(listing: PaperList, section: Section, siblings: Sequence[Run], kind: str) -> Spot:
    """Return the spot for the first entry of *section*: below its heading and its prose.

    As many blank lines above as first entries have elsewhere; at least one below if text
    follows, for a heading or rule must not join the entry.
    """
    outline = listing.outlines[section.file]
    end = _end_of_prose(outline, section, _next_heading(listing, section.last, section.file))
    prose = end > section.last
    lead = _lead(listing, siblings, kind)
    if prose or section.level >= SUMMARY_LEVEL or kind == "row":
        lead = max(1, lead)
    at = end
    while at < len(outline.lines) and at - end < lead and not outline.lines[at].strip():
        at += 1
    missing = lead - (at - end) if end else 0
    follows = at < len(outline.lines) and bool(outline.lines[at].strip())
    after = 1 if follows else 0
    gap = 0 if kind == "row" else _usual_gap(listing, siblings, kind)
    return Spot(at, lead=missing, between=max(0, gap - after), after=after)


def _usual_gap(listing: PaperList, siblings: Sequence[Run], kind: str) -> int:
    counts: Counter[int] = Counter()
    for sister in siblings:
        if sister.kind == kind:
            counts.update(_gaps(listing, sister))
    return _usual(counts)


def _next_heading(listing: PaperList, line: int, file: str) -> int:
    """Return the last line before the next heading, divider or end of details below *line*."""
    outline = listing.outlines[file]
    ends = (
        next((start - 1 for start in starts if start > line), len(outline.lines))
        for starts in (listing.maps[file].starts, outline.dividers)
    )
    return min(ends)


def _end_of_prose(outline: Outline, section: Section, limit: int) -> int:
    """Return the last line of what introduces *section*: its heading, prose or comment below it."""
    end = section.last
    for block in outline.blocks:
        if section.last < block.first <= limit and block.depth == 0:
            text = outline.lines[block.first - 1]
            if block.kind not in ("paragraph", "quote") or _BACK_TO_TOP.search(text):
                break
            end = min(block.last, limit)
    for number in range(end, limit):
        line = outline.lines[number]
        if line.strip() and not _opens(line):
            break
        end = number + 1 if line.strip() else end
    return end


def _opens(line: str) -> bool:
    """Whether *line* is a comment that does not say that the list is above it."""
    match = _COMMENT.fullmatch(line)
    return match is not None and not _CLOSES.search(match["says"])


def _lead(listing: PaperList, siblings: Sequence[Run], kind: str) -> int:
    """Return how many blank lines usually stand between a heading and its first entry."""
    counts: Counter[int] = Counter()
    for run in siblings:
        if run.kind == kind:
            lines = listing.outlines[run.entries[0].file].lines
            heading = listing.section(run.entries[0].section)
            between = lines[heading.last : run.entries[0].line - 1]
            if heading.level and not any(line.strip() for line in between):
                counts[len(between)] += 1
    return _usual(counts) if counts else 1


# --- Items that are nothing but a date, with the entries of that day below: which one is missing.
#
# A paper whose day, month or year has no item yet gets one of its own, written as the others are.

_LEAST = 3  # items that are dates
_MOST_BARE = 0.8  # of the items beside one another
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
    if len(bare) < max(_LEAST, _MOST_BARE * len(items)) or len(set(map(len, keys))) > 1:
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
