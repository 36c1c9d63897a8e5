"""What a list's own past says its figures mean: what became of proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.papers import Listed, Paper
from classifier.relevance.calibration import LogisticMap, follow, learn_map
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.rule_set import Rules
from classifier.text.vectors import Floats
from classifier.tuned.weights import WEIGHTS

_TUNED = WEIGHTS.calibration
_EARLIEST = 0.1  # of the refused papers are older than the time when people began to decide


@dataclass(frozen=True, slots=True)
class Tested:
    """Texts of one kind, each with the figure of a taste that had not seen it."""

    texts: Sequence[Paper | Listed]
    figures: Floats
    rules: Floats

    @classmethod
    def of(cls, texts: Sequence[Paper | Listed], figures: Floats, rules: Rules) -> Tested:
        """Return *texts* with what *rules* say of them."""
        return cls(texts, figures, weights_of(list(evidence_of(rules, texts))))

    def odds(self, scale: LogisticMap) -> Floats:
        """Return the log odds of each."""
        return scale.log_odds(self.figures, self.rules)


def learn_scale(entries: Tested, others: Tested, refused: Tested) -> LogisticMap:
    """Return the map to log odds.

    Entries against others make it first. Then what was said of *refused* papers, and of *entries*
    as new and as likely as they, is made to come true.
    """
    sizes = len(entries.texts), len(others.texts)
    each = sizes[0] * (1 / _TUNED.prior - 1) / sizes[1]
    scale = learn_map(
        np.concatenate([entries.figures, others.figures]),
        np.concatenate([entries.rules, others.rules]),
        np.repeat([1.0, 0.0], sizes),
        np.repeat([1.0, each], sizes),
    )
    if not len(refused.texts):
        return scale
    kept = _taken(entries, refused, scale)
    said = np.concatenate([entries.odds(scale)[kept], refused.odds(scale)])
    return follow(scale, said, np.repeat([1.0, 0.0], (len(kept), len(refused.texts))))


def _taken(entries: Tested, refused: Tested, scale: LogisticMap) -> list[int]:
    """Return the entries that were likely proposed and taken: as new and as likely as *refused*."""
    days = sorted(text.submitted for text in refused.texts if text.submitted)
    if not days:
        return []
    began = days[int(_EARLIEST * len(days))]
    least = float(np.quantile(refused.odds(scale), _EARLIEST))
    return [
        i
        for i, (entry, odds) in enumerate(
            zip(entries.texts, entries.odds(scale).tolist(), strict=True)
        )
        if entry.submitted and entry.submitted >= began and odds >= least
    ]
