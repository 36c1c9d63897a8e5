"""EDGE: the files of a repository on disk: read whole, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from bot.core.errors import BotError, ChangedMeanwhileError, ConfigError, ListError
from bot.core.replace_files import NotWrittenError, replace_files
from bot.proposal import Outcome, Proposal, Standing

_MAX_BYTES = 100_000_000  # a list is text for people; GitHub refuses larger files


def read_config_bytes(path: Path) -> bytes:
    """Return the bytes of a config file. Raises `ConfigError`."""
    return _read(path, str(path), ConfigError)


def read_list_bytes(path: Path) -> bytes:
    """Return the bytes of a list's file, wherever it lies. Raises `ListError`."""
    return _read(path, str(path), ListError)


def find_configs(named: Sequence[str], *, folder: Path) -> tuple[Path, ...]:
    """Return the config files *named*, or every `config/*.toml` under *folder*.

    Raises `ConfigError` when there is none.
    """
    configs = tuple(map(Path, dict.fromkeys(named)))
    configs = configs or tuple(sorted((folder / "config").glob("*.toml")))
    if not configs:
        raise ConfigError(_no_config(folder))
    return configs


def _no_config(folder: Path) -> str:
    """Return why no config is found in *folder*, and what to do."""
    if other := next((p for p in sorted((folder / "config").glob("*.y*ml"))), None):
        return f"{other}: is YAML, and a config is TOML; `bot init` writes one from the list"
    if not any(folder.glob("*.md")):
        return (
            "no config/*.toml here; go to the list's repository (`bot init` there writes one), or"
            " name a config: --config FILE"
        )
    return "no config/*.toml here; `bot init` writes one from the list, or pass --config FILE"


_WORKFLOW = 100_000  # bytes of a workflow file that are looked at


def repository_of(config: Path) -> Path:
    """Return the folder that the list's paths are relative to: the one that holds `config/`."""
    folder = config.resolve().parent
    return folder.parent if folder.name == "config" else folder


def workflow_texts(root: Path) -> dict[str, str]:
    """Return the workflow files below *root* by name; what cannot be read is left out."""
    texts = {}
    for path in sorted(root.glob(".github/workflows/*.y*ml")):
        try:
            texts[path.name] = path.read_bytes()[:_WORKFLOW].decode("utf-8", "replace")
        except OSError:
            continue
    return texts


def write_atomically(files: Mapping[Path, bytes]) -> None:
    """Replace *files*, each wholly or not at all. Raises `ListError` when the disk refuses."""
    try:
        replace_files(files)
    except NotWrittenError as error:
        raise ListError(str(error)) from None


class LocalFiles:
    """The list on this disk, as a `Forge` that prints or writes and opens no pull request."""

    def __init__(self, root: Path, *, write: bool) -> None:
        self._root = root
        self._write = write

    def standing(self, list_name: str, files: Sequence[str]) -> Standing:  # noqa: ARG002 - the port's
        """Return the files' bytes. Raises `ListError` for one that cannot be read."""
        contents = {name: _read(self._path(name), name, ListError) for name in files}
        return Standing(files=contents)

    def publish(self, proposal: Proposal, standing: Standing) -> Outcome:
        """Write the changed files if asked to. Raises `ChangedMeanwhileError`."""
        if not self._write:
            return Outcome(what="printed")
        if not proposal.files:
            return Outcome(what="unchanged")
        if self.standing(proposal.list_name, tuple(standing.files)).files != standing.files:
            raise ChangedMeanwhileError(
                "the list changed during the run; nothing was written, run again"
            )
        write_atomically({self._path(n): content for n, content in proposal.files.items()})
        return Outcome(what="written")

    def _path(self, name: str) -> Path:
        """Return where *name* is. Raises `ListError` for a link out of the repository."""
        path = self._root / name
        if not path.resolve().is_relative_to(self._root.resolve()):
            raise ListError(f"{name}: is a link out of the repository; name the file itself")
        return path


def _near(path: Path) -> str:
    """Return what to do about a *path* that is none: most are a slip in the name."""
    there = [other.name for other in path.parent.glob("*")] if path.parent.is_dir() else []
    folded = {name.casefold(): name for name in there}
    close = get_close_matches(path.name.casefold(), folded, n=1)
    return f"did you mean {folded[close[0]]}?" if close else "correct the path"


def _read(path: Path, shown: str, kind: type[BotError]) -> bytes:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise kind(f"{shown}: is no regular file; name one")
        if path.stat().st_size > _MAX_BYTES:
            raise kind(
                f"{shown}: larger than {_MAX_BYTES // 1_000_000} MB; name the list's own file"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise kind(f"{shown}: no such file (looked in {path.parent}); {_near(path)}") from None
    except IsADirectoryError:
        raise kind(f"{shown}: is a folder; name a file in it") from None
    except OSError as error:
        raise kind(f"{shown}: cannot be read ({error.strerror}); check its permissions") from None
