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

_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")


@dataclass(frozen=True, slots=True)
class Place:
    """A fact of *kind* at *start* to *end* of an entry's text.

    A "venue" has its `form` (as `bot.anatomy` writes venues) and is `named`, or says that
    the paper is a preprint.
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
    yield from (Place(kind, *span) for kind, span in spans)
    for field in known_fields(bare, paper):
        yield Place(field.kind, field.start, field.end, field.form, field.named)


def known_places(entry: Entry, paper: Paper | None) -> tuple[Place, ...]:
    """Return the facts of *paper* in *entry*, () where nothing is known of it."""
    return places(entry.text, paper) if paper is not None and len(entry.arxiv_ids) == 1 else ()
