"""`bot run` from arguments to exit code, against servers that answer like arXiv and GitHub."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import cli, commands
from classifier.paper import ArxivId, Paper
from tests.arxiv.fakes import NOW, FakeClock
from tests.arxiv.server import ArxivDouble
from tests.conftest import ROOT
from tests.forge.github_double import TOKEN, GitHubDouble

README = b"""# A list

## Serving

- [Batching](https://arxiv.org/abs/2501.00001): Batching requests for language model serving

## Planning
"""
CONFIG = """[arxiv]
categories = ["cs.DC"]
[sections.Serving.keywords]
"serving" = 8
[sections.Planning.keywords]
"planning" = 8
"""
SUBJECTS = ("leaf disease", "snow depth", "fair division", "speech in cars", "random graphs")
METHODS = ("A survey of", "Bounds for", "Learning", "A data set on", "Experiments with")


def paper(number: int, title: str, submitted: datetime) -> Paper:
    return Paper(
        id=ArxivId(f"{submitted:%y%m}.{number:05d}"),
        title=title,
        abstract=f"{title}. We study it.",
        categories=("cs.DC",),
        authors=("Ada Byron",),
        submitted=submitted,
        updated=submitted,
    )


def many() -> Iterator[Paper]:
    """Yield a paper every 6 hours for five weeks; two of the last days belong on the list."""
    titles = itertools.cycle(f"{m} {s}" for m, s in itertools.product(METHODS, SUBJECTS))
    for number in range(140):
        yield paper(number, next(titles), NOW - timedelta(days=37, hours=-6 * number))
    yield paper(900, "Fair serving of language models", NOW - timedelta(days=2, hours=3))
    yield paper(901, "Planning ahead with agents", NOW - timedelta(days=2, hours=2))


@dataclass
class Desk:
    """A repository on disk with one list, and a clock that moves only when the bot sleeps."""

    folder: Path
    clock: FakeClock

    @property
    def readme(self) -> bytes:
        return (self.folder / "README.md").read_bytes()

    def run(self, *args: str) -> int:
        return cli.main(["run", *args])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder, clock = tmp_path / "repository", FakeClock()
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "mine.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "README.md").write_bytes(README)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(commands, "SystemClock", lambda: clock)
    return Desk(folder, clock)


@pytest.fixture
def arxiv(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Iterator[ArxivDouble]:
    double = ArxivDouble(list(many()), clock=desk.clock)
    with double as url:
        for name, value in double.env(url).items():
            monkeypatch.setenv(name, value)
        yield double


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubDouble]:
    with GitHubDouble(files={"README.md": README}) as double:
        monkeypatch.setenv("GITHUB_API_URL", double.url)
        monkeypatch.setenv("GITHUB_REPOSITORY", double.repository)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield double


def told(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    captured = capsys.readouterr()
    return captured.out, captured.err.splitlines()


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
    assert "nothing new" in out
    assert errors == []  # the mark of the first run is known
    assert desk.readme == written
    assert len(arxiv.asked) >= 3


def test_last_without_a_mark_says_so(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("--since", "last") == 0
    assert desk.run("--since", "last") == 0  # printing carries nothing out: no mark yet
    note = "bot: mine: no earlier run is remembered here: looking back 7 days"
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
    assert desk.run() == 75
    out, [error] = told(capsys)
    assert out == ""
    assert error == (
        "bot: 127.0.0.1:9 cannot be reached; check the network, then run again: nothing is lost"
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


def snapshot(folder: Path) -> Path:
    path = folder / "papers.jsonl"
    records = (
        {
            "id": p.id,
            "title": p.title,
            "abstract": p.abstract,
            "categories": " ".join(p.categories),
            "authors": "Ada Byron",
            "versions": [{"version": "v1", "created": f"{p.submitted:%a, %d %b %Y %H:%M:%S} GMT"}],
        }
        for p in many()
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_a_snapshot_file_needs_no_network(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path = snapshot(desk.folder)
    assert desk.run("--source", str(path), "--since", "2026-03-14", "--until", "2026-03-18") == 0
    assert "Add 2 papers (2026-03-14 to 2026-03-17)" in told(capsys)[0]


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


def test_a_title_that_attacks_stays_text_everywhere(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "Serving ](https://evil.example) <img src=x> @octocat ::error::x ##[add-mask]y"
    arxiv.papers = [
        replace(p, title=hostile) if p.id.endswith(".00900") else p for p in arxiv.papers
    ]
    assert desk.run() == 0
    out = told(capsys)[0]
    assert "##[add-mask]" not in out
    assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]
    [line] = [line for line in out.splitlines() if line.startswith("+- ") and "00900" in line]
    assert "<img" not in line
    assert "](https://evil" not in line


def test_ctrl_c_in_the_middle_ends_with_130_and_leaves_every_file(desk: Desk) -> None:
    with ArxivDouble(list(many()), faults=["503 later"] * 9) as url:
        environ = {**os.environ, **ArxivDouble([]).env(url), "PYTHONPATH": str(ROOT)}
        run = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--publish", "write", "-v"],
            env=environ,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert run.stderr is not None
        for line in run.stderr:
            if "looking for new papers" in line:
                break
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert errors.splitlines()[-1].startswith("bot: stopped by Ctrl-C; ")
    assert "Traceback" not in errors
    assert desk.readme == README
