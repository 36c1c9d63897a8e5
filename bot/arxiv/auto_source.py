"""Which interface stands in for which, and what follows when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.arxiv.http.retry_policy import OutOfTimeError
from bot.arxiv.paging.harvest import REMOVED
from bot.arxiv.sweep.account import Account, Tally, Visit, check_categories
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import HalfKnownError, Source, Sweep, is_in_feeds
from bot.core.errors import SourceError, TryAgainLater
from bot.core.ports import Progress
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

# Decides which door of arXiv is asked next, from the window, the memory, and what came so far.
#
# Pure: facts in, a door out. The order is what costs arXiv least for the window at hand.

Door = Literal["feed", "api", "oai"]
_PAGE = 2000  # papers in one answer of the search API
_WITNESS = 1  # request, by which each door is held against another answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a run wants: the papers of *window* in so many *categories*; *seen* is its memory.

    *sweep_back* is how long before the window the search API is asked for submissions; *at_hand*
    says that it need not be, for a run of the day has kept what it gave.
    """

    window: Window
    now: datetime
    categories: Sequence[str]
    sweep_back: timedelta
    seen: Seen | None = None
    at_hand: bool = False


@dataclass(frozen=True, slots=True)
class NextDoor:
    """The *door* to ask next; *patient* where no other one is left to try first."""

    door: Door
    patient: bool = False


def doors_of(need: Need) -> tuple[Door, ...]:
    """Return the doors that can serve *need*, the cheapest for arXiv first.

    Feeds hold one mailing: they serve if all before it was seen, and cost a request a category.
    """
    fits = need.seen is not None and is_in_feeds(need.seen, need.window, now=need.now)
    cheap = fits and bool(need.categories) and len(need.categories) + _WITNESS <= _pages(need)
    return ("feed", "api", "oai") if cheap and not need.at_hand else ("api", "oai")


def next_step(need: Need, visits: Sequence[Visit]) -> NextDoor | None:
    """Return the next step after *visits*, None when it is done or nothing is left to ask.

    Each door is asked once in haste, so that none is pressed while another one serves. Only when
    all have failed are those that only want time asked once more, with patience.
    """
    if any(visit.outcome in ("served", "out of time") for visit in visits):
        return None
    order = doors_of(need)
    if len(visits) < len(order):
        return NextDoor(order[len(visits)])
    second = [v.door for v in visits[: len(order)] if v.outcome == "failed" and v.door != "feed"]
    again = [door for door in order if door in second][len(visits) - len(order) :]
    return NextDoor(again[0], patient=True) if again else None


