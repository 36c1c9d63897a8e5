"""Access to GitHub as the config and the environment say, end to end (docs/access.md)."""

from __future__ import annotations

import pytest

from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import CONFIG, Desk, told
from tests.github.github_double import GitHubDouble


def test_fork_in_the_config_pushes_to_the_fork_of_the_tokens_owner(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble
) -> None:
    github.user = "ada"
    config = f"{CONFIG}[publish]\nfork = true\n"
    (desk.folder / "config/mine.toml").write_text(config, encoding="utf-8")
    assert desk.run("--publish", "pull-request") == 0
    [pull] = github.open_pulls()
    assert (pull.origin, pull.branch) == ("ada/papers", "paper-bot/mine")
    assert list(github.refs) == ["main"]
    assert arxiv.asked


def test_fork_with_the_token_of_actions_is_told_before_arxiv_is_asked(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    config = f"{CONFIG}[publish]\nfork = true\n"
    (desk.folder / "config/mine.toml").write_text(config, encoding="utf-8")
    assert desk.run("--publish", "pull-request") == 1
    assert "needs a person's token" in told(capsys)[1][0]
    assert arxiv.asked == []
    assert not github.writes()


def test_an_app_without_its_key_is_told_before_anything_is_asked(
    desk: Desk,
    arxiv: ArxivDouble,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PAPER_BOT_APP_ID", "4711")
    assert desk.run("--publish", "pull-request") == 1
    assert "must hold the App's private key" in told(capsys)[1][0]
    assert arxiv.asked == []
    assert github.calls == []
