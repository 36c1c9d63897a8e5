"""EDGE: lets runs for one list on this machine follow each other; the second waits its turn.

Where no lock can be kept, runs go on as if they were alone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from bot.core.errors import TryAgainLater
from bot.core.plain import plain
from bot.core.ports import Clock, Progress

_STEP = 5.0  # seconds between two looks at a lock
_PATIENCE = 600.0  # seconds; a run takes some minutes
_SHORT = 80  # characters of what another run said of itself


@contextlib.contextmanager
def one_at_a_time(
    names: Sequence[str],
    clock: Clock,
    progress: Progress,
    folder: Path | None = None,
    *,
    daemon: bool = False,
) -> Iterator[None]:
    """Keep other runs, or for a *daemon* other daemons, away from the lists *names*.

    *folder* holds the locks; default: the user's state folder. Raises `TryAgainLater` that names
    who is at work when a run takes ten minutes, and at once for a daemon.
    """
    state = Path(platformdirs.user_state_dir("paper-bot", appauthor=False))
    place = folder or state / "locks"
    with contextlib.ExitStack() as held:
        for name in sorted(names):  # in one order, or two runs would wait for each other
            lock = _take(name, place, clock, progress, daemon=daemon)
            if lock is not None:
                held.callback(lock.release)
        yield


def _take(
    name: str, folder: Path, clock: Clock, progress: Progress, *, daemon: bool
) -> FileLock | None:
    stem = f"{name}.serve" if daemon else name
    lock, note = FileLock(folder / f"{stem}.lock"), folder / f"{stem}.run"
    waited = 0.0
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
            note.write_text(f"process {os.getpid()}, since {clock.now():%H:%M} UTC", "ascii")
        except Timeout:
            if daemon:
                raise TryAgainLater(
                    f"another bot serve ({_said(note)}) keeps the list {name}: one is enough"
                ) from None
            who = f"another run ({_said(note)}) is at work on the list {name}"
            if waited >= _PATIENCE:
                raise TryAgainLater(f"{who}; run again when it is done") from None
            waited += _STEP
            progress.pause(_STEP, who)
            clock.sleep(_STEP)
        except (OSError, NotImplementedError):
            return lock if lock.is_locked else None
        else:
            return lock


def _said(note: Path) -> str:
    try:
        return plain(note.read_text("ascii")[:_SHORT]) or "unknown"
    except (OSError, ValueError):
        return "unknown"
