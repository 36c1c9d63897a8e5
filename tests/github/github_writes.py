"""The writes that the double knows, each as GitHub documents it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.github.github_double import GitHubDouble


from tests.github.github_answers import Answer, Problem, Request
from tests.github.github_reads import git_commit, pull_facts, ref_facts
from tests.github.github_records import PullRecord


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
    if branch in double.protected:
        raise Problem(422, "Repository rule violations found", "Cannot create ref due to creations")
    if branch in double.refs:
        raise Problem(422, "Reference already exists")
    if request.body["sha"] not in double.store.commits:
        raise Problem(422, "Object does not exist")
    double.move(branch, request.body["sha"])
    return Answer(201, ref_facts(branch, request.body["sha"]))


def make_pull(double: GitHubDouble, request: Request) -> Answer:
    body = request.body
    failed, base = "Validation Failed", body["base"]
    if not double.may_open_pulls:
        raise Problem(403, "GitHub Actions is not permitted to create or approve pull requests.")
    owner, colon, branch = body["head"].rpartition(":")
    side = _side(double, owner) if colon else double
    origin = "" if side is double else side.repository if side else owner
    if side is None or branch not in side.refs or base not in double.refs:
        raise Problem(422, failed, "head invalid" if base in double.refs else "base invalid")
    for pull in double.open_pulls():
        if (pull.branch, pull.base, pull.origin) == (branch, base, origin):
            at = owner or double.repository.partition("/")[0]
            raise Problem(422, failed, f"A pull request already exists for {at}:{branch}.")
    head, at = side.refs[branch], double.refs[base]
    if head in double.store.ancestors(at):
        raise Problem(422, failed, f"No commits between {base} and {branch}")
    _check_length(body["body"])
    if body.get("draft") and not double.has_drafts:
        raise Problem(422, "Draft pull requests are not supported in this repository.")
    number = max(double.pulls, default=0) + 1
    made = PullRecord(number, body["title"], body["body"], branch, base, head, origin=origin)
    made.draft = body.get("draft", False)
    double.pulls[number] = made
    return Answer(201, pull_facts(double, made))


def _side(double: GitHubDouble, owner: str) -> GitHubDouble | None:
    if owner == double.repository.partition("/")[0]:
        return double
    return double.forks.get(f"{owner}/{double.repository.partition('/')[2]}")


def _check_length(body: str) -> None:
    if len(body) > 65_536:
        raise Problem(422, "Validation Failed", "body is too long (maximum is 65536 characters)")


def edit_pull(double: GitHubDouble, request: Request, number: str) -> Answer:
    pull, asked = double.pulls[int(number)], request.body
    assert asked.keys() <= {"title", "body", "state"}
    _check_length(asked.get("body", ""))
    pull.title = asked.get("title", pull.title)
    if pull.body != (body := asked.get("body", pull.body)):
        double.talk.edits(pull, body)
    pull.state = asked.get("state", pull.state)
    return Answer(200, pull_facts(double, pull))


def label(double: GitHubDouble, request: Request, number: str) -> Answer:
    pull, wanted = double.pulls[int(number)], request.body["labels"]
    if not set(wanted) <= double.labels:
        raise Problem(422, "Validation Failed", "label does not exist")
    for name in wanted:
        if name not in pull.labels:
            pull.labels.append(name)
            pull.happens("labeled", label=name)
    return Answer(200, [{"name": name} for name in pull.labels])


def assign(double: GitHubDouble, request: Request, number: str) -> Answer:
    """Assign those who may write; as GitHub does, leave others out in silence."""
    pull = double.pulls[int(number)]
    for name in request.body["assignees"]:
        if name in double.people and name not in pull.assignees:
            pull.assignees.append(name)
            pull.happens("assigned", assignee=name)
    return Answer(201, {key: pull_facts(double, pull)[key] for key in ("number", "assignees")})


def ask_for_review(double: GitHubDouble, request: Request, number: str) -> Answer:
    pull, owner = double.pulls[int(number)], double.repository.partition("/")[0]
    teams = [f"{owner}/{slug}" for slug in request.body.get("team_reviewers", [])]
    wanted = [*request.body.get("reviewers", []), *teams]
    if not set(wanted) <= double.people:
        raise Problem(
            422, "Reviews may only be requested from collaborators. One or more of the users or "
            "teams you specified is not a collaborator of the octo/papers repository."
        )  # fmt: skip
    for name in wanted:
        if name not in pull.reviewers:
            pull.reviewers.append(name)
            kind = "requested_team" if "/" in name else "requested_reviewer"
            pull.happens("review_requested", **{kind: name.rpartition("/")[2]})
    return Answer(201, pull_facts(double, pull))
