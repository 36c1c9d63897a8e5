"""Where the lines of new papers go, and what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain, islice

from bot.anatomy import MARKER, Entry, arxiv_ids, day_of, find_links, split_title
from bot.editing.content_guard import told_wrongly
from bot.entries import (
    HTML_KINDS,
    Example,
    Known,
    LineTemplate,
    are_loose_rows,
    example_of,
    fold_text,
    head_of,
    html_row_writer,
    parse_template,
    row_writer,
    style,
    titled_text,
    write_template,
)
from bot.lists import (
    NOTHING_SAID,
    Beside,
    Manners,
    Missing,
    PaperList,
    Place,
    PlaceName,
    Section,
    count_beside,
    heading_number,
    heading_step,
    is_prose,
    item_number,
    missing_of,
    shelf_of,
    uncounted,
)
from bot.markdown import Insert, definitions_of, html_text, inlined, list_text, open_ends
from bot.placing import (
    Habit,
    NewHeading,
    Orders,
    Run,
    Spot,
    dated_inserts,
    dated_items,
    empty_spot,
    gap_of,
    main_run,
    new_heading,
    outwards,
    position,
    run_for,
    run_spot,
    runs,
)
from classifier.papers import ArxivId, Paper, SectionId


def usual_marker(entries: Sequence[Entry]) -> re.Match[str]:
    """Return a marker made as those of most *entries*, at least one, are: the nearest such one.

    The spaces behind it are those of the nearest two, if these have the same: they drift.
    """
    matches = [match for entry in entries if (match := MARKER.match(entry.text))]
    made = [(match["indent"], match["close"] or match["mark"]) for match in matches]
    most = Counter(made).most_common(1)[0][0]
    alike = [match for match, make in zip(matches, made, strict=True) if make == most]
    gaps = [match["gap"] for match in alike]
    drifted = gaps[:1] == gaps[1:2]
    gap = gaps[0] if drifted else Counter(gaps).most_common(1)[0][0]
    return alike[gaps.index(gap)]


def inside(text: str, width: int) -> str:
    """Return *text* with the lines after a blank one indented enough to stay in their item."""
    lines = text.split("\n")
    for number, line in enumerate(lines[2:], 2):
        bare = line.lstrip(" ")
        if line[:1] == " " and bare and not lines[number - 1].strip():
            lines[number] = " " * max(width, len(line) - len(bare)) + bare
    return "\n".join(lines)


def ending(entries: Sequence[Entry]) -> str:
    """Return the hard break that most of *entries* end with, "" for none."""
    ends = Counter("  " if entry.text.endswith("  ") else "" for entry in entries)
    return ends.most_common(1)[0][0] if ends else ""


# --- A row, or the heading of an entry, that the guard refused, made plain: its title and its
# link.
#
# The row keeps its cells' places; what was said in the others is left to a person.

# What parts the cells of a row: a pipe that is not escaped; in HTML, a tag of a cell.
_PIPE = re.compile(r"((?<!\\)\|)")
_INSIDE = re.compile(r"(<t[dh]\b[^<>]*>\s*)(.*?)(\s*</t[dh]\s*>)", re.IGNORECASE | re.DOTALL)
# What may be a neighbour's: anchors and pictures.
_MORE = re.compile(r"\b(?:id|name|src)\s*=|!\[", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6} ")


def plain_row(row: str, paper: Paper) -> str:
    """Return the Markdown *row* of *paper* with its title and link alone in their cells."""
    parts = _PIPE.split(row)
    cells = [n for n in range(0, len(parts), 2) if parts[n].strip() or 0 < n < len(parts) - 1]
    emptied = _emptied([parts[n].strip() for n in cells], paper, html=False)
    link = style.plain_entry(paper).replace("|", "\\|")
    for n, cell in zip(cells, _linked(emptied, paper, link), strict=True):
        parts[n] = f" {cell} " if cell else " "
    return "".join(parts).rstrip() if row == row.rstrip() else "".join(parts)


def plain_html_row(row: str, paper: Paper) -> str:
    """Return the HTML *row* of *paper* with its title and link alone in their cells.

    An item of a list is its linked title alone.
    """
    spans = list(_INSIDE.finditer(row))
    emptied = _emptied([span[2] for span in spans], paper, html=True)
    link = f'<a href="https://arxiv.org/abs/{paper.id}">{html_text(paper.title)}</a>'
    if item := _ITEM.match(row):
        return f"{item[0]}{link}</li>"
    for span, cell in reversed([*zip(spans, _linked(emptied, paper, link), strict=True)]):
        row = row[: span.start(2)] + cell + row[span.end(2) :]
    return row


def plain_heading_entry(text: str, paper: Paper) -> str:
    """Return the entry of *paper* below a heading as that heading alone, with a link."""
    marks = _HEADING.match(text)
    return (marks[0] if marks else "### ") + style.plain_entry(paper)


def _emptied(cells: list[str], paper: Paper, *, html: bool) -> list[str]:
    """Return *cells*, those emptied that say more than the title, or a link to the paper."""
    escape: Callable[[str], str] = html_text if html else list_text
    titles = {escape(part) for part in (paper.title, *split_title(paper.title)) if part}
    return [cell if _is_sound(cell, paper, titles, html=html) else "" for cell in cells]


def _is_sound(cell: str, paper: Paper, titles: set[str], *, html: bool) -> bool:
    ids = arxiv_ids(cell)
    shows = _leads_to(cell, paper) or any(title in cell.replace("\\|", "|") for title in titles)
    return (
        shows
        and set(ids) <= {paper.id}
        and not open_ends(cell, html=html)
        and told_wrongly(cell, paper) is None
        and not _MORE.search(cell)
    )


def _leads_to(cell: str, paper: Paper) -> bool:
    """Whether *cell* holds a link to *paper*; an address in square brackets is none."""
    links = (link for link in find_links(cell) if link.start != link.url[0] or "[" not in cell)
    return any(paper.id in cell[slice(*link.url)] for link in links)


def _linked(cells: list[str], paper: Paper, link: str) -> list[str]:
    """Return *cells* with *link* in the longest one, else the first, where none leads there."""
    if not cells or any(_leads_to(cell, paper) for cell in cells):
        return cells
    at = max(range(len(cells)), key=lambda n: len(cells[n]))
    return [link if n == at else cell for n, cell in enumerate(cells)]


# --- From papers and sections to lines at places: marker, number, blank lines, rows of tables.

_FRAMED = ("row", *HTML_KINDS, "titled", "fold")
"""Kinds that cannot be written without an example."""
_BIBTEX = re.compile(r"\s*@[A-Za-z]+\s*\{")
_NEAR = 12  # entries that show how one is made
_AROUND = 36  # entries looked at for those
_SOME = 3  # entries that link to arXiv
_FAR = 60  # entries of other sections, with papers first
_WIDE = 600  # entries of other sections looked at


@dataclass(frozen=True, slots=True)
class Unplaceable:
    """A paper for which there is no place in its section, and why."""

    arxiv_id: ArxivId
    why: str


@dataclass(frozen=True, slots=True)
class Without:
    """Papers that come without the list's *style*, and those without a new *heading*."""

    style: Set[ArxivId] = frozenset()
    heading: Set[ArxivId] = frozenset()


