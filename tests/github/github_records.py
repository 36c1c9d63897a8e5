"""What the double keeps of each thing, and what a fault is; plain records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.github.github_answers import Answer


@dataclass
class PullRecord:
    number: int
    title: str
    body: str
    branch: str
    base: str
    head: str
    state: Literal["open", "closed"] = "open"
    merged: bool = False
    origin: str = ""
    labels: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    mergeable: bool | None = True
    draft: bool = False
    locked: bool = False
    auto_merge: bool = False
    queued: bool = False
    events: list[dict[str, str | None]] = field(default_factory=list)

    def happens(self, event: str, **facts: str | None) -> None:
        self.events.append({"event": event, **facts})


@dataclass(frozen=True)
class Fault:
    """What to do to a request: `apply` it or not, then `answer`; None drops the connection."""

    apply: bool
    answer: Answer | None = None


Faults = Callable[[int, str, str], Fault | None]


@dataclass
class AppRecord:
    """An App that is installed on the double's repository; PEM of its public key.

    *mark* is in its tokens, to tell those of several repositories apart.
    """

    id: str
    public_key: str
    installation: int | None = 77
    minted: int = 0
    lifetime: int = 3600
    mark: str = ""
    permissions: list[dict[str, str]] = field(default_factory=list)
