"""Starting points of a run and its end, for tests that disturb it at every call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from tests.github.driver import BRANCH, LIST, PATH, line, run, short_forge
from tests.github.github_double import GitHubDouble

Scene = Callable[[GitHubDouble], list[int]]
Pulls = list[tuple[int, str, str, tuple[str, ...]]]
End = tuple[dict[str, bytes], Pulls, bytes]


def creating(_: GitHubDouble) -> list[int]:
    return [1, 2]


def updating(double: GitHubDouble) -> list[int]:
    run(short_forge(double), [1])
    return [1, 2]


def updating_after_a_persons_edit(double: GitHubDouble) -> list[int]:
    run(short_forge(double), [1, 3])
    double.commit(BRANCH, {PATH: double.content(BRANCH, PATH).replace(line(3), b"")})
    return [1, 2, 3]


def merging(double: GitHubDouble) -> list[int]:
    run(short_forge(double), [1])
    double.commit("main", {PATH: LIST + b"- y\n"})
    return [1, 2]


def starting_anew(double: GitHubDouble) -> list[int]:
    run(short_forge(double), [1])
    double.merge(1)
    return [1, 2]


def renewing_after_a_refusal(double: GitHubDouble) -> list[int]:
    run(short_forge(double), [1])
    double.close(1)
    return [1, 2]


def taking_a_second_branch(double: GitHubDouble) -> list[int]:
    run(short_forge(double), [1])
    double.commit(BRANCH, {"NOTES.md": b"mine\n"})
    double.close(1)
    return [1, 2]


SCENES = [
    creating,
    updating,
    updating_after_a_persons_edit,
    merging,
    starting_anew,
    renewing_after_a_refusal,
    taking_a_second_branch,
]

MAIN = [creating, updating, merging, starting_anew]


def end_of(double: GitHubDouble) -> End:
    branches = {branch: double.content(branch, PATH) for branch in double.refs}
    pulls = [
        (p.number, p.title, p.body, (*p.labels, *p.reviewers, *p.assignees))
        for p in double.open_pulls()
    ]
    return branches, pulls, double.content("main", "README.md")


@contextmanager
def fresh() -> Iterator[GitHubDouble]:
    double = GitHubDouble({PATH: LIST, "README.md": b"hello\n"})
    yield double
    assert not double.unexpected


@cache
def undisturbed(scene: Scene) -> tuple[End, int]:
    """Return how *scene* ends when nothing happens, and how many calls its run takes."""
    with fresh() as double:
        papers = scene(double)
        before = len(double.calls)
        run(short_forge(double), papers)
        return end_of(double), len(double.calls) - before


def settle(double: GitHubDouble, papers: list[int]) -> None:
    """Run until nothing changes; the second of the runs must already have nothing to do."""
    run(short_forge(double), papers)
    assert run(short_forge(double), papers).what == "unchanged"
