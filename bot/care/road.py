"""Care for the entries of lists, as a straight line: read, look up, find, decide, change, propose.

The road of `bot care`; it walks where `bot run` walks, to a branch of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.anatomy import Entry
from bot.arxiv import Source
from bot.care.caring import Care, take_care
from bot.care.dead_ends.dead_links import LinkWatch
from bot.care.finding_care import Found, look_after
from bot.core.errors import BotError, ChangedMeanwhileError
from bot.core.ports import Progress
from bot.editing import count_changes, unified_diff
from bot.pipeline import (
    Failure,
    Job,
    ListContext,
    Order,
    Polled,
    Report,
    ShownPapers,
    answers_of,
    as_bytes,
    heard_of,
    last_word,
    look_up,
    publish,
    read,
    shared_root,
    wanted_ids,
)
from bot.proposal import CARING, Alike, Asked, Notes, Proposal, compose, render_care
from classifier.papers import ArxivId

SUFFIX = "-care"
"""What the name of the second pull request of a list ends in."""

OpenSource = Callable[[frozenset[ArxivId]], Source]


def care(
    jobs: Sequence[Job],
    order: Order,
    open_source: OpenSource | None,
    *,
    progress: Progress,
    links: LinkWatch | None = None,
) -> Iterator[Report | Failure]:
    """Yield what came of looking after the list of each of *jobs*, and after its *links*.

    Without a source only what people decided is carried out, as `sync` does.
    """
    for job in jobs:
        progress.step(f"looking after {job.config.list_name}")
        try:
            try:
                yield _care(job, order, open_source, links)
            except ChangedMeanwhileError:
                yield _care(job, order, open_source, links)
        except BotError as error:
            yield Failure(job.config.list_name, error)


def _care(
    job: Job, order: Order, open_source: OpenSource | None, links: LinkWatch | None
) -> Report:
    context, table = read(job, job.config.list_name + SUFFIX), job.config.settings.care
    wanted = frozenset(wanted_ids(context.paper_list))
    due, polled = Found(()), None
    if open_source is not None:
        source = open_source(wanted)
        looked = look_up(source, wanted)
        watch = links if table.links else None
        dead = watch.dead(job.config.list_name, context.paper_list) if watch else {}
        due = look_after(context.paper_list, looked.papers, dead)
        polled = Polled(
            until=order.window.until.date(),
            complete=not looked.missing,
            troubles=looked.missing,
            tally=replace(source.tally),
        )
    done = take_care(context, due, most=table.most_changes)
    files = as_bytes(done.after)
    report = Report(
        list_name=job.config.list_name,
        config_file=job.config.file,
        root=_root(context),
        window=order.window,
        counts={"entries": len(context.paper_list.entries), "more": done.more},
        papers=ShownPapers(proposed=done.new, near_misses=done.offers, troubled=done.troubles),
        polled=polled,
        remarks=_remarks(due.remarks),
        warnings=tuple(f"{name}: {why}" for name, why in done.troubles.items()),
        diff=unified_diff(context.standing.files, files),
    )
    return _conclude(context, done, order, report, files)


def _root(context: ListContext) -> int:
    listing = context.paper_list
    return shared_root([listing.section(entry.section).path for entry in listing.entries])


def _remarks(remarks: Sequence[tuple[Entry, str]]) -> tuple[tuple[Alike, str], ...]:
    return tuple((Alike(e.title or f"line {e.line}", e.file, e.line), why) for e, why in remarks)


def _conclude(
    context: ListContext,
    done: Care,
    order: Order,
    report: Report,
    files: Mapping[str, bytes],
) -> Report:
    """Write the proposal, and publish it unless it is a dry run; silence if there is nothing."""
    is_open = context.standing.number is not None
    if not (
        report.papers.proposed or is_open or context.standing.closed or context.standing.unanswered
    ):
        return report
    report = replace(report, proposal=_proposal(context, done, order, report, files))
    report = report if order.dry_run else publish(context, report)
    return report if report.papers.proposed or is_open else replace(report, proposal=None)


def _proposal(
    context: ListContext, done: Care, order: Order, report: Report, files: Mapping[str, bytes]
) -> Proposal:
    heard, floor = heard_of(context)
    before = context.standing.files
    return compose(
        report.list_name + SUFFIX,
        items=done.new,
        pending=done.pending,
        near_misses=done.offers,
        refused=tuple(done.refused),
        before=before,
        after=files,
        window=order.window,
        rules=replace(
            context.job.config.settings.publish.rules,
            title=CARING.title,
            commit_message=CARING.commit_message,
        ),
        render=render_care,
        asked=Asked(
            dropped=done.dropped,
            kept=tuple(sorted(done.kept)),
            later=tuple(sorted(done.later)),
            heard=heard,
            floor=floor,
            taken=done.taken,
            moved=len(context.decisions.drop),
            answers=tuple(answers_of(context, done.troubles)),
            farewell=last_word(context, done.refused, order.window.until),
        ),
        notes=Notes(
            polled=report.polled is not None,
            complete=report.sweep.complete,
            troubles=report.sweep.troubles,
            refresh=context.decisions.refresh and report.polled is None,
            files_url=order.files_url,
            run_url=order.run_url,
            version=order.version,
            root=report.root,
            remarks=report.remarks,
            more=done.more,
            checks=_checks(before, files, report),
        ),
    )


def _checks(
    before: Mapping[str, bytes], files: Mapping[str, bytes], report: Report
) -> tuple[str, ...]:
    added, removed = count_changes(before, files)
    return (
        f"only the words shown above changed (+{added} / -{removed} lines); put back, they give "
        "every byte of the list as it was",
        f"read again: all {report.counts['entries']:,} entries and every heading are there",
        *report.warnings,
    )
