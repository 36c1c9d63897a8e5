"""EDGE. Remembers up to when arXiv was swept completely, for `--since last`.

It never decides whether a sweep was complete: the caller moves the mark, or does not.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import platformdirs

from bot.arxiv.calendar import last_mailing
from bot.arxiv.window import ARXIV_BEGAN
from bot.errors import ConfigError

_LAYOUT = 1
_OVERLAP = timedelta(days=1)
_FIRST = timedelta(days=7)
# As far back as moderation usually delays a paper: a mark that lies is as good as none.
_LOST = timedelta(days=28)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """The end (aware, in UTC) of the last complete window."""

    until: datetime


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
        return Since(now - _FIRST, "no earlier run is remembered here: looking back 7 days")
    if mark.until > now + _OVERLAP:
        return Since(
            now - _LOST,
            f"the last run is remembered for {mark.until:%Y-%m-%d}, which lies ahead: "
            f"looking back {_LOST.days} days",
        )
    end = min(mark.until, now)
    return Since(max(ARXIV_BEGAN, min(end - _OVERLAP, last_mailing(end))))


class Marks:
    """The marks of all lists, a small JSON file each.

    Parameters
    ----------
    folder: where they lie; default: the user's state folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        state = platformdirs.user_state_dir("paper-bot", appauthor=False)
        self._folder = folder or Path(state) / "marks"

    def load(self, list_name: str) -> Remembered:
        """Return the mark of *list_name*; an unreadable one is none."""
        path = self._path(list_name)
        try:
            return Remembered(_parse(path.read_bytes()))
        except FileNotFoundError:
            return Remembered(None)
        except OSError as error:
            trouble = str(error.strerror)
        except (ValueError, KeyError, TypeError, RecursionError):
            trouble = "damaged"
        return Remembered(None, f"{path}: cannot be read ({trouble}); sweeping anew without it")

    def save(self, list_name: str, mark: Mark) -> None:
        """Replace the mark of *list_name*, wholly or not at all. Raises `ConfigError`."""
        path = self._path(list_name)
        raw = json.dumps({"version": _LAYOUT, "until": mark.until.isoformat()}) + "\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, raw.encode())
        except OSError as error:
            raise ConfigError(
                f"{path}: cannot be written ({error.strerror}); correct the permissions, "
                f"or point XDG_STATE_HOME elsewhere"
            ) from error

    def _path(self, list_name: str) -> Path:
        if not _NAME.fullmatch(list_name):
            raise ConfigError(f"list.name: {list_name!r} is no name; use a-z, 0-9 and hyphens")
        return self._folder / f"{list_name}.json"


def _parse(raw: bytes) -> Mark:
    parts = json.loads(raw)
    until = datetime.fromisoformat(parts["until"])
    if parts["version"] != _LAYOUT or until.tzinfo is None:
        raise ValueError("another layout")
    return Mark(until)


def _replace(path: Path, raw: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
