"""Sends requests: what is sent again after trouble, what never, and what an answer means.

It knows neither tokens nor sockets: a `Requester` has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from bot.core.errors import BotError, TryAgainLater
from bot.core.plain import plain
from bot.core.ports import Clock, Json, backoff
from bot.github.transport.remedy import (
    REJECTED,
    Doubt,
    Meaning,
    Outage,
    Rejection,
    Wait,
    meaning_of,
)

_TRIES = 4  # sendings of a read
_BACKOFF = 2.0  # seconds, doubled each time


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


class WatchedRequester:
    """A `Requester` that shows *watch* the headers of each answer, their names in small letters."""

    def __init__(self, inner: Requester, watch: Callable[[Mapping[str, str]], None]) -> None:
        self._inner, self._watch = inner, watch

    @property
    def graphql_url(self) -> str:
        """The address of the GraphQL interface."""
        return self._inner.graphql_url

    def requestJson(
        self,
        verb: str,
        url: str,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        input: Any | None = None,
    ) -> tuple[int, dict[str, Any], str]:
        """Send a request on, and show what came with its answer."""
        answer = self._inner.requestJson(verb, url, parameters, headers, input)
        self._watch({name.lower(): str(value) for name, value in answer[1].items()})
        return answer


class GitHubApi:
    """Sends requests through *requester*, which alone knows the token; an `Api`.

    It may wait *wait_budget* seconds for rate limits, all in all; *rejected* is what to say when
    the token is not accepted; *scopes* is what the last answer told of a classic token's (None:
    nothing). Not safe to share between threads: PyGithub's connection is not.
    """

    def __init__(
        self,
        requester: Requester,
        *,
        clock: Clock,
        wait_budget: float,
        rejected: str = REJECTED,
    ) -> None:
        self._requester, self._clock, self._waiting_left = requester, clock, wait_budget
        self._rejected = rejected
        self.requests = 0
        self.scopes: str | None = None

    def read(self, path: str, **parameters: str | int) -> Json:
        """GET *path*, again after trouble. Raises `Rejection`, `ForgeError` or `TryAgainLater`."""
        return self._until_it_answers("GET", path, None, parameters)

    def write(self, verb: str, path: str, body: Json) -> Json:
        """Send *body* once. Raises `Doubt` when it may or may not have been applied."""
        meaning = self._send(verb, path, body, {})
        if isinstance(meaning, Outage):
            raise Doubt(meaning.what)
        return _answer(meaning)

    def mutate(self, name: str, values: Json, fields: str) -> Json:
        """Run a GraphQL mutation once; its errors come as a `Rejection`, for they arrive as 200."""
        kind = name[:1].upper() + name[1:]
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {fields} }} }}"
        body: Json = {"query": query, "variables": {"input": values}}
        data = _data(self.write("POST", self._requester.graphql_url, body))
        return data.get(name) if isinstance(data, dict) else None

    def query(self, query: str, variables: Json) -> Json:
        """Ask GraphQL, which is a read: again after trouble. Raises as `read` does."""
        body: Json = {"query": query, "variables": variables}
        try:
            return _data(self._until_it_answers("POST", self._requester.graphql_url, body, {}))
        except Doubt as doubt:
            raise TryAgainLater(f"{doubt}; run again later") from None

    def wait(self, attempt: int) -> None:
        """Let GitHub settle: 2, 4, 8 seconds."""
        self._clock.sleep(backoff(attempt, first=_BACKOFF))

    def _until_it_answers(
        self, verb: str, path: str, body: Json, parameters: dict[str, str | int]
    ) -> Json:
        for attempt in range(_TRIES):
            meaning = self._send(verb, path, body, parameters)
            if not isinstance(meaning, Outage):
                return _answer(meaning)
            trouble = meaning.what
            if attempt < _TRIES - 1:
                self.wait(attempt)
        raise TryAgainLater(f"{trouble}; tried {_TRIES} times, run again later")

    def _send(
        self, verb: str, path: str, body: Json, parameters: dict[str, str | int]
    ) -> Json | Outage | Rejection | BotError:
        """Send one request, again only after a limit that refused it. Nothing else is repeated."""
        attempt = 0
        while True:
            meaning = self._once(verb, path, body, parameters)
            if not isinstance(meaning, Wait):
                return meaning
            seconds = _seconds(meaning, attempt)
            if seconds > self._waiting_left:
                raise TryAgainLater(
                    f"GitHub's rate limit asks for {seconds:.0f} seconds, more than this "
                    "run may wait; run again later"
                )
            self._waiting_left -= seconds
            self._clock.sleep(seconds)
            attempt += 1

    def _once(self, verb: str, path: str, body: Json, parameters: dict[str, str | int]) -> Meaning:
        self.requests += 1
        try:
            status, headers, text = self._requester.requestJson(
                verb, path, parameters=dict(parameters), input=body
            )
        except OSError as error:  # what requests raises, and the socket below it
            return Outage(f"GitHub cannot be reached ({type(error).__name__})")
        except RuntimeError:  # PyGithub's word for a redirect to another host
            return TryAgainLater("GitHub sent the bot to another host; check GITHUB_API_URL")
        known = {name.lower(): str(value) for name, value in headers.items()}
        self.scopes = known.get("x-oauth-scopes")
        now = self._clock.now().timestamp()
        return meaning_of(status, known, text, now=now, rejected=self._rejected)


def _seconds(limit: Wait, attempt: int) -> float:
    # A limit of no seconds must not make an endless loop.
    return max(1.0, limit.seconds) if limit.stated else backoff(attempt, first=limit.seconds)


def _answer(meaning: Json | Rejection | BotError) -> Json:
    if isinstance(meaning, Rejection | BotError):
        raise meaning
    return meaning


def _data(answer: Json) -> Json:
    """Return the data of a GraphQL answer. Raises `Doubt` for something else, or `Rejection`."""
    if not isinstance(answer, dict):
        raise Doubt("GitHub answered GraphQL with something else")
    if errors := answer.get("errors"):
        raise Rejection(422, _messages(errors))
    return answer.get("data")


def _messages(errors: Json) -> str:
    messages = [
        str(error.get("message", ""))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]
    return plain("; ".join(messages))[:300]