def lay_out(
    listing: PaperList,
    additions: Sequence[tuple[Paper, SectionId]],
    *,
    without: Without,
    known: Known,
    today: date | None = None,
    manners: Manners = NOTHING_SAID,
) -> tuple[tuple[Insert, ...], list[Unplaceable]]:
    """Return the inserts for *additions*; some come *without* style or new headings.

    Of listed papers the metadata is *known* as far as it is at hand.

    Lists that keep papers under the day when they were listed need to know *today*.
    """
    allowed = [
        (paper, section_id)
        for paper, section_id in additions
        if paper.id not in without.heading
        and manners.new_headings(listing, listing.section(section_id))
    ]
    inserts: list[Insert] = []
    unplaceable: list[Unplaceable] = []
    lists = _Lists(listing, known)
    for heading, papers in _new_headings(listing, allowed, today):
        settings = _Settings.of(manners, listing, heading.near)
        groups = lists.runs.get(heading.near.id, [])
        frame = _Frame(lists, heading.near, without.style, groups, settings, heading)
        inserts += _Layout(frame, None).inserts(papers)
    placed = {insert.arxiv_id for insert in inserts}
    by_section: dict[SectionId, list[Paper]] = {}
    for paper, section_id in additions:
        if paper.id not in placed:
            shelf = shelf_of(listing, section_id, paper, known)
            by_section.setdefault(shelf, []).append(paper)
    for section_id, papers in by_section.items():
        section = listing.section(section_id)
        entries, groups = lists.models.get(section_id, []), lists.runs.get(section_id, [])
        if entries and is_prose(entries) and _usual_kind(lists.sisters(section)) != "paragraph":
            entries, groups = [], []
        if entries and main_run(groups) is None and (what := _others(lists, section, entries)):
            why = f"the entries of {section.file}, line {section.line} are {what}; add it by hand"
            unplaceable += [Unplaceable(paper.id, why) for paper in papers]
            continue
        settings = _Settings.of(manners, listing, section)
        frame = _Frame(lists, section, without.style, groups, settings)
        inserts += _joining(frame, papers, today)
    order = {name: index for index, name in enumerate(listing.documents)}
    return tuple(sorted(inserts, key=lambda insert: (order[insert.file], insert.at))), unplaceable


