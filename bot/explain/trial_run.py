"""A run as if one paper were among those of its week: the same steps, nothing published. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from bot.arxiv import Sweep
from bot.core.errors import ListError
from bot.core.window import Window
from bot.explain.decision import chosen_or_not, passed_over
from bot.explain.explained import Explanation, explain
from bot.explain.trials import Case
from bot.pipeline import Steered, Subject, best_of, candidates_of, listed_of, new_to, newest
from classifier import Judge, NothingToLearnError, fit
from classifier.papers import ArxivId, Listed, Paper

_AROUND = timedelta(days=3)
_ENOUGH = 100


def week_around(paper: Paper, *, now: datetime) -> Window:
    """Return the week around the day that *paper* was submitted; one without a date is of now."""
    day = (paper.submitted or now - _AROUND).date()
    middle = datetime.combine(day, time(), UTC)
    until = min(now, middle + _AROUND + timedelta(days=1))
    return Window(min(middle, until) - _AROUND, until)


def explained(
    steered: Steered,
    paper: Paper,
    sweep: Sweep,
    known: Mapping[ArxivId, Paper],
    window: Window,
) -> Explanation:
    """Return what a run over *sweep* would do with *paper*; a listed one is judged as if not.

    Raises `ListError` when nothing says what belongs.
    """
    desk = steered.desk
    fresh = [p for p in candidates_of(steered, sweep, known) if p.id != paper.id] + [paper]
    older = tuple(p for p in new_to(desk, sweep.background) if p.id != paper.id)
    others = older if len(older) >= _ENOUGH else (*older, *fresh[:-1])
    ours = {item.arxiv_id for item in steered.pending}
    listed = tuple(e for e in listed_of(desk.paper_list, known, ours) if e.key != paper.id)
    turned_down = (i for i in newest(steered.refused) if i != paper.id)
    refused = [known[one] for one in turned_down if one in known]
    judge = fitted(listed, desk.subject, others, refused)
    rivals, count = best_of(judge.judge, fresh)
    mine = judge.explain(paper)
    candidates = (*(c for c in rivals if c.paper.id != paper.id), mine)
    decision = passed_over(steered, paper) or chosen_or_not(steered, judge, candidates, mine)
    case = Case(
        steered=steered,
        judge=judge,
        mine=mine,
        candidates=candidates,
        listed=listed,
        background=others,
    )
    span = f"{window.since:%Y-%m-%d} to {window.until:%Y-%m-%d}"
    return explain(case, decision, window=f"among the {count:,} new papers of {span}")


def fitted(
    listed: Sequence[Listed],
    subject: Subject,
    others: Sequence[Paper],
    refused: Sequence[Paper] = (),
) -> Judge:
    """Return the judge of a list. Raises `ListError` when nothing says what belongs."""
    try:
        return fit(listed, subject.topics, subject.rules, others, refused)
    except NothingToLearnError as error:
        raise ListError(f"{error}; add entries, or rules with --config") from None
