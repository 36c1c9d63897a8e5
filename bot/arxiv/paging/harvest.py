"""A window harvested page by page, and held against a second question."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol

from bot.arxiv.http.retry_policy import Doubtful, PageError
from bot.arxiv.sweep.account import is_in, spans
from bot.core.errors import TryAgainLater
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

# Sweeps a stretch of submission dates page by page, and proves that nothing is missing.
#
# Every page starts at the minute in which the one before ended, so pages overlap, paging never
# runs deep, and papers that shift meanwhile cannot slip through. Totals that the service claims
# are checked against what came, and in the end it is asked once more, the other way round. This
# module asks through a function and never waits.

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


# Gets the rest of a page that always fails: halves it until one paper alone is left over.
#
# A single record that the service cannot give must not end every run for ever. It asks through a
# function and never waits.

_MOST_LOST = 3  # papers; where more cannot be had, the service as a whole is broken
_MANY = 500  # papers; both halves of so many do not fail for one paper
_MOST_ASKED = 80  # requests: three papers out of 2,000 take 66


@dataclass(slots=True)
class _Gathering:
    fetch: Callable[[Request], Page]
    papers: dict[int, tuple[Paper, ...]] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    total: int = 0
    asked: int = 0


def in_pieces(fetch: Callable[[Request], Page], request: Request, error: PageError) -> Page:
    """Return the page of *request*, which failed with *error*, put together from smaller ones.

    What cannot be had by itself is in `unread`. *fetch* raises `PageError` where a piece fails.
    Raises *error* where that is more than a few papers.
    """
    gathering = _Gathering(fetch)
    try:
        _halve(gathering, request, error)
    except PageError:
        raise error from None
    papers = [p for _, part in sorted(gathering.papers.items()) for p in part]
    unread = [*gathering.unread, *_lost(gathering, request)]
    if not papers:
        raise error
    papers.sort(key=lambda p: (p.submitted is None, p.submitted), reverse=bool(request.newest))
    return Page(gathering.total, tuple(papers), tuple(unread))


def _lost(gathering: _Gathering, request: Request) -> list[str]:
    return [_about(gathering, at, newest=request.newest > 0) for at in gathering.lost]


def _halve(gathering: _Gathering, failed: Request, error: PageError) -> None:
    size = failed.newest or failed.size
    if size == 1:
        gathering.lost.append(failed.offset)
        if len(gathering.lost) > _MOST_LOST:
            raise error
        return
    first = size // 2
    left = _sized(failed, failed.offset, first)
    right = _sized(failed, failed.offset + first, size - first)
    if _got(gathering, left, error):
        # Together they fail: so this half does, unless the papers end before it.
        if right.offset < gathering.total and not _is_fine(gathering, right, error):
            _halve(gathering, right, error)
        return
    fine = _got(gathering, right, error)
    if not fine and len(gathering.lost) == 0 and not gathering.papers and size > first + 1 > _MANY:
        raise error  # both halves of everything: it is not one paper
    _halve(gathering, left, error)
    if not fine:
        _halve(gathering, right, error)


def _is_fine(gathering: _Gathering, request: Request, error: PageError) -> bool:
    # A piece of one paper is asked for: the page may have failed by chance.
    return (request.newest or request.size) == 1 and _got(gathering, request, error)


def _got(gathering: _Gathering, request: Request, error: PageError) -> bool:
    gathering.asked += 1
    if gathering.asked > _MOST_ASKED:
        raise error
    try:
        page = gathering.fetch(request)
    except PageError:
        return False
    gathering.total = max(gathering.total, page.total)
    gathering.papers[request.offset] = page.papers
    gathering.unread += page.unread
    return True


def _sized(request: Request, offset: int, size: int) -> Request:
    """Return *request* for *size* papers from *offset* on; a part need not hold the anchors."""
    changed = {"newest": size} if request.newest else {"size": size}
    return replace(request, offset=offset, anchors=frozenset(), **changed)  # type: ignore[arg-type]  # ints


def _about(gathering: _Gathering, at: int, *, newest: bool) -> str:
    """Return in words where the paper number *at* is: by the date of the one submitted before."""
    papers = {
        first + step: paper
        for first, part in gathering.papers.items()
        for step, paper in enumerate(part)
    }
    older = [n for n in papers if (n > at if newest else n < at)]
    nearest = (min if newest else max)(older, default=None)
    when = papers[nearest].submitted if nearest is not None else None
    return f"one submitted after {when:%Y-%m-%d %H:%M}" if when else "the first one of all"


# Asks a second question where a sweep looks wrong, though its totals add up.
#
# It asks through functions and never waits; what it cannot explain it tells, a line each.

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
        answered = look_up(missing[-_IDS:])
    except TryAgainLater as error:
        yield f"{len(missing)} papers seen before did not come, nor an answer about them: {error}"
        return
    wanted = frozenset(categories)
    there = sorted(
        p.id
        for p in answered.values()
        if p.submitted and p.submitted in swept and is_in(p.categories, wanted)
    )
    if (lost := len(missing[-_IDS:]) - len(answered)) > REMOVED:
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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
