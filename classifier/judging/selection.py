"""From judged papers to those one run proposes; the same paper twice is shown once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from classifier.papers import ArxivId, Candidate, Decided, Paper, SectionId, Selection
from classifier.text.words import terms

_NEAR = 0.2  # of the probability asked for; what is less likely missed by far
_TWIN = 0.8  # share of words in common above which two papers are one
_TWIN_TITLE = 3  # words a title must have before it alone can show a twin
_Kind = Literal["chosen", "over budget", "section gone", "section unsure"]


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
    *gone* (see `Judge.gone`), too unsure of theirs or without any could not be placed, and the
    best of the rest are near misses. Of near duplicates only the best one appears; a paper that a
    rule bars never does.
    """
    ordered = sorted(candidates, key=lambda c: (-c.score, c.paper.id))
    parts = _Parts(budget, near_misses, gone, min_confidence)
    for candidate in ordered:
        if candidate.barred:
            parts.decided[candidate.paper.id] = Decided("ruled out")
        elif candidate.probability >= min_probability:
            parts.add_likely(candidate)
        else:
            parts.decided[candidate.paper.id] = Decided("below threshold")
    for candidate in ordered:
        if len(parts.missed) >= near_misses or candidate.probability < min_probability * _NEAR:
            break
        if parts.decided[candidate.paper.id].kind == "below threshold":
            parts.show(parts.missed, candidate)
    return Selection(
        tuple(parts.chosen),
        tuple(parts.homeless),
        tuple(parts.missed),
        parts.over,
        parts.decided,
    )


class _Parts:
    """The parts of a selection as they grow, the best paper first."""

    def __init__(
        self, budget: int, near: int, gone: Collection[SectionId], min_confidence: float
    ) -> None:
        self._budget, self._near, self._gone, self._sure = budget, near, gone, min_confidence
        self._seen = _Seen()
        self.chosen: list[Candidate] = []
        self.homeless: list[Candidate] = []
        self.missed: list[Candidate] = []
        self.decided: dict[ArxivId, Decided] = {}
        self.over = 0

    def add_likely(self, candidate: Candidate) -> None:
        """Put *candidate*, which is likely enough, where it belongs, and say why there."""
        lacking = self._amiss(candidate)
        group = self.homeless if lacking else self.chosen
        place = 1 + len(self.chosen) + self.over
        kind: _Kind = lacking or "chosen"
        if len(group) >= self._budget:
            self.over += not lacking
            kind, group = lacking or "over budget", self.missed
        twin = None
        if group is not self.missed or len(self.missed) < self._near:
            twin = self.show(group, candidate)
        decided = Decided("twin", place, twin) if twin else Decided(kind, place)
        self.decided[candidate.paper.id] = decided

    def _amiss(self, candidate: Candidate) -> Literal["section gone", "section unsure", ""]:
        if candidate.placement.section in self._gone:
            return "section gone"
        sure = candidate.placement.confidence
        return "section unsure" if not sure or sure < self._sure else ""

    def show(self, group: list[Candidate], candidate: Candidate) -> Paper | None:
        """Add *candidate* to *group*, or return the twin that is shown already."""
        twin = self._seen.twin_of(candidate.paper)
        if twin is None:
            self._seen.remember(candidate.paper)
            group.append(candidate)
        return twin


class _Seen:
    """The papers shown so far, to recognise twins by: version 2 under another title."""

    def __init__(self) -> None:
        self._words: list[tuple[frozenset[str], Paper]] = []
        self._titles: dict[tuple[str, ...], Paper] = {}

    def twin_of(self, paper: Paper) -> Paper | None:
        """Return the paper that was shown already under another identifier."""
        title, words = tuple(terms(paper.title)), _words(paper)
        if len(title) >= _TWIN_TITLE and title in self._titles:
            return self._titles[title]
        return next((p for other, p in self._words if _overlap(words, other) >= _TWIN), None)

    def remember(self, paper: Paper) -> None:
        """Note that *paper* is shown."""
        self._titles.setdefault(tuple(terms(paper.title)), paper)
        self._words.append((_words(paper), paper))


def _words(paper: Paper) -> frozenset[str]:
    return frozenset(terms(paper.abstract or paper.title))


def _overlap(these: frozenset[str], other: frozenset[str]) -> float:
    return len(these & other) / max(1, len(these | other))
