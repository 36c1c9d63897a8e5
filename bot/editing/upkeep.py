"""What follows a new entry: numbers, counts, dates and the table of contents."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from urllib.parse import unquote

from bot.anatomy import MARKER, Entry
from bot.core.month_names import (
    MONTHS,
    SHORT,
    in_case_of,
    month_number,
    month_pattern,
    ordinal_ending,
)
from bot.lists import PaperList, Section, folded
from bot.markdown import Change, Insert, Outline, Upkeep, anchor, list_text, plain_heading
from classifier.papers import SectionId

# --- Tables of contents that list dates: the line for a heading that comes or goes.
#
# Only where each date beside it has a line there that is nothing but a link to its heading.

# `- [2025](#2025)`, and nothing else on the line.
LINE = re.compile(
    r"(?P<open>[ \t]*[-*+][ \t]+\[)(?P<label>[^\[\]]{1,200})\]\(#(?P<slug>[^()\s]{1,200})\)[ \t]*"
)


def find_contents(listing: PaperList, inserts: Sequence[Insert]) -> Iterator[Insert]:
    """Yield the lines that the contents of *listing* get for the headings that *inserts* bring."""
    done: set[tuple[str, str]] = set()
    for insert in inserts:
        if insert.heading and (insert.file, insert.heading[0]) not in done:
            done.add((insert.file, insert.heading[0]))
            yield from _line_for(listing, insert)


def _line_for(listing: PaperList, insert: Insert) -> Iterator[Insert]:
    """Yield the line for the outermost heading of *insert*, if its place among others is clear."""
    outline, title = listing.outlines[insert.file], insert.heading[0]
    around = next((section for section in listing.sections if section.id == insert.section), None)
    parent = around.id if around and around.level else None
    beside = [s for s in listing.sections if (s.file, s.parent) == (insert.file, parent) and s.line]
    if anchor(title) in {anchor(section.path[-1]) for section in listing.sections if section.path}:
        return  # GitHub would number the second one
    above = next((s for s in reversed(beside) if s.line <= insert.at), None)
    below = next((s for s in beside if s.line > insert.at), None)
    upper, lower = (_line_of(outline, beside) if beside else None for beside in (above, below))
    model = lower if lower is not None else upper
    if model is None or (upper is not None and lower is not None and upper > lower):
        return
    at = model if lower is not None else _end_of(outline, model)
    match = LINE.fullmatch(outline.lines[model])
    if match is not None:
        line = f"{match['open']}{list_text(title)}](#{anchor(title)})"
        yield Insert(
            insert.file, at, (line,), insert.arxiv_id, insert.section, line, "contents", (title,)
        )


def _line_of(outline: Outline, section: Section) -> int | None:
    """Return the index of the one line that lists *section*, None for none or several."""
    matches = [
        at
        for at, line in enumerate(outline.lines)
        if "](#" in line and at + 1 not in outline.hidden and _lists(line, section)
    ]
    return matches[0] if len(matches) == 1 else None


def _lists(line: str, section: Section) -> bool:
    """Whether *line* is nothing but a link to *section*, by its own name."""
    match = LINE.fullmatch(line)
    if match is None or unquote(match["slug"]).casefold() != anchor(section.path[-1]):
        return False
    return folded(plain_heading(match["label"])) == folded(section.path[-1])


def _end_of(outline: Outline, at: int) -> int:
    """Return the index below line *at* and the deeper lines that belong to it."""
    indent = len(outline.lines[at]) - len(outline.lines[at].lstrip())
    end = at + 1
    while end < len(outline.lines):
        line = outline.lines[end]
        if not line.strip() or len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    return end


def listed_lines(listing: PaperList, gone: Collection[Section]) -> Iterator[tuple[str, int]]:
    """Yield file and line index of what the contents say of the sections that are *gone*."""
    for section in gone:
        at = _line_of(listing.outlines[section.file], section)
        if at is not None:
            yield section.file, at


# --- Counters such as "Total: 123 papers": found where they count what we count, and carried on.
#
# A number that counts something else, or is only about right ("100+"), is left as it is.

_NUMBER = r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,7})(?![\d.,]*\d|\+|%2B|%)"
_THINGS = r"(?:papers?|entries|articles|publications|论文)"
# "Total: 123 papers", "Number of papers: 123", "# Papers | 123".
_LABELLED = re.compile(
    rf"(?<!\w)(?:total(?:[ _](?:number|count))?(?: of)?(?:[ _]{_THINGS})?|{_THINGS}[ _]count"
    rf"|(?:number|count|total) of {_THINGS}|#[ ]?{_THINGS}|共|总计)[\s:：*_`=|-]{{0,6}}{_NUMBER}",
    re.IGNORECASE,
)
_SPELT_OUT = re.compile(rf"(?<![\w.,/-])[*_`]{{0,3}}{_NUMBER}[*_`]{{0,3}} {_THINGS}", re.IGNORECASE)
# The address of a badge: "badge/papers-123-blue", "badge/123_papers-blue".
_BADGE = re.compile(
    rf"badge/(?:[a-z_]|%20)*(?:papers?|entries|total|count)(?:[a-z_]|%20)*-{_NUMBER}(?=[-_%])"
    rf"|badge/(?:[a-z_]|%20)*-?(?P<m>\d{{1,7}})(?:_|%20){_THINGS}(?=-)",
    re.IGNORECASE,
)
_IN_HEADING = re.compile(
    rf"[(\[（] ?(?P<n>\d{{1,7}})(?: {_THINGS}| ?篇(?:论文)?)? ?[)\]）]", re.IGNORECASE
)
_FRAGMENT = re.compile(r"\[(?P<label>[^\[\]]*)\]\(#(?P<slug>[^()\s]+)\)")
_SLUG_NUMBER = re.compile(rf"(?:(?<=-)|(?=\d+篇))(?P<n>\d+)(?:-{_THINGS}|篇(?:论文)?)?$")
_NEAR = 0.1  # of the papers counted, that a number with a label may be off


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many entries a part of the list has, how many papers, and how many come (or go: -1)."""

    entries: int
    papers: int
    new: int

    def fits(self, number: int, *, about: bool = False) -> bool:
        """Whether *number* is what we count, or (*about*) nearly."""
        if number in (self.entries, self.papers):
            return True
        return about and abs(number - self.papers) <= max(2, _NEAR * self.papers)


def find_counters(
    listing: PaperList, inserts: Sequence[Insert], *, gone: bool = False
) -> Iterator[Change]:
    """Yield the changes that let the counters of *listing* go on by what *inserts* bring.

    They go back where *inserts* are lines of *listing* that will be *gone*.
    """
    counts = _count(listing, inserts, -1 if gone else 1)
    for name, outline in listing.outlines.items():
        taken = {n for e in listing.entries if e.file == name for n in range(e.line, e.end + 1)}
        for heading in listing.sections:
            taken |= set(range(heading.line, heading.last + 1)) if heading.file == name else set()
        section_map = listing.maps[name]
        for at, line in enumerate(outline.lines):
            number = at + 1
            if number in taken or number in outline.hidden or listing.left_alone(name, number):
                continue
            here = counts.get(section_map.sections[section_map.at(number)].id)
            yield from _in_line(name, at, line, [scope for scope in (here, counts[None]) if scope])
    for section in listing.sections:
        if not section.closed and section.line and counts[section.id].new:
            outline = listing.outlines[section.file]
            yield from _in_heading(outline, section, counts[section.id])


def counter_spans(line: str) -> frozenset[tuple[int, int]]:
    """Return where in *line* a counter may stand: in prose, badge, heading, or a link to one."""
    spans = [
        match.span("n" if match["n"] else "m")
        for pattern in (_BADGE, _LABELLED, _SPELT_OUT, _IN_HEADING)
        for match in pattern.finditer(line)
    ]
    for link in _FRAGMENT.finditer(line):
        if slug := _SLUG_NUMBER.search(link["slug"]):
            start = link.start("slug")
            spans.append((slug.start("n") + start, slug.end("n") + start))
    return frozenset(spans)


def _count(
    listing: PaperList, inserts: Iterable[Insert], step: int
) -> dict[SectionId | None, _Counts]:
    """Return the counts of each section, those below it included; None: of the whole list."""
    parents = {section.id: section.parent for section in listing.sections}
    entries: Counter[SectionId | None] = Counter()
    new: Counter[SectionId | None] = Counter()
    papers: dict[SectionId | None, set[str]] = {}
    for entry in listing.entries:
        for scope in _around(entry.section, parents):
            entries[scope] += 1
            papers.setdefault(scope, set()).update(entry.arxiv_ids)
    for insert in inserts:
        for scope in _around(insert.section, parents):
            new[scope] += step
    return {
        scope: _Counts(entries[scope], len(papers.get(scope, ())), new[scope])
        for scope in (None, *parents)
    }


