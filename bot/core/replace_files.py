"""EDGE: files on the disk replaced wholly or not at all; the one place that does so."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


class NotWrittenError(Exception):
    """The disk refused *path*, for the reason *why*; *done* says what was written by then."""

    def __init__(self, path: str, why: str, done: str) -> None:
        super().__init__(f"{path}: cannot be written ({why}); {done}")
        self.path, self.why, self.done = path, why, done


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Replace *files*, each wholly or not at all; only when all are on the disk is one replaced.

    Links are followed, modes kept. Raises `NotWrittenError` when the disk refuses.
    """
    ready: dict[Path, Path] = {}
    replaced: list[str] = []
    try:
        for path, content in files.items():
            target = Path(os.path.realpath(path))
            ready[target] = _scratch(target, content)
        for target, scratch in ready.items():
            scratch.replace(target)
            replaced.append(target.name)
    except OSError as error:
        done = f"{', '.join(replaced)} written, the rest not" if replaced else "nothing changed"
        where = error.filename or next(map(str, files), "")
        raise NotWrittenError(where, str(error.strerror), done) from None
    finally:
        for scratch in ready.values():
            scratch.unlink(missing_ok=True)


def _scratch(target: Path, content: bytes) -> Path:
    """Return a new file beside *target* with *content* safely on the disk."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, name)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
