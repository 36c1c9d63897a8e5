"""C and D. The base moves and people act on the pull request; what they did stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import ForgeError
from tests.github.driver import (
    BRANCH,
    LIST,
    NAME,
    PATH,
    forge_of,
    ids_of,
    line,
    listed,
    propose,
    run,
    state_of,
)
from tests.github.github_double import GitHubDouble


def test_23_when_every_paper_was_added_by_hand_the_bot_adds_nothing(double: GitHubDouble) -> None:
    run(forge_of(double), [1, 2])
    double.commit("main", {PATH: listed(1, 2)})
    assert run(forge_of(double), [1, 2]).what == "unchanged"
    assert run(forge_of(double), [1, 2, 3]).what == "updated"
    assert double.content(BRANCH, PATH) == listed(1, 2, 3)
    double.merge(1)
    assert double.content("main", PATH) == listed(1, 2, 3)


def test_26_a_list_that_moved_while_its_pull_request_is_open_is_not_made_again(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1])
    double.commit("main", {PATH: None, "docs/papers.md": LIST})
    writes = len(double.writes())
    with pytest.raises(ForgeError, match="the bot creates no list"):
        run(forge_of(double), [1, 2])
    assert len(double.writes()) == writes


def test_27_a_list_that_was_deleted_is_not_made_again(double: GitHubDouble) -> None:
    double.commit("main", {PATH: None})
    with pytest.raises(ForgeError, match="the bot creates no list"):
        run(forge_of(double), [1])
    assert not double.writes()


def test_35_an_entry_that_a_person_moved_or_reworded_stays_as_he_left_it(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1, 2])
    mine = line(1).replace(b"Mice number 1", b"My words")
    moved = listed(2).replace(b"## House mice\n", b"## House mice\n" + mine)
    double.commit(BRANCH, {PATH: moved})
    run(forge_of(double), [1, 2, 3])
    assert double.content(BRANCH, PATH) == moved.replace(line(2), line(2) + line(3))
    assert state_of(double.pulls[1]).refused == ()


def test_39_reopening_takes_a_refusal_back(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.close(1)
    assert forge_of(double).standing(NAME, [PATH]).refused == {"2611.00001"}
    double.pulls[1].state = "open"
    assert forge_of(double).standing(NAME, [PATH]).refused == frozenset()


@pytest.mark.parametrize("closes_first", [True, False])
def test_40_and_41_a_deleted_branch_means_no(double: GitHubDouble, closes_first: bool) -> None:
    run(forge_of(double), [1])
    if closes_first:
        double.close(1)
    double.move(BRANCH, None)
    assert double.pulls[1].state == "closed"
    assert run(forge_of(double), [1]).what == "unchanged"
    assert BRANCH not in double.refs
    assert run(forge_of(double), [1, 2]).what == "created"
    assert ids_of(double.pulls[2]) == ["2611.00002"]


def test_42_a_rebase_counts_as_a_merge(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    run(forge_of(double), [1, 2])
    double.merge(1, "rebase")
    assert double.content("main", PATH) == listed(1, 2)
    assert run(forge_of(double), [1, 2]).what == "unchanged"
    assert run(forge_of(double), [1, 2, 3]).number == 2
    assert double.content(BRANCH, PATH) == listed(1, 2, 3)


def test_43_of_a_pull_request_taken_over_in_part_the_rest_stays(double: GitHubDouble) -> None:
    run(forge_of(double), [1, 2])
    double.commit("main", {PATH: listed(1)})  # picked by hand
    double.pulls[1].mergeable = False
    run(forge_of(double), [1, 2])
    assert double.content(BRANCH, PATH) == listed(2, 1)
    double.merge(1)
    assert double.content("main", PATH) == listed(2, 1)


def test_44_what_was_merged_and_reverted_is_not_added_again(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.merge(1)
    double.commit("main", {PATH: LIST}, "Revert")
    assert run(forge_of(double), [1]).what == "unchanged"
    run(forge_of(double), [1, 2])
    assert ids_of(double.pulls[2]) == ["2611.00002"]


@pytest.mark.parametrize("path", [".github/workflows/ci.yml", "other.md"])
def test_76_no_other_file_can_be_written(double: GitHubDouble, path: str) -> None:
    forge = forge_of(double)
    standing = forge.standing(NAME, [PATH])
    standing = replace(standing, files={**standing.files, ".github/workflows/ci.yml": b""})
    proposal = replace(propose(standing, [1]), files={path: b"x"})
    with pytest.raises(ForgeError, match="nothing was written"):
        forge.publish(proposal, standing)
    assert not double.writes()
