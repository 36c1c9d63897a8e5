"""Templates of the config tried on the list itself, with imagined papers, before one is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.editing.guards.guard import fault
from bot.editing.layout import Without, lay_out
from bot.entries import LineTemplate, parse_template, write_template
from bot.lists import Entry, Manners, PaperList, Section
from bot.markdown import Insert, apply_inserts
from classifier.papers import Paper, SectionId, parse_arxiv_id

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
    papers = list(_imagined(listing))
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
    template = _template(listing, manners, insert)
    paper = next(paper for paper in papers if paper.id == insert.arxiv_id)
    return template is not None and write_template(template, paper) in insert.text


def _template(listing: PaperList, manners: Manners, insert: Insert) -> LineTemplate | None:
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


def _imagined(listing: PaperList) -> Iterator[Paper]:
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
