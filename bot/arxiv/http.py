"""EDGE: the one HTTP edge of all arXiv sources: asks politely, and never calls a failure an answer.

It refuses to know formats: a reader function turns bytes into values or doubts them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.exceptions import (
    ChunkedEncodingError,
    ConnectionError,
    ContentDecodingError,
    InvalidHeader,
    InvalidSchema,
    InvalidURL,
    MissingSchema,
    ProxyError,
    RequestException,
    SSLError,
    Timeout,
)
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from bot.arxiv.account import Tally
from bot.arxiv.manners import Doubtful, Patience, headers, retry_after, verdict, wait_before
from bot.arxiv.turn import Turn
from bot.errors import ConfigError, SourceError, TryAgainLater
from bot.plain import plain
from bot.ports import Clock, Progress

T = TypeVar("T")
_CHUNK = 2**16
_REDIRECTS = 3
_FORBIDDEN = 403
_SHORT = 200  # characters of what a service says, in a line of ours


class Refused(SourceError):
    """The service understood and said no; `status` is the HTTP status."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Again:
    why: str
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class _Moved:
    url: str


class Http:
    """A client for all interfaces of arXiv together: one session, one pace, one tally.

    Parameters
    ----------
    contact: a mail address or page that goes into the User-Agent; "" leaves it out.
    jitter: gives numbers from 0 to 1 that spread the clients of the world.
    turn: shares the pace with other runs on this machine.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        progress: Progress,
        contact: str = "",
        jitter: Callable[[], float] = random.random,
        patience: Patience = Patience(),  # noqa: B008  # frozen
        turn: Turn | None = None,
    ) -> None:
        self.tally = Tally()
        self._turn = turn
        self._clock, self._progress, self._jitter = clock, progress, jitter
        self._patience = patience
        self._last_end: float | None = None
        self._waited = 0.0
        self._session = requests.Session()
        self._session.headers.update(headers(contact))

    def ask(
        self,
        url: str,
        params: Mapping[str, str],
        read: Callable[[bytes], T],
        *,
        accept: str = "application/atom+xml",
    ) -> T:
        """Return what *read* makes of the answer, asking again on named failures.

        *read* raises `Doubtful` for an answer that cannot be right. Raises `TryAgainLater`
        when patience ends or the network is away, `Refused` when the service says no,
        `ConfigError` for an impossible address.
        """
        attempt = 0
        while True:
            outcome = self._once(url, params, accept)
            if isinstance(outcome, bytes):
                try:
                    return read(outcome)
                except Doubtful as doubt:
                    outcome = _Again(
                        f"an answer that cannot be right ({plain(str(doubt)[:_SHORT])})"
                    )
            attempt += 1
            self._back_off(outcome, attempt, url)

    def _back_off(self, outcome: _Again, attempt: int, url: str) -> None:
        wait = wait_before(
            attempt, asked=outcome.asked, jitter=self._jitter(), gap=self._patience.gap
        )
        if attempt >= self._patience.tries or self._waited + wait > self._patience.waiting:
            raise TryAgainLater(
                f"{_host(url)} gave {outcome.why}, {attempt} times in a row; "
                f"run again later, nothing is lost{_portal(outcome.why)}"
            )
        self._waited += wait
        self.tally.retries += 1
        self._pause(wait, f"{_host(url)} gave {outcome.why}")

    def _pause(self, seconds: float, why: str) -> None:
        self.tally.pauses += 1
        self.tally.paused += seconds
        self._progress.pause(seconds, why)
        self._clock.sleep(seconds)

    def _keep_gap(self) -> None:
        if self._last_end is None:
            return
        rest = self._last_end + self._patience.gap - self._clock.monotonic()
        if rest > 0:
            self._pause(rest, "arXiv asks for three seconds between requests")

    def _once(self, url: str, params: Mapping[str, str], accept: str) -> bytes | _Again:
        outcome = self._send(url, params, accept)
        for _ in range(_REDIRECTS):
            if not isinstance(outcome, _Moved):
                return outcome
            outcome = self._send(outcome.url, {}, accept)
        return _Again("nothing but redirects") if isinstance(outcome, _Moved) else outcome

    def _send(self, url: str, params: Mapping[str, str], accept: str) -> bytes | _Again | _Moved:
        self._keep_gap()
        if self._turn is not None:
            self._turn.take(self._patience.gap, self._pause)
        self.tally.requests += 1
        try:
            # Redirects are followed by hand: each is a request that has to keep the gap.
            with self._session.get(
                url,
                params=params,
                headers={"Accept": f"{accept}, */*;q=0.1"},
                timeout=(self._patience.connect, self._patience.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                return self._judge(response)
        except (RequestException, HTTPError) as error:
            return _trouble(error, url)
        except ValueError as error:  # requests parses a redirect even when it is not to follow it
            raise TryAgainLater(
                f"{_host(url)} sends us to an address that is none; "
                f"is this network behind a log-in page?"
            ) from error
        finally:
            self._last_end = self._clock.monotonic()
            if self._turn is not None:
                self._turn.give()

    def _judge(self, response: requests.Response) -> bytes | _Again | _Moved:
        if response.is_redirect:
            return _moved(response)
        status = response.status_code
        decision = verdict(status)
        if decision == "fine":
            return self._body(response)
        if decision == "again":
            asked = retry_after(response.headers.get("Retry-After", ""), now=self._clock.now())
            return _Again(f"HTTP {status}", asked)
        host = _host(response.url)
        if status == _FORBIDDEN:
            text = f"{host} denies us access (HTTP 403); do not run again before asking arXiv why"
        else:
            text = f"{host} refuses the request (HTTP {status}); check the address and categories"
        raise Refused(text, status)

    def _body(self, response: requests.Response) -> bytes | _Again:
        began, body = self._clock.monotonic(), bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self._patience.size:
                raise SourceError(
                    f"{_host(response.url)} sends more than {self._patience.size >> 20} MiB "
                    f"in one answer; check the address"
                )
            if self._clock.monotonic() - began > self._patience.answer:
                return _Again(f"an answer that took over {self._patience.answer:.0f} s")
        return bytes(body)


def _portal(why: str) -> str:
    return " (is this network behind a log-in page?)" if "html" in why.casefold() else ""


def _moved(response: requests.Response) -> _Moved:
    here, target = response.url, urljoin(response.url, response.headers["Location"])
    if urlsplit(target).hostname != urlsplit(here).hostname:
        raise TryAgainLater(
            f"{_host(here)} sends us to {_host(target)} instead; "
            f"is this network behind a log-in page?"
        )
    return _Moved(target)


def _trouble(error: Exception, url: str) -> _Again:
    """Return *error* as something to ask again after, or raise the error for the user."""
    host = _host(url)
    if isinstance(error, InvalidHeader):
        return _Again("an answer with broken headers")
    if isinstance(error, (InvalidURL, InvalidSchema, MissingSchema)):
        raise ConfigError(f"{url!r} is no address to poll; write http://… or https://…") from error
    if isinstance(error, ProxyError):
        raise TryAgainLater(
            f"the proxy for {host} does not answer; check HTTPS_PROXY and HTTP_PROXY"
        ) from error
    if isinstance(error, SSLError):
        raise TryAgainLater(
            f"no trusted connection to {host}; is this network behind a log-in page or a proxy?"
        ) from error
    if isinstance(error, Timeout):
        return _Again("no answer in time")
    if _is_unreachable(error):
        raise TryAgainLater(
            f"{host} cannot be reached; check the network, then run again: nothing is lost"
        ) from error
    if isinstance(error, (ConnectionError, ChunkedEncodingError, ContentDecodingError, HTTPError)):
        return _Again("an answer that was cut off")
    raise SourceError(f"{host} cannot be asked: {plain(str(error)[:_SHORT])}") from error


def _is_unreachable(error: Exception) -> bool:
    """Whether no connection came about: no such name, nobody there, refused."""
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _host(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or url
