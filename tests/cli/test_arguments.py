"""The command line: what it accepts, what it says, and how it ends."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.cli import parser as cli
from bot.core.errors import BotError, ConfigError, ForgeError, ListError, SourceError, TryAgainLater
from bot.core.version import __version__
from tests.conftest import ROOT

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line as typed in our own repository: exit code, output, errors."""
    monkeypatch.chdir(ROOT)

    def typed(*args: str) -> tuple[int, str, str]:
        try:
            code = cli.main(args)
        except SystemExit as ended:
            code = int(ended.code or 0)
        return (code, *capsys.readouterr())

    return typed


def test_version_and_help_say_what_this_is(run: Run) -> None:
    assert run("--version") == (0, f"paper-bot {__version__}\n", "")
    code, told, _ = run("--help")
    assert code == 0
    assert "exit codes: 0 done" in told


def test_completion_and_schema_are_printed(run: Run) -> None:
    assert "_shtab_bot" in run("completion", "bash")[1]
    assert run("schema")[1] == (ROOT / "config" / "schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "bot init                read the list"),
        (("walk",), "invalid choice: 'walk'"),
        (("docter",), "; did you mean doctor?"),
        (("run", "--limit", "0"), "argument --limit: 0 is not 1 or more"),
        (("run", "--limit", "many"), "argument --limit: 'many' is no number"),
        (
            ("run", "--publish", "mail"),
            "bot run: error: argument --publish: invalid choice: 'mail'",
        ),
        (("run", "--publish", "pull_request"), "; did you mean pull-request?"),
        (("run", "--now", "soon"), "argument --now: 'soon' is no time"),
        (("run", "--since", "7 days"), "'7 days' is no moment; write a span such as 7d"),
        (("run", "--since", "2026-13-01"), "'2026-13-01' is no moment"),
        (("run", "--now", "2026-11-22", "--since", "2026-11-23"), "the window is empty"),
        (("run", "--now", "0001-01-01T00:00+23:00"), "lies outside of arXiv's time"),
        (
            ("run", "--sinc", "7d"),
            "bot run: error: unrecognized arguments: --sinc 7d; did you mean",
        ),
        (("--vers",), "bot: error: unrecognized arguments: --vers; did you mean --version?"),
    ],
)
def test_wrong_arguments_end_with_2_and_say_why(
    args: Sequence[str], message: str, run: Run
) -> None:
    code, out, error = run(*args)
    assert (code, out) == (2, "")
    assert message in error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("a"), 1),
        (ListError("a"), 1),
        (SourceError("a"), 1),
        (ForgeError("a"), 1),
        (TryAgainLater("a"), 75),
        (KeyboardInterrupt(), 130),
        (cli.Terminated(), 143),
    ],
)
def test_an_end_has_its_code_and_one_line(
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_args: object) -> int:
        raise error

    monkeypatch.setattr(cli, "_dispatch", fail)
    assert cli.main(["schema"]) == code
    told = capsys.readouterr().err
    assert told.startswith("bot: ")
    assert told.count("\n") == 1


def test_a_message_with_a_hostile_name_in_it_stays_one_harmless_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_args: object) -> int:
        raise BotError("x\n::error::y \x1b[31m ##[add-mask]z")

    monkeypatch.setattr(cli, "_dispatch", fail)
    cli.main(["schema"])
    assert capsys.readouterr().err == "bot: x ::error::y \\x1b[31m #\u2060#[add-mask]z\n"


def test_a_bug_shows_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_args: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "_dispatch", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["schema"])


def test_a_terminal_without_unicode_gets_code_points(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(shown, encoding="ascii"))
    assert run("run", "--source", "nötig.jsonl")[0] == 1
    sys.stderr.flush()
    assert b"n\\xf6tig.jsonl" in shown.getvalue()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "schema"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "bot: the output could not be written: no space left on the device\n"


def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "schema"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 141
    assert errors == b""
