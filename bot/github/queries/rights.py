"""Which rights a token lacks for a run, as far as GitHub tells without a write.

A person's role and a classic token's scopes are told with the repository; what a fine-grained
token, or one of Actions, may do is not told by any read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bot.core.errors import BotError
from bot.github.transport.answers import Api, Fields
from bot.github.transport.credentials import Kind
from bot.github.transport.remedy import Rejection, explain


class ScopedApi(Api, Protocol):
    """An `Api` that remembers what the last answer told of a classic token's scopes."""

    @property
    def scopes(self) -> str | None:
        """The header X-OAuth-Scopes, "" for a token without any; None where it was not sent.

        https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRight:
    """A right that is missing, or may be (not *sure*), and what mends that."""

    text: str
    remedy: str
    sure: bool = True


def lacking(api: ScopedApi, name: str, *, kind: Kind, fork: bool) -> Iterator[MissingRight]:
    """Yield what the token may not do in the repository *name*.

    Raises `ForgeError` where it may not even read, `TryAgainLater` where time helps.
    """
    try:
        facts = Fields.of(api.read(f"/repos/{name}"), "the repository")
    except Rejection as rejection:
        raise explain(rejection, doing=f"find the repository {name}") from rejection
    scopes, private = api.scopes, facts.flag("private")
    if kind != "person":
        return  # of an App's token the role tells nothing; its rights were asked for by name
    role = facts.raw.get("permissions")
    if isinstance(role, dict) and not role.get("push") and not fork:
        yield MissingRight(
            text=f"the token's owner may not write to {name}",
            remedy="ask for write access, or set [publish] fork = true",
        )
    if scopes is None:
        yield MissingRight(
            text="what a fine-grained token may do is not told by GitHub",
            remedy="see that it has Contents and Pull requests: read and write",
            sure=False,
        )
    elif not _words(scopes) & ({"repo"} if private else {"repo", "public_repo"}):
        yield MissingRight(
            text=f"a token with {f'the scopes {scopes}' if scopes else 'no scope'} writes nothing",
            remedy=f"give it the scope {'repo' if private else 'public_repo'}",
        )
    if isinstance(role, dict) and role.get("admin"):
        yield from _switch(api, name)


def _switch(api: Api, name: str) -> Iterator[MissingRight]:
    """Yield that Actions may not open pull requests: only who administers may ask."""
    try:
        answer = api.read(f"/repos/{name}/actions/permissions/workflow")
    except (Rejection, BotError):
        return
    if not Fields.of(answer, "the switch").flag("can_approve_pull_request_reviews"):
        yield MissingRight(
            text="GitHub Actions may not open pull requests there",
            remedy="tick 'Allow GitHub Actions to create and approve pull requests' in Settings >"
            " Actions > General, unless an App or a person's token opens them",
            sure=False,
        )


def _words(scopes: str) -> set[str]:
    return {word.strip() for word in scopes.split(",")}
