"""What a list can teach: which texts are examples, and how much each one counts.

Entries known by title only must not teach that belonging papers are short, so they are left
out when enough others are known, and otherwise some of the background loses its abstracts too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from classifier.papers import ArxivId, Listed, Paper, SectionId, Topic
from classifier.sectioning.headings import subjects
from classifier.text.vectors import Floats
from classifier.tuned.weights import WEIGHTS

_TUNED = WEIGHTS.lessons
_NOWHERE = SectionId(-1)


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of how a list was kept, besides its entries.

    `refused` are papers that the maintainer turned down, `unread` are papers that nobody can have
    passed over yet. `a_day` is how many are polled for the list each day, 0 if that is unknown.
    """

    refused: Sequence[Paper] = ()
    unread: Collection[ArxivId] = ()
    a_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Lessons:
    """Examples for a model of relevance, positive ones first, each with its weight.

    `typical` marks those of the background, which come last; `others` are more of it, which are
    not learnt from, but may be found to have been passed over.
    """

    texts: tuple[Paper | Listed, ...]
    positive: NDArray[np.bool_]
    weight: Floats
    typical: NDArray[np.bool_]
    entries: int
    """How many of the positive ones are entries; after them come texts of headings."""
    others: tuple[Paper, ...] = ()

    @property
    def must_teach_words(self) -> bool:
        """Whether the papers of the background, as they are, cannot tell how rare each word is.

        They are too few, the list's own texts being too large a part, or most are cut to titles.
        """
        typical = list(compress(self.texts, self.typical))  # the others are like them
        few = len(typical) + len(self.others) < _TUNED.shared_from
        return few or 2 * sum(not paper.abstract for paper in typical) > len(typical)

    @property
    def of_the_background(self) -> list[Paper]:
        """The texts that are of the background."""
        typical = compress(self.texts, self.typical)
        return [*(text for text in typical if isinstance(text, Paper)), *self.others]

    @property
    def of_the_list(self) -> list[Paper | Listed]:
        """The texts that are not of the background."""
        return list(compress(self.texts, ~self.typical))


def lessons_of(
    listed: Sequence[Listed],
    topics: Sequence[Topic],
    background: Sequence[Paper],
    *,
    refused: Sequence[Paper] = (),
    hints: Sequence[float] = (),
) -> Lessons:
    """Return the examples.

    A *refused* paper teaches no words: it may well be of the list's subject. *hints*
    weighs the first papers of the *background*: those that rules take for belonging
    have a weight above 0 and count as positive with it.
    """
    entries = _worth_reading(listed)
    says = subjects(topics)
    headings = [
        Listed(key=f"heading {i}", title=text, section=_NOWHERE) for i, text in enumerate(says)
    ]
    fade = _TUNED.headings_fade / (_TUNED.headings_fade + len(entries))
    each = _TUNED.headings / max(1, len(headings)) * fade
    hinted = [(p, h) for p, h in zip(background, hints, strict=False) if h > 0]
    taken = {paper.id for paper, _ in hinted}
    others = [paper for paper in background if paper.id not in taken]
    positives: list[Paper | Listed] = [*entries, *headings, *(paper for paper, _ in hinted)]
    weight = [1.0] * len(entries) + [each] * len(headings) + [h for _, h in hinted]
    bare = sum(w for p, w in zip(positives, weight, strict=True) if not p.abstract)
    share = bare / sum(weight) if weight else 0.0
    typical, rest = _thinned(_companions(others, share))
    texts = (*positives, *refused, *typical)
    place = np.arange(len(texts))
    stands_for = [len(others) / max(1, len(typical))] * len(typical)
    return Lessons(
        texts,
        place < len(positives),
        np.array(weight + [0.0] * len(refused) + stands_for, np.float64),
        place >= len(positives) + len(refused),
        len(entries),
        tuple(rest),
    )


def _thinned(others: Sequence[Paper]) -> tuple[Sequence[Paper], Sequence[Paper]]:
    """Return those of *others* that are learnt from, evenly spread, and the rest."""
    if len(others) <= _TUNED.typical:
        return others, ()
    chosen = {i * len(others) // _TUNED.typical for i in range(_TUNED.typical)}
    return (
        [paper for i, paper in enumerate(others) if i in chosen],
        [paper for i, paper in enumerate(others) if i not in chosen],
    )


def _worth_reading(listed: Sequence[Listed]) -> list[Listed]:
    full = [entry for entry in listed if entry.abstract]
    return full if len(full) >= _TUNED.with_abstract else list(listed)


def _companions(background: Sequence[Paper], share: float) -> list[Paper]:
    """Return *background* with that *share* of it, evenly spread, cut down to titles."""
    return [
        replace(paper, abstract="") if int((i + 1) * share) > int(i * share) else paper
        for i, paper in enumerate(background)
    ]
