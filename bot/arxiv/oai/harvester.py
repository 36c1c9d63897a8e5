"""EDGE. arXiv's OAI-PMH interface as a source, for long windows: it is keyed by change.

A harvest that was interrupted goes on where it was. How answers are read: `oai_answers.py`.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.arxiv.http.fetching import Http
from bot.arxiv.http.transfer import OfflineError
from bot.arxiv.oai.forecast import forecast
from bot.arxiv.oai.harvest_store import Reached, Spool
from bot.arxiv.oai.oai_answers import (
    FULL,
    GONE,
    Batch,
    check_batch,
    ends_too_soon,
    params_of,
    read_batch,
)
from bot.arxiv.paging.crosscheck import check_count
from bot.arxiv.paging.harvest import Census
from bot.arxiv.records.make_paper import lot
from bot.arxiv.sweep.account import Tally, account_of
from bot.arxiv.sweep.announcing import Teller, visible_since
from bot.arxiv.sweep.categories import check_categories, is_in, oai_set
from bot.arxiv.sweep.seen import REMEMBERED, Seen
from bot.arxiv.sweep.source import Source, Sweep
from bot.core.errors import TryAgainLater
from bot.core.ports import Progress
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

# Enough to see the mailing before the window, from which its first identifier is told.
_MAILING_BEFORE = timedelta(days=5)
_NEVER_EMPTY = timedelta(days=7)
_RESTARTS = 3  # dead tokens that are got over
_ASKS = 3  # questions about a surprising end


@dataclass(slots=True)
class _Told:
    """What a harvest came to: row numbers inside the window and of the background, and more."""

    inside: list[int] = field(default_factory=list)
    uncertain: set[ArxivId] = field(default_factory=set)
    older: list[tuple[int, str, int]] = field(default_factory=list)
    seen: set[ArxivId] = field(default_factory=set)
    newest: datetime | None = None


class OaiSource:
    """Papers announced in the window, from all records changed since it began.

    Parameters
    ----------
    background: how many older papers (revised lately) to return, at most.
    lookups: answers look-ups.
    census: counts what was submitted, for OAI-PMH does not.
    folder: where an interrupted harvest waits; None keeps it in memory only.
    """

    def __init__(  # noqa: PLR0913  # what a harvest depends on, by name
        self,
        http: Http,
        url: str,
        *,
        progress: Progress,
        now: datetime,
        background: int,
        lookups: Source,
        census: Census,
        folder: Path | None = None,
    ) -> None:
        self._http, self._url, self._progress, self._now = http, url, progress, now
        self._background, self._lookups, self._folder = background, lookups, folder
        self._census = census

    @property
    def tally(self) -> Tally:
        """What was asked so far."""
        return self._http.tally

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return the papers announced in *window*, told from revised ones by identifier order.

        `papers` are read from disk as they are looked at.
        """
        check_categories(categories)
        start = window.since - _MAILING_BEFORE
        day = f"{start:%Y-%m-%d}"
        sets = list(dict.fromkeys(map(oai_set, categories))) or [""]
        spool = Spool(self._folder, f"{self._url} {sets}", day)
        self._progress.step(forecast(sets, start, self._now, here=len(spool)))
        trouble = ""
        for _ in range(2):
            if troubles := self._harvest_all(spool, sets, day, categories):
                break
            if not (trouble := self._doubt(spool, start, categories)):
                spool.end()
                break
            # Nobody knows which set it was: all of them are harvested once more.
            for name in sets:
                spool.store(name, (), Reached())
        troubles += [trouble] * bool(trouble and not troubles)
        return self._sweep(spool, window, categories, tuple(troubles))

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what the search API knows of *ids*."""
        return self._lookups.lookup(ids)

    def _harvest_all(
        self, spool: Spool, sets: Sequence[str], day: str, categories: Sequence[str]
    ) -> list[str]:
        """Harvest *sets* to their ends; return a line for each that broke off."""
        troubles: list[str] = []
        for name in sets:
            try:
                self._harvest(spool, name, day, frozenset(categories))
            except TryAgainLater as error:
                if not len(spool):
                    raise
                troubles.append(f"the harvest of {name or 'arXiv'} broke off: {error}")
                if isinstance(error, OfflineError):
                    break
        return troubles

    def _doubt(self, spool: Spool, start: datetime, categories: Sequence[str]) -> str:
        """Return why the harvest cannot be whole, "" if the search API counts as many papers.

        OAI-PMH counts nothing itself: a set without records, or an answer without a token for
        the next one, looks like the end.
        """
        try:
            trouble = check_count(
                lambda since, until: self._census.count(since, until, categories),
                spool.count,
                Window(start, self._now),
            )
        except TryAgainLater as error:
            if not len(spool):
                raise
            return f"nothing confirms that the harvest is whole: {error}"
        if not len(spool) and self._now - start >= _NEVER_EMPTY:
            raise TryAgainLater(
                f"arXiv says that nothing changed since {start:%Y-%m-%d}; "
                f"check arxiv.categories, else run again later"
            )
        return trouble

    def _sweep(
        self, spool: Spool, window: Window, categories: Sequence[str], troubles: tuple[str, ...]
    ) -> Sweep:
        told = self._told(spool, window)
        start = window.since - _MAILING_BEFORE
        facts = (
            (row.submitted, row.categories)
            for row in spool.rows()
            if row.submitted is not None and row.submitted >= start
        )
        return Sweep(
            papers=spool.papers(told.inside),
            background=tuple(spool.papers(sorted(row for _, _, row in told.older))),
            complete=not troubles,
            troubles=troubles,
            requests=self._http.tally.requests,
            counts={"fetched": len(spool), "uncertain_announcement": len(told.uncertain)},
            uncertain=frozenset(told.uncertain),
            seen=Seen(
                covers=max(start, self._now - REMEMBERED),
                categories=tuple(sorted(categories)),
                ids=frozenset(told.seen),
                newest=told.newest,
            ),
            account=account_of(facts, categories, since=start, until=self._now, now=self._now),
        )

    def _told(self, spool: Spool, window: Window) -> _Told:
        teller = Teller(spool.dates, window, open_end=window.until >= self._now)
        since = f"{visible_since(window.since):%Y-%m-%d}"
        remembered = max(window.since - _MAILING_BEFORE, self._now - REMEMBERED)
        told = _Told()
        for row in spool.rows():
            if row.submitted and row.submitted >= remembered:
                told.seen.add(row.id)
                told.newest = max(told.newest or row.submitted, row.submitted)
            where = teller.place(row.id, row.submitted)
            # What did not change since the window began had been announced before.
            if where == 0 or row.stamp < since:
                ticket = (-lot(row.id), row.id, row.number)
                keep = heapq.heappush if len(told.older) < self._background else heapq.heappushpop
                keep(told.older, ticket)
            elif where == 1:
                told.inside.append(row.number)
                if teller.doubts(row.id, row.submitted):
                    told.uncertain.add(row.id)
        return told

    def _harvest(self, spool: Spool, name: str, day: str, among: frozenset[str]) -> None:
        """Follow the tokens of one set to the end, starting anew where one is refused.

        No end is asked for: a paper revised after the window has a later datestamp. A set that
        was harvested on an earlier day goes on from its last record.
        """
        here = spool.reached(name)
        today = f"{self._now:%Y-%m-%d}"
        if here.done == today:
            return
        for reached in self._batches(spool, name, here, day, among):
            self._progress.count(len(spool), None, "records")
            if not reached.token:
                spool.store(name, (), Reached(day=reached.day, done=today))

    def _batches(
        self, spool: Spool, name: str, here: Reached, day: str, among: frozenset[str]
    ) -> Iterator[Reached]:
        """Yield how far the set is after each answer, which is stored by then."""
        restarts, tokens = 0, set[str]()
        size = FULL
        while True:
            since = day if here.token else here.day or day
            batch = self._ask(name, since, here.token, size)
            if (batch.error == GONE and restarts >= _RESTARTS) or batch.token in tokens:
                raise TryAgainLater("its resumption tokens lead nowhere")
            if batch.error == GONE:
                # Tokens die at midnight UTC, it says: go on from the last day that came.
                restarts, here = restarts + 1, Reached(day=here.day)
                continue
            self._http.tally.needed += 1
            size = len(batch.papers) if batch.token and not here.token else size
            last = max(batch.stamps, default="") or here.day
            here = Reached(token=batch.token, day=last)
            kept = ((p, s) for p, s in zip(batch.papers, batch.stamps, strict=True))
            spool.store(name, ((p, s) for p, s in kept if is_in(p.categories, among)), here)
            yield here
            if not batch.token:
                return
            tokens.add(batch.token)

    def _ask(self, name: str, day: str, token: str, size: int) -> Batch:
        """Return one answer; an end that would be a surprise is asked for again."""

        def read(raw: bytes) -> Batch:
            batch = read_batch(raw)
            check_batch(batch, day, token)
            return batch

        long_ago = f"{self._now - _NEVER_EMPTY:%Y-%m-%d}"
        for _ in range(_ASKS):
            asked = params_of(name, day, token)
            batch = self._http.ask(self._url, asked, read, accept="text/xml")
            if not ends_too_soon(batch, size, never_empty=day <= long_ago):
                break
        return batch
