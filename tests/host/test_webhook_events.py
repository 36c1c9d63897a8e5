"""What each delivery asks for, as a table; and what it must leave alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.github import NamedRepository
from bot.host.work.tasks import Task, list_of_branch, task_of
from bot.host.work.webhook_events import (
    ClosedPull,
    EventFacts,
    NoEventError,
    read_event,
)

MICE = {"id": 5, "full_name": "octo/mice", "default_branch": "main"}
ADA = {"login": "ada", "type": "User"}
BOT = {"login": "paper-bot[bot]", "type": "Bot"}
LEARN, STEER = Task(kind="learn", repository=5), Task(kind="steer", repository=5)
THERE = (NamedRepository(5, "octo/mice"),)


def event(action: str = "", sender: dict[str, str] = ADA, **more: Any) -> dict[str, Any]:
    base = {"repository": MICE, "installation": {"id": 7}, "sender": sender}
    return {**base, **({"action": action} if action else {}), **more}


def installation(action: str, *repositories: dict[str, Any]) -> dict[str, Any]:
    owner = {"id": 7, "account": {"login": "octo"}}
    return {"action": action, "installation": owner, "repositories": list(repositories)}


def pull(branch: str = "paper-bot/mice", home: int = 5, **more: Any) -> dict[str, Any]:
    facts = {"number": 3, "body": "", "merged": False}
    return {**facts, "head": {"ref": branch, "repo": {"id": home}}, **more}


def push(*paths: str, ref: str = "refs/heads/main") -> dict[str, Any]:
    return event(ref=ref, commits=[{"modified": list(paths)}] if paths else [])


def comment(
    text: str, action: str = "created", association: str = "MEMBER", **more: Any
) -> dict[str, Any]:
    facts = {"body": text, "author_association": association}
    return event(action, **{"issue": {"pull_request": {}}, "comment": facts, **more})


def facts(*tasks: Task, **more: Any) -> EventFacts:
    return EventFacts(**{"installation": 7, "there": THERE, "tasks": tasks, **more})


TICKED = {"body": {"from": "…"}}
CLOSED = ClosedPull(number=3, branch="paper-bot/mice", merged=False, papers=0)
CHANGES = [
    ("installation", installation("created", MICE), facts(LEARN, account="octo", suspended=False)),
    (
        "installation",
        installation("unsuspend"),
        facts(Task(kind="rebuild"), account="octo", suspended=False, there=()),
    ),
    ("installation", installation("suspend"), facts(account="octo", suspended=True, there=())),
    ("installation", installation("deleted"), facts(account="octo", ended=True, there=())),
    (
        "installation_repositories",
        event(repositories_added=[MICE], repositories_removed=[{"id": 6, "full_name": "o/x"}]),
        facts(LEARN, gone=(6,)),
    ),
    ("repository", event("renamed"), facts(LEARN)),
    ("repository", event("deleted"), facts(there=(), gone=(5,))),
    ("push", push("config/mice.toml"), facts(LEARN)),
    ("push", push("README.md", "x.py"), facts(LEARN)),
    ("push", push(), facts(LEARN)),
    ("pull_request", event("edited", pull_request=pull(), changes=TICKED), facts(STEER)),
    ("pull_request", event("closed", pull_request=pull()), facts(STEER, closed=CLOSED)),
    ("pull_request", event("reopened", pull_request=pull()), facts(STEER)),
    ("pull_request", event("closed", pull_request=pull("paper-bot-init")), facts(LEARN)),
    ("issue_comment", comment("/drop 2401.00001"), facts(STEER)),
    ("issue_comment", comment("<!-- paper-bot:closed --> [x]", "edited", "NONE"), facts(STEER)),
]


@pytest.mark.parametrize(("name", "payload", "expected"), CHANGES)
def test_a_delivery_says_what_is_to_be_done(
    name: str, payload: dict[str, Any], expected: EventFacts
) -> None:
    assert read_event(name, payload) == expected


LEFT_ALONE = [
    ("ping", {}),
    ("star", event("created")),
    ("installation", installation("other")),
    ("push", push("src/x.py")),
    ("push", push("README.md", ref="refs/heads/other")),
    ("pull_request", event("edited", pull_request=pull(), changes={"title": {}})),
    ("pull_request", event("labeled", pull_request=pull())),
    ("pull_request", event("closed", BOT, pull_request=pull())),
    ("pull_request", event("closed", pull_request=pull("feature"))),
    ("pull_request", event("closed", pull_request=pull(home=9))),
    ("pull_request", event("edited", pull_request=pull("paper-bot-init"), changes=TICKED)),
    ("issue_comment", comment("thank you")),
    ("issue_comment", comment("/drop 1", association="NONE")),
    ("issue_comment", comment("/drop 1", "deleted")),
    ("issue_comment", comment("/drop 1", sender=BOT)),
    ("issue_comment", comment("/drop 1", issue={})),
]


@pytest.mark.parametrize(("name", "payload"), LEFT_ALONE)
def test_other_deliveries_are_left_alone(name: str, payload: dict[str, Any]) -> None:
    assert read_event(name, payload) is None


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("push", []),
        ("push", "text"),
        ("push", {}),
        ("push", event(ref=1)["repository"]),
        ("installation", {"action": "created", "installation": {"id": True}}),
        ("repository", event("renamed", repository={"id": 5, "full_name": "no name"})),
        ("repository", event("renamed", repository={"id": 5, "full_name": f"o/{'x' * 200}"})),
        ("pull_request", event("closed", pull_request={"head": None})),
        ("pull_request", event("closed", pull_request=pull(number="3"))),
    ],
)
def test_a_delivery_that_is_none_is_refused(name: str, payload: Any) -> None:
    with pytest.raises(NoEventError):
        read_event(name, payload)


@pytest.mark.parametrize(
    ("branch", "name"),
    [
        ("paper-bot/mice", "mice"),
        ("paper-bot/mice-2", "mice"),
        ("paper-bot/voles-2", "voles-2"),
        ("paper-bot/other", ""),
        ("mice", ""),
    ],
)
def test_a_branch_tells_its_list(branch: str, name: str) -> None:
    assert list_of_branch(branch, ["mice", "voles-2"]) == name


def test_a_task_is_kept_and_comes_again_later_each_time() -> None:
    task: Task | None = Task(kind="serve", repository=5, list_name="mice")
    waits = []
    while task is not None:
        assert task_of(task.as_json()) == task
        waits.append(int(task.wait.total_seconds()))
        task = task.again()
    assert waits == [0, 30, 60, 120, 240, 480, 960, 1920]


def test_a_task_that_waits_for_a_moment_tries_no_more_often_for_it() -> None:
    task = Task(kind="serve", repository=5, list_name="mice")
    paused = task.paused(timedelta(hours=1)).paused(timedelta(minutes=1))
    assert task_of(paused.as_json()) == paused
    assert (paused.tries, paused.wait) == (1, timedelta(seconds=61))
    again = paused.again()
    assert again is not None
    assert (again.tries, again.wait) == (2, timedelta(seconds=60))


def test_tasks_of_one_repository_share_a_lock_and_a_repeated_one_has_its_own_key() -> None:
    task = Task(kind="serve", repository=5, list_name="mice")
    again = task.again()
    assert again is not None
    assert task.lock == again.lock == STEER.lock == "repository/5"
    assert (task.key, again.key) == ("serve/5/mice", "serve/5/mice/again")
    assert Task(kind="sweep").lock == "sweep"


@pytest.mark.parametrize("raw", [{}, {"kind": "other"}, {"kind": "learn", "repository": "5"}])
def test_what_is_no_task_is_told(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no task"):
        task_of(raw)
