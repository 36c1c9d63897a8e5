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


def as_json(told: Explanation) -> dict[str, object]:
    """Return *told* as the object that `bot explain --json` prints; docs/json.md has the keys."""
    mine = told.case.mine if told.case else None
    return {
        "arxiv_id": told.arxiv_id,
        "title": told.title,
        "decision": told.decision.kind,
        "why": told.decision.why,
        "twin": told.decision.twin.id if told.decision.twin else None,
        "place": told.decision.place,
        "window": told.window,
        "probability": round(mine.probability, 4) if mine else None,
        "score": round(mine.score, 4) if mine else None,
        "reasons": [
            {"kind": r.kind, "detail": r.detail, "weight": r.weight}
            for r in (mine.reasons if mine else ())
        ],
        "rules": [
            {"rule": f.rule, "weight": f.weight, "where": f.where, "section": list(f.section)}
            for f in told.rules
        ],
        "sections": [
            {"section": list(o.path), "chance": round(o.chance, 4), "behind": round(o.behind, 2)}
            for o in told.sections
        ],
        "changes": [
            {
                "what": change.what,
                "config": change.lines,
                "edits": [{"how": how, "line": line} for how, line in _edits(told, change)],
                "gives": change.gives,
            }
            for change in told.changes
        ],
        "notes": list(told.notes),
    }


def as_text(told: Explanation) -> str:
    """Return *told* as people read it; titles and rules are as they are: escape the text."""
    return "\n".join(_lines(told))


def _lines(told: Explanation) -> Iterator[str]:
    verb = _VERBS.get(told.decision.kind, "would not be proposed")
    yield f"{told.arxiv_id} {told.title}"
    yield f"{verb}: {told.decision.why}"
    if told.case:
        mine = told.case.mine
        yield f"{mine.probability:.1%} likely (log odds {mine.score:+.2f}), {told.window}"
        yield from (f"    {reason}" for reason in reasons_of(mine.reasons))
    if told.rules:
        yield "\nrules that match"
    for rule in told.rules:
        of = f" for {STEP.join(rule.section)}" if rule.section else ""
        yield f"    {rule.weight:+.1f} {rule.rule}{of} ({rule.where})"
    if told.sections:
        yield "\nsections"
    for odds in told.sections:
        behind = f", {odds.behind:.1f} log odds behind" if odds.behind else ""
        yield f"    {odds.chance:.0%} {STEP.join(odds.path) or '(no heading)'}{behind}"
    if told.changes:
        yield "\nwhat would change this"
    for change in told.changes:
        yield from _change_lines(told, change)
    yield from (f"\nnote: {note}" for note in told.notes)


def _change_lines(told: Explanation, change: Change) -> Iterator[str]:
    yield f"  - {change.what}{f' ({change.gives})' if change.gives else ''}"
    for how, line in _edits(told, change):
        yield f"        {how}:"
        yield f"            {line}"


def _edits(told: Explanation, change: Change) -> Iterator[tuple[str, str]]:
    """Yield where to write, and what, for each edit of *change*."""
    if told.case is not None:
        config = told.case.context.job.config
        yield from ((place_of(edit, config), edit.line) for edit in change.edits)
