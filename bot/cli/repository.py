"""EDGE: a list's repository on this disk: its Markdown files, its history, its workflows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from bot.anatomy import arxiv_ids
from bot.backtest import read_versions
from bot.cli.project_page import project_page
from bot.core.errors import BotError
from bot.core.plain import NO_LISTS
from bot.core.version import ACTION_REF
from bot.onboarding import PLACEHOLDER, Action
from classifier.papers import ArxivId

WORKFLOWS = ("paper-bot.yml", "decide.yml")
"""The workflows that a list's repository needs, as packaged texts and in .github/workflows."""

_MOST_FILES = 2_000  # Markdown files that are looked at
_MOST_BYTES = 20_000_000  # of a file; larger ones are no text for people
_EVERY = timedelta(days=28)  # of the history a version is read


def root_of(folder: Path) -> Path:
    """Return the folder of the git repository around *folder*, or *folder* where there is none."""
    here = folder.resolve()
    return next((outer for outer in (here, *here.parents) if (outer / ".git").exists()), here)


def markdown_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the Markdown files below *root* with their bytes; hidden folders are left alone."""
    count = 0
    for folder, below, names in os.walk(root):
        below[:] = sorted(
            inner for inner in below if not inner.startswith(".") and inner not in NO_LISTS
        )
        for name in sorted(names):
            path = Path(folder) / name
            if not name.lower().endswith((".md", ".markdown")) or path.is_symlink():
                continue
            count += 1
            if count > _MOST_FILES:
                return
            if path.stat().st_size <= _MOST_BYTES:
                yield path.relative_to(root).as_posix(), path.read_bytes()


def first_added(root: Path, files: Sequence[str]) -> Mapping[ArxivId, date]:
    """Return when each paper of *files* came in during the last year of their history.

    What stood there at its beginning is left out. Raises `UsageError` without a repository and
    `ListError` without a whole history.
    """
    days: dict[ArxivId, date] = {}
    before: set[ArxivId] = set()
    last = None
    for version in read_versions(root, files, "12m"):
        if last is not None and version.moment - last < _EVERY:
            continue
        text = "\n".join(raw.decode("utf-8", "replace") for raw in version.files.values())
        ids = set(arxiv_ids(text))
        if last is None:
            before = ids
        days.update((i, version.moment.date()) for i in ids - before - days.keys())
        last = version.moment
    return days


def workflow_template(name: str) -> str:
    """Return the packaged text of the workflow *name*."""
    file = resources.files("bot.onboarding") / "workflows" / name
    return file.read_text(encoding="utf-8")


def action_of(environ: Mapping[str, str]) -> Action:
    """Return the action that this installation is: from who runs, built or installed it.

    https://docs.github.com/actions/reference/workflows-and-actions/variables,
    https://packaging.python.org/specifications/core-metadata/#project-url-multiple-use and
    https://packaging.python.org/specifications/direct-url/
    """
    if repository := environ.get("GITHUB_ACTION_REPOSITORY"):
        return Action(repository, environ.get("GITHUB_ACTION_REF") or ACTION_REF)
    path = urlsplit(project_page()).path.strip("/").removesuffix(".git")
    return Action(path if path.count("/") == 1 else PLACEHOLDER, ACTION_REF)


def workflows_of(root: Path) -> Mapping[str, str]:
    """Return the workflows of the repository at *root*: name -> text."""
    files = [p for p in sorted((root / ".github" / "workflows").glob("*.y*ml")) if p.is_file()]
    return {f.relative_to(root).as_posix(): f.read_text("utf-8", "replace") for f in files}


def newest_change(root: Path, files: Sequence[str]) -> datetime | None:
    """Return when *files* were last committed; None where git cannot tell."""
    try:
        return max((version.moment for version in read_versions(root, files, "1d")), default=None)
    except BotError:
        return None


def cannot_write(folder: Path) -> bool:
    """Whether nothing can be kept in *folder*, which may have to be made first."""
    there = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
    return not (there.is_dir() and os.access(there, os.W_OK))
