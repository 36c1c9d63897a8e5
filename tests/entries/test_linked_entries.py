"""Which entries, cells and lines of a new paper get the links that its metadata names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.anatomy.identity import find_links
from bot.entries.link_forms import own_links
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
G = "https://github.com"
S = "https://img.shields.io/github/stars"
T = "TreeFlow: Growing Trees with Flows"
ONE, TWO = "Old Things of Gardens in Rain", "More Old Things of Rain"
UNKNOWN = paper(T)
CODE = replace(UNKNOWN, abstract=f"Our code is available at {G}/ada/tree-flow.")


def test_one_of_many_is_no_habit() -> None:
    plain = "".join(f"- Old Things of Rain {n} [[pdf]]({A}/2301.0000{n})\n" for n in range(6))
    before = f"## S\n{plain}- {ONE} [[pdf]]({A}/2301.00009) [[Code]]({G}/bo/rake)\n"
    assert inserted(before, "S", CODE) == f"{before}- {T} [[pdf]]({A}/2405.00001)\n"


def test_what_the_list_does_goes_for_a_section_that_is_written_alike() -> None:
    plain = "".join(f"- Old Things of Rain {n} [[pdf]]({A}/2301.0000{n})\n" for n in range(4))
    coded = "".join(
        f"- Old Things of Snow {n} [[pdf]]({A}/2302.0000{n}) [[Code]]({G}/bo/rake{n})\n"
        for n in range(4)
    )
    after = inserted(f"## Snow\n{coded}\n## S\n{plain}", "S", CODE)
    assert after.endswith(f"- {T} [[pdf]]({A}/2405.00001) [[Code]]({G}/ada/tree-flow)\n")


def test_what_the_list_does_in_another_style_is_not_taken_over() -> None:
    plain = "".join(f"- Old Things of Rain {n} [[pdf]]({A}/2301.0000{n})\n" for n in range(4))
    coded = "".join(
        f"- [Old Things of Snow {n}]({A}/2302.0000{n}) [Code]({G}/bo/rake{n})\n" for n in range(4)
    )
    after = inserted(f"## Snow\n{coded}\n## S\n{plain}", "S", CODE)
    assert after.endswith(f"- {T} [[pdf]]({A}/2405.00001)\n")


# Name: (head and cells of two rows; the cell of a paper with code, and that of one without).
CELLS: dict[str, tuple[str, str, str, str, str]] = {
    "code": (
        "Code",
        f"[Github]({G}/bo/rake)",
        "-",
        f"[Github]({G}/ada/tree-flow)",
        "-",
    ),
    "stars": (
        "Code",
        f"[[rake]]({G}/bo/rake) ![]({S}/bo/rake.svg)",
        "⚠️",
        f"[[tree-flow]]({G}/ada/tree-flow)",
        "⚠️",
    ),
    "a badge alone": (
        "Stars",
        f"![]({S}/bo/rake)",
        "-",
        "-",
        "-",
    ),
    "a bare address": ("Code", f"{G}/bo/rake", "-", f"{G}/ada/tree-flow", "-"),
    "institutions": ("Institution", f"[Github]({G}/bo/rake)", "-", "-", "-"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_has_the_link_or_what_stands_there_without_one(name: str) -> None:
    head, one, two, known, unknown = CELLS[name]
    before = (
        f"## S\n\n| Title | {head} |\n|---|---|\n"
        f"| [{ONE}]({A}/2301.00001) | {one} |\n| [{TWO}]({A}/2302.00001) | {two} |\n"
    )
    for added, cell in ((CODE, known), (UNKNOWN, unknown)):
        row = f"| [{T}]({A}/2405.00001) | {cell} |\n"
        assert inserted(before, "S", added) == before + row


def test_a_form_is_filled_or_left_open() -> None:
    entries = "".join(
        f"- [Old Things of Rain {n}]({A}/2301.0000{n})\n  - Code: [Official]({G}/bo/rake{n})\n"
        for n in range(5)
    )
    new = f"- [{T}]({A}/2405.00001)\n  - Code:"
    assert inserted(f"## S\n{entries}", "S", CODE).endswith(
        f"{new} [Official]({G}/ada/tree-flow)\n"
    )
    assert inserted(f"## S\n{entries}", "S", UNKNOWN).endswith(f"{new}\n")


def test_a_row_in_html_has_the_link() -> None:
    def row(title: str, arxiv_id: str, repo: str) -> str:
        return (
            f'<tr><td><a href="{A}/{arxiv_id}">{title}</a></td>'
            f'<td><a href="{G}/{repo}">Code</a></td></tr>\n'
        )

    rows = row(ONE, "2301.00001", "bo/rake") + row(TWO, "2302.00001", "cy/hoe")
    after = inserted(f"## S\n\n<table>\n{rows}</table>\n", "S", CODE)
    assert row(T, "2405.00001", "ada/tree-flow") in after


def test_the_rest_of_the_entry_is_what_it_would_be_without_the_link() -> None:
    before = (
        "## S\n"
        f"- {ONE}. *Cy Dee, Eve Fox.* [pdf]({A}/2301.00001)\n"
        f"- {TWO}. *Gus Hay, Ida Joy.* [pdf]({A}/2302.00001), [code]({G}/bo/rake)\n"
        f"- Yet More Old Things of Rain. [pdf]({A}/2303.00001) [code]({G}/bo/hoe)\n"
    )
    new = f"- {T}. *Ada Byron, Bo Chen.* [pdf]({A}/2405.00001), [code]({G}/ada/tree-flow)\n"
    people = ("Ada Byron", "Bo Chen")
    assert inserted(before, "S", replace(CODE, authors=people)) == before + new


def test_where_nobody_has_the_usual_form_and_the_link_another_form_is_taken() -> None:
    before = (
        f"## S\n- {ONE} [pdf]({A}/2301.00001)\n- {TWO} [pdf]({A}/2302.00001)\n"
        f"- **Yet More Old Things of Rain**: [abs]({A}/2303.00001) [code]({G}/bo/rake)\n"
    )
    new = f"- **{T}**: [abs]({A}/2405.00001) [code]({G}/ada/tree-flow)\n"
    assert inserted(before, "S", CODE) == before + new


def test_a_neighbour_with_a_link_that_does_not_tell_the_title_shows_nothing() -> None:
    before = (
        f"## S\n- {ONE} [pdf]({A}/2301.00001)\n- {TWO} [pdf]({A}/2302.00001)\n"
        f"- [pdf]({A}/2303.00001) [code]({G}/bo/rake)\n"
    )
    assert inserted(before, "S", CODE) == f"{before}- {T} [pdf]({A}/2405.00001)\n"


def test_lines_below_a_heading_have_the_link() -> None:
    def entry(title: str, arxiv_id: str, repo: str) -> str:
        return f"### {title}\n\n- [Paper]({A}/{arxiv_id})\n- Code: {G}/{repo}\n\n"

    entries = entry(ONE, "2301.00001", "bo/rake") + entry(TWO, "2302.00001", "cy/hoe")
    entries += entry("Hedges that Trim Themselves", "2303.00001", "bo/hedge")
    before = f"# List\n\n## S\n\n{entries}"
    with_code = inserted(before, "S", CODE)
    assert with_code == before + entry(T, "2405.00001", "ada/tree-flow")
    without = f"### {T}\n\n- [Paper]({A}/2405.00001)\n\n"
    assert inserted(before, "S", UNKNOWN) == before + without


_PIECES = st.sampled_from(
    [
        *("Code: ", "Project page: ", "is available at ", " ", "](", ")", "[x]", "|", "`", "<b>"),
        *(f"{G}/ada/tree-flow", "https://treeflow.github.io", "https://evil.example", "@evil", "_"),
        *("javascript:alert(1)", "https://ada:pw@github.com/a/b", "\u202e", "\\url{", "}", "**"),
    ]
)


@given(st.lists(_PIECES, max_size=8).map("".join))
def test_whatever_the_abstract_says_an_entry_links_to_no_other_place(text: str) -> None:
    one, two = (f"[[Code]]({G}/bo/{name}) [[Page]](https://bo.github.io)" for name in "xy")
    before = f"## S\n- {ONE} [pdf]({A}/2301.00001) {one}\n- {TWO} [pdf]({A}/2302.00001) {two}\n"
    added = replace(UNKNOWN, abstract=text)
    new = inserted(before, "S", added).removeprefix(before)
    urls = [new[slice(*link.url)] for link in find_links(new)]
    own = own_links(added)
    assert new.startswith(f"- {T} [pdf]({A}/2405.00001)")
    assert set(urls[1:]) <= {own.code, own.project}
    assert all(url.startswith((f"{G}/ada/tree-flow", "https://treeflow.")) for url in urls[1:])
    assert new.count("](") == len(urls)
