"""The list as its own test: entries and templates tried on what stands there already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from bot.anatomy import MARKER, Entry, body_of, constants_of, find_links, served_form
from bot.editing.guard import fault
from bot.editing.layout import Without, Writer, lay_out, rewritten
from bot.editing.left_open import StyleShare
from bot.entries import (
    PLACEHOLDERS,
    Example,
    Known,
    LineTemplate,
    TemplateError,
    example_of,
    masked,
    parse_template,
    split_row,
    style,
    told_apart,
    write_template,
)
from bot.lists import Manners, PaperList, Section
from bot.markdown import Insert, apply_inserts
from classifier.papers import Paper, SectionId, parse_arxiv_id

# --- The list as its own test: entries left out one by one, and written again from the rest.
#
# How many come out as they stand says how far a new line can be trusted. Writes nothing.

_NEWEST = 6  # entries of a section that are tried: what the list does lately
_MOST = 60  # entries of a list that are tried: some seconds of CPU
_AROUND = 40  # entries that show what is usual in a section
_USUAL = 0.3  # share of the entries
_BLANKS = re.compile(r"[ \t\u00a0]+(?!\n)|[ \t]{3,}(?=\n)")


def self_test(
    listing: PaperList, known: Known, among: Iterable[SectionId] | None = None
) -> Iterator[StyleShare]:
    """Yield what came of the sections *among*, by default of all, that have entries to try.

    Of the papers the metadata is *known*; the newest are tried first.
    """
    wanted = None if among is None else frozenset(among)
    tried: dict[SectionId, list[Entry]] = {}
    for entry in sorted(_testable(listing, known), key=lambda e: e.arxiv_ids[0], reverse=True):
        chosen = tried.setdefault(entry.section, [])
        total = sum(map(len, tried.values()))
        if (wanted is None or entry.section in wanted) and len(chosen) < _NEWEST and total < _MOST:
            chosen.append(entry)
    for section, entries in sorted(tried.items()):
        if entries:
            verdicts = [written_again(listing, entry, known).verdict for entry in entries]
            yield StyleShare(
                file=entries[0].file,
                path=listing.section(section).path,
                tried=len(entries),
                exact=verdicts.count("exact"),
                but_for_unknown=verdicts.count("known"),
                model=entries[0].line,
            )


def _testable(listing: PaperList, known: Known) -> Iterator[Entry]:
    """Yield the entries whose papers are known and that may teach."""
    for entry in listing.entries:
        if len(entry.arxiv_ids) == 1 and entry.arxiv_ids[0] in known and not entry.ignored:
            yield entry


@dataclass(frozen=True, slots=True)
class WrittenAgain:
    """An entry as *text* that the rest of its list teaches, and how like it that is.

    "exact" is byte for byte, "known" but for what the metadata of its paper does not tell.
    """

    text: str
    verdict: Literal["exact", "known", "other"]


def written_again(listing: PaperList, entry: Entry, known: Known) -> WrittenAgain:
    """Return *entry*, whose paper is *known*, as the bot writes it without having seen it."""
    paper = known[entry.arxiv_ids[0]]
    text = rewritten(listing, entry, paper, known)
    if body_of(entry.text) == body_of(text):
        return WrittenAgain(text, "exact")
    near = [other for other in listing.entries_of(entry.section) if other != entry][:_AROUND]
    alike = _are_alike(entry.text, text, paper, near, known)
    return WrittenAgain(text, "known" if alike else "other")


def _are_alike(old: str, new: str, paper: Paper, near: Sequence[Entry], known: Known) -> bool:
    """Whether two entries of *paper* are made alike, as far as its metadata can tell.

    Words that most of those *near* have are the list's own. An address may be any that a third
    of them have.
    """
    examples = [example_of(entry, known).changed(body_of) for entry in near]
    constants = constants_of([masked(example) for example in examples])
    usual = Counter(form for entry in near for form in _addresses(entry.text))
    strange = _addresses(new) - _addresses(old)
    if any(usual[form] < _USUAL * len(near) for form in strange) or _marker(old) != _marker(new):
        return False
    if not (old.lstrip().startswith("|") and "\n" not in old):
        return _known_part(old, paper, constants) == _known_part(new, paper, constants)
    rows = [
        [_known_part(cell, paper, constants) for cell in split_row(text)] for text in (old, new)
    ]
    return len(rows[0]) == len(rows[1]) and all(
        told in ("", *PLACEHOLDERS) or told == written for told, written in zip(*rows, strict=True)
    )


def _known_part(text: str, paper: Paper, constants: frozenset[str]) -> str:
    """Return what of an entry or cell its *paper* tells, whatever its blanks and capitals."""
    known = style.only_known(Example(body_of(text), paper), constants)
    return _BLANKS.sub(" ", known).strip().casefold()


def _addresses(text: str) -> set[str]:
    """Return the forms of the addresses in *text* that lead to a paper."""
    links = [link for link in find_links(text) if not link.image]
    forms = {served_form(text[slice(*link.url)]).replace("//www.", "//") for link in links}
    return forms - {""}


def _marker(text: str) -> str:
    """Return the marker and indent of an entry, whatever its number is."""
    match = MARKER.match(text)
    return re.sub(r"\d+", "1", match[0]) if match else ""


# --- What a list teaches of its entries, said in the language of the config, section by section.
#
# Imagined papers of which every word is known are written as the list would; what changes when one
# fact is missing is told apart. A template is shown only where it writes the same lines.

_REAL = 4  # listed papers of a section on which a template is tried
_NUMBER = 99_990  # numbers of a month's ids that nobody has, near the highest


_NO_SINGLE = "no single template writes what the bot would write here"
_WORDLESS = {
    "html-row": "rows of HTML",
    "html-item": "items of an HTML list",
    "titled": "headings",
    "fold": "folds",
}
"""The kinds of entries that no template can write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntTemplate:
    """How new entries of a section are made; `template` is "" where none says it, and `why`."""

    file: str
    path: tuple[str, ...]
    template: str
    why: str = _NO_SINGLE

    def as_json(self) -> dict[str, object]:
        """Return it as one object for `--json`."""
        why: dict[str, object] = {} if self.template else {"why": self.why}
        return {"section": list(self.path), "file": self.file, "template": self.template} | why


