"""Makes `github.json`: what GitHub's own descriptions say of the calls that the bot may send.

    npm install --ignore-scripts @octokit/openapi @octokit/graphql-schema
    python -m tests.github.contract.extract node_modules

Both packages are MIT licensed; only the shapes are kept, without their prose.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("github.json")
REPO = "/repos/{owner}/{repo}"
OPERATIONS = (
    ("GET", REPO),
    ("GET", f"{REPO}/actions/permissions/workflow"),
    ("GET", f"{REPO}/branches/{{branch}}"),
    ("GET", f"{REPO}/collaborators"),
    ("GET", f"{REPO}/collaborators/{{username}}/permission"),
    ("GET", f"{REPO}/compare/{{basehead}}"),
    ("GET", f"{REPO}/git/blobs/{{file_sha}}"),
    ("GET", f"{REPO}/git/commits/{{commit_sha}}"),
    ("GET", f"{REPO}/git/matching-refs/{{ref}}"),
    ("GET", f"{REPO}/git/ref/{{ref}}"),
    ("GET", f"{REPO}/git/trees/{{tree_sha}}"),
    ("GET", f"{REPO}/installation"),
    ("GET", f"{REPO}/issues"),
    ("GET", f"{REPO}/issues/{{issue_number}}/comments"),
    ("GET", f"{REPO}/issues/{{issue_number}}/events"),
    ("GET", f"{REPO}/issues/{{issue_number}}/timeline"),
    ("GET", f"{REPO}/pulls"),
    ("GET", f"{REPO}/pulls/{{pull_number}}"),
    ("GET", "/app/installations"),
    ("GET", "/installation/repositories"),
    ("GET", "/user"),
    ("POST", f"{REPO}/forks"),
    ("POST", f"{REPO}/git/blobs"),
    ("POST", f"{REPO}/git/commits"),
    ("POST", f"{REPO}/git/refs"),
    ("POST", f"{REPO}/git/trees"),
    ("POST", f"{REPO}/issues"),
    ("POST", f"{REPO}/issues/{{issue_number}}/assignees"),
    ("POST", f"{REPO}/issues/{{issue_number}}/comments"),
    ("POST", f"{REPO}/issues/{{issue_number}}/labels"),
    ("POST", f"{REPO}/issues/comments/{{comment_id}}/reactions"),
    ("POST", f"{REPO}/merge-upstream"),
    ("POST", f"{REPO}/pulls"),
    ("POST", f"{REPO}/pulls/{{pull_number}}/requested_reviewers"),
    ("POST", "/app/installations/{installation_id}/access_tokens"),
    ("DELETE", f"{REPO}/issues/comments/{{comment_id}}"),
    ("PATCH", f"{REPO}/issues/{{issue_number}}"),
    ("PATCH", f"{REPO}/issues/comments/{{comment_id}}"),
    ("PATCH", f"{REPO}/pulls/{{pull_number}}"),
)
FIELDS = {
    "Mutation": ("createCommitOnBranch", "updateRefs"),
    "CreateCommitOnBranchPayload": ("clientMutationId", "commit"),
    "UpdateRefsPayload": ("clientMutationId",),
    "Commit": ("oid",),
    "Query": ("repository", "viewer"),
    "Repository": ("pullRequest",),
    "PullRequest": (
        "autoMergeRequest",
        "body",
        "isInMergeQueue",
        "mergeable",
        "state",
        "userContentEdits",
    ),
    "AutoMergeRequest": ("enabledAt",),
    "UserContentEditConnection": ("nodes", "totalCount"),
    "UserContentEdit": ("createdAt", "deletedAt", "diff", "editedAt", "editor"),
    "Actor": ("login",),
    "User": ("login",),
}
"""The fields of GraphQL that may be asked for."""

_SHAPE = ("type", "enum", "format", "minItems", "maxItems", "minimum", "maximum", "pattern")
_NESTED = ("oneOf", "anyOf", "allOf")


def main(modules: str) -> None:
    """Read the two packages below the folder *modules* and write `github.json`."""
    folder = Path(modules) / "@octokit"
    rest = json.loads((folder / "openapi/generated/api.github.com.json").read_text("utf-8"))
    graph = json.loads((folder / "graphql-schema/schema.json").read_text("utf-8"))
    versions = {
        name: json.loads((folder / name / "package.json").read_text("utf-8"))["version"]
        for name in ("openapi", "graphql-schema")
    }
    facts = {
        "source": {f"@octokit/{name}": version for name, version in versions.items()},
        "operations": [operation(rest, verb, path) for verb, path in OPERATIONS],
        "graphql": types_of({kind["name"]: kind for kind in graph["__schema"]["types"]}),
    }
    TARGET.write_text(lines(facts), "utf-8")


def lines(facts: Any) -> str:
    """Return *facts* as JSON with a line for each operation and type, for readable diffs."""

    def dense(value: Any) -> str:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))

    operations = ",\n".join(dense(operation) for operation in facts["operations"])
    types = ",\n".join(f"{dense(name)}:{dense(kind)}" for name, kind in facts["graphql"].items())
    source = dense(facts["source"])
    return f'{{"source":{source},\n"operations":[\n{operations}\n],\n"graphql":{{\n{types}\n}}}}\n'


def operation(rest: Any, verb: str, path: str) -> Any:
    facts = rest["paths"][path][verb.lower()]
    parameters = [resolved(rest, part) for part in facts.get("parameters", ())]
    body = facts.get("requestBody", {})
    schema = body.get("content", {}).get("application/json", {}).get("schema")
    return {
        "verb": verb,
        "path": path,
        "parameters": {
            part["name"]: {
                "in": part["in"],
                "required": part.get("required", False),
                "schema": shape(rest, part["schema"]),
            }
            for part in parameters
        },
        "answer": answer(rest, facts["responses"]),
        "body": shape(rest, schema) if schema else None,
        "body_required": body.get("required", False),
    }


def answer(rest: Any, responses: Any) -> Any:
    """Return the shape of the answer to a request that went well; None when it has no body."""
    for status in ("200", "201", "202"):
        content = resolved(rest, responses.get(status, {})).get("content", {})
        if schema := content.get("application/json", {}).get("schema"):
            return outline(rest, schema, deep=2)
    return None


def outline(rest: Any, schema: Any, *, deep: int) -> Any:
    """Return the names in an answer down to *deep* levels, and the types of plain values."""
    schema = resolved(rest, schema)
    for part in schema.get("allOf", ()):
        inner = resolved(rest, part)
        schema = {**schema, "properties": {**inner.get("properties", {}),
                                           **schema.get("properties", {})}}  # fmt: skip
    if "items" in schema:
        return {"type": ["array", "null"], "items": outline(rest, schema["items"], deep=deep)}
    if "properties" in schema and deep:
        inner = {n: outline(rest, p, deep=deep - 1) for n, p in schema["properties"].items()}
        return {"type": ["object", "null"], "properties": inner, "additionalProperties": False}
    plain = schema.get("type") in {"string", "integer", "boolean"}
    return {"type": [schema["type"], "null"]} if plain else {}


def resolved(rest: Any, part: Any) -> Any:
    while "$ref" in part:
        target = rest
        for name in part["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        part = target
    return part


def shape(rest: Any, schema: Any) -> Any:
    """Return *schema* as JSON Schema without its prose; unknown properties are forbidden."""
    schema = resolved(rest, schema)
    schema_kept = {key: schema[key] for key in _SHAPE if key in schema}
    for key in _NESTED:
        if key in schema:
            schema_kept[key] = [shape(rest, part) for part in schema[key]]
    if "items" in schema:
        schema_kept["items"] = shape(rest, schema["items"])
    if "properties" in schema:
        inner = {name: shape(rest, part) for name, part in schema["properties"].items()}
        schema_kept |= {"properties": inner, "additionalProperties": False}
    if "required" in schema:
        schema_kept["required"] = schema["required"]
    if schema.get("nullable"):
        return {"anyOf": [schema_kept, {"type": "null"}]}
    return schema_kept


def types_of(every: Any) -> Any:
    """Return the used fields, and every input type and enumeration that they lead to."""
    types: dict[str, Any] = {}
    waiting: list[str] = []
    for name, fields in FIELDS.items():
        known = {field["name"]: field for field in every[name]["fields"]}
        types[name] = {"kind": every[name]["kind"], "fields": {}}
        for field in fields:
            arguments = {a["name"]: written(a["type"]) for a in known[field]["args"]}
            waiting += [bare(a["type"]) for a in known[field]["args"]]
            facts = {"type": written(known[field]["type"]), "arguments": arguments}
            types[name]["fields"][field] = facts
    while waiting:
        name = waiting.pop()
        kind = every[name]
        if name in types:
            continue
        types[name] = {"kind": kind["kind"]}
        if kind["kind"] == "ENUM":
            types[name]["values"] = [value["name"] for value in kind["enumValues"]]
        elif kind["kind"] == "INPUT_OBJECT":
            fields = kind["inputFields"]
            types[name]["fields"] = {f["name"]: written(f["type"]) for f in fields}
            waiting += [bare(f["type"]) for f in fields]
    return types


def written(kind: Any) -> str:
    if kind["kind"] == "NON_NULL":
        return f"{written(kind['ofType'])}!"
    if kind["kind"] == "LIST":
        return f"[{written(kind['ofType'])}]"
    return str(kind["name"])


def bare(kind: Any) -> str:
    return written(kind).strip("[]!")


if __name__ == "__main__":
    main(sys.argv[1])
