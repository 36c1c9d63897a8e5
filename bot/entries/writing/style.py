"""An entry for a paper, made as its neighbours are: votes over their templates and forms.

Section first, then sister sections, then the whole list, then a plain default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.anatomy import (
    MOST_CHARS,
    body_of,
    constants_of,
    form_of,
    split_title,
    venue_of,
    venue_phrases,
)
from bot.entries.aligned.align import FACT, masked, told_of
from bot.entries.aligned.example import Example
from bot.entries.forms.code_links import own_links
from bot.entries.forms.lone_names import author_places
from bot.entries.forms.naming import split_name
from bot.entries.forms.template import Part, Template
from bot.entries.forms.template_reader import read_template
from bot.entries.writing.filling import fill
from bot.entries.writing.linking import linked_cells, with_links
from bot.entries.writing.slot_values import told_by
from bot.entries.writing.votes import HABIT, Pool, closest, winner
from bot.markdown import is_balanced, list_text
from classifier.papers import Paper

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

    def filled(template: Template) -> str:
        return _filled(template, paper, pool)

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
    if not (template.has("title") and (template.has("url") or template.has("id"))):
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
    titles = (paper.title, split_title(paper.title)[1])
    return any(list_text(title) in text for title in titles) and is_balanced(
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
