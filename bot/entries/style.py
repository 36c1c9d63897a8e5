"""One entry written as its neighbours are: their templates, emptied, filled and put to the vote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.anatomy import (
    MOST_CHARS,
    Venue,
    body_of,
    constants_of,
    day_of,
    form_of,
    others_of,
    split_title,
    venue_of,
    venue_phrases,
    without_day,
    write_authors,
    write_date,
    write_venue,
)
from bot.entries.alignment import FACT, Example, masked, name_of, split_name, told_of
from bot.entries.link_forms import (
    DATED_BADGE,
    is_preprint_badge,
    linked_cells,
    own_links,
    preprint_word,
    with_links,
    write_form,
)
from bot.entries.template import (
    AS_HTML,
    FORM,
    HABIT,
    MADE,
    Part,
    Pool,
    Template,
    closest,
    fill,
    winner,
)
from bot.entries.template_reader import author_places, read_template
from bot.markdown import html_text, is_balanced, list_text
from classifier.papers import Paper

# --- What each field of a template says of a paper: one table, a row for each field.
#
# A value is text for a line of Markdown, escaped; "" for what the paper's metadata cannot tell.

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
        if _leads(self.template) and not name_of(self.paper):
            return ""  # it stands where others have their name
        whole = not self.template.has("short") or not short or self.pool.repeats_names()
        return self.paper.title if whole else rest

    def short(self, _: str) -> str:
        if name := split_name(self.paper.title)[0]:
            return name
        alone = not (self.pool.titled or self.template.has("title"))
        needed = alone or _leads(self.template)
        name = name_of(self.paper) if needed or len(self.template.parts) == 1 else ""
        name = name or (split_title(self.paper.title)[0] if alone else "")
        return name or (self.paper.title if needed else "")

    def authors(self) -> str:
        form, people = self.pool.majority("authors"), self.paper.authors
        if not form:
            return ""
        others = others_of(form, people)
        return list_text(write_authors(form, people).removesuffix(others)) + others

    def date(self, form: str) -> str:
        form = form or self.pool.majority("date") or ""
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


def _is_linked(template: Template, slot: str) -> bool:
    """Whether *slot* is the label of a link, bold or not, so that it cannot be left out."""
    parts = [part for part in template.parts if part.kind != "mark"]
    for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
        if part == Part("slot", slot):
            return before.text.endswith("[") and after.text.startswith("](")
    return False


def _leads(template: Template) -> bool:
    """Whether the name cannot be left out: it is a link's label, or has the title in brackets."""
    pairs = zip(template.parts, template.parts[1:], strict=False)
    inside = any(a.text[-1:] in ("(", "（") and b == Part("slot", "title") for a, b in pairs)
    return template.has("short") and (inside or _is_linked(template, "short"))


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


# --- An entry for a paper, made as its neighbours are: votes over their templates and forms.
#
# Section first, then sister sections, then the whole list, then a plain default.

_DEFAULT = Template(
    (
        Part("open", "["),
        Part("slot", "title"),
        Part("close", "]("),
        Part("slot", "url"),
        Part("close", ")"),
    ),
    (),
)


def make_pool(near: Sequence[Example], far: Sequence[Example]) -> Pool:
    """Return the pool of the entries *near* and *far*, each without marker, nearest first."""
    near = [example for example in near if len(example.text) <= MOST_CHARS]
    far = [example for example in far if len(example.text) <= MOST_CHARS]
    texts, others = [example.text for example in near], [example.text for example in far]
    some = near if len(near) > HABIT else [*near, *far]
    constants = constants_of([masked(example) for example in some])
    form = form_of(texts) or form_of([*texts, *others])
    places = author_places([*texts, *others])
    return Pool(
        tuple(read_template(example, constants, form=form, places=places) for example in near),
        tuple(read_template(example, constants, form=form, places=places) for example in far),
    )


def bodies(examples: Iterable[Example]) -> list[Example]:
    """Return entries without their markers."""
    return [example.changed(body_of) for example in examples]


def write(paper: Paper, pool: Pool) -> str:
    """Return the text of *paper*'s entry, without marker, as most of *pool* would be filled.

    Templates that come out alike for this paper vote together; a paper with a known venue is
    written as those with a venue are, any other as preprints are, where there are some. One whose
    code or project page is known gets the link if entries here have such links.
    """
    near, far = pool.near, pool.far
    if venue_of(paper) is not None:
        near, far = _with_venue(near, far), _with_venue(far, near)
    else:
        near, far = _of_preprints(near, HABIT), _of_preprints(far, 2 * HABIT)
    near, far = _alike_named(near, paper), _alike_named(far, paper)

    named = not any(template.has("title") for template in pool.near)

    def filled(template: Template) -> str:
        told = template.has("title") or (named and template.has("short"))
        return _filled(template, paper, pool) if told else ""

    def best_of(*parts: tuple[Template, ...]) -> str | None:
        return closest(*(list(filter(None, map(filled, part))) for part in parts))

    best = best_of(near, far) or best_of(pool.near, pool.far) or plain_entry(paper)
    return with_links(best, own_links(paper), Pool(near, far), filled, every=pool) or best


