"""Keyword rules for sections that are empty or thin, from their own words. Pure.

A rule stands for a phrase. It is strong when the section's entries share it and those of other
sections hardly have it, or when it is the subject that the heading of an empty section names;
a weak one is shown to the maintainer and not switched on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.lists import Entry, folded
from bot.markdown import plain_heading
from bot.onboarding.recognising import Shelf
from classifier import STOP_WORDS, RuleError, parse, terms

_LONGEST = 3  # words of a phrase
_INTRODUCTION = 200  # characters of a section's prose that name its subject
_READ = 500  # characters of an entry: its title is among them
_ADDRESS = re.compile(r"https?://[^\s)>\]]+")
_MOST = 3  # rules that are shown for a section
_SINGLE = 3  # entries, and no other, must hold a word for it to tell a section alone
_RARE = 0.1  # of other sections' entries may hold a phrase that tells a section
_EMPTY_WEIGHT, _THIN_WEIGHT = 1.5, 1.0  # log odds: four and a half, nearly three times as likely
_LIST_WEIGHT = 3.0  # log odds: twenty times as likely, enough to be seen on a list of ten entries
_COMMON = frozenset(
    terms(
        """application approach awesome based best category code dataset deep domain example
        framework general large learning llm method model new next other outstanding overview paper
        project publication reading related research resource review runner section student survey
        system task technique tool topic tutorial work benchmark"""
    )
)
"""Words that headings of any list have: alone they tell nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedRule:
    """A rule for a section: its expression and weight, on how many entries it rests.

    *inside* of the section's *entries* hold the phrase, *outside* counts those of other sections.
    """

    expression: str
    weight: float
    inside: int
    entries: int
    outside: int
    strong: bool


_FURNITURE = frozenset(
    terms(
        """acknowledgement advice awesome citation coming contact continue contribute contributor
        glance grouped introduction license soon star top"""
    )
)
"""Words of headings that are about the list itself."""