def _new_headings(
    listing: PaperList, additions: Sequence[tuple[Paper, SectionId]], today: date | None
) -> Iterator[tuple[NewHeading, Sequence[Paper]]]:
    """Yield the headings that are missing for some of *additions*, in order, each with its papers.

    Of several new years with months of their own one is made, for they would share its heading.
    """
    groups: dict[NewHeading, list[tuple[Missing, Paper]]] = {}
    for paper, section_id in additions:
        missing = missing_of(listing, section_id, paper, today)
        heading = new_heading(listing, missing, 0) if missing else None
        if missing and heading and _is_joined(listing, heading):
            groups.setdefault(heading, []).append((missing, paper))
    outer: set[tuple[int, str]] = set()
    for heading in sorted(groups, key=lambda h: h.day, reverse=any(h.falls for h in groups)):
        papers = [paper for _, paper in groups[heading]]
        counted = new_heading(listing, groups[heading][0][0], len(papers))
        if counted and (heading.at, heading.titles[0]) not in outer:
            outer.add((heading.at, heading.titles[0]))
            yield counted, papers


def _is_joined(listing: PaperList, heading: NewHeading) -> bool:
    """Whether entries like those near a new *heading* can be written below it."""
    near = [entry for entry in listing.entries_of(heading.near.id) if _is_model(entry)]
    run = main_run(runs(near))
    return run is not None and run.kind in ("item", "row", "paragraph")


def rewritten(listing: PaperList, entry: Entry, paper: Paper, known: Known) -> str:
    """Return the text of *entry*, which is about *paper*, as it would be if it came only now."""
    section = listing.section(entry.section)
    lists = _Lists(listing, known)
    groups = runs([other for other in lists.models[section.id] if other != entry])
    alike = [run for run in groups if run.kind == entry.kind]
    run = next((run for run in alike if run.entries[0].container == entry.container), None)
    run = run or next(iter(alike), None)
    frame = _Frame(lists, section, frozenset(), groups)
    index = sum(e.line < entry.line for e in run.entries) if run else 0
    return _Layout(frame, run).text(paper, Place(index))


