"""`bot run` from arguments to exit code, when all goes well."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from classifier.papers.paper import ArxivId
from tests.arxiv.fakes import NOW
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, paper, snapshot, told
from tests.github.github_double import GitHubDouble


def test_a_run_prints_the_pull_request_and_changes_nothing(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run() == 0
    out, errors = told(capsys)
    assert out.startswith("Add 2 papers (2026-03-11 to 2026-03-18)\n")
    added = [line for line in out.splitlines() if line.startswith("+- ")]
    assert added == [
        "+- [Fair serving of language models](https://arxiv.org/abs/2603.00900)",
        "+- [Planning ahead with agents](https://arxiv.org/abs/2603.00901)",
    ]
    assert out.splitlines()[-1].startswith("To open it as a pull request: ")
    assert errors == []
    assert desk.readme == README
    assert min(arxiv.gaps()) >= 3


def test_writing_edits_the_file_and_the_next_run_finds_nothing(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("--publish", "write") == 0
    written = desk.readme
    assert written.count(b"\n") == README.count(b"\n") + 3
    capsys.readouterr()
    assert desk.run("--publish", "write", "--since", "last") == 0
    out, errors = told(capsys)
    assert "nothing to propose" in out
    assert errors == []  # the mark of the first run is known
    assert desk.readme == written
    assert len(arxiv.asked) >= 3


def test_last_without_a_mark_says_so(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("--since", "last") == 0
    assert desk.run("--since", "last") == 0  # printing carries nothing out: no mark yet
    note = "bot: mine: no earlier run is remembered here: looking back 28 days"
    assert told(capsys)[1] == [note, note]
    assert arxiv.asked


def test_json_is_one_object_and_nothing_else(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("--json") == 0
    out, errors = told(capsys)
    assert errors == []
    [line] = out.splitlines()
    report = json.loads(line)
    assert report["list"] == "mine"
    assert report["complete"] is True
    assert report["requests"] == len(arxiv.asked)
    assert [p["section"] for p in report["proposed"]] in (
        [["A list", "Serving"], ["A list", "Planning"]],
        [["A list", "Planning"], ["A list", "Serving"]],
    )
    assert report["pull_request"]["outcome"] == "printed"


def test_a_pull_request_is_opened_once_and_updated_in_place(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("--publish", "pull-request") == 0
    assert "pull/1" in told(capsys)[0]
    [pull] = github.open_pulls()
    assert pull.branch == "paper-bot/mine"
    calls = len(github.calls)
    assert calls <= 20
    assert desk.run("--publish", "pull-request") == 0
    assert len(github.open_pulls()) == 1
    assert not [call for call in github.calls[calls:] if call[0] in ("PATCH", "PUT", "DELETE")]
    arxiv.papers = [*arxiv.papers, paper(902, "Serving at dawn", NOW - timedelta(days=2))]
    assert desk.run("--publish", "pull-request") == 0
    [pull] = github.open_pulls()
    branch = github.content("paper-bot/mine", "README.md")
    for number in (b"2603.00900", b"2603.00901", b"2603.00902"):
        assert branch.count(number) == 1
    assert github.content("main", "README.md") == README
    assert desk.readme == README


def test_on_a_runner_without_a_disk_last_is_remembered_on_a_branch(
    desk: Desk,
    arxiv: ArxivDouble,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert desk.run("--since", "last") == 0
    assert "no earlier run is remembered here" in told(capsys)[1][0]
    state = json.loads(github.content("paper-bot/state", "state.json"))
    assert state["lists"]["mine"]["until"].startswith("2026-03-18T12:00")
    assert not list(desk.folder.parent.rglob("marks"))
    # Moderation lets an old paper go, and its number does not tell: it was not seen before.
    late = replace(paper(3, "Late serving", NOW - timedelta(days=20)), id=ArxivId("2602.77777"))
    arxiv.papers = [*arxiv.papers, late]
    assert desk.run("--since", "last") == 0
    out, errors = told(capsys)
    assert errors == []
    assert "Late serving" in out
    [pull] = github.open_pulls()
    assert github.content(pull.branch, "README.md").count(b"2602.77777") == 1


def test_a_window_that_leaves_a_gap_does_not_move_the_mark(desk: Desk, arxiv: ArxivDouble) -> None:
    assert desk.run("--publish", "write") == 0
    [path] = desk.folder.parent.rglob("marks/mine.json")
    mark = path.read_bytes()
    desk.clock.sleep(3 * 86_400)
    assert desk.run("--publish", "write", "--since", "1d") == 0
    assert path.read_bytes() == mark
    assert desk.run("--publish", "write", "--since", "last") == 0
    assert path.read_bytes() != mark
    assert arxiv.asked


def test_a_dry_run_in_actions_reads_github_and_writes_nothing(
    desk: Desk,
    arxiv: ArxivDouble,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    summary = desk.folder / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert desk.run("--dry-run") == 0
    assert github.writes() == []
    assert github.calls
    assert "Add 2 papers" in told(capsys)[0]
    assert summary.read_text(encoding="utf-8").startswith("## Add 2 papers (2026-03-11 to ")
    assert arxiv.asked


def test_a_token_in_the_shell_publishes_nothing(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble
) -> None:
    assert desk.run() == 0
    assert github.calls == []
    assert arxiv.asked


def test_a_snapshot_file_needs_no_network(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path = snapshot(desk.folder)
    assert desk.run("--source", str(path), "--since", "2026-03-14", "--until", "2026-03-18") == 0
    assert "Add 2 papers (2026-03-14 to 2026-03-17)" in told(capsys)[0]


def test_a_title_that_attacks_stays_text_everywhere(
    desk: Desk,
    arxiv: ArxivDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hostile = "Serving ](https://evil.example) <img src=x> @octocat ::error::x ##[add-mask]y"
    arxiv.papers = [
        replace(p, title=hostile) if p.id.endswith(".00900") else p for p in arxiv.papers
    ]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert desk.run("--publish", "diff") == 0
    out = told(capsys)[0]
    assert "##[add-mask]" not in out
    assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]
    [line] = [line for line in out.splitlines() if line.startswith("+- ") and "00900" in line]
    assert "<img" not in line
    assert "](https://evil" not in line
