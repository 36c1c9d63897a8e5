"""The decisions of a run, one function a step: facts in, a value out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from bot.arxiv.categories import is_in
from bot.config_text import Config
from bot.desk import Desk
from bot.errors import ConfigError
from bot.lists.changes import Upkeep
from bot.proposal.memory import pending
from bot.settings import AnnouncementTable, Policy
from bot.topics import by_year, listed_of
from classifier.judge import NothingToLearnError, fit
from classifier.paper import ArxivId, Candidate, Paper, Selection
from classifier.selection import select

_BATCH = 10_000
# Many times what budget, near misses and papers without a place can take together.
_KEPT = 4_000
_ENOUGH = 100
MOST_PENDING = 100
"""A pull request that stays open takes no more papers than this; the rest waits."""


def budget_of(desk: Desk, limit: int | None) -> int:
    """Return how many papers may be proposed now."""
    wish = limit or desk.job.config.settings.select.budget
    return max(0, min(wish, MOST_PENDING - len(pending(desk.standing))))


def upkeep_of(config: Config, today: date) -> Upkeep:
    """Return what the config lets follow an edit made *today*: counters, stamps, numbers."""
    table = config.settings.list
    return Upkeep(
        counters=table.update_counters,
        stamp=today if table.update_stamp else None,
        renumber=table.renumber,
    )


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
    # Without an older sample, the day's own papers show what the list passes over.
    others = tuple(background)
    if len(others) < _ENOUGH:
        fresh = tuple(fresh)
        others += fresh
    try:
        judge = fit(listed, desk.subject.topics, desk.subject.rules, others)
    except NothingToLearnError as error:
        config = desk.job.config
        raise ConfigError(
            f"{config.where('list', 'files')}: {error}; add entries, or rules to the config"
        ) from None
    best, judged = best_of(judge.judge, fresh)
    selection = select(
        best,
        budget=budget_of(desk, limit),
        min_probability=table.min_probability,
        min_confidence=table.min_confidence,
        near_misses=table.near_misses,
        gone=judge.gone,
    )
    return by_years(desk, selection), judged


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


def by_years(desk: Desk, selection: Selection) -> Selection:
    """Return *selection* with papers of sections called by years in those of their own year."""
    chosen, homeless = [], list(selection.could_not_place)
    for candidate in selection.chosen:
        place = candidate.placement
        section = by_year(place.section, candidate.paper, desk.subject.topics)
        if section is None:
            homeless.append(candidate)
        else:
            chosen.append(replace(candidate, placement=replace(place, section=section)))
    return replace(selection, chosen=tuple(chosen), could_not_place=tuple(homeless))
