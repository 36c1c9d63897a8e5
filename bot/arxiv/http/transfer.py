"""EDGE: sends one request to arXiv and takes in the answer, bounded in time and in size.

It never asks twice: `fetching.py` decides what is worth it.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Timer
from typing import cast
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
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
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import ConnectionPool, HTTPConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from bot.arxiv.http.kept_answers import KeptAnswers
from bot.arxiv.http.retry_policy import Patience, headers, retry_after, verdict
from bot.core.errors import ConfigError, SourceError, TryAgainLater
from bot.core.plain import plain

_CHUNK = 2**16  # bytes
_UNCHANGED = 304  # HTTP status
_BROKEN = 500  # HTTP status: a bug of the service, and not its load
_PORTAL = 511  # HTTP status, RFC 6585: network authentication required
_REFUSAL = "refuses the request (HTTP {}); check the address and categories"
_PASSWORD = 407  # HTTP status of a proxy
_REFUSALS = {
    403: "denies us access (HTTP 403); do not run again before asking arXiv why",
    _PASSWORD: "is behind a proxy that wants a password (HTTP 407); put it into HTTPS_PROXY",
}
_SHORT = 200  # characters of what a library says, in a line of ours
_LOG_IN = "is this network behind a log-in page?"


class Refused(SourceError):
    """The service understood and said no; `status` is the HTTP status."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class OfflineError(TryAgainLater):
    """No answer comes from this host at all, whatever it is asked."""


