"""EDGE: arXiv asked politely: a request in three seconds over all processes, again after faults."""

from __future__ import annotations

import contextlib
import gc
import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from bot.arxiv.http.kept_answers import KeptAnswers
from bot.arxiv.http.retry_policy import (
    Doubtful,
    OutOfTimeError,
    PageError,
    Patience,
    is_for_people,
    is_throttle,
    times,
    wait_before,
)
from bot.arxiv.http.transfer import Again, Moved, OfflineError, Refused, Wire, host_of
from bot.arxiv.sweep.account import Tally
from bot.core.errors import TryAgainLater
from bot.core.plain import plain
from bot.core.ports import Clock, Progress

# . Lets the runs on this machine ask arXiv one after the other: its rule counts machines.
#
# Where no lock can be kept, each run keeps its own pace and that is all.

_NO_NAME = re.compile(r"[^a-z0-9.-]", re.ASCII)
_STEP = 3.0  # seconds between two looks at the lock
_WAITING = 1800.0  # seconds, half an hour
# A service that was wrong about itself must not keep us away for good.
_AWAY = timedelta(days=1)


class Turn:
    """The right to send one request.

    *folder* holds the lock, when the last answer ended, and until when each host wants to be left.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = FileLock(folder / "arxiv.lock")
        self._folder = folder
        self._last = folder / "arxiv.last"

    def take(self, gap: float, pause: Callable[[float, str], None]) -> None:
        """Wait until no other run asks, and *gap* seconds have passed since the last answer.

        *pause* waits, and tells why. Raises `TryAgainLater` after half an hour.
        """
        waited = 0.0
        while not self._taken():
            if waited >= _WAITING:
                raise TryAgainLater("another run has been asking arXiv for too long; run again")
            waited += _STEP
            pause(_STEP, "another run is asking arXiv")
        if (rest := self._rest(gap)) > 0:
            pause(rest, "arXiv asks for three seconds between requests")

    def give(self) -> None:
        """Let others go on; the gap begins now."""
        with contextlib.suppress(OSError):
            self._last.write_text(self._clock.now().isoformat(), encoding="ascii")
        self._lock.release()

    def call_off(self, host: str, moment: datetime) -> None:
        """Let no run on this machine ask *host* before *moment* (aware), or for a day at most."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            until = min(moment, self._clock.now() + _AWAY)
            self._later(host).write_text(until.isoformat(), encoding="ascii")

    def called_off(self, host: str) -> datetime | None:
        """Return the moment before which nobody is to ask *host*, None if there is none."""
        try:
            until = datetime.fromisoformat(self._later(host).read_text(encoding="ascii"))
            rest = until - self._clock.now()
        except (OSError, ValueError, TypeError):
            return None
        return until if timedelta() < rest <= _AWAY else None

    def _later(self, host: str) -> Path:
        return self._folder / f"arxiv.{_NO_NAME.sub('_', host)}.later"

    def _taken(self) -> bool:
        try:
            self._last.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            # Where nothing can be locked (a read-only home), the pace is this process's own.
            return True
        return True

    def _rest(self, gap: float) -> float:
        try:
            last = datetime.fromisoformat(self._last.read_text(encoding="ascii"))
            rest = last + timedelta(seconds=gap) - self._clock.now()
        except (OSError, ValueError, TypeError):
            return 0.0
        # A clock that was set back must not make anybody wait for long.
        return min(gap, rest.total_seconds())


# the one HTTP client of all arXiv sources: asks politely, never calls a failure an answer.
#
# It refuses to know formats: a reader function turns bytes into values or doubts them. How a
# request travels: `transfer.py`.

T = TypeVar("T")
_REDIRECTS = 3  # hops
_SHORT = 200  # characters of what a service says, in a line of ours
# A page for people so often in a row is no hiccup of arXiv's: somebody else answers.
_PORTAL_PAGES = 3
_DENIED, _NOT_FOUND = 403, 404  # HTTP status
_STRAYS = 2  # answers "not found" that are not believed yet
_AGES = 1e9  # seconds; a moment beyond is no date


