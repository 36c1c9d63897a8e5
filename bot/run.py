"""One pass over the lists, as a straight line: read, decide, edit, propose.

It sees the world through ports only, so a test can walk the same road with fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.arxiv.categories import is_in
from bot.arxiv.window import Window
from bot.config_text import Config
from bot.errors import BotError, ConfigError, TryAgainLater
from bot.items import item_of
from bot.lists.document import Document
from bot.lists.edit import Edit, apply, check, plan
from bot.lists.reading import PaperList, read_list
from bot.ports import Forge, Progress, Source, Sweep
from bot.proposal.body import Notes
from bot.proposal.compose import compose
from bot.proposal.diff import count_changes, unified_diff
from bot.proposal.memory import pending
from bot.proposal.proposal import Item, Proposal, Standing
from bot.report import Report
from bot.topics import Subject, listed_of, subject_of, wanted_ids
from classifier.judge import fit
from classifier.paper import ArxivId, Candidate, Paper, Selection
from classifier.selection import select


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A list to keep current, and where its files and proposals live."""

    config: Config
    forge: Forge


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the window, and how far to go."""

    window: Window
    limit: int | None = None
    dry_run: bool = False
    run_url: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A list that could not be served; the others go on."""

    list_name: str
    error: BotError


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A list as read, ready to be worked on."""

    job: Job
    standing: Standing
    documents: Mapping[str, Document]
    paper_list: PaperList
    subject: Subject


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
    known, troubles = look_up(source, wanted)
    for desk in desks:
        progress.step(f"judging papers for {desk.job.config.list_name}")
        try:
            yield propose(desk, sweep, known, order, troubles)
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
    troubles: Sequence[str],
) -> Report:
    """Choose from *sweep*, edit the list, and publish the proposal unless it is a dry run."""
    fresh = new_to(desk, sweep.papers)
    selection = choose(desk, fresh, new_to(desk, sweep.background), known, order.limit)
    edit = plan(desk.paper_list, [(c.paper, c.placement.section) for c in selection.chosen])
    after = apply(desk.documents, edit)
    check(desk.documents, edit, after)
    draft = tell(desk, order, selection, edit)
    report = replace(
        draft,
        complete=sweep.complete,
        troubles=(*sweep.troubles, *troubles),
        requests=sweep.requests,
        counts={**sweep.counts, "papers": len(fresh), "listed": len(desk.paper_list.entries)},
        diff=unified_diff(as_bytes(desk.documents), as_bytes(after)),
    )
    if not report.proposed and desk.standing.number is None:
        return report
    report = replace(report, proposal=write_proposal(desk, order, report, as_bytes(after)))
    return report if order.dry_run else publish(desk, report)


def new_to(desk: Desk, papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """Return those of *papers* that this list could take: neither listed nor turned down."""
    wanted = frozenset(desk.job.config.settings.arxiv.categories)
    return tuple(
        paper
        for paper in papers
        if not paper.withdrawn
        and (not paper.categories or is_in(paper.categories, wanted))
        and paper.id not in desk.standing.refused
        and desk.paper_list.find(paper) is None
    )


def choose(
    desk: Desk,
    fresh: Sequence[Paper],
    background: Sequence[Paper],
    known: Mapping[ArxivId, Paper],
    limit: int | None,
) -> Selection:
    """Judge *fresh* by what the list holds, and select the best within the budget."""
    table = desk.job.config.settings.select
    listed = listed_of(desk.paper_list, known)
    try:
        judge = fit(listed, desk.subject.topics, desk.subject.rules, background)
    except ValueError as error:
        raise ConfigError(f"{desk.job.config.file}, line 1: {error}") from None
    return select(
        judge.judge(fresh),
        budget=limit or table.budget,
        min_probability=table.min_probability,
        min_confidence=table.min_confidence,
        near_misses=table.near_misses,
        gone=judge.gone,
    )


def tell(desk: Desk, order: Order, selection: Selection, edit: Edit) -> Report:
    """Return *selection* in words, with the line that *edit* gives each paper."""
    paths = {topic.id: topic.path for topic in desk.subject.topics}
    lines = {insert.arxiv_id: "\n".join(insert.lines).strip("\n") for insert in edit.inserts}
    refused = {refusal.arxiv_id: refusal.why for refusal in edit.refused}

    def items(candidates: Iterable[Candidate]) -> tuple[Item, ...]:
        return tuple(item_of(candidate, paths, lines) for candidate in candidates)

    inserted = [c for c in selection.chosen if c.paper.id not in refused]
    unfit = [c for c in selection.chosen if c.paper.id in refused]
    return Report(
        list_name=desk.job.config.list_name,
        config_file=desk.job.config.file,
        window=order.window,
        complete=True,
        proposed=items(inserted),
        could_not_place=items([*selection.could_not_place, *unfit]),
        near_misses=items(selection.near_misses),
        warnings=(*desk.subject.warnings, *(f"{i}: {why}" for i, why in refused.items())),
    )


def write_proposal(
    desk: Desk, order: Order, report: Report, after: Mapping[str, bytes]
) -> Proposal:
    """Return what the pull request should say, the papers already in it included."""
    added, removed = count_changes(desk.standing.files, after)
    checks = (
        f"only insertions (+{added} / -{removed} lines)",
        f"no paper that the list's {len(desk.paper_list.entries)} entries hold already",
        "read again after the edit: one entry more per paper, in its section, same rendering",
        *report.warnings,
    )
    return compose(
        desk.job.config.list_name,
        items=report.proposed,
        pending=pending(desk.standing),
        near_misses=report.near_misses,
        could_not_place=report.could_not_place,
        refused=tuple(desk.standing.refused),
        before=desk.standing.files,
        after=after,
        window=order.window,
        notes=Notes(
            requests=report.requests,
            complete=report.complete,
            troubles=report.troubles,
            checks=checks,
            run_url=order.run_url,
            version=order.version,
        ),
    )


def publish(desk: Desk, report: Report) -> Report:
    """Send the proposal to where this list lives, and note what became of it."""
    if report.proposal is None:
        return report
    outcome = desk.job.forge.publish(report.proposal, desk.standing)
    notes = (outcome.note,) if outcome.note else ()
    return replace(report, outcome=outcome, warnings=(*report.warnings, *notes))


def look_up(
    source: Source, wanted: frozenset[ArxivId]
) -> tuple[Mapping[ArxivId, Paper], tuple[str, ...]]:
    """Return the metadata of the papers already listed, or why there is none."""
    try:
        return source.lookup(sorted(wanted)), ()
    except TryAgainLater as error:
        return {}, (f"the list's entries are known by their titles only: {error}",)


def categories_of(desks: Sequence[Desk]) -> tuple[str, ...]:
    """Return the categories of all lists together: one sweep serves them all."""
    tables = (desk.job.config.settings.arxiv for desk in desks)
    return tuple(sorted({category for table in tables for category in table.categories}))


def as_bytes(documents: Mapping[str, Document]) -> Mapping[str, bytes]:
    """Return the files of *documents*."""
    return {name: document.to_bytes() for name, document in documents.items()}
