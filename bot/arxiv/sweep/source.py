"""The nouns of a sweep: a source, what it answers, and up to when arXiv was swept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Protocol

from bot.arxiv.sweep.account import Account, Tally
from bot.arxiv.sweep.calendar import last_mailing
from bot.arxiv.sweep.seen import Seen
from bot.core.errors import TryAgainLater
from bot.core.window import ARXIV_BEGAN, Window
from classifier.papers import ArxivId, Paper, parse_arxiv_id

# What `--since last` remembers between runs: up to when arXiv was swept, and what it showed.
#
# Text in, values out; where the text is kept, others know. A damaged memory is none.

_OVERLAP = timedelta(days=1)
# Four weekly runs: nobody knows when the last one was. A mark that lies is as good as none.
_LOST = timedelta(days=28)
# The feed of an evening's mailing appears at midnight, Eastern time, and some minutes.
_FEED_LAG = timedelta(hours=4, minutes=30)
_EARLIEST, _LATEST = 1991, 9000  # years: arXiv's first, and one to which days can be added
# The longest that arXiv goes without a mailing, and some more.
_QUIET = timedelta(days=7)
_MODERN = re.compile(r"([0-9]{4})\.([0-9]{5})", re.ASCII)
_GAPS = re.compile(r"[0-9]{1,5}(?: [0-9]{1,5})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """The end (aware, in UTC) of the last complete window, and what was *seen* up to then."""

    until: datetime
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """Where a window begins, and in words why; `why` is "" when all is as usual."""

    moment: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The mark of a list, None without one; `trouble` says why it could not be read."""

    mark: Mark | None
    trouble: str = ""


def since_last(mark: Mark | None, *, now: datetime) -> Since:
    """Return where `--since last` begins: at the mark, less a day and at least one mailing."""
    if mark is None:
        return Since(
            now - _LOST, f"no earlier run is remembered here: looking back {_LOST.days} days"
        )
    if mark.until > now + _OVERLAP:
        return Since(
            now - _LOST,
            f"the last run is remembered for {mark.until:%Y-%m-%d}, which lies ahead: "
            f"looking back {_LOST.days} days",
        )
    end = min(mark.until, now)
    return Since(max(ARXIV_BEGAN, min(end - _OVERLAP, last_mailing(end))))


def since_last_feed(mark: Mark | None, *, now: datetime) -> Since:
    """Return where `--since last` begins with feeds: a day ago, unless a feed was missed.

    Without a mark nobody knows which were: then it begins as for any other source.
    """
    if mark is not None and _misses_no_feed(mark.until, now):
        return Since(now - timedelta(days=1))
    return since_last(mark, now=now)


def is_in_feeds(seen: Seen, window: Window, *, now: datetime) -> bool:
    """Whether today's feeds hold all of *window* that was not *seen* before it."""
    if seen.reached is None or window.until < now or not window.since <= seen.reached:
        return False
    return _misses_no_feed(seen.reached, now)


def _misses_no_feed(until: datetime, now: datetime) -> bool:
    """Whether the mailing before the one that feeds hold at *now* had come out at *until*."""
    if until > now + _OVERLAP:
        return False
    held = last_mailing(now - _FEED_LAG)
    return last_mailing(held) <= last_mailing(until - _FEED_LAG)


def advance(mark: Mark | None, window: Window, seen: Seen | None) -> Mark | None:
    """Return the mark after *window* was dealt with completely; None where it must not move.

    It does not move over a gap before the window in which there was a mailing, nor beyond what
    arXiv can have shown: a clock that ran ahead would otherwise skip the days that it had made
    up.
    """
    if mark is not None and window.since > mark.until < last_mailing(window.since):
        return None
    until = window.until
    if seen is not None and seen.until is not None:
        until = min(until, seen.until)  # what another run of the day saw counts from then
    if seen is not None and seen.newest is not None:
        until = min(until, seen.newest + _QUIET)
    return Mark(until, seen)


def common(marks: Mapping[str, Mark | None]) -> Seen | None:
    """Return what all lists have seen, None if one of them remembers nothing."""
    seen = [mark.seen for mark in marks.values() if mark is not None and mark.seen is not None]
    if not seen or len(seen) < len(marks):
        return None
    return Seen(
        covers=max(each.covers for each in seen),
        categories=tuple(
            sorted(set(seen[0].categories).intersection(*(s.categories for s in seen)))
        ),
        ids=seen[0].ids.intersection(*(each.ids for each in seen)),
        until=max(mark.until for mark in marks.values() if mark is not None),
        reached=min(mark.until for mark in marks.values() if mark is not None),
    )


