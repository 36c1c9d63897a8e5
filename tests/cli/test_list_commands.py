"""`bot add`, `bot check` and `bot fix` from arguments to exit code."""

from __future__ import annotations

import json

import pytest

from bot import cli
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, snapshot, told
from tests.forge.github_double import GitHubDouble

ADDED = "+- [Fair serving of language models](https://arxiv.org/abs/2603.00900)"
UNSEEN = "bot: open pull requests are not looked at: set GITHUB_TOKEN and GITHUB_REPOSITORY"


def test_a_paper_that_waits_in_a_pull_request_is_not_added_twice(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("--publish", "pull-request") == 0
    [pull] = github.open_pulls()
    capsys.readouterr()
    assert cli.main(["add", "2603.00900", "2602.00003", "--section", "serving"]) == 1
    out, errors = told(capsys)
    why = f"waits in pull request #{pull.number}; merge or close that first"
    assert errors == [f"bot: 2603.00900: {why}"]
    assert "2603.00900" not in out
    assert arxiv.asked


def test_a_forge_that_does_not_answer_is_told_and_holds_nothing_back(
    desk: Desk,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "expired")
    args = ["add", "2603.00900", "--section", "serving", "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 0
    out, (error,) = told(capsys)
    assert error.startswith("bot: open pull requests could not be looked at: ")
    assert ADDED in out
    assert github.calls


def test_a_list_that_opens_no_pull_requests_is_not_asked_about_any(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    config = desk.folder / "config" / "mine.toml"
    with config.open("a", encoding="utf-8") as file:
        file.write('[publish]\nmode = "write"\n')
    args = ["add", "2603.00900", "--section", "serving", "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 0
    assert told(capsys)[1] == []


@pytest.mark.parametrize(
    "name",
    [
        "2603.00900",
        "https://arxiv.org/pdf/2603.00900v2",
        "https://doi.org/10.48550/arXiv.2603.00900",
        "https://huggingface.co/papers/2603.00900",
        "https://doi.org/10.1145/3600000.3600900",
        "doi:10.1145/3600000.3600900",
        "Fair Serving of Language Models",
    ],
)
def test_adding_prints_the_diff_and_writes_nothing(
    desk: Desk, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    source = str(snapshot(desk.folder))
    assert cli.main(["add", name, "--section", "serving", "--source", source]) == 0
    out, errors = told(capsys)
    assert [line for line in out.splitlines() if line.startswith(("+-", "-"))][1:] == [ADDED]
    assert errors == [UNSEEN]
    assert desk.readme == README


@pytest.mark.parametrize(("actions", "shown"), [("", " :::note"), ("true", " :\u2060::note")])
def test_a_diff_can_be_applied_except_where_a_line_of_it_would_be_a_command(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    actions: str,
    shown: str,
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", actions)
    noted = README.replace(b"## Serving\n", b"## Serving\n\n:::note\n")
    (desk.folder / "README.md").write_bytes(noted)
    args = ["add", "2603.00900", "--section", "serving", "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 0
    assert shown in told(capsys)[0].splitlines()


def test_adding_asks_arxiv_and_writes_when_told_to(desk: Desk, arxiv: ArxivDouble) -> None:
    assert cli.main(["add", "2603.00900", "--section", "A list > Serving", "--write"]) == 0
    assert ADDED[1:].encode() in desk.readme
    assert arxiv.gaps() == []


def test_without_a_section_the_rules_place_the_paper(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(snapshot(desk.folder))
    assert cli.main(["add", "2603.00900", "--source", source]) == 0
    assert ADDED in capsys.readouterr().out


def test_a_listed_paper_is_not_added_again(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(snapshot(desk.folder))
    args = ["add", "2603.00900", "--section", "serving", "--source", source, "--write"]
    assert cli.main(args) == 0
    written = desk.readme
    capsys.readouterr()
    assert cli.main(args) == 1
    listed = "bot: 2603.00900: already listed: README.md, line 6"
    assert told(capsys) == ("", [UNSEEN, listed])
    assert desk.readme == written


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["banana"], "'banana' names no paper; write an arXiv id such as 2401.00001, an address"),
        (["https://example.org/paper"], "'https://example.org/paper' names no paper; "),
        (["2603.09999"], "no paper 2603.09999 in "),
        (["10.1145/1.2"], "no paper 10.1145/1.2 in "),
        (["A Title that Nobody Ever Wrote"], "no paper A Title that Nobody Ever Wrote in "),
        (["2603.00900", "--section", "Nowhere"], "no section is called 'Nowhere'"),
    ],
)
def test_a_wrong_argument_says_what_is_wrong(
    desk: Desk, capsys: pytest.CaptureFixture[str], args: list[str], why: str
) -> None:
    assert cli.main(["add", *args, "--source", str(snapshot(desk.folder))]) == 2
    assert why in told(capsys)[1][-1]


def test_only_a_file_knows_dois_and_titles(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["add", "10.1145/3600000.3600900", "--section", "serving"]) == 2
    why = "is no arXiv id; name a file that knows it with --source FILE"
    assert told(capsys)[1][-1].endswith(f"'10.1145/3600000.3600900': {why}")
    assert desk.readme == README


def test_a_name_of_several_sections_asks_for_the_path(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "README.md").write_bytes(README + b"### Small\n## Tools\n### Small\n")
    args = ["add", "2603.00900", "--section", "Small", "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 2
    _, error = told(capsys)[1]
    assert "line 8 (A list > Planning > Small), line 10 (A list > Tools > Small)" in error


def test_two_lists_must_be_told_apart(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    config = (desk.folder / "config" / "mine.toml").read_text(encoding="utf-8")
    (desk.folder / "config" / "other.toml").write_text(config, encoding="utf-8")
    assert cli.main(["check"]) == 2
    assert "name one with --config: config/mine.toml, config/other.toml" in told(capsys)[1][0]


SLIPS = b"# S\n- [A Hedge] (https://arxiv.org/abs/2401.00001)\n- [C](#nowhere)\n"
MENDED = b"# S\n- [A Hedge](https://arxiv.org/abs/2401.00001)\n- [C](#nowhere)\n"


@pytest.mark.usefixtures("desk")
def test_checking_tells_what_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check"]) == 0
    out, errors = told(capsys)
    assert out.splitlines() == [
        "README.md:1: A list: 0 entries",
        "README.md:3: A list > Serving: 1 item",
        "    as - [Batching](https://arxiv.org/abs/2501.00001): Batching requests for "
        "language model serving",
        "README.md:7: A list > Planning: 0 entries",
        "0 errors, 0 warnings, 0 notes",
    ]
    assert errors == []


def test_checking_a_file_names_each_slip_and_fails(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "other.md").write_bytes(SLIPS)
    assert cli.main(["check", "other.md"]) == 1
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "other.md:2: error: broken-link: a blank between ] and ( makes it text, not a link",
        "    fix: - [A Hedge](https://arxiv.org/abs/2401.00001)",
        "other.md:3: warning: contents: #nowhere: no heading of that name; correct the link or "
        "the heading",
        "1 error, 1 warning, 0 notes",
    ]


def test_a_file_that_lies_elsewhere_can_be_checked_and_mended(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "other.md"
    path.write_bytes(SLIPS)
    assert cli.main(["check", str(path)]) == 1
    assert cli.main(["fix", str(path), "--write"]) == 0
    assert path.read_bytes() == MENDED
    assert desk.readme == README
    assert told(capsys)[1] == []


@pytest.mark.usefixtures("desk")
def test_a_file_in_other_markup_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "list.rst"]) == 2
    assert told(capsys)[1] == ["bot: list.rst: is no Markdown; no other markup is read"]


def test_of_many_notes_a_few_are_told_and_the_rest_counted(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"- [Hedge {n}](https://arxiv.org/abs/2401.0000{n})\n" for n in range(5))
    (desk.folder / "other.md").write_text(f"# S\n{lines}# T\n{lines}", encoding="utf-8")
    assert cli.main(["check", "other.md"]) == 0
    assert capsys.readouterr().out.splitlines()[-5:] == [
        *(
            f"other.md:{8 + n}: note: duplicate: 2401.0000{n} stands in line {2 + n} too, under 'S'"
            for n in range(3)
        ),
        "other.md: note: duplicate: 2 more like these; --json has all",
        "0 errors, 0 warnings, 5 notes",
    ]


def test_checking_for_programs_prints_one_object(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "other.md").write_bytes(SLIPS)
    assert cli.main(["check", "other.md", "--json"]) == 1
    told_ = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in told_["sections"]] == [["S"]]
    assert told_["entries"][0]["arxiv_ids"] == ["2401.00001"]
    assert [(one["line"], one["error"]) for one in told_["findings"]] == [(2, True), (3, False)]


def test_fixing_shows_the_repairs_and_writes_them_when_told_to(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = desk.folder / "other.md"
    path.write_bytes(SLIPS)
    assert cli.main(["fix", "other.md"]) == 0
    out = capsys.readouterr().out
    assert "+- [A Hedge](https://arxiv.org/abs/2401.00001)" in out
    assert path.read_bytes() == SLIPS
    assert cli.main(["fix", "other.md", "--write"]) == 0
    assert path.read_bytes() == MENDED
    capsys.readouterr()
    assert cli.main(["fix", "other.md"]) == 0
    assert capsys.readouterr().out == ""
