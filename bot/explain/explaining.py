"""Why a paper was proposed or not, and what would change that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from math import ceil, log

from bot.arxiv import Sweep
from bot.core.plain import toml_text
from bot.core.window import Window
from bot.explain.trials import (
    INSIDE,
    OUTSIDE,
    Case,
    ConfigEdit,
    Decision,
    TrialOutcome,
    Trials,
    TrialStep,
    Variant,
    chosen_or_not,
    indexed,
    lines_of,
    passed_over,
    place_of,
    telling_phrases,
    with_keyword,
    with_never,
)
from bot.pipeline import (
    ENOUGH_OLDER,
    STEP,
    Backgrounds,
    DecidedList,
    best_of,
    candidates_of,
    judge_of,
    listed_of,
    new_to,
    reasons_of,
)
from classifier import Node, Rules, evidence_of, parse
from classifier.papers import ArxivId, Candidate, Paper, SectionId

_LARGEST = 10.0  # the greatest weight that a config may give a rule
_TRIES = 4  # weights of one phrase; each is a quarter more than the one before
_WEIGHTS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)  # log odds, of a section's rule
_PHRASES = 6  # of a title that are tried as rules, the most telling first
_FEW = 3  # other papers of a week that a rule may touch and still be advice
_TOP = 3  # sections that are shown
_LEAST = 1e-9  # a chance, so that its logarithm is finite


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
class RuleChange:
    """Something that would change the decision: in words, as edits, and what it gives."""

    what: str
    edits: tuple[ConfigEdit, ...]
    gives: str

    @property
    def lines(self) -> str:
        """What is to be set, as TOML tables of their own."""
        return lines_of(self.edits)


def fired(case: Case) -> tuple[Fired, ...]:
    """Return the keyword rules that match: those of the list, and of the likeliest sections."""
    evidence = next(evidence_of(case.judge.rules, (case.mine.paper,)))
    where, subject = case.context.job.config.where, case.context.subject
    paths = {topic.id: topic.path for topic in subject.topics}
    rules = [
        Fired(rule, weight, where("rules", "keywords", rule), ())
        for rule, weight in evidence.whole.fired
    ]
    for section, verdict in evidence.sections.items():
        place = ("sections", subject.keys.get(section, ""), "keywords")
        rules += [
            Fired(rule, weight, where(*place, rule), paths[section])
            for rule, weight in verdict.fired
        ]
    return tuple(rules)


def section_odds(case: Case) -> tuple[Odds, ...]:
    """Return the three likeliest sections, the best first."""
    paths = {topic.id: topic.path for topic in case.context.subject.topics}
    chances = case.judge.sections(case.mine.paper)
    best = chances[0][1] if chances else 1.0
    return tuple(
        Odds(paths[section], chance, log(max(best, _LEAST)) - log(max(chance, _LEAST)))
        for section, chance in chances[:_TOP]
    )


def changes(case: Case, decision: Decision) -> tuple[RuleChange, ...]:
    """Return what would change *decision*; with each of them the decision was made again."""
    trials = Trials(case)
    match decision.kind:
        case "below threshold":
            return (*_rule(trials), *_completed(trials))
        case "ruled out" | "over budget":
            return tuple(_completed(trials))
        case "section unsure":
            return (*_surer(trials), *_completed(trials))
        case "proposed":
            return (*_other_section(trials), _kept_out(trials))
        case _:
            return ()


def _completed(trials: Trials) -> Iterator[RuleChange]:
    """Yield the settings and refusals that are in the way, changed together."""
    outcome = trials.completed(trials.start)
    if outcome.variant.steps:
        yield _change(outcome, "")


def _change(outcome: TrialOutcome, what: str) -> RuleChange:
    """Return what led to *outcome*; *what* says its first step in words of its own."""
    steps = outcome.variant.steps
    words = [what, *(s.words for s in steps[1:])] if what else [s.words for s in steps]
    said = " and ".join(words)
    if outcome.decision.kind != "proposed":
        return RuleChange(said, (), f"still it would not be proposed: {outcome.decision.why}")
    edits = tuple(step.edit for step in steps)
    chance = f"{outcome.mine.probability:.1%} likely, {outcome.decision.why}"
    return RuleChange(said, edits, f"proposed: {chance}; {_others(outcome)}")


def _others(outcome: TrialOutcome) -> str:
    """Say what becomes of the other papers of the week."""
    counts = (
        (outcome.new, "comes in", "come in"),
        (outcome.moved, "moves", "move"),
        (outcome.lost, "drops out", "drop out"),
    )
    parts = [f"{count} {many if count > 1 else single}" for count, single, many in counts if count]
    return f"of the others of its week {', '.join(parts) or 'none is touched'}"


def _rule(trials: Trials) -> tuple[RuleChange, ...]:
    """Return the keyword rule that lifts the paper over the bar and touches fewest others."""
    case, bar = trials.case, trials.case.table.min_probability
    edge = min(max(bar, _LEAST), 1 - _LEAST)
    lacking = max(log(edge / (1 - edge)) - case.mine.score, 0.05)
    needs = f"it lacks {lacking:.1f} log odds"
    if case.judge.ceiling < bar:
        most = f"with so few entries and rules no paper gets more than {case.judge.ceiling:.0%}"
        return (RuleChange(f"{needs}, and {most}: lower min_probability", (), ""),)
    phrases = telling_phrases(case.mine.paper, case.listed[:INSIDE], case.background[:OUTSIDE])
    outcomes = [
        trials.completed(_with_keyword(trials, phrase, weight))
        for phrase in phrases[:_PHRASES]
        if (weight := _weight(case, phrase, lacking, bar))
    ]
    none = f"{needs}; no keyword rule of a weight up to 10 gives that"
    return (_best(trials, outcomes, f"{needs}: this rule would do") or RuleChange(none, (), ""),)


def _weight(case: Case, phrase: str, lacking: float, bar: float) -> float | None:
    """Return a weight, in tenths, with which *phrase* lifts the paper over *bar*."""
    trust = case.judge.scale.trust
    weight = ceil(10 * lacking / trust) / 10 if trust > _LEAST else _LARGEST + 1
    for _ in range(_TRIES):
        if weight > _LARGEST:
            break
        if _judged(case, with_keyword(case.judge.rules, phrase, weight)).probability >= bar:
            return weight
        weight = ceil(12.5 * weight) / 10
    return None


def _best(trials: Trials, outcomes: list[TrialOutcome], what: str) -> RuleChange | None:
    """Return the outcome that needs and touches least; None when none is a proposal.

    One that touches more than a few others is no advice: that is said instead. One that matches a
    great part of the week's papers is none either, even if nothing comes of it this week, nor one
    that matches no other paper at all.
    """
    proposed = [outcome for outcome in outcomes if outcome.decision.kind == "proposed"]
    if not proposed:
        return None
    shared = [outcome for outcome in proposed if not _is_lonely(trials, outcome)]
    if not shared:
        alone = f"{proposed[0].variant.steps[0].words} would fit no other paper"
        paper = trials.case.mine.paper.id
        return RuleChange(f"no rule is advised: {alone}; tick it, or `bot add {paper}`", (), "")
    proposed = shared
    narrow = [outcome for outcome in proposed if not _is_broad(trials, outcome)]
    best = min(
        narrow or proposed, key=lambda outcome: (outcome.dragged, len(outcome.variant.steps))
    )
    if not narrow and best.dragged <= _FEW:
        why = f"no rule is advised: {best.variant.steps[0].words} matches too many other papers"
        return RuleChange(why, (), "")
    if best.dragged <= _FEW:
        return _change(best, what)
    rule = best.variant.steps[0].words
    why = f"no rule is advised: each that would do touches more, the least {rule}"
    return RuleChange(why, (), _others(best))


def _is_lonely(trials: Trials, outcome: TrialOutcome) -> bool:
    step = outcome.variant.steps[0]
    is_there = step.edit.key in trials.case.judge.rules.whole.keywords
    return step.node is not None and not is_there and trials.is_lonely(step.node)


def _is_broad(trials: Trials, outcome: TrialOutcome) -> bool:
    rule = outcome.variant.steps[0].node
    return rule is not None and trials.is_broad(rule)


def _with_keyword(
    trials: Trials, phrase: str, weight: float, section: SectionId | None = None
) -> Variant:
    subject = trials.case.context.subject
    table: tuple[str, ...] = ("rules", "keywords")
    if section is not None:
        path = next(topic.path for topic in subject.topics if topic.id == section)
        table = ("sections", subject.keys.get(section, STEP.join(path)), "keywords")
    step = TrialStep(
        words=f"{toml_text(phrase)} = {weight}",
        edit=ConfigEdit(table, phrase, f"{weight}"),
        node=parse(phrase),
    )
    rules = with_keyword(trials.case.judge.rules, phrase, weight, section)
    return trials.start.with_rules(rules, step)


def _surer(trials: Trials) -> tuple[RuleChange, ...]:
    bar = trials.case.table.min_confidence
    section = trials.case.mine.placement.section
    return _steered(trials, section, lambda chance, _best: chance >= bar, "would be sure enough")


def _other_section(trials: Trials) -> tuple[RuleChange, ...]:
    second = trials.case.mine.placement.runner_up
    if second is None:
        return ()
    return _steered(trials, second, lambda chance, best: chance >= best, "would win")


def _steered(
    trials: Trials, section: SectionId, won: Callable[[float, float], bool], what: str
) -> tuple[RuleChange, ...]:
    """Return the rule that makes *section* win, as *won* judges its chance, and touches least."""
    case = trials.case
    ours = [entry for entry in case.listed if entry.section == section]
    others = [entry for entry in case.listed if entry.section != section]
    weights: tuple[float, ...] = _WEIGHTS
    outcomes = []
    phrases = telling_phrases(case.mine.paper, ours, others)
    for phrase in phrases[:_PHRASES]:
        for i, weight in enumerate(weights):
            rules = with_keyword(case.judge.rules, phrase, weight, section)
            chances = replace(case.judge, rules=rules).sections(case.mine.paper)
            if won(dict(chances).get(section, 0.0), chances[0][1]):
                outcomes.append(trials.completed(_with_keyword(trials, phrase, weight, section)))
                weights = weights[i:]  # one phrase needs about as much as another
                break
    placed = [outcome for outcome in outcomes if outcome.mine.placement.section == section]
    path = next(topic.path for topic in case.context.subject.topics if topic.id == section)
    change = _best(trials, placed, f"{STEP.join(path)} {what} with this rule")
    return (change,) if change else ()


def _kept_out(trials: Trials) -> RuleChange:
    """Return how to keep the paper out: a `never` that no entry of the list has, if there is one.

    Of such rules it is the one that touches fewest others.
    """
    case, unticked = trials.case, "it does not belong: untick it in the pull request"
    entries = [indexed(entry) for entry in case.listed]

    def spares(rule: Node) -> bool:
        useless = trials.is_broad(rule) or trials.is_lonely(rule)
        return not (useless or any(map(rule.matches, entries)))

    phrases = telling_phrases(case.mine.paper, case.background[:OUTSIDE], case.listed[:INSIDE])
    outcomes = [
        trials.outcome(_with_never(trials, phrase))
        for phrase in phrases[:_PHRASES]
        if spares(parse(phrase))
    ]
    best = min(outcomes, key=lambda outcome: outcome.dragged, default=None)
    if best is None or best.dragged > _FEW:
        return RuleChange(unticked, (), "it is not proposed again")
    [step] = best.variant.steps
    said = f"{unticked}, or keep papers like it out with this rule"
    return RuleChange(said, (step.edit,), f"not proposed; {_others(best)}")


def _with_never(trials: Trials, phrase: str) -> Variant:
    rules, rule = trials.case.judge.rules, toml_text(phrase)
    edit = ConfigEdit(("rules",), "never", rule, "add")
    if not rules.whole.never:
        edit = ConfigEdit(("rules",), "never", f"[{rule}]")
    step = TrialStep(words=f"with never: {phrase}", edit=edit, node=parse(phrase))
    return trials.start.with_rules(with_never(rules, phrase), step)


def _judged(case: Case, rules: Rules) -> Candidate:
    return replace(case.judge, rules=rules).explain(case.mine.paper)


# --- An explanation as text for people and as JSON for programs; computes nothing. Pure.

_VERBS = {"proposed": "would be proposed", "listed": "is on the list", "pending": "is proposed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that is told of one paper. Without a *case* it was not judged."""

    title: str
    arxiv_id: str
    decision: Decision
    window: str
    case: Case | None
    rules: tuple[Fired, ...] = ()
    sections: tuple[Odds, ...] = ()
    changes: tuple[RuleChange, ...] = ()
    notes: tuple[str, ...] = ()


