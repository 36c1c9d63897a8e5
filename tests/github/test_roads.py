"""The life of one pull request, told as states of the forge: given this, a run does that."""

from __future__ import annotations

import pytest

from bot.core.errors import TryAgainLater
from bot.github.reader import names
from tests.github.driver import (
    BRANCH,
    LIST,
    NAME,
    PATH,
    forge_of,
    ids_of,
    line,
    listed,
    run,
    short_forge,
    state_of,
)
from tests.github.github_double import GitHubDouble, PullRecord


def test_a_first_run_opens_one_pull_request(double: GitHubDouble) -> None:
    outcome = run(forge_of(double, labels=["papers"]), [1, 2])
    assert (outcome.what, outcome.number) == ("created", 1)
    assert outcome.url.endswith("/pull/1")
    pull = double.pulls[1]
    assert (pull.branch, pull.base, pull.labels) == (BRANCH, "main", ["papers"])
    assert pull.title == "Add 2 papers (2026-11-16 to 2026-11-22)"
    assert double.content(BRANCH, PATH) == listed(1, 2)
    assert double.content(BRANCH, "README.md") == b"hello\n"
    assert double.content("main", PATH) == LIST
    assert double.store.commits[pull.head].parents == (double.refs["main"],)
    assert len(double.calls) <= 20


def test_a_second_run_with_nothing_new_writes_nothing(double: GitHubDouble) -> None:
    run(forge_of(double), [1, 2])
    body, before, writes = double.pulls[1].body, len(double.calls), len(double.writes())
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, outcome.number) == ("unchanged", 1)
    assert len(double.writes()) == writes
    assert double.pulls[1].body == body
    assert len(double.calls) - before <= 8


def test_a_run_without_papers_opens_nothing(double: GitHubDouble) -> None:
    assert run(forge_of(double), []).what == "unchanged"
    assert not double.writes()
    assert len(double.calls) <= 8


def test_new_papers_join_the_open_pull_request(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, outcome.number) == ("updated", 1)
    assert len(double.pulls) == 1
    assert double.content(BRANCH, PATH) == listed(1, 2)
    assert ids_of(double.pulls[1]) == ["2611.00001", "2611.00002"]
    assert "Mice number 1" in double.pulls[1].body
    assert double.pulls[1].title.startswith("Add 2 papers (")


