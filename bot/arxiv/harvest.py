"""Sweeps a stretch of submission dates page by page, and proves that nothing is missing.

Every page starts at the minute in which the one before ended, so pages overlap, paging never
runs deep, and papers that shift meanwhile cannot slip through. Totals that the service
claims are checked against what came. This module asks through a function and never waits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.arxiv.manners import Doubtful
from bot.errors import TryAgainLater
from classifier.paper import ArxivId, Paper

PAGE = 2000  # https://info.arxiv.org/help/api/user-manual.html: the most per request
# Beyond 10,000 the search fails; stay far below.
_DEEPEST = 6000
_MAX_TIES = 500
_OVERLAP = 100
_EMPTY_ASKS = 3


@dataclass(frozen=True, slots=True)
class Request:
    """Papers submitted from *start* to *end* (minutes, both included), from *offset* on.

    *anchors* are papers that the answer must contain.
    """

    start: datetime
    end: datetime
    offset: int = 0
    anchors: frozenset[ArxivId] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: how many papers the service claims for start to end, and this page of them."""

    total: int
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Harvest:
    """All papers of a stretch of submission dates, and what is missing, a line each."""

    papers: Mapping[ArxivId, Paper]
    troubles: tuple[str, ...] = ()


def check_page(page: Page, request: Request) -> None:
    """Raise `Doubtful` when *page* cannot be a right answer to *request*."""
    times = [_submitted(paper) for paper in page.papers]
    if not page.papers and page.total > request.offset:
        raise Doubtful(f"no papers, though it counts {page.total}")
    if request.offset + len(page.papers) > page.total:
        raise Doubtful(f"{len(page.papers)} papers, though it counts {page.total}")
    if any(later < earlier for earlier, later in pairwise(times)):
        raise Doubtful("papers out of order")
    if times and not (request.start <= times[0] and _minute(times[-1]) <= request.end):
        raise Doubtful("papers of other dates than those asked for")
    if missing := request.anchors - {paper.id for paper in page.papers}:
        raise Doubtful(f"a page without {min(missing)}, which belongs there")


def harvest(
    fetch: Callable[[Request], Page],
    start: datetime,
    end: datetime,
    *,
    on_page: Callable[[int, int], None],
) -> Harvest:
    """Return all papers submitted from *start* to *end*, swept a second time if they don't add up.

    *fetch* gives pages that passed `check_page`, ascending by submission, or raises
    `TryAgainLater`, which passes through when not one page came. *on_page* hears how many
    papers of how many are here.
    """
    seen: dict[ArxivId, Paper] = {}
    first = Request(_minute(start), _minute(end))
    for _ in range(2):
        try:
            claims = _chain(fetch, first, seen, on_page)
        except TryAgainLater as error:
            if not seen:
                raise
            return Harvest(seen, (f"the sweep broke off after {len(seen)} papers: {error}",))
        except _StuckError as stuck:
            return Harvest(seen, (str(stuck),))
        if not (trouble := _shortfall(claims, seen)):
            return Harvest(seen)
    return Harvest(seen, (trouble,))


class _StuckError(Exception):
    """Paging cannot go on."""


def _chain(
    fetch: Callable[[Request], Page],
    first: Request,
    seen: dict[ArxivId, Paper],
    on_page: Callable[[int, int], None],
) -> dict[datetime, int]:
    """Fetch page after page into *seen*; return what the service claims from each start on."""
    claims: dict[datetime, int] = {}
    request: Request | None = first
    page = _first_page(fetch, first)
    total = page.total
    while request is not None:
        claims[request.start] = max(page.total, claims.get(request.start, 0))
        seen.update((paper.id, paper) for paper in page.papers)
        on_page(len(seen), max(total, len(seen)))
        request = _next_request(request, page)
        if request is not None:
            page = fetch(request)
    return claims


def _first_page(fetch: Callable[[Request], Page], first: Request) -> Page:
    """Ask again when arXiv finds nothing at all: that is a known lie of the service."""
    for _ in range(_EMPTY_ASKS):
        if (page := fetch(first)).papers:
            break
    return page


def _next_request(request: Request, page: Page) -> Request | None:
    count = len(page.papers)
    # A full page is followed even when the total says that it is the last.
    if not count or (request.offset + count >= page.total and count < PAGE):
        return None
    last = _minute(_submitted(page.papers[-1]))
    ties = frozenset(p.id for p in page.papers if _minute(_submitted(p)) == last)
    if last > request.start and (len(ties) <= _MAX_TIES or request.offset >= _DEEPEST):
        return replace(request, start=last, offset=0, anchors=_sure(ties))
    step = count - _OVERLAP if count > 2 * _OVERLAP else count
    if request.offset >= _DEEPEST:
        raise _StuckError(f"over {_DEEPEST} papers submitted at {last:%Y-%m-%d %H:%M}")
    return replace(request, offset=request.offset + step, anchors=frozenset())


def _sure(ties: frozenset[ArxivId]) -> frozenset[ArxivId]:
    # A short page need not hold all papers of its first minute.
    return ties if len(ties) <= _OVERLAP else frozenset()


def _shortfall(claims: Mapping[datetime, int], seen: Mapping[ArxivId, Paper]) -> str:
    """Return what is missing of the totals claimed, "" when all is there."""
    times = sorted(_submitted(paper) for paper in seen.values())
    for start, total in claims.items():
        if (here := len(times) - bisect_left(times, start)) < total:
            return (
                f"arXiv counts {total} papers submitted since {start:%Y-%m-%d %H:%M}, "
                f"but only {here} came, in two sweeps"
            )
    return ""


def _submitted(paper: Paper) -> datetime:
    if paper.submitted is None:
        raise Doubtful(f"{paper.id} without a date of submission")
    return paper.submitted


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
