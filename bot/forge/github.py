"""EDGE: GitHub over the wire, through PyGithub: the only module that imports it.

PyGithub's own retries are off, because they send writes again; here reads are repeated and writes
are not. Its objects are not used: they complete themselves in silence with requests of their own.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

from github import Auth, Github

from bot.errors import BotError, ConfigError, TryAgainLater
from bot.forge.answers import Doubt, Json, Refusal
from bot.forge.history import Memory
from bot.forge.pull_requests import PullRequests
from bot.forge.remedy import Trouble, Verdict, Wait, judge
from bot.forge.state_branch import StateBranch
from bot.ports import Clock, Forge, Shelf

PUBLIC_API = "https://api.github.com"
_TRIES = 4
_BACKOFF = 2.0
_NAME = re.compile(r"[A-Za-z0-9][\w-]*/(?!\.{1,2}$)[\w.-]+", re.ASCII)


def open_forge(  # noqa: PLR0913 - what a forge is made of, all by name
    *,
    repository: str,
    token: str,
    memory: Memory,
    clock: Clock,
    api_url: str = PUBLIC_API,
    labels: Sequence[str] = (),
    wait_budget: float = 600.0,
    seconds_between_writes: float = 1.0,
) -> Forge:
    """Return the forge for *repository* ("OWNER/NAME").

    *wait_budget* is how many seconds a run may wait for rate limits, all in all. Raises
    `ConfigError` for what cannot work; nothing is sent yet.
    """
    wire = _open(repository, token, clock, api_url, wait_budget, seconds_between_writes)
    return PullRequests(wire, repository, memory=memory, labels=labels)


def open_shelf(
    *, repository: str, token: str, clock: Clock, api_url: str = PUBLIC_API, pace: float = 1.0
) -> Shelf:
    """Return the place on the branch `paper-bot/state` of *repository*; as `open_forge`.

    *pace* is how many seconds lie between writes.
    """
    wire = _open(repository, token, clock, api_url, 600.0, pace)
    return StateBranch(wire, repository)


def _open(
    repository: str, token: str, clock: Clock, api_url: str, wait_budget: float, pace: float
) -> GitHubWire:
    if sys.flags.optimize:
        raise ConfigError("python -O switches safety checks of PyGithub off: run without -O")
    if not token.strip():
        raise ConfigError("no token: set GITHUB_TOKEN, or use --publish diff")
    if not _NAME.fullmatch(repository):
        raise ConfigError(
            f"{repository!r} is no repository: set GITHUB_REPOSITORY or [publish] repository to "
            "OWNER/NAME"
        )
    token = token.strip()
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ConfigError("GITHUB_TOKEN holds characters that no token has: copy it anew")
    _check_address(api_url)
    requester = _connect(token, api_url.rstrip("/"), pace)
    return GitHubWire(requester, clock=clock, wait_budget=wait_budget)


def _check_address(api_url: str) -> None:
    parts = urlsplit(api_url)
    loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and loopback:
        return
    raise ConfigError(f"GITHUB_API_URL {api_url!r} must begin with https://")


def _connect(token: str, api_url: str, seconds_between_writes: float) -> Requester:
    # Below INFO this logger writes whole bodies and answers.
    log = logging.getLogger("github")
    if log.getEffectiveLevel() < logging.INFO:
        log.setLevel(logging.INFO)
    return Github(
        auth=Auth.Token(token),
        base_url=api_url,
        user_agent="paper-bot",
        timeout=30,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=seconds_between_writes,
    ).requester


class Requester(Protocol):
    """The part of PyGithub that is used: one authorised request, one answer."""

    @property
    def graphql_url(self) -> str:
        """The address of the GraphQL interface."""

    def requestJson(
        self,
        verb: str,
        url: str,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        input: Any | None = None,
    ) -> tuple[int, dict[str, Any], str]:
        """Send *input* as JSON; return status, headers and text, whatever the status."""


class GitHubWire:
    """Sends requests through *requester*, which alone knows the token; an `Api`.

    It may wait *wait_budget* seconds for rate limits, all in all. Not safe to share between
    threads: PyGithub's connection is not.
    """

    def __init__(self, requester: Requester, *, clock: Clock, wait_budget: float) -> None:
        self._requester, self._clock, self._waiting_left = requester, clock, wait_budget
        self.requests = 0

    def read(self, path: str, **parameters: str | int) -> Json:
        """GET *path*, again after trouble. Raises `Refusal`, `ForgeError` or `TryAgainLater`."""
        for attempt in range(_TRIES):
            verdict = self._send("GET", path, None, parameters)
            if not isinstance(verdict, Trouble):
                return _answer(verdict)
            trouble = verdict.what
            if attempt < _TRIES - 1:
                self.wait(attempt)
        raise TryAgainLater(f"{trouble}; tried {_TRIES} times, run again later")

    def write(self, verb: str, path: str, body: Json) -> Json:
        """Send *body* once. Raises `Doubt` when it may or may not have been applied."""
        verdict = self._send(verb, path, body, {})
        if isinstance(verdict, Trouble):
            raise Doubt(verdict.what)
        return _answer(verdict)

    def mutate(self, name: str, values: Json, fields: str) -> Json:
        """Run a GraphQL mutation once; its errors come as a `Refusal`, for they arrive as 200."""
        kind = name[:1].upper() + name[1:]
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {fields} }} }}"
        body: Json = {"query": query, "variables": {"input": values}}
        answer = self.write("POST", self._requester.graphql_url, body)
        if not isinstance(answer, dict):
            raise Doubt("GitHub answered a mutation with something else")
        if errors := answer.get("errors"):
            raise Refusal(422, _messages(errors))
        data = answer.get("data")
        return data.get(name) if isinstance(data, dict) else None

    def wait(self, attempt: int) -> None:
        """Let GitHub settle: 2, 4, 8 seconds."""
        self._clock.sleep(_BACKOFF * 2**attempt)

    def _send(
        self, verb: str, path: str, body: Json, parameters: dict[str, str | int]
    ) -> Json | Trouble | Refusal | BotError:
        """Send one request, again only after a limit that refused it. Nothing else is repeated."""
        while True:
            verdict = self._once(verb, path, body, parameters)
            if not isinstance(verdict, Wait):
                return verdict
            if verdict.seconds > self._waiting_left:
                raise TryAgainLater(
                    f"GitHub's rate limit asks for {verdict.seconds:.0f} seconds, more than this "
                    "run may wait; run again later"
                )
            # A limit of no seconds must not make an endless loop.
            seconds = max(1.0, verdict.seconds)
            self._waiting_left -= seconds
            self._clock.sleep(seconds)

    def _once(self, verb: str, path: str, body: Json, parameters: dict[str, str | int]) -> Verdict:
        self.requests += 1
        try:
            status, headers, text = self._requester.requestJson(
                verb, path, parameters=dict(parameters), input=body
            )
        except OSError as error:  # what requests raises, and the socket below it
            return Trouble(f"GitHub cannot be reached ({type(error).__name__})")
        except RuntimeError:  # PyGithub's word for a redirect to another host
            return TryAgainLater("GitHub sent the bot to another host; check GITHUB_API_URL")
        known = {name.lower(): str(value) for name, value in headers.items()}
        return judge(status, known, text, now=self._clock.now().timestamp())


def _answer(verdict: Json | Refusal | BotError) -> Json:
    if isinstance(verdict, Refusal | BotError):
        raise verdict
    return verdict


def _messages(errors: Json) -> str:
    found = [
        str(error.get("message", ""))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]
    return "; ".join(found)[:300]
