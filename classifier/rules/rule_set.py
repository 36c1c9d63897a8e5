"""The keyword rules of a list, compiled; they weigh evidence and decide nothing.

Weights are log odds: a rule of weight 2.2 makes a paper nine times as likely.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from classifier.papers import SectionId
from classifier.rules.expression import IndexedText, Node

_SHOWN = 4  # words of a rule that are shown as its reason


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What one set of rules says of one paper: the rules that fired, with their weights."""

    fired: tuple[tuple[str, float], ...] = ()
    allowed: bool = True
    because: str = ""

    @property
    def weight(self) -> float:
        """The sum of the weights, in log odds."""
        return sum(weight for _, weight in self.fired)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of the list as a whole, or of one section, compiled."""

    keywords: Mapping[str, Node] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    must: Mapping[str, Node] = field(default_factory=dict)
    never: Mapping[str, Node] = field(default_factory=dict)
    catch_all: bool = False

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return bool(self.keywords or self.must or self.never)

    def verdict(self, text: IndexedText) -> RuleVerdict:
        """Return what these rules say of *text*; once it is refused, keywords are not tried."""
        for rule, node in self.never.items():
            if node.matches(text):
                return RuleVerdict(allowed=False, because=f"never: {rule}")
        if self.must and not any(node.matches(text) for node in self.must.values()):
            return RuleVerdict(allowed=False, because="no must rule matches")
        fired = (rule for rule, node in self.keywords.items() if node.matches(text))
        return RuleVerdict(tuple((rule, self.weights[rule]) for rule in fired))

    def found(self, rule: str, text: IndexedText) -> tuple[str, ...]:
        """Return the words of *rule*, a keyword rule, that stand in *text*."""
        return self.keywords[rule].found(text) if rule in self.keywords else ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a list: those of the whole, and those of its sections."""

    whole: RuleSet = RuleSet()
    sections: Mapping[SectionId, RuleSet] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return bool(self.whole) or any(self.sections.values())

    @property
    def count(self) -> int:
        """How many keyword rules there are."""
        return sum(len(ours.keywords) for ours in (self.whole, *self.sections.values()))

    def words(self, rule: str, section: SectionId, text: IndexedText) -> str:
        """Return the words of *rule*, the list's or *section*'s, that stand in *text*."""
        ours = self.sections.get(section, RuleSet())
        phrases = dict.fromkeys((*self.whole.found(rule, text), *ours.found(rule, text)))
        return " + ".join(list(phrases)[:_SHOWN])
