"""EDGE. arXiv's search API as a source: one query for all categories, and look-ups by id.

https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from bot.arxiv.api.atom import ApiError, read_page
from bot.arxiv.http.fetching import Http
from bot.arxiv.http.retry_policy import Doubtful, PageError
from bot.arxiv.http.transfer import Refused
from bot.arxiv.paging.harvest import (
    PAGE,
    Harvest,
    Page,
    Request,
    ask_for_thin_days,
    ask_for_vanished,
    check_page,
    harvest,
    in_pieces,
)
from bot.arxiv.records.make_paper import sample
from bot.arxiv.store.kept_sweeps import KeptSweeps
from bot.arxiv.sweep.account import (
    Account,
    Stretch,
    Tally,
    account_of,
    check_categories,
    query_clause,
)
from bot.arxiv.sweep.seen import Seen, seen_of, split, vanished
from bot.arxiv.sweep.source import HalfKnownError, Sweep
from bot.core.errors import TryAgainLater
from bot.core.ports import Progress
from bot.core.window import Window
from classifier.papers import ArxivId, Paper, parse_arxiv_id

Lookup = Callable[[Sequence[ArxivId]], Mapping[ArxivId, Paper]]

_IDS_PER_REQUEST = 100  # ids, so that an address stays below 2,000 characters
_BAD_REQUEST = 400  # HTTP status
_SHORT = 200  # characters of what arXiv says, in a line of ours
# The end of a window shows in the identifiers of the next mailing, at most this much later.
_NEXT_MAILING = timedelta(days=5)
# Of papers submitted so long after a sweep begins hardly any earlier one was held until then.
_HELD = timedelta(days=20)
_NEVER_EMPTY = timedelta(days=7)
_LOOKUP_ROUNDS = 3  # questions about what an answer lacks
_TRIES_OF_PIECES = 2  # questions for a part of a page that fails
_TOO_MANY_UNKNOWN = 10  # ids; that many of a short list can be misspelt


class ApiSource:
    """Papers by the search API: complete, but it knows submissions, not announcements.

    Parameters
    ----------
    now: aware, in UTC; what is known now was announced before.
    sweep_back: how long before the window a paper announced in it may have been submitted.
    background: how many older papers to return, at most.
    seen: what an earlier sweep knew; without it identifiers tell new from old.
    elsewhere: looks papers up that the search cannot give.
    patient: whether a page that always fails is taken apart; else another source is asked.
    kept: what other runs of the day swept; None asks arXiv each time.
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
        elsewhere: Lookup = lambda _: {},
        patient: bool = True,
        kept: KeptSweeps | None = None,
    ) -> None:
        self._kept = kept
        self._http, self._url, self._progress, self._now = http, url, progress, now
        self._sweep_back, self._background, self._seen = sweep_back, background, seen
        self._elsewhere, self._patient = elsewhere, patient

    @property
    def tally(self) -> Tally:
        """What was asked so far."""
        return self._http.tally

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return the papers announced in *window*, told from older ones by identifier order."""
        check_categories(categories)
        start, end = self._submissions(window)
        if start >= end:
            return Sweep(papers=())
        if kept := self.at_hand(window, categories):
            self._progress.step(f"taking what was swept at {kept.moment:%Y-%m-%d %H:%M} UTC")
            sweep = self._judged(kept, window)
            if sweep.complete:
                return sweep
            self._progress.step("it does not agree with what was seen: asking arXiv")
        return self._asked(window, categories)

    def at_hand(self, window: Window, categories: Sequence[str]) -> Stretch | None:
        """Return what an earlier run of the day swept, if that is all that arXiv has to say."""
        if self._kept is None:
            return None
        start, end = self._submissions(window)
        return self._kept.find(self._url, start, end, categories, now=self._now)

    def withdraw(self, categories: Sequence[str]) -> None:
        """Forget what was kept of *categories*, which something else contradicts."""
        if self._kept is not None:
            self._kept.drop(self._url, categories)

    def _submissions(self, window: Window) -> tuple[datetime, datetime]:
        """Return between which days papers of *window* were submitted."""
        end = self._now + timedelta(days=1)
        if window.until < self._now:
            end = min(end, window.until + _NEXT_MAILING)
        return window.since - self._sweep_back, end

    def _asked(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return what arXiv says, and keep it for others if that is all."""
        start, end = self._submissions(window)
        self._progress.step(f"asking arXiv for papers submitted since {start:%Y-%m-%d}")
        harvested = self._harvest(start, end, query_clause(categories))
        notes = self._fill_in(harvested)
        self._http.tally.needed += max(1, -(-len(harvested.papers) // PAGE)) + 1
        stretch = Stretch(
            categories=tuple(categories), start=start, end=end, moment=self._now,
            papers=harvested.papers, notes=tuple(notes),
        )  # fmt: skip
        sweep = self._judged(stretch, window, harvested.troubles, broken=harvested.broken)
        if sweep.complete and self._kept is not None:
            self._kept.keep(self._url, stretch)
        return sweep

    def _judged(
        self,
        stretch: Stretch,
        window: Window,
        troubles: Sequence[str] = (),
        *,
        broken: bool = False,
    ) -> Sweep:
        """Return the papers of *window* in *stretch*, told from older ones; ask where it is odd."""
        papers, categories, start = stretch.papers, stretch.categories, stretch.start
        doubts = list(troubles)
        until = min(stretch.end, self._now)
        account = _account(papers, categories, since=start, until=until, now=self._now)
        hopeless = bool(troubles) and not self._patient  # another door serves: ask no more
        if (days := account.thin_days - stretch.days) and not hopeless:
            clause = query_clause(categories)
            doubts += ask_for_thin_days(lambda r: self._fetch(r, clause), days, papers)
            stretch.days.update(days)
            account = _account(papers, categories, since=start, until=until, now=self._now)
        seen = self._seen if self._seen and self._seen.answers(start, categories) else None
        if seen:
            since = min(window.since, start + _HELD)
            dates = ((p.id, p.submitted) for p in papers.values())
            gone = () if hopeless else vanished(seen, dates, since)
            swept = Window(start, stretch.end)
            doubts += ask_for_vanished(self._by_ids, gone, swept, categories)
        open_end = window.until >= self._now
        parts = split(papers.values(), window, open_end=open_end, seen=seen, broken=broken)
        return Sweep(
            papers=parts.inside,
            background=sample(parts.before, self._background),
            complete=not doubts,
            troubles=(*doubts, *stretch.notes),
            requests=self._http.tally.requests,
            counts={"fetched": len(papers), "uncertain_announcement": len(parts.uncertain)},
            uncertain=parts.uncertain,
            seen=seen_of(papers.values(), start, categories, now=stretch.moment),
            account=account,
        )

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what is known of *ids*; an id that arXiv calls malformed is left out.

        What an answer lacks is asked for again before it counts as unknown. Raises
        `HalfKnownError` when the answers end too early, or lack too much to be right.
        """
        missing, given = list(dict.fromkeys(ids)), dict[ArxivId, Paper]()
        wanted = len(missing)
        try:
            for turn in range(_LOOKUP_ROUNDS):
                before = len(missing)
                for at in range(0, before, _IDS_PER_REQUEST):
                    given |= self._by_ids(missing[at : at + _IDS_PER_REQUEST])
                    self._progress.count(len(given), wanted, "entries")
                missing = [each for each in missing if each not in given]
                if not missing or (turn and len(missing) == before):
                    break
        except TryAgainLater as error:
            raise HalfKnownError(str(error), given) from error
        self._http.tally.needed += -(-wanted // _IDS_PER_REQUEST)
        if len(missing) >= _TOO_MANY_UNKNOWN and 2 * len(missing) > wanted:
            raise HalfKnownError(f"arXiv says it knows nothing of {len(missing)} papers", given)
        return given

    def submitted(self, start: datetime, end: datetime, categories: Sequence[str]) -> Page:
        """Return how many papers of *categories* were submitted between *start* and *end*.

        The page holds 2,000 of them at most. Raises `TryAgainLater`.
        """
        request = Request(start, end)
        self._http.tally.needed += 1
        return self._fetch(request, query_clause(categories))

    def count(self, start: datetime, end: datetime, categories: Sequence[str]) -> int:
        """Return how many papers of *categories* were submitted then. Raises `TryAgainLater`."""
        self._http.tally.needed += 1
        return self._fetch(Request(start, end, newest=1), query_clause(categories)).total

    def _fetch(self, request: Request, clause: str) -> Page:
        try:
            return self._page(request, clause)
        except PageError as error:
            if not self._patient:
                raise
            self._progress.step("a page of arXiv's search always fails: asking for parts of it")
            tries, self._http.tries = self._http.tries, _TRIES_OF_PIECES
            try:
                return in_pieces(lambda part: self._page(part, clause), request, error)
            finally:
                self._http.tries = tries

    def _page(self, request: Request, clause: str) -> Page:
        """Return one page. What is ill-formed twice is no accident: then it is left out."""
        turns = count()
        return self._http.ask(
            self._url,
            _search(request, clause),
            lambda raw: _checked(raw, request, mend=next(turns) > 0),
        )

    def _fill_in(self, harvested: Harvest) -> list[str]:
        """Ask elsewhere for what the search cannot give; return a line about each paper."""
        ids = [name for name in harvested.unread if " " not in name]
        given = self._elsewhere(list(map(parse_arxiv_id, ids))) if ids else {}
        harvested.papers.update(given)
        return [
            f"arXiv's search cannot give {name}: "
            + ("OAI-PMH gave it" if name in given else "it was left out, the rest is here")
            for name in harvested.unread
        ]

    def _harvest(self, start: datetime, end: datetime, clause: str) -> Harvest:
        def on_page(done: int, total: int) -> None:
            self._progress.count(done, total, "papers")

        rounds = 2 if self._patient else 1
        harvested = harvest(
            lambda r: self._fetch(r, clause), start, end, on_page=on_page, rounds=rounds
        )
        if not harvested.papers and end - start >= _NEVER_EMPTY:
            raise TryAgainLater(
                f"arXiv insists that nothing was submitted since {start:%Y-%m-%d}; "
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


def _checked(raw: bytes, request: Request, *, mend: bool) -> Page:
    page = read_page(raw, mend=mend)
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


def _account(
    papers: Mapping[ArxivId, Paper],
    categories: Sequence[str],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
) -> Account:
    facts = ((p.submitted, p.categories) for p in papers.values())
    return account_of(facts, categories, since=since, until=until, now=now)


def _search(request: Request, clause: str) -> dict[str, str]:
    dates = f"submittedDate:[{request.start:%Y%m%d%H%M} TO {request.end:%Y%m%d%H%M}]"
    return {
        "search_query": f"{clause} AND {dates}" if clause else dates,
        "sortBy": "submittedDate",
        "sortOrder": "descending" if request.newest else "ascending",
        "start": str(request.offset),
        "max_results": str(request.newest or request.size),
    }
