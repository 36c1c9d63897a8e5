"""Which links of a list have led nowhere for three days; asked as a polite guest asks. Pure.

HEAD, then GET where that fails; at most one request a second and host; what robots.txt forbids is
not asked, and of a host that refuses bots nothing is ever said. The web, the time and the place
where failures are remembered are ports.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from bot.anatomy import Entry
from bot.care.dead_ends.robots import Robots, read_robots
from bot.core.ports import Clock, Progress
from bot.lists import PaperList

_DAYS = 3  # on which a link has failed, before it is said
_SPACE = 1.0  # seconds between two requests to a host
_LONGEST = 900.0  # seconds of a round; the next one goes on behind the last link asked
_HOPS = 5  # redirections that are followed
_REFUSALS = frozenset({401, 403, 405, 406, 418, 429, 451, 503, 999})
"""HTTP statuses by which hosts turn bots away: what people would see, nobody can tell."""
_GONE, _BROKEN, _PAST = frozenset({404, 410}), 500, 600  # HTTP statuses
_ARXIV = "arxiv.org"  # is asked through its interfaces
_Fate = str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a host replied: HTTP `status`, where it points `to`, its `text` (of robots.txt only).

    Status 0 is none at all, and `why` says so in a word or two.
    """

    status: int
    to: str = ""
    text: str = ""
    why: str = ""


class Web(Protocol):
    """The hosts of the world."""

    def ask(self, method: str, url: str, *, most: int = 0) -> Reply:
        """Return the reply to one request that follows no redirection, and *most* bytes of it."""


class LinkStore(Protocol):
    """Remembers failures between runs; it lives where marks live."""

    def load_links(self, list_name: str) -> object:
        """Return what was saved for *list_name*, None without it."""

    def save_links(self, list_name: str, fields: object) -> None:
        """Replace what is remembered for *list_name*. Raises `BotError`."""


@dataclass(frozen=True, slots=True)
class Failing:
    """Address -> the `days` on which it failed, oldest first; the next round begins behind `last`.

    `why` tells the latest failure.
    """

    days: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    last: str = ""

    def dead(self) -> Mapping[str, str]:
        """Return address -> what is said of it, for those that failed on enough days."""
        return {
            url: f"has not worked since {days[0]}: {self.why.get(url, 'no answer')}"
            for url, days in self.days.items()
            if len(days) >= _DAYS
        }

    def to_fields(self) -> dict[str, object]:
        """Return this as what JSON can hold."""
        failing = {url: [self.why.get(url, ""), *days] for url, days in sorted(self.days.items())}
        return {"failing": failing, "last": self.last}


def failing_of(fields: object) -> Failing:
    """Return what `to_fields` wrote; damage is nothing remembered."""
    try:
        rows = fields["failing"].items()  # type: ignore[index]  # any damage is caught below
        parsed = {str(url): (str(row[0]), tuple(map(_day, row[1:]))) for url, row in rows}
        last = str(fields["last"])  # type: ignore[index]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return Failing()
    days = {url: days for url, (_, days) in parsed.items() if days}
    return Failing(days, {url: why for url, (why, _) in parsed.items()}, last)


def _day(text: object) -> str:
    return date.fromisoformat(str(text)).isoformat()


class LinkWatch:
    """Looks after the links of lists: one round a run and list, remembered unless it is *dry*."""

    def __init__(
        self, web: Web, store: LinkStore, clock: Clock, progress: Progress, *, dry: bool = False
    ) -> None:
        self._web, self._store, self._clock, self._dry = web, store, clock, dry
        self._progress = progress
        self._done: dict[str, Mapping[str, str]] = {}
        self._free: dict[str, float] = {}

    def dead(self, list_name: str, listing: PaperList) -> Mapping[str, str]:
        """Return the addresses in entries of *listing* that lead nowhere, and what is said."""
        if list_name not in self._done:
            before = failing_of(self._store.load_links(list_name))
            guest = _Guest(self._web, self._clock, self._free)
            after = look_round(links_of(listing), before, guest, self._clock, self._progress)
            if not self._dry and after != before:
                self._store.save_links(list_name, after.to_fields())
            self._done[list_name] = after.dead()
        return self._done[list_name]


def links_of(listing: PaperList) -> Sequence[str]:
    """Return the addresses in entries of *listing* that may be asked, each once."""
    entries = (
        entry
        for entry in listing.entries
        if not (entry.ignored or listing.left_alone(entry.file, entry.line))
    )
    urls = (url.partition("#")[0] for entry in entries for url in entry.urls)
    return tuple(dict.fromkeys(url for url in urls if _is_asked(url)))


def _is_asked(url: str) -> bool:
    host = _host(url)
    return "." in host and host != _ARXIV and not host.endswith(f".{_ARXIV}")


