"""`bot run` when something is wrong: one clear line, the right code, nothing touched."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import CONFIG, README, Desk, many, snapshot, told
from tests.conftest import ROOT
from tests.github.github_double import GitHubDouble


@pytest.mark.parametrize("args", [("--publish", "pull-request"), ()])
def test_a_missing_token_is_an_error_before_anything_is_asked(
    args: tuple[str, ...],
    desk: Desk,
    arxiv: ArxivDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "" if args else "true")
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo/papers")
    assert desk.run(*args) == 1
    out, [error] = told(capsys)
    assert out == ""
    assert "GITHUB_TOKEN" in error
    assert arxiv.asked == []


def test_a_wrong_token_is_told_and_not_shown(
    desk: Desk,
    arxiv: ArxivDouble,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_of_somebody_else")
    assert desk.run("--publish", "pull-request") == 1
    out, [error] = told(capsys)
    assert "token" in error
    assert "ghp_of" not in out + error
    assert github.writes() == []
    assert arxiv.asked == []


def test_without_a_network_it_says_what_to_do_and_ends_with_75(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    monkeypatch.setenv("ARXIV_OAI_URL", "http://127.0.0.1:9/oai")
    assert desk.run() == 75
    out, [error] = told(capsys)
    assert out == ""
    assert error == (
        "bot: 127.0.0.1:9 cannot be reached; check the network, then run again: nothing is lost"
        " (without one: --source FILE, or --source demo to try)"
    )
    assert desk.readme == README


def test_an_incomplete_sweep_ends_with_75_and_leaves_the_mark(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    arxiv.faults = lambda number: "total too big" if number < 40 else ""
    code = desk.run("--publish", "write")
    out, errors = told(capsys)
    assert code == 75
    assert "Incomplete: " in out or "nothing is lost" in errors[-1]
    assert not list(desk.folder.parent.rglob("marks/*.json"))


def test_a_list_that_fails_is_told_beside_those_that_are_served(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = CONFIG + '[list]\nfiles = ["lost.md"]\n'
    (desk.folder / "config" / "lost.toml").write_text(lost, encoding="utf-8")
    assert desk.run("--json") == 1
    out, [error] = told(capsys)
    failed, served = sorted(map(json.loads, out.splitlines()), key=lambda o: o["list"])
    assert failed.keys() == {"list", "error", "complete"}
    assert failed["complete"] is False
    assert error == f"bot: lost: {failed['error']}"
    assert len(served["proposed"]) == 2
    assert arxiv.asked


def test_a_failed_sweep_does_not_hide_what_failed_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = CONFIG + '[list]\nfiles = ["lost.md"]\n'
    (desk.folder / "config" / "lost.toml").write_text(lost, encoding="utf-8")
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    monkeypatch.setenv("ARXIV_OAI_URL", "http://127.0.0.1:9/oai")
    assert desk.run() == 1
    first, second = told(capsys)[1]
    assert "lost.md: no such file" in first
    assert "cannot be reached" in second


def test_a_failed_sweep_is_told_to_programs_once_for_each_list(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = CONFIG + '[list]\nfiles = ["lost.md"]\n'
    (desk.folder / "config" / "lost.toml").write_text(lost, encoding="utf-8")
    (desk.folder / "config" / "other.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    monkeypatch.setenv("ARXIV_OAI_URL", "http://127.0.0.1:9/oai")
    assert desk.run("--json") == 1
    out, errors = told(capsys)
    objects = sorted(map(json.loads, out.splitlines()), key=lambda o: str(o["list"]))
    assert [(o["list"], o["complete"], o.keys()) for o in objects] == [
        (name, False, {"list", "error", "complete"}) for name in ("lost", "mine", "other")
    ]
    away = (
        "127.0.0.1:9 cannot be reached; check the network, then run again: nothing is lost"
        " (without one: --source FILE, or --source demo to try)"
    )
    assert [o["error"] for o in objects[1:]] == [away, away]
    assert errors == [f"bot: lost: {objects[0]['error']}", f"bot: {away}"]


def test_a_failed_sweep_of_one_list_ends_with_75_and_an_object(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    monkeypatch.setenv("ARXIV_OAI_URL", "http://127.0.0.1:9/oai")
    assert desk.run("--json") == 75
    out, [error] = told(capsys)
    assert json.loads(out)["error"] == error.removeprefix("bot: ")


@pytest.mark.parametrize(("args", "shown"), [((), False), (("-v",), False), (("-vv",), True)])
def test_what_arxivs_parser_finds_odd_is_a_detail(
    args: tuple[str, ...],
    shown: bool,
    desk: Desk,
    arxiv: ArxivDouble,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert desk.run(*args) == 0
    capsys.readouterr()
    logging.getLogger("arxiv").warning("Result has multiple PDF links")
    assert told(capsys)[1] == ["bot: Result has multiple PDF links"] * shown
    assert arxiv.asked


def test_an_address_that_is_none_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARXIV_API_URL", "http://[::1")
    assert desk.run() == 1
    assert told(capsys)[1] == [
        "bot: ARXIV_API_URL: 'http://[::1' is no address; write http://… or https://…"
    ]


def test_a_step_summary_that_cannot_be_written_is_only_a_note(
    desk: Desk,
    arxiv: ArxivDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(desk.folder / "gone" / "summary.md"))
    assert desk.run() == 0
    out, [note] = told(capsys)
    assert "Add 2 papers" in out
    assert "no step summary could be written" in note
    assert arxiv.asked


BROKEN = [
    (
        "config/mine.toml",
        b"[arxiv]\ncategories = ['cs.DC']\nbudgett = 3\n",
        "line 3: unknown setting",
    ),
    ("config/mine.toml", b"[arxiv\n", "line 1: not valid TOML"),
    (
        "config/mine.toml",
        CONFIG.replace("Serving", "S").replace("Planning", "P").encode(),
        "line 3: ",
    ),
    ("config/mine.toml", CONFIG.replace('"serving"', '"a and ("').encode(), "line 4: rule"),
    ("README.md", b"# L\n\n\xff\n", "README.md, line 3: "),
    ("config/mine.toml", b"[list]\nname = 'state'\n" + CONFIG.encode(), "line 2: 'state' is the"),
    ("README.md", b"# L\n\x00\n", "README.md, line 2: "),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_what_is_broken_is_named_with_its_line_and_nothing_is_touched(
    name: str,
    content: bytes,
    message: str,
    desk: Desk,
    arxiv: ArxivDouble,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (desk.folder / name).write_bytes(content)
    before = {p: p.read_bytes() for p in desk.folder.rglob("*") if p.is_file()}
    assert desk.run("--publish", "write") == 1
    out, [error] = told(capsys)
    assert message in error
    assert out == ""
    assert {p: p.read_bytes() for p in desk.folder.rglob("*") if p.is_file()} == before
    assert arxiv.asked == []


def test_lists_that_read_the_same_feeds_agree_about_replacements(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    other = '[arxiv.announcements]\nreplace = "propose"\n' + CONFIG
    (desk.folder / "config" / "other.toml").write_text(other, encoding="utf-8")
    assert desk.run() == 1
    assert "replace differs from" in told(capsys)[1][0]


def test_a_snapshot_cut_in_the_middle_is_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = snapshot(desk.folder)
    path.write_bytes(path.read_bytes()[:-100])
    assert desk.run("--source", str(path), "--publish", "write") == 1
    out, [error] = told(capsys)
    assert out == ""
    assert f"{path}:142" in error
    assert desk.readme == README


def test_a_missing_snapshot_is_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("--source", "nowhere.jsonl") == 1
    assert "nowhere.jsonl" in told(capsys)[1][0]


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Let Ctrl-C reach child processes, even if these tests are run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_in_the_middle_ends_with_130_and_leaves_every_file(desk: Desk) -> None:
    double = ArxivDouble(list(many()), faults=["503 later"] * 9)
    with double as url:
        environ = {**os.environ, **double.env(url), "PYTHONPATH": str(ROOT)}
        run = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--publish", "write", "-v"],
            env=environ,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        while not double.asked and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert errors.splitlines()[-1].startswith("bot: stopped by Ctrl-C; ")
    assert "Traceback" not in errors
    assert desk.readme == README
