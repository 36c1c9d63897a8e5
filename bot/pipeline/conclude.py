"""Where the roads of `run` and `sync` begin and end: a list is read; edited, described, published.

Pure: it sees the list's home through a `Forge`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.editing import apply, check, plan, self_test, unified_diff
from bot.lists import read_list
from bot.markdown import Document
from bot.pipeline.keeping import manners_of, upkeep_of
from bot.pipeline.report import Report
from bot.pipeline.stages import Choice, DecidedList, Job, ListContext, Order
from bot.pipeline.summary import as_bytes, tell, with_style_limits, write_proposal
from bot.pipeline.training_data import paths_called, subject_of
from bot.proposal import decide
from classifier.papers import ArxivId, Paper


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
