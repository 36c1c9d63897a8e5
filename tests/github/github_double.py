"""A strict, stateful double of GitHub on a real loopback socket.

It answers as GitHub's documentation says, keeps real git objects, and fails the test on any call it
does not know. People's actions are methods; faults are set with `fault`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from copy import copy, deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal

from tests.github.contract import graph, rest
from tests.github.git_objects import Store
from tests.github.github_answers import Answer, Problem, Request
from tests.github.github_records import AppRecord, Fault, Faults, PullRecord
from tests.github.github_routes import answer_to
from tests.github.github_talk import Talk

__all__ = ["TOKEN", "Fault", "Faults", "GitHubDouble", "PullRecord"]

TOKEN = "ghs_invented_token_for_tests"


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
        self.repository, self.base = repository, base
        self.token, self.accepted = token, {token}
        self.user: str = ""  # whose token it is; "" for an installation's, which GET /user refuses
        self.app: AppRecord | None = None
        self.former: str = ""  # an older name: reads get 301, writes 307
        self.archived = False
        self.permissions: dict[str, bool] | None = {"pull": True, "push": True}
        self.scopes: str | None = None  # of a classic token
        self.may_open_pulls = True
        self.protected: set[str] = set()  # branches that nobody may touch
        self.store = Store()
        self.refs: dict[str, str] = {}
        self.pulls: dict[int, PullRecord] = {}
        self.forks: dict[str, GitHubDouble] = {}
        self.parent: GitHubDouble | None = None
        self.fork_delay = self.hidden_for = 0  # how many reads do not find a new fork yet
        self.labels = {"papers"}
        self.people = {"ada", "bo", "octo/writers"}  # who may review and be assigned
        self.has_drafts = True
        self.talk = Talk()
        self.calls: list[tuple[str, str]] = []
        self.unexpected: list[str] = []
        self.fault: Faults = lambda _number, _verb, _path: None
        self.merged_at = "2026-11-20T00:00:00Z"
        self.lag = 0  # how many reads after a write are answered as if it had not happened
        self._stale: tuple[int, dict[str, str], dict[int, PullRecord]] = (0, {}, {})
        self._lock = threading.RLock()
        self.commit(base, files, "Begin")

    def copy(self) -> GitHubDouble:
        """The same repository again, which goes its own way; faults are not copied."""
        twin = copy(self)
        apart = {k: value for k, value in vars(self).items() if k not in ("_lock", "fault")}
        vars(twin).update(deepcopy(apart))
        twin._lock = threading.RLock()
        twin.fault = lambda _number, _verb, _path: None
        return twin

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
            self.calls.append(request.call)
            self.unexpected += forbidden(request)
            if any(secret in str(request.body) for secret in (self.token, *self.accepted)):
                self.unexpected.append(f"a token is in the body of {request.call}")
            fault = self.fault(len(self.calls), *request.call)
            if fault is not None and not fault.apply:
                return fault.answer
            answer = self._answer(request)
            if answer.status in {200, 201, 202} and request.path != "/graphql":
                self.unexpected += rest.odd_answer(request.verb, request.path, answer.body)
            return fault.answer if fault is not None else answer

    def _answer(self, request: Request) -> Answer:
        if self.app is None and request.token not in self.accepted:
            return Answer(401, {"message": "Bad credentials"})
        try:
            return self._late(request) if self.lag else answer_to(self, request)
        except Problem as problem:
            return problem.answer
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            self.unexpected.append(f"{request.verb} {request.path}: {error!r}")
            return Answer(500, {"message": "the double does not know this"})

    def _late(self, request: Request) -> Answer:
        """Answer reads that follow a write as of before it, as a replica does."""
        if request.call[0] != "GET":
            self._stale = (self.lag, dict(self.refs), deepcopy(self.pulls))
            return answer_to(self, request)
        left, refs, pulls = self._stale
        if not left:
            return answer_to(self, request)
        self._stale = (left - 1, refs, pulls)
        now = self.refs, self.pulls
        self.refs, self.pulls = refs, pulls
        try:
            return answer_to(self, request)
        finally:
            self.refs, self.pulls = now

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
        home = self.parent or self
        for pull in home.pulls.values():
            if pull.state != "open":
                continue
            if (pull.branch, pull.origin or home.repository) == (branch, self.repository):
                if commit is None or commit == home.refs.get(pull.base):
                    pull.state = "closed"
                else:
                    pull.head, pull.queued = commit, False  # GitHub takes it out of the queue
            elif commit is None and self is home and pull.base == branch:
                pull.state = "closed"

    def merge(self, number: int, how: Literal["merge", "squash", "rebase"] = "squash") -> None:
        pull, store = self.pulls[number], self.store
        base = self.refs[pull.base]
        if how == "rebase":
            known = set(store.ancestors(base))
            ours = [sha for sha in reversed(store.ancestors(pull.head)) if sha not in known]
            steps = [(store.commits[sha].parents[0], sha) for sha in ours]
        else:
            steps = [(store.merge_base(base, pull.head), pull.head)]
        for old, new in steps:
            files = dict(store.files(store.commits[new].tree))
            entries = {path: files.get(path) for path in store.changed(old, new)}
            tree = store.with_files(store.commits[base].tree, entries)
            parents = (base, pull.head) if how == "merge" else (base,)
            message = store.commits[new].message if how == "rebase" else pull.title
            base = store.add_commit(tree, parents, message, "person")
        pull.state, pull.merged = "closed", True
        self.move(pull.base, base)

    def close(self, number: int) -> None:
        self.pulls[number].state = "closed"

    def rename_base(self, new: str) -> None:
        """Rename the default branch: GitHub lets open pull requests follow."""
        self.refs[new] = self.refs.pop(self.base)
        for pull in self.pulls.values():
            pull.base = new if pull.base == self.base else pull.base
        self.base = new

    def unlabel(self, number: int, name: str) -> None:
        self.pulls[number].labels.remove(name)
        self.pulls[number].happens("unlabeled", label=name)

    def review(self, number: int, name: str) -> None:
        """Let a reviewer do so: GitHub takes him out of those who are asked."""
        self.pulls[number].reviewers.remove(name)

    def fork(self, owner: str, *, parent: bool = True) -> GitHubDouble:
        """Make a repository of *owner* with the same name; git's objects are shared."""
        made = GitHubDouble({}, repository=f"{owner}/{self.repository.partition('/')[2]}")
        made.store, made.base, made.parent = self.store, self.base, self if parent else None
        made.refs = {self.base: self.refs[self.base]}
        self.forks[made.repository] = made
        return made

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
            # GitHub Enterprise Server has the same below /api.
            path = self.path.removeprefix("/api/v3").replace("/api/graphql", "/graphql", 1)
            answer = double.serve(Request(self.command, path, body, token))
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
