"""What all rules of a list say of a paper, section by section; weighs nothing against texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from classifier.papers import Listed, Paper, SectionId
from classifier.rules.expression import IndexedText
from classifier.rules.rule_set import Rules, RuleVerdict
from classifier.text.vectors import Floats


@dataclass(frozen=True, slots=True)
class Evidence:
    """The verdict of the rules of the whole list, and of each section that has some."""

    whole: RuleVerdict
    sections: dict[SectionId, RuleVerdict]

    @property
    def weight(self) -> float:
        """The log odds for the paper: the whole list's, and those of the section it suits best.

        A list is a union of topics, so a paper need not suit more than one of them.
        """
        suited = [v.weight for v in self.sections.values() if v.allowed]
        return self.whole.weight + max(0.0, *suited) if suited else self.whole.weight

    def of_section(self, section: SectionId) -> RuleVerdict:
        """Return the verdict of *section*'s rules; without rules it is neutral."""
        return self.sections.get(section, RuleVerdict())


_SILENT = Evidence(RuleVerdict(), {})


def evidence_of(rules: Rules, papers: Sequence[Paper | Listed]) -> Iterator[Evidence]:
    """Yield what *rules* say of each of *papers*."""
    if not rules:
        yield from repeat(_SILENT, len(papers))
        return
    for paper in papers:
        text = IndexedText(paper.title, paper.abstract, paper.categories)
        whole = rules.whole.verdict(text)
        asked = rules.sections.items() if whole.allowed else ()
        yield Evidence(whole, {section: ours.verdict(text) for section, ours in asked})


def weights_of(evidence: Sequence[Evidence]) -> Floats:
    """Return the log odds of each piece of *evidence*."""
    return np.array([0.0 if e is _SILENT else e.weight for e in evidence], np.float64)
