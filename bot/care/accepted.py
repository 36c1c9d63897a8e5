"""Papers that were accepted somewhere: the venue that an entry should name by now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from bot.anatomy import Entry, Venue, day_of, find_links, is_tag, venue_of, write_venue
from bot.care.amendment import Amendment, Kind
from bot.core.plain import shortened
from bot.entries import Known, align, known_fields
from bot.lists import PaperList
from classifier.papers import Paper

# Sites that hold each paper whose DOI they are told, or that is of their own.
_PUBLISHED = re.compile(r"https?://(?:(?:dx\.)?doi|(?:www\.)?aclanthology)\.org/", re.IGNORECASE)
_ACL = "10.18653/v1/"  # the DOI prefix of the ACL Anthology
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")


@dataclass(frozen=True, slots=True)
class FactPlace:
    """A fact of *kind* at *start* to *end* of an entry's text.

    A "venue" has its `form` (as `bot.anatomy` writes venues) and is `named`, or says that
    the paper is a preprint. A "published" address has the `form` that `address_of` writes.
    """

    kind: str
    start: int
    end: int
    form: str = ""
    named: bool = False


@lru_cache(maxsize=8192)
def places(text: str, paper: Paper) -> tuple[FactPlace, ...]:
    """Return the facts of *paper* in the entry *text*, in order, none overlapping."""
    every = sorted(_places(text, paper), key=lambda place: (place.start, -place.end))
    result: list[FactPlace] = []
    for place in every:
        if not result or place.start >= result[-1].end:
            result.append(place)
    return tuple(result)


def _places(text: str, paper: Paper) -> Iterator[FactPlace]:
    aligned = align(text, paper)
    anatomy = aligned.anatomy
    spans = [("title", span) for span in (anatomy.title,) if span]
    spans += [("short", span) for span in (anatomy.short,) if span]
    spans += aligned.more
    unread = [match.span() for match in _TAG.finditer(text)]
    for link in find_links(text):
        ours = paper.id in text[slice(*link.url)]
        spans.append(("url" if ours else "elsewhere", link.url))
        label = text[slice(*link.label)]
        if link.image or (is_tag(label) and not any(char.isdigit() for char in label)):
            unread.append((link.start, link.end) if link.image else link.label)
    bare = text
    for start, end in (*(span for _, span in spans), *unread):
        bare = bare[:start] + "\n" * (end - start) + bare[end:]
    forms = {span: form_of(text[slice(*span)], paper.doi) for kind, span in spans}
    for kind, span in spans:
        form = forms[span] if kind == "elsewhere" else ""
        yield FactPlace("published" if form else kind, *span, form)
    for field in known_fields(bare, paper):
        yield FactPlace(field.kind, field.start, field.end, field.form, field.named)


def form_of(address: str, doi: str) -> str:
    """Return the form of an *address* that its *doi* tells: "https://doi.org/{doi}", else ""."""
    site = _PUBLISHED.match(address)
    for field, value in _told_by(doi).items():
        if site and value and address[site.end() :].casefold().rstrip("/") == value.casefold():
            return f"{site[0]}{{{field}}}"
    return ""


def address_of(form: str, doi: str) -> str:
    """Return the address in *form* of the paper with *doi*; "" where that does not tell it."""
    for field, value in _told_by(doi).items():
        if form.endswith(f"{{{field}}}"):
            return form.removesuffix(f"{{{field}}}") + value if value else ""
    return ""


def _told_by(doi: str) -> dict[str, str]:
    """Return the whole *doi*, and what the ACL Anthology calls its own papers in addresses."""
    at = doi.casefold().find(_ACL)
    return {"doi": doi.strip(), "acl": doi[at + len(_ACL) :].strip() if at >= 0 else ""}


def known_places(entry: Entry, paper: Paper | None) -> tuple[FactPlace, ...]:
    """Return the facts of *paper* in *entry*, () where nothing is known of it."""
    return places(entry.text, paper) if paper is not None and len(entry.arxiv_ids) == 1 else ()


# --- Papers that were accepted since: the venue in the entry's own field, else where the list has
# it.
#
# What the entry calls a preprint becomes the venue, written as the list writes venues. An entry
# without such a field gets one only where entries that are made alike show it, and so it is with
# the link to the published paper, as far as its DOI tells that. Pure.

_HABIT = 2  # entries that have a venue where this one has none
_LATEST, _EARLIEST = 5, 2  # years from arXiv to a venue, and from a venue to arXiv
_HERE = 3  # what an entry of the same section counts, where one elsewhere counts 1
_YEAR_NEAR = 6  # characters between a venue and its year: emphasis, a comma, a cell's border
_NOTHING = re.compile(r"\s*(?:[-\u2013\u2014?/]|N/?A|TBD)?\s*", re.IGNORECASE)
_SAID = 160  # characters of what authors say
_SIGN = "\ue001"
_FINDINGS = re.compile(r"\bfindings\b", re.IGNORECASE)
# How lists write it: "EMNLP 2025 Findings", "EMNLP Findings 2025", "Findings of EMNLP 2025".
_TAIL = re.compile(r"\s\(Findings\)|[\s,-]{1,2}Findings(?=\)?$)", re.IGNORECASE)
_SHORTER = re.compile(r"\bshort(?:er)? version\b", re.IGNORECASE)
_SHOP = " Workshop"
_YEAR = re.compile(r"(?<![\d.])20\d\d(?!\d)")
# A DOI that cannot end a link, nor begin anything: "10.18653/v1/2025.acl-long.12"
_DOI = re.compile(r"10\.\d{4,9}/[\w./:-]{1,80}", re.ASCII)

Gap = tuple[str, str, str]
"""The kinds of two facts that stand side by side, "^" and "$" at the ends; the text between."""

_Put = tuple[int, int, str]
"""Start and end of what gives way in an entry's text, and what comes there."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a list tells venues: how often each form, and each gap that holds one, in a section.

    `links` are the gaps that hold the address of the published paper, each with its form.
    `findings` is how it adds that word, "" where it does not; `shops` says that it tells workshops.
    """

    forms: Mapping[tuple[int, str], int]
    gaps: Mapping[tuple[int, Gap, str], int]
    links: Mapping[tuple[int, Gap, str], int]
    findings: str = ""
    shops: bool = False

    def form(self, section: int) -> str | None:
        """Return how venues are written, in *section* above all; None where none is named."""
        votes: Counter[str] = Counter()
        for (where, form), count in self.forms.items():
            votes[form] += count * (_HERE if where == section else 1)
        return votes.most_common(1)[0][0] if votes else None


def habits_of(listing: PaperList, known: Known) -> Habits:
    """Return how *listing* tells the venues of papers that are *known*."""
    forms: Counter[tuple[int, str]] = Counter()
    gaps: Counter[tuple[int, Gap, str]] = Counter()
    links: Counter[tuple[int, Gap, str]] = Counter()
    tails: Counter[str] = Counter()
    shops = 0
    for entry in listing.entries:
        paper = known.get(entry.arxiv_ids[0]) if len(entry.arxiv_ids) == 1 else None
        places = known_places(entry, paper)
        venues = [place for place in places if place.kind == "venue" and place.named]
        for place in venues[:1]:
            forms[entry.section, place.form] += 1
            gaps[_gap_around(entry, places, place)] += 1
            written = entry.text[place.start : place.end]
            shops += _SHOP in written
            if tail := _TAIL.search(written):
                tails[tail[0]] += 1
        for place in [place for place in places if place.kind == "published"][:1]:
            links[_gap_around(entry, places, place)] += 1
    usual, count = tails.most_common(1)[0] if tails else ("", 0)
    return Habits(forms, gaps, links, usual if count >= _HABIT else "", shops >= _HABIT)


def _gap_around(
    entry: Entry, places: Sequence[FactPlace], venue: FactPlace
) -> tuple[int, Gap, str]:
    at, end = places.index(venue), len(entry.text)
    before = places[at - 1] if at else FactPlace("^", 0, 0)
    after = places[at + 1] if at + 1 < len(places) else FactPlace("$", end, end)
    left = entry.text[before.end : venue.start]
    right = entry.text[venue.end : after.start]
    return entry.section, (before.kind, after.kind, left + _SIGN + right), venue.form


def accepted(entry: Entry, paper: Paper, habits: Habits) -> Amendment | None:
    """Return the venue that *entry* should name by now; None where it does, or nobody can tell."""
    venue = _venue_of(paper)
    if venue is None or (venue.name.endswith(_SHOP) and not habits.shops) or _tells(entry, venue):
        return None
    places = known_places(entry, paper)
    venues = [place for place in places if place.kind == "venue"]
    if any(place.named for place in venues):
        return None
    if venues:
        return _in_place(entry, paper, places, venues[0], venue, habits)
    put = _put_in(entry, places, habits.gaps, lambda form: _written(form, venue, paper, habits))
    return _amendment(entry, put, venue, paper) if put else None


def published(entry: Entry, paper: Paper, habits: Habits) -> Amendment | None:
    """Return the link to the published *paper* that *entry* lacks, where the list has such links.

    Only what the DOI tells is linked.
    """
    doi = paper.doi.strip()
    if not _DOI.fullmatch(doi) or doi.casefold() in entry.text.casefold() or entry.dois:
        return None
    places = known_places(entry, paper)
    put = _put_in(entry, places, habits.links, lambda form: address_of(form, doi))
    if put is None:
        return None
    return _changed(entry, put, kind="published", fact=doi, why=f"it was published as doi {doi}")


def _venue_of(paper: Paper) -> Venue | None:
    """Return the venue of this very paper; its year is one in which it can have taken place.

    Where the venue has none beside it, that is the one year that the comments name.
    """
    venue, day = venue_of(paper), day_of(paper)
    if venue is None or day is None or _SHORTER.search(paper.comments):
        return None
    named_years = {int(year) for year in _YEAR.findall(paper.comments)}
    years = [venue.year] if venue.year and _can_be(venue.year, day.year) else [*named_years]
    year = years[0] if len(years) == 1 and _can_be(years[0], day.year) else None
    return Venue(venue.name, year)


def _can_be(year: int, begun: int) -> bool:
    """Whether a paper first sent in the year *begun* can be at a venue in *year*, or was."""
    return begun - _EARLIEST <= year <= begun + _LATEST


def _tells(entry: Entry, venue: Venue) -> bool:
    name = re.escape(venue.name.removesuffix(_SHOP))
    return re.search(rf"(?<!\w){name}(?![^\W\d_])", entry.text, re.IGNORECASE) is not None


def _written(form: str, venue: Venue, paper: Paper, habits: Habits) -> str:
    """Return *venue* in *form*; "" where that has a year which nobody tells."""
    if form.split("|")[1] != "0" and venue.year is None:
        return ""
    text = write_venue(form, venue, None)
    return text + habits.findings * bool(_FINDINGS.search(paper.comments))


def _in_place(
    entry: Entry,
    paper: Paper,
    places: Sequence[FactPlace],
    preprint: FactPlace,
    venue: Venue,
    habits: Habits,
) -> Amendment | None:
    form = habits.form(entry.section)
    if form is None:
        return None
    start, end = preprint.start, preprint.end
    text = _written(form, venue, paper, habits)
    beside = _date_beside(entry, places, end)
    if beside and beside.form == "{Y}" and venue.year:
        between = entry.text[end : beside.start]
        text, end = f"{venue.name}{between}{venue.year}", beside.end
    elif beside and not entry.text[end : beside.start].strip(" ,"):
        return None  # a month that is the preprint's: what becomes of it, nobody can tell
    return _amendment(entry, (start, end, text), venue, paper) if text else None


def _date_beside(entry: Entry, places: Sequence[FactPlace], end: int) -> FactPlace | None:
    """Return the date that follows the venue which ends at *end*, with no word between."""
    dates = (place for place in places if place.kind == "date" and place.start >= end)
    beside = next(dates, None)
    if beside is None or beside.start - end > _YEAR_NEAR:
        return None
    return None if any(map(str.isalnum, entry.text[end : beside.start])) else beside


def _put_in(
    entry: Entry,
    places: Sequence[FactPlace],
    gaps: Mapping[tuple[int, Gap, str], int],
    write: Callable[[str], str],
) -> _Put | None:
    """Return start, end and text of what entries that are made alike have in one of *gaps*.

    *write* returns what is to be put in, in a form; "" where that cannot be.
    """
    votes: Counter[tuple[int, int, str]] = Counter()
    ends = [FactPlace("^", 0, 0), *places, FactPlace("$", len(entry.text), len(entry.text))]
    for before, after in pairwise(ends):
        gap = entry.text[before.end : after.start]
        for (section, (left, right, model), form), count in gaps.items():
            if (left, right) != (before.kind, after.kind):
                continue
            text = write(form)
            if text and (put := _filled(gap, model, text)):
                start, end, new = put
                key = (before.end + start, before.end + end, new)
                votes[key] += count * (_HERE if section == entry.section else 1)
    best = votes.most_common(1)
    if not best or best[0][1] < _HABIT:
        return None
    return best[0][0]


def _filled(gap: str, model: str, text: str) -> tuple[int, int, str] | None:
    """Return what to put where in *gap* so that it reads as *model* does, with *text* for its sign.

    Only what the model has more is put in; a dash that stands for nothing gives way.
    """
    left, _, right = model.partition(_SIGN)
    if gap.startswith(left) and gap.endswith(right) and len(gap) >= len(left + right):
        middle = gap[len(left) : len(gap) - len(right)]
        if _NOTHING.fullmatch(middle) and middle:
            return len(left), len(gap) - len(right), text
    start = _shared(gap, model)
    end = len(gap) - _shared(gap[start:][::-1], model[start:][::-1])
    more = model[start : len(model) - len(gap) + end]
    if gap[start:end].strip() and _NOTHING.fullmatch(gap[start:end]) and _SIGN in more:
        return start, end, more.replace(_SIGN, text)
    size = len(model) - len(gap)
    ways = [
        (at, more)
        for at in range(len(gap) + 1)
        if size > 0 and _SIGN in (more := model[at : at + size])
        if model == gap[:at] + more + gap[at:]
    ]
    whole = next((way for way in ways if _is_whole(way[1])), None)
    return (whole[0], whole[0], whole[1].replace(_SIGN, text)) if whole else None


def _shared(first: str, other: str) -> int:
    """Return how many characters both begin with."""
    pairs = zip(first, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(other)))


def _is_whole(more: str) -> bool:
    """Whether *more* closes the brackets that it opens, and no others."""
    for opening, closing in ("[]", "()"):
        depths = accumulate((char == opening) - (char == closing) for char in more)
        if min(levels := [0, *depths]) < 0 or levels[-1]:
            return False
    return True


def _amendment(entry: Entry, put: _Put, venue: Venue, paper: Paper) -> Amendment | None:
    fact = f"{venue.name} {venue.year or ''}".strip()
    return _changed(entry, put, kind="venue", fact=fact, why=_why(paper, venue))


def _changed(entry: Entry, put: _Put, *, kind: Kind, fact: str, why: str) -> Amendment | None:
    """Return the amendment of the one line of *entry* in which *put* is to be put."""
    start, end, text = put
    old = entry.text[start:end]
    if "\n" in old or "\n" in text:
        return None
    above = entry.text.rfind("\n", 0, start) + 1
    return Amendment(
        kind=kind,
        entry=entry,
        line=entry.line + entry.text.count("\n", 0, start),
        start=start - above,
        old=old,
        new=text,
        fact=fact,
        why=why,
    )


def _why(paper: Paper, venue: Venue) -> str:
    """Return what tells the venue, as the authors or the publisher have it."""
    for text, name in ((paper.comments, "comments"), (paper.journal_ref, "journal reference")):
        if text and venue_of(replace(paper, comments=text, journal_ref="", doi="")):
            name_at = text.casefold().find(venue.name.removesuffix(_SHOP).casefold())
            at = max(0, name_at)
            start = text.rfind(" ", 0, at - _SAID // 2) + 1 if at > _SAID // 2 else 0
            dots = "… " if start else ""
            return f"arXiv's {name}: “{dots}{shortened(text[start:], _SAID)}”"
    return f"its DOI is {paper.doi}"
