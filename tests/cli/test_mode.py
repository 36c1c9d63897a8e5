"""A proposal goes where somebody said it should go, never where a token happens to allow it."""

from __future__ import annotations

import pytest

from bot.cli.publish_mode import Mode, publish_mode, run_url

IN_ACTIONS = {"GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "secret"}
AT_HOME = {"GITHUB_TOKEN": "secret", "GITHUB_REPOSITORY": "o/n"}


@pytest.mark.parametrize(
    ("flag", "configured", "environ", "mode"),
    [
        ("auto", "auto", IN_ACTIONS, "pull-request"),
        ("auto", "pull-request", {}, "pull-request"),
        ("auto", "write", {}, "write"),
        ("auto", "diff", IN_ACTIONS, "diff"),
        ("pull-request", "diff", {}, "pull-request"),
        ("write", "pull-request", IN_ACTIONS, "write"),
        ("diff", "pull-request", IN_ACTIONS, "diff"),
    ],
)
def test_a_wish_beats_the_surroundings(
    flag: str, configured: str, environ: dict[str, str], mode: Mode
) -> None:
    assert publish_mode(flag, configured, environ) == mode


@pytest.mark.parametrize("environ", [{}, AT_HOME, {**AT_HOME, "GITHUB_ACTIONS": "false"}])
def test_a_token_in_the_shell_does_not_publish(environ: dict[str, str]) -> None:
    assert publish_mode("auto", "auto", environ) == "diff"


def test_a_run_in_actions_has_an_address() -> None:
    environ = {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "o/n",
        "GITHUB_RUN_ID": "7",
    }
    assert run_url(environ) == "https://github.com/o/n/actions/runs/7"
    assert run_url({"GITHUB_REPOSITORY": "o/n"}) == ""
