"""Where the facts of a known paper stand in its entry: found by what they are, not by looks.

For each field of the metadata the text is searched for what the paper has there. Nothing is
guessed: what is not the paper's own stays as `anatomy` reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from bot.anatomy import (
    Anatomy,
    Field,
    Link,
    authors_in,
    dates_of,
    day_of,
    dissect,
    find_fields,
    is_tag,
    own_fields,
    standing,
    venue_of,
    words,
)
from bot.entries.aligned.example import Example
from bot.markdown import html_text, list_text
from classifier.papers import Paper

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6});|\\(?=\W)")
_IMPURE = re.compile(r"\*\*|__|[\[\]|<>\n`]")
_MARKED = re.compile(r"\s*[*_`\[\]]*([^*_`\[\]<>]+?)[*_`\[\]]*\s*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LIKE = 0.6
"""The share of letters that a retitled paper keeps."""
_NAME_WORDS = 6  # words

Span = tuple[int, int]
FACT = "\ue000"
"""What stands for a fact of the paper in a masked text."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """An entry's anatomy with the title where the paper's own stands.

    `more` are further places of the title, and those of the abstract; `whole` says that the title
    stands with the name it begins with.
    """

    anatomy: Anatomy
    whole: bool
    more: tuple[tuple[str, Span], ...] = ()


@lru_cache(maxsize=8192)
def align(body: str, paper: Paper) -> Aligned:
    """Return what of *body* is told by the metadata of *paper*."""
    looked = dissect(body)
    bare = _blanked(body, [link.url for link in looked.links])
    wholes, rests, shorts = _named(bare, paper.title)
    title = next(iter(wholes or rests), None)
    if title is None and looked.title and _alike(body[slice(*looked.title)], paper.title):
        title, shorts = looked.title, shorts or ([looked.short] if looked.short else [])
    main = _main(looked, paper, title)
    label = _name_in_label(body, main) if title is None or not _within(title, main) else None
    # A name stands before the title; elsewhere it is a word of a remark.
    shorts = [span for span in shorts if title is None or span[1] <= title[0]] or shorts[:0]
    short = next(iter(shorts), None) or label
    if title and not short and looked.short and not _overlap(looked.short, title):
        short = looked.short  # a name that the title does not tell
    more = [("title", span) for span in (wholes or rests)[1:]] + _summary(bare, paper)
    anatomy = Anatomy(body, looked.links, main, paper.id, title, short)
    return Aligned(anatomy, bool(wholes), tuple(more))


@lru_cache(maxsize=8192)
def known_fields(bare: str, paper: Paper) -> tuple[Field, ...]:
    """Return people, venue and dates in *bare*, in which title and links are blanked.

    Those that are not the paper's own are read by their looks alone.
    """
    authors: list[Field] = []
    if people := authors_in(bare, paper.authors):
        authors.append(Field("authors", people.start, people.end, people.form))
        bare = _blanked(bare, [(people.start, people.end)])
    day = day_of(paper)
    dates = dates_of(bare, day) if day else []
    dated = [date for date in dates if date.form != "{Y}"]
    bare = _blanked(bare, [(date.start, date.end) for date in dated])
    fields = own_fields(bare, venue_of(paper))
    others = [field for field in fields if not (people and field.kind == "authors")]
    return tuple(sorted([*authors, *dated, *others], key=lambda field: field.start))


def _main(looked: Anatomy, paper: Paper, title: Span | None) -> Link | None:
    """Return the link to *paper*: with its id, else the one that its title is the label of."""
    for link in looked.links:
        if paper.id in looked.body[slice(*link.url)]:
            return link
    return looked.main if title and looked.main and _within(title, looked.main) else None


def _within(span: Span, link: Link | None) -> bool:
    return link is not None and link.label[0] <= span[0] and span[1] <= link.label[1]


def _name_in_label(body: str, main: Link | None) -> Span | None:
    """Return what the label of the link to the paper calls it, if that is a name of its own."""
    if main is None or main.image or main.label[0] == main.label[1]:
        return None
    text = body[slice(*main.label)]
    plain = _MARKED.fullmatch(text)
    if plain is None or is_tag(text) or not 0 < len(words(text)) <= _NAME_WORDS:
        return None
    if find_fields(f"\n{text}\n"):
        return None
    return main.label[0] + plain.start(1), main.label[0] + plain.end(1)


def told_of(paper: Paper, slot: str) -> str:
    """Return the abstract of *paper*, or its first sentence, as *slot* says, on one line."""
    text = " ".join(paper.abstract.split())
    return text if slot == "abstract" else _SENTENCE.split(text)[0]


def masked(example: Example) -> str:
    """Return the text of *example* with each fact of its paper as one sign: what is left is style.

    Without metadata it is the text as it stands.
    """
    body, paper = example.text, example.paper
    if paper is None:
        return body
    return _masked(body, paper)


@lru_cache(maxsize=8192)
def _masked(body: str, paper: Paper) -> str:
    end = len(body)
    for (start, stop), _ in reversed(facts_in(body, paper)):
        if stop <= end:
            body, end = body[:start] + FACT + body[stop:], start
    return body


def facts_in(body: str, paper: Paper) -> list[tuple[Span, str]]:
    """Return where *body* tells a fact, in order, and what: "title", "link", "id", or its form.

    A "link" leads to *paper* itself, any other address is "elsewhere"; the form of a date, venue or
    list of people comes after its kind.
    """
    aligned = align(body, paper)
    anatomy = aligned.anatomy
    facts = [(span, "title") for span in (anatomy.title, anatomy.short) if span]
    facts += [(span, "title") for _, span in aligned.more]
    for link in anatomy.links:
        leads_to_it = paper.id in body[slice(*link.url)]
        facts.append((link.url, "link" if leads_to_it else "elsewhere"))
    bare = _blanked(body, [span for span, _ in facts])
    for field in known_fields(bare, paper):
        facts.append(((field.start, field.end), f"{field.kind} {field.form}"))
    facts += [(span, "id") for span in _found(bare, paper.id)]
    return sorted(set(facts))


def _found(text: str, wanted: str) -> Iterator[Span]:
    end = 0
    while (start := text.find(wanted, end)) >= 0:
        end = start + len(wanted)
        yield start, end


def _named(bare: str, title: str) -> tuple[list[Span], list[Span], list[Span]]:
    """Return where *title* stands whole, where its part after the colon, and where its name."""
    folded, places = _folded(bare)
    wholes = _places(bare, folded, places, title)
    head, _, rest = (part.strip() for part in title.partition(":"))
    if not (head and rest) or len(words(head)) > _NAME_WORDS:
        return wholes, [], []
    rests = [] if wholes else _places(bare, folded, places, rest)
    taken = _blanked(bare, [*wholes, *rests])
    shorts = list(standing(taken, head)) or _places(taken, *_folded(taken), head)
    return wholes, rests, shorts


def _summary(bare: str, paper: Paper) -> list[tuple[str, Span]]:
    """Return where *bare* has the abstract of *paper*, or its first sentence."""
    if len(bare) < len(told_of(paper, "sentence")) or not paper.abstract:
        return []
    for slot in ("abstract", "sentence"):
        if spans := _places(bare, *_folded(bare), told_of(paper, slot)):
            return [(slot, spans[0])]
    return []


def _places(bare: str, folded: str, places: Sequence[int], wanted: str) -> list[Span]:
    """Return where *bare* has the words of *wanted*, without markup between them."""
    result = []
    for key in dict.fromkeys((_folded(wanted)[0], _folded(list_text(wanted))[0])):
        at = folded.find(key) if key else -1
        while at >= 0:
            start, end = places[at], places[at + len(key) - 1] + 1
            inside = bare[start:end]
            apart = not bare[start - 1 : start].isalnum() and not bare[end : end + 1].isalnum()
            shown = (re.sub(r"\W*$", "", write(wanted)) for write in (list_text, html_text))
            escaped = inside.replace("\\|", "|") in shown
            pure = escaped or not _IMPURE.search(_ENTITY.sub("", inside))
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


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return the letters and digits of *text*, plain and small, and where each one stands."""
    letters: list[str] = []
    places: list[int] = []
    text = _ENTITY.sub(lambda match: " " * len(match[0]), text)
    if text.isascii():
        small = text.lower()
        places = [place for place, letter in enumerate(small) if letter.isalnum()]
        return "".join([small[place] for place in places]), places
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


def _overlap(first: Span, other: Span) -> bool:
    return first[0] < other[1] and other[0] < first[1]


def _alike(text: str, title: str) -> bool:
    shown, other = "".join(words(text)), "".join(words(title))
    return bool(shown) and SequenceMatcher(None, shown, other, autojunk=False).ratio() >= _LIKE