@dataclass(frozen=True, slots=True)
class Writer:
    """What writes new entries of one section, each at its place, into nothing."""

    layout: _Layout

    @staticmethod
    def of(listing: PaperList, section: Section, known: Known) -> Writer | None:
        """Return the writer of *section*; None where no entry can be written by a template."""
        lists = _Lists(listing, known)
        groups = lists.runs.get(section.id, [])
        run = main_run(groups)
        if run is None or run.kind in ("titled", *HTML_KINDS):
            return None
        return Writer(_Layout(_Frame(lists, section, frozenset(), groups), run))

    def saying(self, template: LineTemplate) -> Writer:
        """Return the writer that writes as *template* says."""
        frame = replace(self.layout.frame, settings=_Settings(template=template))
        return Writer(_Layout(frame, self.layout.run))

    def text(self, paper: Paper, already: int = 0) -> str:
        """Return the entry of *paper*, where *already* others come before it."""
        return self.layout.placed(paper, already)

    def bare(self, paper: Paper) -> str:
        """Return the entry of *paper* as a template says it: without marker, break at its end."""
        text = self.text(paper)
        marker = None if self.layout.kind == "row" else MARKER.match(text)
        return (text[marker.end() :] if marker else text).strip()


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the config says of new entries in a section: None where it says nothing."""

    place: PlaceName | None = None
    template: LineTemplate | None = None

    @staticmethod
    def of(manners: Manners, listing: PaperList, section: Section) -> _Settings:
        """Return what *manners* say of *section*."""
        text = manners.template(listing, section)
        template = None if text is None else parse_template(text)
        return _Settings(manners.place(listing, section), template)


class _Lists:
    """What all sections hold that a new entry may be made like, worked out once for many papers.

    `models` are the entries by section, and `orders` by what their lists are kept.
    """

    def __init__(self, listing: PaperList, known: Known) -> None:
        self.listing = listing
        self.known = known
        self.orders = Orders()
        self.models: dict[SectionId, list[Entry]] = {}
        for entry in listing.entries:
            if _is_model(entry):
                self.models.setdefault(entry.section, []).append(entry)

    @cached_property
    def runs(self) -> dict[SectionId, list[Run]]:
        """The lists of each section that has entries."""
        return {key: runs(entries) for key, entries in self.models.items()}

    @cached_property
    def mains(self) -> dict[SectionId, Run]:
        """The list of each section that a new paper joins, of those that have one."""
        mains = {key: main_run(groups) for key, groups in self.runs.items()}
        return {key: run for key, run in mains.items() if run}

    def sisters(self, section: Section, *, and_own: bool = False) -> list[Run]:
        """Return the lists of the other sections: same parent first, then by distance."""

        def distance(section_id: SectionId) -> tuple[bool, bool, int]:
            sister = self.listing.section(section_id)
            cousin = (sister.parent, sister.file) != (section.parent, section.file)
            return sister.file != section.file, cousin, abs(section_id - section.id)

        near = sorted(self.mains, key=distance)
        return [self.mains[key] for key in near if and_own or key != section.id]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A section among all *lists* with its own *runs*, and the papers in the plain style.

    `settings` is what the config says of new entries. Below a new *heading* they are written as in
    the section, which stands near it.
    """

    lists: _Lists
    section: Section
    plain: Set[ArxivId]
    runs: Sequence[Run]
    settings: _Settings = _Settings()
    heading: NewHeading | None = None


def _joining(frame: _Frame, papers: Sequence[Paper], today: date | None) -> Iterator[Insert]:
    """Yield the inserts of *papers* into the lists of a section, or under dates of their own."""
    listing, known = frame.lists.listing, frame.lists.known
    outline = listing.outlines[frame.section.file]
    dated = dated_items(frame.runs, outline, today)
    new = [paper for paper in papers if dated and dated.lacks(paper)]
    by_run: dict[Run | None, list[Paper]] = {}
    for paper in papers:
        if paper not in new:
            run = run_for(paper, frame.runs, outline, known)
            by_run.setdefault(run, []).append(paper)
    for run, joining in by_run.items():
        yield from _Layout(frame, run).inserts(joining)
    if dated and new:
        yield from dated_inserts(
            listing, dated, new, lambda p, r: _Layout(frame, r).text(p, Place(0))
        )


