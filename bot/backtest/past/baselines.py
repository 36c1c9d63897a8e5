"""Plain rules to compare with: keywords only, likeness with the mean entry, the newest first. Pure.

Each is known in the field and as good as a few lines make it; none is used to propose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.pipeline import Subject
from classifier import Floats, Vocabulary, evidence_of, learn_vocabulary, terms, text_of, weights_of
from classifier.papers import Listed, Paper

KEYWORDS, CENTROID, RECENCY = "keywords only", "centroid", "newest first"
_TITLE = 2  # a word of the title counts as often as this
_BACKGROUND = 2_000  # papers that weigh its words


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain rules, fitted to one list. `words` stand in for rules where it has none."""

    subject: Subject
    words: frozenset[str]
    vocabulary: Vocabulary
    centroid: Floats

    def scores(self, papers: Sequence[Paper]) -> Mapping[str, Floats]:
        """Return a figure per paper for each plain rule, larger is better."""
        return {
            KEYWORDS: self._keywords(papers),
            CENTROID: self._likeness(papers),
            RECENCY: np.array(
                [p.submitted.timestamp() if p.submitted else 0.0 for p in papers], np.float64
            ),
        }

    def _keywords(self, papers: Sequence[Paper]) -> Floats:
        if self.subject.rules:
            return weights_of(list(evidence_of(self.subject.rules, papers)))
        counts = [
            _TITLE * len(self.words.intersection(terms(paper.title)))
            + len(self.words.intersection(terms(paper.abstract)))
            for paper in papers
        ]
        return np.array(counts, np.float64)

    def _likeness(self, papers: Sequence[Paper]) -> Floats:
        rows = self.vocabulary.transform([text_of(paper) for paper in papers])
        return np.asarray(rows @ self.centroid, np.float64)


def learn_plain(listed: Sequence[Listed], subject: Subject, others: Sequence[Paper]) -> Plain:
    """Return the plain rules for a list of *listed* entries; *others* weigh its words."""
    texts = [*map(text_of, listed), *map(text_of, others[:_BACKGROUND])]
    vocabulary, _ = learn_vocabulary(texts)
    rows = vocabulary.transform(texts[: len(listed)])
    centroid = np.asarray(rows.sum(axis=0), np.float64).ravel() / max(1, len(listed))
    words = frozenset(
        term for topic in subject.topics for part in topic.path for term in terms(part)
    )
    return Plain(subject, words, vocabulary, centroid)
