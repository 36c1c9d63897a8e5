"""`bot rank`, `bot explain` and `bot rules test` from arguments to exit code."""

from __future__ import annotations

import gzip
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import parser as cli
from tests.arxiv.fakes import NOW
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, snapshot, told
from tests.github.github_double import GitHubDouble

OLDER = ["--since", f"{NOW - timedelta(days=4):%Y-%m-%d}"]


@pytest.fixture(autouse=True)
def stopped_clock(desk: Desk) -> None:
    """Every test here has the clock of the desk."""


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in told(capsys)[0].splitlines()]


def test_ranking_needs_nothing_but_a_list_and_papers(
    desk: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = snapshot(desk.folder)
    packed = tmp_path / "papers.jsonl.gz"
    packed.write_bytes(gzip.compress(source.read_bytes()))
    (tmp_path / "empty").mkdir()
    args = ["rank", "--list", "README.md", "--papers", str(packed), *OLDER, "--json"]
    (desk.folder / "config" / "mine.toml").unlink()
    assert cli.main(args) == 0
    ranked = lines_of(capsys)
    days = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    assert [line["arxiv_id"] for line in ranked] == [r["id"] for r in days[-len(ranked) :]]
    assert 2 < len(ranked) < 20
    assert not any(line["listed"] for line in ranked)
    assert set(ranked[0]) == {
        "arxiv_id",
        "score",
        "probability",
        "section",
        "below",
        "section_confidence",
        "runner_up",
        "reasons",
        "listed",
    }
    serving = next(line for line in ranked if line["arxiv_id"] == "2603.00900")
    assert serving["section"] == ["A list", "Serving"]
    assert serving["score"] == max(line["score"] for line in ranked)  # type: ignore[type-var]  # numbers


def test_several_files_are_one_stream(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    source = snapshot(desk.folder)
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    Path("one.jsonl").write_text("".join(lines[:50]), encoding="utf-8")
    Path("two.jsonl").write_text("".join(lines[40:]), encoding="utf-8")
    base = ["rank", "--list", "README.md", "--json", "--papers"]
    assert cli.main([*base, str(source)]) == 0
    whole = lines_of(capsys)
    assert cli.main([*base, "one.jsonl", "two.jsonl"]) == 0
    assert lines_of(capsys) == whole
    assert len(whole) == 142


def test_a_table_has_the_best_first(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(snapshot(desk.folder))
    assert cli.main(["rank", "--papers", source]) == 0
    out, errors = told(capsys)
    papers = [line for line in out.splitlines() if "26" in line and "." in line]
    assert "2603.0090" in papers[0]
    assert "2603.0090" in papers[1]
    assert out.splitlines()[-1] == "50 of 142 papers that the list lacks; --json prints all"
    assert errors == []


def test_the_rules_of_a_config_take_part(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(snapshot(desk.folder))
    args = ["rank", "--papers", source, *OLDER, "--json", "--config", "config/mine.toml"]
    assert cli.main([*args, "--list", "README.md"]) == 0
    with_rules = lines_of(capsys)
    assert cli.main(["rank", "--list", "README.md", "--papers", source, *OLDER, "--json"]) == 0
    without = lines_of(capsys)
    assert with_rules[-1]["section"] == ["A list", "Planning"]
    assert any(str(reason).startswith("keywords +") for reason in with_rules[-1]["reasons"])  # type: ignore[attr-defined]  # a list
    assert with_rules != without


def test_papers_without_a_date_are_told_of(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    source = snapshot(desk.folder)
    with source.open("a", encoding="utf-8") as file:
        file.write('{"id": "2603.00990", "title": "Undated"}\n')
    assert cli.main(["rank", "--list", "README.md", "--papers", str(source), "--json"]) == 0
    out, errors = told(capsys)
    assert errors == ["bot: 1 paper without a date was left out"]
    assert "2603.00990" not in out


@pytest.mark.parametrize(
    ("args", "code", "why"),
    [
        (
            ["--papers", "none.jsonl"],
            1,
            "(No such file or directory); name a file that can be read, or demo",
        ),
        (["--papers", "empty.jsonl"], 1, "empty.jsonl: no papers in it"),
        (["--papers", "broken.jsonl"], 1, "broken.jsonl:2: not a record of arXiv metadata"),
        (["--papers", "ok.jsonl", "--since", "soon"], 2, "'soon' is no moment"),
        (["--papers", "ok.jsonl", "--since", "1d", "--until", "2d"], 2, "the window is empty"),
        (["--papers", "ok.jsonl", "--list", "NONE.md"], 1, "NONE.md: no such file"),
        (["--papers", "ok.jsonl", "--list", "bare.md"], 1, "add entries, or rules with --config"),
    ],
)
def test_wrong_input_is_one_line_with_a_remedy(
    desk: Desk, capsys: pytest.CaptureFixture[str], args: list[str], code: int, why: str
) -> None:
    snapshot(desk.folder).rename("ok.jsonl")
    Path("empty.jsonl").touch()
    Path("broken.jsonl").write_text('{"id": "2603.00001"}\n{"id": \n', encoding="utf-8")
    Path("bare.md").write_text("# Contents\n", encoding="utf-8")
    assert cli.main(["rank", *args]) == code
    out, errors = told(capsys)
    assert why in errors[-1]
    assert out == ""


def test_an_empty_window_says_which_days_the_files_hold(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(snapshot(desk.folder))
    args = ["rank", "--papers", source, "--json", "--since", "2030-01-01"]
    assert cli.main(args) == 0
    out, errors = told(capsys)
    first, last = NOW - timedelta(days=37), NOW - timedelta(days=2, hours=2)
    held = f"the files hold days from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    assert (out, errors) == ("", [f"bot: no paper lies in the window; {held}"])


@pytest.mark.parametrize("args", [["rank"], ["explain", "2603.00900"]])
def test_a_pipe_is_refused_where_it_would_be_read_twice(
    desk: Desk, capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    os.mkfifo(desk.folder / "pipe")
    assert cli.main([*args, "--papers", "pipe"]) == 2
    out, errors = told(capsys)
    assert out == ""
    assert "--source pipe: a pipe can be read once, and this reads twice; write it" in errors[-1]


def test_a_proposed_paper_is_explained(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(snapshot(desk.folder))
    assert cli.main(["explain", "arXiv:2603.00900v1", "--papers", source]) == 0
    out, _ = told(capsys)
    lines = out.splitlines()
    assert lines[0] == "2603.00900 Fair serving of language models"
    assert lines[1].startswith("would be proposed: number ")
    assert "    +8.0 serving for A list > Serving (config/mine.toml, line 4)" in lines
    assert "note: without GITHUB_TOKEN" in out


def test_a_listed_paper_and_one_that_just_misses_are_explained(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    source = snapshot(desk.folder)
    with source.open("a", encoding="utf-8") as file:
        file.write('{"id": "2501.00001", "title": "Batching", "date": "2025-01-02"}\n')
    args = ["--papers", str(source), "--json"]
    assert cli.main(["explain", "2501.00001", *args]) == 0
    [shown] = lines_of(capsys)
    assert (shown["decision"], shown["why"]) == ("listed", "listed already: README.md, line 5")
    assert shown["changes"] == []
    older = json.loads(source.read_text(encoding="utf-8").splitlines()[0])["id"]
    assert cli.main(["explain", older, *args]) == 0
    [shown] = lines_of(capsys)
    assert shown["decision"] == "below threshold"
    assert "it lacks" in str(shown["changes"])


def test_explaining_asks_arxiv_and_keeps_its_pace(
    arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", "2603.00901", "--json"]) == 0
    [shown] = lines_of(capsys)
    assert (shown["decision"], shown["sections"][0]["section"]) == (  # type: ignore[index]  # a list
        "proposed",
        ["A list", "Planning"],
    )
    assert arxiv.gaps()
    assert min(arxiv.gaps()) >= 3


def test_with_a_token_github_is_asked_what_was_turned_down(
    desk: Desk, github: GitHubDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(snapshot(desk.folder))
    assert cli.main(["explain", "2603.00900", "--papers", source, "--json"]) == 0
    [shown] = lines_of(capsys)
    assert shown["notes"] == []
    assert github.repository


def test_a_list_alone_is_explained_without_rules(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(snapshot(desk.folder))
    args = ["explain", "2603.00901", "--list", "README.md", "--papers", source, "--json"]
    assert cli.main(args) == 0
    [shown] = lines_of(capsys)
    assert (shown["rules"], shown["notes"]) == ([], [])


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["2603.09999", "--papers", "papers.jsonl"], "no paper 2603.09999 in papers.jsonl"),
        (["banana"], "'banana' names no paper"),
        (
            ["https://arxiv.org/abs/2401.00001 https://arxiv.org/abs/2401.00002"],
            "names several papers; write one id",
        ),
        (["2401.00001", "--list", "README.md"], "pass --config or --source"),
    ],
)
def test_a_paper_that_cannot_be_explained_is_a_usage_error(
    desk: Desk, capsys: pytest.CaptureFixture[str], args: list[str], why: str
) -> None:
    snapshot(desk.folder)
    assert cli.main(["explain", *args]) == 2
    assert why in told(capsys)[1][-1]


def test_several_lists_must_be_told_apart(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first = desk.folder / "config" / "mine.toml"
    (desk.folder / "config" / "other.toml").write_bytes(first.read_bytes())
    source = str(snapshot(desk.folder))
    assert cli.main(["rank", "--papers", source]) == 2
    assert "name one with --config" in told(capsys)[1][0]


def test_rules_that_work_pass_and_others_do_not(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(snapshot(desk.folder))
    assert cli.main(["rules", "test", "--papers", source, "--json"]) == 0
    [shown] = lines_of(capsys)
    assert [(r["rule"], r["finding"]) for r in shown["rules"]] == [  # type: ignore[attr-defined]  # a list
        ("serving", None),
        ("planning", None),
    ]
    with (desk.folder / "config" / "mine.toml").open("a", encoding="utf-8") as file:
        file.write('"zebra crossing" = 2\n')
    assert cli.main(["rules", "test", "--papers", source]) == 1
    out, _ = told(capsys)
    assert "config/mine.toml, line 7: never fires: zebra crossing" in out
    assert out.splitlines()[-1] == "3 rules, 1 with findings"


def test_asking_changes_nothing(desk: Desk) -> None:
    source = str(snapshot(desk.folder))
    cli.main(["rank", "--papers", source])
    cli.main(["explain", "2603.00900", "--papers", source])
    cli.main(["rules", "test", "--papers", source])
    assert desk.readme == README
