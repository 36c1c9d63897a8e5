"""The writes that the double knows, and GraphQL, each as GitHub documents it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.forge.github_double import GitHubDouble


from tests.forge.github_answers import ZEROS, Answer, Problem, Request
from tests.forge.github_reads import git_commit, pull_facts, ref_facts


def make_blob(double: GitHubDouble, request: Request) -> Answer:
    assert request.body.keys() == {"content", "encoding"}
    assert request.body["encoding"] == "base64"
    data = base64.b64decode(request.body["content"], validate=True)
    return Answer(201, {"sha": double.store.add_blob(data)})


def make_tree(double: GitHubDouble, request: Request) -> Answer:
    store = double.store
    base = request.body.get("base_tree")
    files: dict[str, tuple[str, str] | None] = {}
    for entry in request.body["tree"]:
        assert entry.keys() == {"path", "mode", "type", "sha"}
        if entry["sha"] not in store.blobs:
            raise Problem(422, "tree.sha is not a valid blob")
        files[entry["path"]] = (entry["mode"], entry["sha"])
    if base is not None and base not in store.trees:
        raise Problem(422, "Tree SHA does not exist")
    return Answer(201, {"sha": store.with_files(base, files)})


def make_commit(double: GitHubDouble, request: Request) -> Answer:
    body = request.body
    assert body.keys() == {"message", "tree", "parents"}
    if body["tree"] not in double.store.trees:
        raise Problem(422, "Tree SHA does not exist")
    sha = double.store.add_commit(body["tree"], tuple(body["parents"]), body["message"], "bot")
    return Answer(201, git_commit(double, sha))


def make_ref(double: GitHubDouble, request: Request) -> Answer:
    branch = request.body["ref"].removeprefix("refs/heads/")
    if branch in double.refs:
        raise Problem(422, "Reference already exists")
    if request.body["sha"] not in double.store.commits:
        raise Problem(422, "Object does not exist")
    double.move(branch, request.body["sha"])
    return Answer(201, ref_facts(branch, request.body["sha"]))


def make_pull(double: GitHubDouble, request: Request) -> Answer:
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


def edit_pull(double: GitHubDouble, request: Request, number: str) -> Answer:
    pull = double.pulls[int(number)]
    assert request.body.keys() <= {"title", "body"}
    if len(request.body["body"]) > 65_536:
        raise Problem(422, "Validation Failed", "body is too long (maximum is 65536 characters)")
    pull.title, pull.body = request.body["title"], request.body["body"]
    return Answer(200, pull_facts(double, pull))


def label(double: GitHubDouble, request: Request, number: str) -> Answer:
    wanted = request.body["labels"]
    if not set(wanted) <= double.labels:
        raise Problem(422, "Validation Failed", "label does not exist")
    double.pulls[int(number)].labels += wanted
    return Answer(200, [{"name": name} for name in wanted])


def _failure(kind: str, message: str) -> Answer:
    return Answer(200, {"data": None, "errors": [{"type": kind, "message": message}]})


def graphql(double: GitHubDouble, body: Any) -> Answer:
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
