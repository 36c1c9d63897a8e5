"""EDGE: a repository as a duty finds it, with the way into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.config import Config
from bot.core.errors import ConfigError
from bot.github import RepositoryFiles
from bot.github.client import GitHubHome
from bot.host.ledger.tables import Repository


@dataclass(frozen=True, slots=True)
class Visited:
    """A repository as it is now: the way into it, its files, and its lists by name."""

    row: Repository
    home: GitHubHome
    files: RepositoryFiles
    configs: Mapping[str, Config]
    broken: Mapping[str, ConfigError]
