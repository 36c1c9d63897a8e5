"""What a new entry calls its paper, and that a row links to it once."""

from __future__ import annotations

import pytest

from bot.entries.alignment import split_name
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
NEW = paper("TreeFlow: Growing Trees with Flows", "2405.00001", submitted="2024-05-07")
# Cells beside a name, row by row, and those of the new row: no link stands there twice.
REPEATED: dict[str, tuple[str, tuple[str, ...], str]] = {
    "short rows have it in the wrong column": (
        "Web Link | Paper",
        ("[[Paper]]({a})",) * 2 + ("[[Web]](https://x.example) | [[Paper]]({a})",) * 2,
        "| [[Paper]]({a})",
    ),
    "no head says where it belongs": (
        "One | Two",
        ("[pdf]({a})",) * 2 + ("[web](https://x.example) | [pdf]({a})",) * 2,
        "[pdf]({a})",
    ),
    "others have it twice": (
        "One | Two",
        ("[pdf]({a}) | [pdf]({a})",) * 3 + ("[pdf]({a}) | -",),
        "[pdf]({a}) | [pdf]({a})",
    ),
}


@pytest.mark.parametrize("name", REPEATED)
def test_a_link_stands_once_in_a_row_unless_others_have_it_twice(name: str) -> None:
    head, rows, new = REPEATED[name]
    tools = ("Spade-LM", "RakeZ", "HOE", "PickAxe")
    table = f"| Tool | {head} |\n|--|--|--|\n" + "".join(
        f"| {tool} | {cells.format(a=f'{A}/240{number}.00001')} |\n"
        for number, (tool, cells) in enumerate(zip(tools, rows, strict=True), 1)
    )
    line = f"| TreeFlow | {new.format(a=f'{A}/2405.00001')} |\n"
    assert inserted(f"## S\n\n{table}", "S", NEW) == f"## S\n\n{table}{line}"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("TreeFlow: Growing Trees with Flows", "TreeFlow"),
        ("Grow: Trees with Flows", "Grow"),
        ("Tree Flow 2: Growing Trees", "Tree Flow 2"),
        ("Tree FLOW: Growing Trees", "Tree FLOW"),
        ("No Tree Left Behind: Growing All of Them", ""),
        ("Beyond Trees: Growing Hedges", ""),
        ("Growing Trees with Flows", ""),
    ],
)
def test_half_a_title_is_no_name(title: str, name: str) -> None:
    assert split_name(title)[0] == name


@pytest.mark.parametrize(
    ("title", "line"),
    [
        (
            "TreeFlow: Growing Trees",
            f"- [**TreeFlow**] TreeFlow: Growing Trees [[pdf]]({A}/2405.1)",
        ),
        (
            "No Tree Left Behind: Growing All",
            f"- No Tree Left Behind: Growing All [[pdf]]({A}/2405.1)",
        ),
    ],
)
def test_a_title_without_a_name_stands_alone_behind_others_with_theirs(
    title: str, line: str
) -> None:
    text = "## S\n\n" + "".join(
        f"- [**{name}**] {name}: Old Things of {name} Gardens [[pdf]]({A}/240{n}.00001)\n"
        for n, name in enumerate(("SpadeNet", "RakeNet", "HoeNet"), 1)
    )
    line = line.replace("2405.1", "2405.00001")
    assert inserted(text, "S", paper(title, "2405.00001")) == f"{text}{line}\n"
