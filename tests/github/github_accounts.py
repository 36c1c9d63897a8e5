"""Who asks, Apps and forks: what the double knows of tokens and other repositories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jwt

from tests.github.github_answers import Answer, Problem, Request
from tests.github.github_reads import repository

if TYPE_CHECKING:
    from tests.github.github_double import GitHubDouble

_INSTALLATION = re.compile(r"/repos/([^/]+/[^/]+)/installation")
_MINT = re.compile(r"/app/installations/(\d+)/access_tokens")


def user(double: GitHubDouble, _: Request) -> Answer:
    if not double.user:
        raise Problem(403, "Resource not accessible by integration")
    return Answer(200, {"login": double.user, "id": 1, "type": "User"})


def as_app(double: GitHubDouble, request: Request) -> Answer | None:
    """Return the answer if the token is an App's own or the request is one for an App only."""
    app = double.app
    if app is None or request.token in double.accepted:
        return None
    if not (match := _INSTALLATION.fullmatch(request.path) or _MINT.fullmatch(request.path)):
        return Answer(401, {"message": "Bad credentials"})
    try:
        claims = jwt.decode(request.token, app.public_key, algorithms=["RS256"])
    except jwt.PyJWTError:
        return Answer(401, {"message": "A JSON web token could not be decoded"})
    assert claims["exp"] - claims["iat"] <= 600
    if claims["iss"] != app.id:
        return Answer(404, {"message": "Integration not found"})
    return _for_app(double, request, match[1])


def _for_app(double: GitHubDouble, request: Request, name: str) -> Answer:
    app = double.app
    assert app is not None
    if request.verb == "GET":
        if name not in {double.repository, double.former} or app.installation is None:
            return Answer(404, {"message": "Not Found"})
        return Answer(200, {"id": app.installation})
    assert int(name) == app.installation
    assert request.body["repositories"] == [double.repository.partition("/")[2]]
    app.minted += 1
    app.permissions.append(request.body["permissions"])
    token = f"ghs_minted_{app.mark}{app.minted}"
    double.accepted.add(token)
    return Answer(201, {"token": token, "expires_at": "2026-11-22T01:00:00Z"})


def make_fork(double: GitHubDouble, request: Request) -> Answer:
    assert request.body == {"default_branch_only": True}
    if not double.user:
        raise Problem(403, "Resource not accessible by integration")
    made = double.forks.get(f"{double.user}/{double.repository.partition('/')[2]}")
    if made is None:
        made = double.fork(double.user)
        made.hidden_for = double.fork_delay
    return Answer(202, repository(made, request).body)


def merge_upstream(double: GitHubDouble, request: Request) -> Answer:
    if double.parent is None:
        raise Problem(422, "The branch is not a fork's")
    branch = request.body["branch"]
    theirs, ours = double.parent.refs[branch], double.refs.get(branch)
    if ours is not None and ours not in double.store.ancestors(theirs):
        raise Problem(409, "There are merge conflicts")
    double.move(branch, theirs)
    answer: dict[str, Any] = {"message": "Fetched", "merge_type": "fast-forward"}
    return Answer(200, {**answer, "base_branch": f"{double.parent.repository}:{branch}"})