@dataclass(frozen=True, slots=True)
class Again:
    """What came is no answer; *why* in words, and the seconds that the service *asked* for.

    `page` says that it may be about what was asked for, not about the service as a whole.
    """

    why: str
    asked: float = 0.0
    page: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The answer is at *url* now, on the same host."""

    url: str


class Wire:
    """One connection to each host, with honest headers.

    Parameters
    ----------
    now: tells the time, for services that name a moment to come back at.
    answers: what was said before, to ask whether it has changed.
    """

    def __init__(
        self,
        contact: str,
        patience: Patience,
        *,
        now: Callable[[], datetime],
        answers: KeptAnswers | None = None,
    ) -> None:
        self._patience, self._now, self._answers = patience, now, answers
        self._line = _Line()
        self._session = requests.Session()
        self._session.headers.update(headers(contact))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._line))

    def get(
        self, url: str, params: Mapping[str, str], accept: str, *, changed: bool = False
    ) -> bytes | Again | Moved:
        """Return what came of one request; with *changed*, asking whether it is another answer.

        Raises `Refused`, `OfflineError`, `ConfigError` for an impossible address, and
        `SourceError` for an answer without end.
        """
        timer = self._line.begin(self._patience.answer)
        outcome: bytes | Again | Moved
        answers = self._answers if changed else None
        ask, before = answers.find(url) if answers else ({}, b"")
        try:
            # Redirects are followed by the caller: each is a request that has to keep the pace.
            with self._session.get(
                url,
                params=params,
                headers={"Accept": f"{accept}, */*;q=0.1", **ask},
                timeout=(self._patience.connect, self._patience.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                same = bool(ask) and response.status_code == _UNCHANGED
                outcome = before if same else self._judge(response)
                if answers and not same and isinstance(outcome, bytes):
                    answers.keep(url, response.headers, outcome)
        except (RequestException, HTTPError) as error:
            outcome = Again("") if self._line.passed else _trouble(error, url)
        except ValueError as error:  # requests parses a redirect even when it is not to follow it
            raise OfflineError(
                f"{host_of(url)} sends us to an address that is none; {_LOG_IN}"
            ) from error
        finally:
            timer.cancel()
        if self._line.passed:  # what is here may be a part only
            return Again(f"an answer that took over {self._patience.answer:g} s")
        return outcome

    def _judge(self, response: requests.Response) -> bytes | Again | Moved:
        if response.is_redirect:
            return _moved(response)
        status, host = response.status_code, host_of(response.url)
        decision = verdict(status)
        if decision == "fine":
            return self._body(response)
        if status == _PORTAL:
            raise OfflineError(f"{host} gave HTTP {status}; {_LOG_IN}")
        if decision == "again":
            asked = retry_after(response.headers.get("Retry-After", ""), now=self._now())
            return Again(f"HTTP {status}", asked, page=status == _BROKEN)
        raise Refused(f"{host} {_REFUSALS.get(status, _REFUSAL).format(status)}", status)

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self._patience.size:
                raise SourceError(
                    f"{host_of(response.url)} sends more than {self._patience.size >> 20} MiB "
                    f"in one answer; check the address"
                )
        return bytes(body)


class _Line:
    """Cuts the connection in use when time is over, wherever it hangs.

    The time-outs of sockets bound the silence only, and a server can drip for days, in its
    headers too.
    """

    def __init__(self) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._kinds: dict[type, type[HTTPConnection]] = {}

    def begin(self, seconds: float) -> Timer:
        """Start the clock; the caller stops it."""
        self.passed = False
        timer = Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        return timer

    def watched(self, kind: type[HTTPConnection]) -> type[HTTPConnection]:
        """Return *kind* of connection as one that tells this line its socket."""
        if kind in self._kinds.values():
            return kind

        def connect(connection: HTTPConnection) -> None:
            kind.connect(connection)
            self._socket = connection.sock

        if kind not in self._kinds:
            made = type(f"Watched{kind.__name__}", (kind,), {"connect": connect})
            self._kinds[kind] = cast("type[HTTPConnection]", made)
        return self._kinds[kind]

    def _cut(self) -> None:
        self.passed = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Makes connections whose socket *line* knows, through proxies too."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        super().__init__()

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> ConnectionPool:
        """Return the pool for *request*."""
        pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
        if isinstance(pool, HTTPConnectionPool):
            kind = cast("type[HTTPConnection]", pool.ConnectionCls)
            pool.ConnectionCls = self._line.watched(kind)
        return pool


def host_of(url: str) -> str:
    """Return host and port of *url*, without credentials."""
    return urlsplit(url).netloc.rpartition("@")[2] or url


def _moved(response: requests.Response) -> Moved:
    here, target = response.url, urljoin(response.url, response.headers["Location"])
    if urlsplit(target).hostname != urlsplit(here).hostname:
        raise OfflineError(f"{host_of(here)} sends us to {host_of(target)} instead; {_LOG_IN}")
    return Moved(target)


def _trouble(error: Exception, url: str) -> Again:
    """Return *error* as something to ask again after, or raise the error for the user."""
    host = host_of(url)
    if isinstance(error, InvalidHeader):
        return Again("an answer with broken headers")
    if isinstance(error, (InvalidURL, InvalidSchema, MissingSchema)):
        raise ConfigError(f"{url!r} is no address to poll; write http://… or https://…") from error
    if isinstance(error, ProxyError):
        raise _proxy_trouble(error, host) from error
    if isinstance(error, SSLError):
        raise OfflineError(
            f"no trusted connection to {host}; is this network behind a log-in page or a proxy?"
        ) from error
    if isinstance(error, Timeout):
        return Again("no answer in time")
    if _is_unreachable(error):
        raise OfflineError(
            f"{host} cannot be reached; check the network, then run again: nothing is lost"
            " (without one: --source FILE, or --source demo to try)"
        ) from error
    if isinstance(error, (ConnectionError, ChunkedEncodingError, ContentDecodingError, HTTPError)):
        return Again("an answer that was cut off")
    raise SourceError(f"{host} cannot be asked: {plain(str(error)[:_SHORT])}") from error


def _proxy_trouble(error: Exception, host: str) -> Refused | OfflineError:
    if f" {_PASSWORD} " in str(error):  # the library has no other sign of it
        return Refused(f"{host} {_REFUSALS[_PASSWORD]}", _PASSWORD)
    return OfflineError(f"the proxy for {host} does not answer; check HTTPS_PROXY and HTTP_PROXY")


def _is_unreachable(error: Exception) -> bool:
    """Whether no connection came about: no such name, nobody there, refused."""
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