def _around(
    section: SectionId, parents: dict[SectionId, SectionId | None]
) -> Iterator[SectionId | None]:
    yield None
    at: SectionId | None = section
    while at is not None:
        yield at
        at = parents.get(at)


def _in_line(name: str, at: int, line: str, scopes: Sequence[_Counts]) -> Iterator[Change]:
    """Yield the counters in a line of prose; of *scopes*, the nearest that a number fits."""
    done: set[tuple[int, int]] = set()
    for pattern, about in ((_BADGE, True), (_LABELLED, True), (_SPELT_OUT, False)):
        for match in pattern.finditer(line):
            group = "n" if match["n"] else "m"
            old, span = int(match[group].replace(",", "")), match.span(group)
            scope = next((each for each in scopes if each.fits(old)), None)
            if scope is None and about and scopes[-1].fits(old, about=True):
                scope = scopes[-1]
            if scope is not None and scope.new and span not in done:
                done.add(span)
                new = f"{old + scope.new:,}" if "," in match[group] else str(old + scope.new)
                yield Change(name, at, *span, new, "counter")


def _in_heading(outline: Outline, section: Section, counts: _Counts) -> Iterator[Change]:
    """Yield the counter at the end of a heading, and what the table of contents says of it.

    The address of a heading is made of its text: links to it have to change with it.
    """
    last = [
        (at, match)
        for at in range(section.line - 1, section.last)
        for match in _IN_HEADING.finditer(outline.lines[at])
    ][-1:]
    if not last or not counts.fits(int(last[0][1]["n"])):
        return
    at, match = last[0]
    old, new = match["n"], str(int(match["n"]) + counts.new)
    links = list(_links_to(outline, anchor(section.path[-1])))
    changes = [change for link in links for change in _in_link(outline, *link, old, new)]
    if len(changes) == 2 * len(links):
        yield from changes
        yield Change(section.file, at, *match.span("n"), new, "counter")


def _links_to(outline: Outline, slug: str) -> Iterator[tuple[int, re.Match[str]]]:
    for at, line in enumerate(outline.lines):
        if "](#" in line and at + 1 not in outline.hidden:
            for match in _FRAGMENT.finditer(line):
                if unquote(match["slug"]).casefold() == slug:
                    yield at, match


def _in_link(
    outline: Outline, at: int, link: re.Match[str], old: str, new: str
) -> Iterator[Change]:
    """Yield the change of the label and that of the address; fewer where the number is not."""
    name = outline.document.name
    labels = [m for m in _IN_HEADING.finditer(link["label"]) if m["n"] == old]
    slug = _SLUG_NUMBER.search(link["slug"])
    for part, match in (("label", labels[-1] if labels else None), ("slug", slug)):
        if match is not None and match["n"] == old:
            shift = link.start(part)
            yield Change(name, at, match.start("n") + shift, match.end("n") + shift, new, "counter")


# --- Numbered lists and tables that go on: what is below a new entry moves up by one, and back.
#
# It touches no number but those, and none that does not count.

_CELL = re.compile(r"[ \t]*\|[ \t]*(?P<number>\d{1,6})[ \t]*(?=\|)", re.ASCII)
_FIRST_CELL = re.compile(r"[ \t]*\|[ \t]*\d{0,6}[ \t]*(?=\|)", re.ASCII)
_SOME_ROWS = 3  # rows; fewer need not be a count


def renumbered(
    listing: PaperList, inserts: Sequence[Insert]
) -> tuple[tuple[Insert, ...], tuple[Change, ...]]:
    """Return *inserts* with their numbers in sequence, and the changes of the numbers below.

    Only what counted 1, 2, 3 … before is renumbered: the items of a list, or the first column
    of a table.
    """
    changes: list[Change] = []
    numbered: dict[int, Insert] = {}
    for run in _counting_runs(listing):
        joining = [at for at, insert in enumerate(inserts) if _joins(insert, run)]
        if joining:
            changes += _moved(run, [inserts[at].at for at in joining])
            first = _number(run[0].kind, run[0].text)
            for rank, at in enumerate(joining):
                above = sum(entry.line - 1 < inserts[at].at for entry in run)
                numbered[at] = _with_number(inserts[at], first + above + rank, run[0])
    return tuple(numbered.get(at, insert) for at, insert in enumerate(inserts)), tuple(changes)


def lowered(listing: PaperList, gone: Collection[Entry]) -> Iterator[Change]:
    """Yield the changes of the numbers below entries that go, as if these had never been there."""
    places = {(entry.file, entry.line) for entry in gone}
    for run in _counting_runs(listing):
        above = 0
        for entry in run:
            if (entry.file, entry.line) in places:
                above += 1
            elif above:
                yield from _moved_by(entry, -above)


