"""Every command has one shape: help, an example that it takes, a job that exists."""

from __future__ import annotations

import shlex
from importlib import import_module

import pytest

from bot.cli.parser import COMMANDS, CliCommand, build_parser, main


@pytest.fixture(params=COMMANDS, ids=lambda command: command.name)
def command(request: pytest.FixtureRequest) -> CliCommand:
    found: CliCommand = request.param
    return found


def test_its_example_is_one_that_it_takes(command: CliCommand) -> None:
    words = shlex.split(command.example.removeprefix('eval "$(').removesuffix(')"'))
    words = words[: words.index(">")] if ">" in words else words
    assert build_parser().parse_args(words[1:]).command == command.name


def test_its_help_ends_with_the_example(
    command: CliCommand, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command.name, "--help"])
    assert ended.value.code == 0
    assert f"example: {command.example}" in " ".join(capsys.readouterr().out.split())


def test_its_job_exists(command: CliCommand) -> None:
    module, _, function = command.job.partition(":")
    assert callable(getattr(import_module(f"bot.cli.commands.{module}"), function))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_a_shell_can_complete_them(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    told = capsys.readouterr().out
    assert all(one.name in told for one in COMMANDS)


@pytest.mark.parametrize(
    "args",
    [
        ["run", "--papers", "x.jsonl"],
        ["add", "2401.00001", "--papers", "x.jsonl"],
        ["explain", "2401.00001", "--papers", "x.jsonl"],
        ["rules", "test", "--papers", "x.jsonl"],
        ["rank", "--papers", "x.jsonl"],
        ["backtest", "--papers", "x.jsonl"],
    ],
)
def test_papers_is_the_old_name_of_source(args: list[str]) -> None:
    source = build_parser().parse_args(args).source
    assert source in ("x.jsonl", ["x.jsonl"])
