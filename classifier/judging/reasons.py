"""Why a paper was judged so, in the maintainer's words; judges nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.papers import Listed, Reason, SectionId
from classifier.rules.evidence import Evidence
from classifier.text.learn import STOP_WORDS
from classifier.text.vectors import Floats, Matrix, Vocabulary
from classifier.text.words import word_set

_PHRASES = 4  # shown of a paper
_NEIGHBOURS = 2  # shown of a paper
_CANDIDATES = 40  # words looked at for phrases
_ALIKE = 0.1  # below this cosine nobody sees a likeness
_AUDIBLE = 0.05  # log odds below which a phrase is not worth a word
_EMPTY_WORDS = STOP_WORDS | word_set(
    """achieve achieving approach based demonstrate different existing experiment extensive
    however introduce introducing method new novel outperform paper present problem propose
    proposed recent require result show significant significantly state study task two use used
    using various via work"""
)


@dataclass(frozen=True, slots=True)
class Explainer:
    """What reasons are drawn from: word weights in log odds, and the entries' rows."""

    vocabulary: Vocabulary
    word_weights: Floats
    trust: float
    listed: tuple[Listed, ...]
    entries: Matrix

    def explain(
        self, row: Matrix, evidence: Evidence, section: SectionId, words: Callable[[str], str]
    ) -> tuple[Reason, ...]:
        """Return the reasons for one paper: rules, then phrases; `neighbours` come after them.

        *words* gives the words of a rule that stand in the paper; a rule is known by them.
        """
        return (*self._rules(evidence, section, words), *self._phrases(row))

    def _rules(
        self, evidence: Evidence, section: SectionId, words: Callable[[str], str]
    ) -> list[Reason]:
        verdicts = [evidence.whole, evidence.of_section(section)]
        best: dict[str, float] = {}
        for verdict in verdicts:
            for rule, weight in verdict.fired:
                name = words(rule) or rule  # a rule of absences has no words to show
                best[name] = best.get(name, 0.0) + weight * self.trust
        reasons = [Reason("rule", name, round(weight, 2)) for name, weight in best.items()]
        refused = [Reason("rule", v.because, -20.0) for v in verdicts if not v.allowed]
        return [*refused, *sorted(reasons, key=lambda r: (-abs(r.weight), r.detail))]

    def _phrases(self, row: Matrix) -> list[Reason]:
        shares = row.data * self.word_weights[row.indices]
        order = np.argsort(-shares, kind="stable")[:_CANDIDATES]
        order = order[shares[order] >= _AUDIBLE]
        names = self.vocabulary.names(row.indices[order].tolist())
        reasons: list[Reason] = []
        said: set[str] = set()
        for name, share in zip(names, shares[order].tolist(), strict=True):
            words = set(name.split())
            if words & _EMPTY_WORDS or words <= said:
                continue
            said |= words
            reasons.append(Reason("phrase", name, round(float(share), 2)))
        return reasons[:_PHRASES]

    def likenesses(self, rows: Matrix) -> Floats:
        """Return the cosine of each entry with each of *rows*, a column a row."""
        return np.asarray((self.entries @ rows.T).toarray(), np.float64)

    def neighbours(self, cosines: Floats) -> list[Reason]:
        """Return the entries that are most alike by their *cosines* with one paper."""
        order = np.argsort(-cosines, kind="stable")[:_NEIGHBOURS]
        return [
            Reason("neighbour", self.listed[i].title, round(float(cosines[i]), 2))
            for i in order.tolist()
            if cosines[i] >= _ALIKE
        ]


def best_first(scores: Sequence[float] | Floats, limit: int) -> list[int]:
    """Return the positions of the *limit* largest of *scores*, the largest first."""
    order = np.argsort(-np.asarray(scores, np.float64), kind="stable")
    return [int(i) for i in order[:limit]]
