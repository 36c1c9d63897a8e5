"""One double for a test, on a real socket; and in every test of the room, no secret is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.core.errors import BotError
from tests.github.driver import LIST, PATH
from tests.github.github_double import TOKEN, GitHubDouble
from tests.github.keys import secrets_of_keys


@pytest.fixture
def double() -> Iterator[GitHubDouble]:
    with GitHubDouble({PATH: LIST, "README.md": b"hello\n"}) as double:
        yield double


@pytest.fixture(autouse=True)
def no_secret_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail the test if a token or key is in any error that was made, or in any line of a log.

    The double looks for them in what is sent.
    """
    texts: list[str] = []

    def remember(error: BotError, *words: object) -> None:
        texts.append(repr(words))
        Exception.__init__(error, *words)

    monkeypatch.setattr(BotError, "__init__", remember, raising=False)
    caplog.set_level(logging.DEBUG)
    yield
    texts.append(caplog.text)
    for secret in (TOKEN, "ghs_minted", *secrets_of_keys()):
        assert not [text for text in texts if secret in text]
