"""Keyword rules for sections that are empty or thin, from their own words. Pure.

A rule stands for a phrase. It is strong when the section's entries share it and those of other
sections hardly have it, or when the heading of an empty section names it and the list's own papers
use it, but seldom. A weak one is shown to the maintainer and not switched on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.markdown import plain_heading
from bot.onboarding.recognising import PaperSection
from classifier import STOP_WORDS, RuleError, as_written, parse, terms
from classifier.papers import Paper

_LONGEST = 3  # words of a phrase, those that carry no subject apart
_INTRODUCTION = 200  # characters of a section's prose that name its subject
_COUNTED = 3_000  # entries, evenly drawn from those of a huge list, in which phrases are counted
_ABSTRACTS = 500  # of the list's papers show which phrases are in use
_READ = 500  # characters of an entry: its title is among them
# "Sec4.5 Task: …", "1.2 …": what counts the sections.
_NUMBERED = re.compile(r"^\W*(?:sec(?:tion)?|part|chapter)?\W{0,2}\d[\d.]*\b", re.IGNORECASE)
# Between parts: "A, B", "A / B", "A (B)", "A: B", "A - B", "A+B" (not "C++"), "A for B".
_PARTS = re.compile(
    r"[^\w\s'\u2019+-]|\+(?=\w)|\s[-\u2013\u2014]+(?=\s)"
    r"|\b(?<=\s)(?:and|or|for|in|with|via|vs)\b(?=\s)",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")  # "3D", "R1": models see no such word
_OF = re.compile(r"\s(?:of|on|to|by|from)\s", re.IGNORECASE)
_BETWEEN = frozenset(("of", "on", "to", "by", "from", "the", "in", "and"))
_ADDRESS = re.compile(r"https?://[^\s)>\]]+")
_MOST = 3  # rules that are shown for a section
_SINGLE = 3  # entries, and no other, must hold a word for it to tell a section alone
_RARE = 0.1  # of other sections' entries may hold a phrase that tells a section
_EMPTY_WEIGHT, _THIN_WEIGHT = 1.5, 1.0  # log odds: four and a half, nearly three times as likely
_LIST_WEIGHT = 3.0  # log odds: twenty times as likely, enough to be seen on a list of ten entries
_COMMON = frozenset(
    terms(
        """additional application approach awesome based best category code comprehensive dataset
        deep detail domain example framework general large latest learning list llm method model
        more new newest next other outstanding overview paper project publication reading recent
        related research resource review runner section selected student survey system task
        technique tool topic tutorial type typical work benchmark"""
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
        """abstract acknowledgement advice author awesome back blog book browse citation cli coming
        community configuration contact continue contribute contributor convention course demo
        description glance grouped introduction involved keyword license log note podcast pull
        recommendation reference repo repositorie repository request sharing soon star stay
        submit talk thank top tuned wechat update updated website welcome"""
    )
)
"""Words of headings that are about the list itself."""

_PACKAGING = frozenset(terms("awesome collection curated free list paper resource support"))
"""Words around a subject: "Awesome Serverless" is serverless, "Language Support" is language."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """How many of a list's *entries* hold each phrase that could become a rule.

    *used* are those that its entries or the abstracts of its papers have: words of the field.
    Counted are the words of an entry, its addresses apart: what a title is takes a thousand times
    longer to tell, and is asked of the entries of thin sections only.
    """

    counts: Mapping[Phrase, int]
    entries: int
    used: frozenset[Phrase]

    @classmethod
    def of(cls, shelves: Sequence[PaperSection], papers: Sequence[Paper] = ()) -> PhraseBook:
        """Return the counts of what the thin ones among *shelves* say; *papers* are the list's."""
        thin = [shelf for shelf in shelves if shelf.is_thin]
        wanted = _by_first_word(phrase for shelf in thin for phrase in _said(shelf))
        entries = [entry for shelf in shelves for entry in shelf.entries]
        entries = entries[:: len(entries) // _COUNTED + 1]
        counts = Counter(
            p for one in entries for p in _held(_ADDRESS.sub(" ", one.text[:_READ]), wanted)
        )
        some = papers[:: len(papers) // _ABSTRACTS + 1]
        abstracts = (f"{paper.title}. {paper.abstract}" for paper in some)
        used = counts.keys() | {phrase for text in abstracts for phrase in _held(text, wanted)}
        return cls(counts, len(entries), frozenset(used))


def propose_rules(shelf: PaperSection, book: PhraseBook) -> tuple[ProposedRule, ...]:
    """Return rules for *shelf*, the strongest first; none for a section that has entries enough."""
    if not shelf.is_thin:
        return ()
    said = _by_first_word(_said(shelf))
    texts = [_ADDRESS.sub(" ", entry.text[:_READ]) for entry in shelf.entries]
    inside = Counter(phrase for text in texts for phrase in _held(text, said))
    titled = {phrase for entry in shelf.entries for phrase in _phrases(entry.title)}
    shared = _longest({phrase: inside[phrase] for phrase in titled if inside[phrase] > 1})
    heading = [*_named_by(shelf.section.path[-1], book.used)]
    introduced = [] if inside else [*_introduced(shelf, book.used)]
    rules = [
        _rule(phrase, phrase in heading, (inside[phrase], len(shelf.entries)), book, _words(shelf))
        for phrase in dict.fromkeys((*heading, *shared, *introduced))
    ]
    proposed = sorted(filter(None, rules), key=lambda rule: (not rule.strong, -rule.inside))
    return tuple(proposed[:_MOST])


def shared_words(shelves: Sequence[PaperSection]) -> tuple[ProposedRule, ...]:
    """Return rules for a small list as a whole: phrases that its entries share, then its title's.

    They are weak: so few entries show what they are about, and not what is left out.
    """
    entries = [entry for shelf in shelves for entry in shelf.entries]
    titles = [*(entry.title for entry in entries), *(s.section.path[0] for s in shelves[:1])]
    counts = Counter(phrase for entry in entries for phrase in _phrases(entry.title))
    shared = _longest({p: n for p, n in counts.items() if n > 1 and (len(p) > 1 or n >= _SINGLE)})
    titled = [phrase for shelf in shelves[:1] for phrase in _named_by(shelf.section.path[0])]
    return tuple(
        ProposedRule(
            expression=_spelt(phrase, titles),
            weight=_LIST_WEIGHT,
            inside=counts[phrase],
            entries=len(entries),
            outside=0,
            strong=False,
        )
        for phrase in list(dict.fromkeys((*shared, *titled)))[:_MOST]
    )


def _said(shelf: PaperSection) -> Iterator[Phrase]:
    """Yield the phrases of a thin section: of its heading, its introduction and its titles."""
    yield from _named_by(shelf.section.path[-1])
    yield from _introduced(shelf)
    for entry in shelf.entries:
        yield from _phrases(entry.title)


def _introduced(shelf: PaperSection, used: Collection[Phrase] | None = None) -> Iterator[Phrase]:
    """Yield the phrases of two words and more in what is said below the heading, at its start."""
    beginning = shelf.section.description[: _INTRODUCTION + 1]
    whole = beginning.rpartition(" ")[0] if len(beginning) > _INTRODUCTION else beginning
    yield from (phrase for phrase in _named_by(whole, used) if len(phrase) > 1)


def _words(shelf: PaperSection) -> list[str]:
    """Return where a phrase of *shelf* stands as people write it."""
    titles = (entry.title for entry in shelf.entries)
    return [plain_heading(shelf.section.path[-1]), shelf.section.description, *titles]


def _spelt(phrase: Phrase, texts: Iterable[str]) -> str:
    """Return *phrase* as one of *texts* writes it, in lower case and with its hyphens."""
    name = " ".join(phrase)
    written = (as_written(text, name).casefold() for text in texts)
    return next((text for text in written if tuple(terms(text)) == phrase), name)


def _by_first_word(phrases: Iterable[Phrase]) -> Mapping[str, frozenset[Phrase]]:
    by_word: dict[str, set[Phrase]] = {}
    for phrase in phrases:
        by_word.setdefault(phrase[0], set()).add(phrase)
    return {word: frozenset(begun) for word, begun in by_word.items()}


def _held(text: str, wanted: Mapping[str, frozenset[Phrase]]) -> set[Phrase]:
    """Return which of the *wanted* phrases, by their first word, *text* holds."""
    words = terms(text)
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
        wider = (wide for wide in kept if counts[wide] == counts[phrase])
        if not any(text in f" {' '.join(wide)} " for wide in wider):
            kept.append(phrase)
    return kept


def _rule(
    phrase: Phrase,
    of_heading: object,
    inside: tuple[int, int],
    book: PhraseBook,
    texts: Sequence[str],
) -> ProposedRule | None:
    """Return the rule for *phrase*, held by so many of the entries *inside*; None if it is none."""
    held, entries = inside
    elsewhere = max(0, book.counts.get(phrase, 0) - held)
    expression = _spelt(phrase, texts)
    try:
        parse(expression)
    except RuleError:
        return None
    if entries:
        is_telling = held > 1 if len(phrase) > 1 else held >= _SINGLE and not elsewhere
        strong, weight = is_telling and elsewhere < held, _THIN_WEIGHT
    elif of_heading or phrase in book.used:
        tells = len(phrase) > 1 and phrase in book.used and elsewhere <= _RARE * book.entries
        strong, weight = bool(of_heading) and tells, _EMPTY_WEIGHT
    else:
        return None
    return ProposedRule(
        expression=expression,
        weight=weight,
        inside=held,
        entries=entries,
        outside=elsewhere,
        strong=strong,
    )


def _named_by(heading: str, used: Collection[Phrase] | None = None) -> Iterator[Phrase]:
    """Yield what a heading names: each part of "A, B and C"; of "A of B" the whole or the parts.

    The whole where it is among the phrases *used*; where these are not known yet, all.
    """
    for part in filter(None, _PARTS.split(_NUMBERED.sub("", plain_heading(heading)))):
        whole, pieces = [*_subject(part)], _OF.split(part)
        in_use = used is not None and bool(whole) and whole[0] in used
        if used is None or in_use or len(pieces) == 1:
            yield from whole
        if len(pieces) > 1 and not in_use:
            yield from (phrase for piece in pieces for phrase in _subject(piece))


def _subject(part: str) -> Iterator[Phrase]:
    """Yield the words of *part* without those at its ends that say "a list" or "all about"."""
    words = [
        (terms(word), word.casefold() in STOP_WORDS or _PACKAGING.issuperset(terms(word)))
        for word in part.split()
    ]
    kept = [at for at, (_, empty) in enumerate(words) if not empty]
    if not kept or _NUMBER_WORD.search(part):
        return
    phrase = tuple(term for found, _ in words[kept[0] : kept[-1] + 1] for term in found)
    telling = [term for term in phrase if term not in _BETWEEN]
    if 0 < len(telling) <= _LONGEST and not _is_furniture(telling) and _is_latin(telling):
        yield phrase


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
    return not (ends & (STOP_WORDS | _PACKAGING) or _COMMON.issuperset(words)) and _is_latin(words)


def _is_latin(words: Iterable[str]) -> bool:
    """Whether rules can find *words* in arXiv's English: longer than two letters, and ASCII."""
    return all(word.isascii() and len(word) > 2 for word in words)  # noqa: PLR2004
