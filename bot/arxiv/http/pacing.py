"""EDGE. Lets the runs on this machine ask arXiv one after the other: its rule counts machines.

Where no lock can be kept, each run keeps its own pace and that is all.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from bot.core.errors import TryAgainLater
from bot.core.ports import Clock

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
