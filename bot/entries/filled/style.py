"""An entry for a paper, made as its neighbours are: votes over their templates and forms.

Section first, then sister sections, then the whole list, then a plain default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.anatomy import (
    MOST_CHARS,
    body_of,
    constants_of,
    day_of,
    form_of,
    shown_year,
    split_title,
    venue_of,
    venue_phrases,
    without_day,
    write_authors,
    write_date,
)
from bot.entries.filled.filling import fill
from bot.entries.filled.linking import linked_cells, with_links
from bot.entries.filled.venue_told import venue_in
from bot.entries.filled.votes import HABIT, Pool, closest, winner
from bot.entries.forms.badges import write_form
from bot.entries.forms.code_links import own_links
from bot.entries.forms.gaps import Part
from bot.entries.forms.lone_names import author_places
from bot.entries.forms.naming import split_name
from bot.entries.forms.template import FORM, MADE, Template, read_template
from bot.entries.learnt.example import Example
from bot.markdown import is_balanced, list_text
from classifier.papers import Paper

DEFAULT_URL = "https://arxiv.org/abs/{id}"
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
    near = [one for one in near if len(one.text) <= MOST_CHARS]
    far = [one for one in far if len(one.text) <= MOST_CHARS]
    texts, others = [one.text for one in near], [one.text for one in far]
    constants = constants_of(texts if len(near) > HABIT else [*texts, *others])
    form = form_of(texts) or form_of([*texts, *others])
    places = author_places([*texts, *others])
    return Pool(
        tuple(read_template(one, constants, form=form, places=places) for one in near),
        tuple(read_template(one, constants, form=form, places=places) for one in far),
    )


def bodies(examples: Iterable[Example]) -> list[Example]:
    """Return entries without their markers."""
    return [one.changed(body_of) for one in examples]


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

    def filled(template: Template) -> str:
        return _filled(template, paper, pool)

    filled_near, filled_far = (list(filter(None, map(filled, part))) for part in (near, far))
    best = closest(filled_near, filled_far) or plain_entry(paper)
    return with_links(best, own_links(paper), Pool(near, far), filled) or best


def write_cell(paper: Paper, pool: Pool) -> str:
    """Return the text of one cell of *paper*'s row; "" for what metadata cannot tell."""
    if linked := linked_cells(pool.near, own_links(paper)):
        return winner([fill(one, _values(one, paper, pool)) for one in linked], []) or ""
    slots = [any(part.kind == "slot" for part in template.parts) for template in pool.near]
    venues = any(template.has("venue") for template in pool.near)
    if sum(slots) * (4 if venues else 2) < len(slots):
        return ""
    near, far = (
        [
            text
            for template in templates
            if any(part.kind == "slot" for part in template.parts)
            and (text := fill(template, _values(template, paper, pool)))
            for _ in range(1 + template.complete)  # what lost nothing shows best what is left
        ]
        for templates in (pool.near, pool.far)
    )
    return winner(near, [] if near else far) or ""


def _with_venue(
    templates: tuple[Template, ...], others: Sequence[Template]
) -> tuple[Template, ...]:
    named = tuple(template for template in templates if template.names_venue)
    if len(named) * 4 >= len(templates) > 0:
        return named
    having = tuple(template for template in templates if template.has("venue"))
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


def plain_entry(paper: Paper) -> str:
    """Return the entry's text in the default style, `[Title](https://arxiv.org/abs/ID)`."""
    return fill(_DEFAULT, _values(_DEFAULT, paper, Pool((), ())))


def _filled(template: Template, paper: Paper, pool: Pool) -> str:
    """Return *template* filled, "" when it would not name or link the paper."""
    if not (template.has("title") and (template.has("url") or template.has("id"))):
        return ""
    paper = _tidy(paper, apart=template.has("venue"))
    text = fill(template, _values(template, paper, pool))
    return text if _is_sound(text, paper) else ""


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


def _is_sound(text: str, paper: Paper) -> bool:
    """Whether *text* names the paper and closes the brackets it opens."""
    titles = (paper.title, split_title(paper.title)[1])
    return any(list_text(title) in text for title in titles) and is_balanced(text, titles)


def _values(template: Template, paper: Paper, pool: Pool) -> Callable[[str], str]:
    """Return what each slot of *template* holds for *paper*, escaped; "" for the unknown."""
    short, rest = split_name(paper.title)
    linked = _is_linked(template, "short")
    whole = not template.has("short") or not short or pool.repeats_names()
    title = "" if linked and not short else paper.title if whole else rest
    name = short or (paper.title if linked else "")
    day = day_of(paper)
    tells = _tells_year(paper.title)

    def value(slot: str) -> str:
        slot, _, own = slot.partition(FORM)
        at_start = template.parts[0] == Part("slot", slot)
        match slot:
            case "title" | "short":
                return list_text(title if slot == "title" else name, at_start=at_start)
            case "authors":
                form = pool.majority("authors")
                names = write_authors(form, paper.authors) if form else ""
                return list_text(names, at_start=at_start)
            case "date":
                form = own or ("" if tells else pool.majority("date")) or ""
                form = form if paper.submitted else without_day(form)
                return write_date(form, day) if day else ""
            case "venue":
                return venue_in(template, paper, pool, day)
        if slot.startswith(MADE):
            return write_form(slot.removeprefix(MADE), paper.id, day, venue_of(paper))
        url = pool.majority("url") or DEFAULT_URL
        return paper.id if slot == "id" else url.replace("{id}", paper.id)

    return value


def _tells_year(title: str) -> bool:
    """Whether *title* ends in a bracket with a venue or year, as titles from lists may do."""
    bracket = title.rpartition(" (")
    return bool(bracket[0] and (venue_phrases(bracket[2]) or shown_year(bracket[2])))


def _is_linked(template: Template, slot: str) -> bool:
    """Whether *slot* is the label of a link, so that it cannot be left out."""
    parts = template.parts
    for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
        if part == Part("slot", slot):
            return before.text.endswith("[") and after.text.startswith("](")
    return False
