"""Deliveries of GitHub's: whether they are signed, and which tasks follow."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.github import NamedRepository
from bot.host.work.tasks import Task
from bot.proposal import State, decode

# --- Whether a delivery comes from GitHub. Pure.
#
# https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries

LARGEST = 5_000_000
"""Bytes of a delivery that are read; GitHub's own limit is 25 MB, ours have some 30 KB."""

_DELIVERY = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
_EVENT = re.compile(r"[a-z_]{1,40}", re.ASCII)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether *signature* ("sha256=…") was made of *body* by one who knows *secret*.

    Takes as long for every wrong signature. Without a secret nothing is signed.
    """
    right = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
    return bool(secret) and hmac.compare_digest(right.encode(), signature.encode())


def is_delivery(delivery: str, event: str) -> bool:
    """Whether the two headers look as GitHub's do, so that they may be kept and logged."""
    return bool(_DELIVERY.fullmatch(delivery) and _EVENT.fullmatch(event))


# --- What a delivery of GitHub's says: what is there, what is gone, which tasks follow. Pure.
#
# A delivery may come twice, late, or before an older one, so it only says where to look; the task
# asks GitHub for the facts. All that a delivery holds was written by strangers.
# https://docs.github.com/en/webhooks/webhook-events-and-payloads

_BRANCHES: Final = "paper-bot/"
_INVITATION: Final = "paper-bot-init"
_COMMANDS = ("/drop", "/keep", "/later", "/move", "/why")
_CLOSED: Final = "<!-- paper-bot:closed -->"  # how our word about a closing begins
_NEAR = frozenset({"OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR"})
"""Who may have write access; person by person that is asked when the command is carried out."""
_LARGEST: Final = 2**63  # a database holds no larger number
_LONGEST_NAME = 140  # characters: GitHub allows 39 and 100, and a slash


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPull:
    """A pull request of ours that was closed: its branch, and how many papers it held."""

    number: int
    branch: str
    merged: bool
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What is to be stored of *installation*, and the *tasks* that follow.

    *suspended* is None where the delivery does not say; with *ended* the installation is gone.
    """

    installation: int
    account: str = ""
    suspended: bool | None = None
    ended: bool = False
    there: tuple[NamedRepository, ...] = ()
    gone: tuple[int, ...] = ()
    tasks: tuple[Task, ...] = ()
    closed: ClosedPull | None = None


class NoEventError(ValueError):
    """A delivery that is not as GitHub describes it."""


def read_event(event: str, payload: Any) -> EventFacts | None:
    """Return what the *payload* of an *event* says; None where nothing follows.

    Raises `NoEventError`.
    """
    reader = _READERS.get(event)
    if reader is None:
        return None
    try:
        return reader(payload)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NoEventError(f"{event}: a field is missing or of another kind") from error


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
        raise NoEventError("no number")
    return value


def _named(raw: Any) -> NamedRepository:
    name = str(raw["full_name"])
    if len(name) > _LONGEST_NAME or name.count("/") != 1:
        raise NoEventError("no repository's name")
    return NamedRepository(_number(raw["id"]), name)


def _of(payload: Any) -> int:
    return _number(payload["installation"]["id"])


def _account(payload: Any) -> str:
    return str(payload["installation"].get("account", {}).get("login", ""))


def _installation(payload: Any) -> EventFacts | None:
    number, account, action = _of(payload), _account(payload), payload["action"]
    there = tuple(map(_named, payload.get("repositories") or ()))
    if action == "deleted":
        return EventFacts(installation=number, account=account, ended=True)
    if action == "suspend":
        return EventFacts(installation=number, account=account, suspended=True)
    if action not in {"created", "unsuspend", "new_permissions_accepted"}:
        return None
    tasks = _learn(there) or (Task(kind="rebuild"),)
    return EventFacts(
        installation=number, account=account, suspended=False, there=there, tasks=tasks
    )


def _learn(repositories: Iterable[NamedRepository]) -> tuple[Task, ...]:
    return tuple(Task(kind="learn", repository=named.id) for named in repositories)


def _repositories(payload: Any) -> EventFacts:
    there = tuple(map(_named, payload.get("repositories_added") or ()))
    return EventFacts(
        installation=_of(payload),
        account=_account(payload),
        there=there,
        gone=tuple(_number(raw["id"]) for raw in payload.get("repositories_removed") or ()),
        tasks=_learn(there),
    )


def _repository(payload: Any) -> EventFacts:
    named = _named(payload["repository"])
    if payload["action"] == "deleted":
        return EventFacts(installation=_of(payload), gone=(named.id,))
    return _about(payload, named, *_learn([named]))


def _about(
    payload: Any, named: NamedRepository, *tasks: Task, closed: ClosedPull | None = None
) -> EventFacts:
    return EventFacts(installation=_of(payload), there=(named,), tasks=tasks, closed=closed)


def _push(payload: Any) -> EventFacts | None:
    named = _named(payload["repository"])
    if payload["ref"] != f"refs/heads/{payload['repository']['default_branch']}":
        return None
    touched = list(_touched(payload))
    if touched and not any(map(_concerns, touched)):
        return None
    return _about(payload, named, *_learn([named]))


def _touched(payload: Any) -> Iterator[str]:
    for commit in payload.get("commits") or ():
        for kind in ("added", "modified", "removed"):
            yield from map(str, commit.get(kind) or ())


def _concerns(path: str) -> bool:
    return path.startswith("config/") or path.lower().endswith((".md", ".markdown"))


def _pull_request(payload: Any) -> EventFacts | None:
    named, pull, action = _named(payload["repository"]), payload["pull_request"], payload["action"]
    head = pull["head"]
    branch, home = str(head["ref"]), (head["repo"] or {}).get("id")
    if home != named.id or payload["sender"].get("type") == "Bot":
        return None
    if branch == _INVITATION and action in {"closed", "reopened"}:
        return _about(payload, named, *_learn([named]))
    is_decision = action in {"closed", "reopened"} or (
        action == "edited" and "body" in payload["changes"]
    )
    if not is_decision or not branch.startswith(_BRANCHES):
        return None
    closed = _closed_pull(pull, branch) if action == "closed" else None
    return _about(payload, named, Task(kind="steer", repository=named.id), closed=closed)


def _closed_pull(pull: Any, branch: str) -> ClosedPull:
    state = decode(str(pull.get("body") or ""))
    papers = len(state.items) if isinstance(state, State) else 0
    number = _number(pull["number"])
    return ClosedPull(number=number, branch=branch, merged=pull["merged"] is True, papers=papers)


def _comment(payload: Any) -> EventFacts | None:
    named, comment = _named(payload["repository"]), payload["comment"]
    if "pull_request" not in payload["issue"] or payload["sender"].get("type") == "Bot":
        return None
    text, action = str(comment.get("body") or ""), payload["action"]
    is_near = comment.get("author_association") in _NEAR
    commands = is_near and any(command in text for command in _COMMANDS)
    ticked = action == "edited" and text.startswith(_CLOSED)
    if action not in {"created", "edited"} or not (commands or ticked):
        return None
    return _about(payload, named, Task(kind="steer", repository=named.id))


_READERS: Mapping[str, Callable[[Any], EventFacts | None]] = {
    "installation": _installation,
    "installation_repositories": _repositories,
    "repository": _repository,
    "push": _push,
    "pull_request": _pull_request,
    "issue_comment": _comment,
}
