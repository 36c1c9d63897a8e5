"""As whom the bot asks GitHub: tokens, apps, their installations, and the rights these have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, Protocol

from bot.core.errors import BotError, ConfigError, ForgeError, TryAgainLater
from bot.core.ports import Clock, Json
from bot.github.answers import PAGE, Api, Fields, objects, odd
from bot.github.requester import REJECTED, Doubt, Rejection, Requester, explain

# Who the bot is: from the environment, by kind of token, never by asking GitHub.
#
# `GET /user` is forbidden to the tokens of GitHub Actions and of Apps, so nothing depends on it.

Kind = Literal["installation", "person", "app"]

_APP_ID = re.compile(r"[A-Za-z0-9.]{1,64}", re.ASCII)
# "-----BEGIN RSA PRIVATE KEY-----", lines of base64, "-----END RSA PRIVATE KEY-----".
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[^-]+-----END [A-Z ]*PRIVATE KEY-----\n?")
_ID, _KEY, _FILE = "PAPER_BOT_APP_ID", "PAPER_BOT_APP_KEY", "PAPER_BOT_APP_KEY_FILE"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is sent. Its prefix tells whose it is:

    https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
    """

    secret: str = field(repr=False)

    @property
    def kind(self) -> Kind:
        """`installation` for the tokens of GitHub Actions and of Apps, else `person`."""
        return "installation" if self.secret.startswith("ghs_") else "person"

    @property
    def rejected(self) -> str:
        """What to say when GitHub does not accept it."""
        if self.kind == "installation":
            return f"{REJECTED} (that of a job dies with the job, an App's after an hour)"
        return REJECTED


@dataclass(frozen=True, slots=True)
class AppKey:
    """A GitHub App's id and its private key, from which short-lived tokens are made."""

    app_id: str
    pem: str = field(repr=False)

    @property
    def kind(self) -> Kind:
        """An App is an App."""
        return "app"

    @property
    def rejected(self) -> str:
        """What to say when GitHub does not accept the key."""
        return (
            f"GitHub does not accept the App's key (401): check that {_ID} and {_KEY} are of the "
            "same App, that the key was not revoked, and that this machine's clock is right"
        )


Credential = Token | AppKey


def credential_of(environ: Mapping[str, str], read: Callable[[str], str]) -> Credential:
    """Return what to show GitHub: the App's key if there is one, else the token.

    *read* returns the text of the file that it is given. Raises `ConfigError`.
    """
    app_id, key = environ.get(_ID, "").strip(), environ.get(_KEY, "")
    if not key.strip() and (path := environ.get(_FILE, "")):
        key = read(path)
    if app_id or key.strip():
        return _app_key(app_id, key)
    return _token(environ.get("GITHUB_TOKEN", "").strip())


def _app_key(app_id: str, key: str) -> AppKey:
    if not _APP_ID.fullmatch(app_id):
        raise ConfigError(f"{_ID} must be the id of the App whose key is in {_KEY} or {_FILE}")
    # Some secret stores keep a text on one line and write its line ends as two characters.
    pem = key.replace("\\n", "\n").replace("\r\n", "\n").strip() + "\n"
    if not _PEM.fullmatch(pem):
        raise ConfigError(
            f"{_KEY} (or the file that {_FILE} names) must hold the App's private key, "
            "from '-----BEGIN' to '-----END': copy the whole .pem file"
        )
    return AppKey(app_id, pem)


def _token(token: str) -> Token:
    if not token:
        raise ConfigError(
            "no token: set GITHUB_TOKEN; only `bot run --publish diff` needs none."
            " Which one, and how to get it: docs/access.md, and"
            " https://github.com/settings/personal-access-tokens/new"
            " (the list's repository; Contents and Pull requests: read and write)"
        )
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ConfigError("GITHUB_TOKEN holds characters that no token has: copy it anew")
    return Token(token)


# A GitHub App's short-lived tokens: for one repository, with two rights, renewed in time.
#
# https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app

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


# Who installed the App, and on which repositories: what the App itself may ask.
#
# https://docs.github.com/en/rest/apps/apps and https://docs.github.com/en/rest/apps/installations


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


# Which rights a token lacks for a run, as far as GitHub tells without a write.
#
# A person's role and a classic token's scopes are told with the repository; what a fine-grained
# token, or one of Actions, may do is not told by any read.


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
