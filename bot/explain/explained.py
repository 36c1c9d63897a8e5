"""An explanation as text for people and as JSON for programs; computes nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.explain.config_edits import place_of
from bot.explain.decision import Decision
from bot.explain.explaining import Change, Fired, Odds, changes, fired, section_odds
from bot.explain.trials import Case
from bot.pipeline import STEP, reasons_of

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
    changes: tuple[Change, ...] = ()
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


def _change_lines(explanation: Explanation, change: Change) -> Iterator[str]:
    yield f"  - {change.what}{f' ({change.gives})' if change.gives else ''}"
    for how, line in _edits(explanation, change):
        yield f"        {how}:"
        yield f"            {line}"


def _edits(explanation: Explanation, change: Change) -> Iterator[tuple[str, str]]:
    """Yield where to write, and what, for each edit of *change*."""
    if explanation.case is not None:
        config = explanation.case.context.job.config
        yield from ((place_of(edit, config), edit.line) for edit in change.edits)
