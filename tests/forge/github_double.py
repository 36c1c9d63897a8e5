"""A strict, stateful double of GitHub on a real loopback socket.

It answers as GitHub's documentation says, keeps real git objects, and fails the test on any call it
does not know. People's actions are methods; faults are set with `fault`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal

from tests.forge.contract import graph, rest
from tests.forge.git_objects import Store
from tests.forge.github_answers import Answer, Problem, Request
from tests.forge.github_routes import answer_to

TOKEN = "ghs_invented_token_for_tests"


@dataclass
class PullRecord:
    number: int
    title: str
    body: str
    branch: str
    base: str
    head: str
    state: Literal["open", "closed"] = "open"
    merged: bool = False
    origin: str = ""
    labels: list[str] = field(default_factory=list)
    mergeable: bool | None = True


@dataclass(frozen=True)
class Fault:
    """What to do to a request: `apply` it or not, then `answer`; None drops the connection."""

    apply: bool
    answer: Answer | None = None


Faults = Callable[[int, str, str], Fault | None]


class GitHubDouble:
    """`with GitHubDouble(files={"PAPERS.md": b"..."}) as double:` serves `double.url`."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        *,
        repository: str = "octo/papers",
        token: str = TOKEN,
        base: str = "main",
    ) -> None:
        self.repository, self.token, self.base = repository, token, base
        self.former: str = ""  # an older name: reads get 301, writes 307
        self.archived = False
        self.permissions: dict[str, bool] | None = {"pull": True, "push": True}
        self.store = Store()
        self.refs: dict[str, str] = {}
        self.pulls: dict[int, PullRecord] = {}
        self.labels = {"papers"}
        self.calls: list[tuple[str, str]] = []
        self.unexpected: list[str] = []
        self.fault: Faults = lambda _number, _verb, _path: None
        self._lock = threading.RLock()
        self.commit(base, files, "Begin")

    # --- the server

    def __enter__(self) -> GitHubDouble:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if kind is None:
            assert not self.unexpected, self.unexpected

    def serve(self, request: Request) -> Answer | None:
        with self._lock:
            self.calls.append((request.verb, request.path))
            self.unexpected += forbidden(request)
            fault = self.fault(len(self.calls), request.verb, request.path)
            if fault is not None and not fault.apply:
                return fault.answer
            answer = self._answer(request)
            return fault.answer if fault is not None else answer

    def _answer(self, request: Request) -> Answer:
        if request.token != self.token:
            return Answer(401, {"message": "Bad credentials"})
        try:
            return answer_to(self, request)
        except Problem as problem:
            return problem.answer
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            self.unexpected.append(f"{request.verb} {request.path}: {error!r}")
            return Answer(500, {"message": "the double does not know this"})

    # --- what people do

    def commit(
        self,
        branch: str,
        files: Mapping[str, bytes | None],
        message: str = "A person's commit",
        *,
        mode: str = "100644",
    ) -> str:
        head = self.refs.get(branch)
        entries = {
            path: None if data is None else (mode, self.store.add_blob(data))
            for path, data in files.items()
        }
        tree = self.store.with_files(self.store.commits[head].tree if head else None, entries)
        made = self.store.add_commit(tree, (head,) if head else (), message, "person")
        self.move(branch, made)
        return made

    def amend(self, branch: str, files: Mapping[str, bytes]) -> None:
        old = self.store.commits[self.refs[branch]]
        entries: dict[str, tuple[str, str] | None] = {
            path: ("100644", self.store.add_blob(data)) for path, data in files.items()
        }
        tree = self.store.with_files(old.tree, entries)
        self.move(branch, self.store.add_commit(tree, old.parents, old.message, old.author))

    def move(self, branch: str, commit: str | None) -> None:
        """Let *branch* point to *commit* (None removes it); open pull requests follow."""
        if commit is None:
            del self.refs[branch]
        else:
            self.refs[branch] = commit
        for pull in self.pulls.values():
            if pull.branch == branch and pull.state == "open" and not pull.origin:
                if commit is None or commit == self.refs.get(pull.base):
                    pull.state = "closed"
                else:
                    pull.head = commit

    def merge(self, number: int, how: Literal["merge", "squash"] = "squash") -> None:
        pull = self.pulls[number]
        base = self.refs[pull.base]
        fork = self.store.merge_base(base, pull.head)
        files = dict(self.store.files(self.store.commits[pull.head].tree))
        entries = {path: files.get(path) for path in self.store.changed(fork, pull.head)}
        tree = self.store.with_files(self.store.commits[base].tree, entries)
        parents = (base, pull.head) if how == "merge" else (base,)
        pull.state, pull.merged = "closed", True
        self.move(pull.base, self.store.add_commit(tree, parents, pull.title, "person"))

    def close(self, number: int) -> None:
        self.pulls[number].state = "closed"

    # --- what tests look at

    def content(self, branch: str, path: str) -> bytes:
        return self.store.blobs[self.store.listing(self.refs[branch])[path]]

    def open_pulls(self) -> list[PullRecord]:
        return [pull for pull in self.pulls.values() if pull.state == "open"]

    def writes(self) -> list[tuple[str, str]]:
        return [call for call in self.calls if call[0] != "GET"]


def forbidden(request: Request) -> list[str]:
    """Return why GitHub's own description of its interface does not allow *request*."""
    if request.path == "/graphql":
        return graph.problems(request.body)
    return rest.problems(request.verb, request.path, request.body)


def _handler(double: GitHubDouble) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            body: Any = json.loads(raw) if raw else None
            token = (self.headers.get("Authorization") or " ").split(" ", 1)[1]
            answer = double.serve(Request(self.command, self.path, body, token))
            if answer is None:
                self.close_connection = True
                return
            data = answer.data()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    return Handler
