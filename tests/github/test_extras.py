"""Labels, queues, drafts and locks: what surrounds a pull request never costs it."""

from __future__ import annotations

import pytest

from bot.core.errors import ForgeError, TryAgainLater
from tests.github.driver import (
    BRANCH,
    LIST,
    NAME,
    PATH,
    Killed,
    forge_of,
    ids_of,
    listed,
    mortal_forge,
    run,
)
from tests.github.github_answers import Answer
from tests.github.github_double import Fault, GitHubDouble

LABELS = ("papers",)


def test_06_labels_that_a_killed_run_did_not_set_are_set_by_the_next(double: GitHubDouble) -> None:
    double.fault = lambda _number, _verb, path: die() if path.endswith("/labels") else None
    with pytest.raises(Killed):
        run(mortal_forge(double, at=99, after=False)[0], [1])
    assert double.pulls[1].labels == []
    double.fault = lambda _number, _verb, _path: None
    assert run(forge_of(double, labels=LABELS), [1]).what == "unchanged"
    assert double.pulls[1].labels == ["papers"]
    calls = len(double.calls)
    run(forge_of(double, labels=LABELS), [1])
    assert len(double.calls) - calls <= 8


def die() -> Fault:
    raise Killed


def test_48_a_label_that_a_person_took_away_stays_away(double: GitHubDouble) -> None:
    run(forge_of(double, labels=LABELS), [1])
    double.unlabel(1, "papers")
    writes = len(double.writes())
    assert run(forge_of(double, labels=LABELS), [1]).what == "unchanged"
    assert len(double.writes()) == writes
    run(forge_of(double, labels=LABELS), [1, 2])
    assert double.pulls[1].labels == []


def test_48_labels_of_people_are_left_alone(double: GitHubDouble) -> None:
    run(forge_of(double, labels=LABELS), [1])
    double.pulls[1].labels.append("theirs")
    run(forge_of(double, labels=["Papers"]), [1, 2])
    assert double.pulls[1].labels == ["papers", "theirs"]


@pytest.mark.parametrize("answer", [Answer(403, {"message": "Forbidden"}), Answer(502), None])
@pytest.mark.parametrize("end", ["/labels", "/events"])
def test_78_trouble_with_labels_is_a_note_and_never_costs_the_pull_request(
    double: GitHubDouble, answer: Answer | None, end: str
) -> None:
    run(forge_of(double), [1])
    double.fault = lambda _number, _verb, path: (
        Fault(False, answer) if path.partition("?")[0].endswith(end) else None
    )
    outcome = run(forge_of(double, labels=LABELS), [1, 2])
    assert outcome.what == "updated"
    assert "labels could not be" in outcome.note
    assert ids_of(double.pulls[1]) == ["2611.00001", "2611.00002"]


def test_many_events_are_read_to_the_end(double: GitHubDouble) -> None:
    run(forge_of(double, labels=LABELS), [1])
    double.unlabel(1, "papers")
    first = double.pulls[1].events[0]
    others: list[dict[str, str | None]] = [{"event": "subscribed"}] * 150
    double.pulls[1].events = [*others, first]
    run(forge_of(double, labels=LABELS), [1])
    assert double.pulls[1].labels == []


def test_47_nothing_is_pushed_while_the_pull_request_is_queued(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.pulls[1].queued = True
    writes = len(double.writes())
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, "merge queue" in outcome.note) == ("held", True)
    assert len(double.writes()) == writes
    assert double.pulls[1].queued
    double.merge(1)
    assert run(forge_of(double), [1, 2]).what == "created"
    assert double.content(BRANCH, PATH) == listed(1, 2)


def test_47_a_server_without_merge_queues_is_no_trouble(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    message = "Field 'isInMergeQueue' doesn't exist on type 'PullRequest'"
    double.fault = lambda _number, _verb, path: (
        Fault(False, Answer(200, {"errors": [{"message": message}]})) if "query" in path else None
    )
    assert run(forge_of(double), [1, 2]).what == "updated"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(200, {"errors": [{"type": "FORBIDDEN", "message": "No"}]}), ForgeError),
        (Answer(200, {"data": {"repository": None}}), TryAgainLater),
        (Answer(200, []), TryAgainLater),
        (Answer(502), TryAgainLater),
    ],
)
def test_47_a_queue_that_cannot_be_looked_at_stops_the_push(
    double: GitHubDouble, answer: Answer, kind: type[Exception]
) -> None:
    run(forge_of(double), [1])
    head = double.refs[BRANCH]
    double.fault = lambda _number, _verb, path: Fault(False, answer) if "query" in path else None
    with pytest.raises(kind):
        run(forge_of(double), [1, 2])
    assert double.refs[BRANCH] == head


def test_49_nothing_is_added_to_what_github_will_merge_by_itself(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.pulls[1].auto_merge = True
    head = double.refs[BRANCH]
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, "auto-merge is on" in outcome.note) == ("held", True)
    assert double.refs[BRANCH] == head
    double.pulls[1].auto_merge = False
    assert run(forge_of(double), [1, 2]).what == "updated"


@pytest.mark.parametrize("change", ["draft", "locked"])
def test_46_a_draft_or_a_locked_conversation_is_gone_on_with(
    double: GitHubDouble, change: str
) -> None:
    run(forge_of(double), [1])
    setattr(double.pulls[1], change, True)
    assert run(forge_of(double), [1, 2]).what == "updated"
    assert run(forge_of(double), [1, 2]).what == "unchanged"
    assert getattr(double.pulls[1], change) is True
    assert len(double.pulls) == 1


def test_25_a_renamed_base_branch_is_followed(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.rename_base("trunk")
    assert run(forge_of(double), [1]).what == "unchanged"
    assert run(forge_of(double), [1, 2]).what == "updated"
    assert double.pulls[1].base == "trunk"
    double.merge(1)
    assert double.content("trunk", PATH) == listed(1, 2)


def test_25_another_default_branch_is_told_and_nothing_is_written(double: GitHubDouble) -> None:
    run(forge_of(double), [1])
    double.move("next", double.refs["main"])
    double.commit("next", {PATH: LIST + b"- y\n"})
    double.base = "next"
    writes = len(double.writes())
    outcome = run(forge_of(double), [1, 2])
    assert (outcome.what, "goes to main, not next" in outcome.note) == ("held", True)
    assert len(double.writes()) == writes


def test_25_a_deleted_base_branch_closes_the_pull_request_and_that_counts(
    double: GitHubDouble,
) -> None:
    run(forge_of(double), [1])
    double.move("next", double.refs["main"])
    double.base = "next"
    double.move("main", None)
    assert double.pulls[1].state == "closed"
    standing = forge_of(double).standing(NAME, [PATH])
    assert standing.number is None
    assert standing.refused == {"2611.00001"}