def _is_model(entry: Entry) -> bool:
    """Whether a new entry may stand by *entry* and be made like it; BibTeX is for programs."""
    return not (entry.ignored or _BIBTEX.match(entry.text))


def _others(lists: _Lists, section: Section, entries: Sequence[Entry]) -> str:
    """Return what the entries of a section are that no paper can join; "" if one goes above."""
    if any(map(_is_framed_html, entries)):
        return "HTML"
    return "no papers" if _usual_kind(lists.sisters(section)) == "row" else ""


def _is_framed_html(entry: Entry) -> bool:
    """Whether *entry* stands in a table or list of HTML, and not on lines of its own."""
    return entry.kind in HTML_KINDS or (entry.kind == "html" and "<li" in entry.text.lower())


class _Layout:
    """What is known of one section while its papers are laid out."""

    def __init__(self, frame: _Frame, run: Run | None) -> None:
        self.frame = frame
        self.listing = listing = frame.lists.listing
        self.section = frame.section
        self.plain = frame.plain
        self.known = frame.lists.known
        self.definitions: dict[str, dict[str, str]] = {}
        self.settings = frame.settings
        self.heading = frame.heading
        self.model = run or (main_run(frame.runs) if frame.heading else None)
        self.run = run
        self.kin = _kin(run, frame.runs) if run else ()
        self.sisters = frame.lists.sisters(frame.section, and_own=frame.heading is not None)
        self.gap = gap_of(listing, self.model, self.sisters) if self.model else 0
        family = _family(listing, frame.section, self.sisters)
        self.kind = run.kind if run else _usual_kind(family or self.sisters)
        others = (e for run in self.sisters if run.kind == self.kind for e in run.entries)
        self.far = sorted(islice(others, _WIDE), key=lambda entry: not entry.arxiv_ids)[:_FAR]
        self.models = [e for alike in family if alike.kind == self.kind for e in alike.entries]

    def inserts(self, papers: Sequence[Paper]) -> list[Insert]:
        """Return the inserts of *papers*, those at one place in the order of the section."""
        habit = self._habit()
        if habit.name == "alphabetical":
            ordered = sorted(papers, key=lambda paper: paper.title.casefold())
        else:
            ordered = sorted(papers, key=_age, reverse=habit.falls)
        result: list[Insert] = []
        counts: Counter[int] = Counter()
        spots: dict[int, Spot] = {}
        places = [position(self.run, habit, paper) if self.run else 0 for paper in ordered]
        coming = Counter(places)
        for paper, index in zip(ordered, places, strict=True):
            spot = spots[index] = spots.get(index) or self._spot(index)
            coming[index] -= 1
            text = self._text(paper, Place(index, counts[index], coming[index]))
            head = self._head(index) if not counts[index] else ()
            lines = spot.lines([*head, *text.split("\n")], first=not counts[index])
            counts[index] += 1
            if self.kind == "row" and counts[index] < len(papers) and not self.run:
                lines = lines[: len(lines) - spot.after]  # a blank line would end the table
            section = self.heading.section if self.heading else self.section.id
            titles = self.heading.titles if self.heading else ()
            file = self.section.file
            result.append(Insert(file, spot.at, lines, paper.id, section, text, self.kind, titles))
        return self._below(self.heading, result) if self.heading else result

    @staticmethod
    def _below(heading: NewHeading, inserts: list[Insert]) -> list[Insert]:
        """Return *inserts* with the lines of the *heading* above the first, and the gap below."""
        lines = (*[""] * heading.above, *heading.lines, *inserts[0].lines)
        inserts[0] = replace(inserts[0], lines=lines)
        lines = (*inserts[-1].lines, *[""] * heading.after)
        inserts[-1] = replace(inserts[-1], lines=lines)
        return inserts

    def text(self, paper: Paper, place: Place) -> str:
        """Return the text of *paper*'s entry at its *place* in the list."""
        return self._text(paper, place)

    def placed(self, paper: Paper, already: int) -> str:
        """Return the entry of *paper* at its own place, where *already* others come first."""
        index = position(self.run, self._habit(), paper) if self.run else 0
        return self._text(paper, Place(index, already))

    def _habit(self) -> Habit:
        """Return by what the list is kept; headings that count grow where the count goes on."""
        if self.settings.place:
            return self.frame.lists.orders.habit_said(self.settings.place, self.run)
        if not self.model:
            return Habit("bottom")
        if self.kind == "titled" and (step := heading_step(self.model.entries)):
            return Habit("bottom" if step > 0 else "top")
        return self.frame.lists.orders.habit_of(self.model, self.sisters)

    def _head(self, index: int) -> Sequence[str]:
        """Return the lines that a first row needs above it, those of the nearest table."""
        if self.kind != "row" or self._near(index):
            return ()
        return head_of(self.listing, self.far[0])

    def _spot(self, index: int) -> Spot:
        if self.heading:
            return Spot(self.heading.at, between=self.gap)
        if self.run:
            return run_spot(self.listing, self.run, index, self.gap)
        return empty_spot(self.listing, self.section, self.sisters, self.kind)

    def _text(self, paper: Paper, place: Place) -> str:
        near = self._near(place.index)
        entries = self.run.entries if self.run else ()
        plain = paper.id in self.plain
        template = self.settings.template
        if template and not plain and self._takes(template, near):
            written = write_template(template, paper)
            return written if template.is_row else self._item(written, near or self.far, place)
        if self.kind == "row" or are_loose_rows(near):
            beside = Beside.of(entries, place)
            row = row_writer(self.listing, near, self.far, known=self.known, beside=beside)(paper)
            return plain_row(row, paper) if plain else row
        if self.kind in HTML_KINDS:
            beside = Beside.of(entries, place)
            write = html_row_writer(self.listing, near, entries[0], known=self.known, beside=beside)
            row = write(paper)
            return plain_html_row(row, paper) if plain else row
        if self.kind == "fold":
            folds = [] if plain else self._examples(near or self.far)
            return fold_text(paper, folds)
        if self.kind == "titled":
            text = titled_text(paper, near, self.far, number=heading_number(entries, place))
            return plain_heading_entry(text, paper) if plain else text
        others = [entry for entry in self._beyond(place.index) if entry not in near]
        siblings = [*_papers([*others, *self.far])][:_FAR]
        near = near or [*_papers(self.models)][:_NEAR]
        count = count_beside(entries, place)
        pool = style.make_pool(
            style.bodies(self._examples([uncounted(e, count) for e in near or siblings[:_NEAR]])),
            style.bodies(self._examples([uncounted(e, count) for e in siblings])),
        )
        text = style.plain_entry(paper) if plain else count.onto(style.write(paper, pool))
        return self._item(text, near or self.far, place)

    def _takes(self, template: LineTemplate, near: Sequence[Entry]) -> bool:
        """Whether *template* is for entries of this kind, rows or items."""
        if self.kind == "row" or are_loose_rows(near):
            return template.is_row
        return self.kind not in _FRAMED and not template.is_row

    def _item(self, text: str, near: Sequence[Entry], place: Place) -> str:
        """Return *text* behind its marker, and with the break that those *near* end with."""
        marker = self._marker(near, place)
        return marker + inside(text, len(marker.expandtabs(4))) + ending(near)

    def _examples(self, entries: Iterable[Entry]) -> list[Example]:
        return [example_of(self._inlined(entry), self.known) for entry in entries]

    def _inlined(self, entry: Entry) -> Entry:
        """Return *entry* with its reference links as others are: a new label could be taken."""
        if "][" not in entry.text:
            return entry
        if entry.file not in self.definitions:
            self.definitions[entry.file] = definitions_of(self.listing.outlines[entry.file])
        return replace(entry, text=inlined(entry.text, self.definitions[entry.file]))

    def _near(self, index: int) -> list[Entry]:
        """Return the entries of one paper each around the new one's place, nearest first.

        Only those that link to arXiv, if there are some: they show how a preprint is written.
        """
        entries = self.run.entries if self.run else ()
        every = chain(outwards(entries, index), self.kin)
        around = [*islice((entry for entry in every if len(entry.arxiv_ids) <= 1), _AROUND)]
        if not around and self.kind in _FRAMED:
            around = [*islice(outwards(entries, index), _AROUND)]
        linked = [entry for entry in around if entry.arxiv_ids]
        return (linked if len(linked) >= _SOME else around)[:_NEAR]

    def _beyond(self, index: int) -> Iterable[Entry]:
        """Return the entries around *index* that link to arXiv, from the nearest on."""
        around = outwards(self.run.entries, index) if self.run else ()
        return islice((entry for entry in around if len(entry.arxiv_ids) == 1), _FAR)

    def _marker(self, near: Sequence[Entry], place: Place) -> str:
        if not near:
            return "- "
        match = usual_marker(self._marked_alike(near, place.index))
        if not match["mark"]:
            return match[0]
        indent, gap = match["indent"] if self.run else "", match["gap"] or " "
        mark = match["mark"]
        if match["number"]:
            entries = self.run.entries if self.run else ()
            mark = f"{item_number(entries, place)}{match['close']}"
        return f"{indent}{mark}{gap}{'[ ] ' if match['task'] else ''}"

    def _marked_alike(self, near: Sequence[Entry], index: int) -> Sequence[Entry]:
        """Return those of *near* with the bullet of the entry right above, else below."""
        if not self.run or self.kind != "item":
            return near
        beside = MARKER.match(self.run.entries[max(0, index - 1)].text)
        if beside is None or beside["number"]:
            return near
        alike = [e for e in near if (m := MARKER.match(e.text)) and m["mark"] == beside["mark"]]
        return alike or near


