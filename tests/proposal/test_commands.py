"""Commands in comments: what is one, what is none, and which paper it names."""

from __future__ import annotations

import pytest

from bot.proposal.boxes import Command, paper_in, parse
from classifier.papers.paper import ArxivId

ONE, TWO = ArxivId("2611.00001"), ArxivId("2611.00002")


@pytest.mark.parametrize(
    "word",
    [
        "2611.00001",
        "2611.00001v3",
        "arXiv:2611.00001",
        "arxiv:2611.00001v2",
        "https://arxiv.org/abs/2611.00001",
        "https://arxiv.org/pdf/2611.00001v1.pdf",
        "http://export.arxiv.org/abs/2611.00001v9",
        "<https://arxiv.org/abs/2611.00001>",
        "[2611.00001](https://arxiv.org/abs/2611.00001)",
        "`2611.00001`",
        "10.48550/arXiv.2611.00001",
        "(2611.00001),",
        "2611.00001:",
        "2611.00001!",
        "**2611.00001**",
        "**2611.00001:**",
        '"2611.00001"',
        "#2611.00001",
        "2611.00001v1?x=1",
        "https://arxiv.org/abs/2611.00001v1?context=cs#top",
        "<https://arxiv.org/abs/2611.00001?x=1>",
    ],
)
def test_a_paper_is_named_in_any_form(word: str) -> None:
    assert paper_in(word) == ONE


@pytest.mark.parametrize(
    ("word", "paper"),
    [
        ("math.GT/0309136", "math/0309136"),
        ("hep-th/9901001v2", "hep-th/9901001"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("arXiv:math/0309136", "math/0309136"),
    ],
)
def test_old_identifiers_are_known_too(word: str, paper: str) -> None:
    assert paper_in(word) == paper


@pytest.mark.parametrize(
    "word",
    ["", "it", "12611.00001", "2613.00001", "2611.000011", "2611.00001x", "1" * 500, "x/2611.0001"],
)
def test_what_names_no_paper_is_none(word: str) -> None:
    assert paper_in(word) in (None, "2611.0001")
    assert paper_in(word) is None or word.startswith("x/")


@pytest.mark.parametrize(
    ("comment", "commands"),
    [
        ("/drop 2611.00001", [Command("drop", ONE)]),
        ("/DROP 2611.00001 off topic", [Command("drop", ONE, "off topic")]),
        ("   /keep\t2611.00001  ", [Command("keep", ONE)]),
        ("/later 2611.00001\r\n/why 2611.00001\r\n", [Command("later", ONE), Command("why", ONE)]),
        ("/move 2611.00001 Field mice > Big", [Command("move", ONE, "Field mice > Big")]),
        ("/move 2611.00001 `Field mice`", [Command("move", ONE, "Field mice")]),
        ("/move 2611.00001 ## Field mice", [Command("move", ONE, "Field mice")]),
        ("/move 2611.00001", [Command("move", ONE)]),
        ("- /drop 2611.00001", [Command("drop", ONE)]),
        ("/drop 2611.00001: off topic", [Command("drop", ONE, "off topic")]),
        ("/drop 2611.00001 2611.00002", [Command("drop", ONE), Command("drop", TWO)]),
        (
            "/drop 2611.00001,2611.00002 no",
            [Command("drop", ONE, "no"), Command("drop", TWO, "no")],
        ),
        ("/later 2611.00001, and 2611.00002", [Command("later", ONE), Command("later", TWO)]),
        ("/move 2611.00001 & 2611.00002 A, b", [Command("move", p, "A, b") for p in (ONE, TWO)]),
        ("/drop 2611.00001 2611.00001", [Command("drop", ONE)]),
        ("/drop 2611.00001 (2611.00002 is new)", [Command("drop", ONE, "(2611.00002 is new)")]),
        ("/drop 2611.00001 for 2611.00002", [Command("drop", ONE, "for 2611.00002")]),
        ("/drop 2611.00001 and so on", [Command("drop", ONE, "and so on")]),
        ("<!-- x -->\n/drop 2611.00001", [Command("drop", ONE)]),
        ("<!--\nx\n-->\n/drop 2611.00001", [Command("drop", ONE)]),
        ("<pre>\nx</pre>\n/drop 2611.00001", [Command("drop", ONE)]),
        ("<pre>x</pre> <prelude>\n/drop 2611.00001", [Command("drop", ONE)]),
        ("/drop", [Command("drop", None)]),
        ("/drop it now", [Command("drop", None, "now")]),
        ("Words first.\n/drop 2611.00001\nand after", [Command("drop", ONE)]),
        ("```\nx\n```\n/drop 2611.00001", [Command("drop", ONE)]),
        ("`` ` ``` `` inline\n/drop 2611.00001", [Command("drop", ONE)]),
        ("/move 2611.00001 Fi\u202eeld", [Command("move", ONE, "Field")]),
    ],
)
def test_commands_are_read(comment: str, commands: list[Command]) -> None:
    assert list(parse(comment)) == commands


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "please /drop 2611.00001",
        "/dropped 2611.00001",
        "/merge 2611.00001",
        "//drop 2611.00001",
        "> /drop 2611.00001",
        "    /drop 2611.00001",
        "`/drop 2611.00001`",
        "```\n/drop 2611.00001\n```",
        "```text\n/drop 2611.00001",
        "~~~\n```\n/drop 2611.00001\n~~~",
        "````\n```\n/drop 2611.00001\n````",
        "<!-- paper-bot:answers -->\n/drop 2611.00001",
        "  <!-- paper-bot:closed -->\n/drop 2611.00001",
        "- [x] /drop 2611.00001",
        "--- /drop 2611.00001",
        "<!--\n/drop 2611.00001\n-->",
        "words <!-- hidden\n/drop 2611.00001",
        "<!-- /drop 2611.00001 -->",
        "<pre>\n/drop 2611.00001\n</pre>",
        '<PRE lang="x">\n/drop 2611.00001',
    ],
)
def test_anything_else_is_no_command(comment: str) -> None:
    assert parse(comment) == ()


def test_a_comment_without_end_is_read_in_linear_time_and_gives_fifty_commands() -> None:
    assert len(parse("/drop 2611.00001\n" * 4_000)) == 50
    assert parse("/move 2611.00001 " + " " * 60_000 + "x")[0].rest == ""
    assert parse("`" * 60_000 + "\n/drop 2611.00001") == ()
