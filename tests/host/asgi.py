"""One request to an ASGI application, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def call(
    app: Any,
    verb: str,
    path: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    client: str = "127.0.0.1",
    host: str = "127.0.0.1:8080",
) -> Got:
    """Send a request to *app* as *client*, and return its answer."""
    return asyncio.run(_call(app, verb, path, body, {"host": host, **(headers or {})}, client))


def call_together(app: Any, path: str, body: bytes, each: Sequence[Mapping[str, str]]) -> list[Got]:
    """Post *body* to *app*, at once with each of these headers, and return the answers."""

    async def every() -> list[Got]:
        named = ({"host": "127.0.0.1:8080", **headers} for headers in each)
        calls = (_call(app, "POST", path, body, headers, "127.0.0.1") for headers in named)
        return await asyncio.gather(*calls)

    return asyncio.run(every())


async def _call(  # as `call`
    app: Any, verb: str, path: str, body: bytes, headers: Mapping[str, str], client: str
) -> Got:
    parts = urlsplit(path)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": verb,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        "client": (client, 4711),
        "server": ("127.0.0.1", 8080),
    }
    sent: list[dict[str, Any]] = []
    pieces = [body[i : i + 65_536] for i in range(0, len(body), 65_536)] or [b""]

    async def receive() -> dict[str, Any]:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    answered = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return Got(sent[0]["status"], answered, b"".join(m.get("body", b"") for m in sent[1:]))
