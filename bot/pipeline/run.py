"""The road of a run, as a straight line; `bot sync` walks it without the sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.arxiv import HalfKnownError, Source, Sweep
from bot.core.errors import BotError, ChangedMeanwhileError, ListError, TryAgainLater
from bot.core.plain import is_rst, to_markdown
from bot.core.ports import Progress
from bot.core.window import Window, window_between
from bot.editing import apply, check, plan, self_test, unified_diff
from bot.lists import read_list
from bot.markdown import Document
from bot.pipeline.report import Report, polled_of
from bot.pipeline.stages import (
    Choice,
    DecidedList,
    Failure,
    Job,
    ListContext,
    Order,
    paths_called,
    subject_of,
)
from bot.pipeline.steering import manners_of, steer, upkeep_of
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
from bot.pipeline.summary import (
    as_bytes,
    not_done,
    silent_categories,
    tell,
    with_doubts,
    with_style_limits,
    write_proposal,
)
from bot.proposal import Item, State, decide, decode
from classifier.papers import ArxivId, Paper, Selection

# --- One pass over the lists, as a straight line: read, decide, edit, propose.
#
# It sees the world through ports only, so a test can walk the same road with fakes.

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


# --- What people decided, carried out at once and without polling arXiv: `bot sync`, as a line.
#
# Nothing is judged or chosen anew; what waits goes on waiting.


def sync(
    jobs: Sequence[Job],
    order: Order,
    *,
    open_source: Callable[[frozenset[ArxivId]], Source],
    progress: Progress,
) -> Iterator[Report | Failure]:
    """Yield what came of people's decisions for each of *jobs*; `order.window` is a fallback."""
    for job in jobs:
        progress.step(f"reading {job.config.list_name}")
        try:
            yield _sync(read(job), order, open_source)
        except BotError as error:
            yield Failure(job.config.list_name, error)


def _sync(
    context: ListContext, order: Order, open_source: Callable[[frozenset[ArxivId]], Source]
) -> Report:
    wanted = context.concerned()
    known = open_source(wanted).lookup(sorted(wanted)) if wanted else {}
    decided = steer(context, known)
    choice = Choice(Selection(), unjudged=context.standing.waiting)
    order = replace(order, window=last_window(context) or order.window)
    report, after = edited(decided, order, choice, known)
    said = context.decisions.said
    papers = report.papers
    shown = (*papers.proposed, *papers.could_not_place)
    gone = decided.refused | decided.aside | {item.arxiv_id for item in shown}
    report = replace(
        report,
        refresh=context.decisions.refresh,
        cared=context.standing.cared or context.job.config.settings.care.on,
        papers=replace(
            papers,
            near_misses=_left(said.near, gone, decided),
            could_not_place=(*papers.could_not_place, *_left(said.unplaced, gone, decided)),
        ),
    )
    return conclude(decided, order, report, after)


def _left(
    items: Sequence[Item], gone: frozenset[ArxivId], decided: DecidedList
) -> tuple[Item, ...]:
    """Return *items* that are still merely offered, with the trouble that a wish for one met."""
    return tuple(not_done(item, decided.troubles) for item in items if item.arxiv_id not in gone)


def last_window(context: ListContext) -> Window | None:
    """Return the window that the pull request was last polled for, if it remembers one."""
    for body in (context.standing.body, context.standing.undone, context.standing.closed):
        state = decode(body)
        if isinstance(state, State) and state.window:
            try:
                since, until = map(datetime.fromisoformat, state.window)
                return window_between(since, until)
            except ValueError:
                continue
    return None


# --- Where the roads of `run` and `sync` begin and end: a list is read; edited, described,
# published.
#
# Pure: it sees the list's home through a `Forge`.


def read(job: Job, name: str = "") -> ListContext:
    """Read the list of *job* as it stands now, and what people decided. Raises `BotError`.

    *name* is that of the pull request, where it is not the list's.
    """
    names = job.config.settings.list.files
    standing = job.forge.standing(name or job.config.list_name, names)
    for file, raw in standing.files.items():
        if is_rst(raw.decode("utf-8", "replace")):
            raise ListError(f"{file}: is written in reStructuredText; {to_markdown(file)}")
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


def edited(
    decided: DecidedList, order: Order, choice: Choice, known: Mapping[ArxivId, Paper]
) -> tuple[Report, Mapping[str, bytes]]:
    """Return what was chosen and asked for in words, and the files with it, all checked.

    What is *known* of listed papers shows how the list makes an entry.
    """
    context = decided.context
    additions = [(asked.paper, asked.section) for asked in decided.papers.wanted]
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
    proposed = with_style_limits(report.papers.proposed, style)
    return replace(
        report,
        papers=replace(report.papers, proposed=proposed),
        diff=unified_diff(context.standing.files, files),
        style=style,
    ), files


def conclude(
    decided: DecidedList, order: Order, report: Report, after: Mapping[str, bytes]
) -> Report:
    """Write the proposal, and publish it unless it is a dry run; silence if there is nothing."""
    context = decided.context
    standing = context.standing
    over = standing.closed or context.decisions.late or standing.unanswered
    if not report.papers.proposed and context.standing.number is None and not over:
        return report
    report = replace(report, proposal=write_proposal(decided, order, report, after))
    report = report if order.dry_run else publish(context, report)
    # A pull request that is over is answered, and there is nothing to show.
    silent = not report.papers.proposed and context.standing.number is None
    return replace(report, proposal=None) if silent else report


def publish(context: ListContext, report: Report) -> Report:
    """Send the proposal to where this list lives, and note what became of it."""
    if report.proposal is None:
        return report
    outcome = context.job.forge.publish(report.proposal, context.standing)
    notes = (outcome.note,) if outcome.note else ()
    return replace(report, outcome=outcome, warnings=(*report.warnings, *notes))
