"""One pass over the lists, as a straight line: read, decide, edit, propose.

It sees the world through ports only, so a test can walk the same road with fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.desk import Desk, Failure, Job, Order
from bot.errors import BotError, TryAgainLater
from bot.lists.document import Document
from bot.lists.edit import apply, check, plan
from bot.lists.reading import read_list
from bot.ports import HalfKnownError, Progress, Source, Sweep
from bot.proposal.diff import unified_diff
from bot.report import Report
from bot.steps import categories_of, choose, new_to
from bot.telling import as_bytes, silent_categories, tell, write_proposal
from bot.topics import subject_of, wanted_ids
from classifier.paper import ArxivId, Paper

_DISPENSABLE = 0.05  # of the listed papers: the model is the same without their abstracts


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
    desks: list[Desk] = []
    for job in jobs:
        progress.step(f"reading {job.config.list_name}")
        try:
            desks.append(read(job))
        except BotError as error:
            yield Failure(job.config.list_name, error)
    if not desks:
        return
    wanted = frozenset(i for desk in desks for i in wanted_ids(desk.paper_list))
    source = open_source(wanted)
    progress.step("looking for new papers")
    sweep = source.sweep(order.window, categories_of(desks))
    progress.step("looking up the papers already listed")
    known, troubles, enough = look_up(source, wanted)
    sweep = replace(
        sweep,
        complete=sweep.complete and enough,
        requests=source.tally.requests,
        tally=replace(source.tally),
        troubles=(*sweep.troubles, *troubles),
    )
    for desk in desks:
        progress.step(f"judging papers for {desk.job.config.list_name}")
        try:
            yield propose(desk, sweep, known, order)
        except BotError as error:
            yield Failure(desk.job.config.list_name, error)


def read(job: Job) -> Desk:
    """Read the list of *job* as it stands now. Raises `BotError`."""
    names = job.config.settings.list.files
    standing = job.forge.standing(job.config.list_name, names)
    documents = {n: Document.parse(raw, name=n) for n, raw in standing.files.items()}
    paper_list = read_list(documents)
    return Desk(
        job=job,
        standing=standing,
        documents=documents,
        paper_list=paper_list,
        subject=subject_of(paper_list, job.config),
    )


def propose(
    desk: Desk,
    sweep: Sweep,
    known: Mapping[ArxivId, Paper],
    order: Order,
) -> Report:
    """Choose from *sweep*, edit the list, and publish the proposal unless it is a dry run."""
    fresh, older = new_to(desk, sweep.papers), new_to(desk, sweep.background)
    selection, judged = choose(desk, fresh, older, known, order.limit)
    edit = plan(desk.paper_list, [(c.paper, c.placement.section) for c in selection.chosen])
    after = apply(desk.documents, edit)
    check(desk.documents, edit, after)
    draft = tell(desk, order, selection, edit)
    report = replace(
        draft,
        warnings=(*draft.warnings, *silent_categories(desk, sweep)),
        complete=sweep.complete,
        troubles=sweep.troubles,
        requests=sweep.requests,
        seen=sweep.seen,
        account=sweep.account,
        tally=sweep.tally,
        counts={
            **sweep.counts,
            "papers": judged,
            "listed": len(desk.paper_list.entries),
            "over_budget": selection.over_budget,
        },
        diff=unified_diff(as_bytes(desk.documents), as_bytes(after)),
    )
    if not report.proposed and desk.standing.number is None:
        return report
    report = replace(report, proposal=write_proposal(desk, order, report, as_bytes(after)))
    return report if order.dry_run else publish(desk, report)


def publish(desk: Desk, report: Report) -> Report:
    """Send the proposal to where this list lives, and note what became of it."""
    if report.proposal is None:
        return report
    outcome = desk.job.forge.publish(report.proposal, desk.standing)
    notes = (outcome.note,) if outcome.note else ()
    return replace(report, outcome=outcome, warnings=(*report.warnings, *notes))


def look_up(
    source: Source, wanted: frozenset[ArxivId]
) -> tuple[Mapping[ArxivId, Paper], tuple[str, ...], bool]:
    """Return the metadata of the papers already listed, why some is missing, and if it suffices.

    Look-ups teach what belongs. Without many of them a paper could be passed over that belongs,
    so such a run is not the last word on its window.
    """
    try:
        return source.lookup(sorted(wanted)), (), True
    except TryAgainLater as error:
        found = error.found if isinstance(error, HalfKnownError) else {}
        unknown = len(wanted) - len(found)
        listed = f"{unknown} of {len(wanted)} listed papers"
        trouble = f"{listed} are known by their titles only: {error}"
        return found, (trouble,), unknown <= _DISPENSABLE * len(wanted)
