"""What `bot add` and `bot fix` print: a patch for git, or text that does nothing to a terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import parser as cli
from tests.cli.conftest import README, Desk, snapshot

# What a list may hold already, and what a terminal or an eye would take for more than text.
HOSTILE = "Red \x1b[31m, \x07, \u202eback, \u2028, a \r in it, ::error::no".encode()
FORMS = {
    "lf": README,
    "crlf": README.replace(b"\n", b"\r\n"),
    "mixed": README.replace(b"Serving\n\n", b"Serving\r\n\r\n"),
    "bom": b"\xef\xbb\xbf" + README,
    "no final newline": README.removesuffix(b"\n"),
    "no final newline, crlf": README.removesuffix(b"\n").replace(b"\n", b"\r\n"),
    "last section first": README.replace(b"\n## Planning\n", b""),
    "controls": README.replace(b"\n- [B", b"\n" + HOSTILE + b"\n\n- [B"),
}


def git(folder: Path, diff: bytes) -> None:
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=folder, input=diff, check=True, capture_output=True)


def arguments(desk: Desk, command: str) -> list[str]:
    if command == "fix":
        return ["fix"]
    return ["add", "2603.00900", "--section", "serving", "--source", str(snapshot(desk.folder))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("command", ["add", "fix"])
def test_git_applies_what_a_pipe_gets(
    desk: Desk, capsysbinary: pytest.CaptureFixture[bytes], command: str, form: str
) -> None:
    readme = FORMS[form].replace(b"[Batching](", b"[Batching] (" if command == "fix" else b"[B](")
    (desk.folder / "README.md").write_bytes(readme)
    assert cli.main(arguments(desk, command)) == 0
    patch = capsysbinary.readouterr().out
    assert desk.readme == readme
    assert cli.main([*arguments(desk, command), "--write"]) == 0
    written = desk.readme
    assert written != readme
    (desk.folder / "README.md").write_bytes(readme)
    git(desk.folder, patch)
    assert desk.readme == written


@pytest.mark.parametrize("command", ["add", "fix"])
def test_a_terminal_gets_the_same_diff_as_mere_text(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    readme = FORMS["controls"].replace(b"\n", b"\r\n")
    (desk.folder / "README.md").write_bytes(readme.replace(b"[Batching](", b"[Batching] ("))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert cli.main(arguments(desk, command)) == 0
    out = capsys.readouterr().out
    assert " Red \\x1b[31m, \\x07, \\u202eback, \\u2028, a \\r in it, ::error::no\n" in out
    assert all(char.isprintable() or char == "\n" for char in out)


def test_a_workflow_log_gets_no_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = README.replace(b"\n- [B", b"\n##[error]no\r\n\n- [B")
    (desk.folder / "README.md").write_bytes(readme)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert cli.main(arguments(desk, "add")) == 0
    out = capsys.readouterr().out
    assert "##[" not in out
    assert "\r" not in out


def test_nothing_to_fix_prints_nothing(
    desk: Desk, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.main(arguments(desk, "fix")) == 0
    assert capsysbinary.readouterr().out == b""
