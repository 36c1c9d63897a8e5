"""EDGE: the HTTP interface, on Starlette."""

from __future__ import annotations

import hmac
import ipaddress
import json
import logging
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from time import perf_counter

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.core.errors import TryAgainLater
from bot.core.ports import Clock
from bot.host.handlers.deliveries import Deliveries
from bot.host.storage.database import Database
from bot.host.web.host_metrics import HostMetrics
from bot.host.web.pages import Pages
from bot.host.web.views import list_page, overview
from bot.host.work.tasks import Queue
from bot.host.work.webhook_events import LARGEST, NoEventError, is_delivery, is_signed, read_event

_LOG = logging.getLogger(__name__)
_QUIET = 60.0  # seconds between two lines of log about refused deliveries
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(slots=True)
class _Refusals:
    """Logs one refused delivery a minute, with how many there were: a stranger fills no disk."""

    count: int = 0
    told: float = -inf

    def log(self, why: str, now: float) -> None:
        self.count += 1
        if now - self.told < _QUIET:
            return
        more = f" ({self.count} refused since the last such line)" if self.count > 1 else ""
        _LOG.warning("refused a delivery: %s%s", why, more)
        self.count, self.told = 0, now


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """What the interface is made of; *secret* signs deliveries, *admin_token* opens the pages."""

    deliveries: Deliveries
    database: Database
    queue: Queue
    clock: Clock
    metrics: HostMetrics
    pages: Pages
    secret: str
    admin_token: str = ""
    _refusals: _Refusals = field(default_factory=_Refusals, init=False)

    def app(self) -> Starlette:
        """Return the ASGI application."""
        return Starlette(
            routes=[
                Route("/webhook", self._webhook, methods=["POST"]),
                Route("/healthz", self._health),
                Route("/readyz", self._ready),
                Route("/metrics", self._guarded(self._metrics)),
                Route("/style.css", self._style),
                Route("/", self._guarded(self._overview)),
                Route("/lists/{number:int}", self._guarded(self._list)),
            ],
            middleware=[Middleware(_WithHeaders)],
        )

    async def _webhook(self, request: Request) -> Response:
        began = perf_counter()
        try:
            result, status = await self._take(request)
        except ClientDisconnect:
            return Response(status_code=400)
        self.metrics.deliveries.labels(result).inc()
        self.metrics.answered.observe(perf_counter() - began)
        return PlainTextResponse(f"{result}\n", status)

    async def _take(self, request: Request) -> tuple[str, int]:
        body = await _body(request)
        if body is None:
            self._refuse("too large")
            return "too large", 413
        headers = request.headers
        if not is_signed(body, headers.get("x-hub-signature-256", ""), self.secret):
            self._refuse("not signed with the secret")
            return "not signed", 401
        delivery, event = headers.get("x-github-delivery", ""), headers.get("x-github-event", "")
        if not is_delivery(delivery, event):
            return "no delivery", 400
        try:
            facts = read_event(event, json.loads(body))
            return await self.deliveries.take(delivery, event, facts), 202
        except (ValueError, RecursionError) as error:  # NoEventError is a ValueError
            why = error if isinstance(error, NoEventError) else "no JSON"
            _LOG.warning("refused delivery %s: %s", delivery, why)
            return "not understood", 400
        except TryAgainLater as error:
            _LOG.warning("delivery %s was not taken: %s", delivery, error)
            return "later", 503

    def _refuse(self, why: str) -> None:
        self._refusals.log(why, self.clock.monotonic())

    def _health(self, _: Request) -> Response:
        return PlainTextResponse("alive\n")

    def _ready(self, _: Request) -> Response:
        try:
            ready = self.database.answers() and self.queue.backlog().waiting >= 0
        except TryAgainLater:
            ready = False
        return PlainTextResponse("ready\n" if ready else "not ready\n", 200 if ready else 503)

    def _metrics(self, _: Request) -> Response:
        return Response(self.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    def _style(self, _: Request) -> Response:
        return Response(self.pages.style, media_type="text/css")

    def _overview(self, request: Request) -> Response:
        page, now = _page(request), self.clock.now()
        only = request.query_params.get("only") == "trouble"
        with self.database.session() as session:
            view = overview(session, now=now, page=page, only_trouble=only)
        backlog = self.queue.backlog()
        html = self.pages.overview(view, backlog, now=now, page=page, only_trouble=only)
        return HTMLResponse(html)

    def _list(self, request: Request) -> Response:
        now = self.clock.now()
        with self.database.session() as session:
            view = list_page(session, int(request.path_params["number"]), now=now)
        if view is None:
            return PlainTextResponse("no such list\n", 404)
        return HTMLResponse(self.pages.list_page(view, now=now))

    def _guarded(self, endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def guarded(request: Request) -> Response:
            if not _may_look(request, self.admin_token):
                why = "the admin token is needed\n" if self.admin_token else _CLOSED
                asking = {"WWW-Authenticate": 'Basic realm="paper-bot"'} if self.admin_token else {}
                return PlainTextResponse(why, 401 if self.admin_token else 403, asking)
            try:
                return endpoint(request)
            except TryAgainLater as error:
                return PlainTextResponse(f"{error}\n", 503)

        return guarded


_CLOSED = "the pages are open on this machine only; set PAPER_BOT_ADMIN_TOKEN to see them here\n"


def _may_look(request: Request, token: str) -> bool:
    """Whether the page is asked for with *token*, or where there is none, from this machine.

    A request through a proxy counts as from elsewhere. A host name that is not this machine's
    may be a foreign site that points here.
    """
    if token:
        return hmac.compare_digest(_token_of(request).encode(), token.encode())
    named = request.url.hostname or ""
    here = request.client is not None and _is_loopback(request.client.host)
    return (
        here
        and (named == "localhost" or _is_loopback(named))
        and not any(name in request.headers for name in _FORWARDED)
    )


def _token_of(request: Request) -> str:
    """Return the token of "Bearer TOKEN", or the password that a browser asked for."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return value if kind.lower() == "bearer" else ""
    try:
        return b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _page(request: Request) -> int:
    text = request.query_params.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004


async def _body(request: Request) -> bytes | None:
    """Return the body, None for one that is too large; no more than `LARGEST` is read."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)


class _WithHeaders:
    """Adds headers to each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)
