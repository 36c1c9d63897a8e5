"""Whether an entry or cell gets the links that a paper's metadata names, and from whom.

A list without such links gets none: what nobody does is no style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.entries.forms.code_links import OwnLinks, repository
from bot.entries.forms.gaps import close_holes
from bot.entries.forms.template import OwnLink, Part, Template
from bot.entries.writing.votes import HABIT, SOME, Pool, closest, winner
from bot.markdown import list_text


def linked_cells(templates: tuple[Template, ...], links: OwnLinks) -> list[Template]:
    """Return those *templates* of a column's cells with links like *links*, now with *links*.

    None where it is no habit: less than two and less than a fifth of them.
    """
    linked = _Linked.of(templates, links)
    return linked.ones if links and linked.is_usual else []


def with_links(
    text: str, links: OwnLinks, pool: Pool, filled: Callable[[Template], str], *, every: Pool
) -> str:
    """Return the entry *text* with *links* as *pool* has them; "" for no such habit.

    *filled* makes an entry of a template, or "". Best is one that is made like *text* but for its
    links, also if it is only among *every* one; else near ones of the *pool* show another way.
    """
    if not links:
        return ""
    near, far = _Linked.of(pool.near, links), _Linked.of(pool.far, links)
    usual = near.is_usual or far.is_habit(max(HABIT, SOME * len(far.plain)))
    part = (near if near.is_usual else far) if usual else _Linked.of(every.near, links)
    pairs = zip(part.having, part.plain, strict=True)
    alike = [linked for linked, plain in pairs if linked and filled(plain) == text]
    if part.is_usual and (texts := _all(alike, filled)):
        return winner(texts, []) or ""
    among = _all(near.ones, filled) if near.is_usual else []
    if not among:
        return ""
    return closest(_all(near.either, filled), _all(far.either, filled), among) or ""


def _all(templates: Iterable[Template], filled: Callable[[Template], str]) -> Sequence[str]:
    return [text for template in templates if (text := filled(template))]


@dataclass(frozen=True, slots=True)
class _Linked:
    """The templates of one place, each with the links that a paper has, or None without them."""

    plain: tuple[Template, ...]
    having: tuple[Template | None, ...]

    @classmethod
    def of(cls, templates: tuple[Template, ...], links: OwnLinks) -> _Linked:
        return cls(templates, tuple(_with_own(template, links) for template in templates))

    @property
    def ones(self) -> list[Template]:
        return [template for template in self.having if template]

    @property
    def either(self) -> list[Template]:
        return [linked or plain for linked, plain in zip(self.having, self.plain, strict=True)]

    def is_habit(self, least: float) -> bool:
        """Whether *least* of them have links, and at least one."""
        return len(self.ones) >= max(1, least)

    @property
    def is_usual(self) -> bool:
        """Whether two of them, or a fifth, have links."""
        return self.is_habit(min(HABIT, SOME * len(self.plain)))


def _with_own(template: Template, links: OwnLinks) -> Template | None:
    """Return *template* with *links* where it has their like; None where not."""
    parts: list[Part] = []
    has_link = False
    for part in template.whole:
        if isinstance(part, Part):
            parts.append(part)
            continue
        text = write_link(part, links)
        has_link = has_link or bool(text)
        parts.append(Part("label", text) if text else part.otherwise)
    return replace(template, parts=tuple(close_holes(parts)), whole=()) if has_link else None


def write_link(link: OwnLink, links: OwnLinks) -> str:
    """Return *link* for a paper with *links*; "" where they don't tell enough."""
    if link.kind == "project":
        return link.form.replace("{project}", links.project) if links.project else ""
    repo = repository(links.code)
    if repo is None:
        return ""
    host, owner, name = repo
    bare = re.sub(r"\{\w+\}", "", link.form).casefold()
    if host != "github.com" and ("{repo}" in link.form or "github" in bare):
        return ""
    text = link.form.replace("{repo}", f"{owner}/{name}").replace("{name}", list_text(name))
    return text.replace("{code}", links.code)
