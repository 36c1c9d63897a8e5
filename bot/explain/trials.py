"""What would be if: other rules, other settings, and what each would decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from math import floor, log
from typing import Literal

from bot.config import Config, SelectTable
from bot.core.plain import toml_text
from bot.pipeline import DecidedList, ListContext, budget_of, choose, why_not_judged
from classifier import (
    STOP_WORDS,
    IndexedText,
    Judge,
    Node,
    Rules,
    RuleSet,
    evidence_of,
    fold,
    parse,
)
from classifier.papers import ArxivId, Candidate, Decided, Listed, Paper, SectionId

_BARE = re.compile(r"[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class ConfigEdit:
    """One key of a *table* to set, or one rule to add to or take out of a list of rules.

    *key* is as `tomllib` reads it; *value* is TOML.
    """

    table: tuple[str, ...]
    key: str
    value: str
    kind: Literal["set", "add", "take out"] = "set"

    @property
    def line(self) -> str:
        """The line to write, or the rule."""
        if self.kind != "set":
            return self.value
        key = toml_text(self.key) if self.table[-1] == "keywords" else self.key
        return f"{key} = {self.value}"


def lines_of(edits: Sequence[ConfigEdit]) -> str:
    """Return what is to be set as TOML tables of their own, for a file that has none of them."""
    tables = groupby((e for e in edits if e.kind == "set"), key=lambda e: e.table)
    return "\n".join("\n".join([_header(table), *(e.line for e in each)]) for table, each in tables)


def place_of(edit: ConfigEdit, config: Config) -> str:
    """Return where in *config* the line of *edit* goes, in words that end before the line."""
    if not config.lines:
        return f"in a config, under {_header(edit.table)}, write"
    if edit.kind == "set":
        return _place_of_key(edit, config)
    if edit.kind == "add":
        return f"add to {edit.key} ({config.where(*edit.table, edit.key)})"
    rules = config.settings.rules.never
    place = next(i for i, rule in enumerate(rules) if toml_text(rule) == edit.value)
    return f"take out of {edit.key} ({config.where(*edit.table, edit.key, place)})"


def _place_of_key(edit: ConfigEdit, config: Config) -> str:
    location, table = (*edit.table, edit.key), config.lines.get(edit.table)
    inside = [name for name in config.lines if name[:-1] == edit.table]
    if location in config.lines:
        return f"in place of what {config.where(*location)} says of it, write"
    if table is None and not inside:
        return f"at the end of {config.file} add {_header(edit.table)} and under it"
    # Keys of an inline table stand on its line; those written with dots know no line of a table.
    if table in {None, *(config.lines[name] for name in inside)}:
        where = config.where(*(inside[0]))
        return f"beside what {where} says of {'.'.join(edit.table)}, and written like it, add"
    return f"under {_header(edit.table)} ({config.where(*edit.table)}) add"


def _header(table: tuple[str, ...]) -> str:
    return f"[{'.'.join(map(_bare, table))}]"


def _bare(key: str) -> str:
    return key if _BARE.fullmatch(key) else toml_text(key)


# --- Rules as they would be with one change; the rules at hand stay as they are. Pure.

_WORD = re.compile(r"[^\W\d_][\w-]*")
_LONGEST = 40  # words of a title that are looked at
_SHORT = 3  # characters of a word that may make a rule, at least


def with_keyword(
    rules: Rules, expression: str, weight: float, section: SectionId | None = None
) -> Rules:
    """Return *rules* with one keyword rule more, the list's or *section*'s."""
    ours = rules.whole if section is None else rules.sections.get(section, RuleSet())
    more = replace(
        ours,
        keywords={**ours.keywords, expression: parse(expression)},
        weights={**ours.weights, expression: weight},
    )
    return _with(rules, section, more)


def without_never(rules: Rules, expression: str) -> Rules:
    """Return *rules* without that `never` of the whole list."""
    kept = {rule: node for rule, node in rules.whole.never.items() if rule != expression}
    return _with(rules, None, replace(rules.whole, never=kept))


def with_never(rules: Rules, expression: str) -> Rules:
    """Return *rules* with one more `never` of the whole list."""
    more = {**rules.whole.never, expression: parse(expression)}
    return _with(rules, None, replace(rules.whole, never=more))


def with_must(rules: Rules, expression: str) -> Rules:
    """Return *rules* with one more `must` of the whole list; any one of them has to match."""
    more = {**rules.whole.must, expression: parse(expression)}
    return _with(rules, None, replace(rules.whole, must=more))


def _with(rules: Rules, section: SectionId | None, ours: RuleSet) -> Rules:
    if section is None:
        return replace(rules, whole=ours)
    return replace(rules, sections={**rules.sections, section: ours})


def telling_phrases(
    paper: Paper, inside: Sequence[Paper | Listed], outside: Sequence[Paper | Listed]
) -> tuple[str, ...]:
    """Return the words and word pairs of the title, those that speak most for *inside* first.

    The measure is the log of its share inside over that outside, each with half a paper added;
    what no paper inside has comes last.
    """
    ours, others = ([indexed(each) for each in texts] for texts in (inside, outside))
    measured = []
    for phrase in dict.fromkeys(_phrases(paper.title)):
        node = parse(phrase)
        hits = [sum(node.matches(text) for text in texts) for texts in (ours, others)]
        telling = log((hits[0] + 0.5) / (len(ours) + 1)) - log((hits[1] + 0.5) / (len(others) + 1))
        measured.append((hits[0] == 0, -telling, phrase))
    return tuple(phrase for _, _, phrase in sorted(measured, key=lambda each: each[:2]))


def indexed(text: Paper | Listed) -> IndexedText:
    """Return *text* ready for rules."""
    return IndexedText(text.title, text.abstract, text.categories)


def _phrases(title: str) -> Iterator[str]:
    """Yield pairs of words, then words, none of them empty or an operator."""
    words = [word.strip("-") for word in _WORD.findall(fold(title))][:_LONGEST]
    kept = [len(word) >= _SHORT and word not in STOP_WORDS for word in words]
    for i in range(len(words) - 1):
        if kept[i] and kept[i + 1]:
            yield f"{words[i]} {words[i + 1]}"
    yield from (word for word, worth in zip(words, kept, strict=True) if worth)


# --- What a run would do with one paper, and which of its rules says so. Pure.
#
# Both are asked of the road itself: whether a paper is judged at all, and what the selection of a
# run says of a judged one. Here stand only the words.

Kind = (
    Literal[
        "proposed", "listed", "pending", "hidden", "withdrawn", "category", "refused", "ruled out"
    ]
    | Literal["later", "asked for"]
    | Literal["twin", "below threshold", "over budget", "section gone", "section unsure"]
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a paper, and why, in a sentence that names place or figure.

    `twin` is the paper shown in its stead; `place` counts from 1 among those that are likely
    enough and have a section.
    """

    kind: Kind
    why: str
    twin: Paper | None = None
    place: int | None = None


