"""What a heading says by its words alone: subject, furniture, catch-all, or a type of paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from classifier.papers import Topic
from classifier.text.words import terms, word_set

_FURNITURE = word_set(
    """acknowledgement acknowledgment acknowledgments change changelog citation cite citing contact
    content contents contribute contributing contribution contributor disclaimer faq history
    introduction latest license licence maintainer menu motivation news overview preface star
    sponsor toc update what's"""
)
_PHRASES = ("table of content", "what is", "how to", "about this", "about the", "star history")
_CATCH_ALL = word_set("other misc miscellaneous miscellanea uncategorized uncategorised rest")
_FILLERS = word_set("awesome paper the and of a an on for in list to with other more")
_SURVEY = word_set("survey review overview tutorial roadmap")
_MEASURE = word_set("benchmark dataset evaluation trace workload leaderboard testbed")


class Kind(Enum):
    """What a section collects."""

    SUBJECT = "subject"
    FURNITURE = "furniture"
    CATCH_ALL = "catch-all"
    SURVEYS = "surveys"
    MEASURES = "benchmarks"


def kind_of(heading: str) -> Kind:
    """Return what a section called *heading* collects.

    Furniture is what a list says of itself, such as "Citation"; nothing is put there.
    """
    plain = re.sub(r"[^\w\s']+", " ", heading).casefold()
    if any(phrase in " ".join(plain.split()) for phrase in _PHRASES):
        return Kind.FURNITURE
    words = [word for word in terms(plain) if word not in _FILLERS or word == "other"]
    if not words:  # "Papers" or "2024" may hold entries, an emoji does not
        return Kind.SUBJECT if plain.split() else Kind.FURNITURE
    if all(word in _FURNITURE for word in words):
        return Kind.FURNITURE
    if all(word in _CATCH_ALL for word in words):
        return Kind.CATCH_ALL
    if any(word in _SURVEY for word in words):
        return Kind.SURVEYS
    return Kind.MEASURES if any(word in _MEASURE for word in words) else Kind.SUBJECT


def is_of_kind(title: str, kind: Kind) -> bool:
    """Whether a paper called *title* announces itself as being of *kind*."""
    words = terms(title)
    if kind is Kind.SURVEYS:
        return any(word in _SURVEY for word in words)
    return kind is Kind.MEASURES and any(
        word in _MEASURE or word.endswith("bench") for word in words
    )


def subjects(topics: Sequence[Topic]) -> tuple[str, ...]:
    """Return a text per topic that says what the list is about, where its words say anything."""
    texts = []
    for topic in topics:
        kind = kind_of(topic.path[-1]) if topic.path else Kind.FURNITURE
        text = f"{' '.join(topic.path)} {topic.description}"
        if kind not in {Kind.FURNITURE, Kind.CATCH_ALL} and set(terms(text)) - _FILLERS:
            texts.append(text)
    return tuple(texts)
