"""Addresses and badges that show a paper's id, date or venue: read off one, made for another.

A badge that shows what is not known of a paper is no badge for it.
"""

from __future__ import annotations

import re
from datetime import date

from bot.anatomy import Venue, venue_phrases

_BADGE = re.compile(r"\s*(?:!\[[^\[\]]*\]\([^()\s]*\)|<img\b[^<>]*>)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=\]\()[^()\s]*|(?<=[\"'=])[^\s\"'<>]*[/.][^\s\"'<>]*")
# A badge is made on demand, by another host; a photograph was made for one paper.
_MAKER = re.compile(r"https?://(?!.*\.(?:png|jpe?g|gif|webp)(?:$|[?#]))", re.IGNORECASE)
# In an address of shields.io two dashes stand for one.
_DATE = re.compile(r"(?<![\d.])(?:19|20)\d\d(?:(?P<gap>--|[./_-])(?:0[1-9]|1[0-2]))?(?![\d.])")
_PARTS = re.compile(r"[/_]")
_SLOT = re.compile(r"\{(?:id|Y|m)\}")
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
        year = f"{phrase.gap}{{Y}}" if phrase.year else ""
        text = f"{text[: phrase.start]}{{venue}}{year}{text[phrase.end :]}"
    return _DATE.sub(lambda m: f"{{Y}}{m['gap']}{{m}}" if m["gap"] else "{Y}", text)


def write_form(form: str, arxiv_id: str, day: date | None, venue: Venue | None) -> str:
    """Return *form* as it is for a paper; "" where it shows what is not known."""
    if "{venue}" in form:
        if venue is None:
            return ""
        form = form.replace("{venue}", venue.name.replace("-", "--").replace(" ", "_"))
        form = form.replace("{Y}", f"{venue.year}") if venue.year else form
    if "{Y}" in form and day is None:
        return ""
    shown = {"{id}": arxiv_id, "{Y}": f"{day:%Y}" if day else "", "{m}": f"{day:%m}" if day else ""}
    return _SLOT.sub(lambda match: shown[match[0]], form)


def without_told(markup: str) -> str:
    """Return the *markup* of a link without what its attributes tell of the paper behind it."""
    return _TOLD.sub("", markup)