_PACKAGING = frozenset(terms("awesome collection curated list paper resource support"))
"""Words around a subject: "Awesome Serverless" is serverless, "Language Support" is language."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """How many of a list's *entries* hold each phrase that could become a rule.

    Counted are the words of an entry, its addresses apart: what a title is takes a thousand times
    longer to tell, and is asked of the entries of thin sections only.
    """

    counts: Mapping[Phrase, int]
    entries: int

    @classmethod
    def of(cls, shelves: Sequence[Shelf]) -> PhraseBook:
        """Return the counts of what the thin ones among *shelves* say."""
        thin = [shelf for shelf in shelves if shelf.is_thin]
        wanted = _by_first_word(phrase for shelf in thin for phrase in _said(shelf))
        entries = [entry for shelf in shelves for entry in shelf.entries]
        return cls(Counter(p for one in entries for p in _held(one, wanted)), len(entries))


def propose_rules(shelf: Shelf, book: PhraseBook) -> tuple[ProposedRule, ...]:
    """Return rules for *shelf*, the strongest first; none for a section that has entries enough."""
    if not shelf.is_thin:
        return ()
    said = _by_first_word(_said(shelf))
    inside = Counter(phrase for entry in shelf.entries for phrase in _held(entry, said))
    heading = [*_named_by(shelf.section.path[-1])]
    introduced = [*_named_by(shelf.section.description[:_INTRODUCTION])] if not inside else []
    titled = {phrase for entry in shelf.entries for phrase in _phrases(entry.title)}
    shared = _longest({phrase: inside[phrase] for phrase in titled if inside[phrase] > 1})
    rules = [
        _rule(phrase, phrase in heading, (inside[phrase], len(shelf.entries)), book)
        for phrase in dict.fromkeys((*heading, *shared, *introduced))
    ]
    found = sorted(filter(None, rules), key=lambda rule: (not rule.strong, -rule.inside))
    return tuple(found[:_MOST])


def shared_words(shelves: Sequence[Shelf]) -> tuple[ProposedRule, ...]:
    """Return rules for a small list as a whole: phrases that its entries share, then its title's.

    They are weak: so few entries show what they are about, and not what is left out.
    """
    entries = [entry for shelf in shelves for entry in shelf.entries]
    counts = Counter(phrase for entry in entries for phrase in _phrases(entry.title))
    shared = _longest({p: n for p, n in counts.items() if n > 1 and (len(p) > 1 or n >= _SINGLE)})
    titled = [phrase for shelf in shelves[:1] for phrase in _named_by(shelf.section.path[0])]
    return tuple(
        ProposedRule(
            expression=" ".join(phrase),
            weight=_LIST_WEIGHT,
            inside=counts[phrase],
            entries=len(entries),
            outside=0,
            strong=False,
        )
        for phrase in list(dict.fromkeys((*shared, *titled)))[:_MOST]
    )


def _said(shelf: Shelf) -> Iterator[Phrase]:
    """Yield the phrases of a thin section: of its heading, its introduction and its titles."""
    yield from _named_by(shelf.section.path[-1])
    yield from _named_by(shelf.section.description[:_INTRODUCTION])
    for entry in shelf.entries:
        yield from _phrases(entry.title)


def _by_first_word(phrases: Iterable[Phrase]) -> Mapping[str, frozenset[Phrase]]:
    found: dict[str, set[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], set()).add(phrase)
    return {word: frozenset(begun) for word, begun in found.items()}


def _held(entry: Entry, wanted: Mapping[str, frozenset[Phrase]]) -> set[Phrase]:
    """Return which of the *wanted* phrases, by their first word, *entry* holds."""
    words = terms(_ADDRESS.sub(" ", entry.text[:_READ]))
    return {
        phrase
        for at, word in enumerate(words)
        for phrase in wanted.get(word, ())
        if phrase == tuple(words[at : at + len(phrase)])
    }


def _longest(counts: Mapping[Phrase, int]) -> list[Phrase]:
    """Return the phrases, the most frequent and longest first, without mere parts of others.

    A part that is held by no more entries says the same again, and would count twice.
    """
    order = sorted(counts, key=lambda phrase: (-counts[phrase], -len(phrase), phrase))
    kept: list[Phrase] = []
    for phrase in order:
        text = f" {' '.join(phrase)} "
        wider = (one for one in kept if counts[one] == counts[phrase])
        if not any(text in f" {' '.join(one)} " for one in wider):
            kept.append(phrase)
    return kept


def _rule(
    phrase: Phrase, of_heading: object, inside: tuple[int, int], book: PhraseBook
) -> ProposedRule | None:
    """Return the rule for *phrase*, held by so many of the entries *inside*; None if it is none."""
    held, entries = inside
    elsewhere = book.counts.get(phrase, 0) - held
    expression = " ".join(phrase)
    try:
        parse(expression)
    except RuleError:
        return None
    if entries:
        told = held > 1 if len(phrase) > 1 else held >= _SINGLE and not elsewhere
        strong, weight = told and elsewhere < held, _THIN_WEIGHT
    else:
        rare = elsewhere <= _RARE * book.entries
        strong, weight = bool(of_heading) and len(phrase) > 1 and rare, _EMPTY_WEIGHT
    return ProposedRule(
        expression=expression,
        weight=weight,
        inside=held,
        entries=entries,
        outside=elsewhere,
        strong=strong,
    )


def _named_by(heading: str) -> Iterator[tuple[str, ...]]:
    """Yield what a heading names: each part of "A, B and C" whole, if it tells anything."""
    plain = re.sub(r"\([^()]*\)|[^\w\s,/&-]", " ", folded(plain_heading(heading)))
    for part in re.split(r"[,/&]|\band\b|\bor\b|\bfor\b|\bof\b|\bin\b|\bwith\b", plain):
        words = _stripped([word for word in terms(part) if word not in STOP_WORDS])
        if 0 < len(words) <= _LONGEST and not _is_furniture(words) and _is_latin(words):
            yield words


def _stripped(words: Sequence[str]) -> Phrase:
    """Return *words* without those at its ends that say "a list" or "all about"."""
    kept = [at for at, word in enumerate(words) if word not in _PACKAGING]
    return tuple(words[kept[0] : kept[-1] + 1]) if kept else ()


def _is_furniture(words: Sequence[str]) -> bool:
    return _COMMON.issuperset(words) or not _FURNITURE.isdisjoint(words)


def _phrases(title: str) -> frozenset[tuple[str, ...]]:
    words = terms(title)
    return frozenset(
        tuple(words[start : start + length])
        for length in range(1, _LONGEST + 1)
        for start in range(len(words) - length + 1)
        if _tells(words[start : start + length])
    )


def _tells(words: Sequence[str]) -> bool:
    ends = {words[0], words[-1]}
    return not (ends & STOP_WORDS or _COMMON.issuperset(words)) and _is_latin(words)


def _is_latin(words: Iterable[str]) -> bool:
    """Whether rules can find *words* in arXiv's English: longer than two letters, and ASCII."""
    return all(word.isascii() and len(word) > 2 for word in words)  # noqa: PLR2004
