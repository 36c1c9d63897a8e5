"""Keyword rules for sections that are empty or thin, from their own words. Pure.

A rule stands for a phrase. It is strong when the section's entries share it and those of other
sections hardly have it, or when it is the subject that the heading of an empty section names;
a weak one is shown to the maintainer and not switched on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.lists import folded
from bot.markdown import plain_heading
from bot.onboarding.recognising import THIN, Shelf
from classifier import STOP_WORDS, RuleError, parse, terms

_LONGEST = 3  # words of a phrase
_MOST = 3  # rules that are shown for a section
_RARE = 0.1  # of other sections' entries may hold a phrase that tells a section
_EMPTY_WEIGHT, _THIN_WEIGHT = 1.5, 1.0  # log odds: four and a half, nearly three times as likely
_COMMON = frozenset(
    """
    application approach awesome based category code dataset deep domain example framework general
    large learning llm method model model-based new next-gen other overview paper project publication
    reading related research resource review section survey system task technique tool topic
    tutorial work benchmark
    """.split()
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


def propose_rules(shelf: Shelf, others: Sequence[Shelf]) -> tuple[ProposedRule, ...]:
    """Return rules for *shelf*, the strongest first; none for a section that has entries enough."""
    if len(shelf.entries) > THIN:
        return ()
    inside = [_phrases(entry.title) for entry in shelf.entries]
    outside = [_phrases(e.title) for o in others if o is not shelf for e in o.entries]
    counts = Counter(phrase for phrases in inside for phrase in phrases)
    heading = [*_heading_phrases(shelf.section.path[-1])]
    introduced = [*_heading_phrases(shelf.section.description[:200])] if not inside else []
    shared = [phrase for phrase, count in counts.most_common() if count > 1]
    seen: dict[tuple[str, ...], ProposedRule] = {}
    for phrase in (*heading, *shared, *introduced):
        if phrase not in seen and (rule := _rule(phrase, phrase in heading, inside, outside)):
            seen[phrase] = rule
    found = sorted(seen.values(), key=lambda rule: (not rule.strong, -rule.inside))
    return tuple(found[:_MOST])


def _rule(
    phrase: tuple[str, ...],
    is_heading: bool,  # noqa: FBT001 - of two kinds of phrases
    inside: Sequence[frozenset[tuple[str, ...]]],
    outside: Sequence[frozenset[tuple[str, ...]]],
) -> ProposedRule | None:
    """Return the rule for *phrase*; None when it cannot be written as one."""
    held, elsewhere = (sum(phrase in one for one in side) for side in (inside, outside))
    expression = " ".join(phrase)
    try:
        parse(expression)
    except RuleError:
        return None
    rare = elsewhere <= _RARE * len(outside)
    if inside:
        strong, weight = held > 1 and elsewhere < held, _THIN_WEIGHT
    else:
        strong, weight = is_heading and len(phrase) > 1 and rare, _EMPTY_WEIGHT
    return ProposedRule(
        expression=expression,
        weight=weight,
        inside=held,
        entries=len(inside),
        outside=elsewhere,
        strong=strong,
    )


def _heading_phrases(heading: str) -> Iterator[tuple[str, ...]]:
    """Yield what a heading names: each part of "A, B and C" whole, if it tells anything."""
    plain = re.sub(r"\([^()]*\)|[^\w\s,/&-]", " ", folded(plain_heading(heading)))
    for part in re.split(r"[,/&]|\band\b|\bor\b|\bfor\b|\bof\b|\bin\b|\bwith\b", plain):
        words = tuple(word for word in terms(part) if word not in STOP_WORDS)
        if 0 < len(words) <= _LONGEST and not _COMMON.issuperset(words) and _is_latin(words):
            yield words


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
