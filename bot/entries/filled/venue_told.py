"""What stands in an entry where others have a venue; a word of the list's or nothing, no guess."""

from __future__ import annotations

from datetime import date

from bot.anatomy import Venue, venue_of, write_venue
from bot.entries.filled.votes import Pool
from bot.entries.forms.gaps import Part
from bot.entries.forms.template import Template
from classifier.papers import Paper


def venue_in(template: Template, paper: Paper, pool: Pool, day: date | None) -> str:
    """Return the venue where *template* has it; "" where its other words say it all."""
    if venue_of(paper) is None and template.names_venue and _says_arxiv(template):
        return ""
    venue = None if _dates_preprint(template) else venue_of(paper)
    told = _venue(venue, pool, None if template.has("date") else day)
    return told or (_preprint(pool, day) if _is_label(template, "venue") else "")


def _venue(venue: Venue | None, pool: Pool, day: date | None) -> str:
    """Return the venue in the form of named venues, else the list's word for a preprint."""
    form = pool.majority("venue", "named" if venue else "-") or (
        pool.majority("venue") if venue else None
    )
    if form is None:
        return ""
    return write_venue(form.removesuffix("named"), venue, day.year if day else None)


def _preprint(pool: Pool, day: date | None) -> str:
    """Return "arXiv", with the year as venues have it, for a label that must say something."""
    gap, digits, _ = (pool.majority("venue") or "|0|").removesuffix("named").split("|")
    return write_venue(f"{gap}|{digits}|arXiv", None, day.year if day else None)


def _dates_preprint(template: Template) -> bool:
    """Whether a month stands right after the word for a preprint: a meeting was not in it."""
    parts = template.parts
    form = next((form for slot, form in template.forms if slot == "date"), "{Y}")
    venue, day = Part("slot", "venue"), Part("slot", "date")
    adjoining = zip(parts, parts[1:], parts[2:], strict=False)
    beside = any(a == venue and b == day and not gap.text.strip() for a, gap, b in adjoining)
    return beside and not template.names_venue and form != "{Y}"


def _says_arxiv(template: Template) -> bool:
    """Whether the id stands after "arXiv:", so that there is no need to say it once more."""
    parts = template.parts
    for before, colon, part in zip(parts, parts[1:], parts[2:], strict=False):
        if part == Part("slot", "id") and (before.text + colon.text).casefold() == "arxiv:":
            return True
    return False


def _is_label(template: Template, slot: str) -> bool:
    """Whether *slot* is all that a link's label holds, but for brackets."""
    parts = template.parts
    at = parts.index(Part("slot", slot))
    inside = at > 0 and parts[at - 1].text.endswith("[")
    after = next((part.text for part in parts[at + 1 :] if part.text != "]"), "")
    return inside and after.startswith("](")
