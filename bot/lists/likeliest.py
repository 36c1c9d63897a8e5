"""Whose words a title is most likely made of: those of one list or section among several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from bot.anatomy import words
from bot.lists.nouns import Entry

_WEIGHT = 20.0  # words that a bag would have to hold to be judged by itself
_LABEL = 3  # how often each word of a label counts


def bag_of(label: str, entries: Iterable[Entry]) -> Counter[str]:
    """Return the words of the titles of *entries*, each once a title, and those of their label."""
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(set(words(entry.title)))
    for word in set(words(label)):
        counts[word] += _LABEL
    return counts


def likelihoods(title: str, bags: Sequence[Counter[str]]) -> list[float]:
    """Return how likely *title* is under the words of each of the *bags*, as logarithms.

    The likelihoods are smoothed with the words of all bags (Dirichlet prior; Zhai and
    Lafferty, 2004, section 3).
    """
    total = sum(bags, Counter[str]())
    everything = total.total()
    known = [word for word in set(words(title)) if total[word]]

    def likelihood(bag: Counter[str]) -> float:
        size = bag.total()
        return sum(
            log((bag[word] + _WEIGHT * total[word] / everything) / (size + _WEIGHT))
            for word in known
        )

    return [likelihood(bag) for bag in bags]
