"""The decisions of a run, one function a step: facts in, a value out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bot.arxiv.categories import is_in
from bot.desk import Desk, Order
from bot.errors import ConfigError
from bot.items import item_of
from bot.lists.document import Document
from bot.lists.edit import Edit
from bot.polled import polling_lines
from bot.proposal.body import Notes
from bot.proposal.compose import compose
from bot.proposal.diff import count_changes
from bot.proposal.memory import pending
from bot.proposal.proposal import Item, Proposal
from bot.report import Report
from bot.settings import AnnouncementTable, Policy
from bot.topics import listed_of
from classifier.judge import fit
from classifier.paper import ArxivId, Candidate, Paper, Selection
from classifier.selection import select

_BATCH = 10_000
# Many times what budget, near misses and papers without a place can take together.
_KEPT = 4_000


def categories_of(desks: Sequence[Desk]) -> tuple[str, ...]:
    """Return the categories of all lists together: one sweep serves them all."""
    tables = (desk.job.config.settings.arxiv for desk in desks)
    return tuple(sorted({category for table in tables for category in table.categories}))


def new_to(desk: Desk, papers: Iterable[Paper]) -> Iterator[Paper]:
    """Yield those of *papers* that this list could take: neither listed nor turned down.

    A paper that only a comment or a code block names was taken out on purpose, or is cited.
    """
    table = desk.job.config.settings.arxiv
    wanted = frozenset(table.categories)
    return (
        paper
        for paper in papers
        if not paper.withdrawn
        and (not paper.categories or is_in(paper.categories, wanted))
        and _policy(paper, wanted, table.announcements) == "propose"
        and paper.id not in desk.standing.refused
        and paper.id not in desk.paper_list.hidden_ids
        and desk.paper_list.find(paper) is None
    )


def _policy(paper: Paper, wanted: frozenset[str], table: AnnouncementTable) -> Policy:
    """Return what is to become of *paper*: new if its primary category is wanted, else a cross."""
    if not paper.categories or is_in(paper.categories[:1], wanted):
        return table.new
    return table.cross


def choose(
    desk: Desk,
    fresh: Iterable[Paper],
    background: Iterable[Paper],
    known: Mapping[ArxivId, Paper],
    limit: int | None,
) -> tuple[Selection, int]:
    """Judge *fresh* by what the list holds, and select the best within the budget.

    Return the number of papers judged too.
    """
    table = desk.job.config.settings.select
    listed = listed_of(desk.paper_list, known)
    try:
        judge = fit(listed, desk.subject.topics, desk.subject.rules, tuple(background))
    except ValueError as error:
        raise ConfigError(f"{desk.job.config.file}, line 1: {error}") from None
    best, judged = best_of(judge.judge, fresh)
    selection = select(
        best,
        budget=limit or table.budget,
        min_probability=table.min_probability,
        min_confidence=table.min_confidence,
        near_misses=table.near_misses,
        gone=judge.gone,
    )
    return selection, judged


def best_of(
    judge: Callable[[Sequence[Paper]], Sequence[Candidate]], papers: Iterable[Paper]
) -> tuple[list[Candidate], int]:
    """Return the best of *papers* as judged, and how many there were.

    They come in batches of which only what can still be proposed or shown is kept, so that a
    backfill of years fits into the memory of a week.
    """
    best: list[Candidate] = []
    judged, rest = 0, iter(papers)
    while batch := tuple(islice(rest, _BATCH)):
        judged += len(batch)
        best = sorted([*best, *judge(batch)], key=lambda c: (-c.score, c.paper.id))[:_KEPT]
    return best, judged


def tell(desk: Desk, order: Order, selection: Selection, edit: Edit) -> Report:
    """Return *selection* in words, with the line that *edit* gives each paper."""
    paths = {topic.id: topic.path for topic in desk.subject.topics}
    lines = {insert.arxiv_id: insert.text for insert in edit.inserts}
    refused = {refusal.arxiv_id: refusal.why for refusal in edit.refused}

    def items(candidates: Iterable[Candidate]) -> tuple[Item, ...]:
        return tuple(item_of(candidate, paths, lines) for candidate in candidates)

    inserted = [c for c in selection.chosen if c.paper.id not in refused]
    unfit = [c for c in selection.chosen if c.paper.id in refused]
    return Report(
        list_name=desk.job.config.list_name,
        root=shared_root([topic.path for topic in desk.subject.topics if topic.present]),
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
        *polling_lines(report.polled),
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
            root=report.root,
        ),
    )


def shared_root(paths: Sequence[tuple[str, ...]]) -> int:
    """Return 1 if all *paths* begin with the same heading, the list's title, else 0."""
    firsts = {path[0] for path in paths if path}
    return int(len(firsts) == 1 and any(len(path) > 1 for path in paths))


def as_bytes(documents: Mapping[str, Document]) -> Mapping[str, bytes]:
    """Return the files of *documents*."""
    return {name: document.to_bytes() for name, document in documents.items()}
