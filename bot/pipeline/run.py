"""One pass over the lists, as a straight line: read, decide, edit, propose.

It sees the world through ports only, so a test can walk the same road with fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.arxiv import HalfKnownError, Source, Sweep
from bot.core.diff import unified_diff
from bot.core.errors import BotError, ChangedMeanwhileError, TryAgainLater
from bot.core.ports import Progress
from bot.editing import apply, check, plan, self_test
from bot.lists import read_list
from bot.markdown import Document
from bot.pipeline.list_context import Failure, Job, ListContext, Order, manners_of
from bot.pipeline.report import Report
from bot.pipeline.steering import DecidedList, concerned, steer
from bot.pipeline.steps import (
    Backgrounds,
    Choice,
    best_of,
    candidates_of,
    categories_of,
    choose,
    judge_of,
    new_to,
    upkeep_of,
    wanted_of,
)
from bot.pipeline.summary import as_bytes, silent_categories, tell, write_proposal
from bot.pipeline.training_data import paths_called, subject_of
from bot.proposal import decide
from classifier.papers import ArxivId, Paper

_DISPENSABLE = 0.05  # of the listed papers: the model is the same without their abstracts


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What is known of the papers asked for; *told* says in one line what is missing, and why.

    Look-ups teach what belongs. Unless they are *enough*, a paper could be passed over that
    belongs, so such a run is not the last word on its window.
    """

    papers: Mapping[ArxivId, Paper]
    trouble: TryAgainLater | None = None
    told: tuple[str, ...] = ()
    enough: bool = True


def run(
    jobs: Sequence[Job],
    order: Order,
    *,
    open_source: Callable[[frozenset[ArxivId]], Source],
    progress: Progress,
) -> Iterator[Report | Failure]:
    """Yield what came out for each of *jobs*; all of them share one sweep of arXiv.

    *open_source* is given the ids that will be looked up, so that a snapshot is read once.
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
        troubles=(*sweep.troubles, *looked.told),
    )
    backgrounds = Backgrounds(sweep.background, sweep.papers if len(contexts) > 1 else ())
    for context in contexts:
        progress.step(f"judging papers for {context.job.config.list_name}")
        try:
            if looked.trouble is not None and concerned(context) - looked.papers.keys():
                raise looked.trouble  # without metadata, what people asked for would be lost
            yield propose_once_more(context, sweep, backgrounds, looked.papers, order)
        except BotError as error:
            yield Failure(context.job.config.list_name, error)


def read(job: Job, name: str = "") -> ListContext:
    """Read the list of *job* as it stands now, and what people decided. Raises `BotError`.

    *name* is that of the pull request, where it is not the list's.
    """
    names = job.config.settings.list.files
    standing = job.forge.standing(name or job.config.list_name, names)
    documents = {n: Document.parse(raw, name=n) for n, raw in standing.files.items()}
    paper_list = read_list(documents)
    decisions = decide(standing, lambda name: paths_called(name, paper_list.sections))
    postponed = sorted(decisions.postponed)
    return ListContext(
        job=job,
        standing=replace(standing, waiting=(*postponed, *standing.waiting)),
        documents=documents,
        paper_list=paper_list,
        subject=subject_of(paper_list, job.config),
        decisions=decisions,
    )


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
        complete=sweep.complete,
        troubles=sweep.troubles,
        requests=sweep.requests,
        seen=sweep.seen,
        account=sweep.account,
        tally=sweep.tally,
        counts={
            **sweep.counts,
            "papers": judged,
            "listed": len(context.paper_list.entries),
            "over_budget": choice.selection.over_budget,
            "waiting": len(draft.waiting),
        },
    )
    return conclude(decided, order, report, after)


def edited(
    decided: DecidedList, order: Order, choice: Choice, known: Mapping[ArxivId, Paper]
) -> tuple[Report, Mapping[str, bytes]]:
    """Return what was chosen and asked for in words, and the files with it, all checked.

    What is *known* of listed papers shows how the list makes an entry.
    """
    context = decided.context
    additions = [(paper, section) for paper, section, _ in decided.wanted]
    additions += [(c.paper, c.placement.section) for c in choice.selection.chosen]
    today = order.window.until.date()
    upkeep = upkeep_of(context.job.config, today)
    manners = manners_of(context)
    edit = plan(
        context.paper_list, additions, upkeep=upkeep, today=today, manners=manners, known=known
    )
    after = apply(context.documents, edit)
    check(context.documents, edit, after, upkeep=upkeep)
    files = as_bytes(after)
    report = tell(decided, order, choice, edit)
    sections = {insert.section for insert in edit.inserts}
    style = tuple(self_test(context.paper_list, known, sections))
    return replace(report, diff=unified_diff(context.standing.files, files), style=style), files


def conclude(
    decided: DecidedList, order: Order, report: Report, after: Mapping[str, bytes]
) -> Report:
    """Write the proposal, and publish it unless it is a dry run; silence if there is nothing."""
    context = decided.context
    over = context.standing.closed or context.decisions.late
    if not report.proposed and context.standing.number is None and not over:
        return report
    report = replace(report, proposal=write_proposal(decided, order, report, after))
    report = report if order.dry_run else publish(context, report)
    # A pull request that was closed is said farewell to, and there is nothing to show.
    silent = not report.proposed and context.standing.number is None
    return replace(report, proposal=None) if silent else report


def publish(context: ListContext, report: Report) -> Report:
    """Send the proposal to where this list lives, and note what became of it."""
    if report.proposal is None:
        return report
    outcome = context.job.forge.publish(report.proposal, context.standing)
    notes = (outcome.note,) if outcome.note else ()
    return replace(report, outcome=outcome, warnings=(*report.warnings, *notes))


def look_up(source: Source, wanted: frozenset[ArxivId]) -> LookedUp:
    """Return the metadata of *wanted*, or why some of it is missing."""
    try:
        return LookedUp(source.lookup(sorted(wanted)))
    except TryAgainLater as error:
        found = error.found if isinstance(error, HalfKnownError) else {}
        unknown = len(wanted) - len(found)
        told = f"{unknown} of {len(wanted)} listed papers are known by their titles only: {error}"
        return LookedUp(found, error, (told,), unknown <= _DISPENSABLE * len(wanted))
