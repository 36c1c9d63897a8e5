"""Tokens and keys stay where they are: whatever goes wrong, nothing that is told holds one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import Desk
from tests.github.github_answers import Answer
from tests.github.github_double import TOKEN, Fault, GitHubDouble
from tests.github.github_records import AppRecord
from tests.github.keys import key_pair

PRIVATE, PUBLIC = key_pair()
PIECES = [TOKEN, "ghs_minted", *PRIVATE.splitlines()[1:-1]]
FAULTS: dict[str, tuple[str, Answer | None]] = {
    "none": ("nothing", None),
    "401": ("/octo/papers", Answer(401, {"message": f"Bad credentials {TOKEN[:4]}"})),
    "403": ("/git/blobs", Answer(403, {"message": "Resource not accessible by integration"})),
    "422": ("/pulls", Answer(422, {"message": "Validation Failed"})),
    "html": ("/git/refs", Answer(200, b"<html>")),
    "cut": ("/octo/papers", None),
}


CASES = [(who, fault) for fault in FAULTS for who in ("token", "app")] + [("file", "none")]


@pytest.mark.parametrize(("who", "fault"), CASES)
def test_no_secret_is_in_any_output(
    *,
    who: str,
    fault: str,
    desk: Desk,
    arxiv: ArxivDouble,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    summary = tmp_path / "summary.md"
    summary.touch()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    if who != "token":
        show_an_app(github, monkeypatch, tmp_path / "app.pem", file=who == "file")
    end, answer = FAULTS[fault]
    github.fault = lambda _n, _v, path: (
        Fault(False, answer) if path.partition("?")[0].endswith(end) else None
    )
    code = desk.run("-v")
    assert (code == 0) == (fault == "none")
    out, err = capfd.readouterr()
    bodies = [pull.body for pull in github.pulls.values()]
    state = [path.read_text("utf-8", "replace") for path in tmp_path.rglob("*.json")]
    told = [out, err, caplog.text, summary.read_text("utf-8"), *bodies, *state]
    assert [piece for piece in PIECES for text in told if piece in text] == []
    assert not any(re.search(r"-----BEGIN|eyJ[\w-]{20}", text) for text in told)
    assert arxiv.papers


def show_an_app(
    github: GitHubDouble, monkeypatch: pytest.MonkeyPatch, path: Path, *, file: bool
) -> None:
    github.app, github.accepted = AppRecord("4711", PUBLIC), set()
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("PAPER_BOT_APP_ID", "4711")
    if file:
        path.write_text(PRIVATE, encoding="ascii")
        monkeypatch.setenv("PAPER_BOT_APP_KEY_FILE", str(path))
    else:
        monkeypatch.setenv("PAPER_BOT_APP_KEY", PRIVATE)


def test_a_key_file_that_is_not_there_is_named(
    desk: Desk,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PAPER_BOT_APP_ID", "4711")
    monkeypatch.setenv("PAPER_BOT_APP_KEY_FILE", "/no/such/app.pem")
    assert desk.run("--publish", "pull-request") == 1
    assert "/no/such/app.pem: no such file" in capfd.readouterr().err
    assert github.calls == []