class Http:
    """A client for all interfaces of arXiv together: one session, one pace, one tally.

    Parameters
    ----------
    contact: a mail address or page that goes into the User-Agent; "" leaves it out.
    jitter: gives numbers from 0 to 1 that spread the clients of the world.
    turn: shares the pace with other runs on this machine.
    answers: what was said before, kept for questions whether it has changed.
    """

    def __init__(  # noqa: PLR0913  # the world, by name
        self,
        *,
        clock: Clock,
        progress: Progress,
        contact: str = "",
        jitter: Callable[[], float] = random.random,
        patience: Patience = Patience(),  # noqa: B008  # frozen
        turn: Turn | None = None,
        answers: KeptAnswers | None = None,
    ) -> None:
        self.tally = Tally()
        self.tries = patience.tries
        """How often one thing is asked for; fewer where another door can be asked instead."""
        self._turn = turn
        self._clock, self._progress, self._jitter = clock, progress, jitter
        self._patience = patience
        self._began: float | None = None
        self._last_end: float | None = None
        self._lost = 0.0
        self._later: dict[str, datetime] = {}
        self._denied: dict[str, str] = {}
        self._pages_for_people = 0
        self._wire = Wire(contact, patience, now=clock.now, answers=answers)

    def ask(
        self,
        url: str,
        params: Mapping[str, str],
        read: Callable[[bytes], T],
        *,
        accept: str = "application/atom+xml",
        changed: bool = False,
    ) -> T:
        """Return what *read* makes of the answer, asking again on named failures.

        With *changed* the first question is whether it is another one than that kept.

        *read* raises `Doubtful` for an answer that cannot be right. Raises `TryAgainLater`
        when patience ends (`PageError` where it may be about *params* alone, `OutOfTimeError`
        when the run's time is over), `OfflineError` when the network is away, `Refused` when
        the service says no, `ConfigError` for an impossible address.
        """
        self._check_leave(host_of(url))
        attempt = 0
        while True:
            outcome = self._attempt(
                url, params, read, accept, attempt, changed=changed and not attempt
            )
            if not isinstance(outcome, Again):
                return outcome
            attempt += 1
            self._back_off(outcome, attempt, url)

    def _check_leave(self, host: str) -> None:
        """Raise where *host* must not be asked: it said so, or the run's time is over."""
        if host in self._denied:
            raise Refused(self._denied[host], _DENIED)
        if self._turn is not None and host not in self._later:
            until = self._turn.called_off(host)
            self._later |= {host: until} if until else {}
        until = self._later.get(host)
        if until is not None and self._clock.now() < until:
            raise TryAgainLater(_come_back(until))
        if self._began is None:
            self._began = self._clock.monotonic()
        if self._spent() > self._patience.run:
            raise OutOfTimeError(
                f"arXiv took more than {self._patience.run / 60:.0f} minutes in all; "
                f"run again later, nothing is lost"
            )

    def _spent(self) -> float:
        return 0.0 if self._began is None else self._clock.monotonic() - self._began

    def _attempt(
        self,
        url: str,
        params: Mapping[str, str],
        read: Callable[[bytes], T],
        accept: str,
        n: int,
        *,
        changed: bool,
    ) -> T | Again:
        """Return what came of asking once, for the *n*-th time."""
        began = self._clock.monotonic()
        try:
            outcome = self._once(url, params, accept, changed=changed)
        except Refused as refusal:
            if refusal.status == _DENIED:
                self._denied[host_of(url)] = str(refusal)
            if refusal.status != _NOT_FOUND or n >= _STRAYS:
                raise
            return Again(f"HTTP {_NOT_FOUND}")
        if isinstance(outcome, Again):
            self._lost += self._clock.monotonic() - began
            return outcome
        if is_throttle(outcome):
            return Again(f"{plain(outcome[:_SHORT].decode('ascii', 'replace')).strip()!r}")
        try:
            with _no_collection():
                return read(outcome)
        except Doubtful as doubt:
            self._recognise_portal(outcome, url)
            said = plain(str(doubt)[:_SHORT])
            return Again(f"an answer that cannot be right ({said})", page=True)

    def _recognise_portal(self, answer: bytes, url: str) -> None:
        self._pages_for_people = self._pages_for_people + 1 if is_for_people(answer) else 0
        if self._pages_for_people >= _PORTAL_PAGES:
            raise OfflineError(
                f"{host_of(url)} answers with a web page, {times(_PORTAL_PAGES)} in a row; "
                f"is this network behind a log-in page? Run again later, nothing is lost"
            )

    def _back_off(self, outcome: Again, attempt: int, url: str) -> None:
        wait = wait_before(
            attempt, asked=outcome.asked, jitter=self._jitter(), gap=self._patience.gap
        )
        rest = self._patience.waiting - self._lost
        if outcome.asked > rest:
            self._call_off(outcome, url)
        if attempt >= self.tries or wait > rest or self._spent() + wait > self._patience.run:
            often = f", {times(attempt)} in a row" if attempt > 1 else ""
            raise (PageError if outcome.page else TryAgainLater)(
                f"{host_of(url)} gave {outcome.why}{often}; run again later, nothing is lost"
            )
        self._lost += wait
        self.tally.retries += 1
        self._pause(wait, f"{host_of(url)} gave {outcome.why}")

    def _call_off(self, outcome: Again, url: str) -> None:
        """Ask no more in this run, nor in the next ones on this machine while arXiv says so."""
        host = host_of(url)
        until = self._clock.now() + timedelta(seconds=min(outcome.asked, _AGES))
        self._later[host] = until
        if self._turn is not None:
            self._turn.call_off(host, until)
        raise TryAgainLater(f"{host} gave {outcome.why}: {_come_back(until)}")

    def _pause(self, seconds: float, why: str) -> None:
        self.tally.pauses += 1
        self.tally.paused += seconds
        self._progress.pause(seconds, why)
        self._clock.sleep(seconds)

    def _keep_gap(self) -> None:
        if self._last_end is None:
            return
        rest = self._last_end + self._patience.gap - self._clock.monotonic()
        if rest > 0:
            self._pause(rest, "arXiv asks for three seconds between requests")

    def _once(
        self, url: str, params: Mapping[str, str], accept: str, *, changed: bool
    ) -> bytes | Again:
        outcome = self._send(url, params, accept, changed=changed)
        for _ in range(_REDIRECTS):
            if not isinstance(outcome, Moved):
                return outcome
            outcome = self._send(outcome.url, {}, accept)
        return Again("nothing but redirects") if isinstance(outcome, Moved) else outcome

    def _send(
        self, url: str, params: Mapping[str, str], accept: str, *, changed: bool = False
    ) -> bytes | Again | Moved:
        self._keep_gap()
        if self._turn is not None:
            self._turn.take(self._patience.gap, self._pause)
        self.tally.requests += 1
        try:
            return self._wire.get(url, params, accept, changed=changed)
        finally:
            self._last_end = self._clock.monotonic()
            if self._turn is not None:
                self._turn.give()


def _come_back(moment: datetime) -> str:
    # Rounded up, so that a run at that minute is no too early one.
    minute = (moment + timedelta(seconds=59)).astimezone(UTC)
    return f"arXiv asks to come back after {minute:%Y-%m-%d %H:%M} UTC; nothing is lost until then"


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the collector still: an answer makes a hundred thousand objects, and no cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
