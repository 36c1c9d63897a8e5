"""Which sections of a list papers may go to; places none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.papers import Listed, Topic
from classifier.rules.rule_set import Rules, RuleSet
from classifier.sectioning.headings import Kind, kind_of


@dataclass(frozen=True, slots=True)
class Target:
    """A section that may be chosen."""

    topic: Topic
    kind: Kind
    entries: int


def targets_of(
    topics: Sequence[Topic], listed: Sequence[Listed], rules: Rules
) -> tuple[Target, ...]:
    """Return the sections of *topics* that papers may go to.

    Left out are furniture, the title and other headings that merely hold sections, unless the
    rules name them or entries show that papers belong right under them. The prose under a
    heading shows nothing: a list's title has an introduction too.
    """
    found = []
    for topic in topics:
        entries = sum(entry.section == topic.id for entry in listed)
        ours = rules.sections.get(topic.id, RuleSet())
        kind = kind_of(topic.path[-1]) if topic.path else Kind.FURNITURE
        if ours.catch_all:
            kind = Kind.CATCH_ALL
        if topic.id in rules.sections or _may_hold(topic, topics, entries, kind):
            found.append(Target(topic, kind, entries))
    return tuple(found)


def _may_hold(topic: Topic, topics: Sequence[Topic], entries: int, kind: Kind) -> bool:
    if kind is Kind.FURNITURE:
        return False
    depth = len(topic.path)
    return entries > 0 or not any(
        len(other.path) > depth and other.path[:depth] == topic.path for other in topics
    )
