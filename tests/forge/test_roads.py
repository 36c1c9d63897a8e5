"""The life of one pull request, told as states of the forge: given this, a run does that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.errors import ForgeError, TryAgainLater
from bot.proposal.body import Notes
from bot.proposal.compose import compose
from bot.proposal.state import State, decode
from tests.forge.driver import LIST, NAME, PATH, WINDOW, forge_of, line, propose, run
from tests.forge.github_double import GitHubDouble, PullRecord

BRANCH = f"paper-bot/{NAME}"


@pytest.fixture
def double() -> Iterator[GitHubDouble]:
    with GitHubDouble({PATH: LIST, "README.md": b"hello\n"}) as double:
        yield double


def listed(*numbers: int) -> bytes:
    old = b"2401.00001)\n"
    return LIST.replace(old, old + b"".join(line(n) for n in numbers))


def state_of(pull: PullRecord) -> State:
    state = decode(pull.body)
    assert isinstance(state, State)
    return state


def ids_of(pull: PullRecord) -> list[str]:
    return [item.arxiv_id for item in state_of(pull).items]


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
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, outcome.number) == ("created", 2)
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
    assert "[arXiv 2611.00002](https://arxiv.org/abs/2611.00002)\n" in double.pulls[1].body
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
    assert outcome.what == "unchanged"
    assert "newer paper-bot" in outcome.note
    assert len(double.writes()) == writes


def test_a_retargeted_pull_request_is_left_alone(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("next", {PATH: LIST})
    double.pulls[1].base = "next"
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, "now goes to next" in outcome.note) == ("unchanged", True)


def test_a_base_that_went_on_elsewhere_is_no_reason_to_write(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.commit("main", {"README.md": b"news\n"})
    writes, calls = len(double.writes()), len(double.calls)
    assert run(forge_of(double), [1]).what == "unchanged"
    assert len(double.writes()) == writes
    assert len(double.calls) - calls <= 9
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
    assert outcome.what == "unchanged"
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
    one, other = forge_of(double), forge_of(double)
    standing = other.standing(NAME, [PATH])
    run(one, [1])
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


def test_lists_in_folders_and_of_several_files_are_read(double: GitHubDouble) -> None:
    double.commit("main", {"docs/a/list.md": b"- a\n", "docs/b.md": b"\xef\xbb\xbf- b\r\n"})
    standing = forge_of(double).standing(NAME, ["docs/a/list.md", "docs/b.md"])
    assert standing.files == {"docs/a/list.md": b"- a\n", "docs/b.md": b"\xef\xbb\xbf- b\r\n"}


def test_a_list_over_a_megabyte_is_read_and_written_whole(double: GitHubDouble) -> None:
    big = LIST + b"- x\n" * 400_000
    double.commit("main", {PATH: big})
    run(forge_of(double), [1])
    assert len(double.content(BRANCH, PATH)) == len(big) + len(line(1))
