"""Several repositories on one invented GitHub, with an App, and the deliveries that it sends."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from http.server import ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any

import jwt

from tests.github.contract import rest
from tests.github.github_answers import Answer, Request
from tests.github.github_double import GitHubDouble, _handler
from tests.github.github_records import AppRecord
from tests.github.keys import key_pair

APP, INSTALLATION, SECRET = "12", 77, "an invented secret of the webhook"
LIMIT = 5_000
"""Requests an hour of an installation."""


class Town:
    """`with Town({"octo/mice": {"README.md": b"..."}}) as town:` serves `town.url`.

    Each repository is a `GitHubDouble`; they share a server and the App. `installed` are those
    that the App may see, `suspended` says that the account switched it off. So many as lie
    *together* are of one installation.
    """

    def __init__(
        self, repositories: Mapping[str, Mapping[str, bytes]], *, together: int = 10**9
    ) -> None:
        self.private, self.public = key_pair()
        self.doubles: dict[str, GitHubDouble] = {}
        self.numbers: dict[str, int] = {}
        self.by_number: dict[int, GitHubDouble] = {}
        self.installed: set[str] = set()
        self.suspended = False
        self.together = together
        self.lefts: dict[int, int] = {}  # of each installation's limit
        self.tokens: dict[str, int] = {}
        self._count, self._lock = count(1), threading.RLock()
        for name, files in repositories.items():
            self.build(name, files)

    def build(
        self, name: str, files: Mapping[str, bytes], *, installed: bool = True
    ) -> GitHubDouble:
        double = GitHubDouble(files, repository=name)
        number = next(self._count)
        owner = INSTALLATION + (number - 1) // self.together
        double.app = AppRecord(APP, self.public, installation=owner, mark=f"{number}_")
        self.doubles[name], self.numbers[name] = double, 1_000 + number
        self.by_number[1_000 + number] = double
        if installed:
            self.installed.add(name)
        return double

    @property
    def left(self) -> int:
        """What is left of the first installation's limit."""
        return self.lefts.get(INSTALLATION, LIMIT)

    @left.setter
    def left(self, value: int) -> None:
        self.lefts[INSTALLATION] = value

    def owner(self, name: str) -> int:
        """The number of the installation that has the repository *name*."""
        return INSTALLATION + (self.numbers[name] - 1_001) // self.together

    # --- the server

    def __enter__(self) -> Town:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))  # type: ignore[arg-type]  # has `serve`
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        for double in self.doubles.values():
            double.url = self.url
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
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
            for double in self.doubles.values():
                assert not double.unexpected, double.unexpected

    def environ(self, **more: str) -> dict[str, str]:
        """Return what the service is told of its App."""
        return {
            "PAPER_BOT_APP_ID": APP,
            "PAPER_BOT_APP_KEY": self.private,
            "PAPER_BOT_WEBHOOK_SECRET": SECRET,
            "GITHUB_API_URL": self.url,
            **more,
        }

    def serve(self, request: Request) -> Answer | None:
        with self._lock:
            path = request.path.partition("?")[0]
            if path.startswith("/app/") and "repository_ids" not in (request.body or {}):
                return self._checked(request, self._for_app(request, path))
            if path.startswith("/app/"):
                return self._mint(request)
            if path == "/installation/repositories":
                return self._checked(request, self._repositories(request))
            return self._limited(self._double_for(request, path), request)

    def _limited(self, double: GitHubDouble | None, request: Request) -> Answer | None:
        if (
            double is None
            or self.suspended
            or not self.installed & {double.repository, double.former}
        ):
            return Answer(404, {"message": "Not Found"})
        answer = double.serve(request)
        if answer is None:
            return None
        number = double.repository if double.repository in self.numbers else double.former
        owner = self.owner(number)
        self.lefts[owner] = left = max(0, self.lefts.get(owner, LIMIT) - 1)
        limit = {"X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": "1800000000"}
        return Answer(answer.status, answer.body, {**limit, **answer.headers})

    def _mint(self, request: Request) -> Answer | None:
        """Mint by number, as GitHub does whatever the repository is called by now."""
        [wanted] = request.body["repository_ids"]
        double = self.by_number[wanted]
        named = {"repositories": [double.repository.partition("/")[2]]}
        body = {"permissions": request.body["permissions"], **named}
        wrong = rest.problems(request.verb, request.path, request.body)
        double.unexpected += wrong
        return self._limited(double, replace(request, body=body))

    def _double_for(self, request: Request, path: str) -> GitHubDouble | None:
        if path.startswith("/repos/"):
            name = "/".join(path.split("/")[2:4])
            double = self.doubles.get(name)
            if double is not None and double.repository == name:
                return double
            by_name = (d for d in self.doubles.values() if name in (d.repository, d.former))
            return next(by_name, None)
        return next((d for d in self.doubles.values() if request.token in d.accepted), None)

    def _for_app(self, request: Request, path: str) -> Answer:
        try:
            jwt.decode(request.token, self.public, algorithms=["RS256"], issuer=APP)
        except jwt.PyJWTError:
            return Answer(401, {"message": "A JSON web token could not be decoded"})
        if request.verb == "POST":
            token = f"ghs_minted_app_{len(self.tokens)}"
            self.tokens[token] = int(request.path.split("/")[3])
            return Answer(201, {"token": token, "expires_at": "2026-11-22T01:00:00Z"})
        assert path == "/app/installations"
        at = "2026-11-22T00:00:00Z" if self.suspended else None
        owners = sorted({self.owner(name) for name in self.doubles}) or [INSTALLATION]
        size, page = int(request.query("per_page")), int(request.query("page"))
        return Answer(200, [
            {"id": number, "account": {"login": account_of(number), "id": 1}, "suspended_at": at}
            for number in owners[(page - 1) * size : page * size]
        ])  # fmt: skip

    def _repositories(self, request: Request) -> Answer:
        if request.token not in self.tokens:
            return Answer(401, {"message": "Bad credentials"})
        size, page = int(request.query("per_page")), int(request.query("page"))
        owner = self.tokens[request.token]
        mine = (name for name in self.doubles.keys() & self.installed if self.owner(name) == owner)
        every = [self.facts(name) for name in sorted(mine)]
        shown = every[(page - 1) * size : page * size]
        return Answer(200, {"total_count": len(every), "repositories": shown})

    def _checked(self, request: Request, answer: Answer) -> Answer:
        wrong = rest.problems(request.verb, request.path, request.body)
        next(iter(self.doubles.values())).unexpected += wrong
        return answer

    # --- what GitHub tells

    def facts(self, name: str) -> dict[str, Any]:
        double = self.doubles[name]
        called = {"full_name": double.repository, "default_branch": double.base}
        return {"id": self.numbers[name], **called}

    def about(self, name: str, **more: Any) -> dict[str, Any]:
        """The payload of an event of the repository *name*."""
        sender = {"login": "ada", "type": "User"}
        payload = {"repository": self.facts(name), "installation": {"id": INSTALLATION}}
        return {**payload, "sender": sender, **more}

    def installs(self, *names: str) -> tuple[str, dict[str, Any]]:
        installation = {"id": INSTALLATION, "account": {"login": "octo"}}
        repositories = [{"id": self.numbers[n], "full_name": n} for n in names]
        body = {"action": "created", "installation": installation, "repositories": repositories}
        return "installation", body

    def switches(self, action: str) -> tuple[str, dict[str, Any]]:
        """The account suspends the App, or lets it in again."""
        installation = {"id": INSTALLATION, "account": {"login": "octo"}}
        return "installation", {"action": action, "installation": installation}

    def pushes(self, name: str, *touched: str) -> tuple[str, dict[str, Any]]:
        commits = [{"added": [], "modified": list(touched), "removed": []}]
        return "push", self.about(name, ref="refs/heads/main", commits=commits)

    def pull(self, name: str, action: str, number: int, **more: Any) -> tuple[str, dict[str, Any]]:
        pull = self.doubles[name].pulls[number]
        facts = {
            "number": number,
            "body": pull.body,
            "merged": pull.merged,
            "head": {"ref": pull.branch, "repo": {"id": self.numbers[name]}},
        }
        return "pull_request", self.about(name, action=action, pull_request=facts, **more)

    def comment(self, name: str, number: int, text: str) -> tuple[str, dict[str, Any]]:
        issue = {"number": number, "pull_request": {"url": "…"}}
        facts = {"body": text, "author_association": "MEMBER"}
        body = self.about(name, action="created", issue=issue, comment=facts)
        return "issue_comment", body


def account_of(installation: int) -> str:
    return "octo" if installation == INSTALLATION else f"octo-{installation}"


def signed(body: bytes, secret: str = SECRET) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def headers_of(event: str, body: bytes, delivery: str) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": delivery,
        "x-hub-signature-256": signed(body),
    }


def as_body(payload: Any) -> bytes:
    return json.dumps(payload).encode()
