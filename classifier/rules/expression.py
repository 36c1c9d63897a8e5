"""What a rule means once parsed, and how it is matched against an indexed paper.

A paper is cut into words once; every rule then looks words up, so no rule can be slow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from classifier.text.words import MAX_CHARS, compounds, fold

Field = Literal["title", "abstract"]
Span = tuple[int, int]


class IndexedText:
    """One paper's title, abstract and categories, ready for any number of rules."""

    def __init__(self, title: str, abstract: str = "", categories: Iterable[str] = ()) -> None:
        self.categories = frozenset(c.casefold() for c in categories)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._joined: defaultdict[str, list[Span]] = defaultdict(list)
        self._border = self._add(title, 0) + 1  # the gap keeps phrases inside one field
        self._end = self._add(abstract[:MAX_CHARS], self._border)

    def _add(self, text: str, at: int) -> int:
        for parts in compounds(fold(text)):
            begin = at
            for part in parts:
                self._places[part].append(at)
                at += 1
            if len(parts) > 1:
                self._joined["".join(parts)].append((begin, at))
        return at

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted({*self._places, *self._joined})

    def lacks(self, words: Iterable[str]) -> bool:
        """Whether none of *words* stands here: the usual case, so it comes cheap."""
        return self._places.keys().isdisjoint(words) and self._joined.keys().isdisjoint(words)

    def spans(self, word: str) -> list[Span]:
        """Return where *word* stands, so spelt: begin and end counted in words."""
        spans = [(begin, begin + 1) for begin in self._places.get(word, ())]
        return spans + self._joined[word] if word in self._joined else spans

    def spans_of_prefix(self, prefix: str) -> list[Span]:
        """Return where words that begin with *prefix* stand."""
        words = self._sorted_words
        spans: list[Span] = []
        for i in range(bisect_left(words, prefix), len(words)):
            if not words[i].startswith(prefix):
                break
            spans += self.spans(words[i])
        return spans

    def bounds(self, field: Field | None) -> Span:
        """Return the stretch of words that *field* (None: both) takes up."""
        if field == "title":
            return (0, self._border)
        return (self._border if field else 0, self._end)


class Node(Protocol):
    """A part of an expression."""

    def matches(self, text: IndexedText, field: Field | None = None) -> bool:
        """Whether this holds for *text*, looking only into *field* when one is given."""

    def found(self, text: IndexedText, field: Field | None = None) -> tuple[str, ...]:
        """Return the phrases and categories, as written here, that make it hold."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase in any spelling, or with `prefix` any word that begins so."""

    spellings: tuple[str, ...]
    prefix: bool = False

    def stands_in(self, text: IndexedText) -> bool:
        """Whether the word stands anywhere in *text*."""
        return bool(self.spans(text)) if self.prefix else not text.lacks(self.spellings)

    def spans(self, text: IndexedText) -> Sequence[Span]:
        """Return where the word stands, in no special order."""
        if self.prefix:
            return text.spans_of_prefix(self.spellings[0])
        if text.lacks(self.spellings):
            return ()
        return [span for spelling in self.spellings for span in text.spans(spelling)]


@dataclass(frozen=True, slots=True)
class Tie:
    """Words written with hyphens, or a single word; `whole` is the same written as one word."""

    words: tuple[Word, ...]
    whole: Word | None = None

    @classmethod
    def of(cls, words: tuple[Word, ...]) -> Tie:
        """Return *words* tied."""
        if len(words) == 1:
            return cls(words)
        joined, last = "".join(word.spellings[0] for word in words[:-1]), words[-1]
        spelt = tuple(joined + spelling for spelling in last.spellings)
        return cls(words, Word(spelt, prefix=last.prefix))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after another; `written` is how the rule spells them."""

    ties: tuple[Tie, ...]
    written: str = ""

    def matches(self, text: IndexedText, field: Field | None = None) -> bool:
        """See `Node`; steps from word to word over all places at once, never back."""
        if field is None and len(self.ties) == len(self.ties[0].words) == 1:
            return self.ties[0].words[0].stands_in(text)
        low, high = text.bounds(field)
        places: set[int] | None = None
        for tie in self.ties:
            places = _after_tie(tie, text, places, low)
            if not places:
                return False
        return places is not None and min(places) <= high

    def found(self, text: IndexedText, field: Field | None = None) -> tuple[str, ...]:
        """See `Node`."""
        return (self.written,) if self.matches(text, field) else ()


def _after_tie(tie: Tie, text: IndexedText, places: set[int] | None, low: int) -> set[int]:
    after = places
    for word in tie.words:
        after = _after(word, text, after, low)
        if not after:
            break
    ends: set[int] = after or set()
    return ends | _after(tie.whole, text, places, low) if tie.whole else ends


def _after(word: Word, text: IndexedText, places: set[int] | None, low: int) -> set[int]:
    return {
        end
        for begin, end in word.spans(text)
        if begin >= low and (places is None or begin in places)
    }


@dataclass(frozen=True, slots=True)
class Category:
    """An arXiv category, or with `prefix` all that begin so ("cs.*")."""

    name: str
    prefix: bool = False

    def matches(self, text: IndexedText, field: Field | None = None) -> bool:  # noqa: ARG002
        """See `Node`; the field does not matter."""
        if self.prefix:
            return any(c.startswith(self.name) for c in text.categories)
        return self.name in text.categories

    def found(self, text: IndexedText, field: Field | None = None) -> tuple[str, ...]:
        """See `Node`."""
        return (self.name + "*" * self.prefix,) if self.matches(text, field) else ()


@dataclass(frozen=True, slots=True)
class Within:
    """An expression that looks into one field."""

    field: Field
    node: Node

    def matches(self, text: IndexedText, field: Field | None = None) -> bool:
        """See `Node`; two different fields inside one another never match."""
        return field in {None, self.field} and self.node.matches(text, self.field)

    def found(self, text: IndexedText, field: Field | None = None) -> tuple[str, ...]:
        """See `Node`."""
        return self.node.found(text, self.field) if self.matches(text, field) else ()


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when *node* does not."""

    node: Node

    def matches(self, text: IndexedText, field: Field | None = None) -> bool:
        """See `Node`."""
        return not self.node.matches(text, field)

    def found(self, text: IndexedText, field: Field | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """See `Node`; what is absent cannot be shown."""
        return ()


@dataclass(frozen=True, slots=True)
class All:
    """Holds when all of *nodes* do."""

    nodes: tuple[Node, ...]

    def matches(self, text: IndexedText, field: Field | None = None) -> bool:
        """See `Node`."""
        return all(node.matches(text, field) for node in self.nodes)

    def found(self, text: IndexedText, field: Field | None = None) -> tuple[str, ...]:
        """See `Node`."""
        if not self.matches(text, field):
            return ()
        return _once(node.found(text, field) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one of *nodes* does."""

    nodes: tuple[Node, ...]

    def matches(self, text: IndexedText, field: Field | None = None) -> bool:
        """See `Node`."""
        return any(node.matches(text, field) for node in self.nodes)

    def found(self, text: IndexedText, field: Field | None = None) -> tuple[str, ...]:
        """See `Node`."""
        return _once(node.found(text, field) for node in self.nodes)


def _once(every: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for phrases in every for phrase in phrases))
