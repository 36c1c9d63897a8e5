"""The base moves, and others push, while the pull request is open: nothing is lost or forced."""

from __future__ import annotations

import pytest

from bot.core.errors import ForgeError, TryAgainLater
from bot.proposal.body import compose
from bot.proposal.proposed import Notes
from tests.github.driver import (
    BRANCH,
    LIST,
    NAME,
    PATH,
    WINDOW,
    forge_of,
    listed,
    propose,
    run,
)
from tests.github.github_double import GitHubDouble


def test_a_retargeted_pull_request_is_left_alone(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("next", {PATH: LIST})
    double.pulls[1].base = "next"
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, "now goes to next" in outcome.note) == ("held", True)


def test_a_base_that_went_on_elsewhere_is_no_reason_to_write(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("main", {"README.md": b"news\n"})
    writes, calls = len(double.writes()), len(double.calls)
    assert run(forge_of(double), [1]).what == "unchanged"
    assert len(double.writes()) == writes
    assert len(double.calls) - calls <= 8
    run(forge_of(double), [1, 2])
    assert double.content(BRANCH, "README.md") == b"hello\n"  # no needless merge either


def test_a_list_that_changed_at_the_base_is_merged_when_there_is_news(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1])
    head = double.refs[BRANCH]
    base = double.commit("main", {PATH: LIST + b"- y\n", "README.md": b"news\n"})
    assert run(forge_of(double), [1]).what == "unchanged"
    assert run(forge_of(double), [1, 2]).what == "updated"
    assert double.content(BRANCH, PATH) == listed(1, 2) + b"- y\n"
    assert double.content(BRANCH, "README.md") == b"news\n"
    merge = double.store.commits[double.refs[BRANCH]].parents[0]
    assert double.store.commits[merge].parents == (head, base)
    assert run(forge_of(double), [1, 2]).what == "unchanged"


def test_a_conflict_is_resolved_where_that_is_plain(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("main", {PATH: listed(9)})
    double.pulls[1].mergeable = False
    assert run(forge_of(double), [1, 9]).what == "updated"
    assert double.content(BRANCH, PATH) == listed(1, 9)
    double.pulls[1].mergeable = True
    assert run(forge_of(double), [1, 9]).what == "unchanged"


def test_a_paper_that_a_person_added_at_the_base_is_not_there_twice(double: GitHubDouble) -> None:
    run(forge_of(double), [1, 2])
    theirs = listed(1).replace(b"Mice number 1", b"The mice paper")
    double.commit("main", {PATH: theirs})
    run(forge_of(double), [1, 2, 3])
    content = double.content(BRANCH, PATH)
    assert [content.count(f"2611.0000{n}".encode()) for n in (1, 2, 3)] == [1, 1, 1]
    assert b"The mice paper" in content


def test_a_conflict_that_is_not_plain_is_told_and_left(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("main", {PATH: b"# All new\n"})
    writes = len(double.writes())
    outcome = run(forge_of(double), [1, 2])
    assert outcome.what == "held"
    assert outcome.note.startswith("PAPERS.md changed on main")
    assert len(double.writes()) == writes


def test_a_persons_other_file_on_the_branch_forbids_a_merge(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit(BRANCH, {"NOTES.md": b"mine\n"})
    double.commit("main", {PATH: LIST + b"- y\n"})
    assert "PAPERS.md changed on main" in run(forge_of(double), [1, 2]).note
    assert double.content(BRANCH, "NOTES.md") == b"mine\n"


def test_an_executable_list_stays_executable(double: GitHubDouble) -> None:
    double.commit("main", {PATH: LIST}, mode="100755")
    run(forge_of(double), [1])
    run(forge_of(double), [1, 2])
    tree = dict(double.store.files(double.store.commits[double.refs[BRANCH]].tree))
    assert tree[PATH][0] == "100755"
    assert double.content(BRANCH, PATH) == listed(1, 2)


def test_a_push_between_looking_and_writing_wins(double: GitHubDouble) -> None:
    forge = forge_of(double)
    run(forge, [1])
    standing = forge.standing(NAME, [PATH])
    theirs = double.commit(BRANCH, {PATH: listed()})
    with pytest.raises(TryAgainLater, match="nothing was overwritten"):
        forge.publish(propose(standing, [1, 2]), standing)
    assert double.refs[BRANCH] == theirs


def test_a_pull_request_closed_between_looking_and_writing_stays_closed(
    double: GitHubDouble,
) -> None:
    forge = forge_of(double)
    run(forge, [1])
    standing = forge.standing(NAME, [PATH])
    head = double.refs[BRANCH]
    double.close(1)
    with pytest.raises(TryAgainLater, match="pull request 1"):
        forge.publish(propose(standing, [1, 2]), standing)
    assert double.refs[BRANCH] == head


def test_of_two_first_runs_one_wins_and_the_other_writes_no_second(double: GitHubDouble) -> None:
    first, other = forge_of(double), forge_of(double)
    standing = other.standing(NAME, [PATH])
    run(first, [1])
    with pytest.raises(TryAgainLater):
        other.publish(propose(standing, [1]), standing)
    assert len(double.pulls) == 1
    assert run(other, [1]).what == "unchanged"


def test_only_the_lists_files_can_be_written_and_only_grow(double: GitHubDouble) -> None:
    forge = forge_of(double)
    standing = forge.standing(NAME, [PATH])
    good = propose(standing, [1])
    for files in ({"other.md": b"x"}, {PATH: b"shrunk"}):
        bad = compose(NAME, items=[], before={}, after=files, window=WINDOW, notes=Notes())
        with pytest.raises(ForgeError, match="nothing was written"):
            forge.publish(bad, standing)
    assert not double.writes()
    assert forge.publish(good, standing).what == "created"


def test_a_base_with_more_changes_than_github_shows_is_looked_at_closely(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1])
    double.commit("main", {f"other/{number}.md": b"x" for number in range(300)})
    writes = len(double.writes())
    assert run(forge_of(double), [1]).what == "unchanged"
    assert len(double.writes()) == writes