def learnt_templates(
    listing: PaperList, known: Known, among: Iterable[SectionId] | None = None
) -> Iterator[LearntTemplate]:
    """Yield what was learnt of the sections *among*, by default of all, that have entries."""
    wanted = None if among is None else frozenset(among)
    for section in listing.sections:
        entries = [entry for entry in listing.entries_of(section.id) if not entry.ignored]
        if not entries or section.closed or (wanted is not None and section.id not in wanted):
            continue
        ids = [entry.arxiv_ids[0] for entry in entries if len(entry.arxiv_ids) == 1]
        real = [known[id_] for id_ in sorted(ids, reverse=True) if id_ in known][:_REAL]
        template = _template(listing, section, known, real)
        kind = Counter(entry.kind for entry in entries).most_common(1)[0][0]
        words = _WORDLESS.get(kind)
        why = f"its entries are {words}, which no template can write" if words else _NO_SINGLE
        yield LearntTemplate(file=section.file, path=section.path, template=template, why=why)


def _template(listing: PaperList, section: Section, known: Known, real: Sequence[Paper]) -> str:
    """Return the template that writes all entries of *section* as they would be; "" for none."""
    writer = Writer.of(listing, section, known)
    if writer is None:
        return ""
    rich, *others = _imagined(listing)
    named, nameless = others[:2]
    poorer = {
        "venue": replace(rich, comments=""),
        "code": replace(rich, abstract=_ABSTRACT + _PROJECT),
        "project": replace(rich, abstract=_ABSTRACT + _CODE),
        "name" if _NAME in writer.text(named) else "short": nameless,
    }
    written = {field: (paper, writer.bare(paper)) for field, paper in poorer.items()}
    text = told_apart((rich, writer.bare(rich)), written)
    if text is None:
        return ""
    try:
        template = parse_template(text)
    except TemplateError:
        return ""
    saying = writer.saying(template)
    tried = [rich, *others, *(paper for paper, _ in written.values()), *real]
    same = all(writer.text(paper) == saying.text(paper) for paper in tried)
    counted = writer.text(rich, already=1) != saying.text(rich, already=1)
    return text if same and not counted else ""


