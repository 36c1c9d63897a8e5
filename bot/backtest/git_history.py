"""EDGE: the history of a list's files, read with git from a repository that nobody trusts.

A repository's own configuration can name programs: none is run, and nothing is fetched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.backtest.history import Version, first_moment
from bot.core.errors import ListError, UsageError

# What a hostile .git/config could set to run a program of its choice during log or cat-file.
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.alternateRefsCommand=",
    "core.pager=cat",
    "diff.external=",
    "diff.renameLimit=400",
    "log.showSignature=false",
    "log.mailmap=false",
    "protocol.allow=never",
)
_LOG = ("--first-parent", "--follow", "--raw", "-z", "--no-abbrev", "-M", "--no-ext-diff")
_CHANGE = re.compile(r":\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [A-Z]\d*")
_MAX_BYTES = 20_000_000  # of one version of a file
_WAIT = 300.0  # seconds for one call of git


def read_versions(repository: Path, files: Sequence[str], since: str) -> Iterator[Version]:
    """Yield the versions of *files* along the first parents of HEAD, the oldest first.

    What *since* names (a date, or a span before the newest version) begins with the version
    that stood then. Renames are followed. Committers' clocks may jump: no version is older
    than the one before.
    Raises `UsageError` where there is no repository, `ListError` for a shallow one.
    """
    root = _root(repository)
    changes: list[tuple[datetime, str, str]] = []
    histories: dict[str, list[tuple[datetime, str]]] = {}
    for name in files:
        history = _changes(root, name)
        if not history:
            raise ListError(f"{name}: has no history in {repository}; name a file with --list")
        histories[name] = history
    start = first_moment(since, max(history[-1][0] for history in histories.values()))
    for name, history in histories.items():
        older = sum(moment <= start for moment, _ in history)
        changes += [(moment, name, blob) for moment, blob in history[max(0, older - 1) :]]
    changes.sort(key=lambda change: change[0])
    contents: dict[str, bytes] = {}
    with _open_blobs(root) as blobs:
        for moment, name, blob in changes:
            content = _content(blobs, blob, name)
            contents = {k: v for k, v in contents.items() if k != name}
            if content is not None:
                contents[name] = content
            yield Version(moment, {k: contents[k] for k in files if k in contents})


def _root(repository: Path) -> Path:
    if not repository.is_dir():
        raise UsageError(f"{repository}: no such folder; name a git repository")
    top = _git(repository, "rev-parse", "--show-toplevel").strip()
    root = Path(top)
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise ListError(
            f"{repository}: a shallow clone has no history; run: git fetch --unshallow"
            " (in a workflow: actions/checkout with fetch-depth: 0)"
        )
    return root


def _changes(root: Path, name: str) -> list[tuple[datetime, str]]:
    """Return when *name* changed and to which blob, oldest first."""
    log = _git(root, "log", *_LOG, "--format=%x01%ct", "HEAD", "--", name)
    changes = []
    for commit in reversed(log.split("\x01")[1:]):
        seconds, _, rest = commit.partition("\0")
        if change := _CHANGE.search(rest):
            changes.append((int(seconds), change[1]))
    result, latest = [], 0
    for second, blob in changes:
        latest = max(latest, second)
        result.append((datetime.fromtimestamp(latest, UTC), blob))
    return result


def _content(blobs: subprocess.Popen[bytes], blob: str, name: str) -> bytes | None:
    """Return the bytes of *blob*; None for a deleted file, a link or one too large to be a list."""
    if not blob.strip("0"):
        return None
    if blobs.stdin is None or blobs.stdout is None:
        raise ListError(f"{name}: git could not be asked")
    blobs.stdin.write(f"{blob}\n".encode())
    blobs.stdin.flush()
    head = blobs.stdout.readline().split()
    if len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004 - "<object> <type> <size>"
        raise ListError(
            f"{name}: an old version is missing; in a partial clone run: git fetch --refetch"
        )
    size = int(head[2])
    if size > _MAX_BYTES:
        raise ListError(f"{name}: an old version has {size:,} bytes; that is no list")
    content = blobs.stdout.read(size)
    blobs.stdout.read(1)
    return content


def _open_blobs(root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - no shell, git by its full path
        [*_command(root), "cat-file", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _git(folder: Path, *args: str) -> str:
    """Return what git prints. Raises `UsageError` with git's own words when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, git by its full path
            [*_command(folder), *args],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=_environment(),
            timeout=_WAIT,
        )
    except subprocess.TimeoutExpired:
        raise ListError(f"{folder}: git took more than {_WAIT:.0f} s; is the disk slow?") from None
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = words[0].removeprefix("fatal: ") if words else f"exit code {done.returncode}"
        if "'HEAD'" in why:
            raise UsageError(f"{folder}: nothing is committed there yet; commit the list first")
        raise UsageError(f"{folder}: git: {why}; name a git repository")
    return done.stdout.decode("utf-8", "replace")


def _command(folder: Path) -> list[str]:
    git = shutil.which("git")
    # Windows looks into the current folder first, which may be a list that nobody trusts.
    if git is None or Path(git).resolve().parent == Path.cwd():
        raise UsageError("git is not installed; a backtest reads the list's history with it")
    settings = (*_SETTINGS, f"safe.directory={folder.resolve()}")
    options = [part for setting in settings for part in ("-c", setting)]
    return [git, "-C", str(folder), "--no-pager", "--literal-pathspecs", *options]


def _environment() -> dict[str, str]:
    """Return an environment without the caller's settings, keys or askers of passwords."""
    needed = ("SYSTEMROOT",)  # by every program on Windows
    return {
        **{name: os.environ[name] for name in needed if name in os.environ},
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }
