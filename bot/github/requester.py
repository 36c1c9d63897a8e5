"""Requests to GitHub, and what a person can do about each refusal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.errors import BotError, ForgeError, TryAgainLater
from bot.core.plain import plain
from bot.core.ports import Clock, Json, backoff

REJECTED = (
    "GitHub does not accept the token (401): it expired, was revoked or is misspelt; "
    "set a valid one in GITHUB_TOKEN"
)
SECONDARY_WAIT = 60.0
"""Seconds to wait at a secondary limit that names none, as GitHub asks."""


class Rejection(Exception):
    """GitHub said no, and nothing was written. The caller decides, or `explain` words it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status, self.message = status, message

    def says(self, *words: str) -> bool:
        """Whether the message holds all of *words*, whatever the case."""
        return all(word in self.message.casefold() for word in words)


class Doubt(Exception):
    """A write was sent and its outcome is unknown: look before doing anything else."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing was done; asking again makes sense after `seconds`, which GitHub `stated` or not."""

    seconds: float
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Outage:
    """The server failed (5xx, no JSON): a read can be repeated, a write is in doubt."""

    what: str


Meaning = Json | Wait | Outage | Rejection | BotError


def meaning_of(
    status: int,
    headers: Mapping[str, str],
    text: str,
    *,
    now: float,
    rejected: str = REJECTED,
) -> Meaning:
    """Return what an answer means; *now* is the time in seconds since 1970.

    *rejected* is what to tell when the token is not accepted.

    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    answer = _parse(text)
    message = _message(answer)
    meaning: Meaning = Rejection(status, message)
    if status // 100 == 2:  # noqa: PLR2004
        meaning = _success(answer, headers, text, now)
    elif status // 100 == 3:  # noqa: PLR2004
        meaning = TryAgainLater(
            "the repository was renamed or moved during the run; run again, nothing was lost"
        )
    elif status >= 500:  # noqa: PLR2004
        meaning = Outage(f"GitHub answered {status}")
    elif status == 401:  # noqa: PLR2004
        meaning = ForgeError(rejected)
    elif status in {403, 429} and (wait := _limit(status, headers, message, now)) is not None:
        meaning = wait
    return meaning


def _success(answer: Json, headers: Mapping[str, str], text: str, now: float) -> Meaning:
    if answer is None and text.strip():
        return Outage("GitHub answered with something that is not JSON")
    errors = answer.get("errors") if isinstance(answer, dict) else None
    # GraphQL says even this with a 200.
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, dict) and error.get("type") == "RATE_LIMITED":
            return _limit(429, headers, "", now) or Wait(SECONDARY_WAIT, stated=False)
    return answer


def _parse(text: str) -> Json:
    try:
        answer: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return answer


def _message(answer: Json) -> str:
    if not isinstance(answer, dict):
        return "no reason given"
    parts = [answer.get("message")]
    errors = answer.get("errors")
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, dict):
            parts.append(error.get("message") or f"{error.get('field')} {error.get('code')}")
        else:
            parts.append(error)
    return plain("; ".join(part for part in parts if isinstance(part, str)))[:300]


def _limit(status: int, headers: Mapping[str, str], message: str, now: float) -> Wait | None:
    """Return how long to wait if this is a rate limit, else None."""
    after, left = headers.get("retry-after", ""), headers.get("x-ratelimit-remaining", "")
    if after.isdecimal():
        return Wait(float(after))
    if left == "0" and (reset := headers.get("x-ratelimit-reset", "")).isdecimal():
        # One second more: it is not said where in that second the reset happens.
        return Wait(max(0.0, float(reset) - now) + 1)
    words = message.casefold()
    if status == 429 or "rate limit" in words or "abuse detection" in words:  # noqa: PLR2004
        return Wait(SECONDARY_WAIT, stated=False)
    return None


def explain(rejection: Rejection, *, doing: str, compare: str = "") -> BotError:
    """Return the error for the maintainer: what was refused, and what he can do.

    *doing* says what the bot was at; *compare* is a link where a person can open the pull request.
    """
    by_hand = f"; meanwhile open it by hand: {compare}" if compare else ""
    if rejection.says("not permitted to create", "pull request"):
        return ForgeError(
            "GitHub Actions may not open pull requests here: tick 'Allow GitHub Actions to create "
            "and approve pull requests' in Settings > Actions > General > Workflow permissions "
            f"(an organisation must allow it too); the branch is kept{by_hand}"
        )
    if rejection.says("resource not accessible"):
        return ForgeError(
            f"the token may not {doing} (403): give the job 'permissions: contents: write, "
            "pull-requests: write', or the token the same two rights for this repository"
        )
    if rejection.says("archived") or rejection.says("read-only"):
        return ForgeError(f"could not {doing}: the repository is archived; unarchive it")
    if _is_protection(rejection):
        return ForgeError(
            f"could not {doing}: a branch protection or ruleset forbids it ({rejection.message}); "
            "let the bot write to branches named paper-bot/*"
        )
    return _by_status(rejection, doing)


_PROTECTION = ("protected", "rule violation", "ruleset", "signed commit", "cannot create ref")


def _is_protection(rejection: Rejection) -> bool:
    return any(rejection.says(words) for words in _PROTECTION)


def _by_status(rejection: Rejection, doing: str) -> BotError:
    reason = f"GitHub said {rejection.status}: {rejection.message}"
    match rejection.status:
        case 404 | 410 | 451:
            return ForgeError(
                f"could not {doing}: not there, or the token may not see it ({reason}); check "
                "GITHUB_REPOSITORY, and that the token may read and write there"
            )
        case 403:
            return ForgeError(
                f"the token may not {doing} ({reason}); it needs 'contents: write' and "
                "'pull-requests: write' on this repository"
            )
        case 409:
            return TryAgainLater(f"could not {doing} because something else changed it ({reason})")
        case _:
            return ForgeError(f"could not {doing} ({reason}); if this repeats, report it as a bug")


# Sends requests: what is sent again after trouble, what never, and what an answer means.
#
# It knows neither tokens nor sockets: a `Requester` has them.

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
