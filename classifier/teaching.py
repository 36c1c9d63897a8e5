"""What a list can teach: which texts are examples, and how much each one counts.

Entries known by title only must not teach that belonging papers are short, so they are left
out when enough others are known, and otherwise some of the background loses its abstracts too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classifier.headings import subjects
from classifier.paper import Listed, Paper, SectionId, Topic
from classifier.vectors import Floats

_ENOUGH = 10  # entries with an abstract, from which on the others are left out
_HEADINGS = 2.0  # what all headings together count, in entries, when there are no entries
_FADE = 10.0  # entries at which the headings count half as much
_NOWHERE = SectionId(-1)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Examples for a model of relevance, positive ones first, each with its weight."""

    texts: tuple[Paper | Listed, ...]
    positive: NDArray[np.bool_]
    weight: Floats
    entries: int
    """How many of the positive ones are entries; after them come texts of headings."""


def lessons_of(
    listed: Sequence[Listed],
    topics: Sequence[Topic],
    background: Sequence[Paper],
    hints: Sequence[float] = (),
) -> Lessons:
    """Return the examples.

    *hints* weighs the first papers of the *background*: those that rules take for belonging
    have a weight above 0 and count as positive with it.
    """
    entries = _worth_reading(listed)
    says = subjects(topics)
    headings = [
        Listed(key=f"heading {i}", title=text, section=_NOWHERE) for i, text in enumerate(says)
    ]
    each = _HEADINGS / max(1, len(headings)) * _FADE / (_FADE + len(entries))
    hinted = [(p, h) for p, h in zip(background, hints, strict=False) if h > 0]
    taken = {paper.id for paper, _ in hinted}
    others = [paper for paper in background if paper.id not in taken]
    positives: list[Paper | Listed] = [*entries, *headings, *(paper for paper, _ in hinted)]
    weight = [1.0] * len(entries) + [each] * len(headings) + [h for _, h in hinted]
    bare = sum(w for p, w in zip(positives, weight, strict=True) if not p.abstract)
    share = bare / sum(weight) if weight else 0.0
    texts = (*positives, *_companions(others, share))
    positive = np.arange(len(texts)) < len(positives)
    weights = np.array(weight + [1.0] * len(others), np.float64)
    return Lessons(texts, positive, weights, len(entries))


def _worth_reading(listed: Sequence[Listed]) -> list[Listed]:
    full = [entry for entry in listed if entry.abstract]
    return full if len(full) >= _ENOUGH else list(listed)


def _companions(background: Sequence[Paper], share: float) -> list[Paper]:
    """Return *background* with that *share* of it, evenly spread, cut down to titles."""
    return [
        replace(paper, abstract="") if int((i + 1) * share) > int(i * share) else paper
        for i, paper in enumerate(background)
    ]