def test_a_persons_commit_on_the_branch_is_kept(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    edited = listed(1).replace(b"Mice number 1", b"My own words")
    commit = double.commit(BRANCH, {PATH: edited})
    run(forge_of(double), [1, 2])
    assert double.content(BRANCH, PATH) == listed(1, 2).replace(b"Mice number 1", b"My own words")
    assert double.store.commits[double.refs[BRANCH]].parents == (commit,)


def test_an_amended_commit_is_kept(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    edited = listed(1).replace(b"Mice number 1", b"My own words")
    double.amend(BRANCH, {PATH: edited})
    run(forge_of(double), [1, 2])
    assert double.content(BRANCH, PATH) == listed(1, 2).replace(b"Mice number 1", b"My own words")


def test_a_line_that_a_person_deleted_never_comes_back(double: GitHubDouble) -> None:
    run(forge_of(double), [1, 2])
    double.commit(BRANCH, {PATH: listed(2)})
    assert run(forge_of(double), [1, 2]).what == "updated"  # the body forgets the paper
    assert double.content(BRANCH, PATH) == listed(2)
    assert state_of(double.pulls[1]).refused == ("2611.00001",)
    assert ids_of(double.pulls[1]) == ["2611.00002"]
    assert run(forge_of(double), [1, 2]).what == "unchanged"
    double.merge(1)
    assert run(forge_of(double), [1, 2]).what == "unchanged"


def test_papers_of_a_closed_pull_request_are_refused(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.close(1)
    assert run(forge_of(double), [1]).what == "unchanged"
    calls = len(double.calls)
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, outcome.number) == ("created", 2)
    assert len(double.calls) - calls <= 20
    assert double.content(BRANCH, PATH) == listed(2)
    assert double.store.commits[double.refs[BRANCH]].parents == (double.refs["main"],)


def test_a_reopened_pull_request_goes_on(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.close(1)
    double.pulls[1].state = "open"
    assert run(forge_of(double), [1]).what == "unchanged"
    assert run(forge_of(double), [1, 2]).number == 1


@pytest.mark.parametrize("how", ["squash", "merge"])
@pytest.mark.parametrize("branch_stays", [True, False])
def test_after_a_merge_the_next_one_begins_at_the_base(
    double: GitHubDouble, how: str, branch_stays: bool
) -> None:
    run(forge_of(double), [1])
    double.merge(1, "merge" if how == "merge" else "squash")
    if not branch_stays:
        double.move(BRANCH, None)
    assert run(forge_of(double), [1]).what == "unchanged"
    assert run(forge_of(double), [1, 2]).number == 2
    assert double.content(BRANCH, PATH) == listed(1, 2)
    assert double.store.commits[double.refs[BRANCH]].parents == (double.refs["main"],)


def test_what_was_merged_and_then_removed_is_not_proposed_again(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.merge(1)
    double.commit("main", {PATH: LIST})
    assert run(forge_of(double), [1]).what == "unchanged"


def test_a_leftover_branch_with_a_persons_commit_is_left_alone(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    theirs = double.commit(BRANCH, {"NOTES.md": b"mine\n"})
    double.close(1)
    outcome = run(forge_of(double), [2])
    assert outcome.what == "created"
    assert double.refs[BRANCH] == theirs
    assert double.pulls[2].branch == f"{BRANCH}-2"
    assert run(forge_of(double), [2, 3]).number == 2
    assert double.content(f"{BRANCH}-2", PATH) == listed(2, 3)
    double.move(BRANCH, None)
    assert run(forge_of(double), [2, 3, 4]).number == 2
    assert len(double.open_pulls()) == 1


def test_another_lists_branch_is_not_ours(double: GitHubDouble) -> None:
    double.commit(BRANCH, {})
    double.move(f"{BRANCH}-two", double.commit(f"{BRANCH}-two", {PATH: b"other\n"}))
    assert forge_of(double).standing(NAME, [PATH]).number is None
    run(forge_of(double), [1])
    assert double.content(f"{BRANCH}-two", PATH) == b"other\n"


def test_a_strangers_fork_with_our_branch_name_is_ignored(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    ours = double.pulls.pop(1)
    double.move(BRANCH, None)
    forged = PullRecord(7, ours.title, ours.body, BRANCH, "main", ours.head, origin="octo/fork")
    double.pulls[7] = forged
    standing = forge_of(double).standing(NAME, [PATH])
    assert (standing.number, standing.refused) == (None, frozenset())
    assert run(forge_of(double), [1]).number == 8


def test_the_words_of_people_around_our_part_are_kept(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    pull = double.pulls[1]
    pull.body = "Before.\r\n" + pull.body.replace("\n", "\r\n") + "\r\nAfter."
    pull.title = "My own title"
    run(forge_of(double), [1, 2])
    assert pull.title == "My own title"
    assert pull.body.startswith("Before.\r\n<!-- paper-bot:begin -->")
    assert pull.body.endswith("<!-- paper-bot:end -->\r\nAfter.")
    assert ids_of(pull) == ["2611.00001", "2611.00002"]
    assert pull.body.count("paper-bot:state") == 1


@pytest.mark.parametrize("body", ["", "only words", "<!-- paper-bot:state v1 broken -->"])
def test_a_damaged_body_is_made_anew(double: GitHubDouble, body: str) -> None:
    run(forge_of(double), [1])
    run(forge_of(double), [1, 2])
    double.commit(BRANCH, {PATH: listed(2)})
    double.pulls[1].body = body
    assert run(forge_of(double), [1, 2, 3]).what == "updated"
    assert double.content(BRANCH, PATH) == listed(2, 3)
    assert ids_of(double.pulls[1]) == ["2611.00002", "2611.00003"]
    assert state_of(double.pulls[1]).refused == ("2611.00001",)
    assert body in double.pulls[1].body
    assert "**[arXiv 2611.00002](https://arxiv.org/abs/2611.00002)**\n" in double.pulls[1].body
    assert run(forge_of(double), [1, 2, 3]).what == "unchanged"


def test_when_every_line_was_deleted_the_body_says_so(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit(BRANCH, {PATH: LIST, "README.md": b"still different\n"})
    run(forge_of(double), [1])
    assert "**Nothing is left to add here.**" in double.pulls[1].body


def test_what_a_newer_version_wrote_is_left_alone(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    pull = double.pulls[1]
    pull.body = pull.body.replace("paper-bot:state v1", "paper-bot:state v2")
    writes = len(double.writes())
    outcome = run(forge_of(double), [1, 2])
    assert outcome.what == "held"
    assert "newer paper-bot" in outcome.note
    assert len(double.writes()) == writes


def test_lists_in_folders_and_of_several_files_are_read(double: GitHubDouble) -> None:
    double.commit("main", {"docs/a/list.md": b"- a\n", "docs/b.md": b"\xef\xbb\xbf- b\r\n"})
    standing = forge_of(double).standing(NAME, ["docs/a/list.md", "docs/b.md"])
    assert standing.files == {"docs/a/list.md": b"- a\n", "docs/b.md": b"\xef\xbb\xbf- b\r\n"}


def test_a_list_over_a_megabyte_is_read_and_written_whole(double: GitHubDouble) -> None:
    big = LIST + b"- x\n" * 400_000
    double.commit("main", {PATH: big})
    run(forge_of(double), [1])
    assert len(double.content(BRANCH, PATH)) == len(big) + len(line(1))


def test_when_people_use_every_name_nothing_of_theirs_is_touched(double: GitHubDouble) -> None:
    taken = names(BRANCH)
    for branch in taken:
        double.commit(branch, {"mine.md": b"x"})
    refs = dict(double.refs)
    with pytest.raises(TryAgainLater, match="every branch named"):
        run(short_forge(double), [1])
    assert double.refs == refs
