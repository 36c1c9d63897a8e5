"""The checker itself: what GitHub's own description allows to be asked and answered.

The double asks it about every request of every test, and about each of its own answers.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.github.contract import graph, rest
from tests.github.driver import forge_of, run
from tests.github.github_answers import Request
from tests.github.github_double import GitHubDouble, forbidden

R = "/repos/octo/papers"
SHA = "0" * 40


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("GET", R, None),
        ("GET", f"{R}/git/ref/heads/paper-bot/mice", None),
        ("GET", f"{R}/compare/a%2Fb...c", None),
        ("GET", f"{R}/pulls?state=all&head=octo:x&per_page=100&page=2", None),
        ("POST", f"{R}/git/refs", {"ref": "refs/heads/x", "sha": SHA}),
        ("POST", f"{R}/pulls", {"title": "t", "head": "h", "base": "b", "body": ""}),
        ("POST", f"{R}/issues/1/labels", {"labels": ["papers"]}),
    ],
)
def test_requests_as_github_describes_them_pass(verb: str, path: str, body: Any) -> None:
    assert rest.problems(verb, path, body) == []


@pytest.mark.parametrize(
    ("verb", "path", "body", "why"),
    [
        ("DELETE", R, None, "not described"),
        ("GET", f"{R}/pulls/one", None, "is not of type 'integer'"),
        ("GET", f"{R}/pulls?state=some", None, "is not one of"),
        ("GET", f"{R}/pulls?label=x", None, "no parameter label"),
        ("GET", f"{R}/pulls?per_page=many", None, "is not of type 'integer'"),
        ("GET", R, {}, "no body is expected"),
        ("POST", f"{R}/git/refs", None, "the body is missing"),
        ("POST", f"{R}/git/refs", {"ref": "refs/heads/x"}, "'sha' is a required property"),
        ("POST", f"{R}/git/refs", {"ref": 1, "sha": SHA}, "is not of type 'string'"),
        ("POST", f"{R}/git/refs", {"ref": "r", "sha": SHA, "force": True}, "Additional properties"),
        ("POST", f"{R}/git/trees", {"tree": [{"mode": "0"}]}, "is not one of"),
    ],
)
def test_any_other_request_is_found_wrong(verb: str, path: str, body: Any, why: str) -> None:
    [problem] = rest.problems(verb, path, body)
    assert why in problem


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        (R, {"full_name": 3}, "is not of type"),
        (R, {"name_of_it": "x"}, "Additional properties"),
        (f"{R}/pulls", {"number": 1}, "is not of type"),
        (f"{R}/pulls", [{"head": {"branch": "x"}}], "Additional properties"),
        (f"{R}/git/ref/heads/x", {"object": {"sha": None, "id": 1}}, "Additional properties"),
    ],
)
def test_an_answer_that_github_would_not_give_is_found_wrong(
    path: str, answer: Any, why: str
) -> None:
    [problem] = rest.odd_answer("GET", path, answer)
    assert why in problem


COMMIT = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) %s }"
INPUT = {
    "branch": {"repositoryNameWithOwner": "octo/papers", "branchName": "b"},
    "expectedHeadOid": SHA,
    "message": {"headline": "h"},
    "fileChanges": {"additions": [{"path": "a", "contents": "QQ=="}]},
}
QUERY = (
    "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name)"
    " { pullRequest(number: $number) { body userContentEdits(first: 20)"
    " { totalCount nodes { editedAt editor { login } } } } } }"
)


def document(query: str, **variables: Any) -> dict[str, Any]:
    return {"query": query, "variables": variables}


@pytest.mark.parametrize(
    "body",
    [
        document(COMMIT % "{ commit { oid } }", input=INPUT),
        document(QUERY, owner="octo", name="papers", number=1),
    ],
)
def test_documents_that_the_schema_allows_pass(body: Any) -> None:
    assert graph.problems(body) == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"query": QUERY}, "a query and variables"),
        (document("subscription { x }"), "no operation"),
        (document("{ a: b @x }"), "cannot read"),
        (document(COMMIT % "", input=INPUT), "createCommitOnBranch is"),
        (document(COMMIT % "{ commit { sha } }", input=INPUT), "Commit has no field sha"),
        (document(COMMIT % "{ commit }", input=INPUT), "Commit"),
        (document(COMMIT % "{ }", input=INPUT), "nothing inside"),
        (document(COMMIT % "{ clientMutationId }" + " x", input=INPUT), "follows"),
        (document(COMMIT % "{ clientMutationId }"), "input is missing"),
        (document(COMMIT % "{ clientMutationId }", input={**INPUT, "force": 1}), "has no"),
        (document(COMMIT % "{ clientMutationId }", input={**INPUT, "branch": 1}), "no object"),
        (
            document(COMMIT % "{ clientMutationId }", input={**INPUT, "expectedHeadOid": "main"}),
            "no GitObjectID",
        ),
        (document(COMMIT % "{ clientMutationId }", input=INPUT, more=1), "variables differ"),
        (document(QUERY, owner="octo", name="papers", number="1"), "no Int"),
        (document(QUERY.replace("owner: $owner, ", ""), owner="o", name="n", number=1), "needs"),
        (document(QUERY.replace("first: 20", "count: 2"), owner="o", name="n", number=1), "no arg"),
        (document(QUERY.replace("Int!", "String!"), owner="o", name="n", number="1"), "takes Int!"),
        (document("query { repository(owner: x) { id } }"), "takes String!"),
    ],
)
def test_any_other_document_is_found_wrong(body: Any, why: str) -> None:
    [problem] = graph.problems(body)
    assert why in problem


@pytest.mark.parametrize("path", ["/search/issues?q=x", "/search/code?q=x", f"{R}/actions/runs"])
def test_72_search_is_no_call_of_the_bot(path: str) -> None:
    [problem] = rest.problems("GET", path, None)
    assert "not described" in problem


def test_the_double_asks_about_every_request(double: GitHubDouble) -> None:
    assert forbidden(Request("POST", "/graphql", {}, "")) != []
    assert forbidden(Request("PUT", R, {}, "")) != []
    run(forge_of(double), [1])
    double.serve(Request("GET", f"{R}/pulls?sort=best", None, double.token))
    assert [problem.partition(" is not")[0] for problem in double.unexpected] == [
        f"GET {R}/pulls: $: 'best'"
    ]
    double.unexpected.clear()
