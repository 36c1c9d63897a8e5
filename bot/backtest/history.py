"""A list week by week, and when each paper came into it. Pure; `git_history` reads git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.anatomy import arxiv_ids
from bot.core.errors import ListError, UsageError
from bot.core.window import parse_moment
from bot.lists import PaperList, read_list
from bot.markdown import Document
from bot.pipeline import wanted_ids
from classifier.papers import ArxivId, Paper

WEEK = timedelta(days=7)
_MONTH = 30.4375  # days: a twelfth of a year
_INSTANT = timedelta(seconds=1)  # what is made at a Monday's first moment is not known before it
_FEWEST = 2  # whole weeks of a replay
_MONTHS = re.compile(r"(\d{1,3})m", re.ASCII)


@dataclass(frozen=True, slots=True)
class Version:
    """The files of a list as a commit left them; *moment* is aware and in UTC."""

    moment: datetime
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, 00:00 UTC, and the list as it was at their beginning."""

    start: datetime
    listing: PaperList

    @property
    def end(self) -> datetime:
        """The next Monday: when a weekly run would propose this week's papers."""
        return self.start + WEEK


@dataclass(frozen=True, slots=True)
class Added:
    """A paper that came into the list: when, and under which headings it stood."""

    moment: datetime
    paths: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class History:
    """The weeks of a replay, the newest list, and every paper added from the first week on."""

    weeks: tuple[Week, ...]
    newest: PaperList
    added: Mapping[ArxivId, Added]

    @property
    def ids(self) -> frozenset[ArxivId]:
        """Every paper that was ever listed at the beginning of a week, or is now."""
        return frozenset(i for listing in self.lists() for i in wanted_ids(listing))

    def lists(self) -> Iterator[PaperList]:
        """Yield the list at each week's beginning, and the newest."""
        yield from (week.listing for week in self.weeks)
        yield self.newest

    def addition(self, paper: Paper, since: datetime) -> Added | None:
        """Return when *paper* came in after *since*; one without id in the list by its title."""
        if (known := self.added.get(paper.id)) is not None:
            return known
        if self.newest.find(paper) is None:
            return None
        ends = [*(week.start for week in self.weeks[1:]), self.weeks[-1].end]
        for listing, end in zip((*self.lists(),)[1:], ends, strict=True):
            if end > since and (entry := listing.find(paper)) is not None:
                return Added(end, frozenset({listing.section(entry.section).path}))
        return None


def first_moment(since: str, last: datetime) -> datetime:
    """Return the moment *since* names, spans counted back from *last*; "6m" are six months.

    Raises `UsageError`.
    """
    if months := _MONTHS.fullmatch(since):
        since = f"{round(int(months[1]) * _MONTH)}d"
    try:
        return parse_moment(since, now=last)
    except ValueError as error:
        raise UsageError(f"--since: {error}") from None


def read_history(versions: Iterable[Version], since: str) -> History:
    """Return what *versions*, oldest first, tell of the weeks from *since* to the newest.

    Raises `ListError` when there are fewer than two whole weeks.
    """
    known = list(versions)
    if not known:
        raise ListError("the list has no history")
    newest = known[-1].moment
    start = max(first_moment(since, newest), known[0].moment + _INSTANT)
    mondays = [*_mondays(start, newest)]
    if len(mondays) < _FEWEST:
        raise ListError(
            f"the list's history covers less than two whole weeks since {start:%Y-%m-%d};"
            " choose an earlier --since, or wait"
        )
    weeks = tuple(Week(m, _parsed([v for v in known if v.moment < m])) for m in mondays)
    last = _parsed(known)
    return History(weeks, last, _added(weeks, last, known))


def _mondays(start: datetime, newest: datetime) -> Iterator[datetime]:
    day = start.date() + timedelta(days=-start.weekday() % 7)
    monday = datetime.combine(day, time(), UTC)
    if monday < start:
        monday += WEEK
    while monday < newest:
        yield monday
        monday += WEEK


def _parsed(versions: Sequence[Version]) -> PaperList:
    """Return the latest of *versions* that can be read; without one, an empty list."""
    for version in reversed(versions):
        try:
            return read_list([Document.parse(raw, name=n) for n, raw in version.files.items()])
        except ListError:
            continue
    return read_list([])


def _added(
    weeks: Sequence[Week], newest: PaperList, versions: Sequence[Version]
) -> Mapping[ArxivId, Added]:
    """Return what came in after the first week began: ids named by an entry of a later list."""
    before = frozenset(wanted_ids(weeks[0].listing))
    first_named = _first_named(versions, weeks[0].start)
    ends = [*(week.start for week in weeks[1:]), weeks[-1].end]
    added: dict[ArxivId, Added] = {}
    lists = [*(week.listing for week in weeks[1:]), newest]
    for listing, end in zip(lists, ends, strict=True):
        for entry in listing.entries:
            path = listing.section(entry.section).path
            for arxiv_id in (i for i in entry.arxiv_ids if i not in before):
                earlier = added.get(arxiv_id)
                moment = earlier.moment if earlier else min(end, first_named.get(arxiv_id, end))
                # Where it stood first, and where it stands in the newest list.
                keep = earlier.paths if earlier else frozenset({path})
                paths = keep | {path} if listing is newest else keep
                added[arxiv_id] = Added(moment, paths)
    return added


def _first_named(versions: Sequence[Version], since: datetime) -> Mapping[ArxivId, datetime]:
    named: dict[ArxivId, datetime] = {}
    for version in (v for v in versions if v.moment >= since):
        for raw in version.files.values():
            for arxiv_id in arxiv_ids(raw.decode("utf-8", "replace")):
                named.setdefault(arxiv_id, version.moment)
    return named
