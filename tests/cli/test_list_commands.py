"""`bot add`, `bot check` and `bot fix` from arguments to exit code."""

from __future__ import annotations

import pytest

from bot.cli import parser as cli
from bot.cli.commands import list_commands
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, snapshot, told
from tests.github.github_double import GitHubDouble

ADDED = "+- [Fair serving of language models](https://arxiv.org/abs/2603.00900)"
UNSURE = "2602.00003"  # fair division, of which no section is


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
    assert errors == []
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
    assert all(gap >= 3 for gap in arxiv.gaps())  # listed papers are looked up, too


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
    assert told(capsys) == ("", [listed])
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
    (error,) = told(capsys)[1]
    places = "README.md:8 (A list > Planning > Small), README.md:10 (A list > Tools > Small)"
    way = "give the whole path or the line, such as --section README.md:8"
    assert error == f"bot: several sections are called 'Small': {places}; {way}"


def test_of_many_sections_of_one_name_five_are_named(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "README.md").write_bytes(README + b"## Small\n" * 9)
    args = ["add", "2603.00900", "--section", "Small", "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 2
    assert "README.md:12 (A list > Small), 4 more; give" in told(capsys)[1][-1]


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("8", "## 3. Twice"),
        ("README.md:8", "## 3. Twice"),
        ("README.md:10", "## Twice"),
        ("3", "## Serving"),
        ("2024", "## 2024"),
        ("12", "## 2024"),
    ],
)
def test_a_section_is_known_by_the_line_of_its_heading(desk: Desk, name: str, above: str) -> None:
    later = b"## 3. Twice\n\n## Twice\n\n## 2024\n\n## 12th\n"
    (desk.folder / "README.md").write_bytes(README + later)
    source = str(snapshot(desk.folder))
    assert cli.main(["add", "2603.00900", "--section", name, "--source", source, "--write"]) == 0
    before, _ = desk.readme.decode().split(ADDED[1:])
    assert [line for line in before.split("\n") if line.startswith("#")][-1] == above


