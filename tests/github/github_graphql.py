"""GraphQL as the double knows it: compare-and-swap of branches, and the merge queue."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.github import github_talk as talk
from tests.github.github_answers import ZEROS, Answer
from tests.github.github_reads import node_of

if TYPE_CHECKING:
    from tests.github.github_double import GitHubDouble


def _failure(kind: str, message: str) -> Answer:
    return Answer(200, {"data": None, "errors": [{"type": kind, "message": message}]})


def answer(double: GitHubDouble, body: Any) -> Answer:
    if "viewer" in body["query"]:
        return Answer(200, {"data": {"viewer": {"login": double.user or "github-actions[bot]"}}})
    if body["query"].startswith("query"):
        return _query(double, body["variables"])
    values = body["variables"]["input"]
    try:
        return _mutation(double, body["query"], values)
    except Unresolved:
        return _failure("NOT_FOUND", "Could not resolve to a Repository with the name given.")


def _mutation(double: GitHubDouble, query: str, values: Any) -> Answer:
    if double.archived:
        return _failure("FORBIDDEN", "Repository was archived so is read-only.")
    if "createCommitOnBranch(" in query:
        return _commit_on_branch(double, values)
    assert "updateRefs(" in query
    double = _side(double, lambda side: node_of(side) == values["repositoryId"])
    for update in values["refUpdates"]:
        branch = update["name"].removeprefix("refs/heads/")
        if branch in double.protected:
            return _failure("FORBIDDEN", "Cannot update this protected ref.")
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
    name = values["branch"]["repositoryNameWithOwner"]
    double = _side(double, lambda side: side.repository == name)
    if branch in double.protected:
        return _failure("FORBIDDEN", "Branch is protected: changes must be made by a pull request")
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


def _side(double: GitHubDouble, is_meant: Callable[[GitHubDouble], bool]) -> GitHubDouble:
    meant = [side for side in (double, *double.forks.values()) if is_meant(side)]
    if not meant:
        raise Unresolved
    return meant[0]


class Unresolved(Exception):
    """There is no such repository."""


def _query(double: GitHubDouble, asked: Any) -> Answer:
    # Renames are followed unless followRenames says otherwise.
    assert f"{asked['owner']}/{asked['name']}" in {double.repository, double.former}
    pull = double.pulls[asked["number"]]
    facts: dict[str, Any] = {
        "state": "MERGED" if pull.merged else pull.state.upper(),
        "mergeable": {True: "MERGEABLE", False: "CONFLICTING", None: "UNKNOWN"}[pull.mergeable],
        "isInMergeQueue": pull.queued,
        "autoMergeRequest": {"enabledAt": "2026-11-22T00:00:00Z"} if pull.auto_merge else None,
    }
    facts |= talk.edits(double, asked["number"])
    return Answer(200, {"data": {"repository": {"pullRequest": facts}}})