def passed_over(decided: DecidedList, paper: Paper) -> Decision | None:
    """Return why *paper* is not even judged, None when it is."""
    return _by_people(decided, paper) or _by_itself(decided.context, paper)


def _by_people(decided: DecidedList, paper: Paper) -> Decision | None:
    if paper.id in decided.later:
        return Decision("later", "put off by people: the next pull request may propose it")
    if paper.id in {asked.paper.id for asked in decided.papers.wanted}:
        return Decision("asked for", "people asked for it: it is put in whatever it scores")
    if paper.id in {item.arxiv_id for item in decided.papers.pending}:
        number = decided.context.standing.number
        return Decision("pending", f"in the open pull request #{number} already")
    return None


def _by_itself(context: ListContext, paper: Paper) -> Decision | None:
    config, kind = context.job.config, why_not_judged(context, paper)
    if kind is None:
        return None
    if kind == "listed" and (entry := context.paper_list.find(paper)) is not None:
        return Decision(kind, f"listed already: {entry.file}, line {entry.line}")
    if kind == "new" or kind == "cross":  # noqa: PLR1714 - told apart by the type checker
        where = config.where("arxiv", "announcements", kind)
        return Decision("category", f"{kind} papers are ignored; see {where}")
    where = config.where("arxiv", "categories")
    named = " ".join(paper.categories)
    why = {
        "hidden": "named in a comment or code of the list: taken out, or cited",
        "refused": "turned down before, in a pull request or by a deletion",
        "withdrawn": "withdrawn by its authors or by arXiv",
        "category": f"its categories ({named}) are none of ours; see {where}",
    }
    return Decision(kind, why[kind])


def chosen_or_not(
    decided: DecidedList, judge: Judge, candidates: Sequence[Candidate], mine: Candidate
) -> Decision:
    """Return what becomes of *mine*, one of *candidates*, when a run chooses among them."""
    selection = choose(decided, judge, candidates, None).selection
    fate = selection.decided[mine.paper.id]
    kind: Kind = "proposed" if fate.kind == "chosen" else fate.kind
    count = len(selection.chosen) + selection.over_budget
    why = _why(decided, mine, fate, count)
    return Decision(kind, why, fate.twin, fate.place)


def _why(decided: DecidedList, mine: Candidate, fate: Decided, count: int) -> str:
    """Say why, of *count* papers that are likely enough and have a section."""
    config = decided.context.job.config
    table = config.settings.select
    sure = mine.placement.confidence
    place, bar = f"number {fate.place} of {count}", f"{table.min_confidence:.0%}"
    return {
        "ruled out": _rule(config, mine.barred) if mine.barred else "",
        "below threshold": f"{mine.probability:.1%} likely, less than {table.min_probability:.0%}",
        "section gone": "its section is not in the list any more",
        "section unsure": f"no section is sure enough: the best has {sure:.0%}, less than {bar}"
        if sure
        else "no section takes it, by its venue or by their rules",
        "twin": f"the same paper as {fate.twin.id if fate.twin else ''}, which is likelier",
        "over budget": f"likely enough, but {place} and the budget is {budget_of(decided, None)}",
        "chosen": f"{place} that are likely enough",
    }[fate.kind]


