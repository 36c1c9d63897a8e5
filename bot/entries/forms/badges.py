"""Addresses and badges that show a paper's id, date or venue: read off one, made for another.

A badge that shows what is not known of a paper is no badge for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.anatomy import Venue, venue_phrases

_BADGE = re.compile(r"\s*(?:!\[[^\[\]]*\]\([^()\s]*\)|<img\b[^<>]*>)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=\]\()[^()\s]*|(?<=[\"'=])[^\s\"'<>]*[/.][^\s\"'<>]*")
# A badge is made on demand, by another host; a photograph was made for one paper.
_MAKER = re.compile(r"https?://(?!.*\.(?:png|jpe?g|gif|webp)(?:$|[?#]))", re.IGNORECASE)
# In an address of shields.io two dashes stand for one.
_DATE = re.compile(r"(?<![\d.])(?:19|20)\d\d(?:(?P<gap>--|[./_-])(?:0[1-9]|1[0-2]))?(?![\d.])")
_YEAR = {2: "{y}", 4: "{Y}"}
"""What stands for a year of so many digits."""
# badge/arXiv_2025-blue, badge/arXiv'25-blue: where others have their venue
_DATED_PREPRINT = re.compile(
    r"(?<=badge/)(?P<word>arxiv|preprint)(?P<gap>['’_]|%20|--|-)?(?P<year>20\d\d|\d\d)(?=-)",
    re.IGNORECASE,
)
_VENUE = re.compile(r"\{venue(?:\|(?P<word>\w+))?\}")
_PARTS = re.compile(r"[/_]")
_SLOT = re.compile(r"\{(?:id|Y|y|m)\}")
DATED_BADGE = re.compile(r"\{(?:y|m|id)\}")
"""In the form of a badge, what tells which preprint it is, wherever the paper was published."""
_SAME = 62  # days between the beginning of the id's month and the submission, at most
_YYMM = re.compile(r"(\d\d)(\d\d)\.\d{4,5}")
# badge/Arxiv-orange, badge/arXiv'{Y}-purple
_PREPRINT = re.compile(r"badge/(?:arxiv|preprint)['’_{}Yym.-]{0,12}-", re.IGNORECASE)
# Attributes that tell of the paper: ` title="Growing Trees"`, ` id=p7`, and `"words")` of a link.
_TOLD = re.compile(
    r"\s+(?:title|alt|id|name|aria-label|data-[\w-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>\"']+)"
    r"|\s+(?:\"[^\"]*\"|'[^']*')(?=\s*\)$)",
    re.IGNORECASE,
)


def badge_form(text: str, arxiv_id: str) -> str:
    """Return the badge *text* with {id}, {Y}, {m}, {venue} for what it shows; "" for no badge."""
    if "{" in text or not _BADGE.fullmatch(text):
        return ""
    text = re.sub(re.escape(arxiv_id or "{id}") + r"(?:v\d+)?", "{id}", text)
    if any("{id}" in url and not _MAKER.match(url) for url in _ADDRESS.findall(text)):
        return ""
    for phrase in reversed(venue_phrases(_PARTS.sub(" ", text))):
        at = phrase.start + len(phrase.name)
        year = f"{text[at : at + len(phrase.gap)]}{_YEAR[len(phrase.year)]}" if phrase.year else ""
        text = f"{text[: phrase.start]}{{venue}}{year}{text[phrase.end :]}"
    text = _DATED_PREPRINT.sub(
        lambda m: f"{{venue|{m['word']}}}{m['gap']}{_YEAR[len(m['year'])]}", text
    )
    text = _DATE.sub(lambda m: f"{{Y}}{m['gap']}{{m}}" if m["gap"] else "{Y}", text)
    month = _YYMM.match(arxiv_id)
    return re.sub(rf"(?<=-){month[1]}\.{month[2]}(?=-)", "{y}.{m}", text) if month else text


def _month(arxiv_id: str, day: date | None) -> dict[str, str]:
    """Return year and month of a paper for a badge: those of its id, by which badges are made."""
    match = _YYMM.match(arxiv_id)
    if match and (
        day is None or abs((day - date(2000 + int(match[1]), int(match[2]), 1)).days) < _SAME
    ):
        return {"{Y}": f"20{match[1]}", "{y}": match[1], "{m}": match[2]}
    return {"{Y}": f"{day:%Y}", "{y}": f"{day:%y}", "{m}": f"{day:%m}"} if day else {}


def is_preprint_badge(form: str) -> bool:
    """Whether the badge *form*, made on demand, says of a paper that it is a preprint."""
    return "img.shields.io/badge/" in form and bool(_PREPRINT.search(form))


def preprint_word(forms: Iterable[str]) -> str:
    """Return what badges of these *forms* call a preprint where others name its venue; or ""."""
    return next((m["word"] for form in forms if (m := _VENUE.search(form)) and m["word"]), "")


def write_form(
    form: str, arxiv_id: str, day: date | None, venue: Venue | None, preprint: str = ""
) -> str:
    """Return *form* as it is for a paper; "" where it shows what is not known.

    One without a *venue* is called *preprint* where others have theirs.
    """
    shown = {"{id}": arxiv_id, **_month(arxiv_id, day)}
    if match := _VENUE.search(form):
        name = venue.name.replace("-", "--").replace(" ", "_") if venue else match["word"]
        if venue and venue.year:
            shown |= {"{Y}": f"{venue.year}", "{y}": f"{venue.year % 100:02}"}
        if not (name or preprint):
            return ""
        form = form.replace(match[0], name or preprint)
    if any(not shown.get(slot) for slot in _SLOT.findall(form)):
        return ""
    return _SLOT.sub(lambda match: shown[match[0]], form)


def without_told(markup: str) -> str:
    """Return the *markup* of a link without what its attributes tell of the paper behind it."""
    return _TOLD.sub("", markup)
