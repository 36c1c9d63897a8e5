"""Neighbours' links to code and project pages, made for a paper whose metadata names its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.anatomy.identity import find_links
from bot.entries.link_forms import OwnLinks, own_line, own_link, write_link
from bot.entries.template import HOLE, OwnLink, Part
from classifier.papers.paper import Paper
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
G = "https://github.com"
S = "https://img.shields.io/github/stars"
B = "https://img.shields.io/badge"
T = "TreeFlow: Growing Trees with Flows"
ONE, TWO = "Old Things of Gardens in Rain", "More Old Things of Rain"
UNKNOWN = paper(T)
CODE = replace(UNKNOWN, abstract=f"Our code is available at {G}/ada/tree-flow.")
LAB = replace(UNKNOWN, abstract="Our code is available at https://gitlab.com/ada/tree-flow.")
PAGE = replace(UNKNOWN, comments="Project page: https://treeflow.github.io/")
BOTH = replace(CODE, comments=PAGE.comments)


def _entries(one: str, two: str) -> str:
    """Return a list of two papers, with *one* and *two* behind the links to them."""
    return f"## S\n- {ONE} [[pdf]]({A}/2301.00001){one}\n- {TWO} [[pdf]]({A}/2302.00001){two}\n"


# Name: (what stands behind the link in the one and the other entry, and the new one; its paper).
FILLED: dict[str, tuple[str, str, str, Paper]] = {
    "code": (
        f" [[Code]]({G}/bo/rake)",
        f" [[Code]]({G}/cy/hoe)",
        f" [[Code]]({G}/ada/tree-flow)",
        CODE,
    ),
    "brackets around the link": (
        f", [[code]({G}/bo/rake)]",
        f", [[code]({G}/cy/hoe)]",
        f", [[code]({G}/ada/tree-flow)]",
        CODE,
    ),
    "not every paper has code": (
        "",
        f" [[GitHub]]({G}/cy/hoe)",
        f" [[GitHub]]({G}/ada/tree-flow)",
        CODE,
    ),
    "another host": (
        f" [[Code]]({G}/bo/rake)",
        f" [[Code]]({G}/cy/hoe)",
        " [[Code]](https://gitlab.com/ada/tree-flow)",
        LAB,
    ),
    "the repository's name": (
        f" [[rake]]({G}/bo/rake)",
        f" [[Hoe]]({G}/cy/hoe)",
        f" [[tree-flow]]({G}/ada/tree-flow)",
        CODE,
    ),
    "owner and name": (
        f" [bo/rake]({G}/bo/rake)",
        f" [cy/hoe]({G}/cy/hoe)",
        f" [ada/tree-flow]({G}/ada/tree-flow)",
        CODE,
    ),
    "stars beside the link": (
        f" [[code]]({G}/bo/rake) ![]({S}/bo/rake.svg?style=social)",
        f" [[code]]({G}/cy/hoe) ![]({S}/cy/hoe.svg?style=social)",
        f" [[code]]({G}/ada/tree-flow)",
        CODE,
    ),
    "a badge that says code": (
        f" [![Code]({B}/GitHub-Code-blue)]({G}/bo/rake)",
        f" [![Code]({B}/GitHub-Code-blue)]({G}/cy/hoe)",
        f" [![Code]({B}/GitHub-Code-blue)]({G}/ada/tree-flow)",
        CODE,
    ),
    "in HTML": (
        f' <a href="{G}/bo/rake" title="Rake">code</a>',
        f' <a href="{G}/cy/hoe">code</a>',
        f' <a href="{G}/ada/tree-flow">code</a>',
        CODE,
    ),
    "stars in HTML beside the link": (
        f' [code]({G}/bo/rake) <img src="{S}/bo/rake">',
        f' [code]({G}/cy/hoe) <img src="{S}/cy/hoe">',
        f" [code]({G}/ada/tree-flow)",
        CODE,
    ),
    "title of the link": (
        f' [code]({G}/bo/rake "Rake")',
        f' [code]({G}/cy/hoe "Hoe")',
        f" [code]({G}/ada/tree-flow)",
        CODE,
    ),
    "label before a bare address": (
        f". Code: {G}/bo/rake",
        f". Code: {G}/cy/hoe",
        f". Code: {G}/ada/tree-flow",
        CODE,
    ),
    "a line of its own": (
        f"\n  - Code: [Official]({G}/bo/rake)",
        f"\n  - Code: [Official]({G}/cy/hoe)",
        f"\n  - Code: [Official]({G}/ada/tree-flow)",
        CODE,
    ),
    "a line with a bare address": (
        f"\n  - **Code:** {G}/bo/rake",
        f"\n  - **Code:** {G}/cy/hoe",
        f"\n  - **Code:** {G}/ada/tree-flow",
        CODE,
    ),
    "a line with stars": (
        f"\n  [code]({G}/bo/rake) ![]({S}/bo/rake)",
        f"\n  [code]({G}/cy/hoe) ![]({S}/cy/hoe)",
        f"\n  [code]({G}/ada/tree-flow)",
        CODE,
    ),
    "project page": (
        " [[Project]](https://rake.example.org)",
        " [[Project]](https://hoe.github.io/x)",
        " [[Project]](https://treeflow.github.io/)",
        PAGE,
    ),
    "code and project page": (
        f" [[Code]]({G}/bo/rake) [[Website](https://rake.example.org)]",
        f" [[Code]]({G}/cy/hoe) [[Website](https://hoe.example.org)]",
        f" [[Code]]({G}/ada/tree-flow) [[Website](https://treeflow.github.io/)]",
        BOTH,
    ),
    "only one of both is known": (
        f" [[Code]]({G}/bo/rake) [[Website](https://rake.example.org)]",
        f" [[Code]]({G}/cy/hoe) [[Website](https://hoe.example.org)]",
        " [[Website](https://treeflow.github.io/)]",
        PAGE,
    ),
}


@pytest.mark.parametrize("name", FILLED)
def test_a_link_of_the_neighbours_is_made_for_the_new_paper(name: str) -> None:
    one, two, new, added = FILLED[name]
    before = _entries(one, two)
    assert inserted(before, "S", added) == f"{before}- {T} [[pdf]]({A}/2405.00001){new}\n"


# Name: (what stands behind the link in both entries; a paper that gets nothing like it).
LEFT_OUT: dict[str, tuple[str, Paper]] = {
    "code is not known": (f" [[Code]]({G}/bo/rake)", UNKNOWN),
    "code is a page": (f" [[Code]]({G}/bo/rake)", PAGE),
    "page is code": (" [[Project]](https://rake.example.org)", CODE),
    "nobody links code": ("", BOTH),
    "GitHub is not where it is": (f" [[GitHub]]({G}/bo/rake)", LAB),
    "stars are GitHub's": (f" [![s]({S}/bo/rake)]({G}/bo/rake)", LAB),
    "stars alone": (f" ![stars]({S}/bo/rake)", CODE),
    "a label that is a fact": (f" [torch]({G}/bo/rake)", CODE),
    "a name that is not the repository's": (f" [RakeNet]({G}/bo/rake)", CODE),
    "stars as the link": (f" [![Star]({S}/bo/rake?style=social)]({G}/bo/rake)", CODE),
    "stars in HTML": (f' <a href="{G}/bo/rake"><img src="{S}/bo/rake" alt="stars"/></a>', CODE),
    "stars of another": (f" [![star]({S}/cy/hoe)]({G}/bo/rake)", CODE),
    "a picture of its own": (f" [![code](https://example.org/x.png)]({G}/bo/rake)", CODE),
    "a badge that tells": (f" [![code]({B}/rake-v2-blue)]({G}/bo/rake)", CODE),
    "a badge of forks": (f" [![](https://img.shields.io/github/forks/bo/rake)]({G}/bo/rake)", CODE),
    "data": (f" [data]({G}/bo/rake)", CODE),
    "no repository": (f" [code]({G}/bo)", CODE),
    "braces": (f" [{{code}}]({G}/bo/rake)", CODE),
    "a bare address in passing": (f" (as {G}/bo/rake for rakes)", CODE),
    "a remark in a line": (f"\n  - Not like [rake]({G}/bo/rake) at all, Bo says", CODE),
    "a line about two": (f"\n  - Code: [a]({G}/bo/rake) [b]({G}/bo/hoe)", CODE),
    "a line with a remark": (f"\n  - Code: [rakes of Bo]({G}/bo/rake)", CODE),
    "a line that goes on": (f"\n  - Code: [code]({G}/bo/rake) by Bo", CODE),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_not_known_is_left_out(name: str) -> None:
    told, added = LEFT_OUT[name]
    before = _entries(told, told)
    assert inserted(before, "S", added) == f"{before}- {T} [[pdf]]({A}/2405.00001)\n"


@pytest.mark.parametrize(
    ("form", "own", "text"),
    [
        ("[code]({code})", OwnLinks(f"{G}/a/b"), f"[code]({G}/a/b)"),
        ("[{name}]({code})", OwnLinks(f"{G}/a/_b_"), f"[\\_b\\_]({G}/a/_b_)"),
        ("[{repo}]({code})", OwnLinks(f"{G}/a/b"), f"[a/b]({G}/a/b)"),
        ("[{repo}]({code})", OwnLinks("https://gitlab.com/a/b"), ""),
        ("[GitHub]({code})", OwnLinks("https://codeberg.org/a/b"), ""),
        ("[code]({code})", OwnLinks(project="https://x.github.io"), ""),
        ("[code]({code})", OwnLinks("https://example.org"), ""),
    ],
)
def test_a_form_is_written_only_from_what_is_known(form: str, own: OwnLinks, text: str) -> None:
    assert write_link(OwnLink("code", form), own) == text


@pytest.mark.parametrize(
    "text",
    [
        f"[code]({G}/bo/rake\n)",
        f"[{{x}}]({G}/bo/rake)",
        f"[code]({A}/2301.00001)",
        "![x](https://example.org/x.png)",
        f'![stars]({S}/bo/rake "Rake")',
        "[Project](javascript:alert)",
        "[![](https://img.shields.io/badge/a-b)](https://example.org)",
        f"See {G}/bo/rake",
    ],
)
def test_other_links_have_no_form(text: str) -> None:
    assert [own_link(text, link) for link in find_links(text)] in ([None], [])


def test_a_line_keeps_what_stands_there_otherwise() -> None:
    told = Part("form", "Code: -")
    line = f"  - Code: {G}/bo/rake"
    assert own_line(line, 4, told) == OwnLink("code", "Code: {code}", told)
    assert own_line("  - Project page: https://x.example.org", 4, HOLE) == OwnLink(
        "project", "Project page: {project}"
    )
    assert own_line("  - Code: soon", 4, told) is None
    assert own_line(f"  - Official code repository: {G}/bo/rake", 4, told) == OwnLink(
        "code", "Official code repository: {code}", told
    )
    assert own_line(f"  - Hoe: [Rake]({G}/bo/rake)", 4, told) is None
