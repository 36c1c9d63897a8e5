"""A GitHub App's short-lived tokens: for one repository, with two rights, renewed in time.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.core.errors import BotError, ForgeError, TryAgainLater
from bot.core.ports import Clock, Json
from bot.github.transport.answers import Api, Fields, odd
from bot.github.transport.remedy import Doubt, Rejection, explain
from bot.github.transport.requester import Requester

RIGHTS: dict[str, Json] = {"contents": "write", "pull_requests": "write"}
LIFETIME = 50 * 60.0
"""Seconds after which a new token is made; GitHub's last an hour."""
_TRIES = 3  # requests for one token
_UNAUTHORIZED = 401  # HTTP status


class AppInstallation:
    """The App's installation on the repository called *repository*; *api* speaks as the App."""

    def __init__(self, api: Api, repository: str) -> None:
        self._api, self._name = api, repository

    def token(self) -> str:
        """Return a new token for the repository alone. Raises `BotError`."""
        try:
            return self._mint(self._find(), {"repositories": [self._name.partition("/")[2]]})
        except Rejection as rejection:
            raise self._error_of(rejection) from rejection

    def token_by_number(self, installation: int, repository: int) -> str:
        """Return a new token by GitHub's numbers, whatever the repository is called by now."""
        try:
            return self._mint(installation, {"repository_ids": [repository]})
        except Rejection as rejection:
            raise self._error_of(rejection) from rejection

    def _find(self) -> int:
        answer = self._api.read(f"/repos/{self._name}/installation")
        return Fields.of(answer, "the installation").number("id")

    def _mint(self, installation: int, where: dict[str, Json]) -> str:
        body: Json = {**where, "permissions": RIGHTS}
        for attempt in range(_TRIES):
            try:
                made = self._api.write(
                    "POST", f"/app/installations/{installation}/access_tokens", body
                )
            except Doubt:  # a token too many does no harm
                self._api.wait(attempt)
            else:
                if token := Fields.of(made, "the token").text("token"):
                    return token
                raise odd("a token")
        raise TryAgainLater("GitHub gave the App no token; run again later")

    def _error_of(self, rejection: Rejection) -> BotError:
        match rejection.status:
            case 404:
                return ForgeError(
                    f"the App is not installed on {self._name}, or PAPER_BOT_APP_ID is not its "
                    "id: install it there (App settings > Install App)"
                )
            case 422:
                return ForgeError(
                    f"the App may not write to {self._name} ({rejection.message}): give it "
                    "'Contents: write' and 'Pull requests: write', accept that in the "
                    "installation, and check GITHUB_REPOSITORY"
                )
        return explain(rejection, doing="get a token for the App")


class RenewingRequester:
    """A `Requester` that *connect*s with a new token when the old one grows old or is refused."""

    def __init__(self, connect: Callable[[], Requester], *, clock: Clock, graphql_url: str) -> None:
        self._connect, self._clock, self._graphql_url = connect, clock, graphql_url
        self._requester: Requester | None = None
        self._born = 0.0

    @property
    def graphql_url(self) -> str:
        """The address of the GraphQL interface."""
        return self._graphql_url

    def requestJson(
        self,
        verb: str,
        url: str,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        input: Any | None = None,
    ) -> tuple[int, dict[str, Any], str]:
        """Send a request; once more with a new token after a 401, which applied nothing."""
        requester = self._requester
        if requester is None or self._clock.monotonic() - self._born > LIFETIME:
            return self._renewed().requestJson(verb, url, parameters, headers, input)
        answer = requester.requestJson(verb, url, parameters, headers, input)
        if answer[0] == _UNAUTHORIZED:
            answer = self._renewed().requestJson(verb, url, parameters, headers, input)
        return answer

    def _renewed(self) -> Requester:
        self._requester = self._connect()
        self._born = self._clock.monotonic()
        return self._requester
