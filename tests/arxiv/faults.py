"""What can go wrong with an answer, by name; each takes the right one and spoils it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer; `cut` sends only so many bytes of it, `reset` none at all."""

    status: int
    body: bytes
    kind: str = "application/atom+xml"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None
    reset: bool = False


def _text(status: int, body: bytes, *headers: tuple[str, str]) -> Callable[[Reply], Reply]:
    return lambda _: Reply(status, body, "text/plain", headers)


_ERROR_ENTRY = b"""<feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>1</o:totalResults>
 <entry><id>https://arxiv.org/api/errors#internal</id><title>Error</title>
 <summary>internal error</summary></entry></feed>"""
_HTML = b"<!DOCTYPE html><html><body><h1>Welcome to the hotel network</h1></body></html>"
_PLAIN_HTML = b"<html><body>Service temporarily unavailable</body></html>"
_VISITORS = count()
_BOMB = b'<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>'


def _html_of_now() -> bytes:
    """Return a log-in page that is another one for each visitor."""
    return b" <html><form action='/login?token=%d'></form></html>" % next(_VISITORS)


FAULTS: Final[Mapping[str, Callable[[Reply], Reply]]] = {
    "": lambda reply: reply,
    "stale": lambda reply: reply,
    "truncated": lambda reply: replace(reply, body=reply.body[: len(reply.body) * 2 // 3]),
    "cut": lambda reply: replace(reply, cut=len(reply.body) // 2),
    "malformed": lambda reply: replace(reply, body=reply.body.replace(b"</", b"< /", 1)),
    "reset": lambda reply: replace(reply, reset=True),
    "html": lambda _: Reply(200, _HTML, "text/html"),
    "plain html": lambda _: Reply(200, _PLAIN_HTML, "text/html"),
    "blank": lambda _: Reply(200, b""),
    "bomb": lambda _: Reply(200, _BOMB),
    "rate text": _text(200, b"Rate exceeded."),
    "error entry": lambda _: Reply(200, _ERROR_ENTRY),
    "portal page": lambda _: Reply(200, _html_of_now(), "text/html"),
    "202": _text(202, b"accepted"),
    "204": lambda _: Reply(204, b""),
    "206": lambda reply: replace(reply, status=206, body=reply.body[: len(reply.body) // 2]),
    "300": _text(300, b"choose"),
    "304": lambda _: Reply(304, b""),
    "511": _text(511, b"log in"),
    "406": _text(406, b"Not Acceptable"),
    "429": _text(429, b"Rate exceeded."),
    "500": _text(500, b"Internal Server Error"),
    "503": _text(503, b"first byte timeout", ("Retry-After", "0")),
    "503 later": _text(503, b"busy", ("Retry-After", "40")),
    "503 much later": _text(503, b"closed", ("Retry-After", "86400")),
    "403": _text(403, b"Access Denied"),
    "404": _text(404, b"no such thing"),
    "redirect loop": _text(302, b"", ("Location", "/api/query")),
    "nonsense": _text(302, b"", ("Location", "http://[::1")),
    "portal": _text(302, b"", ("Location", "http://login.example/")),
}
