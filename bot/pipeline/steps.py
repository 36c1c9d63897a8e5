"""The decisions of a run, one function a step: facts in, a value out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from bot.arxiv import Sweep, is_in
from bot.config import AnnouncementTable, ArxivTable, Config, Policy
from bot.core.errors import ConfigError
from bot.lists import home_of
from bot.markdown import Upkeep
from bot.pipeline.list_context import Desk
from bot.pipeline.steering import Steered, concerned
from bot.pipeline.training_data import listed_of, wanted_ids
from classifier import Judge, NothingToLearnError, fit, select
from classifier.papers import ArxivId, Candidate, Paper, Selection

_BATCH = 10_000
# Many times what budget, near misses and papers without a place can take together.
_KEPT = 4_000
_ENOUGH = 100
MOST_WAITING = 100
"""More papers than this do not wait for room; the least likely are let go, and said so."""
_MOST_REFUSED = 300
"""Refused papers that teach; the newest. arXiv is asked for each of them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one run proposes and shows; papers that wait for room, and others *unjudged* so far."""

    selection: Selection
    waiting: tuple[ArxivId, ...] = ()
    unjudged: tuple[ArxivId, ...] = ()


def budget_of(steered: Steered, limit: int | None) -> int:
    """Return how many papers may be proposed now, besides those that people asked for."""
    settings = steered.desk.job.config.settings
    wish = limit or settings.select.budget
    # One run's budget always fits: the cap is for a pull request that stays open.
    room = max(wish, settings.publish.most_papers) - len(steered.pending) - len(steered.wanted)
    return max(0, min(wish, room))


def wanted_of(desk: Desk) -> frozenset[ArxivId]:
    """Return the papers whose metadata a run needs: listed, waiting, refused, spoken of."""
    standing = desk.standing
    listed = wanted_ids(desk.paper_list)
    return concerned(desk).union(listed, standing.waiting, newest(standing.refused))


def newest(refused: Iterable[ArxivId]) -> list[ArxivId]:
    """Return the refused papers that teach."""
    return sorted(refused, reverse=True)[:_MOST_REFUSED]


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
    return (
        paper
        for paper in papers
        if is_wanted(paper, table)
        and paper.id not in desk.standing.refused
        and paper.id not in desk.paper_list.hidden_ids
        and desk.paper_list.find(paper) is None
    )


def is_wanted(paper: Paper, table: ArxivTable) -> bool:
    """Whether *paper* is of a kind that the config wants, whatever it is about."""
    wanted = frozenset(table.categories)
    return (
        not paper.withdrawn
        and (not paper.categories or is_in(paper.categories, wanted))
        and _policy(paper, wanted, table.announcements) == "propose"
    )


def _policy(paper: Paper, wanted: frozenset[str], table: AnnouncementTable) -> Policy:
    """Return what is to become of *paper*: new if its primary category is wanted, else a cross."""
    if not paper.categories or is_in(paper.categories[:1], wanted):
        return table.new
    return table.cross


def candidates_of(
    steered: Steered, sweep: Sweep, known: Mapping[ArxivId, Paper]
) -> Iterator[Paper]:
    """Yield what can be proposed: the papers that waited for room, then the new ones."""
    desk, aside = steered.desk, steered.aside
    waited = {i: known[i] for i in desk.standing.waiting if i in known}
    every = chain(waited.values(), (p for p in sweep.papers if p.id not in waited))
    return (paper for paper in new_to(desk, every) if paper.id not in aside)


def choose(
    steered: Steered,
    fresh: Iterable[Paper],
    background: Iterable[Paper],
    known: Mapping[ArxivId, Paper],
    limit: int | None,
) -> tuple[Choice, int]:
    """Judge *fresh* by what the list holds, and choose the best within the budget.

    Return the number of papers judged too.
    """
    desk = steered.desk
    table = desk.job.config.settings.select
    # Without an older sample, the day's own papers show what the list passes over.
    others = tuple(background)
    if len(others) < _ENOUGH:
        fresh = tuple(fresh)
        # Those already in the pull request too: an unchanged second run must judge as the first.
        pending = (known[item.arxiv_id] for item in steered.pending if item.arxiv_id in known)
        others += tuple(sorted((*fresh, *pending), key=lambda paper: paper.id))
    judge = taught(steered, others, known)
    best, judged = best_of(judge.judge, fresh)
    budget = budget_of(steered, limit)
    selection = select(
        best,
        budget=budget + MOST_WAITING,
        min_probability=table.min_probability,
        min_confidence=table.min_confidence,
        near_misses=table.near_misses,
        gone=judge.gone,
    )
    choice = within(by_years(desk, selection), budget, shown=table.near_misses)
    unjudged = tuple(name for name in desk.standing.waiting if name not in known)
    return replace(choice, unjudged=unjudged), judged


def taught(steered: Steered, others: Sequence[Paper], known: Mapping[ArxivId, Paper]) -> Judge:
    """Return a judge of the list: its entries, what was refused, *others*; not what is pending.

    Raises `ConfigError` when there is nothing to learn from.
    """
    desk = steered.desk
    listed = listed_of(desk.paper_list, known, {item.arxiv_id for item in steered.pending})
    refused = [known[one] for one in newest(steered.refused) if one in known]
    try:
        return fit(listed, desk.subject.topics, desk.subject.rules, others, refused)
    except NothingToLearnError as error:
        config = desk.job.config
        raise ConfigError(
            f"{config.where('list', 'files')}: {error}; add entries, or rules to the config"
        ) from None


def within(selection: Selection, budget: int, *, shown: int) -> Choice:
    """Return *selection* cut to *budget* papers: the rest waits, and the best of it is *shown*."""
    late = selection.chosen[budget:]
    cut = replace(
        selection,
        chosen=selection.chosen[:budget],
        could_not_place=selection.could_not_place[: max(budget, shown)],
        near_misses=(*late, *selection.near_misses)[:shown],
        over_budget=len(late) + selection.over_budget,
    )
    return Choice(cut, tuple(candidate.paper.id for candidate in late[:MOST_WAITING]))


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
    """Return *selection* with papers of sections called by dates in those of their own date."""
    chosen = []
    for candidate in selection.chosen:
        place = candidate.placement
        section = home_of(desk.paper_list, place.section, candidate.paper)
        chosen.append(replace(candidate, placement=replace(place, section=section)))
    return replace(selection, chosen=tuple(chosen))
