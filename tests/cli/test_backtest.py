"""`bot backtest` from arguments to exit code and report."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from bot.arxiv.records.make_paper import record_paper
from bot.arxiv.sweep.source import Sweep
from bot.backtest.history import read_history
from bot.cli import parser as cli
from bot.cli import wiring
from tests.backtest.world import WEEKS, records, versions
from tests.cli.conftest import told
from tests.fakes import FakeSource

HOSTILE = "<script>alert('bee')</script> honey & hive"


def commit(folder: Path, message: str, moment: str, **files: bytes) -> None:
    for name, raw in files.items():
        (folder / f"{name}.md").write_bytes(raw)
    who = {
        f"GIT_{r}_{k}": "x@example.org" for r in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")
    }
    env = {**os.environ, **who, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True, env=env)
    subprocess.run(["git", "commit", "-q", "-m", message], cwd=folder, check=True, env=env)


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with a version a week, and papers.jsonl beside it."""
    folder = tmp_path_factory.mktemp("world") / "Kitchen"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    for number, version in enumerate(versions()):
        raw = version.files["README.md"]
        commit(folder, f"version {number}", version.moment.isoformat(), README=raw)
    with (folder.parent / "papers.jsonl").open("w", encoding="utf-8") as file:
        for arxiv_id, record in records():
            bee = int(arxiv_id[5:]) % 2000 // 200 == 1
            title = HOSTILE if bee else record["title"]
            file.write(json.dumps({**record, "title": title}) + "\n")
    return folder


def run(kitchen: Path, *args: str) -> int:
    papers = str(kitchen.parent / "papers.jsonl")
    return cli.main(["backtest", str(kitchen), "--papers", papers, *args])


def test_the_figures_are_printed_as_json_and_the_same_every_time(
    kitchen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(kitchen, "--json") == 0
    first, errors = told(capsys)
    assert errors == []
    shown = json.loads(first)
    assert shown["list"] == "kitchen"
    assert len(shown["weeks"]) == WEEKS
    assert (shown["papers"], shown["positives"]) == (30 * WEEKS, 4 * WEEKS)
    assert shown["rankings"]["paper-bot"]["recall_at_budget"]["value"] == 1
    assert run(kitchen, "--json") == 0
    assert told(capsys)[0] == first


def test_the_report_is_written_and_titles_stay_text(
    kitchen: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    config = tmp_path / "kitchen.toml"
    config.write_text('[arxiv]\ncategories = ["cs"]\n[select]\nmin_probability = 0.01\n', "utf-8")
    args = ("--since", "6w", "--html", str(report), "--config", str(config))
    assert run(kitchen, *args) == 0
    assert told(capsys)[0].splitlines()[0].startswith("kitchen: 6 weeks, Mondays ")
    text = report.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(&#x27;bee&#x27;)&lt;/script&gt; honey &amp; hive" in text
    assert report.stat().st_mode & 0o777 == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@pytest.mark.parametrize(
    ("args", "code", "why"),
    [
        (["--since", "soon"], 2, "--since: 'soon' is no moment"),
        (["--since", "3d"], 1, "less than two whole weeks"),
        (["--list", "NONE.md"], 1, "NONE.md: has no history in"),
        (["--html", "no/such/folder/report.html"], 2, "--html: no/such/folder/report.html cannot"),
        (["--config", "none.toml"], 1, "none.toml: no such file"),
    ],
)
def test_wrong_arguments_are_one_line_with_a_remedy(
    kitchen: Path,
    capsys: pytest.CaptureFixture[str],
    args: list[str],
    code: int,
    why: str,
) -> None:
    assert run(kitchen, *args) == code
    out, [error] = told(capsys)
    assert why in error
    assert out == ""


def test_papers_of_another_time_are_told_of(
    kitchen: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(
        '{"id": "2001.00001", "title": "Old", "date": "2020-01-01"}\n', encoding="utf-8"
    )
    assert cli.main(["backtest", str(kitchen), "--papers", str(other)]) == 1
    [error] = told(capsys)[1]
    assert "no papers between 2024-04-01 and 2024-06-10; choose another --since" in error


def test_without_papers_and_categories_there_is_nothing_to_harvest(
    kitchen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["backtest", str(kitchen)]) == 2
    assert "pass --source FILE, or --config" in told(capsys)[1][0]


def test_without_papers_arxiv_is_harvested(
    kitchen: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    papers = [record_paper(record) for _, record in records()]
    start = read_history(versions(), "6m").weeks[0].start
    inside = tuple(p for p in papers if p.submitted and p.submitted >= start)
    older = tuple(p for p in papers if p.submitted and p.submitted < start)
    source = FakeSource(Sweep(papers=inside, background=older), papers)
    asked: list[str] = []

    def opener(spec: str, *_: object) -> object:
        asked.append(spec)
        return lambda _wanted: source

    monkeypatch.setattr(wiring, "source_opener", opener)
    config = tmp_path / "kitchen.toml"
    config.write_text('[arxiv]\ncategories = ["cs.LG"]\n', encoding="utf-8")
    assert cli.main(["backtest", str(kitchen), "--config", str(config), "--json"]) == 0
    harvested = json.loads(told(capsys)[0])
    assert run(kitchen, "--config", str(config), "--json") == 0
    from_file = json.loads(told(capsys)[0])
    assert asked == ["oai"]
    assert source.asked[0][1] == ("cs.LG",)
    assert harvested["weeks"] == from_file["weeks"]
    assert harvested["rankings"] == from_file["rankings"]


def test_the_config_of_the_repository_is_found(
    kitchen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kitchen / "config"
    folder.mkdir()
    (folder / "mine.toml").write_text(
        '[arxiv]\ncategories = ["cs.LG"]\n[select]\nbudget = 3\n', encoding="utf-8"
    )
    try:
        assert run(kitchen, "--json", "--since", "4w") == 0
        shown = json.loads(told(capsys)[0])
        assert (shown["list"], shown["budget"]) == ("mine", 3)
        (folder / "other.toml").write_bytes((folder / "mine.toml").read_bytes())
        assert run(kitchen) == 2
        assert "name one with --config" in told(capsys)[1][0]
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
