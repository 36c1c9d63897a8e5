"""Neighbours' links to code and project pages: read as forms, and written for another paper.

A link whose label tells something else than what is behind it has no form.
"""

from __future__ import annotations

import re

from bot.anatomy import (
    BESIDE_CODE,
    BESIDE_PROJECT,
    CODE_LABELS,
    PROJECT_LABELS,
    Link,
    arxiv_ids,
    find_links,
    words,
)
from bot.entries.forms.badges import without_told
from bot.entries.forms.code_badges import IMAGE, are_plain
from bot.entries.forms.code_links import repository
from bot.entries.forms.template import LinkKind, OwnLink, Part

# `Code: `, `**Project Page**: `, `**Code:** ` right before a link
_LABEL_BEFORE = re.compile(
    r"(?:(?:\*\*|__)?(?P<a>[A-Za-z]{3,14}(?: [A-Za-z]{3,14}){0,2})[ \t]*[:：](?:\*\*|__)?"
    r"|(?:\*\*|__)(?P<b>[A-Za-z]{3,14}(?: [A-Za-z]{3,14}){0,2})(?:\*\*|__)[ \t]*[:：])[ \t]*$"
)
# `💻 `, `:octocat:` right before a link to code or a page
_SIGN_BEFORE = re.compile(
    r"(?:[\u2328\U0001f4bb\U0001f5a5\U0001f419\U0001f310\U0001f3e0\U0001f517\U0001f4e6]\ufe0f?"
    r"|:(?:computer|octocat|star|house|link|globe_with_meridians|desktop_computer):)[ \t]*$"
)
_INSIDE = re.compile(r"\w(?:.*\w)?")
_BEFORE = 48  # characters, in which a label before a link stands


def own_link(body: str, link: Link) -> tuple[int, OwnLink] | None:
    """Return where the *link* of *body* begins, with a label before it, and its form; or None."""
    text = body[link.start : link.end]
    if "{" in text or "}" in text or "\n" in text or arxiv_ids(text):
        return None
    url = body[slice(*link.url)]
    if link.image:
        return None
    label = body[slice(*link.label)]
    before = _LABEL_BEFORE.search(body[max(0, link.start - _BEFORE) : link.start])
    named = _kind(before["a"] or before["b"], url) if before else None
    shown = _shown(label, url, named=bool(named))
    if shown is None:
        return None
    kind, label_form = shown
    start = link.start - len(before[0]) if before and named == kind else link.start
    if sign := _SIGN_BEFORE.search(body[max(0, start - _BEFORE) : start]):
        start -= len(sign[0])
    if not label and start == link.start and (kind == "project" or text != body.strip()):
        return None  # a bare address in passing
    return start, OwnLink(kind, body[start : link.start] + _around(body, link, kind, label_form))


def own_line(line: str, start: int, otherwise: Part) -> OwnLink | None:
    """Return *line* from *start* as one link with its label, if it is nothing more; else None."""
    text = line[start:].rstrip(" \\")
    links = [link for link in find_links(text) if not link.image]
    if len(links) != 1 or (place := own_link(text, links[0])) is None:
        return None
    at, link = place
    before, after = text[:at], text[links[0].end :]
    label_words = set(words(before))
    wanted = CODE_LABELS | BESIDE_CODE if link.kind == "code" else PROJECT_LABELS | BESIDE_PROJECT
    if not label_words <= wanted or words(IMAGE.sub("", after)) or "{" in before + after:
        return None
    return OwnLink(link.kind, before + link.form + IMAGE.sub("", after).rstrip(), otherwise)


def _kind(label: str, url: str) -> LinkKind | None:
    """Return what a *label* promises behind *url*: code, a project page, or None."""
    terms = set(words(label))
    if repository(url):
        known = terms <= CODE_LABELS | BESIDE_CODE | PROJECT_LABELS
        return "code" if known and terms & (CODE_LABELS | {"project"}) else None
    return "project" if _says_project(terms) else None


def _says_project(terms: set[str]) -> bool:
    return bool(terms & PROJECT_LABELS) and terms <= PROJECT_LABELS | BESIDE_PROJECT


def _shown(label: str, url: str, *, named: bool) -> tuple[LinkKind, str] | None:
    """Return the kind of a link, and its label as a form; None where the label tells more.

    A *named* link has a label before it that says what it is.
    """
    if repo := repository(url):
        form = _code_label(label, *repo[1:])
        return None if form is None else ("code", form)
    page = url.startswith("http") and "img.shields" not in url and not IMAGE.search(label)
    terms = set(words(label))
    says = _says_project(terms) or (named and not terms)
    return ("project", label) if page and says else None


def _code_label(label: str, owner: str, name: str) -> str | None:
    """Return the *label* of a link to a repository, with {name} or {repo} for the repository's."""
    pictured = IMAGE.search(label) is not None
    if not label or not are_plain(label):
        return None if pictured else label
    terms = set(words(IMAGE.sub("", label)))
    if terms <= CODE_LABELS | BESIDE_CODE and (terms or pictured):
        return label
    places = {_key(name): "{name}", _key(f"{owner}/{name}"): "{repo}"}
    place, mark = places.get(_key(label)), _INSIDE.search(label)
    if pictured or "://" in label or place is None or mark is None:
        return None
    return label[: mark.start()] + place + label[mark.end() :]


def _around(body: str, link: Link, kind: LinkKind, label: str) -> str:
    """Return the *link* with *label* for its own, and without what its attributes tell."""
    place = "{" + kind + "}"
    if link.label[0] == link.label[1] == link.url[0]:
        return place
    head, tail = body[link.start : link.label[0]], body[link.label[1] : link.end]
    if link.url[0] < link.label[0]:
        cut = link.url[0] - link.start, link.url[1] - link.start
        return without_told(head[: cut[0]]) + place + without_told(head[cut[1] :]) + label + tail
    cut = link.url[0] - link.label[1], link.url[1] - link.label[1]
    return head + label + tail[: cut[0]] + place + without_told(tail[cut[1] :])


def _key(label: str) -> str:
    return "".join(words(label))
