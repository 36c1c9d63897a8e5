"""EDGE. Keeps marks on this disk, for `--since last`: a small JSON file for each list.

It never decides whether a sweep was complete: the caller moves the mark, or does not.
"""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs

from bot.arxiv.sweep.source import Mark, Remembered, from_fields, to_fields
from bot.core.errors import ConfigError
from bot.core.plain import is_list_name
from bot.core.replace_files import NotWrittenError, replace_files

_LAYOUTS = (1, 2)  # 1 had no seen papers


class Marks:
    """The marks of all lists.

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
        except (ValueError, RecursionError):
            trouble = "damaged"
        return Remembered(None, f"{path}: cannot be read ({trouble}); sweeping anew without it")

    def save(self, list_name: str, mark: Mark) -> None:
        """Replace the mark of *list_name*, wholly or not at all. Raises `ConfigError`."""
        self._write(self._path(list_name), {"version": _LAYOUTS[-1], **to_fields(mark)})

    def load_links(self, list_name: str) -> object:
        """Return what is remembered of the links of *list_name*, None without it."""
        try:
            return json.loads(self._path(list_name, ".links").read_bytes())
        except (OSError, ValueError, RecursionError):
            return None

    def save_links(self, list_name: str, fields: object) -> None:
        """Replace what is remembered of the links of *list_name*. Raises `ConfigError`."""
        self._write(self._path(list_name, ".links"), fields)

    def _write(self, path: Path, fields: object) -> None:
        raw = json.dumps(fields) + "\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_files({path: raw.encode()})
        except (OSError, NotWrittenError) as error:
            why = error.why if isinstance(error, NotWrittenError) else error.strerror
            raise ConfigError(
                f"{path}: cannot be written ({why}); correct the permissions, "
                f"or point XDG_STATE_HOME elsewhere"
            ) from error

    def _path(self, list_name: str, of: str = "") -> Path:
        if not is_list_name(list_name):
            raise ConfigError(f"list.name: {list_name!r} is no name; use a-z, 0-9 and hyphens")
        return self._folder / f"{list_name}{of}.json"


def _parse(raw: bytes) -> Mark:
    parts = json.loads(raw)
    if not isinstance(parts, dict) or parts.get("version") not in _LAYOUTS:
        raise ValueError("another layout")
    return from_fields(parts)
