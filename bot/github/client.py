"""EDGE: PyGithub without its own retries and objects: the only module that imports it.

Its retries would send writes again; its objects send requests that nobody asked for.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from github import Auth, Github
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from bot.arxiv import Shelf
from bot.core.errors import ConfigError
from bot.core.ports import Clock
from bot.github.conversation import Conversation
from bot.github.credentials import (
    AppInstallation,
    AppInstallations,
    AppKey,
    Credential,
    MissingRight,
    RenewingRequester,
    Token,
    lacking,
)
from bot.github.past_pulls import BodyMemory
from bot.github.publisher import OnboardingRequest
from bot.github.pull_requests import PullRequests
from bot.github.reader import RepositoryFiles, find_repository
from bot.github.requester import GitHubApi, Requester, WatchedRequester
from bot.github.writer import StateBranch
from bot.proposal import NO_RULES, Forge, HouseRules, Outcome

__all__ = [
    "PUBLIC_API",
    "GitHubHome",
    "MissingRight",
    "lacking_rights",
    "open_forge",
    "open_shelf",
    "propose_onboarding",
    "say_trouble",
]

PUBLIC_API = "https://api.github.com"
_NAME = re.compile(r"[A-Za-z0-9][\w-]*/(?!\.{1,2}$)[\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubHome:
    """Where the list lives and who asks: *repository* is "OWNER/NAME".

    *wait_budget* is how many seconds a run may wait for rate limits, all in all, *pace* how many
    lie between writes. With *fork*, branches are pushed to the fork of the token's owner. *watch*
    is shown the headers of each answer, which tell how many requests may follow.
    """

    repository: str
    credential: Credential
    clock: Clock
    api_url: str = PUBLIC_API
    fork: bool = False
    wait_budget: float = 600.0
    pace: float = 1.0
    watch: Callable[[Mapping[str, str]], None] | None = None


def open_forge(
    home: GitHubHome,
    *,
    memory: BodyMemory,
    rules: HouseRules = NO_RULES,
) -> Forge:
    """Return the forge of *home*. Raises `ConfigError` for what cannot work; nothing is sent."""
    return PullRequests(_open(home), home.repository, memory=memory, rules=rules, fork=home.fork)


def open_shelf(home: GitHubHome) -> Shelf:
    """Return the file on the branch `paper-bot/state`; raises as `open_forge`."""
    return StateBranch(_open(home), home.repository, fork=home.fork)


def propose_onboarding(
    home: GitHubHome, files: Mapping[str, bytes], title: str, body: str
) -> Outcome:
    """Open the pull request that installs the bot, once; raises as `OnboardingRequest.open`."""
    return OnboardingRequest(_open(home), home.repository).open(files, title, body)


def say_trouble(home: GitHubHome, number: int, trouble: str, *, memory: BodyMemory) -> str:
    """Keep one comment under pull request *number* about what keeps its list from being served.

    With "" it says that this is over, where it was told. Returns "" or why it failed.
    Raises `BotError`.
    """
    api = _open(home)
    repo = find_repository(api, home.repository)
    return Conversation(api, repo, memory).say_trouble(number, trouble)


def open_files(home: GitHubHome) -> RepositoryFiles:
    """Return what lies in the repository of *home*; raises as `RepositoryFiles` does."""
    return RepositoryFiles(_open(home), home.repository)


def open_installations(home: GitHubHome) -> AppInstallations:
    """Return who installed the App whose key *home* has. Raises `ConfigError` without a key."""
    key = home.credential
    if not isinstance(key, AppKey):
        raise ConfigError("only a GitHub App is installed: set PAPER_BOT_APP_ID and its key")

    def as_token(token: str) -> GitHubApi:
        return _api_of(home, _connect(home, Auth.Token(token)), key.rejected)

    return AppInstallations(_api_of(home, _app(home, key), key.rejected), as_token)


def open_token(home: GitHubHome, installation: int, repository: int) -> Token:
    """Return the App's token for one *repository* by GitHub's numbers, good for an hour.

    For callers that open several things with one token; a token in *home* is returned as it is.
    Raises `BotError`.
    """
    key = home.credential
    if not isinstance(key, AppKey):
        return key
    itself = AppInstallation(_api_of(home, _app(home, key), key.rejected), home.repository)
    return Token(itself.token_by_number(installation, repository))


def lacking_rights(home: GitHubHome) -> tuple[MissingRight, ...]:
    """Return what the token may not do that a run needs; nothing is written. Raises `BotError`."""
    kind, name = home.credential.kind, home.repository
    return tuple(lacking(_open(home), name, kind=kind, fork=home.fork))


def _open(home: GitHubHome) -> GitHubApi:
    if sys.flags.optimize:
        raise ConfigError("python -O switches safety checks of PyGithub off: run without -O")
    if not _NAME.fullmatch(home.repository):
        raise ConfigError(
            f"{home.repository!r} is no repository: set GITHUB_REPOSITORY or [publish] repository "
            "to OWNER/NAME"
        )
    _check_address(home.api_url)
    credential = home.credential
    if isinstance(credential, AppKey):
        return _as_app(home, credential)
    requester = _connect(home, Auth.Token(credential.secret))
    return _api_of(home, requester, credential.rejected)


def _app(home: GitHubHome, key: AppKey) -> Requester:
    """Return what sends requests as the App itself. Raises `ConfigError`."""
    auth = Auth.AppAuth(key.app_id, sign_func=lambda claims: _sign(claims, key.pem))
    try:
        auth.create_jwt()
    except (PyJWTError, TypeError, ValueError):
        # The reason could quote the key, so it is not told.
        raise ConfigError("PAPER_BOT_APP_KEY is no RSA private key: copy it anew") from None
    return _connect(home, auth)


def _sign(claims: dict[str, Any], pem: str) -> str:
    return jwt.encode(claims, _private_key(pem), algorithm="RS256")


@lru_cache(maxsize=4)  # reading and checking a key takes a tenth of a second
def _private_key(pem: str) -> Any:
    return RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(pem)


def _as_app(home: GitHubHome, key: AppKey) -> GitHubApi:
    as_app = _app(home, key)
    installation = AppInstallation(_api_of(home, as_app, key.rejected), home.repository)

    def connect() -> Requester:
        return _connect(home, Auth.Token(installation.token()))

    renewing = RenewingRequester(connect, clock=home.clock, graphql_url=as_app.graphql_url)
    return _api_of(home, renewing, key.rejected)


def _api_of(home: GitHubHome, requester: Requester, rejected: str) -> GitHubApi:
    requester = WatchedRequester(requester, home.watch) if home.watch else requester
    return GitHubApi(requester, clock=home.clock, wait_budget=home.wait_budget, rejected=rejected)


def _check_address(api_url: str) -> None:
    parts = urlsplit(api_url)
    loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and loopback:
        return
    raise ConfigError(f"GITHUB_API_URL {api_url!r} must begin with https://")


def _connect(home: GitHubHome, auth: Auth.Auth) -> Requester:
    # Below INFO this logger writes whole bodies and answers.
    log = logging.getLogger("github")
    if log.getEffectiveLevel() < logging.INFO:
        log.setLevel(logging.INFO)
    return Github(
        auth=auth,
        base_url=home.api_url.rstrip("/"),
        user_agent="paper-bot",
        timeout=30,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=home.pace,
    ).requester
