"""The decisions of a run, one function a step: facts in, a value out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain, islice
from typing import Literal

from bot.arxiv import Sweep, is_in
from bot.config import ArxivTable
from bot.core.errors import ConfigError, ListError
from bot.lists import home_of
from bot.pipeline.stages import Choice, DecidedList, ListContext, listed_of, wanted_ids
from classifier import Background, Judge, NothingToLearnError, Past, fit, select
from classifier.papers import ArxivId, Candidate, Paper, Selection

Unwanted = Literal["listed", "hidden", "refused", "withdrawn", "category", "new", "cross"]
"""Why a paper is not even judged; "new" and "cross" are announcements that the config ignores."""
_BACKGROUNDS = 4  # kept, at some 150 MB each at most
_BATCH = 10_000  # papers judged at once
_TELLING = 50  # papers that tell how many there are a day
_KEPT = 4_000  # papers; many times what budget, near misses and unplaced ones take together
ENOUGH_OLDER = 100
"""With fewer older papers than this, those of the window show too what the list passes over."""
MOST_WAITING = 100
"""More papers than this do not wait for room; the least likely are let go, and said so."""
_MOST_REFUSED = 300
"""Refused papers that teach; the newest. arXiv is asked for each of them."""


def budget_of(decided: DecidedList, limit: int | None) -> int:
    """Return how many papers may be proposed now, besides those that people asked for."""
    settings, papers = decided.context.job.config.settings, decided.papers
    wish = limit or settings.select.budget
    # One run's budget always fits: the cap is for a pull request that stays open.
    room = max(wish, settings.publish.most_papers) - len(papers.pending) - len(papers.wanted)
    return max(0, min(wish, room))


def wanted_of(context: ListContext) -> frozenset[ArxivId]:
    """Return the papers whose metadata a run needs: listed, waiting, refused, spoken of."""
    standing = context.standing
    listed = wanted_ids(context.paper_list)
    return context.concerned().union(listed, standing.waiting, newest(standing.refused))


def newest(refused: Iterable[ArxivId]) -> list[ArxivId]:
    """Return the refused papers that teach."""
    return sorted(refused, reverse=True)[:_MOST_REFUSED]


def categories_of(contexts: Sequence[ListContext]) -> tuple[str, ...]:
    """Return the categories of all lists together: one sweep serves them all."""
    tables = (context.job.config.settings.arxiv for context in contexts)
    return tuple(sorted({category for table in tables for category in table.categories}))


def new_to(context: ListContext, papers: Iterable[Paper]) -> Iterator[Paper]:
    """Yield those of *papers* that this list could take: neither listed nor turned down.

    A paper that only a comment or a code block names was taken out on purpose, or is cited.
    """
    return (paper for paper in papers if why_not_judged(context, paper) is None)


def why_not_judged(context: ListContext, paper: Paper) -> Unwanted | None:
    """Return why this list could not take *paper*, whatever it is about; None if it could."""
    if context.paper_list.find(paper) is not None:
        return "listed"
    if paper.id in context.paper_list.hidden_ids:
        return "hidden"
    if paper.id in context.standing.refused:
        return "refused"
    return unwanted(paper, context.job.config.settings.arxiv)


def unwanted(paper: Paper, table: ArxivTable) -> Unwanted | None:
    """Return why *table* wants no paper such as *paper*, None if it does.

    A paper is "new" if its primary category is one of the table's, else a "cross".
    """
    categories = frozenset(table.categories)
    if paper.withdrawn:
        return "withdrawn"
    if paper.categories and not is_in(paper.categories, categories):
        return "category"
    primary = paper.categories[:1]
    kind: Unwanted = "new" if not primary or is_in(primary, categories) else "cross"
    return kind if getattr(table.announcements, kind) == "ignore" else None


def candidates_of(
    decided: DecidedList, sweep: Sweep, known: Mapping[ArxivId, Paper]
) -> Iterator[Paper]:
    """Yield what can be proposed: the papers that waited for room, then the new ones."""
    context, aside = decided.context, decided.aside
    waited = {i: known[i] for i in context.standing.waiting if i in known}
    every = chain(waited.values(), (p for p in sweep.papers if p.id not in waited))
    return (paper for paper in new_to(context, every) if paper.id not in aside)


class Backgrounds:
    """The *older* papers of a sweep, read once for all lists that want papers of the same kinds.

    Where there are several lists, the *fresh* ones are read once too. The last few backgrounds are
    kept, and of each a bounded number of rows: many lists need no more memory.
    """

    def __init__(self, older: Sequence[Paper], fresh: Sequence[Paper] = ()) -> None:
        self._older, self._fresh = older, fresh
        self._made: dict[tuple[object, ...], Background] = {}

    def of(self, table: ArxivTable) -> Background:
        """Return the background of the lists that want what *table* says."""
        key = (frozenset(table.categories), table.announcements.new, table.announcements.cross)
        if key not in self._made:
            if len(self._made) == _BACKGROUNDS:
                del self._made[next(iter(self._made))]
            older = [paper for paper in self._older if unwanted(paper, table) is None]
            fresh = (paper for paper in self._fresh if unwanted(paper, table) is None)
            self._made[key] = Background(older, fresh)
        return self._made[key]


def judge_of(
    decided: DecidedList,
    fresh: Sequence[Paper],
    older: Sequence[Paper],
    backgrounds: Backgrounds,
    known: Mapping[ArxivId, Paper],
    *,
    apart: ArxivId | None = None,
) -> Judge:
    """Return a judge of the list, the same whoever asks: a run, `bot explain` or `bot rank`.

    It learns the entries, what was refused, and what the list passes over: *older* papers, or
    where there are too few of them the *fresh* ones too, each judged as if it were not among them.
    What is pending teaches nothing, nor does the paper *apart*, if it is listed. Raises
    `ConfigError` when nothing can be learnt, `ListError` for a list that is empty.
    """
    context = decided.context
    pending = [item.arxiv_id for item in decided.papers.pending]
    others: Background | list[Paper] = list(older)
    without: frozenset[ArxivId] = frozenset()
    unread: frozenset[ArxivId] = frozenset()
    # Those already in the pull request too: an unchanged second run must judge as the first.
    proposed = (known[name] for name in pending if name in known)
    news = sorted((*fresh, *proposed), key=lambda paper: paper.id)
    if len(older) >= ENOUGH_OLDER:
        others = backgrounds.of(context.job.config.settings.arxiv)
        without = others.ids - {paper.id for paper in older}
    else:
        others, unread = [*older, *news], frozenset(paper.id for paper in news)
    listed = listed_of(context.paper_list, known, set(pending))
    refused = [known[name] for name in newest(decided.refused) if name in known]
    try:
        return fit(
            [entry for entry in listed if entry.key != apart],
            context.subject.topics,
            context.subject.rules,
            others,
            Past(
                [paper for paper in refused if paper.id != apart],
                unread,
                max(arrivals(older), arrivals(news)),
            ),
            without=without,
        )
    except NothingToLearnError as error:
        if not any(document.to_bytes().strip() for document in context.documents.values()):
            name = next(iter(context.documents), "the list")
            raise ListError(f"{name}: is empty; write a heading and some papers into it") from None
        config = context.job.config
        where, rules = f"{config.where('list', 'files')}: ", "rules to the config"
        if not config.lines:
            where, rules = "", "rules with --config"
        raise ConfigError(f"{where}{error}; add entries, or {rules}") from None


def arrivals(papers: Sequence[Paper]) -> float:
    """Return how many of *papers* were submitted a day, while most of them were.

    0 where they are too few to tell. To two digits: a paper more or less must change nothing.
    """
    days = sorted(paper.submitted for paper in papers if paper.submitted)
    if len(days) < _TELLING:
        return 0.0
    middle = days[len(days) // 10 : -(len(days) // 10)]  # some are held up for weeks
    span = max((middle[-1] - middle[0]) / timedelta(days=1), 1.0)
    return float(f"{len(middle) / span:.2g}")


def choose(
    decided: DecidedList, judge: Judge, candidates: Sequence[Candidate], limit: int | None
) -> Choice:
    """Return the best of *candidates* within the budget, and why each other one is not chosen."""
    context = decided.context
    table = context.job.config.settings.select
    budget = budget_of(decided, limit)
    selection = select(
        candidates,
        budget=budget + MOST_WAITING,
        min_probability=table.min_probability,
        min_confidence=table.min_confidence,
        near_misses=table.near_misses,
        gone=judge.gone,
    )
    return within(by_years(context, selection), budget, shown=table.near_misses)


def within(selection: Selection, budget: int, *, shown: int) -> Choice:
    """Return *selection* cut to *budget* papers: the rest waits, and the best of it is *shown*."""
    late = selection.chosen[budget:]
    waits = {c.paper.id: selection.decided[c.paper.id] for c in late}
    cut = replace(
        selection,
        chosen=selection.chosen[:budget],
        could_not_place=selection.could_not_place[: max(budget, shown)],
        near_misses=(*late, *selection.near_misses)[:shown],
        over_budget=len(late) + selection.over_budget,
        decided={
            **selection.decided,
            **{name: replace(fate, kind="over budget") for name, fate in waits.items()},
        },
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


def by_years(context: ListContext, selection: Selection) -> Selection:
    """Return *selection* with papers of sections called by dates in those of their own date."""
    chosen = []
    for candidate in selection.chosen:
        place = candidate.placement
        section = home_of(context.paper_list, place.section, candidate.paper)
        chosen.append(replace(candidate, placement=replace(place, section=section)))
    return replace(selection, chosen=tuple(chosen))
