"""Who the bot is: from the environment, by kind of token, never by asking GitHub.

`GET /user` is forbidden to the tokens of GitHub Actions and of Apps, so nothing depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.errors import ConfigError
from bot.github.transport.remedy import REJECTED

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
