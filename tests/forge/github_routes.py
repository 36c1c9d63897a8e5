"""The calls that the double knows, each as GitHub documents it (REST 2022-11-28 and GraphQL)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from tests.forge.github_double import GitHubDouble, PullRecord

ZEROS = "0" * 40


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Request:
    verb: str
    path: str
    body: Any
    token: str

    def query(self, name: str, default: str = "") -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [default])[0]


class Problem(Exception):
    def __init__(self, status: int, message: str, *errors: str) -> None:
        super().__init__(message)
        details = [
            {"resource": "PullRequest", "field": e.split()[0], "code": "invalid"}
            if e.endswith(" invalid")
            else {"resource": "PullRequest", "code": "custom", "message": e}
            for e in errors
        ]
        body = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        self.answer = Answer(status, {**body, "errors": details} if errors else body)


def answer_to(double: GitHubDouble, request: Request) -> Answer:
    path = urlsplit(request.path).path
    if path == "/graphql":
        return _graphql(double, request.body)
    owner_name, _, rest = path.removeprefix("/repos/").partition("/")
    name, _, rest = rest.partition("/")
    called = f"{owner_name}/{name}"
    if double.former and called == double.former:
        moved = request.path.replace(double.former, double.repository, 1)
        status = 301 if request.verb == "GET" else 307
        return Answer(status, {"message": "Moved Permanently"}, {"Location": double.url + moved})
    if not path.startswith("/repos/") or called != double.repository:
        raise Problem(404, "Not Found")
    if double.archived and request.verb != "GET":
        raise Problem(403, "Repository was archived so is read-only.")
    for verb, pattern, route in _ROUTES:
        if verb == request.verb and (match := re.fullmatch(pattern, rest)):
            return route(double, request, *map(unquote, match.groups()))
    raise LookupError("no such route")


def _repository(double: GitHubDouble, _: Request) -> Answer:
    facts: dict[str, Any] = {
        "full_name": double.repository,
        "node_id": "R_invented",
        "default_branch": double.base,
        "html_url": f"https://github.example/{double.repository}",
        "archived": double.archived,
        "disabled": False,
    }
    if double.permissions is not None:
        facts["permissions"] = double.permissions
    return Answer(200, facts)


def _branch(double: GitHubDouble, _: Request, branch: str) -> Answer:
    if branch not in double.refs:
        raise Problem(404, "Branch not found")
    return Answer(200, {"name": branch, "commit": {"sha": double.refs[branch]}})


def _ref_facts(branch: str, sha: str) -> dict[str, Any]:
    return {"ref": f"refs/heads/{branch}", "object": {"type": "commit", "sha": sha}}


def _matching_refs(double: GitHubDouble, _: Request, prefix: str) -> Answer:
    found = sorted(branch for branch in double.refs if branch.startswith(prefix))
    return Answer(200, [_ref_facts(branch, double.refs[branch]) for branch in found])


def _ref(double: GitHubDouble, _: Request, branch: str) -> Answer:
    if branch not in double.refs:
        raise Problem(404, "Not Found")
    return Answer(200, _ref_facts(branch, double.refs[branch]))


def _tree(double: GitHubDouble, _: Request, sha: str) -> Answer:
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


def _blob(double: GitHubDouble, _: Request, sha: str) -> Answer:
    if sha not in double.store.blobs:
        raise Problem(404, "Not Found")
    data = double.store.blobs[sha]
    text = base64.encodebytes(data).decode()
    return Answer(200, {"sha": sha, "size": len(data), "encoding": "base64", "content": text})


def _commit(double: GitHubDouble, _: Request, sha: str) -> Answer:
    if sha not in double.store.commits:
        raise Problem(404, "Not Found")
    return Answer(200, _git_commit(double, sha))


def _git_commit(double: GitHubDouble, sha: str) -> dict[str, Any]:
    found = double.store.commits[sha]
    parents = [{"sha": parent} for parent in found.parents]
    return {
        "sha": sha, "message": found.message, "tree": {"sha": found.tree}, "parents": parents,
    }  # fmt: skip


def _compare(double: GitHubDouble, request: Request, base: str, head: str) -> Answer:
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
        "merged_at": "2026-11-20T00:00:00Z" if pull.merged else None,
        "head": {"ref": pull.branch, "sha": pull.head, "repo": {"full_name": origin}},
        "base": {"ref": pull.base, "repo": {"full_name": double.repository}},
    }


def _pulls(double: GitHubDouble, request: Request) -> Answer:
    owner, colon, branch = request.query("head").partition(":")
    state = request.query("state", "open")
    found = [
        pull for pull in sorted(double.pulls.values(), key=lambda p: -p.number)
        if state in ("all", pull.state)
        # GitHub ignores a head without an owner.
        and (not colon or (pull.branch == branch
             and (pull.origin or double.repository).split("/")[0] == owner))
    ]  # fmt: skip
    size, page = int(request.query("per_page", "30")), int(request.query("page", "1"))
    shown = found[(page - 1) * size : page * size]
    return Answer(200, [pull_facts(double, pull) for pull in shown])


def _pull(double: GitHubDouble, _: Request, number: str) -> Answer:
    if int(number) not in double.pulls:
        raise Problem(404, "Not Found")
    pull = double.pulls[int(number)]
    return Answer(200, {**pull_facts(double, pull), "mergeable": pull.mergeable})


def _make_blob(double: GitHubDouble, request: Request) -> Answer:
    assert request.body.keys() == {"content", "encoding"}
    assert request.body["encoding"] == "base64"
    data = base64.b64decode(request.body["content"], validate=True)
    return Answer(201, {"sha": double.store.add_blob(data)})


def _make_tree(double: GitHubDouble, request: Request) -> Answer:
    store = double.store
    base = request.body["base_tree"]
    files: dict[str, tuple[str, str] | None] = {}
    for entry in request.body["tree"]:
        assert entry.keys() == {"path", "mode", "type", "sha"}
        if entry["sha"] not in store.blobs:
            raise Problem(422, "tree.sha is not a valid blob")
        files[entry["path"]] = (entry["mode"], entry["sha"])
    if base not in store.trees:
        raise Problem(422, "Tree SHA does not exist")
    return Answer(201, {"sha": store.with_files(base, files)})


def _make_commit(double: GitHubDouble, request: Request) -> Answer:
    body = request.body
    assert body.keys() == {"message", "tree", "parents"}
    if body["tree"] not in double.store.trees:
        raise Problem(422, "Tree SHA does not exist")
    sha = double.store.add_commit(body["tree"], tuple(body["parents"]), body["message"], "bot")
    return Answer(201, _git_commit(double, sha))


def _make_ref(double: GitHubDouble, request: Request) -> Answer:
    branch = request.body["ref"].removeprefix("refs/heads/")
    if branch in double.refs:
        raise Problem(422, "Reference already exists")
    if request.body["sha"] not in double.store.commits:
        raise Problem(422, "Object does not exist")
    double.move(branch, request.body["sha"])
    return Answer(201, _ref_facts(branch, request.body["sha"]))


def _make_pull(double: GitHubDouble, request: Request) -> Answer:
    from tests.forge.github_double import PullRecord  # noqa: PLC0415 - the two need one another

    body = request.body
    branch, base = body["head"], body["base"]
    failed = "Validation Failed"
    if branch not in double.refs or base not in double.refs:
        raise Problem(422, failed, "head invalid" if base in double.refs else "base invalid")
    for pull in double.open_pulls():
        if (pull.branch, pull.base, pull.origin) == (branch, base, ""):
            raise Problem(422, failed, f"A pull request already exists for octo:{branch}.")
    head, at = double.refs[branch], double.refs[base]
    if head in double.store.ancestors(at):
        raise Problem(422, failed, f"No commits between {base} and {branch}")
    number = max(double.pulls, default=0) + 1
    made = PullRecord(number, body["title"], body["body"], branch, base, head)
    double.pulls[number] = made
    return Answer(201, pull_facts(double, made))


def _edit_pull(double: GitHubDouble, request: Request, number: str) -> Answer:
    pull = double.pulls[int(number)]
    assert request.body.keys() <= {"title", "body"}
    if len(request.body["body"]) > 65_536:
        raise Problem(422, "Validation Failed", "body is too long (maximum is 65536 characters)")
    pull.title, pull.body = request.body["title"], request.body["body"]
    return Answer(200, pull_facts(double, pull))


def _label(double: GitHubDouble, request: Request, number: str) -> Answer:
    wanted = request.body["labels"]
    if not set(wanted) <= double.labels:
        raise Problem(422, "Validation Failed", "label does not exist")
    double.pulls[int(number)].labels += wanted
    return Answer(200, [{"name": name} for name in wanted])


def _failure(kind: str, message: str) -> Answer:
    return Answer(200, {"data": None, "errors": [{"type": kind, "message": message}]})


def _graphql(double: GitHubDouble, body: Any) -> Answer:
    values = body["variables"]["input"]
    if "createCommitOnBranch(" in body["query"]:
        return _commit_on_branch(double, values)
    assert "updateRefs(" in body["query"]
    assert values["repositoryId"] == "R_invented"
    for update in values["refUpdates"]:
        branch = update["name"].removeprefix("refs/heads/")
        if double.refs.get(branch, ZEROS) != update["beforeOid"]:
            return _failure("UNPROCESSABLE", "Reference does not point to the expected commit")
        after = update["afterOid"]
        if after == ZEROS:
            double.move(branch, None)
            continue
        if update["beforeOid"] not in double.store.ancestors(after) and not update.get("force"):
            return _failure("UNPROCESSABLE", "Update is not a fast forward")
        double.move(branch, after)
    return Answer(200, {"data": {"updateRefs": {"clientMutationId": None}}})


def _commit_on_branch(double: GitHubDouble, values: Any) -> Answer:
    store, branch = double.store, values["branch"]["branchName"]
    assert values["branch"]["repositoryNameWithOwner"] == double.repository
    head, wanted = double.refs.get(branch), values["expectedHeadOid"]
    if head != wanted or head is None:
        return _failure("STALE_DATA", f'Expected branch to point to "{head}" but it did not.')
    files: dict[str, tuple[str, str] | None] = {
        part["path"]: ("100644", store.add_blob(base64.b64decode(part["contents"], validate=True)))
        for part in values["fileChanges"]["additions"]
    }
    message = values["message"]["headline"] + "\n\n" + values["message"]["body"]
    tree = store.with_files(store.commits[head].tree, files)
    made = store.add_commit(tree, (head,), message, "bot")
    double.move(branch, made)
    return Answer(200, {"data": {"createCommitOnBranch": {"commit": {"oid": made}}}})


Route = Callable[..., Answer]
_ROUTES: tuple[tuple[str, str, Route], ...] = (
    ("GET", r"", _repository),
    ("GET", r"branches/([^/]+)", _branch),
    ("GET", r"git/matching-refs/heads/(.+)", _matching_refs),
    ("GET", r"git/ref/heads/(.+)", _ref),
    ("GET", r"git/trees/([0-9a-f]{40})", _tree),
    ("GET", r"git/blobs/([0-9a-f]{40})", _blob),
    ("GET", r"git/commits/([0-9a-f]{40})", _commit),
    ("GET", r"compare/(.+?)\.\.\.(.+)", _compare),
    ("GET", r"pulls", _pulls),
    ("GET", r"pulls/(\d+)", _pull),
    ("POST", r"git/blobs", _make_blob),
    ("POST", r"git/trees", _make_tree),
    ("POST", r"git/commits", _make_commit),
    ("POST", r"git/refs", _make_ref),
    ("POST", r"pulls", _make_pull),
    ("PATCH", r"pulls/(\d+)", _edit_pull),
    ("POST", r"issues/(\d+)/labels", _label),
)
