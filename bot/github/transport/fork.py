"""The fork of the token's owner, where branches go when `[publish] fork` says so; else unused.

https://docs.github.com/en/rest/repos/forks and /en/rest/branches/branches#sync-a-fork-branch
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.errors import ForgeError, TryAgainLater
from bot.github.transport.answers import Api, Fields, Repository
from bot.github.transport.remedy import Doubt, Rejection, explain

_TRIES = 5  # looks for a new fork
_FORBIDDEN, _MISSING, _CONFLICT = 403, 404, 409  # HTTP status


def with_fork(api: Api, repo: Repository) -> Repository:
    """Return *repo* with its branches in the fork of the token's owner, which may not exist yet.

    Nothing is written. Raises `ForgeError` where there can be no such fork.
    """
    owner = _owner(api)
    if owner.casefold() == repo.name.partition("/")[0].casefold():
        raise ForgeError(
            f"{repo.name} belongs to the token's owner, and nobody forks his own: remove "
            "'fork = true' from [publish]"
        )
    name = f"{owner}/{repo.name.partition('/')[2]}"
    return replace(repo, fork=name, fork_id=_find(api, repo, name))


def ready(api: Api, repo: Repository) -> Repository:
    """Return *repo* after making its fork, if it has none, and bringing its base up to date."""
    if not repo.fork_id:
        repo = replace(repo, fork_id=_make(api, repo))
    _sync(api, repo)
    return repo


def _owner(api: Api) -> str:
    try:
        return Fields.of(api.read("/user"), "the token's owner").text("login")
    except Rejection as rejection:
        if rejection.status != _FORBIDDEN:
            raise explain(rejection, doing="find the token's owner") from rejection
        raise ForgeError(
            "'fork = true' needs a person's token: those of GitHub Actions and of Apps have no "
            "forks; set a personal access token in GITHUB_TOKEN, or remove the setting"
        ) from rejection


def _find(api: Api, repo: Repository, name: str) -> str:
    """Return GraphQL's name of the fork *name*, "" when it does not exist."""
    try:
        fork = Fields.of(api.read(f"/repos/{name}"), "the fork")
    except Rejection as rejection:
        if rejection.status == _MISSING:
            return ""
        raise explain(rejection, doing=f"find the fork {name}") from rejection
    parent = fork.raw.get("parent")
    if not isinstance(parent, dict) or parent.get("full_name") != repo.name:
        raise ForgeError(f"{name} is there and is no fork of {repo.name}: rename it")
    return fork.text("node_id")


def _make(api: Api, repo: Repository) -> str:
    try:
        api.write("POST", f"/repos/{repo.name}/forks", {"default_branch_only": True})
    except Doubt:
        pass  # a fork is made once, whatever is asked again
    except Rejection as rejection:
        raise explain(rejection, doing=f"fork {repo.name}") from rejection
    for attempt in range(_TRIES):
        if made := _find(api, repo, repo.fork):
            return made
        api.wait(attempt)
    raise TryAgainLater(f"the fork {repo.fork} is still being made; run again later")


def _sync(api: Api, repo: Repository) -> None:
    try:
        api.write("POST", f"/repos/{repo.fork}/merge-upstream", {"branch": repo.base})
    except Doubt:
        pass  # what is missing then is refused by the next write
    except Rejection as rejection:
        if rejection.status == _CONFLICT:
            raise ForgeError(
                f"the branch {repo.base} of {repo.fork} has commits of its own: bring it to the "
                f"state of {repo.name}, or delete the fork"
            ) from rejection
        raise explain(rejection, doing=f"bring {repo.fork} up to date") from rejection
