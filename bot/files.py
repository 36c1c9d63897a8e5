"""EDGE: the files of a repository on disk: read whole, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import BotError, ConfigError, ListError
from bot.proposal.proposal import Outcome, Proposal, Standing

_MAX_BYTES = 100_000_000  # a list is text for people; GitHub refuses larger files


def read_config_bytes(path: Path) -> bytes:
    """Return the bytes of a config file. Raises `ConfigError`."""
    return _read(path, str(path), ConfigError)


def find_configs(named: Sequence[str], *, folder: Path) -> tuple[Path, ...]:
    """Return the config files *named*, or every `config/*.toml` under *folder*.

    Raises `ConfigError` when there is none.
    """
    found = tuple(map(Path, named)) or tuple(sorted((folder / "config").glob("*.toml")))
    if not found:
        raise ConfigError(
            "no config/*.toml here; run this in the list's repository or pass --config FILE"
        )
    return found


def repository_of(config: Path) -> Path:
    """Return the folder that the list's paths are relative to: the one that holds `config/`."""
    folder = config.resolve().parent
    return folder.parent if folder.name == "config" else folder


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the file at *path*, following a link, so that a crash leaves the old one whole.

    Raises `ListError` when the disk refuses.
    """
    target = Path(os.path.realpath(path))
    scratch = ""
    try:
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, scratch)
        Path(scratch).replace(target)
        scratch = ""
    except OSError as error:
        raise ListError(f"{path}: cannot be written ({error.strerror}); nothing changed") from None
    finally:
        if scratch:
            with contextlib.suppress(OSError):
                Path(scratch).unlink()


class LocalFiles:
    """The list on this disk, as a `Forge` that prints or writes and opens no pull request."""

    def __init__(self, root: Path, *, write: bool) -> None:
        self._root = root
        self._write = write

    def standing(self, list_name: str, files: Sequence[str]) -> Standing:  # noqa: ARG002 - the port's
        """Return the files' bytes. Raises `ListError` for one that cannot be read."""
        contents = {name: _read(self._root / name, name, ListError) for name in files}
        return Standing(files=contents)

    def publish(self, proposal: Proposal, standing: Standing) -> Outcome:
        """Write the changed files if asked to, unless they changed meanwhile (`ListError`)."""
        if not self._write:
            return Outcome(what="printed")
        if not proposal.files:
            return Outcome(what="unchanged")
        if self.standing(proposal.list_name, tuple(standing.files)).files != standing.files:
            raise ListError("the list changed during the run; nothing was written, run again")
        self._write_all(proposal.files)
        return Outcome(what="written")

    def _write_all(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            write_atomically(self._root / name, content)


def _read(path: Path, shown: str, kind: type[BotError]) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise kind(
                f"{shown}: larger than {_MAX_BYTES // 1_000_000} MB; name the list's own file"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise kind(f"{shown}: no such file (looked in {path.parent}); correct the path") from None
    except IsADirectoryError:
        raise kind(f"{shown}: is a folder; name a file in it") from None
    except OSError as error:
        raise kind(f"{shown}: cannot be read ({error.strerror}); check its permissions") from None
