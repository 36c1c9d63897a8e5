"""From judged papers to those one run proposes; the same paper twice is shown once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from classifier.papers import Candidate, Paper, SectionId, Selection
from classifier.text.words import terms

_NEAR = 0.2  # of the probability asked for; what is less likely missed by far
_TWIN = 0.8  # share of words in common above which two papers are one
_TWIN_TITLE = 3  # words a title must have before it alone can show a twin


def select(
    candidates: Sequence[Candidate],
    *,
    budget: int,
    min_probability: float,
    min_confidence: float,
    near_misses: int,
    gone: Collection[SectionId] = (),
) -> Selection:
    """Return what to propose of *candidates*, each part best first.

    Papers likely enough to belong are chosen up to *budget*, those of sections that are
    *gone* (see `Judge.gone`) or too unsure of theirs could not be placed, and the best of the
    rest are near misses. Of near duplicates only the best one appears.
    """
    ordered = sorted(candidates, key=lambda c: (-c.score, c.paper.id))
    likely = [c for c in ordered if c.probability >= min_probability]
    unlikely = [c for c in ordered if c.probability < min_probability]
    seen = _Seen()
    chosen: list[Candidate] = []
    homeless: list[Candidate] = []
    missed: list[Candidate] = []
    over = 0
    for candidate in likely:
        where = candidate.placement
        placed = where.section not in gone and where.confidence >= min_confidence
        group = chosen if placed else homeless
        if len(group) >= budget:
            over += placed
            group = missed
        if len(missed) < near_misses or group is not missed:
            group += seen.unless_known(candidate)
    for candidate in unlikely:
        if len(missed) >= near_misses or candidate.probability < min_probability * _NEAR:
            break
        missed += seen.unless_known(candidate)
    return Selection(tuple(chosen), tuple(homeless), tuple(missed), over)


class _Seen:
    """The papers shown so far, to recognise twins by: version 2 under another title."""

    def __init__(self) -> None:
        self._words: list[frozenset[str]] = []
        self._titles: set[tuple[str, ...]] = set()

    def unless_known(self, candidate: Candidate) -> Iterable[Candidate]:
        """Return *candidate* alone, or nothing when its twin was shown; remember it."""
        title = tuple(terms(candidate.paper.title))
        words = _words(candidate.paper)
        if (len(title) >= _TWIN_TITLE and title in self._titles) or any(
            _overlap(words, other) >= _TWIN for other in self._words
        ):
            return ()
        self._titles.add(title)
        self._words.append(words)
        return (candidate,)


def _words(paper: Paper) -> frozenset[str]:
    return frozenset(terms(paper.abstract or paper.title))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