def explain(
    case: Case, decision: Decision, *, window: str, notes: tuple[str, ...] = ()
) -> Explanation:
    """Return the explanation of *decision*."""
    paper = case.mine.paper
    return Explanation(
        title=paper.title,
        arxiv_id=paper.id,
        decision=decision,
        window=window,
        case=case,
        rules=fired(case),
        sections=section_odds(case),
        changes=changes(case, decision),
        notes=notes,
    )


def as_json(explanation: Explanation) -> dict[str, object]:
    """Return *explanation* as `bot explain --json` prints it; docs/json.md has the keys."""
    mine = explanation.case.mine if explanation.case else None
    return {
        "arxiv_id": explanation.arxiv_id,
        "title": explanation.title,
        "decision": explanation.decision.kind,
        "why": explanation.decision.why,
        "twin": explanation.decision.twin.id if explanation.decision.twin else None,
        "place": explanation.decision.place,
        "window": explanation.window,
        "probability": round(mine.probability, 4) if mine else None,
        "score": round(mine.score, 4) if mine else None,
        "reasons": [
            {"kind": r.kind, "detail": r.detail, "weight": r.weight}
            for r in (mine.reasons if mine else ())
        ],
        "rules": [
            {"rule": f.rule, "weight": f.weight, "where": f.where, "section": list(f.section)}
            for f in explanation.rules
        ],
        "sections": [
            {"section": list(o.path), "chance": round(o.chance, 4), "behind": round(o.behind, 2)}
            for o in explanation.sections
        ],
        "changes": [
            {
                "what": change.what,
                "config": change.lines,
                "edits": [{"how": how, "line": line} for how, line in _edits(explanation, change)],
                "gives": change.gives,
            }
            for change in explanation.changes
        ],
        "notes": list(explanation.notes),
    }


