"""Sections parted by dates or subjects: which of them takes a paper, and whose papers they hold.

Headings are read and sections chosen; one for a date that is missing is never made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from types import MappingProxyType

from bot.anatomy import day_of, shown_date, words
from bot.lists.calendar_headings import Span, span_of
from bot.lists.nouns import Entry, Section
from bot.lists.reading import PaperList
from bot.lists.section_prose import are_remarks, is_prose
from bot.markdown import SUMMARY_LEVEL
from classifier.papers import ArxivId, Paper, SectionId

_SHARED = 0.5  # of the words of all bags that count in each, so that a small one proves little
_LARGER = 0.5  # of the logarithm of a bag's size: what has more papers gets more
_ABSTRACT = 0.2  # of the weight of a word of the title
_LABEL = 3  # how often each word of a label counts
_LOOKED_AT = 40  # entries of a day
_SOME = 3  # papers of a subject
_MOST = 0.6  # of the sections below another one; the rest may be called by topics

Known = Mapping[ArxivId, Paper]
_NOTHING: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Missing:
    """Sections *beside* one another that are called by dates, none by the one that holds *day*."""

    beside: tuple[tuple[Section, Span], ...]
    day: date


def shelf_of(
    listing: PaperList, section_id: SectionId, paper: Paper, known: Known = _NOTHING
) -> SectionId:
    """Return the section inside *section_id* that takes *paper*: most often itself.

    One without entries whose sections are dates hands on to that of the paper's month or year,
    else to the nearest; one that only wraps all it has in a fold hands on to that, and one that
    is parted by subjects to that of the paper's words; the abstracts of listed papers that are
    *known* tell more of these. Raises `KeyError` for a section that the list hasn't.
    """
    *_, (section, _) = _inwards(listing, listing.section(section_id), paper, known)
    return section.id


def missing_of(
    listing: PaperList, section_id: SectionId, paper: Paper, today: date | None
) -> Missing | None:
    """Return the dates inside *section_id* among which that of *paper* is missing, None if none is.

    The date is the paper's own; *today* where papers stand under the day when they were listed.
    """
    for _, dated in _inwards(listing, listing.section(section_id), paper):
        listed = _is_daily(dated) and not _are_own_days(listing, dated)
        day = today if listed else _known_day(paper, daily=_is_daily(dated))
        if dated and day and all(span.distance(day) for _, span in dated):
            return Missing(tuple(dated), day)
    return None


def dates_inside(listing: PaperList, section: Section) -> list[tuple[Section, Span]]:
    """Return the sections right below *section* that are dates, if nearly all are."""
    inner = _only_inside(listing, section)
    dated = _dated(listing, inner)
    return dated if len(dated) >= _MOST * len(inner) else []


def heading_lines(listing: PaperList, section: Section) -> str:
    """Return the lines of the heading of *section* as they stand."""
    return "\n".join(listing.outlines[section.file].lines[section.line - 1 : section.last])


def _inwards(
    listing: PaperList, section: Section, paper: Paper, known: Known = _NOTHING
) -> Iterator[tuple[Section, list[tuple[Section, Span]]]]:
    """Yield *section* and those inside that *paper* is handed on to, with the dates of each."""
    named = section
    while inner := _only_inside(listing, section):
        if dated := dates_inside(listing, section):
            yield section, dated
            section = _of_its_date(listing, dated, paper)
        elif len(inner) == 1 and _is_wrapper(listing, inner[0]):
            section = inner[0]
        elif len(filled := _filled(listing, inner)) > int(section is named):
            section = _of_its_words(listing, filled, paper, known)
        else:
            break
    yield section, []


def _filled(listing: PaperList, sections: Sequence[Section]) -> Mapping[SectionId, Sequence[Entry]]:
    """Return those of *sections* that hold some papers, each with the entries in and below it."""
    owners = {section.id: section.id for section in sections}
    entries: dict[SectionId, list[Entry]] = {}
    for section in listing.sections:  # the outer ones first
        if section.parent in owners:
            owners.setdefault(section.id, owners[section.parent])
        if section.id in owners:
            entries.setdefault(owners[section.id], []).extend(listing.entries_of(section.id))
    return {
        key: below
        for key, below in entries.items()
        if sum(bool(entry.arxiv_ids) for entry in below) >= _SOME
    }


def _of_its_words(
    listing: PaperList, filled: Mapping[SectionId, Sequence[Entry]], paper: Paper, known: Known
) -> Section:
    """Return that of the *filled* sections whose heading and papers are most like *paper*."""
    bags = [bag_of(listing.section(key).path[-1], below, known) for key, below in filled.items()]
    scores = likelihoods(paper, bags)
    return listing.section([*filled][scores.index(max(scores))])


def likely_homes(listing: PaperList, paper: Paper, known: Known = _NOTHING) -> list[Section]:
    """Return the subjects that hold papers, those whose words *paper* is most likely made of first.

    Of listed papers the metadata is *known* as far as it is at hand.
    """
    outer = subjects(listing)
    entries: dict[SectionId, list[Entry]] = {}
    for inner in listing.sections:
        papers = [entry for entry in listing.entries_of(inner.id) if entry.arxiv_ids]
        if papers and _is_open(inner):
            entries.setdefault(outer.get(inner.id, inner.id), []).extend(papers)
    several = {key: papers for key, papers in entries.items() if len(papers) > 1}
    homes = [listing.section(key) for key in several or entries]
    bags = [bag_of(" ".join(home.path[-1:]), entries[home.id], known) for home in homes]
    scores = dict(zip((home.id for home in homes), likelihoods(paper, bags), strict=True))
    return sorted(homes, key=lambda home: scores[home.id], reverse=True)


def home_of(listing: PaperList, section_id: SectionId, paper: Paper) -> SectionId:
    """Return the section for *paper* where its subject, not its date, told *section_id*.

    Sections beside one another that are called by dates are of one subject; where the paper's own
    date is not among them, that is the section around them. Raises `KeyError` for a section
    that the list hasn't.
    """
    section = listing.section(section_id)
    while span := _span(listing, section):
        around = listing.section(section.parent) if section.parent is not None else None
        if around is not None and _span(listing, around):
            section = around
            continue
        beside = [peer for peer in listing.sections if _place(peer) == _place(section)]
        dated = _dated(listing, [peer for peer in beside if _is_open(peer)]) or [(section, span)]
        section = _of_its_date(listing, dated, paper)
        day = _known_day(paper, daily=_is_daily(dated)) or date.max
        if around is not None and all(other.distance(day) for _, other in dated):
            return around.id if dates_inside(listing, around) else section.id
        break
    return shelf_of(listing, section.id, paper)


def subjects(listing: PaperList) -> Mapping[SectionId, SectionId]:
    """Return for each section that is but a date of another one the section it is a part of."""
    result: dict[SectionId, SectionId] = {}
    inner: dict[SectionId, list[Section]] = {}
    for section in listing.sections:
        if section.parent is not None and _is_open(section):
            inner.setdefault(section.parent, []).append(section)
    for section in listing.sections:  # the outer ones first
        below = inner.get(section.id, ())
        dated = [] if _has_entries(listing, section) else _dated(listing, below)
        if _is_open(section) and dated and len(dated) >= _MOST * len(below):
            result |= {member.id: result.get(section.id, section.id) for member, _ in dated}
    return result


def outlived(listing: PaperList, section_id: SectionId, paper: Paper) -> str:
    """Return the date that *section_id* is called by, if *paper* is newer; "" where it is not.

    The date may be that of a section around it or of the file. An older paper may well have been
    listed, or published, later. Raises `KeyError` for a section that the list hasn't.
    """
    day, around = day_of(paper) or date.min, listing.section(section_id)
    while not ((span := _span(listing, around)) and span.last < day):
        if around.parent is None:
            stem = around.file.rpartition("/")[2].rpartition(".")[0]
            shown = shown_date(stem)
            return stem if shown and f"{day:%Y%m%d}"[: len(shown)] > shown else ""
        around = listing.section(around.parent)
    return around.path[-1]


def _only_inside(listing: PaperList, section: Section) -> list[Section]:
    """Return the sections right below *section* that take papers, if it has no entries itself."""
    if _has_entries(listing, section):
        return []
    return [inner for inner in listing.sections if inner.parent == section.id and _is_open(inner)]


def _has_entries(listing: PaperList, section: Section) -> bool:
    entries: Sequence[Entry] = listing.entries_of(section.id)
    return bool(entries) and not (is_prose(entries) or are_remarks(entries))


def _is_open(section: Section) -> bool:
    return not (section.closed or section.contents or section.about)


def _is_wrapper(listing: PaperList, section: Section) -> bool:
    return section.level == SUMMARY_LEVEL and bool(listing.entries_of(section.id))


def _place(section: Section) -> tuple[str, SectionId | None]:
    return section.file, section.parent


def _span(listing: PaperList, section: Section) -> Span | None:
    if not section.path:
        return None
    return span_of(heading_lines(listing, section), year_around(listing, section))


def year_around(listing: PaperList, section: Section) -> int | None:
    """Return the year that the heading around *section* stands for, None for no year."""
    around = listing.section(section.parent) if section.parent is not None else None
    span = span_of(heading_lines(listing, around)) if around else None
    return span.first.year if span and span.unit == "year" else None


def _dated(listing: PaperList, sections: Sequence[Section]) -> list[tuple[Section, Span]]:
    return [(section, span) for section in sections if (span := _span(listing, section))]


def _is_daily(dated: Sequence[tuple[Section, Span]]) -> bool:
    return any(span.unit in ("day", "week") for _, span in dated)


def _are_own_days(listing: PaperList, dated: Sequence[tuple[Section, Span]]) -> bool:
    """Whether papers stand under their own days, as far as the months of their ids tell.

    Else the day of a heading is the one when they were listed.
    """
    alike = [
        f"{span.first:%y%m}" == arxiv_id[:4]
        for section, span in dated
        for entry in listing.entries_of(section.id)[:_LOOKED_AT]
        for arxiv_id in entry.arxiv_ids[:1]
    ]
    return bool(alike) and sum(alike) >= _MOST * len(alike)


def _known_day(paper: Paper, *, daily: bool) -> date | None:
    """Return the day of *paper*; of one known by its id alone no day, but the month."""
    return None if daily and paper.submitted is None else day_of(paper)


def _of_its_date(
    listing: PaperList, dated: Sequence[tuple[Section, Span]], paper: Paper
) -> Section:
    """Return the section of the date when *paper* appeared, else the nearest one.

    Where papers stand under the day when they were listed, a new one is of the newest day.
    """
    day = _known_day(paper, daily=_is_daily(dated)) or date.max
    if _is_daily(dated):
        exact = [section for section, span in dated if not span.distance(day)]
        if exact and _are_own_days(listing, dated):
            return exact[0]
        return max(dated, key=lambda pair: pair[1].first)[0]

    def nearness(pair: tuple[Section, Span]) -> tuple[int, timedelta, int]:
        span = pair[1]
        return span.distance(day), span.last - span.first, -span.last.toordinal()

    return min(dated, key=nearness)[0]


def bag_of(label: str, entries: Iterable[Entry], known: Known = _NOTHING) -> Counter[str]:
    """Return the words of *entries*, each once an entry, and those of their label.

    These are of their titles, and of the abstracts of those whose metadata is *known*.
    """
    counts: Counter[str] = Counter()
    for entry in entries:
        papers = (known[name] for name in entry.arxiv_ids[:1] if name in known)
        texts = [entry.title, *(paper.abstract for paper in papers)]
        counts.update({word for text in texts for word in words(text)})
    for word in set(words(label)):
        counts[word] += _LABEL
    return counts


def likelihoods(paper: Paper, bags: Sequence[Counter[str]]) -> list[float]:
    """Return how likely *paper* is under the words of each of the *bags*, as logarithms.

    The likelihoods are smoothed with the words of all bags (Dirichlet prior; Zhai and
    Lafferty, 2004, section 3). A word of the title says more than one of the abstract.
    """
    total = sum(bags, Counter[str]())
    shared = _SHARED * total.total()
    weights = dict.fromkeys(words(paper.abstract), _ABSTRACT) | dict.fromkeys(words(paper.title), 1)
    known = {word: weight for word, weight in weights.items() if total[word]}

    def likelihood(bag: Counter[str]) -> float:
        size = bag.total()
        said = (
            weight * log((bag[word] + _SHARED * total[word]) / (size + shared))
            for word, weight in known.items()
        )
        return _LARGER * log(size + 1) + sum(said)

    return [likelihood(bag) for bag in bags]
