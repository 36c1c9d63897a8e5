"""The guard's look at what an entry claims of its paper: years, months, the venue.

It knows only what arXiv says of the paper; a claim that contradicts it is another paper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import unquote

from bot.anatomy import MARKER, arxiv_ids, day_of, find_fields, shown_date, venue_of, venue_phrases
from bot.lists import Entry
from classifier.papers import Paper

_URL = re.compile(r"https?://[^\s<>\"')\]|`]+", re.IGNORECASE)
# The words of a badge: `img.shields.io/badge/arXiv-25.09-red` says "arXiv-25.09-red".
_BADGE = re.compile(
    r"https?://(?:img\.shields\.io|badgen\.net)/badge/([^\s<>\"')\]|?]+)", re.IGNORECASE
)
_ID = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?", re.ASCII)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%]|[.,]\d)", re.ASCII)
_SHORT_YEAR = re.compile(r"(?<=['’‘])\d\d(?!\d|s\b)", re.ASCII)
# The month of a badge, "25.09" or "2509"; elsewhere four digits may be anything.
_BADGE_MONTH = re.compile(r"(?<!\d)(\d\d)[./]?(0[1-9]|1[0-2])(?!\d)", re.ASCII)
_HABIT = 0.8
"""The part of the entries around that must show the year of submission for it to be the habit."""
_LEAST = 3
"""Entries that make a habit."""


def says_of(paper: Paper) -> str:
    """Return all words that arXiv has of *paper*."""
    parts = (paper.title, paper.abstract, paper.comments, paper.journal_ref, paper.doi)
    return "\n".join([*parts, *paper.authors])


def told_wrongly(text: str, paper: Paper, around: Sequence[Entry] = ()) -> str | None:
    """Return which year, month or venue in *text* contradicts *paper*; None for none.

    Where those *around* show the year of submission beside venues, so may the new entry.
    """
    shown = _shown(text)
    paper_text = says_of(paper)
    if wrong := next(iter(_months(shown, text) - _own_months(paper, paper_text)), None):
        return f"shows {wrong[:4]}-{wrong[4:]}, which is no month of the paper"
    if wrong := next(iter(sorted(_years(shown) - _own_years(paper, paper_text))), None):
        return f"shows {wrong}, which is no year of the paper"
    return _wrong_venue(shown, paper, paper_text) or _other_year(shown, paper, around)


def _shown(text: str) -> str:
    """Return what a reader sees of *text*, more or less: no marker, addresses and ids."""
    badges = (unquote(words).replace("_", " ") for words in _BADGE.findall(text))
    marker = MARKER.match(text)
    bare = _URL.sub(" ", text[marker.end() :] if marker else text)
    return _ID.sub(" ", "\n".join([bare, *badges]))


def _dates_of(paper: Paper) -> Iterator[date]:
    yield from filter(None, [day_of(paper)])
    month = paper.id.rpartition("/")[2][:4]
    if "/" not in paper.id:
        yield date(2000 + int(month[:2]), int(month[2:]), 1)
    for moment in (paper.updated, paper.announced):
        if moment is not None:
            yield moment.date()


def _own_years(paper: Paper, paper_text: str) -> set[str]:
    venue = venue_of(paper)
    years = {str(day.year) for day in _dates_of(paper)} | _years(_URL.sub(" ", paper_text))
    years |= {_whole(phrase.year) for phrase in venue_phrases(paper_text) if phrase.year}
    return years | ({str(venue.year)} if venue and venue.year else set())


def _years(text: str) -> set[str]:
    return {*_YEAR.findall(text), *map(_whole, _SHORT_YEAR.findall(text))} | {
        _whole(phrase.year) for phrase in venue_phrases(text) if phrase.year
    }


def _whole(year: str) -> str:
    return f"20{year}" if len(year) == len("24") else year


def _own_months(paper: Paper, paper_text: str) -> set[str]:
    return {f"{day:%Y%m}" for day in _dates_of(paper)} | _told_months(paper_text)


def _months(shown: str, text: str) -> set[str]:
    months = {shown_date(piece)[:6] for piece in _dates_in(shown)}
    for badge in _BADGE.findall(text):
        bare = "" if arxiv_ids(f"arXiv:{badge}") else _ID.sub(" ", unquote(badge))
        months |= {f"20{year}{month}" for year, month in _BADGE_MONTH.findall(bare)}
    return {month for month in months if month}


def _told_months(text: str) -> set[str]:
    return {month for piece in _dates_in(text) if (month := shown_date(piece)[:6])}


def _dates_in(text: str) -> Iterator[str]:
    """Yield the dates in *text*, each with the signs around it, which may tell what it is."""
    for field in find_fields(text):
        if field.kind == "date":
            yield text[max(0, field.start - 1) : field.end + 1]


def _wrong_venue(shown: str, paper: Paper, paper_text: str) -> str | None:
    """A venue that is named as such must be one that the paper itself names."""
    venue = venue_of(paper)
    own_venues = {_plain(phrase.name) for phrase in venue_phrases(paper_text)}
    own_venues |= {_plain(venue.name.removesuffix(" Workshop"))} if venue else set()
    for phrase in venue_phrases(shown):
        # "log", "tip" and "nas" are words; as venues they are written in capitals.
        if phrase.name != phrase.name.lower() and _plain(phrase.name) not in own_venues:
            return f"names {phrase.name}, where the paper says nothing of it"
    return None


def _plain(name: str) -> str:
    return (
        name.casefold().replace("nips", "neurips")
        if name.casefold() == "nips"
        else (name.casefold())
    )


def _other_year(shown: str, paper: Paper, around: Iterable[Entry]) -> str | None:
    """A year beside the paper's venue is that of the meeting, unless lists show another habit."""
    venue = venue_of(paper)
    if venue is None or venue.year is None:
        return None
    name = _plain(venue.name.removesuffix(" Workshop"))
    phrases = [phrase for phrase in venue_phrases(shown) if _plain(phrase.name) == name]
    glued = {_whole(phrase.year) for phrase in phrases if phrase.year}
    bare = _bare_years(shown)
    shows = glued or bare
    if not phrases or not shows or str(venue.year) in shows | (bare if not glued else set()):
        return None
    if not glued and _shows_submission(around):
        return None
    return f"shows {min(shows)} beside {venue.name}, which was in {venue.year}"


def _bare_years(shown: str) -> set[str]:
    """Return the years in *shown* that are no part of a date with a month."""
    for piece in sorted(_dates_in(shown), key=len, reverse=True):
        if shown_date(piece):
            shown = shown.replace(piece[1:-1], " ")
    return set(_YEAR.findall(shown))


def _shows_submission(around: Iterable[Entry]) -> bool:
    """Whether the entries *around* show the year of their ids, venue or not."""
    known = [
        f"20{entry.arxiv_ids[0][:2]}" in years
        for entry in around
        if len(entry.arxiv_ids) == 1
        and "/" not in entry.arxiv_ids[0]
        and (years := _bare_years(_shown(entry.text)))
        and venue_phrases(_shown(entry.text))
    ]
    return len(known) >= _LEAST and sum(known) >= _HABIT * len(known)
