"""The table [publish]: words, sign-off, people and drafts, as a repository wants them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.proposal.house_rules import NO_RULES, HouseRules
from tests.github.driver import (
    BRANCH,
    LIST,
    PATH,
    RULES,
    Killed,
    forge_of,
    ids_of,
    listed,
    mortal_forge,
    run,
)
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble

WORDS = HouseRules(
    title="chore({list}): add {papers}",
    commit_message="chore({list}): add {count}\n\nOf {window}.",
    sign_off="Ada Byron <ada@example.org>",
)


def messages(double: GitHubDouble) -> list[str]:
    head, base = double.refs[BRANCH], double.refs["main"]
    known = set(double.store.ancestors(base))
    return [double.store.commits[s].message for s in double.store.ancestors(head) if s not in known]


def test_title_message_and_sign_off_are_those_of_the_settings(double: GitHubDouble) -> None:
    forge = forge_of(double, rules=WORDS)
    run(forge, [1], WORDS)
    assert double.pulls[1].title == "chore(mice): add 1 paper"
    [message] = messages(double)
    subject, when, ids, trailers = message.split("\n\n")
    assert subject == "chore(mice): add 1"
    assert when == "Of 2026-11-16 to 2026-11-22."
    assert ids == "arXiv: 2611.00001"
    assert trailers.startswith("Signed-off-by: Ada Byron <ada@example.org>\nPaper-Bot: v1 mice ")
    run(forge, [1, 2], WORDS)
    assert double.pulls[1].title == "chore(mice): add 2 papers"
    assert all("\nSigned-off-by: Ada Byron" in message for message in messages(double))
    assert run(forge, [1, 2], WORDS).what == "unchanged"


def test_a_merge_of_the_base_is_signed_off_too(double: GitHubDouble) -> None:
    forge = forge_of(double, rules=WORDS)
    run(forge, [1], WORDS)
    double.commit("main", {PATH: LIST + b"- y\n"})
    run(forge, [1, 2], WORDS)
    ours = [m for m in messages(double) if "Paper-Bot: v1" in m]
    assert len(ours) == 3
    assert all("\nSigned-off-by: Ada Byron <ada@example.org>\nPaper-Bot" in m for m in ours)


@pytest.mark.parametrize(
    ("before", "after"),
    [(NO_RULES, WORDS), (WORDS, NO_RULES), (WORDS, replace(WORDS, title="{count} new"))],
)
def test_a_title_of_older_settings_is_still_ours(
    double: GitHubDouble, before: HouseRules, after: HouseRules
) -> None:
    run(forge_of(double, rules=before), [1], before)
    run(forge_of(double, rules=after), [1, 2], after)
    titles = {
        NO_RULES.title: "Add 2 papers (2026-11-16 to 2026-11-22)",
        WORDS.title: "chore(mice): add 2 papers",
        "{count} new": "2 new",
    }
    assert double.pulls[1].title == titles[after.title]


def test_a_title_in_a_persons_words_stays(double: GitHubDouble) -> None:
    run(forge_of(double, rules=WORDS), [1], WORDS)
    double.pulls[1].title = "Mine"
    run(forge_of(double, rules=WORDS), [1, 2], WORDS)
    run(forge_of(double, rules=WORDS), [1, 2, 3], WORDS)
    assert double.pulls[1].title == "Mine"


def test_a_lost_memory_is_rebuilt_from_messages_of_any_words(double: GitHubDouble) -> None:
    run(forge_of(double, rules=WORDS), [1, 2], WORDS)
    double.pulls[1].body = "A person emptied this."
    run(forge_of(double, rules=WORDS), [1, 2, 3], WORDS)
    assert sorted(ids_of(double.pulls[1])) == ["2611.00001", "2611.00002", "2611.00003"]


def test_people_are_asked_once(double: GitHubDouble) -> None:
    run(forge_of(double, rules=RULES), [1])
    pull = double.pulls[1]
    assert (pull.reviewers, pull.assignees) == (["ada", "octo/writers"], ["bo"])
    double.review(1, "ada")
    pull.assignees.remove("bo")
    writes = len(double.writes())
    assert run(forge_of(double, rules=RULES), [1]).what == "unchanged"
    assert len(double.writes()) == writes
    run(forge_of(double, rules=RULES), [1, 2])
    assert (pull.reviewers, pull.assignees) == (["octo/writers"], [])


@pytest.mark.parametrize("end", ["/requested_reviewers", "/assignees"])
def test_people_whom_a_killed_run_did_not_ask_are_asked_by_the_next(
    double: GitHubDouble, end: str
) -> None:
    def die(_number: int, _verb: str, path: str) -> Fault | None:
        if path.endswith(end):
            raise Killed
        return None

    double.fault = die
    with pytest.raises(Killed):
        run(mortal_forge(double, at=99, after=False)[0], [1])
    double.fault = lambda _number, _verb, _path: None
    run(forge_of(double, rules=RULES), [1])
    pull = double.pulls[1]
    assert (pull.labels, pull.reviewers, pull.assignees) == (
        ["papers"], ["ada", "octo/writers"], ["bo"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "note"),
    [
        (HouseRules(reviewers=("eve",)), "the reviewers could not be set: eve: Reviews may only"),
        (HouseRules(reviewers=("octo/no",)), "the reviewers could not be set: octo/no: Reviews"),
        (HouseRules(reviewers=("eve", "ada")), "the reviewers could not be set: eve: Reviews may"),
        (HouseRules(assignees=("eve",)), "the assignees lack eve: who may not write here"),
        (HouseRules(assignees=("bo", "eve")), "the assignees lack eve: who may not write here"),
        (HouseRules(labels=("papers", "no")), "the labels could not be set: no: Validation"),
    ],
)
def test_a_name_that_is_wrong_is_told_and_costs_nothing_else(
    double: GitHubDouble, rules: HouseRules, note: str
) -> None:
    outcome = run(forge_of(double, rules=rules), [1])
    assert outcome.what == "created"
    assert outcome.note.startswith(note)
    assert double.content(BRANCH, PATH) == listed(1)
    pull = double.pulls[1]
    right = {*rules.labels, *rules.reviewers, *rules.assignees} & {"ada", "bo", "papers"}
    assert {*pull.labels, *pull.reviewers, *pull.assignees} == right
    assert run(forge_of(double, rules=rules), [1, 2]).what == "updated"
    assert double.content(BRANCH, PATH) == listed(1, 2)


@pytest.mark.parametrize("answer", [Answer(403, {"message": "Forbidden"}), Answer(502), None])
@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("end", ["/requested_reviewers", "/assignees"])
def test_trouble_with_people_is_a_note_and_never_costs_the_pull_request(
    double: GitHubDouble, answer: Answer | None, end: str, *, applied: bool
) -> None:
    double.fault = lambda _number, _verb, path: (
        Fault(applied, answer) if path.endswith(end) else None
    )
    outcome = run(forge_of(double, rules=RULES), [1])
    assert outcome.what == "created"
    assert "could not be set" in outcome.note
    double.fault = lambda _number, _verb, _path: None
    assert run(forge_of(double, rules=RULES), [1]).note == ""
    assert (double.pulls[1].reviewers, double.pulls[1].assignees) == (
        ["ada", "octo/writers"], ["bo"],
    )  # fmt: skip


@pytest.mark.parametrize(("has_drafts", "note"), [(True, ""), (False, "it is no draft")])
def test_a_draft_is_one_where_the_repository_has_such(
    double: GitHubDouble, note: str, *, has_drafts: bool
) -> None:
    double.has_drafts = has_drafts
    outcome = run(forge_of(double, rules=HouseRules(draft=True)), [1])
    assert (outcome.what, double.pulls[1].draft) == ("created", has_drafts)
    assert note in outcome.note
    double.pulls[1].draft = False  # a person finds it ready
    run(forge_of(double, rules=HouseRules(draft=True)), [1, 2])
    assert not double.pulls[1].draft