def _family(listing: PaperList, section: Section, siblings: Sequence[Run]) -> list[Run]:
    """Return those of *siblings* that have the parent of *section*, if they show some papers."""
    family = [
        run
        for run in siblings
        if run.entries[0].file == section.file
        and listing.section(run.entries[0].section).parent == section.parent
    ]
    papers = sum(bool(entry.arxiv_ids) for run in family for entry in run.entries)
    return family if papers >= _SOME else []


def _papers(entries: Iterable[Entry]) -> Iterable[Entry]:
    return (entry for entry in entries if len(entry.arxiv_ids) <= 1 and not entry.ignored)


def _kin(run: Run, all_runs: Iterable[Run]) -> Sequence[Entry]:
    """Return the items of the section's other lists of the same depth, those near *run* first."""
    first = run.entries[0]
    alike = [
        other
        for other in all_runs
        if other is not run
        and other.kind == run.kind == "item"
        and other.entries[0].depth == first.depth
    ]
    others = (entry for other in alike for entry in other.entries)
    return sorted(others, key=lambda entry: abs(entry.line - first.line))


def _age(paper: Paper) -> tuple[str, str]:
    day = day_of(paper)
    return (day.isoformat() if day else "", paper.id)


def _usual_kind(siblings: Sequence[Run]) -> str:
    counts: Counter[str] = Counter()
    for run in siblings:
        if run.kind in HTML_KINDS:
            continue  # a row needs a table around it, which the section lacks
        counts[run.kind] += sum(bool(entry.arxiv_ids) for entry in run.entries) + 1
    return counts.most_common(1)[0][0] if counts else "item"