def write_cell(paper: Paper, pool: Pool) -> str:
    """Return the text of one cell of *paper*'s row; "" for what metadata cannot tell."""
    if linked := linked_cells(pool.near, own_links(paper)):
        return winner([fill(cell, told_by(cell, paper, pool)) for cell in linked], []) or ""
    slots = [any(part.kind == "slot" for part in template.parts) for template in pool.near]
    venues = any(template.has("venue") for template in pool.near)
    if sum(slots) * (4 if venues else 2) < len(slots):
        return ""
    alike = [template for template in _alike_named(pool.near, paper) if template.has("title")]
    same, count = next(iter(Counter(_cells(alike, paper, pool)).most_common(1)), ("", 0))
    if count >= HABIT:
        return same
    near = _cells(pool.near, paper, pool)
    return winner(near, [] if near else _cells(pool.far, paper, pool)) or ""


def _cells(templates: Iterable[Template], paper: Paper, pool: Pool) -> list[str]:
    """Return the cells that *templates* make; one that lost nothing shows best what is left."""
    return [
        text
        for template in templates
        if any(part.kind == "slot" for part in template.parts)
        and (text := fill(template, told_by(template, paper, pool)))
        for _ in range(1 + template.complete)
    ]


def _with_venue(
    templates: tuple[Template, ...], others: Sequence[Template]
) -> tuple[Template, ...]:
    named = tuple(template for template in templates if template.names_venue)
    if len(named) * 4 >= len(templates) > 0:
        return named
    having = tuple(template for template in templates if template.has("venue"))
    if having and not named and sum(template.names_venue for template in others) >= HABIT:
        return ()  # preprints all of them: how a venue is written, the others show
    if len(named) >= HABIT:
        return named
    if not having and not any(template.has("venue") for template in others):
        return templates
    few = len(templates) < HABIT  # one entry has no habit
    return having if few or not others or len(having) * 4 >= len(templates) else templates


def _of_preprints(templates: tuple[Template, ...], least: int) -> tuple[Template, ...]:
    """Return the *templates* that call their paper a preprint, if they are *least* and a habit."""
    having = [template for template in templates if template.has("venue")]
    preprints = tuple(template for template in having if not template.names_venue)
    enough = len(preprints) >= max(least, len(having) / 4)
    return preprints if enough else templates


def _alike_named(templates: tuple[Template, ...], paper: Paper) -> tuple[Template, ...]:
    """Return those of papers whose title begins with a name if *paper*'s does, or those without.

    Where it is not known of enough of them, all.
    """
    named = bool(split_name(paper.title)[0])
    alike = tuple(template for template in templates if template.named == named)
    return alike if len(alike) >= HABIT else templates


def plain_entry(paper: Paper) -> str:
    """Return the entry's text in the default style, `[Title](https://arxiv.org/abs/ID)`."""
    return fill(_DEFAULT, told_by(_DEFAULT, paper, Pool((), ())))


def _filled(template: Template, paper: Paper, pool: Pool) -> str:
    """Return *template* filled, "" when it would not name or link the paper."""
    if not (template.has("url") or template.has("id")):
        return ""
    paper = _tidy(paper, apart=template.has("venue"))
    text = fill(template, told_by(template, paper, pool))
    return text if _is_sound(text, paper, template) else ""


def _tidy(paper: Paper, *, apart: bool) -> Paper:
    """Return *paper* with the bracket closed that its title lost, and not set off by 《》.

    A title such as "Title (CVPR 2020" comes from lists; *apart* makes the venue a comment.
    """
    if paper.title.startswith("《") and paper.title.endswith("》"):
        paper = replace(paper, title=paper.title[1:-1])
    head, bracket, inner = paper.title.rpartition(" (")
    inner = inner.removesuffix(")")
    if not bracket or "(" in inner or ")" in inner:
        return paper
    if apart and head and venue_phrases(inner):
        return replace(paper, title=head, comments=inner)
    return replace(paper, title=f"{head} ({inner})") if paper.title[-1] != ")" else paper


def _is_sound(text: str, paper: Paper, template: Template) -> bool:
    """Whether *text* names the paper and closes the brackets it opens."""
    names = (
        paper.title,
        split_title(paper.title)[1],
        "" if template.has("title") else name_of(paper),
    )
    return any(list_text(name) in text for name in names if name) and is_balanced(
        text, words_of(paper, [template])
    )


def only_known(example: Example, constants: frozenset[str], *, with_title: bool = True) -> str:
    """Return the text of *example* without what the metadata of its paper does not tell.

    It is filled again as it is made itself: dates, people and the title are what metadata says.
    An address is but a sign, and so is a venue: what was accepted later was listed as a preprint.
    """
    paper = example.paper
    if paper is None:
        return example.text
    template = read_template(example, constants, with_title=with_title)
    value = told_by(template, paper, Pool((template,), ()))
    return fill(template, lambda slot: FACT if slot in ("venue", "url") else value(slot))


def words_of(paper: Paper, templates: Sequence[Template]) -> tuple[str, ...]:
    """Return the words of *paper* that *templates* hold, whatever brackets are in them."""
    slots = [slot for slot in ("abstract", "sentence") if any(t.has(slot) for t in templates)]
    texts = (told_of(paper, slot) for slot in slots)
    return (*texts, paper.title, split_title(paper.title)[1])
