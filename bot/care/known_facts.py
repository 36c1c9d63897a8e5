"""What of an entry is told by the metadata of its paper: kinds and places, links blanked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.anatomy import find_links, is_tag
from bot.entries import align, known_fields
from bot.lists import Entry
from classifier.papers import Paper

# Sites that hold each paper whose DOI they are told, or that is of their own.
_PUBLISHED = re.compile(r"https?://(?:(?:dx\.)?doi|(?:www\.)?aclanthology)\.org/", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")


@dataclass(frozen=True, slots=True)
class Place:
    """A fact of *kind* at *start* to *end* of an entry's text.

    A "venue" has its `form` (as `bot.anatomy` writes venues) and is `named`, or says that
    the paper is a preprint. A "published" address has the `form` that `address_of` writes.
    """

    kind: str
    start: int
    end: int
    form: str = ""
    named: bool = False


@lru_cache(maxsize=8192)
def places(text: str, paper: Paper) -> tuple[Place, ...]:
    """Return the facts of *paper* in the entry *text*, in order, none overlapping."""
    every = sorted(_places(text, paper), key=lambda place: (place.start, -place.end))
    result: list[Place] = []
    for place in every:
        if not result or place.start >= result[-1].end:
            result.append(place)
    return tuple(result)


def _places(text: str, paper: Paper) -> Iterator[Place]:
    aligned = align(text, paper)
    anatomy = aligned.anatomy
    spans = [("title", span) for span in (anatomy.title,) if span]
    spans += [("short", span) for span in (anatomy.short,) if span]
    spans += aligned.more
    unread = [match.span() for match in _TAG.finditer(text)]
    for link in find_links(text):
        ours = paper.id in text[slice(*link.url)]
        spans.append(("url" if ours else "elsewhere", link.url))
        label = text[slice(*link.label)]
        if link.image or (is_tag(label) and not any(char.isdigit() for char in label)):
            unread.append((link.start, link.end) if link.image else link.label)
    bare = text
    for start, end in (*(span for _, span in spans), *unread):
        bare = bare[:start] + "\n" * (end - start) + bare[end:]
    forms = {span: form_of(text[slice(*span)], paper.doi) for kind, span in spans}
    for kind, span in spans:
        form = forms[span] if kind == "elsewhere" else ""
        yield Place("published" if form else kind, *span, form)
    for field in known_fields(bare, paper):
        yield Place(field.kind, field.start, field.end, field.form, field.named)


def form_of(address: str, doi: str) -> str:
    """Return the form of an *address* that its *doi* tells: "https://doi.org/{doi}", else ""."""
    site = _PUBLISHED.match(address)
    for field, value in _told_by(doi).items():
        if site and value and address[site.end() :].casefold().rstrip("/") == value.casefold():
            return f"{site[0]}{{{field}}}"
    return ""


def address_of(form: str, doi: str) -> str:
    """Return the address in *form* of the paper with *doi*; "" where that does not tell it."""
    for field, value in _told_by(doi).items():
        if form.endswith(f"{{{field}}}"):
            return form.removesuffix(f"{{{field}}}") + value if value else ""
    return ""


def _told_by(doi: str) -> dict[str, str]:
    """Return the whole *doi*, and what the ACL Anthology calls its own papers in addresses."""
    _, is_acl, name = doi.strip().casefold().partition("10.18653/v1/")
    return {"doi": doi.strip(), "acl": name if is_acl else ""}


def known_places(entry: Entry, paper: Paper | None) -> tuple[Place, ...]:
    """Return the facts of *paper* in *entry*, () where nothing is known of it."""
    return places(entry.text, paper) if paper is not None and len(entry.arxiv_ids) == 1 else ()
