"""Why a paper is proposed or not, and what would change that: tried out, not guessed. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor, log

from bot.asking.decision import Decision, selected
from bot.asking.rule_changes import telling_phrase, with_keyword, without_must, without_never
from bot.desk import Desk
from bot.topics import STEP
from classifier.evidence import evidence_of
from classifier.judge import Judge
from classifier.paper import Candidate, Listed, Paper, SectionId
from classifier.rules import Rules

_LARGEST = 10.0  # the greatest weight that a config may give a rule
_TRIES = 4
_WEIGHTS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
_BARE = re.compile(r"[\w-]+", re.ASCII)
_INSIDE, _OUTSIDE = 500, 2_000
_TOP = 3
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that matches the paper, and where it is written; *section* is () for the list's."""

    rule: str
    weight: float
    where: str
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Odds:
    """A section with the chance that it is right, and how far it is behind the best in log odds."""

    path: tuple[str, ...]
    chance: float
    behind: float


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would change the decision: in words, as config lines, and what it gives."""

    what: str
    lines: str
    gives: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One paper before the judge: *candidates* are its rivals, itself among them."""

    desk: Desk
    judge: Judge
    mine: Candidate
    candidates: tuple[Candidate, ...]
    listed: tuple[Listed, ...]
    background: tuple[Paper, ...]

    @property
    def bar(self) -> float:
        """The probability that a paper needs."""
        return self.desk.job.config.settings.select.min_probability


def fired(case: Case) -> tuple[Fired, ...]:
    """Return the keyword rules that match: those of the list, and of the likeliest sections."""
    evidence = next(evidence_of(case.judge.rules, (case.mine.paper,)))
    where, subject = case.desk.job.config.where, case.desk.subject
    paths = {topic.id: topic.path for topic in subject.topics}
    found = [
        Fired(rule, weight, where("rules", "keywords", rule), ())
        for rule, weight in evidence.whole.fired
    ]
    for section, verdict in evidence.sections.items():
        place = ("sections", subject.keys.get(section, ""), "keywords")
        found += [
            Fired(rule, weight, where(*place, rule), paths[section])
            for rule, weight in verdict.fired
        ]
    return tuple(found)


def section_odds(case: Case) -> tuple[Odds, ...]:
    """Return the three likeliest sections, the best first."""
    paths = {topic.id: topic.path for topic in case.desk.subject.topics}
    chances = case.judge.sections(case.mine.paper)
    best = chances[0][1] if chances else 1.0
    return tuple(
        Odds(paths[section], chance, log(max(best, _LEAST)) - log(max(chance, _LEAST)))
        for section, chance in chances[:_TOP]
    )


def changes(case: Case, decision: Decision) -> tuple[Change, ...]:
    """Return what would change *decision*; each was tried on the judge at hand."""
    match decision.kind:
        case "below threshold":
            return (*_rule(case), *_threshold(case))
        case "ruled out":
            return _unruled(case)
        case "over budget":
            return (_budget(case, decision),)
        case "section unsure":
            return (*_surer(case), *_confidence(case))
        case "proposed":
            return _other_section(case)
        case _:
            return ()


def _rule(case: Case) -> tuple[Change, ...]:
    phrase = telling_phrase(case.mine.paper, case.listed[:_INSIDE], case.background[:_OUTSIDE])
    bar = min(max(case.bar, _LEAST), 1 - _LEAST)
    lacking = max(log(bar / (1 - bar)) - case.mine.score, 0.05)
    needs = f"it lacks {lacking:.1f} log odds"
    if case.judge.ceiling < case.bar:
        most = f"with so few entries and rules no paper gets more than {case.judge.ceiling:.0%}"
        return (Change(f"{needs}, and {most}: lower min_probability", "", ""),)
    trust = case.judge.scale.trust
    weight = ceil(10 * lacking / trust) / 10 if trust > _LEAST else _LARGEST + 1
    for _ in range(_TRIES if phrase else 0):
        if weight > _LARGEST:
            break
        chance = _judged(case, with_keyword(case.judge.rules, phrase, weight)).probability
        if chance >= case.bar:
            line = f"[rules.keywords]\n{_quoted(phrase)} = {weight:.1f}"
            return (Change(f"{needs}: this rule would do", line, f"{chance:.0%} likely"),)
        weight = ceil(12.5 * weight) / 10
    return (Change(f"{needs}; no keyword rule of a weight up to 10 gives that", "", ""),)


