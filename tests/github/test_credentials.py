"""Who the bot is: read from the environment, checked before anything is sent, never shown."""

from __future__ import annotations

import pytest

from bot.core.errors import ConfigError
from bot.github.credentials import AppKey, Credential, Token, credential_of

PEM = "-----BEGIN RSA PRIVATE KEY-----\nQUJD\nREVG\n-----END RSA PRIVATE KEY-----\n"
FILES = {"/keys/app.pem": PEM, "/keys/other.pem": "ssh-rsa AAAA"}


def credential(**environ: str) -> Credential:
    return credential_of(environ, FILES.__getitem__)


def app(**environ: str) -> Credential:
    return credential(**{f"PAPER_BOT_APP_{name}": value for name, value in environ.items()})


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (credential(GITHUB_TOKEN=" ghp_x\n"), Token("ghp_x")),
        (app(ID="12", KEY=PEM), AppKey("12", PEM)),
        (app(ID="Iv1.abc", KEY=PEM.strip()), AppKey("Iv1.abc", PEM)),
        (app(ID="12", KEY=PEM.replace("\n", "\\n")), AppKey("12", PEM)),
        (app(ID="12", KEY=PEM.replace("\n", "\r\n")), AppKey("12", PEM)),
        (app(ID="12", KEY_FILE="/keys/app.pem"), AppKey("12", PEM)),
        (app(ID="12", KEY=PEM, KEY_FILE="/not/read"), AppKey("12", PEM)),
        (credential(GITHUB_TOKEN="x", PAPER_BOT_APP_ID="1", PAPER_BOT_APP_KEY=PEM),
         AppKey("1", PEM)),
    ],
)  # fmt: skip
def test_the_environment_says_who_the_bot_is(read: Credential, expected: Credential) -> None:
    assert read == expected


@pytest.mark.parametrize(
    ("environ", "remedy"),
    [
        ({}, "set GITHUB_TOKEN"),
        ({"GITHUB_TOKEN": " "}, "set GITHUB_TOKEN"),
        ({"GITHUB_TOKEN": "ghs_\u00e9"}, "copy it anew"),
        ({"GITHUB_TOKEN": "ghs_a\nb"}, "copy it anew"),
        ({"GITHUB_TOKEN": "ghs_a b"}, "copy it anew"),
        ({"PAPER_BOT_APP_KEY": PEM}, "PAPER_BOT_APP_ID must be"),
        ({"PAPER_BOT_APP_ID": "1 2", "PAPER_BOT_APP_KEY": PEM}, "PAPER_BOT_APP_ID must be"),
        ({"PAPER_BOT_APP_ID": "12"}, "copy the whole .pem file"),
        ({"PAPER_BOT_APP_ID": "12", "PAPER_BOT_APP_KEY": "QUJD"}, "copy the whole .pem file"),
        ({"PAPER_BOT_APP_ID": "12", "PAPER_BOT_APP_KEY": PEM[:-30]}, "copy the whole .pem file"),
        ({"PAPER_BOT_APP_ID": "12", "PAPER_BOT_APP_KEY_FILE": "/keys/other.pem"}, "whole .pem"),
    ],
)
def test_what_cannot_work_is_refused_and_not_shown(environ: dict[str, str], remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        credential(**environ)
    assert remedy in str(caught.value)
    for secret in ("QUJD", "ghs_", "AAAA"):
        assert secret not in str(caught.value)


@pytest.mark.parametrize(
    ("token", "kind", "words"),
    [
        (Token("ghs_x"), "installation", "dies with the job"),
        (Token("ghp_x"), "person", "set a valid one"),
        (Token("github_pat_x"), "person", "set a valid one"),
        (Token("0123456789abcdef"), "person", "set a valid one"),
        (AppKey("12", PEM), "app", "clock is right"),
    ],
)
def test_each_kind_of_token_has_its_words_when_it_is_refused(
    token: Credential, kind: str, words: str
) -> None:
    assert token.kind == kind
    assert words in token.rejected


@pytest.mark.parametrize("credential", [Token("ghs_secret"), AppKey("12", PEM)])
def test_a_credential_does_not_show_its_secret(credential: Credential) -> None:
    for text in (repr(credential), str(credential), f"{credential}"):
        assert "ghs_secret" not in text
        assert "QUJD" not in text
