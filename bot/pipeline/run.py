"""One pass over the lists, as a straight line: read, decide, edit, propose.

It sees the world through ports only, so a test can walk the same road with fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.arxiv import HalfKnownError, Source, Sweep
from bot.core.errors import BotError, ChangedMeanwhileError, TryAgainLater
from bot.core.ports import Progress
from bot.pipeline.conclude import conclude, edited, read
from bot.pipeline.report import Report, polled_of
from bot.pipeline.stages import Failure, Job, ListContext, Order
from bot.pipeline.steering import steer
from bot.pipeline.steps import (
    Backgrounds,
    best_of,
    candidates_of,
    categories_of,
    choose,
    judge_of,
    new_to,
    wanted_of,
)
from bot.pipeline.summary import silent_categories, with_doubts
from classifier.papers import ArxivId, Paper

_DISPENSABLE = 0.05  # of the listed papers: the model is the same without their abstracts


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What is known of the papers asked for; *missing* says in one line what is not, and why.

    Look-ups teach what belongs. Unless they are *enough*, a paper could be passed over that
    belongs, so such a run is not the last word on its window.
    """

    papers: Mapping[ArxivId, Paper]
    trouble: TryAgainLater | None = None
    missing: tuple[str, ...] = ()
    enough: bool = True


def run(
    jobs: Sequence[Job],
    order: Order,
    *,
    open_source: Callable[[frozenset[ArxivId]], Source],
    progress: Progress,
    backgrounds: Backgrounds | None = None,
) -> Iterator[Report | Failure]:
    """Yield what came out for each of *jobs*; all of them share one sweep of arXiv.

    *open_source* is given the ids that will be looked up, so that a snapshot is read once. What
    other runs on the same papers have read already is handed in as *backgrounds*.
    Raises `BotError` when the sweep itself fails.
    """
    contexts: list[ListContext] = []
    for job in jobs:
        progress.step(f"reading {job.config.list_name}")
        try:
            contexts.append(read(job))
        except BotError as error:
            yield Failure(job.config.list_name, error)
    if not contexts:
        return
    wanted = frozenset[ArxivId]().union(*map(wanted_of, contexts))
    source = open_source(wanted)
    progress.step("looking for new papers")
    sweep = source.sweep(order.window, categories_of(contexts))
    progress.step("looking up the papers already listed")
    looked = look_up(source, wanted)
    sweep = replace(
        sweep,
        complete=sweep.complete and looked.enough,
        requests=source.tally.requests,
        tally=replace(source.tally),
        troubles=(*sweep.troubles, *looked.missing),
    )
    backgrounds = backgrounds or Backgrounds(
        sweep.background, sweep.papers if len(contexts) > 1 else ()
    )
    for context in contexts:
        progress.step(f"judging papers for {context.job.config.list_name}")
        try:
            if looked.trouble is not None and context.concerned() - looked.papers.keys():
                raise looked.trouble  # without metadata, what people asked for would be lost
            yield propose_once_more(context, sweep, backgrounds, looked.papers, order)
        except BotError as error:
            yield Failure(context.job.config.list_name, error)


def propose_once_more(
    context: ListContext,
    sweep: Sweep,
    backgrounds: Backgrounds,
    known: Mapping[ArxivId, Paper],
    order: Order,
) -> Report:
    """Propose as `propose` does; a list that changed meanwhile is read again, once."""
    try:
        return propose(context, sweep, backgrounds, known, order)
    except ChangedMeanwhileError:
        return propose(read(context.job), sweep, backgrounds, known, order)


def propose(
    context: ListContext,
    sweep: Sweep,
    backgrounds: Backgrounds,
    known: Mapping[ArxivId, Paper],
    order: Order,
) -> Report:
    """Carry decisions out, choose from *sweep*, edit, and publish unless it is a dry run."""
    decided = steer(context, known)
    fresh = tuple(candidates_of(decided, sweep, known))
    older = tuple(new_to(decided.context, sweep.background))
    judge = judge_of(decided, fresh, older, backgrounds, known)
    best, judged = best_of(judge.judge, fresh)
    choice = replace(
        choose(decided, judge, best, order.limit),
        unjudged=tuple(name for name in context.standing.waiting if name not in known),
    )
    draft, after = edited(decided, order, choice, known)
    report = replace(
        draft,
        warnings=(*draft.warnings, *silent_categories(context, sweep)),
        polled=polled_of(sweep, order.window.until.date()),
        counts={
            **sweep.counts,
            "papers": judged,
            "listed": len(context.paper_list.entries),
            "over_budget": choice.selection.over_budget,
            "waiting": len(draft.papers.waiting),
        },
    )
    return conclude(decided, order, with_doubts(report), after)


def look_up(source: Source, wanted: frozenset[ArxivId]) -> LookedUp:
    """Return the metadata of *wanted*, or why some of it is missing."""
    try:
        return LookedUp(source.lookup(sorted(wanted)))
    except TryAgainLater as error:
        papers = error.found if isinstance(error, HalfKnownError) else {}
        unknown = len(wanted) - len(papers)
        missing = (
            f"{unknown} of {len(wanted)} listed papers are known by their titles only: {error}"
        )
        return LookedUp(papers, error, (missing,), unknown <= _DISPENSABLE * len(wanted))