def as_text(explanation: Explanation) -> str:
    """Return *explanation* as people read it; titles and rules are as they are: escape the text."""
    return "\n".join(_lines(explanation))


def _lines(explanation: Explanation) -> Iterator[str]:
    verb = _VERBS.get(explanation.decision.kind, "would not be proposed")
    yield f"{explanation.arxiv_id} {explanation.title}"
    yield f"{verb}: {explanation.decision.why}"
    if explanation.case:
        mine = explanation.case.mine
        yield f"{mine.probability:.1%} likely (log odds {mine.score:+.2f}), {explanation.window}"
        yield from (f"    {reason}" for reason in reasons_of(mine.reasons))
    if explanation.rules:
        yield "\nrules that match"
    for rule in explanation.rules:
        of = f" for {STEP.join(rule.section)}" if rule.section else ""
        yield f"    {rule.weight:+.1f} {rule.rule}{of} ({rule.where})"
    if explanation.sections:
        yield "\nsections"
    for odds in explanation.sections:
        behind = f", {odds.behind:.1f} log odds behind" if odds.behind else ""
        yield f"    {odds.chance:.0%} {STEP.join(odds.path) or '(no heading)'}{behind}"
    if explanation.changes:
        yield "\nwhat would change this"
    for change in explanation.changes:
        yield from _change_lines(explanation, change)
    yield from (f"\nnote: {note}" for note in explanation.notes)


