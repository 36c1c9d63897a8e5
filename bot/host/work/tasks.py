"""The service's tasks, as values, and what a queue can do with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Literal, Protocol, cast, get_args

from bot.core.ports import backoff

# --- A task of the service: its kind and whom it concerns. Pure.
#
# A task carries no facts, it only says where to look: done twice, it does nothing more.

Kind = Literal["rebuild", "sweep", "learn", "serve", "steer"]
"""Ask GitHub who installed the App; poll arXiv; read a repository's configs, or propose to
install; propose papers for a list; carry out what people said in its pull request."""

MOST_TRIES: Final = 8
"""Of a task; then it waits for the next event or the next run of its list."""
_FIRST_WAIT = 30.0  # seconds before a task is tried again, doubled each time
_LONGEST_WAIT = 3600.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do for *repository* (GitHub's number), for all of its lists or the one named."""

    kind: Kind
    repository: int = 0
    list_name: str = ""
    tries: int = 0
    pause: int = 0
    """Seconds to wait whatever the tries: until a moment that is known."""

    @property
    def key(self) -> str:
        """Of all tasks with the same key only one waits: a hundred comments are one look.

        A task that is tried again has a key of its own, or new ones would wait with it.
        """
        again = "/again" if self.tries else ""
        return f"{self.kind}/{self.repository}/{self.list_name}{again}"

    @property
    def lock(self) -> str:
        """Of all tasks with one lock only one runs: one writer to a repository, as GitHub asks."""
        return f"repository/{self.repository}" if self.repository else self.kind

    @property
    def rank(self) -> int:
        """What people wait for goes before lists that are due: the lower, the sooner."""
        return int(self.kind == "serve")

    def again(self) -> Task | None:
        """Return the next try, None after the last."""
        following = replace(self, tries=self.tries + 1, pause=0)
        return following if following.tries < MOST_TRIES else None

    def paused(self, pause: timedelta) -> Task:
        """Return this task, to be begun after *pause*; that is no try."""
        return replace(self, tries=max(1, self.tries), pause=int(pause.total_seconds()) + 1)

    @property
    def wait(self) -> timedelta:
        """How long this try waits."""
        if self.pause or not self.tries:
            return timedelta(seconds=self.pause)
        wait = backoff(self.tries - 1, first=_FIRST_WAIT, most=_LONGEST_WAIT)
        return timedelta(seconds=wait)

    def as_json(self) -> dict[str, Any]:
        """Return what a queue can keep."""
        return {
            "kind": self.kind,
            "repository": self.repository,
            "list_name": self.list_name,
            "tries": self.tries,
            "pause": self.pause,
        }


def task_of(raw: dict[str, Any]) -> Task:
    """Return the task that `as_json` wrote. Raises `ValueError` for anything else."""
    kind, repository, name = raw.get("kind"), raw.get("repository"), raw.get("list_name")
    tries, pause = raw.get("tries"), raw.get("pause", 0)
    if kind not in get_args(Kind) or not all(
        isinstance(each, int) for each in (repository, tries, pause)
    ):
        raise ValueError("no task")
    return Task(
        kind=cast("Kind", kind),
        repository=cast("int", repository),
        list_name=str(name or ""),
        tries=cast("int", tries),
        pause=cast("int", pause),
    )


def list_of_branch(branch: str, names: Iterable[str]) -> str:
    """Return which list's pull request is on *branch*, "" for none: `paper-bot/mice`, or -2, -3."""
    part = branch.removeprefix("paper-bot/")
    names = frozenset(names)
    if part == branch:
        return ""
    stem = re.sub(r"-\d+\Z", "", part)
    return next((name for name in (part, stem) if name in names), "")


# --- What the service needs of a queue: both queues offer it. Pure.


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits and runs, and how many workers there are."""

    waiting: int
    running: int
    workers: int


class Queue(Protocol):
    """Keeps tasks until they are done, also when a process dies."""

    def put(self, *tasks: Task) -> None:
        """Have *tasks* done, each after its wait; of those with one key only one waits."""

    def backlog(self) -> Backlog:
        """Return how much there is to do."""
