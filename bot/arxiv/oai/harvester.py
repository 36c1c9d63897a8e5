"""EDGE. arXiv's OAI-PMH interface as a source, for long windows: it is keyed by change.

A harvest that was interrupted goes on where it was. How answers are read: `oai_answers.py`.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from bot.arxiv.http.fetching import Http
from bot.arxiv.http.retry_policy import PageError
from bot.arxiv.http.transfer import OfflineError
from bot.arxiv.oai.harvest_store import DamagedError, Reached, Spool
from bot.arxiv.oai.oai_answers import (
    FULL,
    GONE,
    Batch,
    check_batch,
    ends_too_soon,
    forecast,
    in_days,
    params_of,
    params_of_record,
    read_batch,
)
from bot.arxiv.paging.harvest import REMOVED, Census, check_count
from bot.arxiv.records.make_paper import lot
from bot.arxiv.sweep.account import Tally, account_of, check_categories, is_in, oai_set
from bot.arxiv.sweep.calendar import last_mailing, mailing_on, submissions_of
from bot.arxiv.sweep.seen import REMEMBERED, Seen, Teller, vanished, visible_since, with_seen
from bot.arxiv.sweep.source import HalfKnownError, Source, Sweep
from bot.core.errors import BotError, TryAgainLater
from bot.core.ports import Progress
from bot.core.window import Window
from classifier.papers import ArxivId, Paper, parse_arxiv_id

# Enough to see the mailing before the window, from which its first identifier is told.
_MAILING_BEFORE = timedelta(days=5)
_NEVER_EMPTY = timedelta(days=7)
_FRESH = timedelta(hours=1)
_ONE_DAY = timedelta(days=1)
_ENOUGH, _FAR_FEWER = (
    12,
    2,
)  # papers that are no chance; times fewer than usual, which is none either
_BROKE = "broke off"
_BY_HAND = "-"  # no set is called so
_WITNESSES = 5  # papers in other sets too, all of them in this one: it was not cut short
_NOTHING = (
    "arXiv says that nothing changed since {:%Y-%m-%d}; check arxiv.categories, "
    "else run again later"
)
_RESTARTS = 3  # dead tokens that are got over
_ASKS = 3  # questions about a surprising end
_TRIES_OF_PARTS = 2  # questions for a part of an answer that fails


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
    census: counts what was submitted, for OAI-PMH does not; None where nobody can.
    seen: what earlier runs knew of these categories.
    folder: where an interrupted harvest waits; None keeps it in memory only.
    patient: whether an answer that always fails is taken apart; else another source is asked.
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
        census: Census | None,
        seen: Seen | None = None,
        folder: Path | None = None,
        patient: bool = True,
    ) -> None:
        self._patient = patient
        self._lost: dict[date, None] = {}
        self._http, self._url, self._progress, self._now = http, url, progress, now
        self._background, self._lookups, self._folder = background, lookups, folder
        self._census, self._seen = census, seen
        self._unread: dict[str, None] = {}

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
        sets = {oai_set(category): category for category in categories} or {"": ""}
        spool = self._spool(f"{self._url} {list(sets)}", day)
        self._progress.step(forecast(list(sets), start, self._now, here=len(spool)))
        trouble = ""
        for _ in range(2):
            if troubles := self._harvest_all(spool, list(sets), day, categories):
                break
            self._fill_days(spool, categories)
            if not (trouble := self._doubt(spool, start, categories, sets)):
                break
            # Nobody knows which set it was: all of them are harvested once more.
            for name in sets:
                spool.store(name, (), Reached())
        troubles += [trouble] * bool(trouble and not troubles)
        troubles += self._days_lost(spool)
        return self._sweep(spool, window, categories, tuple(troubles))

    def _spool(self, key: str, day: str) -> Spool:
        """Return the harvest on the disk, sound to the last record; a damaged one begins anew."""
        spool = Spool(self._folder, key, day, self._progress.step)
        try:
            spool.check()
        except DamagedError:
            spool.close()
            spool = Spool(self._folder, key, day, self._progress.step)
        return spool

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what the search API knows of *ids*."""
        return self._lookups.lookup(ids)

    def records(self, ids: Sequence[ArxivId]) -> dict[ArxivId, Paper]:
        """Return what OAI-PMH knows of *ids*, a request each. Raises `HalfKnownError`."""
        papers: dict[ArxivId, Paper] = {}
        for arxiv_id in ids:
            asked = params_of_record(arxiv_id)
            try:
                batch = self._http.ask(self._url, asked, read_batch, accept="text/xml")
            except TryAgainLater as error:
                raise HalfKnownError(str(error), papers) from error
            papers |= {paper.id: paper for paper in batch.papers if paper.id == arxiv_id}
        return papers

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
                troubles.append(f"the harvest of {name or 'arXiv'} {_BROKE}: {error}")
                if isinstance(error, OfflineError):
                    break
        return troubles

    def _doubt(
        self, spool: Spool, start: datetime, categories: Sequence[str], sets: Mapping[str, str]
    ) -> str:
        """Return why the harvest cannot be whole, "" if a second question agrees.

        OAI-PMH counts nothing itself: a set without records, or an answer without a token for
        the next one, looks like the end. The search API counts, if it is not behind; else papers
        in several sets tell, and where there are none, the set itself is asked again.
        """
        if not len(spool) and self._now - start >= _NEVER_EMPTY and self._census is None:
            raise TryAgainLater(_NOTHING.format(start))
        if self._census is not None:
            try:
                trouble = check_count(
                    partial(self._census.count, categories=categories),
                    spool.count,
                    Window(start, self._now),
                    earlier=submissions_of(last_mailing(self._now))[0],
                )
            except BotError as error:
                self._census = None
                if not len(spool):
                    raise
                self._progress.step(f"asking OAI-PMH itself whether that is all: {error}")
                return self._self_doubt(spool, start, sets)
            if not len(spool) and self._now - start >= _NEVER_EMPTY:
                raise TryAgainLater(_NOTHING.format(start))
            return trouble
        return self._self_doubt(spool, start, sets)

    def _self_doubt(self, spool: Spool, start: datetime, sets: Mapping[str, str]) -> str:
        """Return what OAI-PMH says against the harvest, when its sets are held together."""
        day = f"{start:%Y-%m-%d}"
        crossed = _crossed(spool, sets, day)
        if lacking := +crossed.missing:
            name, number = lacking.most_common(1)[0]
            return f"the set {name} lacks {number} papers that came with others"
        if trouble := self._too_few(spool, start, [*sets.values()]):
            return trouble
        among = frozenset(filter(None, sets.values()))
        # Asked for a part of it, a service that cuts its answers short cuts elsewhere.
        part = f"{start + (self._now - start) / 2:%Y-%m-%d}"
        for name in sets:
            if crossed.shared[name] >= _WITNESSES:
                continue
            try:
                batch = self._ask(name, part if len(spool) else day, "", FULL)
            except TryAgainLater as error:
                return f"nothing confirms that the harvest is whole: {error}"
            new = [
                p for p in batch.papers if p.id not in crossed.here and is_in(p.categories, among)
            ]
            if new:
                return f"asked again, the set {name or 'of all'} has {len(new)} more papers"
        return ""

    def _too_few(self, spool: Spool, start: datetime, categories: Sequence[str]) -> str:
        """Return why the harvest since *start* is far from what the memory lets expect, else ""."""
        seen = self._seen
        if seen is None or seen.until is None:
            return ""
        pace = len(seen.ids) / max(1.0, (seen.until - seen.covers) / _ONE_DAY)  # papers a day
        usual = round(pace * ((self._now - start) / _ONE_DAY))
        if usual >= _ENOUGH and spool.count(start, self._now) * _FAR_FEWER < usual:
            return f"{len(spool)} papers came, where {usual} are usual in so many days"
        gone = vanished(seen, spool.dates(), start) if len(spool) else []
        if len(gone) > REMOVED and set(seen.categories) <= set(categories):
            return f"the harvest lacks {len(gone)} papers that an earlier run saw, {gone[0]} first"
        return ""

    def _sweep(
        self, spool: Spool, window: Window, categories: Sequence[str], troubles: tuple[str, ...]
    ) -> Sweep:
        broken = any(_BROKE in trouble for trouble in troubles)
        notes = self._fill_in(spool)
        parts = self._told(spool, window, broken=broken)
        start = window.since - _MAILING_BEFORE
        facts = (
            (row.submitted, row.categories)
            for row in spool.rows()
            if row.submitted is not None and row.submitted >= start
        )
        return Sweep(
            papers=spool.papers(parts.inside),
            background=tuple(spool.papers(sorted(row for _, _, row in parts.older))),
            complete=not troubles,
            troubles=(*troubles, *notes),
            requests=self._http.tally.requests,
            counts={"fetched": len(spool), "uncertain_announcement": len(parts.uncertain)},
            uncertain=frozenset(parts.uncertain),
            seen=self._remember(parts, start, categories),
            account=account_of(facts, categories, since=start, until=self._now, now=self._now),
        )

    def _remember(self, parts: _Told, start: datetime, categories: Sequence[str]) -> Seen:
        """Return what is known by now: what was seen before, and all that changed since."""
        now = Seen(
            covers=max(start, self._now - REMEMBERED),
            categories=tuple(sorted(categories)),
            ids=frozenset(parts.seen),
            newest=parts.newest,
        )
        return with_seen(self._seen, now, start, now=self._now)

    def _fill_in(self, spool: Spool) -> list[str]:
        """Look up what could not be read; return a line about each."""
        if not self._unread:
            return []
        ids = [parse_arxiv_id(name) for name in self._unread if " " not in name]
        try:
            given = self._lookups.lookup(ids)
        except BotError:
            given = {}
        today = f"{self._now:%Y-%m-%d}"
        spool.store(_BY_HAND, ((p, today) for p in given.values()), Reached())
        return [
            f"OAI-PMH cannot give {name}: "
            + ("the search API gave it" if name in given else "it was left out, the rest is here")
            for name in self._unread
        ]

    def _told(self, spool: Spool, window: Window, *, broken: bool) -> _Told:
        # Where records are missing, the order of identifiers shows nothing.
        dates = (lambda: ()) if broken else spool.dates
        seen = self._seen
        teller = Teller(dates, window, open_end=window.until >= self._now, seen=seen)
        since = f"{visible_since(window.since):%Y-%m-%d}"
        remembered = min(
            max(window.since - _MAILING_BEFORE, self._now - REMEMBERED),
            seen.covers if seen else self._now,
        )
        parts = _Told()
        for row in spool.rows():
            if row.submitted and row.submitted >= remembered:
                parts.seen.add(row.id)
                parts.newest = max(parts.newest or row.submitted, row.submitted)
            where = teller.place(row.id, row.submitted)
            # What did not change since the window began had been announced before, unless arXiv
            # was late and a run that remembers did not see it.
            unchanged = row.stamp < since and not teller.remembers(row.submitted)
            if where == 0 or unchanged:
                ticket = (-lot(row.id), row.id, row.number)
                keep = heapq.heappush if len(parts.older) < self._background else heapq.heappushpop
                keep(parts.older, ticket)
            elif where == 1:
                parts.inside.append(row.number)
                if teller.doubts(row.id, row.submitted):
                    parts.uncertain.add(row.id)
        return parts

    def _harvest(self, spool: Spool, name: str, day: str, among: frozenset[str]) -> None:
        """Follow the tokens of one set to the end, starting anew where one is refused.

        No end is asked for: a paper revised after the window has a later datestamp. A set that
        was harvested on an earlier day goes on from its last record.
        """
        here = spool.reached(name)
        if here.done and self._is_fresh(here.done):
            return
        for reached in self._batches(spool, name, here, day, among):
            self._progress.count(len(spool), None, "records")
            if not reached.token:
                spool.store(name, (), Reached(day=reached.day, done=self._now.isoformat()))

    def _is_fresh(self, done: str) -> bool:
        """Whether a set that was whole at the moment *done* can have nothing new since."""
        moment = datetime.fromisoformat(done)
        return moment.tzinfo is not None and timedelta() <= self._now - moment < _FRESH

    def _batches(
        self, spool: Spool, name: str, here: Reached, day: str, among: frozenset[str]
    ) -> Iterator[Reached]:
        """Yield how far the set is after each answer, which is stored by then."""
        restarts, tokens = 0, set[str]()
        size = FULL
        while True:
            since = day if here.token else here.day or day
            try:
                batch = self._ask(name, since, here.token, size)
            except PageError as error:
                if not self._patient:
                    raise
                yield self._by_days(spool, name, here.day or day, among, error)
                return
            if (batch.error == GONE and restarts >= _RESTARTS) or batch.token in tokens:
                raise TryAgainLater("its resumption tokens lead nowhere")
            if batch.error == GONE:
                # Tokens die at midnight UTC, it says: go on from the last day that came.
                restarts, here = restarts + 1, Reached(day=here.day)
                continue
            self._http.tally.needed += 1
            size = len(batch.papers) + len(batch.unread) if batch.token and not here.token else size
            last = max(batch.stamps, default="") or here.day
            here = Reached(token=batch.token, day=last)
            kept = ((p, s) for p, s in zip(batch.papers, batch.stamps, strict=True))
            spool.store(name, ((p, s) for p, s in kept if is_in(p.categories, among)), here)
            yield here
            if not batch.token:
                return
            tokens.add(batch.token)

    def _by_days(
        self, spool: Spool, name: str, first: str, among: frozenset[str], error: PageError
    ) -> Reached:
        """Store what single days since *first* give; what gives nothing is set aside."""
        self._progress.step("an answer of OAI-PMH always fails: asking for parts of it")
        tries, self._http.tries = self._http.tries, _TRIES_OF_PARTS

        def ask(since: str, until: str) -> Iterator[Batch]:
            token = ""
            while True:
                batch = self._ask(name, since, token, FULL, until)
                yield batch
                if not (token := batch.token):
                    return

        try:
            for part in in_days(ask, first, f"{self._now:%Y-%m-%d}", error):
                if isinstance(part, Batch):
                    kept = zip(part.papers, part.stamps, strict=True)
                    inside = ((p, s) for p, s in kept if is_in(p.categories, among))
                    spool.store(name, inside, Reached(day=first))
                else:
                    self._lost[part] = None
        finally:
            self._http.tries = tries
        return Reached(day=first)

    def _fill_days(self, spool: Spool, categories: Sequence[str]) -> None:
        """Take what was announced on the days that OAI-PMH cannot give from the search API."""
        for day in list(self._lost):
            mailing = mailing_on(day - _ONE_DAY)
            if mailing is None or self._census is None:
                continue
            try:
                page = self._census.submitted(*submissions_of(mailing), categories)
            except BotError:
                continue
            spool.store(_BY_HAND, ((p, f"{day}") for p in page.papers), Reached())
            del self._lost[day]
            self._progress.step(
                f"OAI-PMH cannot give what changed on {day}: the search API gave "
                f"{len(page.papers)} papers of its mailing"
            )

    def _days_lost(self, spool: Spool) -> list[str]:
        return [
            f"OAI-PMH cannot give what changed on {day}; {len(spool)} papers of other days came"
            for day in self._lost
        ]

    def _ask(self, name: str, day: str, token: str, size: int, until: str = "") -> Batch:
        """Return one answer; an end that would be a surprise is asked for again."""

        turns = count()

        def read(raw: bytes) -> Batch:
            # What is ill-formed twice is no accident: then it is left out.
            batch = read_batch(raw, mend=next(turns) > 0)
            check_batch(batch, day, token)
            return batch

        long_ago = f"{self._now - _NEVER_EMPTY:%Y-%m-%d}"
        for _ in range(_ASKS):
            asked = params_of(name, day, token, until)
            batch = self._http.ask(self._url, asked, read, accept="text/xml")
            if until or not ends_too_soon(batch, size, never_empty=day <= long_ago):
                break
        self._unread |= dict.fromkeys(batch.unread)
        return batch


@dataclass(slots=True)
class _Crossed:
    """The papers *here*, and for each set how many came with others too, and how many only so."""

    here: set[ArxivId] = field(default_factory=set)
    shared: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)


def _crossed(spool: Spool, sets: Mapping[str, str], day: str) -> _Crossed:
    """Return which papers that changed since *day* (ISO) are in which of *sets* (set: category)."""
    crossed = _Crossed()
    for row in spool.rows():
        crossed.here.add(row.id)
        if row.stamp < day or len(sets) == 1:
            continue
        for name, category in sets.items():
            if is_in(row.categories, frozenset([category])):
                crossed.missing[name] += name not in row.via
                crossed.shared[name] += len(row.via) > 1
    return crossed
