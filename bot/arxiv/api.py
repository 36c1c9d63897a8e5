"""arXiv's search API as a source of papers; the only importer of the `arxiv` package.

The package parses; it does not fetch, for it has no timeouts, hides totals and takes an empty
or broken first page for "no papers". https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import arxiv

from bot.arxiv.categories import check_categories, query_clause
from bot.arxiv.harvest import PAGE, Harvest, Page, Request, check_page, harvest
from bot.arxiv.http import Http, Refused
from bot.arxiv.making import make_paper, sample, version_of
from bot.arxiv.manners import Doubtful
from bot.arxiv.order import split
from bot.arxiv.strict_xml import ATOM, NotXml, parse_xml
from bot.arxiv.window import Window
from bot.errors import TryAgainLater
from bot.plain import plain
from bot.ports import Progress, Sweep
from classifier.paper import ArxivId, Paper, parse_arxiv_id

_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_NUMBER = re.compile(r"[0-9]{1,9}")
_ERROR_ID = "/api/errors"
_IDS_PER_REQUEST = 100
_BAD_REQUEST = 400
_SHORT = 200
# The end of a window shows in the identifiers of the next mailing, at most this much later.
_NEXT_MAILING = timedelta(days=5)
_NEVER_EMPTY = timedelta(days=7)


class ApiError(Doubtful):
    """The API answered with its error entry; the text is what that says."""


class ApiSource:
    """Papers by the search API: complete, but it knows submissions, not announcements.

    Parameters
    ----------
    now: aware, in UTC; what is known now was announced before.
    sweep_back: how long before the window a paper announced in it may have been submitted.
    background: how many older papers to return, at most.
    """

    def __init__(
        self,
        http: Http,
        url: str,
        *,
        progress: Progress,
        now: datetime,
        sweep_back: timedelta,
        background: int,
    ) -> None:
        self._http, self._url, self._progress, self._now = http, url, progress, now
        self._sweep_back, self._background = sweep_back, background

    @property
    def requests(self) -> int:
        """The requests made so far."""
        return self._http.tally.requests

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
        told = split(harvested.papers.values(), window, open_end=open_end)
        return Sweep(
            papers=told.inside,
            background=sample(told.before, self._background),
            complete=not harvested.troubles,
            troubles=harvested.troubles,
            requests=self._http.tally.requests,
            counts=self._counts(harvested),
        )

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what is known of *ids*; an id that arXiv calls malformed is left out."""
        unique = list(dict.fromkeys(ids))
        found: dict[ArxivId, Paper] = {}
        for at in range(0, len(unique), _IDS_PER_REQUEST):
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

    def _counts(self, harvested: Harvest) -> dict[str, int]:
        tally = self._http.tally
        return {
            "fetched": len(harvested.papers),
            "retries": tally.retries,
            "pauses": tally.pauses,
            "paused_seconds": round(tally.paused),
        }


def read_page(raw: bytes) -> Page:
    """Return the page of results in *raw*.

    Raises `Doubtful` for anything that is not a whole, well-formed feed, `ApiError` for
    the error entry that the API sends in place of results.
    """
    try:
        root = parse_xml(raw)
    except NotXml as error:
        raise Doubtful(str(error)) from error
    total = (root.findtext(_TOTAL) or "").strip()
    if root.tag != f"{ATOM}feed" or not _NUMBER.fullmatch(total):
        raise Doubtful("a page that is no list of results")
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        if _ERROR_ID in (entry.findtext(f"{ATOM}id") or ""):
            raise ApiError(plain(entry.findtext(f"{ATOM}summary") or "an error"))
    return Page(int(total), tuple(map(_to_paper, _parse(raw, len(entries)))))


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


@dataclass(slots=True)
class _Handed:
    """Stands in for the package's session: gives it bytes that are here already, once."""

    content: bytes
    status_code: int = 200

    def get(self, url: str, **_: object) -> _Handed:
        """Return the answer; asking for another page means that this one has bad entries."""
        if not self.content:
            raise Doubtful(f"results that cannot be read, of {url}")
        answer = _Handed(self.content)
        self.content = b""
        return answer


def _parse(raw: bytes, count: int) -> list[arxiv.Result]:
    if not count:
        return []
    client = arxiv.Client(page_size=count, delay_seconds=0, num_retries=0)
    # The client takes no session; tests/arxiv/test_api.py fails when this private part moves.
    client._session = _Handed(raw)
    try:
        results = list(client.results(arxiv.Search(max_results=count)))
    except (ValueError, arxiv.ArxivError) as error:
        raise Doubtful(f"results that cannot be read: {plain(str(error))}") from error
    if len(results) != count:
        raise Doubtful("entries that cannot be read")
    return results


def _to_paper(result: arxiv.Result) -> Paper:
    tail = result.entry_id.partition("/abs/")[2]
    try:
        arxiv_id = parse_arxiv_id(tail)
    except ValueError as error:
        raise Doubtful(str(error)) from error
    return make_paper(
        arxiv_id,
        title=result.title,
        abstract=result.summary,
        authors=(author.name for author in result.authors),
        categories=(c for c in (result.primary_category, *result.categories) if c),
        comments=result.comment or "",
        journal_ref=result.journal_ref or "",
        doi=result.doi or "",
        submitted=result.published,
        updated=result.updated,
        version=version_of(tail),
    )