def to_fields(mark: Mark) -> dict[str, object]:
    """Return *mark* as what JSON can hold; identifiers of a month as gaps, for brevity."""
    fields: dict[str, object] = {"until": mark.until.isoformat()}
    if (seen := mark.seen) is not None:
        fields["covers"] = seen.covers.isoformat()
        fields["categories"] = list(seen.categories)
        fields["seen"], fields["seen_legacy"] = _months(seen.ids)
    return fields


def from_fields(raw: object) -> Mark:
    """Return the mark in *raw*. Raises `ValueError` for anything else."""
    if not isinstance(raw, dict):
        raise ValueError("not an object")  # noqa: TRY004  # all damage alike
    until = _moment(raw.get("until"))
    if "seen" not in raw:
        return Mark(until)
    categories, legacy = _texts(raw.get("categories")), _texts(raw.get("seen_legacy"))
    ids = [*_ids(raw["seen"]), *map(parse_arxiv_id, legacy)]
    seen = Seen(covers=_moment(raw.get("covers")), categories=categories, ids=frozenset(ids))
    return Mark(until, seen)


def _months(ids: frozenset[ArxivId]) -> tuple[dict[str, str], list[str]]:
    """Return month -> its numbers, each as the distance to the one before, and the other ids."""
    months: dict[str, list[int]] = {}
    others: list[str] = []
    for arxiv_id in sorted(ids):
        if match := _MODERN.fullmatch(arxiv_id):
            months.setdefault(match[1], [0]).append(int(match[2]))
        else:
            others.append(arxiv_id)
    gaps = {
        month: " ".join(str(later - earlier) for earlier, later in pairwise(numbers))
        for month, numbers in months.items()
    }
    return gaps, others


def _ids(raw: object) -> list[ArxivId]:
    if not isinstance(raw, dict):
        raise ValueError("not months")  # noqa: TRY004
    ids: list[ArxivId] = []
    for month, gaps in raw.items():
        if not isinstance(gaps, str) or not _GAPS.fullmatch(gaps):
            raise ValueError("not gaps")
        numbers = accumulate(map(int, gaps.split()))
        ids += [parse_arxiv_id(f"{month}.{number:05d}") for number in numbers]
    return ids


def _moment(raw: object) -> datetime:
    moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    if moment is None or moment.tzinfo is None or not _EARLIEST <= moment.year <= _LATEST:
        raise ValueError("not a moment")
    return moment


def _texts(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(part, str) for part in raw):
        raise ValueError("not texts")
    return tuple(raw)


# What the run needs from arXiv, as small protocols, and what a source answers.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What a source answered for a window.

    `papers` appeared inside the window, `background` before it (a sample is enough: it shows
    the model what the list passes over). With `complete` false, `troubles` says in one line
    each what is missing. `requests` counts the HTTP requests made, `counts` named figures for
    the report (such as papers without categories). `uncertain` papers may have been announced
    before the window. `seen` is what to remember once the papers are dealt with, None when the
    source cannot tell. `tally` says what was asked of the network, look-ups included.
    """

    papers: Sequence[Paper]
    background: tuple[Paper, ...] = ()
    complete: bool = True
    troubles: tuple[str, ...] = ()
    requests: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    uncertain: frozenset[ArxivId] = frozenset()
    seen: Seen | None = None
    account: Account = field(default_factory=Account)
    tally: Tally = field(default_factory=Tally)


class HalfKnownError(TryAgainLater):
    """A look-up ended early; *found* is what had come by then."""

    def __init__(self, text: str, found: Mapping[ArxivId, Paper]) -> None:
        super().__init__(text)
        self.found = found


class Source(Protocol):
    """Where papers come from: arXiv's interfaces or a metadata snapshot."""

    @property
    def tally(self) -> Tally:
        """What was asked of the network so far, look-ups included."""

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return the papers of *window* in any of *categories*; no categories means all.

        Raises `TryAgainLater` when nothing could be fetched, `SourceError` when it never will.
        """

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what is known of *ids*; unknown ones are missing from the answer.

        Raises `HalfKnownError` when not all could be asked for.
        """


class MarkStore(Protocol):
    """Remembers, for each list, up to when arXiv was swept completely."""

    def load(self, list_name: str) -> Remembered:
        """Return the mark of *list_name*; an unreadable one is none."""

    def save(self, list_name: str, mark: Mark) -> None:
        """Replace the mark of *list_name*, wholly or not at all. Raises `BotError`."""


class Shelf(Protocol):
    """A place for one small file that outlives the run."""

    def read(self) -> bytes | None:
        """Return the file, None without one. Raises `BotError`."""

    def replace(self, change: Callable[[bytes | None], bytes]) -> None:
        """Put what *change* makes of the file there, unless somebody else is faster (again).

        Raises `BotError`.
        """
