"""Rules as they would be with one change; the rules at hand stay as they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log

from classifier import STOP_WORDS, IndexedText, Rules, RuleSet, fold, parse
from classifier.papers import Listed, Paper, SectionId

_WORD = re.compile(r"[^\W\d_][\w-]*")
_LONGEST = 40  # words of a title that are looked at
_SHORT = 3  # characters of a word that may make a rule, at least


def with_keyword(
    rules: Rules, expression: str, weight: float, section: SectionId | None = None
) -> Rules:
    """Return *rules* with one keyword rule more, the list's or *section*'s."""
    ours = rules.whole if section is None else rules.sections.get(section, RuleSet())
    more = replace(
        ours,
        keywords={**ours.keywords, expression: parse(expression)},
        weights={**ours.weights, expression: weight},
    )
    return _with(rules, section, more)


def without_never(rules: Rules, expression: str) -> Rules:
    """Return *rules* without that `never` of the whole list."""
    kept = {rule: node for rule, node in rules.whole.never.items() if rule != expression}
    return _with(rules, None, replace(rules.whole, never=kept))


def with_never(rules: Rules, expression: str) -> Rules:
    """Return *rules* with one more `never` of the whole list."""
    more = {**rules.whole.never, expression: parse(expression)}
    return _with(rules, None, replace(rules.whole, never=more))


def with_must(rules: Rules, expression: str) -> Rules:
    """Return *rules* with one more `must` of the whole list; any one of them has to match."""
    more = {**rules.whole.must, expression: parse(expression)}
    return _with(rules, None, replace(rules.whole, must=more))


def _with(rules: Rules, section: SectionId | None, ours: RuleSet) -> Rules:
    if section is None:
        return replace(rules, whole=ours)
    return replace(rules, sections={**rules.sections, section: ours})


def telling_phrases(
    paper: Paper, inside: Sequence[Paper | Listed], outside: Sequence[Paper | Listed]
) -> tuple[str, ...]:
    """Return the words and word pairs of the title, those that speak most for *inside* first.

    The measure is the log of its share inside over that outside, each with half a paper added;
    what no paper inside has comes last.
    """
    ours, others = ([indexed(each) for each in texts] for texts in (inside, outside))
    measured = []
    for phrase in dict.fromkeys(_phrases(paper.title)):
        node = parse(phrase)
        hits = [sum(node.matches(text) for text in texts) for texts in (ours, others)]
        telling = log((hits[0] + 0.5) / (len(ours) + 1)) - log((hits[1] + 0.5) / (len(others) + 1))
        measured.append((hits[0] == 0, -telling, phrase))
    return tuple(phrase for _, _, phrase in sorted(measured, key=lambda each: each[:2]))


def indexed(text: Paper | Listed) -> IndexedText:
    """Return *text* ready for rules."""
    return IndexedText(text.title, text.abstract, text.categories)


def _phrases(title: str) -> Iterator[str]:
    """Yield pairs of words, then words, none of them empty or an operator."""
    words = [word.strip("-") for word in _WORD.findall(fold(title))][:_LONGEST]
    kept = [len(word) >= _SHORT and word not in STOP_WORDS for word in words]
    for i in range(len(words) - 1):
        if kept[i] and kept[i + 1]:
            yield f"{words[i]} {words[i + 1]}"
    yield from (word for word, worth in zip(words, kept, strict=True) if worth)