def _host(url: str) -> str:
    """Return the host of *url*, "" where HTTP cannot ask it."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https"):
            return parts.hostname or ""
    return ""


def look_round(
    urls: Sequence[str], before: Failing, guest: _Guest, clock: Clock, progress: Progress
) -> Failing:
    """Return what is failing after a round over *urls*, by what failed *before*.

    What works is forgotten; what nobody can tell stays as it was, but of hosts that refuse bots.
    Where no host answers at all it is our own network that fails, and nothing is learnt.
    """
    today = clock.now().date().isoformat()
    days = {url: before.days[url] for url in urls if url in before.days}
    why = {url: before.why.get(url, "") for url in days}
    due = [url for url in _in_order(urls, before) if today not in days.get(url, ())]
    last, end = before.last, clock.monotonic() + _LONGEST
    for number, url in enumerate(due):
        if clock.monotonic() >= end:
            break
        progress.count(number, len(due), "links")
        fate = guest.fate_of(url)
        last = url if url not in before.days else last
        if fate == "":
            days.pop(url, None)
        elif fate is not None:
            days[url] = (*days.get(url, ())[: _DAYS - 1], today)
            why[url] = fate
    if not guest.was_answered:
        return before
    days = {url: each for url, each in days.items() if _host(url) not in guest.refusing}
    return Failing(days, {url: why[url] for url in days}, last)


def _in_order(urls: Sequence[str], before: Failing) -> Iterator[str]:
    """Yield by turns what fails already, longest unasked first, and the rest behind the last one.

    Hosts take turns over the whole list, so that the last one has the same place in each round.
    """
    nth: Counter[str] = Counter()
    turns = []
    for url in urls:
        turns.append(nth[_host(url)])
        nth[_host(url)] += 1
    every = [url for _, url in sorted(zip(turns, urls, strict=True), key=lambda pair: pair[0])]
    place = every.index(before.last) + 1 if before.last in every else 0
    rest = [url for url in (*every[place:], *every[:place]) if url not in before.days]
    failing = [url for url in every if url in before.days]
    failing.sort(key=lambda url: before.days[url][-1])
    yield from (url for pair in zip_longest(failing, rest) for url in pair if url)


class _Guest:
    """Asks the web for one link after the other; a host is *free* again at a time of the clock."""

    def __init__(self, web: Web, clock: Clock, free: dict[str, float]) -> None:
        self._web, self._clock, self._free = web, clock, free
        self._robots: dict[str, Robots | _Fate] = {}
        self.refusing: set[str] = set()
        self.was_answered = False

    def fate_of(self, url: str) -> _Fate:
        """Return "" if *url* works, why it does not, None where nobody can tell."""
        for _ in range(_HOPS):
            host = _host(url)
            if not _is_asked(url) or host in self.refusing:
                return None
            robots = self._robots_of(url)
            if not isinstance(robots, Robots):
                return robots
            parts = urlsplit(url)
            if not robots.allow(f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"):
                return None
            reply = self._ask("HEAD", url)
            if not _is_fine(reply):
                reply = self._ask("GET", url)
            if not reply.to:
                return self._told_by(reply, host)
            url = _joined(url, reply.to)
        return None

    def _told_by(self, reply: Reply, host: str) -> _Fate:
        if reply.status in _REFUSALS:
            self.refusing.add(host)
            return None
        if reply.status == 0:
            return reply.why or "no answer"
        if reply.status in _GONE or _BROKEN <= reply.status < _PAST:
            return f"HTTP {reply.status}"
        return "" if _is_fine(reply) else None

    def _robots_of(self, url: str) -> Robots | _Fate:
        """Return what the host of *url* lets bots ask, or else the fate of all its links."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._robots:
            at = f"{place}/robots.txt"
            for _ in range(_HOPS):
                reply = self._ask("GET", at, most=2**19)  # RFC 9309, 2.5: 500 kB
                if not (reply.to and _is_asked(at := _joined(at, reply.to))):
                    break
            is_read = _is_fine(reply) and not reply.to
            robots: Robots | _Fate = read_robots(reply.text) if is_read else Robots()
            if reply.status == 0 or reply.status in _REFUSALS:
                robots = self._told_by(reply, _host(url))
            elif reply.status >= _BROKEN:
                robots = None  # RFC 9309, 2.3.1.4: then nothing may be asked
            self._robots[place] = robots
        return self._robots[place]

    def _ask(self, method: str, url: str, *, most: int = 0) -> Reply:
        host = _host(url)
        wait = self._free.get(host, 0.0) - self._clock.monotonic()
        if wait > 0:
            self._clock.sleep(wait)
        reply = self._web.ask(method, url, most=most)
        self._free[host] = self._clock.monotonic() + _SPACE
        self.was_answered |= reply.status > 0
        return reply


def _joined(url: str, to: str) -> str:
    """Return where *to* points from *url*, "" where that is no address."""
    with contextlib.suppress(ValueError):
        return urljoin(url, to)
    return ""


def _is_fine(reply: Reply) -> bool:
    return 200 <= reply.status < 400  # noqa: PLR2004 - HTTP: success and redirection


def link_remarks(listing: PaperList, dead: Mapping[str, str]) -> Iterator[tuple[Entry, str]]:
    """Yield the entries of *listing* that have a *dead* link, and what is said of it."""
    for entry in listing.entries:
        for url in dict.fromkeys(url.partition("#")[0] for url in entry.urls):
            if why := dead.get(url):
                yield entry, f"{url.partition('://')[2]} {why}"
