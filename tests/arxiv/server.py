"""A small strict arXiv on the loopback interface: search API, feeds and OAI-PMH, with faults.

`with ArxivDouble(papers) as url:` serves `url + "/api/query"`, `url + "/rss/cs.DC"` and
`url + "/oai"`. It answers like the service of 2026 and refuses what that refuses.
"""

from __future__ import annotations

import hashlib
import random
import re
import socket
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.core.ports import Clock
from classifier.papers.paper import ArxivId, Paper, parse_arxiv_id
from tests.arxiv import pages
from tests.arxiv.faults import FAULTS, Reply
from tests.arxiv.search import matches

RULE = 3.0
DOORS = ("api", "feed", "oai")
NOBODY = "refused"


def door_of(path: str) -> str:
    """Return the door that *path* belongs to."""
    return "feed" if path.startswith("/rss/") else "oai" if path == "/oai" else "api"


_DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived: when it began and when its answer ended, in seconds."""

    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    began: float
    ended: float
    fault: str


@dataclass
class ArxivDouble:
    """A server of *papers*; `asked` remembers every request.

    `faults` names the fault of each request in turn ("" for none; see `FAULTS`), or is a
    function of the request's number. `clock` (a test's own) dates requests for `gaps`.
    `today` is the day whose mailing the feeds hold; `replaced` are its replacements.
    `at_door` names a fault that a door ("api", "feed", "oai") always has; "gone" is nobody there.
    `by_door` gives a door other papers than *papers*.
    Each door has a port of its own in `env`, for arXiv's doors are hosts of their own.
    `ties` shuffles papers of one moment; `per_answer` is the page size of OAI-PMH.
    """

    papers: Sequence[Paper]
    faults: Sequence[str] | Callable[[int], str] = ()
    clock: Clock | None = None
    today: date = date(2026, 3, 18)
    replaced: Sequence[Paper] = ()
    ties: int = 0
    per_answer: int = 500
    poisoned: str = ""  # an id: whatever answer of OAI-PMH would hold it fails with 500
    at_door: Mapping[str, str] = field(default_factory=dict)
    by_door: Mapping[str, Sequence[Paper]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> str:
        double = self

        class Handler(_Handler):
            arxiv = double

        self._lock = threading.Lock()
        self._number = 0
        self._luck = random.Random(self.ties)  # noqa: S311  # repeatable, not secret
        self._servers = [_Server(("127.0.0.1", 0), Handler) for _ in range(4)]
        for server in self._servers:
            server.daemon_threads = True
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.01,)) for server in self._servers
        ]
        for thread in self._threads:
            thread.start()
        first, *doors = (f"http://127.0.0.1:{server.server_port}" for server in self._servers)
        self.doors = dict(zip(DOORS, doors, strict=True))
        return first

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()

    def env(self, url: str) -> dict[str, str]:
        """Return the variables that point the bot here."""
        at = {door: self._address(door, url) for door in DOORS}
        return {
            "ARXIV_API_URL": f"{at['api']}/api/query",
            "ARXIV_FEED_URL": at["feed"],
            "ARXIV_OAI_URL": f"{at['oai']}/oai",
        }

    def _address(self, door: str, url: str) -> str:
        if self.at_door.get(door) == NOBODY:
            return "http://127.0.0.1:9"  # the port "discard": nobody listens there
        return self.doors[door] if self.at_door else url

    def asked_at(self, door: str) -> int:
        """Return how often *door* was asked."""
        return sum(door_of(asked.path) == door for asked in self.asked)

    def gaps(self) -> list[float]:
        """Return the seconds between the end of each answer and the next request."""
        return [
            later.began - earlier.ended
            for earlier, later in zip(self.asked, self.asked[1:], strict=False)
        ]

    def next_fault(self) -> str:
        """Return the name of the next request's fault."""
        with self._lock:
            number, self._number = self._number, self._number + 1
        if callable(self.faults):
            return self.faults(number)
        return self.faults[number] if number < len(self.faults) else ""

    def reply(self, path: str, params: Mapping[str, str], fault: str) -> Reply:
        """Return what arXiv answers."""
        fault = self.at_door.get(door_of(path), fault)
        if path == "/api/query":
            return self._search(params, fault)
        if path == "/oai":
            if fault == "gone" and "resumptionToken" in params:
                return pages.xml(pages.oai_error("badResumptionToken", "it has expired"))
            answer = self._oai(params, fault)
            if self.poisoned and f">{self.poisoned}<" in answer:
                return FAULTS["500"](pages.xml(answer))
            return FAULTS.get(fault, FAULTS[""])(pages.xml(answer))
        if path.startswith("/rss/"):
            answered = self._feed(path.removeprefix("/rss/"), fault)
            return FAULTS.get(fault, FAULTS[""])(answered)
        return Reply(404, b"not found", "text/plain")

    def _search(self, params: Mapping[str, str], fault: str) -> Reply:
        start, size = int(params.get("start", "0")), int(params.get("max_results", "10"))
        if size == 0 or start + size > _DEEPEST:
            return Reply(500, b"Internal Server Error", "text/plain")
        ids = [raw for raw in params.get("id_list", "").split(",") if raw]
        for raw in ids:
            if not re.fullmatch(r"\d{4}\.\d{4,5}|(hep-th|math|cs)/\d{7}", raw):
                return replace(pages.error(f"incorrect id format for {raw}"), status=400)
        found = self._found(params, ids, shuffle=self._number if fault == "reordered" else 0)
        if fault == "replica":
            found = self._replica(found)
        shown = found[start : start + size]
        total = len(found)
        if fault in pages.LIES:
            shown, total = pages.LIES[fault](shown, total, self._luck)
            return pages.results(shown, total=total, start=start, size=size)
        page = pages.results(shown, total=total, start=start, size=size)
        return FAULTS.get(fault, FAULTS[""])(page)

    def _found(
        self, params: Mapping[str, str], ids: Sequence[str], shuffle: int = 0
    ) -> list[Paper]:
        query = params.get("search_query", "")
        found = [
            p
            for p in self.by_door.get("api", self.papers)
            if (not ids or p.id in ids) and (not query or matches(query, p))
        ]
        if params.get("sortBy", "submittedDate") != "submittedDate":
            raise AssertionError("the bot sorts by date of submission")
        ties = self.ties + shuffle
        found.sort(key=lambda p: (p.submitted, zlib.crc32(f"{p.id}{ties}".encode())))
        return found if params.get("sortOrder") == "ascending" else found[::-1]

    def _replica(self, papers: Sequence[Paper]) -> list[Paper]:
        """Return what a copy of the index has that lost a third, the same one each time."""
        return [p for p in papers if zlib.crc32(f"{self.ties}{p.id}".encode()) % 3]

    def _feed(self, category: str, fault: str) -> Reply:
        if not re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", category):
            return Reply(400, b"<rss/>", "application/rss+xml")
        old = fault in ("stale", "dated anew")
        day = self.today - timedelta(days=1) if old else self.today
        midnight = pages.midnight(day)
        papers = [
            p
            for p in self.by_door.get("feed", self.papers)
            if p.announced == midnight and category in p.categories
        ]
        if fault in pages.LIES:
            papers, _ = pages.LIES[fault](papers, len(papers), self._luck)
        items = [("new" if p.categories[0] == category else "cross", p) for p in papers]
        if fault not in ("empty", "zero"):
            items += [("replace", p) for p in self.replaced if category in p.categories]
        if fault == "dated anew":
            today = pages.midnight(self.today)
            items = [(kind, replace(paper, announced=today)) for kind, paper in items]
        return pages.feed(category, items, day=self.today, dated=fault != "undated")

    def _oai(self, params: Mapping[str, str], fault: str = "") -> str:
        if params.get("verb") == "GetRecord":
            wanted = params["identifier"].removeprefix("oai:arXiv.org:")
            found = [p for p in self.by_door.get("oai", self.papers) if p.id == wanted]
            return pages.record(found[0]) if found else pages.oai_error("idDoesNotExist", wanted)
        if params.get("verb") != "ListRecords":
            return pages.oai_error("badVerb", "no such verb")
        skip, asked = 0, dict(params)
        if token := params.get("resumptionToken"):
            if token.startswith("gone"):
                return pages.oai_error("badResumptionToken", "it has expired")
            asked = dict(parse_qsl(token))
            skip = int(asked["skip"])
        if asked.get("metadataPrefix") != "arXivRaw":
            return pages.oai_error("cannotDisseminateFormat", "no such format")
        return self._records(asked, skip, fault)

    def _records(self, asked: Mapping[str, str], skip: int, fault: str) -> str:
        since = date.fromisoformat(asked["from"])
        stamped = sorted(
            (pages.datestamp(p), p.id, p) for p in self.by_door.get("oai", self.papers)
        )
        until = date.fromisoformat(asked.get("until", "9999-12-31"))
        found = [
            p
            for stamp, _, p in stamped
            if since <= stamp <= until and pages.in_set(p, asked.get("set", ""))
        ]
        if fault == "replica":
            found = self._replica(found)
        if not found or fault == "zero":
            return pages.oai_error("noRecordsMatch", "nothing")
        shown = found[skip : skip + self.per_answer]
        answer = pages.records(shown, asked, skip, len(found))
        if fault == "undated":
            return answer.replace("datestamp>", "date>")
        if fault not in pages.LIES:
            return answer
        some, _ = pages.LIES[fault](shown, len(found), self._luck)
        # The token goes on after the whole page, or (where all must agree) there is none.
        ends = fault.startswith("agreed") or skip + len(shown) >= len(found)
        return pages.listed(some, "" if ends else urlencode({**asked, "skip": skip + len(shown)}))


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that went away; anything else is a bug of the double."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # a socket


class _Handler(BaseHTTPRequestHandler):
    arxiv: ArxivDouble
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        clock, arxiv = self.arxiv.clock, self.arxiv
        began = clock.monotonic() if clock else 0.0
        address = urlsplit(self.path)
        params = dict(parse_qsl(address.query, keep_blank_values=True))
        fault = arxiv.next_fault()
        reply = arxiv.reply(address.path, params, fault)
        if door_of(address.path) == "feed" and reply.status == 200:
            tag = hashlib.sha256(reply.body).hexdigest()  # as arXiv's feeds have it
            same = self.headers.get("If-None-Match") == tag
            reply = Reply(304, b"") if same else replace(reply, headers=(("ETag", tag),))
        ended = clock.monotonic() if clock else 0.0
        # Told before the answer goes out, for the client may be gone right after it.
        arxiv.asked.append(Asked(address.path, params, dict(self.headers), began, ended, fault))
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut])
        self.close_connection = self.close_connection or reply.cut is not None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def ids_of(papers: Sequence[Paper]) -> set[ArxivId]:
    """Return the ids of *papers*, checked."""
    return {parse_arxiv_id(paper.id) for paper in papers}
