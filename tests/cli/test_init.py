"""`bot init` and `bot doctor` as a newcomer meets them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from bot.cli import parser as cli
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, snapshot, told
from tests.github.github_double import GitHubDouble

YES = ("init", "--yes")


@pytest.fixture
def fresh(desk: Desk) -> Desk:
    """A folder with a list and nothing else."""
    (desk.folder / "config" / "mine.toml").unlink()
    (desk.folder / "config").rmdir()
    return desk


def files_of(folder: Path) -> set[str]:
    found = (p for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts)
    return {p.relative_to(folder).as_posix() for p in found}


WRITTEN = {
    "config/repository.toml",
    ".github/workflows/paper-bot.yml",
    ".github/workflows/decide.yml",
}


def test_a_list_gets_a_config_and_workflows_and_doctor_finds_nothing(
    fresh: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*YES]) == 0
    out, _ = told(capsys)
    assert files_of(fresh.folder) == {"README.md", *WRITTEN}
    assert out.endswith("next: bot doctor, then bot run --since 30d\n")
    assert cli.main(["doctor", "--json"]) == 0
    assert json.loads(told(capsys)[0])["findings"] == []
    assert arxiv.asked


def test_categories_are_those_of_the_listed_papers(
    fresh: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = snapshot(fresh.folder)
    listed = README.replace(b"2501.00001", b"2603.00900")
    (fresh.folder / "README.md").write_bytes(listed)
    assert cli.main([*YES, "--source", str(papers), "--json"]) == 0
    assert json.loads(told(capsys)[0])["categories"] == ["cs.DC"]


def test_what_comes_next_reads_the_same_papers(
    fresh: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(snapshot(fresh.folder))
    assert cli.main([*YES, "--source", source]) == 0
    named = f" --source {source}"
    assert told(capsys)[0].endswith(f"next: bot doctor{named}, then bot run --since 30d{named}\n")


def test_without_a_network_a_guess_is_told(
    fresh: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    assert cli.main([*YES]) == 0
    out, _ = told(capsys)
    assert "not known: categories: 127.0.0.1:9 cannot be reached" in out
    assert "look at: [arxiv] categories = cs.AI, cs.CL, cs.CV, cs.LG is a guess" in out
    assert cli.main(["doctor", "--offline"]) == 0
    assert files_of(fresh.folder) == {"README.md", *WRITTEN}


def test_nothing_is_replaced_without_force(fresh: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    args = [*YES, "--categories", "cs.DC"]
    assert cli.main(args) == 0
    config = fresh.folder / "config" / "repository.toml"
    config.write_text("# mine\n", "utf-8")
    assert cli.main(args) == 2
    _, [error] = told(capsys)
    assert error == ("bot: config/repository.toml exists and was left alone; --force replaces it")
    assert config.read_text("utf-8") == "# mine\n"
    assert cli.main([*args, "--force"]) == 0
    assert "cs.DC" in config.read_text("utf-8")


@pytest.mark.parametrize(
    ("files", "args", "code", "message"),
    [
        ({}, (), 1, "no Markdown file with papers here; go to the list's repository or name FILE"),
        ({"README.md": ""}, (), 1, "README.md: is empty; name the file that holds the papers"),
        ({"README.md": "# A\n\nHello\n"}, (), 1, "README.md: no link to a paper in it"),
        ({"README.rst": "A\n=\n"}, (), 1, "README.rst: is no Markdown, and nothing else here is"),
        (
            {"README.md": "A\n=\n\n`a <https://arxiv.org/abs/2401.00001>`_\n"},
            (),
            1,
            "README.md: is reStructuredText by its marks; convert it to Markdown: pandoc -f rst",
        ),
        ({}, ("gone.md",), 1, "gone.md: no such file"),
        (
            {"a.rst": ""},
            ("a.rst",),
            2,
            "a.rst: is no Markdown; convert it to Markdown: pandoc -t gfm a.rst -o a.md",
        ),
        ({"a.yml": ""}, ("a.yml",), 2, "a.yml: is data, no list; name the Markdown file"),
        ({}, ("../x.md",), 2, "../x.md: lies outside of"),
        ({}, ("--categories", "cs.CLL"), 2, "'cs.CLL' is no arXiv category; did you mean cs.CL?"),
    ],
)
def test_what_is_no_list_is_one_line_and_nothing_is_written(
    files: dict[str, str],
    args: tuple[str, ...],
    code: int,
    message: str,
    fresh: Desk,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (fresh.folder / "README.md").unlink()
    for name, text in files.items():
        (fresh.folder / name).write_text(text, "utf-8")
    assert cli.main([*YES, *args]) == code
    out, [error] = told(capsys)
    assert message in error
    assert out == ""
    assert files_of(fresh.folder) == set(files)


def test_an_empty_list_says_what_it_is_about_by_its_categories(fresh: Desk) -> None:
    (fresh.folder / "README.md").write_text("# Kettles\n\n## Copper kettles\n", "utf-8")
    assert cli.main([*YES, "--categories", "cs.DC"]) == 0
    assert files_of(fresh.folder) > WRITTEN


def test_its_history_tells_how_many_papers_to_propose(
    fresh: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*args: str, day: str = "2025-12-01") -> None:
        moment = f"{day}T00:00:00Z"
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *args],
            check=True,
            capture_output=True,
            env={**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment},
        )

    git("init", "-q")
    git("add", "README.md")
    git("commit", "-qm", "begin")
    lines = "".join(f"- [Paper {n}](https://arxiv.org/abs/2502.{n:05d})\n" for n in range(60))
    (fresh.folder / "README.md").write_bytes(README + lines.encode())
    git("commit", "-qam", "more", day="2026-02-01")
    assert cli.main([*YES, "--categories", "cs.DC"]) == 0
    assert "; the list grew by " in told(capsys)[0]


def test_questions_have_defaults_and_are_asked_again(
    fresh: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (fresh.folder / "copy.md").write_bytes(README)  # else there is no choice of files
    answers = iter(["", "cs.CLL", "cs.CL", "someday", "fri"])
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    assert cli.main(["init"]) == 0
    text = (fresh.folder / "config" / "repository.toml").read_text("utf-8")
    assert 'categories = ["cs.CL"]' in text
    assert ' * * fri"' in text
    assert "did you mean cs.CL?" in told(capsys)[0]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("config/mine.toml", "[arxiv]\ncategories = ['cs.XX']\n", "no arXiv category; did you"),
        (
            "config/mine.toml",
            "arxiv:\n  categories: [cs.CL]\n",
            "mine.toml, line 1: error: is YAML",
        ),
        ("README.md", "", "no section can take a paper"),
        (
            "config/mine.toml",
            "[arxiv]\ncategories = ['cs.DC']\n[entry]\ntemplate = '| {title} | {abs} |'\n",
            "begin the template without '|'",
        ),
    ],
)
def test_doctor_ends_with_1_where_a_run_would_fail(
    name: str, text: str, message: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "config" / "mine.toml").write_text("[arxiv]\ncategories = ['cs.DC']\n", "utf-8")
    (desk.folder / name).write_text(text, "utf-8")
    assert cli.main(["doctor", "--offline"]) == 1
    assert message in told(capsys)[0]


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        ("public_repo", "0 findings; a run would work"),
        ("gist", "GitHub: error: a token with the scopes gist writes nothing; give it"),
        (None, "note: what a fine-grained token may do is not told by GitHub"),
    ],
)
def test_doctor_says_what_a_persons_token_may_not_do(
    scopes: str | None,
    words: str,
    desk: Desk,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_invented")
    github.accepted, github.scopes = {"ghp_invented"}, scopes
    assert cli.main(["doctor", "--source", str(snapshot(desk.folder))]) == int("error" in words)
    assert words in told(capsys)[0]
    assert (desk.readme, github.writes()) == (README, [])


def test_doctor_tells_that_arxiv_cannot_be_reached(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    assert cli.main(["doctor"]) == 1
    assert desk.readme == README
    assert "arXiv: error: 127.0.0.1:9 cannot be reached" in told(capsys)[0]


def test_it_comes_as_a_pull_request_that_says_what_it_would_have_found(
    fresh: Desk, github: GitHubDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    args = [
        *YES,
        "--categories",
        "cs.DC",
        "--pull-request",
        "--source",
        str(snapshot(fresh.folder)),
    ]
    assert cli.main(args) == 0
    [pull] = github.open_pulls()
    assert told(capsys)[0].endswith("opened\n")
    assert pull.branch == "paper-bot-init"
    assert "- The last weeks could not be replayed: " in pull.body
    assert "**Close it to decline**" in pull.body
    changed = {"config/papers.toml", ".github/workflows/paper-bot.yml"}
    assert all(github.content(pull.branch, name) for name in changed)
    assert files_of(fresh.folder) == {"README.md", "papers.jsonl"}
