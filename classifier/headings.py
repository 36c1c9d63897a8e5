"""What a heading says by its words alone: subject, furniture, catch-all, or a type of paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from classifier.paper import Topic
from classifier.vectors import words_of

_FURNITURE = frozenset(
    """acknowledgement acknowledgment acknowledgments change changelog citation cite citing contact
    content contents contribute contributing contribution contributor disclaimer faq history
    introduction latest license licence maintainer menu motivation news overview preface star
    sponsor toc update what's""".split()
)
_PHRASES = ("table of content", "what is", "how to", "about this", "about the", "star history")
_CATCH_ALL = frozenset("other misc miscellaneous miscellanea uncategorized uncategorised rest".split())
_FILLERS = frozenset("paper the and of a an on for in list to with other more".split())
_SURVEY = frozenset("survey review overview tutorial roadmap".split())
_MEASURE = frozenset("benchmark dataset evaluation trace workload leaderboard testbed".split())


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
    words = [word for word in words_of(plain) if word not in _FILLERS or word == "other"]
    if not words or any(phrase in " ".join(plain.split()) for phrase in _PHRASES):
        return Kind.FURNITURE if words or not plain.split() else Kind.SUBJECT
    if all(word in _FURNITURE for word in words):
        return Kind.FURNITURE
    if all(word in _CATCH_ALL for word in words):
        return Kind.CATCH_ALL
    if any(word in _SURVEY for word in words):
        return Kind.SURVEYS
    return Kind.MEASURES if any(word in _MEASURE for word in words) else Kind.SUBJECT


def is_of_kind(title: str, kind: Kind) -> bool:
    """Whether a paper called *title* announces itself as being of *kind*."""
    words = words_of(title)
    if kind is Kind.SURVEYS:
        return any(word in _SURVEY for word in words)
    return kind is Kind.MEASURES and any(
        word in _MEASURE or word.endswith("bench") for word in words
    )


def subjects(topics: Sequence[Topic]) -> tuple[str, ...]:
    """Return a text per topic that says what the list is about, furniture left out."""
    texts = []
    for topic in topics:
        kind = kind_of(topic.path[-1]) if topic.path else Kind.FURNITURE
        if kind in {Kind.SUBJECT, Kind.SURVEYS, Kind.MEASURES}:
            texts.append(f"{' '.join(topic.path)} {topic.description}")
    return tuple(texts)
