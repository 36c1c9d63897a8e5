"""`bot check` and `bot fix` from arguments to exit code."""

from __future__ import annotations

import json
import tomllib

import pytest

from bot.cli import parser as cli
from bot.cli.commands.list_report import hidden_by
from tests.cli.conftest import README, Desk, told
from tests.makers import listing

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
        "ready",
    ]
    assert errors == []


def test_checking_a_file_names_each_slip_and_fails(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "other.md").write_bytes(SLIPS)
    assert cli.main(["check", "other.md"]) == 1
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "other.md:2: error: broken-link: a blank between ] and ( makes it text, not a link",
        "    fix: - [A Hedge](https://arxiv.org/abs/2401.00001)",
        "other.md:3: warning: contents: #nowhere: no heading of that name; correct the link or "
        "the heading",
        "1 error, 1 warning, 0 notes",
        "ready, but 1 error to correct (`bot fix` corrects 1)",
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
    assert told(capsys)[1] == [
        "bot: list.rst: is no Markdown; convert it to Markdown: pandoc -t gfm list.rst -o list.md"
    ]


def test_of_many_notes_a_few_are_told_and_the_rest_counted(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"- [Hedge {n}](https://arxiv.org/abs/2401.0000{n})\n" for n in range(5))
    (desk.folder / "other.md").write_text(f"# S\n{lines}# T\n{lines}", encoding="utf-8")
    assert cli.main(["check", "other.md"]) == 0
    assert capsys.readouterr().out.splitlines()[-6:] == [
        *(
            f"other.md:{8 + n}: note: duplicate: 2401.0000{n} stands in line {2 + n} too, under 'S'"
            for n in range(3)
        ),
        "other.md: note: duplicate: 2 more like these; --json has all",
        "0 errors, 0 warnings, 5 notes",
        "ready",
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


def test_what_was_learnt_is_printed_as_tables_of_a_config(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = "".join(
        f"- [Hedge {n} and its Birds](https://arxiv.org/abs/2401.0000{n}), arXiv 2024\n"
        for n in range(1, 6)
    )
    (desk.folder / "other.md").write_text(f"# S\n## T\n{entries}", encoding="utf-8")
    template = "[{title}]({abs}), {venue|arXiv {date:%Y}}"
    assert cli.main(["check", "other.md", "--templates"]) == 0
    table = tomllib.loads(capsys.readouterr().out)
    assert table == {"sections": {"S > T": {"template": template}}}
    assert cli.main(["check", "other.md", "--templates", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["templates"] == [
        {"file": "other.md", "section": ["S", "T"], "template": template}
    ]


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


def test_sections_that_take_no_paper_say_why(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.folder / "other.md").write_bytes(b"# Contents\n- [S](#s)\n# S\n# News\nNone.\n")
    assert cli.main(["check", "other.md"]) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "other.md:1: Contents: 0 entries; takes no paper, as it holds the table of contents",
        "other.md:3: S: 0 entries",
        "other.md:4: News: 0 entries; takes no paper, as it is about the list and holds no papers",
    ]


@pytest.mark.parametrize(
    ("after", "place"),
    [
        ("# A\n- [Tall](https://x.org/1)\n\n# B\n", "LIST.md, line 3"),
        ("# A\n- [Tall](https://x.org/1)\n- [Low](https://x.org/2)\n.\n", "LIST.md, line 4"),
        ("# A\n- [Low](https://x.org/1)\n- [Low](https://x.org/2)\n# B\n", ""),
    ],
)
def test_repairs_that_would_hide_something_name_its_line(after: str, place: str) -> None:
    before = listing("# A\n- [Tall](https://x.org/1)\n- [Low](https://x.org/2)\n# B\n")
    assert hidden_by(before, listing(after)) == place


RST = """\
Papers
======

.. image:: x.png

* `Tall Hedges of the North <https://arxiv.org/abs/2401.00001>`_
* `Low Hedges of the South <https://arxiv.org/abs/2401.00002>`_
"""
MADE = "<!-- generated by scripts/build.py from papers.yaml. Do not edit. -->\n"
PAPER = "# S\n- [A Hedge](https://arxiv.org/abs/2401.00001)\n"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (PAPER, 0, "ready"),
        (PAPER + "- [B](https://arxiv.org/abs/2413.00001)\n", 1, "ready, but 1 error to correct"),
        ("", 1, "not ready: other.md is empty; write a heading and some papers into it"),
        (" \n\n", 1, "not ready: other.md is empty; write a heading and some papers into it"),
        (RST, 1, "not ready: other.md is written in reStructuredText; convert it to Markdown"),
        ("# S\n\nWords.\n", 0, "not ready: other.md has no link to a paper; is it the right"),
        ("# S\n- [Top](#s)\n", 0, "not ready: other.md has no link to a paper; is it the right"),
        (MADE + PAPER, 0, "not ready: a program writes other.md; what the bot adds there is lost"),
        (PAPER.replace("# S", "# S <!-- paper-bot: ignore -->"), 0, "not ready: no section takes"),
    ],
)
def test_checking_ends_with_a_verdict(
    desk: Desk, capsys: pytest.CaptureFixture[str], text: str, code: int, says: str
) -> None:
    (desk.folder / "other.md").write_text(text, encoding="utf-8")
    assert cli.main(["check", "other.md"]) == code
    assert capsys.readouterr().out.splitlines()[-1].startswith(says)
    assert cli.main(["check", "other.md", "--json"]) == code
    told_ = json.loads(capsys.readouterr().out)
    assert told_["ready"] is says.startswith("ready")
    assert told_["verdict"].startswith(says)


def test_a_workflow_that_writes_the_list_is_told(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = desk.folder / ".github" / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    steps = "    - run: python tools/make.py > README.md\n    - run: git commit -am x && git push\n"
    (folder / "build.yml").write_text(f"jobs:\n  a:\n    steps:\n{steps}", encoding="utf-8")
    assert cli.main(["check"]) == 0
    out = capsys.readouterr().out
    assert "README.md:1: warning: generated: the workflow build.yml writes it" in out
    assert "made by tools/make.py" not in out
    assert out.splitlines()[-1].startswith("not ready: a program writes README.md")
