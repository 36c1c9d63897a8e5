"""What the service needs of a queue: both queues offer it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.host.work.tasks import Task


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
