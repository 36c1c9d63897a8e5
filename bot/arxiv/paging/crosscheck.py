"""Asks a second question where a sweep looks wrong, though its totals add up.

It asks through functions and never waits; what it cannot explain it tells, a line each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.arxiv.paging.harvest import CAPPED, Page, Request
from bot.arxiv.sweep.account import spans
from bot.arxiv.sweep.categories import is_in
from bot.core.errors import TryAgainLater
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

REMOVED = 3
"""Papers that arXiv may have taken away within some weeks, at most; it hardly ever does."""
_SPANS = 3  # questions, at most
_IDS = 100  # ids in one question
_COUNTS = 3  # questions
_LAG = 0.95  # of our papers: by so much the search may be behind


def ask_for_thin_days(
    fetch: Callable[[Request], Page], days: Iterable[date], papers: dict[ArxivId, Paper]
) -> Iterator[str]:
    """Ask for suspicious *days* alone; what comes goes into *papers*.

    Yields a line for each stretch of days of which the sweep lacked papers, or may have.
    """
    for first, last in spans(days)[:_SPANS]:
        start, end = _midnight(first), _midnight(last + timedelta(days=1))
        known = len(papers)
        try:
            page = fetch(Request(start, end))
        except TryAgainLater as error:
            yield f"{first} looks too thin, and could not be asked for again: {error}"
            continue
        papers.update((paper.id, paper) for paper in page.papers)
        here = sum(start <= p.submitted <= end for p in papers.values() if p.submitted)
        if lacking := max(len(papers) - known, page.total - here):
            yield (
                f"the sweep lacked {lacking} papers submitted from {first} to {last}, "
                f"which arXiv gave when asked for these days alone"
            )


def ask_for_vanished(
    look_up: Callable[[Sequence[ArxivId]], Mapping[ArxivId, Paper]],
    missing: Sequence[ArxivId],
    swept: Window,
    categories: Sequence[str],
) -> Iterator[str]:
    """Ask for *missing* papers, which an earlier sweep brought and this one lacks.

    Yields a line if they are still where they were: then the sweep was not complete. A paper that
    was removed, or moved to other categories, is not; but arXiv removes hardly any.
    """
    if not missing:
        return
    try:
        found = look_up(missing[-_IDS:])
    except TryAgainLater as error:
        yield f"{len(missing)} papers seen before did not come, nor an answer about them: {error}"
        return
    wanted = frozenset(categories)
    there = sorted(
        p.id
        for p in found.values()
        if p.submitted and p.submitted in swept and is_in(p.categories, wanted)
    )
    if (lost := len(missing[-_IDS:]) - len(found)) > REMOVED:
        yield f"arXiv's search knows nothing of {lost} papers that an earlier sweep brought"
    elif there:
        yield f"the sweep lacks {len(there)} papers that an earlier one brought, {there[0]} first"


def check_count(
    theirs: Callable[[datetime, datetime], int],
    ours: Callable[[datetime, datetime], int],
    window: Window,
    *,
    earlier: datetime | None = None,
) -> str:
    """Return what *theirs* counts in *window* beyond *ours*, "" where they agree.

    Both count papers by submission, from a moment to another one. *theirs* may be behind: then
    only what was submitted up to the moment *earlier* must agree. It may count to 10,000 only: then
    the halves are counted.
    """
    since, until = _minute(window.since), _minute(window.until)
    here = ours(since, until)
    count = before = -1
    for _ in range(_COUNTS):
        count = theirs(since, until)
        if count > here:
            return (
                f"the search API counts {count} papers submitted since {since:%Y-%m-%d %H:%M}, "
                f"but only {here} came"
            )
        if count == CAPPED < here:
            middle = since + (until - since) / 2
            halves = (Window(since, middle), Window(middle, until))
            return next(filter(None, (check_count(theirs, ours, half) for half in halves)), "")
        # What lags counts as much again; what fails at random does not.
        if count == here or (count == before and count >= _LAG * here):
            return ""
        if count == before and earlier is not None and since < earlier < until:
            return check_count(theirs, ours, Window(since, earlier))
        before = count
    return (
        f"the search API counts {count} papers submitted since {since:%Y-%m-%d %H:%M}, "
        f"though {here} came: it confirms nothing"
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