def _threshold(case: Case) -> tuple[Change, ...]:
    bar = floor(100 * case.mine.probability) / 100
    if bar <= 0:
        return ()
    more = sum(bar <= c.probability < case.bar for c in case.candidates) - 1
    others = "no other paper" if not more else "1 other paper" if more == 1 else f"{more} others"
    what = f"a lower bar would do; it lets in {others} of its window"
    return (Change(what, f"[select]\nmin_probability = {bar:.2f}", ""),)


def _unruled(case: Case) -> tuple[Change, ...]:
    rules, paper = case.judge.rules, case.mine.paper
    found = []
    while not (verdict := next(evidence_of(rules, (paper,))).whole).allowed:
        rule = verdict.because.removeprefix("never: ")
        if rule in rules.whole.never:
            rules, what = without_never(rules, rule), f"without never: {rule}"
        else:
            rules, what = without_must(rules), "with a must rule that matches it"
        chance = _judged(case, rules).probability
        allowed = next(evidence_of(rules, (paper,))).whole.allowed
        gives = f"{chance:.1%} likely; the bar is {case.bar:.0%}" if allowed else "still ruled out"
        found.append(Change(what, "", gives))
    return tuple(found)


def _budget(case: Case, decision: Decision) -> Change:
    table, me = case.desk.job.config.settings.select, case.mine.paper.id
    # Twins and papers without a place take no room, so fewer than its place may be enough.
    wider = range(table.budget + 1, (decision.place or 0) + 1)
    budget = next(
        size
        for size in wider
        if me
        in {c.paper.id for c in selected(table, case.judge, case.candidates, budget=size).chosen}
    )
    return Change("a larger budget would do", f"[select]\nbudget = {budget}", "")


def _confidence(case: Case) -> tuple[Change, ...]:
    bar = floor(100 * case.mine.placement.confidence) / 100
    return (Change("a lower bar would do", f"[select]\nmin_confidence = {bar:.2f}", ""),)


def _surer(case: Case) -> tuple[Change, ...]:
    bar = case.desk.job.config.settings.select.min_confidence
    section = case.mine.placement.section
    return _steered(case, section, lambda chance, _best: chance >= bar, "would be sure enough")


def _other_section(case: Case) -> tuple[Change, ...]:
    second = case.mine.placement.runner_up
    if second is None:
        return ()
    return _steered(case, second, lambda chance, best: chance >= best, "would win")


def _steered(
    case: Case, section: SectionId, won: Callable[[float, float], bool], what: str
) -> tuple[Change, ...]:
    """Return the lightest rule that makes *section* win, as *won* judges its chance."""
    ours = [entry for entry in case.listed if entry.section == section]
    others = [entry for entry in case.listed if entry.section != section]
    phrase = telling_phrase(case.mine.paper, ours, others)
    subject = case.desk.subject
    path = next(topic.path for topic in subject.topics if topic.id == section)
    for weight in _WEIGHTS if phrase else ():
        rules = with_keyword(case.judge.rules, phrase, weight, section)
        chances = replace(case.judge, rules=rules).sections(case.mine.paper)
        chance = dict(chances).get(section, 0.0)
        if won(chance, chances[0][1]):
            table = f"[sections.{_key(subject.keys.get(section, STEP.join(path)))}.keywords]"
            line = f"{table}\n{_quoted(phrase)} = {weight}"
            return (Change(f"{STEP.join(path)} {what} with this rule", line, f"{chance:.0%} sure"),)
    return ()


def _judged(case: Case, rules: Rules) -> Candidate:
    return replace(case.judge, rules=rules).explain(case.mine.paper)


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Return *text* as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text).replace("\x7f", "\\u007f")
