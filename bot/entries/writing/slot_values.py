"""What each field of a template says of a paper: one table, a row for each field.

A value is text for a line of Markdown, escaped; "" for what the paper's metadata cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.anatomy import (
    Venue,
    day_of,
    others_of,
    shown_year,
    venue_of,
    venue_phrases,
    without_day,
    write_authors,
    write_date,
    write_venue,
)
from bot.entries.aligned.align import told_of
from bot.entries.forms.badges import DATED_BADGE, is_preprint_badge, preprint_word, write_form
from bot.entries.forms.naming import name_of, split_name
from bot.entries.forms.template import AS_HTML, FORM, MADE, Part, Template
from bot.entries.writing.votes import Pool
from bot.markdown import html_text, list_text
from classifier.papers import Paper

DEFAULT_URL = "https://arxiv.org/abs/{id}"


@dataclass(frozen=True, slots=True)
class _SlotData:
    """A paper that is to be told of by *template*, with the forms of the *pool* around it."""

    template: Template
    paper: Paper
    pool: Pool
    day: date | None
    venue: Venue | None

    def title(self, _: str) -> str:
        short, rest = split_name(self.paper.title)
        if _is_linked(self.template, "short") and not name_of(self.paper):
            return ""  # it stands where others have their name
        whole = not self.template.has("short") or not short or self.pool.repeats_names()
        return self.paper.title if whole else rest

    def short(self, _: str) -> str:
        if name := split_name(self.paper.title)[0]:
            return name
        linked = _is_linked(self.template, "short")
        name = name_of(self.paper) if linked or len(self.template.parts) == 1 else ""
        return name or (self.paper.title if linked else "")

    def authors(self) -> str:
        form, people = self.pool.majority("authors"), self.paper.authors
        if not form:
            return ""
        others = others_of(form, people)
        return list_text(write_authors(form, people).removesuffix(others)) + others

    def date(self, form: str) -> str:
        tells = not form and _tells_year(self.paper.title)
        form = form or ("" if tells else self.pool.majority("date")) or ""
        form = form if self.paper.submitted else without_day(form)
        beside = self.template.names_venue or self.pool.by_venue
        if form == "{Y}" and beside and self.venue and self.venue.year:
            return str(self.venue.year)  # the year beside a meeting is the meeting's
        return write_date(form, self.day) if self.day else ""

    def at(self, form: str) -> str:
        paper, form = self.paper, form or self.pool.majority("url") or DEFAULT_URL
        return form.replace("{id}{v}", f"{paper.id}v{paper.version}").replace("{id}", paper.id)

    def made(self, form: str) -> str:
        alone = not _is_linked(self.template, MADE + form)
        if alone and self.venue and is_preprint_badge(form) and not DATED_BADGE.search(form):
            return ""  # it is a preprint no more
        word = preprint_word(self.pool.made) if "{venue" in form else ""
        return write_form(form, self.paper.id, self.day, self.venue, word)


_TEXTS: Mapping[str, Callable[[_SlotData, str], str]] = {
    "title": _SlotData.title,
    "short": _SlotData.short,
    "abstract": lambda data, _: told_of(data.paper, "abstract"),
    "sentence": lambda data, _: told_of(data.paper, "sentence"),
}
"""Fields whose words come from outside, and are escaped."""
_SIGNS: Mapping[str, Callable[[_SlotData, str], str]] = {
    "authors": lambda data, _: data.authors(),
    "date": _SlotData.date,
    "venue": lambda data, _: venue_in(data.template, data.paper, data.pool, data.day),
    "url": _SlotData.at,
    "id": lambda data, _: data.paper.id,
    "made": _SlotData.made,
}


def told_by(template: Template, paper: Paper, pool: Pool) -> Callable[[str], str]:
    """Return what each slot of *template* holds for *paper*, escaped; "" for the unknown."""
    data = _SlotData(template, paper, pool, day_of(paper), venue_of(paper))

    def value(slot: str) -> str:
        name, _, form = slot.partition(MADE[-1] if slot.startswith(MADE) else FORM)
        if name in _SIGNS:
            return _SIGNS[name](data, form)
        if form == AS_HTML:
            return html_text(_TEXTS[name](data, form))
        return list_text(_TEXTS[name](data, form), at_start=template.parts[0] == Part("slot", slot))

    return value


def _tells_year(title: str) -> bool:
    """Whether *title* ends in a bracket with a venue or year, as titles from lists may do."""
    bracket = title.rpartition(" (")
    return bool(bracket[0] and (venue_phrases(bracket[2]) or shown_year(bracket[2])))


def _is_linked(template: Template, slot: str) -> bool:
    """Whether *slot* is the label of a link, bold or not, so that it cannot be left out."""
    parts = [part for part in template.parts if part.kind != "mark"]
    for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
        if part == Part("slot", slot):
            return before.text.endswith("[") and after.text.startswith("](")
    return False


def venue_in(template: Template, paper: Paper, pool: Pool, day: date | None) -> str:
    """Return the venue where *template* has it; "" where its other words say it all."""
    if venue_of(paper) is None and template.names_venue and _says_arxiv(template):
        return ""
    venue = None if _dates_preprint(template) else venue_of(paper)
    shown = _venue(venue, pool, day if not template.has("date") or template.dates_venue else None)
    needed = venue is None and (_is_label(template, "venue") or pool.always_has("venue"))
    return shown or (_preprint(pool, day) if needed else "")


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