def unnumbered(text: str) -> str:
    """Return the *text* of an entry with 0 for its own number, which moves with its neighbours."""
    return numbered_as(text, "0")


def number_like(listing: PaperList, entry: Entry, model: Insert) -> str:
    """Return the number of *model* for *entry*, "" where that counts nothing or has none.

    That of an item is markup, but the first cell of a row tells something unless it counts.
    """
    if _number(entry.kind, entry.text) < 0 or _number(model.kind, model.text) < 0:
        return ""
    if entry.kind == "row" and not any(entry in run for run in _counting_runs(listing)):
        return ""
    return str(_number(model.kind, model.text))


def numbered_as(text: str, number: str) -> str:
    """Return the *text* of an entry with another *number*; as it is for none."""
    match = _place("row", text) or _place("item", text)
    if match is None or not number:
        return text
    return f"{text[: match.start('number')]}{number}{text[match.end('number') :]}"


def _counting_runs(listing: PaperList) -> Iterator[list[Entry]]:
    groups: dict[tuple[str, int, str], list[Entry]] = {}
    for entry in listing.entries:
        # A bullet among numbers is passed over, but all rows of a table are in its column.
        if entry.kind == "row" or (entry.kind == "item" and _number("item", entry.text) >= 0):
            groups.setdefault((entry.file, entry.container, entry.kind), []).append(entry)
    for (_, _, kind), run in groups.items():
        known = [_number(kind, entry.text) for entry in run]
        # A column that counts begins with 1; years and sizes are numbers too.
        counts = len(run) > 1 if kind == "item" else len(run) >= _SOME_ROWS and known[0] == 1
        if counts and all(b == a + 1 for a, b in pairwise(known)):
            yield run


def _joins(insert: Insert, run: Sequence[Entry]) -> bool:
    """Whether *insert* is one of *run*: of its kind, and between or beside its entries."""
    if insert.file != run[0].file or insert.section != run[0].section:
        return False
    if run[0].kind == "row":
        fits = insert.kind == "row" and _FIRST_CELL.match(insert.text) is not None
    else:
        fits = _number(insert.kind, insert.text) >= 0
    return fits and run[0].line - 1 <= insert.at <= run[-1].end


def _moved(run: Sequence[Entry], places: Sequence[int]) -> Iterator[Change]:
    for entry in run:
        above = bisect_right(places, entry.line - 1)
        if above:
            yield from _moved_by(entry, above)


def _moved_by(entry: Entry, step: int) -> Iterator[Change]:
    if match := _place(entry.kind, entry.text):
        new = str(int(match["number"]) + step)
        yield Change(entry.file, entry.line - 1, *match.span("number"), new, "number")


def _place(kind: str, text: str) -> re.Match[str] | None:
    match = (_CELL if kind == "row" else MARKER).match(text)
    return match if match and match["number"] else None


def _number(kind: str, text: str) -> int:
    match = _place(kind, text)
    return int(match["number"]) if match else -1


def _with_number(insert: Insert, number: int, model: Entry) -> Insert:
    """Return *insert* with *number*, in a cell with the blanks of *model*'s."""
    template, pattern = (model.text, _FIRST_CELL) if insert.kind == "row" else (insert.text, MARKER)
    place, old = _place(insert.kind, template), pattern.match(insert.text)
    if place is None or old is None:
        return insert
    start, end = place.span("number")
    text = f"{template[:start]}{number}{template[end : place.end()]}{insert.text[old.end() :]}"
    lines = tuple(text if line == insert.text else line for line in _joined(insert))
    return replace(
        insert, text=text, lines=tuple(part for line in lines for part in line.split("\n"))
    )


def _joined(insert: Insert) -> Iterator[str]:
    """Yield the lines of *insert*, those of the entry itself as one."""
    item = insert.text.split("\n")
    start = next(
        at for at in range(len(insert.lines)) if list(insert.lines[at:][: len(item)]) == item
    )
    yield from insert.lines[:start]
    yield insert.text
    yield from insert.lines[start + len(item) :]


# --- Stamps such as "Last updated: 2026-11-22": found in a list, and written anew in their own
# form.
#
# A date that could be read in two ways, or has a time beside it, is left as it is.

