"""Sweeps a stretch of submission dates page by page, and proves that nothing is missing.

Every page starts at the minute in which the one before ended, so pages overlap, paging never
runs deep, and papers that shift meanwhile cannot slip through. Totals that the service claims
are checked against what came, and in the end it is asked once more, the other way round. This
module asks through a function and never waits.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from bot.arxiv.http.retry_policy import Doubtful
from bot.core.errors import TryAgainLater
from classifier.papers import ArxivId, Paper

PAGE = 2000  # https://info.arxiv.org/help/api/user-manual.html: the most per request
# Beyond 10,000 the search fails, and may not count either; stay far below.
_DEEPEST = 6000
_FITS = 8000  # papers that can be paged through
CAPPED = 10_000  # papers, beyond which the search does not count
_SLICE = 6000  # papers wanted in a slice
_MAX_TIES = 500  # papers of one minute, so that pages get on
_OVERLAP = 100  # papers that two pages share
_WITNESS = 50  # papers, enough to be no lie by chance
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Request:
    """Papers submitted from *start* to *end* (minutes, both included), from *offset* on.

    *anchors* are papers that the answer must contain. At most *size* are asked for; with *newest*
    only so many, the latest first.
    """

    start: datetime
    end: datetime
    offset: int = 0
    anchors: frozenset[ArxivId] = frozenset()
    newest: int = 0
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: how many papers the service claims for start to end, and this page of them.

    *unread* are those that it claims and cannot give: an identifier, or words about it.
    """

    total: int
    papers: tuple[Paper, ...]
    unread: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many papers the page stands for."""
        return len(self.papers) + len(self.unread)


class Census(Protocol):
    """Counts what was submitted; other sources are checked against it."""

    def submitted(self, start: datetime, end: datetime, categories: Sequence[str]) -> Page:
        """Return how many papers there are, and the first 2,000. Raises `TryAgainLater`."""

    def count(self, start: datetime, end: datetime, categories: Sequence[str]) -> int:
        """Return how many papers there are, and no more. Raises `TryAgainLater`."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """All papers of a stretch of submission dates, and what is missing, a line each.

    A *broken* one ends before its stretch does.
    """

    papers: dict[ArxivId, Paper]
    troubles: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    broken: bool = False


def check_page(page: Page, request: Request) -> None:
    """Raise `Doubtful` when *page* cannot be a right answer to *request*."""
    times = [_submitted(paper) for paper in page.papers]
    if request.newest:
        times.reverse()
    if not page.length and page.total > request.offset:
        raise Doubtful(f"no papers, though it counts {page.total}")
    if page.length and request.offset + page.length > page.total:
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
    rounds: int = 2,
) -> Harvest:
    """Return all papers submitted from *start* to *end*, swept *rounds* times if they don't add up.

    *fetch* gives pages that passed `check_page`, ascending by submission, or raises
    `TryAgainLater`, which passes through when not one page came. *on_page* hears how many
    papers of how many are here.
    """
    seen: dict[ArxivId, Paper] = {}
    unread: dict[str, None] = {}
    whole = Request(_minute(start), _minute(end))
    trouble = ""

    def ask(request: Request) -> Page:
        page = fetch(request)
        unread.update(dict.fromkeys(page.unread))
        return page

    for _ in range(rounds):
        try:
            claims, beyond = _chain(ask, whole, seen, on_page, rounds)
            if beyond:
                return Harvest(seen, beyond, tuple(unread))
            trouble = _shortfall(claims, seen, unread) or _contradiction(
                ask, whole, seen, unread, asks=rounds + 1
            )
        except TryAgainLater as error:
            if not seen:
                raise
            broke = f"the sweep broke off after {len(seen)} papers: {error}"
            return Harvest(seen, (broke,), tuple(unread), broken=True)
        if not trouble:
            return Harvest(seen, (), tuple(unread))
    return Harvest(seen, (trouble,), tuple(unread))


_Claims = dict[tuple[datetime, datetime], int]


def _chain(
    fetch: Callable[[Request], Page],
    whole: Request,
    seen: dict[ArxivId, Paper],
    on_page: Callable[[int, int], None],
    rounds: int,
) -> tuple[_Claims, tuple[str, ...]]:
    """Fetch page after page into *seen*; return what the service claims of each stretch.

    The second part tells of minutes with more papers than can be had. Where this is the only one of
    all *rounds*, a second page that is short of its promise is the last: another door serves. Pages
    all of one length are no lie, but as long as the service makes them.
    """
    claims: _Claims = {}
    beyond: list[str] = []
    request = whole
    page = _first_page(fetch, whole, rounds + 1)
    total, size, short = page.total, page.length, 0
    while True:
        stretch = (request.start, request.end)
        claims[stretch] = max(page.total, claims.get(stretch, 0))
        seen.update((paper.id, paper) for paper in page.papers)
        on_page(len(seen), max(total, len(seen)))
        following = _next_request(request, page)
        short += following is not None and page.length < request.size
        vain = rounds == 1 and short > 1 and page.length != size
        if following is None or vain:
            if request.end >= whole.end or vain:
                return claims, tuple(beyond)
            following = Request(request.end, whole.end)
        elif following.start > request.start and request.offset >= _DEEPEST:
            beyond += _lost_minute(request, page, seen)
        if page.total > _FITS:
            following = _slice(following, request, page)
        request, page = following, fetch(following)


def _slice(following: Request, request: Request, page: Page) -> Request:
    """Return *following* with a nearer end, so that its papers can be counted and paged."""
    if not page.papers or following.start >= following.end:
        return following
    last = _submitted(page.papers[-1])
    pace = (last - request.start) / (request.offset + len(page.papers))
    end = max(_minute(request.start + _SLICE * pace), _minute(last) + _MINUTE)
    return replace(following, end=min(following.end, end))


def _lost_minute(request: Request, page: Page, seen: Mapping[ArxivId, Paper]) -> list[str]:
    """Return a line if all of the deepest *page* lies in one minute: there may be more of it."""
    last = _minute(_submitted(page.papers[-1]))
    if last > request.start or len(page.papers) < PAGE:
        return []
    here = sum(_minute(_submitted(paper)) == last for paper in seen.values())
    return [
        f"more papers were submitted at {last:%Y-%m-%d %H:%M} than arXiv's search gives away: "
        f"{here} of them came"
    ]


def _first_page(fetch: Callable[[Request], Page], first: Request, asks: int) -> Page:
    """Ask again when arXiv finds nothing at all: that is a known lie of the service."""
    for _ in range(asks):
        if (page := fetch(first)).papers:
            break
    return page


def _next_request(request: Request, page: Page) -> Request | None:
    count = page.length
    # A full page is followed even when the total says that it is the last.
    if not page.papers or (request.offset + count >= page.total and count < PAGE):
        return None
    last = _minute(_submitted(page.papers[-1]))
    ties = frozenset(p.id for p in page.papers if _minute(_submitted(p)) == last)
    if last > request.start and (len(ties) <= _MAX_TIES or request.offset >= _DEEPEST):
        return replace(request, start=last, offset=0, anchors=_sure(ties))
    if request.offset >= _DEEPEST:
        return replace(request, start=last + _MINUTE, offset=0, anchors=frozenset())
    step = count - _OVERLAP if count > 2 * _OVERLAP else count
    return replace(request, offset=request.offset + step, anchors=frozenset())


def _sure(ties: frozenset[ArxivId]) -> frozenset[ArxivId]:
    # A short page need not hold all papers of its first minute.
    return ties if len(ties) <= _OVERLAP else frozenset()


def _shortfall(claims: _Claims, seen: Mapping[ArxivId, Paper], unread: Mapping[str, None]) -> str:
    """Return what is missing of the totals claimed beyond the *unread*, "" when all is there."""
    times = sorted(_submitted(paper) for paper in seen.values())
    for (start, end), total in claims.items():
        here = bisect_right(times, end) - bisect_left(times, start)
        if here + len(unread) < total:
            return (
                f"arXiv counts {total} papers submitted since {start:%Y-%m-%d %H:%M}, "
                f"but only {here} came"
            )
    return ""


def _contradiction(
    fetch: Callable[[Request], Page],
    whole: Request,
    seen: dict[ArxivId, Paper],
    unread: Mapping[str, None],
    *,
    asks: int,
) -> str:
    """Ask for all of it the other way round; return what that contradicts, "" if nothing.

    A page that is short can come with a total that is short by as much. Asked differently, a
    service that fails at random does not fail in the same way.
    """
    known = len(seen)
    for _ in range(asks):
        page = fetch(replace(whole, newest=_WITNESS))
        seen.update((paper.id, paper) for paper in page.papers)
        if len(seen) > known or page.total > known + len(unread):
            break
        if known <= page.total or page.total == CAPPED:
            return ""
    # Papers that only this question brought are proof enough, whatever the total.
    count = max(page.total, len(seen)) if len(seen) > known else page.total
    return (
        f"arXiv counts {count} papers submitted since {whole.start:%Y-%m-%d %H:%M} "
        f"when asked for the newest, but {known} came"
    )


def _submitted(paper: Paper) -> datetime:
    if paper.submitted is None:
        raise Doubtful(f"{paper.id} without a date of submission")
    return paper.submitted


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
