"""Git objects in memory, with the names that git itself gives; no git binary needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Tree = dict[str, tuple[str, str]]  # name: (mode, sha)


def name_of(kind: str, data: bytes) -> str:
    head = f"{kind} {len(data)}\0".encode()
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class CommitObject:
    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: str


class Store:
    """Blobs, trees and commits; each `add` returns the name."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.trees: dict[str, Tree] = {}
        self.commits: dict[str, CommitObject] = {}

    def add_blob(self, data: bytes) -> str:
        sha = name_of("blob", data)
        self.blobs[sha] = data
        return sha

    def add_tree(self, tree: Tree) -> str:
        def order(item: tuple[str, tuple[str, str]]) -> bytes:
            return (item[0] + ("/" if item[1][0] == "040000" else "")).encode()

        data = b"".join(
            f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(sha)
            for name, (mode, sha) in sorted(tree.items(), key=order)
        )
        sha = name_of("tree", data)
        self.trees[sha] = dict(tree)
        return sha

    def add_commit(self, tree: str, parents: tuple[str, ...], message: str, author: str) -> str:
        # The date is a counter, so that two equal commits are two, as they are on a real clock.
        who = f"{author} <{author}@example.org> {1_790_000_000 + len(self.commits)} +0000"
        lines = [f"tree {tree}", *(f"parent {p}" for p in parents), f"author {who}"]
        data = "\n".join([*lines, f"committer {who}", "", message]).encode()
        sha = name_of("commit", data)
        self.commits[sha] = CommitObject(sha, tree, parents, message, author)
        return sha

    def with_files(self, tree: str | None, files: Mapping[str, tuple[str, str] | None]) -> str:
        """Return *tree* with the blobs of *files* (path: mode and sha, None removes)."""
        here = dict(self.trees[tree]) if tree else {}
        deeper: dict[str, dict[str, tuple[str, str] | None]] = {}
        for path, entry in files.items():
            folder, slash, rest = path.partition("/")
            if slash:
                deeper.setdefault(folder, {})[rest] = entry
            elif entry is None:
                here.pop(path, None)
            else:
                here[path] = entry
        for folder, inner in deeper.items():
            old = here.get(folder)
            here[folder] = ("040000", self.with_files(old[1] if old else None, inner))
        return self.add_tree(here)

    def files(self, tree: str, prefix: str = "") -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield path, (mode, sha) of every blob below *tree*."""
        for name, (mode, sha) in self.trees[tree].items():
            if mode == "040000":
                yield from self.files(sha, f"{prefix}{name}/")
            else:
                yield prefix + name, (mode, sha)

    def listing(self, commit: str) -> dict[str, str]:
        return {path: sha for path, (_, sha) in self.files(self.commits[commit].tree)}

    def ancestors(self, commit: str) -> list[str]:
        """Return *commit* and all before it, parents after their children."""
        order: list[str] = []
        done: set[str] = set()

        def visit(sha: str) -> None:
            if sha not in done:
                done.add(sha)
                for parent in self.commits[sha].parents:
                    visit(parent)
                order.append(sha)

        visit(commit)
        return order[::-1]

    def merge_base(self, first: str, other: str) -> str:
        known = set(self.ancestors(first))
        return next((sha for sha in self.ancestors(other) if sha in known), "")

    def changed(self, old: str, new: str) -> dict[str, str]:
        before, after = self.listing(old), self.listing(new)
        paths = sorted(before.keys() | after.keys())
        return {p: after.get(p, before.get(p, "")) for p in paths if before.get(p) != after.get(p)}