def _rule(config: Config, barred: str) -> str:
    """Say which rule keeps a paper out, and where it is written."""
    rule = barred.removeprefix("never: ")
    if rule == barred:
        return f"{barred} ({config.where('rules', 'must')})"
    if rule not in config.settings.rules.never:
        return barred  # on trial, so it stands nowhere yet
    place = config.settings.rules.never.index(rule)
    return f"{barred} ({config.where('rules', 'never', place)})"


def with_select(decided: DecidedList, changed: Mapping[str, float]) -> DecidedList:
    """Return *decided* with the *changed* settings of `[select]`."""
    job = decided.context.job
    table = job.config.settings.select.model_copy(update=dict(changed))
    settings = job.config.settings.model_copy(update={"select": table})
    job = replace(job, config=replace(job.config, settings=settings))
    return replace(decided, context=replace(decided.context, job=job))


# --- A paper's decision made again with something changed: the same steps, other rules. Pure.

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
class TrialStep:
    """One change in *words* and as an *edit*.

    *node* is the expression of a rule: other papers than it matches are judged as before.
    """

    words: str
    edit: ConfigEdit
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """The *rules*, settings of `[select]` that differ, and the steps that led there."""

    rules: Rules
    select: dict[str, float] = field(default_factory=dict)
    steps: tuple[TrialStep, ...] = ()

    def with_rules(self, rules: Rules, step: TrialStep) -> Variant:
        """Return this with other rules."""
        return replace(self, rules=rules, steps=(*self.steps, step))

    def with_setting(self, name: str, value: float) -> Variant:
        """Return this with one setting of `[select]` changed."""
        number = f"{value:.0f}" if name == "budget" else f"{value:.2f}"
        words = f"a {name} of {number}"
        step = TrialStep(words=words, edit=ConfigEdit(("select",), name, number))
        return replace(self, select={**self.select, name: value}, steps=(*self.steps, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOutcome:
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

    def is_lonely(self, rule: Node) -> bool:
        """Whether *rule* matches no listed paper and no other one: it is this paper's name."""
        return not any(map(rule.matches, self._others))

    @cached_property
    def _others(self) -> tuple[IndexedText, ...]:
        case = self.case
        others: list[Paper | Listed] = [*case.listed[:INSIDE], *case.background[:OUTSIDE]]
        others += (candidate.paper for candidate in case.candidates)
        return tuple(indexed(each) for each in others if each.title != case.mine.paper.title)

    def completed(self, variant: Variant) -> TrialOutcome:
        """Return what *variant* gives, with all that is needed besides, tried together."""
        outcome = self.outcome(variant)
        for _ in range(_STEPS):
            more = self._remedy(outcome)
            if more is None:
                break
            outcome = self.outcome(more)
        return outcome

    def outcome(self, variant: Variant) -> TrialOutcome:
        """Return the decision made again with *variant*."""
        case, me = self.case, self.case.mine.paper.id
        decided = with_select(case.decided, variant.select)
        judge = replace(case.judge, rules=variant.rules)
        candidates = self._judged(variant, judge)
        mine = next(c for c in candidates if c.paper.id == me)
        before = _placed(case.candidates, case.table, me)
        after = _placed(candidates, decided.context.job.config.settings.select, me)
        return TrialOutcome(
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

    def _remedy(self, outcome: TrialOutcome) -> Variant | None:
        """Return the variant with what its outcome lacks to be proposed, None without one."""
        mine, variant = outcome.mine, outcome.variant
        match outcome.decision.kind:
            case "ruled out":
                return self._unruled(variant)
            case "below threshold" if (bar := floor(100 * mine.probability) / 100) > 0:
                return variant.with_setting("min_probability", bar)
            case "section unsure" if mine.placement.confidence:
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
            edit = ConfigEdit(("rules",), "never", toml_text(rule), "take out")
            step = TrialStep(
                words=f"without never: {rule}", edit=edit, node=rules.whole.never[rule]
            )
            return variant.with_rules(without_never(rules, rule), step)
        listed, others = self.case.listed[:INSIDE], self.case.background[:OUTSIDE]
        if not (phrases := telling_phrases(paper, listed, others)):
            return None
        edit = ConfigEdit(("rules",), "must", toml_text(phrases[0]), "add")
        step = TrialStep(words=f"with must: {phrases[0]}", edit=edit, node=parse(phrases[0]))
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