def _pages(need: Need) -> int:
    """Return how many requests the search API takes, by the papers of the days remembered."""
    seen = need.seen
    if seen is None or seen.until is None:
        return 0
    days = max(1.0, (seen.until - seen.covers) / timedelta(days=1))
    swept = (need.now - need.window.since + need.sweep_back) / timedelta(days=1)
    return max(1, -(-round(len(seen.ids) / days * swept) // _PAGE)) + _WITNESS


# The source "auto": walks the doors as `next_step` decides, and tells what each brought.

_NAMES = {"feed": "the announcement feeds", "api": "the search API", "oai": "OAI-PMH"}
_ONE_DAY = timedelta(days=1)
_WORTH_KEEPING = 5_000  # papers: a tenth of the cache
_THAT_MATTER = 20  # listed papers that are worth a request each; the newest, not yet in the cache


class AutoSource:
    """Papers by whichever door of arXiv serves.

    Parameters
    ----------
    open_door: opens the door of a step, after the visits made so far.
    at_hand: whether the search API was swept for a window and categories by a run of the day.
    withdraw: forgets what was kept of the search API's answer on categories.
    lookups: answers look-ups from the cache and the search API.
    records: looks a few papers up by OAI-PMH.
    new_today: says what the feed of a category calls new.
    remember: keeps what that gave.
    """

    def __init__(  # noqa: PLR0913  # the parts of the walk, by name
        self,
        open_door: Callable[[NextDoor, Sequence[Visit]], Source],
        *,
        at_hand: Callable[[Window, Sequence[str]], bool],
        withdraw: Callable[[Sequence[str]], None],
        lookups: Source,
        records: Callable[[Sequence[ArxivId]], Mapping[ArxivId, Paper]],
        new_today: Callable[[str], frozenset[ArxivId]],
        remember: Callable[[Iterable[Paper]], None],
        progress: Progress,
        now: datetime,
        sweep_back: timedelta,
        seen: Seen | None,
    ) -> None:
        self._open, self._lookups, self._records = open_door, lookups, records
        self._at_hand, self._withdraw, self._new_today = at_hand, withdraw, new_today
        self._remember, self._progress, self._now = remember, progress, now
        self._sweep_back, self._seen = sweep_back, seen
        self._visits: list[Visit] = []

    @property
    def tally(self) -> Tally:
        """What was asked so far."""
        return self._lookups.tally

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return what the first door brought that serves; what all brought if none does.

        Raises `TryAgainLater` when nothing came from anywhere, `SourceError` where it never will.
        """
        check_categories(categories)
        need = Need(
            window=window,
            now=self._now,
            categories=categories,
            sweep_back=self._sweep_back,
            seen=self._seen,
            at_hand=self._at_hand(window, categories),
        )
        brought: list[Sweep] = []
        errors: list[SourceError | TryAgainLater] = []
        while (step := next_step(need, self._visits)) is not None:
            before = self.tally.requests
            try:
                sweep = self._ask(step, need, brought)
            except (TryAgainLater, SourceError) as error:
                errors.append(error)
                self._note(step, _outcome(error), str(error), self.tally.requests - before)
                continue
            brought.append(sweep)
            outcome = "served" if sweep.complete else "incomplete"
            why = "" if sweep.complete else sweep.troubles[0]
            asked = self.tally.requests - before
            self._note(step, outcome, why, asked, papers=len(sweep.papers))
            if sweep.complete:
                self._keep(sweep)
                return self._told(sweep)
        return self._told(self._joined(brought, errors))

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what cache and search API know of *ids*, and OAI-PMH of a few newest ones.

        Raises `HalfKnownError` with what is known when that is not all.
        """
        try:
            return self._lookups.lookup(ids)
        except HalfKnownError as error:
            answered, why = dict(error.found), str(error)
        missing = sorted((i for i in dict.fromkeys(ids) if i not in answered), reverse=True)
        matter = () if self._is_left("oai") else missing[:_THAT_MATTER]
        if matter:
            self._progress.step(f"asking OAI-PMH for {len(matter)} listed papers")
        known = self._records(matter)
        self._remember(known.values())
        answered |= known
        if len(answered) < len(dict.fromkeys(ids)):
            raise HalfKnownError(why, answered)
        return answered

    def _keep(self, sweep: Sweep) -> None:
        """Remember new papers, which may be listed soon, so that nobody need look them up."""
        if len(sweep.papers) <= _WORTH_KEEPING:
            self._remember(p for p in sweep.papers if p.submitted)  # a feed knows too little

    def _is_left(self, door: str) -> bool:
        return any(v.door == door and v.outcome != "served" for v in self._visits)

    def _ask(self, step: NextDoor, need: Need, brought: Sequence[Sweep]) -> Sweep:
        self._progress.step(f"asking {_NAMES[step.door]}")
        window = need.window
        if step.door == "feed":  # what came before today's mailing was seen
            window = Window(max(window.since, self._now - _ONE_DAY), window.until)
        sweep = self._open(step, self._visits).sweep(window, need.categories)
        name = _NAMES[step.door]
        doubts = (
            [f"{name} {doubt}"] if sweep.complete and (doubt := self._doubt(sweep, need)) else []
        )
        if lacking := _lacking(sweep, brought):
            doubts.append(f"{name} lacks {len(lacking)} papers that another door gave")
        if not doubts:
            return sweep
        if step.door == "api":
            self._withdraw(need.categories)
        return replace(sweep, complete=False, troubles=(*doubts, *sweep.troubles))

    def _doubt(self, sweep: Sweep, need: Need) -> str:
        """Return what a feed says against *sweep*, where it looks odd and no memory can tell."""
        if sweep.seen is None or need.seen is not None or need.window.until < need.now:
            return ""
        if not (category := _odd(sweep.account, need.categories)):
            return ""
        try:
            new = self._new_today(category)
        except (TryAgainLater, SourceError):
            return ""  # then nobody can tell
        missing = new - sweep.seen.ids
        if len(missing) > REMOVED or (missing and missing == new):
            return f"lacks {len(missing)} of {len(new)} papers in the feed of {category}"
        return ""

    def _note(self, step: NextDoor, outcome: str, why: str, requests: int, papers: int = 0) -> None:
        visit = Visit(door=step.door, outcome=outcome, why=why, requests=requests, papers=papers)
        self._visits.append(visit)
        if outcome != "served":
            self._progress.step(f"leaving {_NAMES[step.door]}: {why}")

    def _joined(
        self, brought: Sequence[Sweep], errors: Sequence[SourceError | TryAgainLater]
    ) -> Sweep:
        """Return all that incomplete sweeps brought, or raise why there is none."""
        if not brought:
            if all(isinstance(error, SourceError) for error in errors):
                raise errors[-1]
            raise TryAgainLater(_in_one_line(map(str, errors)))
        most = max(brought, key=lambda sweep: len(sweep.papers))
        papers = {p.id: p for sweep in brought if sweep is not most for p in sweep.papers}
        ids = {p.id for p in most.papers}
        others = [p for p in papers.values() if p.id not in ids]
        doubts = [trouble for sweep in brought for trouble in sweep.troubles]
        joined = [*most.papers, *others] if others else most.papers
        troubles = tuple(dict.fromkeys([*doubts, *map(str, errors)]))
        return replace(most, papers=joined, troubles=troubles, complete=False)

    def _told(self, sweep: Sweep) -> Sweep:
        account = replace(sweep.account, visits=tuple(self._visits))
        return replace(sweep, account=account, requests=self.tally.requests)


def _odd(account: Account, categories: Sequence[str]) -> str:
    """Return one of *categories* without papers, or the biggest if the last mailing is late."""
    if not account.per_day:
        return ""
    sizes = {each: sum(account.per_day.get(each, {}).values()) for each in categories}
    biggest = max(sizes, key=sizes.__getitem__, default="") if account.awaited else ""
    return next((each for each in categories if not sizes[each]), biggest)


def _outcome(error: Exception) -> str:
    if isinstance(error, OutOfTimeError):
        return "out of time"
    return "failed" if isinstance(error, TryAgainLater) else "refused"


def _lacking(sweep: Sweep, brought: Sequence[Sweep]) -> set[ArxivId]:
    """Return the papers that earlier doors gave and *sweep*, which must know them, does not."""
    if (seen := sweep.seen) is None:
        return set()
    return {
        paper.id
        for earlier in brought
        for paper in earlier.papers
        if paper.submitted and paper.submitted >= seen.covers and paper.id not in seen.ids
    }


def _in_one_line(errors: Iterable[str]) -> str:
    """Return "A is away; B is away; what to do" of several such texts; each part comes once."""
    parts = [text.partition("; ") for text in errors]
    texts = dict.fromkeys([*(what for what, _, _ in parts), *(remedy for _, _, remedy in parts)])
    return "; ".join(filter(None, texts))
