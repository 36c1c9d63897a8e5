"""Which call goes where; what is not here fails the test."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from tests.github.github_double import GitHubDouble


from tests.github import github_accounts as accounts
from tests.github import github_graphql as graphql
from tests.github import github_reads as reads
from tests.github import github_talk as talk
from tests.github import github_writes as writes
from tests.github.github_answers import Answer, Problem, Request


def answer_to(double: GitHubDouble, request: Request) -> Answer:
    if (answer := accounts.as_app(double, request)) is not None:
        return answer
    path = urlsplit(request.path).path
    if path == "/graphql":
        return graphql.answer(double, request.body)
    if (request.verb, path) == ("GET", "/user"):
        return accounts.user(double, request)
    owner_name, _, rest = path.removeprefix("/repos/").partition("/")
    name, _, rest = rest.partition("/")
    called = f"{owner_name}/{name}"
    if double.former and called == double.former:
        moved = request.path.replace(double.former, double.repository, 1)
        status = 301 if request.verb == "GET" else 307
        return Answer(status, {"message": "Moved Permanently"}, {"Location": double.url + moved})
    double = _called(double, called)
    if double.archived and request.verb != "GET":
        raise Problem(403, "Repository was archived so is read-only.")
    for verb, pattern, route in _ROUTES:
        if verb == request.verb and (match := re.fullmatch(pattern, rest)):
            return route(double, request, *map(unquote, match.groups()))
    raise LookupError("no such route")


def _called(double: GitHubDouble, name: str) -> GitHubDouble:
    if name == double.repository:
        return double
    fork = double.forks.get(name)
    if fork is None or fork.hidden_for:
        if fork is not None:
            fork.hidden_for -= 1
        raise Problem(404, "Not Found")
    return fork


Route = Callable[..., Answer]
_ROUTES: tuple[tuple[str, str, Route], ...] = (
    ("GET", r"", reads.repository),
    ("GET", r"actions/permissions/workflow", reads.workflow_permissions),
    ("GET", r"branches/([^/]+)", reads.branch),
    ("GET", r"git/matching-refs/heads/(.+)", reads.matching_refs),
    ("GET", r"git/ref/heads/(.+)", reads.ref),
    ("GET", r"git/trees/([0-9a-f]{40})", reads.tree),
    ("GET", r"git/blobs/([0-9a-f]{40})", reads.blob),
    ("GET", r"git/commits/([0-9a-f]{40})", reads.commit),
    ("GET", r"compare/(.+?)\.\.\.(.+)", reads.compare),
    ("GET", r"pulls", reads.pulls),
    ("GET", r"pulls/(\d+)", reads.pull),
    ("GET", r"issues/(\d+)/events", reads.events),
    ("GET", r"issues/(\d+)/comments", talk.comments),
    ("POST", r"issues/(\d+)/comments", talk.make_comment),
    ("PATCH", r"issues/comments/(\d+)", talk.edit_comment),
    ("DELETE", r"issues/comments/(\d+)", talk.remove_comment),
    ("POST", r"issues/comments/(\d+)/reactions", talk.react),
    ("GET", r"collaborators/([^/]+)/permission", talk.permission),
    ("GET", r"collaborators", talk.collaborators),
    ("POST", r"forks", accounts.make_fork),
    ("POST", r"merge-upstream", accounts.merge_upstream),
    ("POST", r"git/blobs", writes.make_blob),
    ("POST", r"git/trees", writes.make_tree),
    ("POST", r"git/commits", writes.make_commit),
    ("POST", r"git/refs", writes.make_ref),
    ("POST", r"pulls", writes.make_pull),
    ("PATCH", r"pulls/(\d+)", writes.edit_pull),
    ("POST", r"issues/(\d+)/labels", writes.label),
    ("POST", r"issues/(\d+)/assignees", writes.assign),
    ("POST", r"pulls/(\d+)/requested_reviewers", writes.ask_for_review),
)
