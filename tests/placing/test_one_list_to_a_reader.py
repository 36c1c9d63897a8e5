"""What a reader sees as one list, or as one entry: changed markers, pairs of rows, legends."""

from __future__ import annotations

import pytest

from tests.makers import edited, inserted, paper

A = "https://arxiv.org/abs"
FLOW = paper("Flows on Hills", "2503.01111", submitted="2025-03-05")
LINE = f"[Flows on Hills]({A}/2503.01111)"
TREES = "Leaf Root Bark Twig Sap Pine Oak Elm Ash Fir Yew".split()


def bullets(markers: str, gap: str = "", *, falls: bool = False) -> str:
    rows = [f"[{tree}s of the North]({A}/24{n:02}.01234)\n" for n, tree in enumerate(TREES, 1)]
    rows = rows[: len(markers)][:: -1 if falls else 1]
    lines = [f"{mark} {row}" for mark, row in zip(markers, rows, strict=True)]
    cut = next((n for n, mark in enumerate(markers) if mark != markers[0]), len(lines))
    return "## Trees\n" + "".join(lines[:cut]) + gap + "".join(lines[cut:])


@pytest.mark.parametrize(
    ("before", "marker", "at"),
    [
        (bullets("********---"), "-", 11),
        (bullets("********---", "\n"), "-", 12),
        (bullets("---********", falls=True), "-", 0),
        (bullets("********+++", "\n"), "+", 12),
        # Text between parts them, and so do numbers; the larger one is the list.
        (bullets("********---", "\nBooks:\n\n"), "*", 8),
        (bullets("--------") + "\n1. [Books](https://x.org/books/old)\n", "-", 8),
    ],
)
def test_a_marker_that_changed_parts_no_list(before: str, marker: str, at: int) -> None:
    lines = before.splitlines(keepends=True)
    lines.insert(at + 1, f"{marker} {LINE}\n")
    assert inserted(before, "Trees", FLOW) == "".join(lines)


def rows(*trees: str, told: bool = True) -> str:
    return "".join(
        f'<tr>\n  <td>2024-0{n}-10</td>\n  <td><a href="{A}/240{n}.01234">{tree}s of the North</a>'
        "</td>\n</tr>\n" + (f'<tr>\n  <td colspan="2">{tree}s grow.</td>\n</tr>\n' if told else "")
        for n, tree in enumerate(trees, 4)
    )


NEW_ROW = (
    f'<tr>\n  <td>2025-03-05</td>\n  <td><a href="{A}/2503.01111">Flows on Hills</a></td>\n</tr>\n'
)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("end", ["</table>\n", "</tbody>\n</table>\n\nMore.\n"])
@pytest.mark.parametrize("trees", [TREES[:3], TREES[:5]])
def test_a_new_row_stands_below_the_summary_of_the_entry_above(
    trees: list[str], end: str, *, told: bool
) -> None:
    head = "## Trees\n<table>\n<tr><td>Date</td><td>Title</td></tr>\n"
    before = head + rows(*trees, told=told)
    assert inserted(before + end, "Trees", FLOW) == before + NEW_ROW + end


PAPERS = f"## Papers\n- [Oaks of the North]({A}/2401.00001)\n"
BADGE = "![](https://img.shields.io/badge/-red)"


@pytest.mark.parametrize(
    "legend",
    [
        f"* {BADGE} many variables: {BADGE}\n* {BADGE} one variable\n",
        f"* {BADGE} code\n* {BADGE} data\n* {BADGE} model\n* {BADGE} website\n",
        f"| Badge | Meaning |\n|---|---|\n| {BADGE} | many |\n| {BADGE} | one |\n",
        "- [Acme](https://acme.example.org/): gold\n- [Bolt](https://bolt.example.org): silver\n"
        "- [Ada](https://github.com/ada): bronze\n",
        "- Papers are sorted by the day of submission\n- Bold type means new in this month\n"
        "- Stars mean that code is there\n",
    ],
)
def test_what_leads_to_no_paper_takes_none(legend: str) -> None:
    text = f"# Trees\n\n## Key\n{legend}\n{PAPERS}"
    edit, after = edited(text, "Key", FLOW)
    assert after == text
    assert [one.why for one in edit.refused] == [
        "the section at LIST.md, line 3 has remarks in its list and no papers; name another one"
    ]


@pytest.mark.parametrize(
    "tools",
    [
        "- [Saw](https://github.com/ada/saw)\n- [Axe](https://github.com/ada/axe)\n",
        f"- {BADGE} [Saw](https://saw.example.org/paper)\n- {BADGE} [Axe](https://axe.example.org/x)\n",
        f"- {BADGE} [Saw](saw.md)\n- {BADGE} [Axe](axe.md)\n",
        f"- {BADGE} Saws and Axes, ICML 2024\n- {BADGE} Axes and Saws, ICML 2023\n",
        f"- {BADGE} only one remark\n",
    ],
)
def test_what_may_lead_to_papers_takes_one(tools: str) -> None:
    text = f"# Trees\n\n## Tools\n{tools}\n{PAPERS}"
    assert "2503.01111" in inserted(text, "Tools", FLOW)


def test_dates_below_a_legend_take_the_papers_of_its_section() -> None:
    legend = f"* {BADGE} many variables\n* {BADGE} one variable\n"
    years = f"### 2025\n- [Oaks]({A}/2501.00001)\n\n### 2024\n- [Elms]({A}/2401.00001)\n"
    before = f"# Trees\n\n## Papers\n{legend}\n{years}"
    expected = before.replace("2501.00001)\n", f"2501.00001)\n- {LINE}\n")
    assert inserted(before, "Papers", FLOW) == expected
