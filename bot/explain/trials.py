"""A paper's decision made again with something changed: the same steps, other rules. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import floor

from bot.config import SelectTable
from bot.core.plain import toml_text
from bot.explain.config_edits import Edit
from bot.explain.decision import Decision, chosen_or_not, with_select
from bot.explain.rule_changes import indexed, telling_phrases, with_must, without_never
from bot.pipeline import DecidedList, ListContext
from classifier import IndexedText, Judge, Node, Rules, evidence_of, parse
from classifier.papers import ArxivId, Candidate, Listed, Paper, SectionId

INSIDE, OUTSIDE = 500, 2_000
"""So many entries and other papers show how telling a phrase is."""
_BROAD = 0.1  # the share of a week's papers from which on a rule tells nothing
_ANY = 3  # papers that any rule may match, however few there are
_STEPS = 12  # remedies that are put on top of each other, at most
_MOST = 200  # the largest budget that a config may set


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One paper before the judge: *candidates* are its rivals, itself among them."""

    decided: DecidedList
    judge: Judge
    mine: Candidate
    candidates: tuple[Candidate, ...]
    listed: tuple[Listed, ...]
    background: tuple[Paper, ...]

    @property
    def context(self) -> ListContext:
        """The list."""
        return self.decided.context

    @property
    def table(self) -> SelectTable:
        """What a paper needs."""
        return self.context.job.config.settings.select


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change in *words* and as an *edit*.

    *node* is the expression of a rule: other papers than it matches are judged as before.
    """

    words: str
    edit: Edit
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """The *rules*, settings of `[select]` that differ, and the steps that led there."""

    rules: Rules
    select: dict[str, float] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    def with_rules(self, rules: Rules, step: Step) -> Variant:
        """Return this with other rules."""
        return replace(self, rules=rules, steps=(*self.steps, step))

    def with_setting(self, name: str, value: float) -> Variant:
        """Return this with one setting of `[select]` changed."""
        number = f"{value:.0f}" if name == "budget" else f"{value:.2f}"
        words = f"a {name} of {number}"
        step = Step(words=words, edit=Edit(("select",), name, number))
        return replace(self, select={**self.select, name: value}, steps=(*self.steps, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a variant gives: the decision, the paper as judged then, and what becomes of others.

    Of the others that are likely enough and have a section, `new` were not before, `moved` had
    another one, and `lost` are no longer so.
    """

    variant: Variant
    decision: Decision
    mine: Candidate
    new: int
    moved: int
    lost: int

    @property
    def dragged(self) -> int:
        """How many others it touches."""
        return self.new + self.moved + self.lost


class Trials:
    """Tries variants on a case; cuts the papers of its week into words once, if a rule asks."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.start = Variant(case.judge.rules)

    @cached_property
    def _texts(self) -> tuple[IndexedText, ...]:
        return tuple(indexed(c.paper) for c in self.case.candidates)

    def is_broad(self, rule: Node) -> bool:
        """Whether *rule* matches so many papers of the week that it tells nothing of one."""
        matched = sum(rule.matches(text) for text in self._texts)
        return matched > max(_ANY, _BROAD * len(self._texts))

    def completed(self, variant: Variant) -> Outcome:
        """Return what *variant* gives, with all that is needed besides, tried together."""
        outcome = self.outcome(variant)
        for _ in range(_STEPS):
            more = self._remedy(outcome)
            if more is None:
                break
            outcome = self.outcome(more)
        return outcome

    def outcome(self, variant: Variant) -> Outcome:
        """Return the decision made again with *variant*."""
        case, me = self.case, self.case.mine.paper.id
        decided = with_select(case.decided, variant.select)
        judge = replace(case.judge, rules=variant.rules)
        candidates = self._judged(variant, judge)
        mine = next(c for c in candidates if c.paper.id == me)
        before = _placed(case.candidates, case.table, me)
        after = _placed(candidates, decided.context.job.config.settings.select, me)
        return Outcome(
            variant=variant,
            decision=chosen_or_not(decided, judge, candidates, mine),
            mine=mine,
            new=len(after.keys() - before.keys()),
            moved=sum(before[name] != after[name] for name in after.keys() & before.keys()),
            lost=len(before.keys() - after.keys()),
        )

    def _judged(self, variant: Variant, judge: Judge) -> tuple[Candidate, ...]:
        nodes = [step.node for step in variant.steps if step.node is not None]
        if not nodes:
            return self.case.candidates
        pairs = zip(self.case.candidates, self._texts, strict=True)
        touched = [c.paper for c, text in pairs if any(node.matches(text) for node in nodes)]
        again = {c.paper.id: c for c in judge.judge(touched)}
        return tuple(again.get(c.paper.id, c) for c in self.case.candidates)

    def _remedy(self, outcome: Outcome) -> Variant | None:
        """Return the variant with what its outcome lacks to be proposed, None without one."""
        mine, variant = outcome.mine, outcome.variant
        match outcome.decision.kind:
            case "ruled out":
                return self._unruled(variant)
            case "below threshold" if (bar := floor(100 * mine.probability) / 100) > 0:
                return variant.with_setting("min_probability", bar)
            case "section unsure":
                bar = floor(100 * mine.placement.confidence) / 100
                return variant.with_setting("min_confidence", bar)
            case "over budget" if "budget" not in variant.select:
                size = self._budget(outcome.decision.place or 1)
                if size <= _MOST:
                    return variant.with_setting("budget", size)
        return None

    def _budget(self, place: int) -> int:
        decided = self.case.decided
        cap = decided.context.job.config.settings.publish.most_papers
        taken = len(decided.papers.pending) + len(decided.papers.wanted)
        # What an open pull request holds takes room, until the wish itself is larger.
        return place if not taken or cap - taken >= place else place + taken

    def _unruled(self, variant: Variant) -> Variant | None:
        rules, paper = variant.rules, self.case.mine.paper
        rule = next(evidence_of(rules, (paper,))).whole.because.removeprefix("never: ")
        if rule in rules.whole.never:
            edit = Edit(("rules",), "never", toml_text(rule), "take out")
            step = Step(words=f"without never: {rule}", edit=edit, node=rules.whole.never[rule])
            return variant.with_rules(without_never(rules, rule), step)
        listed, others = self.case.listed[:INSIDE], self.case.background[:OUTSIDE]
        if not (phrases := telling_phrases(paper, listed, others)):
            return None
        edit = Edit(("rules",), "must", toml_text(phrases[0]), "add")
        step = Step(words=f"with must: {phrases[0]}", edit=edit, node=parse(phrases[0]))
        return variant.with_rules(with_must(rules, phrases[0]), step)


def _placed(
    candidates: Sequence[Candidate], table: SelectTable, me: ArxivId
) -> dict[ArxivId, SectionId]:
    """Return the section of each other paper that is likely enough and sure enough of it."""
    likely = (c for c in candidates if c.probability >= table.min_probability)
    return {
        c.paper.id: c.placement.section
        for c in likely
        if c.placement.confidence >= table.min_confidence and c.paper.id != me
    }
