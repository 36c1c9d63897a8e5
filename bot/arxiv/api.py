"""EDGE. arXiv's search API as a source: one query for all categories, and look-ups by id.

https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.arxiv.account import Tally, account_of
from bot.arxiv.atom import ApiError, read_page
from bot.arxiv.categories import check_categories, query_clause
from bot.arxiv.harvest import PAGE, Harvest, Page, Request, check_page, harvest
from bot.arxiv.http import Http
from bot.arxiv.making import sample
from bot.arxiv.manners import Doubtful
from bot.arxiv.order import split
from bot.arxiv.seen import Seen, seen_of
from bot.arxiv.window import Window
from bot.arxiv.wire import Refused
from bot.errors import TryAgainLater
from bot.ports import Progress, Sweep
from classifier.paper import ArxivId, Paper

_IDS_PER_REQUEST = 100
_BAD_REQUEST = 400
_SHORT = 200
# The end of a window shows in the identifiers of the next mailing, at most this much later.
_NEXT_MAILING = timedelta(days=5)
_NEVER_EMPTY = timedelta(days=7)


class ApiSource:
    """Papers by the search API: complete, but it knows submissions, not announcements.

    Parameters
    ----------
    now: aware, in UTC; what is known now was announced before.
    sweep_back: how long before the window a paper announced in it may have been submitted.
    background: how many older papers to return, at most.
    seen: what an earlier sweep knew; without it identifiers tell new from old.
    """

    def __init__(  # noqa: PLR0913  # what a sweep depends on, by name
        self,
        http: Http,
        url: str,
        *,
        progress: Progress,
        now: datetime,
        sweep_back: timedelta,
        background: int,
        seen: Seen | None = None,
    ) -> None:
        self._http, self._url, self._progress, self._now = http, url, progress, now
        self._sweep_back, self._background, self._seen = sweep_back, background, seen

    @property
    def tally(self) -> Tally:
        """What was asked so far."""
        return self._http.tally

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return the papers announced in *window*, told from older ones by identifier order."""
        check_categories(categories)
        start, end = window.since - self._sweep_back, self._now + timedelta(days=1)
        open_end = window.until >= self._now
        if not open_end:
            end = min(end, window.until + _NEXT_MAILING)
        if start >= end:
            return Sweep(papers=())
        self._progress.step(f"asking arXiv for papers submitted since {start:%Y-%m-%d}")
        harvested = self._harvest(start, end, query_clause(categories))
        papers = tuple(harvested.papers.values())
        seen = self._seen if self._seen and self._seen.answers(start, categories) else None
        told = split(papers, window, open_end=open_end, seen=seen)
        self._http.tally.needed += max(1, -(-len(papers) // PAGE))
        return Sweep(
            papers=told.inside,
            background=sample(told.before, self._background),
            complete=not harvested.troubles,
            troubles=harvested.troubles,
            requests=self._http.tally.requests,
            counts={"fetched": len(papers), "uncertain_announcement": len(told.uncertain)},
            uncertain=told.uncertain,
            seen=seen_of(papers, start, categories, now=self._now),
            account=account_of(
                ((p.submitted, p.categories) for p in papers), categories, now=self._now
            ),
        )

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what is known of *ids*; an id that arXiv calls malformed is left out."""
        unique = list(dict.fromkeys(ids))
        found: dict[ArxivId, Paper] = {}
        for at in range(0, len(unique), _IDS_PER_REQUEST):
            self._http.tally.needed += 1
            found |= self._by_ids(unique[at : at + _IDS_PER_REQUEST])
            self._progress.count(min(at + _IDS_PER_REQUEST, len(unique)), len(unique), "entries")
        return found

    def _harvest(self, start: datetime, end: datetime, clause: str) -> Harvest:
        def fetch(request: Request) -> Page:
            return self._http.ask(
                self._url, _search(request, clause), lambda raw: _checked(raw, request)
            )

        def on_page(done: int, total: int) -> None:
            self._progress.count(done, total, "papers")

        harvested = harvest(fetch, start, end, on_page=on_page)
        if not harvested.papers and end - start >= _NEVER_EMPTY:
            raise TryAgainLater(
                f"arXiv says three times that nothing was submitted since {start:%Y-%m-%d}; "
                f"check arxiv.categories, else run again later"
            )
        return harvested

    def _by_ids(self, ids: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
        """Ask for *ids*, halving what the API refuses: one malformed id never sinks others."""
        params = {"id_list": ",".join(ids), "start": "0", "max_results": str(len(ids))}
        try:
            page = self._http.ask(self._url, params, _whole)
        except Refused as refusal:
            if refusal.status != _BAD_REQUEST:
                raise
            if len(ids) == 1:
                return {}
            middle = len(ids) // 2
            return self._by_ids(ids[:middle]) | self._by_ids(ids[middle:])
        return {paper.id: paper for paper in page.papers if paper.id in ids}


def _checked(raw: bytes, request: Request) -> Page:
    page = read_page(raw)
    check_page(page, request)
    return page


def _whole(raw: bytes) -> Page:
    """Return the page of a look-up, which holds all it counts."""
    try:
        page = read_page(raw)
    except ApiError as error:
        raise Refused(f"arXiv refuses: {str(error)[:_SHORT]}", _BAD_REQUEST) from error
    if len(page.papers) != page.total:
        raise Doubtful(f"{len(page.papers)} papers, though it counts {page.total}")
    return page


def _search(request: Request, clause: str) -> dict[str, str]:
    dates = f"submittedDate:[{request.start:%Y%m%d%H%M} TO {request.end:%Y%m%d%H%M}]"
    return {
        "search_query": f"{clause} AND {dates}" if clause else dates,
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
        "start": str(request.offset),
        "max_results": str(PAGE),
    }
