"""The reads that the double knows, each as GitHub documents it (REST, 2022-11-28)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.github.github_double import GitHubDouble, PullRecord


from tests.github.github_answers import Answer, Problem, Request


def repository(double: GitHubDouble, _: Request) -> Answer:
    facts: dict[str, Any] = {
        "full_name": double.repository,
        "node_id": node_of(double),
        "default_branch": double.base,
        "html_url": f"https://github.example/{double.repository}",
        "archived": double.archived,
        "disabled": False,
    }
    if double.parent is not None:
        facts |= {"fork": True, "parent": {"full_name": double.parent.repository}}
    if double.permissions is not None:
        facts["permissions"] = double.permissions
    scopes = {} if double.scopes is None else {"X-OAuth-Scopes": double.scopes}
    return Answer(200, facts, scopes)


def workflow_permissions(double: GitHubDouble, _: Request) -> Answer:
    if not (double.permissions or {}).get("admin"):
        raise Problem(403, "Must have admin rights to Repository.")
    return Answer(
        200,
        {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": double.may_open_pulls,
        },
    )


def node_of(double: GitHubDouble) -> str:
    """Return GraphQL's name of a repository."""
    return "R_invented" if double.parent is None else f"R_{double.repository}"


def branch(double: GitHubDouble, _: Request, branch: str) -> Answer:
    if branch not in double.refs:
        raise Problem(404, "Branch not found")
    return Answer(200, {"name": branch, "commit": {"sha": double.refs[branch]}})


def ref_facts(branch: str, sha: str) -> dict[str, Any]:
    return {"ref": f"refs/heads/{branch}", "object": {"type": "commit", "sha": sha}}


def matching_refs(double: GitHubDouble, _: Request, prefix: str) -> Answer:
    branches = sorted(branch for branch in double.refs if branch.startswith(prefix))
    return Answer(200, [ref_facts(branch, double.refs[branch]) for branch in branches])


def ref(double: GitHubDouble, _: Request, branch: str) -> Answer:
    if branch not in double.refs:
        raise Problem(404, "Not Found")
    return Answer(200, ref_facts(branch, double.refs[branch]))


def tree(double: GitHubDouble, _: Request, sha: str) -> Answer:
    store = double.store
    if sha in store.commits:
        sha = store.commits[sha].tree
    if sha not in store.trees:
        raise Problem(404, "Not Found")
    entries = []
    for name, (mode, inner) in store.trees[sha].items():
        kind = {"040000": "tree", "160000": "commit"}.get(mode, "blob")
        entry: dict[str, Any] = {"path": name, "mode": mode, "type": kind, "sha": inner}
        if kind == "blob":
            entry["size"] = len(store.blobs[inner])
        entries.append(entry)
    return Answer(200, {"sha": sha, "tree": entries, "truncated": False})


def blob(double: GitHubDouble, _: Request, sha: str) -> Answer:
    if sha not in double.store.blobs:
        raise Problem(404, "Not Found")
    data = double.store.blobs[sha]
    text = base64.encodebytes(data).decode()
    return Answer(200, {"sha": sha, "size": len(data), "encoding": "base64", "content": text})


def commit(double: GitHubDouble, _: Request, sha: str) -> Answer:
    if sha not in double.store.commits:
        raise Problem(404, "Not Found")
    return Answer(200, git_commit(double, sha))


def git_commit(double: GitHubDouble, sha: str) -> dict[str, Any]:
    commit = double.store.commits[sha]
    parents = [{"sha": parent} for parent in commit.parents]
    return {
        "sha": sha, "message": commit.message, "tree": {"sha": commit.tree}, "parents": parents,
    }  # fmt: skip


def compare(double: GitHubDouble, request: Request, base: str, head: str) -> Answer:
    store = double.store
    old, new = double.refs.get(base, base), double.refs.get(head, head)
    if old not in store.commits or new not in store.commits:
        raise Problem(404, "Not Found")
    known = set(store.ancestors(old))
    ahead = [sha for sha in reversed(store.ancestors(new)) if sha not in known]
    fork = store.merge_base(old, new)
    if not fork:
        raise Problem(404, f"No common ancestor between {base} and {head}.")
    commits = [
        {"sha": sha, "commit": {"message": store.commits[sha].message},
         "parents": [{"sha": parent} for parent in store.commits[sha].parents]}
        for sha in ahead
    ]  # fmt: skip
    files = [{"filename": path, "sha": sha} for path, sha in store.changed(fork, new).items()]
    shown = commits[: int(request.query("per_page", "30"))]
    facts = {
        "base_commit": {"sha": old}, "merge_base_commit": {"sha": fork}, "commits": shown,
        "total_commits": len(commits), "files": files[:300],
    }  # fmt: skip
    return Answer(200, facts)


def pull_facts(double: GitHubDouble, pull: PullRecord) -> dict[str, Any]:
    origin = pull.origin or double.repository
    return {
        "number": pull.number,
        "html_url": f"https://github.example/{double.repository}/pull/{pull.number}",
        "title": pull.title,
        "body": pull.body or None,
        "state": pull.state,
        "draft": pull.draft,
        "locked": pull.locked,
        "auto_merge": {"merge_method": "squash"} if pull.auto_merge else None,
        "labels": [{"name": name} for name in pull.labels],
        "requested_reviewers": [{"login": n} for n in pull.reviewers if "/" not in n],
        "requested_teams": [{"slug": n.partition("/")[2]} for n in pull.reviewers if "/" in n],
        "assignees": [{"login": name} for name in pull.assignees],
        "merged_at": double.merged_at if pull.merged else None,
        "head": {"ref": pull.branch, "sha": pull.head, "repo": {"full_name": origin}},
        "base": {"ref": pull.base, "repo": {"full_name": double.repository}},
    }


def pulls(double: GitHubDouble, request: Request) -> Answer:
    owner, colon, branch = request.query("head").partition(":")
    state = request.query("state", "open")
    matching = [
        pull for pull in sorted(double.pulls.values(), key=lambda p: -p.number)
        if state in ("all", pull.state)
        # GitHub ignores a head without an owner.
        and (not colon or (pull.branch == branch
             and (pull.origin or double.repository).split("/")[0] == owner))
    ]  # fmt: skip
    size, page = int(request.query("per_page", "30")), int(request.query("page", "1"))
    shown = matching[(page - 1) * size : page * size]
    return Answer(200, [pull_facts(double, pull) for pull in shown])


def pull(double: GitHubDouble, _: Request, number: str) -> Answer:
    if int(number) not in double.pulls:
        raise Problem(404, "Not Found")
    pull = double.pulls[int(number)]
    return Answer(200, {**pull_facts(double, pull), "mergeable": pull.mergeable})


def events(double: GitHubDouble, request: Request, number: str) -> Answer:
    size, page = int(request.query("per_page", "30")), int(request.query("page", "1"))
    shown = double.pulls[int(number)].events[(page - 1) * size : page * size]
    return Answer(200, [_event_facts(event) for event in shown])


def _event_facts(event: dict[str, str | None]) -> dict[str, Any]:
    inner = {"label": "name", "requested_team": "slug", "assignee": "login",
             "requested_reviewer": "login"}  # fmt: skip
    what = {key: {name: event[key]} for key, name in inner.items() if key in event}
    who = {"login": event.get("actor"), "type": event.get("type", "User")}
    return {"event": event["event"], **what, **({"actor": who} if "actor" in event else {})}