_NAME = month_pattern()
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<Y>20\d\d)(?P<gap>--|[-./])(?P<m>\d{1,2})(?P=gap)(?P<d>\d{1,2})(?!\d)",
        r"(?P<Y>20\d\d) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日",
        rf"(?P<B>{_NAME})\.? (?P<d>\d{{1,2}})(?P<th>st|nd|rd|th)?,? (?P<Y>20\d\d)(?!\d)",
        rf"(?P<d>\d{{1,2}})(?P<th>st|nd|rd|th)? (?P<B>{_NAME})\.?,? (?P<Y>20\d\d)(?!\d)",
        rf"(?P<B>{_NAME})\.?,? (?P<Y>20\d\d)(?!\d)",
        r"(?P<Y>20\d\d)(?P<gap>--|[-./])(?P<m>\d{1,2})(?![-./]?\d)",
    )
)
# "Last updated on", "Update time:", and the same in Chinese.
_LEAD = re.compile(
    r"(?:(?<!\w)(?:last[\s_-]{0,2}|latest[\s_-])?(?:%20)?(?:updated?|update[\s_]time|modified)"
    r"(?:[\s_](?:on|at|date|time))?|更新(?:时间|日期|于)?)[\s:：*_`(（|>-]{0,6}",
    re.IGNORECASE,
)
_TIME = re.compile(r"[ T,]{1,2}(?:at )?\d{1,2}:\d\d")


def find_stamps(listing: PaperList, today: date) -> Iterator[Change]:
    """Yield the changes that bring the stamps of *listing* to *today*, never back.

    A file whose stamps disagree keeps a diary rather than a stamp, and is left alone.
    """
    for name, outline in listing.outlines.items():
        taken = {n for e in listing.entries if e.file == name for n in range(e.line, e.end + 1)}
        stamps = [
            (at, match, day)
            for at, line in enumerate(outline.lines)
            for match, day in stamps_in(line)
            if at + 1 not in taken
            and at + 1 not in outline.hidden
            and not listing.left_alone(name, at + 1)
        ]
        if len({day for _, _, day in stamps}) == 1 and stamps[0][2] < today:
            for at, match, _ in stamps:
                yield Change(
                    name, at, match.start(), match.end(), written_as(match, today), "stamp"
                )


def stamps_in(line: str) -> Iterator[tuple[re.Match[str], date]]:
    """Yield the stamps in *line*: the match of the date, and its day (the 1st without one)."""
    for lead in _LEAD.finditer(line):
        for form in _FORMS:
            match = form.match(line, lead.end())
            if match is None:
                continue
            if _TIME.match(line, match.end()) is None and (day := _day(match)):
                yield match, day
            break


def written_as(match: re.Match[str], day: date) -> str:
    """Return *day* in the form of the date in *match*."""
    parts = match.groupdict()
    padded = not any(len(parts.get(key) or "00") == 1 for key in "md")
    values = {"Y": f"{day.year}"}
    for key, number in (("m", day.month), ("d", day.day)):
        values[key] = f"{number:02}" if padded and "B" not in parts else f"{number}"
    if parts.get("d", "").startswith("0"):
        values["d"] = f"{day.day:02}"
    values["B"] = _month_like(parts.get("B") or "", day.month)
    values["th"] = ordinal_ending(day.day)
    text, shift = match[0], match.start()
    spans = sorted((match.span(key), key) for key, value in parts.items() if value)
    for (start, end), key in reversed(spans):
        if key in values:
            text = text[: start - shift] + values[key] + text[end - shift :]
    return text


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = month_number(name) if (name := parts.get("B")) else int(parts["m"])
    try:
        return date(int(parts["Y"]), month, int(parts.get("d") or 1))
    except ValueError:
        return None


def _month_like(old: str, month: int) -> str:
    """Return the name of *month*, as long and as large as *old*; "May" is taken for whole."""
    name = MONTHS[month - 1]
    return in_case_of(old, name if old.capitalize() in MONTHS else name[:SHORT])


# --- What follows from an edit: counters, stamps and numbers, as the config allows it.


def follow_up(
    listing: PaperList, inserts: Sequence[Insert], upkeep: Upkeep
) -> tuple[tuple[Insert, ...], tuple[Change, ...]]:
    """Return *inserts*, renumbered if asked for, and the changes that they bring with them."""
    changes: list[Change] = []
    new = tuple(inserts)
    if not new:
        return new, ()
    if upkeep.renumber:
        new, numbers = renumbered(listing, new)
        changes += numbers
    if upkeep.counters:
        changes += find_counters(listing, new)
    if upkeep.stamp is not None:
        changes += find_stamps(listing, upkeep.stamp)
    return new, tuple(sorted(set(changes)))