_NAME = "ZephyrLamp"
_ABSTRACT = "We light small lamps in the evening. They are quiet."
_CODE = " Our code is available at https://github.com/quiet-lamps/evening-light."
_PROJECT = " The project page is https://quiet-lamps.github.io/evenings/."


def _imagined(listing: PaperList) -> Iterator[Paper]:
    """Yield papers of the year of the newest one: one of which all is known, and poorer ones.

    The second has its name in the abstract alone, the third has none.
    """
    modern = [paper for entry in listing.entries for paper in entry.arxiv_ids if "." in paper]
    year = 2000 + int(max(modern, default="2401.00001")[:2])
    numbers = iter(range(_NUMBER, 0, -1))

    def paper(title: str, abstract: str, comments: str, month: int, people: int) -> Paper:
        number = next(numbers)
        names = ("Ada Byron", "Grace Hopper", "Emmy Noether", "Mary Anning", "Lise Meitner")
        return Paper(
            id=parse_arxiv_id(f"{year % 100:02}{month:02}.{number:05}"),
            title=title,
            abstract=abstract,
            authors=names[:people],
            categories=("cs.CL",),
            comments=comments,
            submitted=datetime(year, month, month + 2, tzinfo=UTC),
            version=2,
        )

    title, venue = "Quiet Evenings with Small Lamps", f"Accepted at ICLR {year + 1}"
    yield paper(f"{_NAME}: {title}", _ABSTRACT + _CODE + _PROJECT, venue, 3, 5)
    named = f" We propose {_NAME}, a lamp. {_NAME} is small."
    yield paper(title, _ABSTRACT + named, "", 11, 3)
    yield paper(title, _ABSTRACT, venue, 5, 2)
    yield paper(f"{_NAME}: {title}", _ABSTRACT, "", 10, 1)


# --- Templates of the config tried on the list itself, with imagined papers, before one is used.

_FITS = 3  # sections that a template has to fit: each costs a look at the whole list
_TRIED = 30  # sections that are looked at for those
_HIGHEST = 99_999  # the last number of a month's ids, https://info.arxiv.org/help/arxiv_identifier


def misfit(listing: PaperList, manners: Manners, section: SectionId | None) -> str:
    """Return why the template that is said of *section* does not fit there; "" if it does.

    None stands for the whole list. It is tried in the largest of the sections that it holds for,
    with a paper of which all is known and one of which only the least is.
    """
    strange = ""
    fits = 0
    papers = list(_rich_and_poor(listing))
    for place in _places(listing, manners, section)[:_TRIED]:
        at = f"{place.file}, line {place.line}"
        inserts = _laid_out(listing, manners, papers, place)
        if not inserts:
            continue
        if not all(_is_said(listing, manners, insert, papers) for insert in inserts):
            strange = strange or f"the entries at {at} are {_kind(inserts[0])}"
        elif why := _refused(listing, manners, papers, place):
            return f"in the section at {at} {why}"
        else:
            fits += 1
        if fits == _FITS:
            break
    return "" if fits else strange


def _kind(insert: Insert) -> str:
    if insert.kind == "row":
        return "rows of a table; begin the template with '|' and give each column its cell"
    if insert.kind in ("item", "paragraph"):
        return "no rows of a table; begin the template without '|'"
    return "of a kind that no template can write; leave it out there"