@pytest.mark.parametrize("name", ["5", "other.md:3", "README.md:33", "README.md:"])
def test_a_line_without_a_heading_is_no_section(
    desk: Desk, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    args = ["add", "2603.00900", "--section", name, "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 2
    assert told(capsys)[1][-1].startswith(f"bot: no section is called {name!r}; ")


def test_a_list_without_headings_has_one_section_which_is_meant(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    config = desk.folder / "config" / "mine.toml"
    config.write_text('[arxiv]\ncategories = ["cs.DC"]\n', encoding="utf-8")
    (desk.folder / "README.md").write_bytes(b"- [Batching](https://arxiv.org/abs/2501.00001)\n")
    assert cli.main(["add", "2603.00900", "--source", str(snapshot(desk.folder))]) == 0
    assert ADDED in told(capsys)[0].splitlines()


@pytest.mark.parametrize("around", ["<!-- {} -->", "```\n{}\n```"])
def test_a_paper_in_a_comment_is_added_and_that_is_said(
    desk: Desk, capsys: pytest.CaptureFixture[str], around: str
) -> None:
    hidden = around.format("- https://arxiv.org/abs/2603.00900")
    (desk.folder / "README.md").write_bytes(README + f"\n{hidden}\n".encode())
    args = ["add", "2603.00900", "--section", "serving", "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 0
    out, errors = told(capsys)
    assert ADDED in out.splitlines()
    why = "2603.00900: is in a comment or in code of the list; added all the same"
    assert errors == [f"bot: {why}"]


@pytest.mark.parametrize(
    "name", ["serving", "A list > Serving", "a LIST > serving llms", "Models > Small"]
)
def test_a_section_is_known_by_its_first_words_and_by_a_heading_with_an_arrow(
    desk: Desk, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    arrow = README.replace(
        b"## Serving", b"## Models > Small" if "Models" in name else b"## Serving LLMs, fast"
    )
    (desk.folder / "README.md").write_bytes(arrow)
    source = str(snapshot(desk.folder))
    assert cli.main(["add", "2603.00900", "--section", name, "--source", source]) == 0
    assert ADDED in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Plannning", "did you mean 'Planning'?"),
        ("ving", "did you mean 'Serving'?"),
        ("Servin", "did you mean 'Serving'?"),  # half a word is a slip, not a name
        ("Zebra", "`bot check` shows the sections"),
        ("", "`bot check` shows the sections"),
    ],
)
def test_an_unknown_section_names_those_that_may_be_meant(
    desk: Desk, capsys: pytest.CaptureFixture[str], name: str, meant: str
) -> None:
    args = ["add", "2603.00900", "--section", name, "--source", str(snapshot(desk.folder))]
    assert cli.main(args) == 2
    assert told(capsys)[1][-1] == f"bot: no section is called {name!r}; {meant}"


def test_a_listed_paper_is_told_without_asking_for_it(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["add", "https://arxiv.org/pdf/2501.00001v3", "--section", "serving"]) == 1
    listed = "bot: 2501.00001: already listed: README.md, line 5"
    assert told(capsys) == ("", [listed])
    assert arxiv.asked == []
    assert desk.readme == README


@pytest.mark.parametrize("command", ["add", "fix"])
def test_a_file_that_changed_meanwhile_is_not_written_over(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    path = desk.folder / "README.md"
    path.write_bytes(README + b"- [A Hedge] (https://arxiv.org/abs/2401.00001)\n")
    mine = README + b"- mine\n"

    def meanwhile(*_: object) -> None:
        path.write_bytes(mine)

    monkeypatch.setattr(list_commands, "_show", meanwhile)
    papers = ["2603.00900", "--section", "serving", "--source", str(snapshot(desk.folder))]
    assert cli.main([command, *(papers if command == "add" else []), "--write"]) == 1
    why = "bot: README.md: changed meanwhile; nothing was written, run again"
    assert told(capsys)[1][-1] == why
    assert desk.readme == mine


def test_the_diff_of_a_file_with_crlf_shows_no_stray_return(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "README.md").write_bytes(README.replace(b"\n", b"\r\n"))
    args = ["add", "2603.00900", "--section", "serving", "--source", str(snapshot(desk.folder))]
    assert cli.main([*args, "--write"]) == 0
    out, _ = told(capsys)
    assert ADDED in out.splitlines()
    assert "\\r" not in out
    assert desk.readme.count(b"\r\n") == desk.readme.count(b"\n") == README.count(b"\n") + 1


def test_two_lists_must_be_told_apart(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    config = (desk.folder / "config" / "mine.toml").read_text(encoding="utf-8")
    (desk.folder / "config" / "other.toml").write_text(config, encoding="utf-8")
    assert cli.main(["check"]) == 2
    assert "name one with --config: config/mine.toml, config/other.toml" in told(capsys)[1][0]


def test_of_several_papers_the_sure_ones_are_added_and_the_others_get_their_command(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (config,) = (desk.folder / "config").glob("*.toml")
    config.write_text(f"{config.read_text()}[select]\nmin_confidence = 0.9\n")
    source = str(snapshot(desk.folder))
    args = ["add", "2603.00900", UNSURE, "--source", source, "--write"]
    assert cli.main(args) == 1
    assert ADDED[1:].encode() in desk.readme
    told_last = told(capsys)[1][-1]
    assert told_last.startswith(f"bot: {UNSURE}: not sure which section, perhaps “")
    command = f"say which: bot add {UNSURE} --source {source} --write --section "
    assert command in told_last
    section = told_last.partition(command)[2]
    assert cli.main([*args[:1], UNSURE, *args[3:], "--section", section]) == 0
    assert UNSURE.encode() in desk.readme


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            b"## Tools\n\n- [Runner](https://example.org/run): runs\n",
            "bot: no entry of section 'Tools' (README.md:9) links a paper; "
            "near it, 'Serving' has such",
        ),
        (b"## Tools\n", ""),
        (b"## Tools\n\n- [Other](https://arxiv.org/abs/2501.00002)\n", ""),
    ],
)
def test_a_section_of_other_things_is_taken_and_that_is_said(
    desk: Desk, capsys: pytest.CaptureFixture[str], text: bytes, says: str
) -> None:
    (desk.folder / "README.md").write_bytes(README + b"\n" + text)
    source = str(snapshot(desk.folder))
    assert cli.main(["add", "2603.00900", "--section", "Tools", "--source", source]) == 0
    assert told(capsys)[1] == [*filter(None, [says])]


def test_a_paper_below_an_older_date_is_told(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    dated = b"\n## 2019\n\n- [Other](https://arxiv.org/abs/1901.00002)\n"
    (desk.folder / "README.md").write_bytes(README + dated)
    source = str(snapshot(desk.folder))
    assert cli.main(["add", "2603.00900", "--section", "2019", "--source", source]) == 0
    why = "bot: 2603.00900: look at its place: it is newer than “2019”"
    assert told(capsys)[1] == [why]
