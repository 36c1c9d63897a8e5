"""Where the facts of a known paper stand in its entry: found by what they are, not by looks.

For each field of the metadata the text is searched for what the paper has there. Nothing is
guessed: what is not the paper's own stays as `anatomy` reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from bot.anatomy import (
    Anatomy,
    Field,
    authors_in,
    dates_of,
    day_of,
    dissect,
    find_fields,
    words,
)
from bot.markdown import list_text
from classifier.papers import Paper

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6});|\\(?=\W)")
_IMPURE = re.compile(r"\*\*|__|[\[\]|<>\n`]")
_LIKE = 0.6
"""The share of letters that a retitled paper keeps."""
_NAME_WORDS = 6

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Aligned:
    """An entry's anatomy with the title where the paper's own stands.

    `more` are further places of title or short name.
    """

    anatomy: Anatomy
    more: tuple[tuple[str, Span], ...] = ()


@lru_cache(maxsize=8192)
def align(body: str, paper: Paper) -> Aligned:
    """Return what of *body* is told by the metadata of *paper*."""
    looked = dissect(body)
    bare = _blanked(body, [link.url for link in looked.links])
    wholes, rests, shorts = _named(bare, paper.title)
    title = next(iter(wholes or rests), None)
    if title is None and looked.title and _alike(body[slice(*looked.title)], paper.title):
        title = looked.title
        shorts = shorts or ([looked.short] if looked.short else [])
    short = next(iter(shorts), None)
    more = [("title", span) for span in (wholes or rests)[1:]]
    more += [("short", span) for span in shorts[1:]]
    main = next((link for link in looked.links if paper.id in body[slice(*link.url)]), looked.main)
    anatomy = Anatomy(body, looked.links, main, paper.id, title, short)
    return Aligned(anatomy, tuple(more))


@lru_cache(maxsize=8192)
def known_fields(bare: str, paper: Paper) -> tuple[Field, ...]:
    """Return people, venue and dates in *bare*, in which title and links are blanked.

    Those that are not the paper's own are read by their looks alone.
    """
    found: list[Field] = []
    if people := authors_in(bare, paper.authors):
        found.append(Field("authors", people.start, people.end, people.form))
        bare = _blanked(bare, [(people.start, people.end)])
    day = day_of(paper)
    dates = dates_of(bare, day) if day else []
    dated = [one for one in dates if one.form != "{Y}"]
    bare = _blanked(bare, [(one.start, one.end) for one in dated])
    told = [field for field in find_fields(bare) if not (people and field.kind == "authors")]
    return tuple(sorted([*found, *dated, *told], key=lambda field: field.start))


def _named(bare: str, title: str) -> tuple[list[Span], list[Span], list[Span]]:
    """Return where *title* stands whole, where its part after the colon, and where its name."""
    folded, places = _folded(bare)
    wholes = _places(bare, folded, places, title)
    head, _, rest = (part.strip() for part in title.partition(":"))
    if not (head and rest) or len(words(head)) > _NAME_WORDS:
        return wholes, [], []
    rests = [] if wholes else _places(bare, folded, places, rest)
    taken = _blanked(bare, [*wholes, *rests])
    exact = re.compile(rf"(?<![\w-]){re.escape(head)}(?![\w-])")
    shorts = [match.span() for match in exact.finditer(taken)]
    if not shorts:
        shorts = _places(taken, *_folded(taken), head)
    return wholes, rests, shorts


def _places(bare: str, folded: str, places: Sequence[int], wanted: str) -> list[Span]:
    """Return where *bare* has the words of *wanted*, without markup between them."""
    result = []
    for key in dict.fromkeys((_folded(wanted)[0], _folded(list_text(wanted))[0])):
        at = folded.find(key) if key else -1
        while at >= 0:
            start, end = places[at], places[at + len(key) - 1] + 1
            inside = bare[start:end]
            apart = not bare[start - 1 : start].isalnum() and not bare[end : end + 1].isalnum()
            pure = not _IMPURE.search(_ENTITY.sub("", inside)) or inside == list_text(wanted)
            if apart and pure:
                result.append((start, _closed(bare, end, wanted)))
            at = folded.find(key, at + len(key))
        if result:
            break
    return result


def _closed(bare: str, end: int, wanted: str) -> int:
    """Return where the title ends that has its last letter at *end*: its own signs follow."""
    tail = re.search(r"\W*$", list_text(wanted))
    while tail and (signs := tail[0]):
        if bare.startswith(signs, end):
            return end + len(signs)
        break
    return end


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of *text*, plain and small, and where each one stands."""
    letters: list[str] = []
    places: list[int] = []
    text = _ENTITY.sub(lambda match: " " * len(match[0]), text)
    for place, char in enumerate(text):
        plain = char.lower() if char.isascii() else unicodedata.normalize("NFKD", char).casefold()
        for letter in plain:
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _blanked(body: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        body = body[:start] + "\n" * (end - start) + body[end:]
    return body


def _alike(text: str, title: str) -> bool:
    one, other = "".join(words(text)), "".join(words(title))
    return bool(one) and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE
