"""Who installed the App, and on which repositories: what the App itself may ask.

https://docs.github.com/en/rest/apps/apps and https://docs.github.com/en/rest/apps/installations
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from bot.core.errors import TryAgainLater
from bot.core.ports import Json
from bot.github.transport.answers import PAGE, Api, Fields, objects, odd
from bot.github.transport.remedy import Doubt, Rejection, explain


@dataclass(frozen=True, slots=True)
class NamedRepository:
    """A repository by GitHub's number, and what it is called now."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Installed:
    """One installation of the App: its number, whose it is, and whether it was suspended."""

    id: int
    account: str
    suspended: bool


class AppInstallations:
    """All installations of the App whose *api* this is; *as_token* makes an `Api` of a token."""

    def __init__(self, api: Api, as_token: Callable[[str], Api]) -> None:
        self._api, self._as_token = api, as_token

    def every(self) -> Iterator[Installed]:
        """Yield each installation. Raises `BotError`."""
        for page in count(1):
            answer = self._ask(self._api, "/app/installations", page)
            listed = objects(answer, "the installations")
            for fields in listed:
                account = fields.raw.get("account")
                login = account.get("login") if isinstance(account, dict) else ""
                suspended = bool(fields.raw["suspended_at"])
                yield Installed(fields.number("id"), str(login or ""), suspended)
            if len(listed) < PAGE:
                return

    def repositories(self, installation: int) -> Iterator[NamedRepository]:
        """Yield the repositories of *installation*, with a token that is not kept."""
        api = self._as_token(self._token(installation))
        for page in count(1):
            answer = Fields.of(self._ask(api, "/installation/repositories", page), "the answer")
            listed = answer.list("repositories")
            for fields in listed:
                yield NamedRepository(fields.number("id"), fields.text("full_name"))
            if len(listed) < PAGE:
                return

    def _token(self, installation: int) -> str:
        body: Json = {"permissions": {"metadata": "read"}}
        path = f"/app/installations/{installation}/access_tokens"
        try:
            made = self._api.write("POST", path, body)
        except Doubt as doubt:
            raise TryAgainLater(f"{doubt}; run again later") from None
        except Rejection as rejection:
            raise explain(rejection, doing="get a token for the App") from rejection
        if token := Fields.of(made, "the token").text("token"):
            return token
        raise odd("a token")

    def _ask(self, api: Api, path: str, page: int) -> Json:
        try:
            return api.read(path, per_page=PAGE, page=page)
        except Rejection as rejection:
            raise explain(rejection, doing="ask who installed the App") from rejection