def _places(listing: PaperList, manners: Manners, only: SectionId | None) -> list[Section]:
    """Return the sections that the template holds for (*only* of one), the largest first."""
    sizes = Counter(entry.section for entry in listing.entries if _is_example(entry))
    template = manners.general if only is None else manners.sections[only]
    below = [
        section
        for section in listing.sections
        if manners.template(listing, section) == template.template
        and not (section.closed or section.about or section.contents)
        and (only is None or section.id == only or _is_inside(listing, section, only))
    ]
    full = sorted((inner for inner in below if sizes[inner.id]), key=lambda inner: -sizes[inner.id])
    return full or [inner for inner in below if inner.id == only]


def _is_example(entry: Entry) -> bool:
    return len(entry.arxiv_ids) == 1 and not entry.ignored


def _is_inside(listing: PaperList, section: Section, outer: SectionId) -> bool:
    parent = section.parent
    while parent is not None and parent != outer:
        parent = listing.section(parent).parent
    return parent == outer


def _laid_out(
    listing: PaperList,
    manners: Manners,
    papers: Sequence[Paper],
    place: Section,
    *,
    plain: bool = False,
) -> Sequence[Insert]:
    ids = {paper.id for paper in papers}
    without = Without(ids if plain else frozenset(), ids)
    additions = [(paper, place.id) for paper in papers]
    inserts, _ = lay_out(listing, additions, without=without, known={}, manners=manners)
    return inserts


def _is_said(listing: PaperList, manners: Manners, insert: Insert, papers: Sequence[Paper]) -> bool:
    """Whether *insert* is written by the template of its section."""
    template = _said_there(listing, manners, insert)
    paper = next(paper for paper in papers if paper.id == insert.arxiv_id)
    return template is not None and write_template(template, paper) in insert.text


def _said_there(listing: PaperList, manners: Manners, insert: Insert) -> LineTemplate | None:
    text = manners.template(listing, listing.section(insert.section))
    return parse_template(text) if text else None


def _refused(listing: PaperList, manners: Manners, papers: Sequence[Paper], place: Section) -> str:
    """Return why the guard refuses *papers* as the template writes them, and takes them plain."""
    by_id = {paper.id: paper for paper in papers}

    def why(*, plain: bool) -> str:
        inserts = _laid_out(listing, manners, papers, place, plain=plain)
        after = apply_inserts(listing.documents, inserts)
        problem = fault(listing, inserts, after, papers=by_id)
        message = problem.why if problem else ""
        for arxiv_id in by_id:
            message = message.replace(arxiv_id, "a new entry")
        return message

    return "" if why(plain=True) else why(plain=False)


def _rich_and_poor(listing: PaperList) -> Iterator[Paper]:
    """Yield two papers that the list lacks, of the month of its newest: a rich and a poor one."""
    modern = [paper for entry in listing.entries for paper in entry.arxiv_ids if "." in paper]
    month = max(modern, default="2401.00001").partition(".")[0]
    numbers = (n for n in range(_HIGHEST, 0, -1) if f"{month}.{n:05}" not in modern)
    day = datetime(2000 + int(month[:2]), int(month[2:]), 14, tzinfo=UTC)
    yield Paper(
        id=parse_arxiv_id(f"{month}.{next(numbers):05}"),
        title="LampLight: Quiet Evenings with Small Lamps",
        abstract="We light lamps. Our code is available at https://github.com/lamplight/lamplight.",
        authors=("Ada Byron", "Grace Hopper"),
        categories=("cs.CL",),
        comments=f"Accepted at ICLR {day.year}",
        submitted=day,
    )
    yield Paper(
        id=parse_arxiv_id(f"{month}.{next(numbers):05}"),
        title="Moonlight without Clouds",
        abstract="We look at the moon.",
        authors=("Emmy Noether",),
        categories=("cs.CL",),
        submitted=day,
    )