def _change_lines(explanation: Explanation, change: RuleChange) -> Iterator[str]:
    yield f"  - {change.what}{f' ({change.gives})' if change.gives else ''}"
    for how, line in _edits(explanation, change):
        yield f"        {how}:"
        yield f"            {line}"


def _edits(explanation: Explanation, change: RuleChange) -> Iterator[tuple[str, str]]:
    """Yield where to write, and what, for each edit of *change*."""
    if explanation.case is not None:
        config = explanation.case.context.job.config
        yield from ((place_of(edit, config), edit.line) for edit in change.edits)


# --- A run as if one paper were among those of its week: the same steps, nothing published. Pure.

_AROUND = timedelta(days=3)


def window_for(paper: Paper, asked: Window, *, now: datetime) -> Window:
    """Return the window *asked* for if *paper* lies in it, else the week around it."""
    day = paper.submitted
    return asked if day and asked.since <= day < asked.until else week_around(paper, now=now)


def week_around(paper: Paper, *, now: datetime) -> Window:
    """Return the week around the day that *paper* was submitted; one without a date is of now."""
    day = (paper.submitted or now - _AROUND).date()
    middle = datetime.combine(day, time(), UTC)
    until = min(now, middle + _AROUND + timedelta(days=1))
    return Window(min(middle, until) - _AROUND, until)


def explained(
    decided: DecidedList,
    paper: Paper,
    sweep: Sweep,
    known: Mapping[ArxivId, Paper],
    window: Window,
) -> Explanation:
    """Return what a run over *sweep* would do with *paper*; a listed one is judged as if not.

    Raises `ConfigError` when nothing says what belongs.
    """
    context = decided.context
    fresh = tuple(candidates_of(decided, sweep, known))
    older = tuple(p for p in new_to(context, sweep.background) if p.id != paper.id)
    backgrounds = Backgrounds(sweep.background)
    judge = judge_of(decided, fresh, older, backgrounds, known, apart=paper.id)
    rivals, count = best_of(judge.judge, fresh)
    # One that a run would not look at is judged by what the others teach.
    mine = judge.explain(next((other for other in fresh if other.id == paper.id), paper))
    candidates = (*(c for c in rivals if c.paper.id != paper.id), mine)
    count += paper.id not in {other.id for other in fresh}
    decision = passed_over(decided, paper) or chosen_or_not(decided, judge, candidates, mine)
    pending = {item.arxiv_id for item in decided.papers.pending}
    listed = listed_of(context.paper_list, known, pending)
    case = Case(
        decided=decided,
        judge=judge,
        mine=mine,
        candidates=candidates,
        listed=tuple(entry for entry in listed if entry.key != paper.id),
        background=older if len(older) >= ENOUGH_OLDER else (*older, *fresh),
    )
    span = f"{window.since:%Y-%m-%d} to {window.until:%Y-%m-%d}"
    return explain(case, decision, window=f"among the {count:,} new papers of {span}")
