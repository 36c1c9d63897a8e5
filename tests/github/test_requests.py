"""How many requests a run takes, as a table: the limits that docs/pull-request.md promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.proposal import farewell
from tests.github.driver import BRANCH, LIST, PATH, item, run, short_forge
from tests.github.github_double import GitHubDouble
from tests.github.scenes import fresh


def nothing_at_all(_: GitHubDouble) -> list[int]:
    return []


def a_first_pull_request(_: GitHubDouble) -> list[int]:
    return [1, 2]


def nothing_new(double: GitHubDouble) -> list[int]:
    run(short_forge(double), [1])
    return [1]


def nothing_new_after_a_merge(double: GitHubDouble) -> list[int]:
    nothing_new(double)
    double.merge(1)
    return [1]


def nothing_new_after_a_refusal(double: GitHubDouble) -> list[int]:
    nothing_new(double)
    double.close(1)
    run(short_forge(double), [1])
    # What closing did is said once; here the rooms of the run, which find the words, are away.
    double.talk.says(
        1, farewell([item(1)]), author="github-actions[bot]", kind="Bot", association="NONE"
    )
    return [1]


def nothing_new_and_the_base_went_on(double: GitHubDouble) -> list[int]:
    nothing_new(double)
    double.commit("main", {"README.md": b"news\n"})
    return [1]


def one_more(double: GitHubDouble) -> list[int]:
    nothing_new(double)
    return [1, 2]


def one_more_and_the_base_went_on(double: GitHubDouble) -> list[int]:
    nothing_new_and_the_base_went_on(double)
    return [1, 2]


def one_more_on_a_persons_commit(double: GitHubDouble) -> list[int]:
    nothing_new(double)
    double.commit(BRANCH, {PATH: double.content(BRANCH, PATH).replace(b"Mice n", b"More n")})
    return [1, 2]


def one_more_and_the_list_changed(double: GitHubDouble) -> list[int]:
    nothing_new(double)
    double.commit("main", {PATH: LIST + b"- y\n"})
    return [1, 2]


def a_new_one_after_a_merge(double: GitHubDouble) -> list[int]:
    nothing_new_after_a_merge(double)
    return [1, 2]


def a_new_one_after_a_refusal(double: GitHubDouble) -> list[int]:
    nothing_new_after_a_refusal(double)
    return [1, 2]


QUIET, UPDATE, CREATE = 8, 12, 20 + 2  # one for reviewers, one for assignees
MOST: list[tuple[Callable[[GitHubDouble], list[int]], int]] = [
    (nothing_at_all, QUIET),
    (nothing_new, QUIET),
    (nothing_new_after_a_merge, QUIET),
    (nothing_new_after_a_refusal, QUIET),
    (nothing_new_and_the_base_went_on, QUIET),
    (one_more, UPDATE),
    (one_more_and_the_base_went_on, 13),
    (one_more_on_a_persons_commit, UPDATE),
    (one_more_and_the_list_changed, 22),
    (a_first_pull_request, CREATE),
    (a_new_one_after_a_merge, CREATE),
    (a_new_one_after_a_refusal, CREATE),
]


@pytest.mark.parametrize(("scene", "most"), MOST)
def test_77_a_run_takes_few_requests(scene: Callable[[GitHubDouble], list[int]], most: int) -> None:
    with fresh() as double:
        papers = scene(double)
        before = len(double.calls)
        run(short_forge(double), papers)
        taken = len(double.calls) - before
        print(f"{scene.__name__:36} {taken:3} of {most}")  # noqa: T201 - pytest -rP shows it
        assert taken <= most, [f"{verb} {path}" for verb, path in double.calls[before:]]
