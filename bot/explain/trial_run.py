"""A run as if one paper were among those of its week: the same steps, nothing published. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from bot.arxiv import Sweep
from bot.core.window import Window
from bot.explain.decision import chosen_or_not, passed_over
from bot.explain.explained import Explanation, explain
from bot.explain.trials import Case
from bot.pipeline import (
    ENOUGH_OLDER,
    Backgrounds,
    DecidedList,
    best_of,
    candidates_of,
    judge_of,
    listed_of,
    new_to,
)
from classifier.papers import ArxivId, Paper

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
