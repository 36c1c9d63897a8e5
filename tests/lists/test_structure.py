"""Sections and entries as GitHub would show them; what is neither is left alone."""

from __future__ import annotations

import pytest

from bot.lists.reading import read_list
from bot.markdown.document import Document
from bot.markdown.outline import plain_heading
from classifier.papers.paper import SectionId
from tests.makers import listing, paper

U = "(https://arxiv.org/abs/2401.00001)"
LINK = f"[Some Long Title of Things]{U}"
OTHER = LINK.replace("00001", "00002")
CELL = f"<a href={U[1:-1]}>p</a>"


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("# A\n## B\n#### D\n## C ##\n", ["A", "A/B", "A/B/D", "A/C"]),
        ("A\n===\n\nB b\n---\n", ["A", "A/B b"]),
        ("A\nstill A\n===\n", ["A still A"]),
        ("> ## Quoted\n", ["Quoted"]),
        ("   ## Indented\n", ["Indented"]),
        ("##Tight\n\n##Tight2\n", ["Tight", "Tight2"]),
        ('<h2 align="center">Html <b>bold</b></h2>\n\n### In\n', ["Html bold", "Html bold/In"]),
        ("# A\n\n**Bold:**\n\n- x\n\n**Other**\n\n- y\n", ["A", "A/Bold", "A/Other"]),
        (
            "# A\n<details>\n<summary>One</summary>\n\n- x\n</details>\n\n# B\n",
            ["A", "A/One", "B"],
        ),
        ("# A\n# A\n", ["A", "A"]),
        ("# \U0001f680 A [link](#x) `code` :star:\n", ["\U0001f680 A link code"]),
        ("- ### In a bullet\n", ["In a bullet"]),
        ("---\ntitle: x\n---\n# A\n", ["A"]),
        ("---\n\n# A\n", ["A"]),
    ],
)
def test_the_headings_of_a_list(text: str, paths: list[str]) -> None:
    assert ["/".join(s.path) for s in listing(text).sections] == paths


@pytest.mark.parametrize(
    "text",
    [
        "    # code\n",
        "```\n# fenced\n```\n",
        "<!-- # comment -->\n",
        "<!--\n# comment\n-->\n",
        "text\n\n**bold** in a sentence\n",
        "**bold at the end of the file**\n",
        "| # a | b |\n|---|---|\n",
        "<div># no</div>\n",
        "<h2></h2>\n",
        "\\# escaped\n",
    ],
)
def test_what_is_no_heading(text: str) -> None:
    assert listing(text).sections == ()


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (f"- {LINK}\n", [(1, 1, "item")]),
        (f"1. {LINK}\n   more\n\n   and more\n2. {LINK}\n", [(1, 4, "item"), (5, 5, "item")]),
        (f"- Group\n  - {LINK}\n  - {LINK}\n", [(2, 2, "item"), (3, 3, "item")]),
        (f"> - {LINK}\n", [(1, 1, "item")]),
        (f"- {LINK}\n  - authors\n  - summary\n", [(1, 3, "item")]),
        (
            "- A Long Title for Details\n  - https://arxiv.org/abs/2401.00001\n",
            [(1, 2, "item")],
        ),
        (
            "- Hoe\n  - Paper: https://arxiv.org/abs/2401.00001\n  - Code: https://x.org/a\n"
            "- Rake 2\n  - Authors: Ada Byron, Alan Turing\n  - [PDF](https://x.org/b.pdf)\n",
            [(1, 3, "item"), (4, 6, "item")],
        ),
        ("- Hoes\n  - Rake: https://arxiv.org/abs/2401.00001\n", [(2, 2, "item")]),
        (
            "- Hoes\n  - Paper: https://arxiv.org/abs/2401.00001\n"
            "  - Paper: https://arxiv.org/abs/2401.00002\n",
            [(2, 2, "item"), (3, 3, "item")],
        ),
        (f"- Hoes\n  - Paper: {LINK}\n", [(2, 2, "item")]),
        ("- 2024.05.01\n  - Paper: https://arxiv.org/abs/2401.00001\n", [(2, 2, "item")]),
        (f"| T |\n|---|\n| {LINK} |\n| x |\n", [(3, 3, "row")]),
        (f"intro\n| T | U |\n|---|---|\n| {LINK} | b |\n", [(4, 4, "row")]),
        (f"{LINK}\n", [(1, 1, "paragraph")]),
        (f"{LINK} a\n{OTHER} b\n", [(1, 1, "paragraph"), (2, 2, "paragraph")]),
        ("**[A Title of Things](https://x.org/a)**, B\n", [(1, 1, "paragraph")]),
        (f"### {LINK}\n", [(1, 1, "heading")]),
        (
            f"<table>\n<tr><td>x</td>\n<td>{CELL}</td></tr>\n</table>\n",
            [(2, 3, "html-row")],
        ),
        (
            '<ul>\n<li><a href="https://arxiv.org/abs/2401.00001">x</a></li>\n</ul>\n',
            [(2, 2, "html-item")],
        ),
        ("- A title of four words, no link\n", [(1, 1, "item")]),
    ],
)
def test_the_entries_of_a_list(text: str, entries: list[tuple[int, int, str]]) -> None:
    assert [(e.line, e.end, e.kind) for e in listing(text).entries] == entries


@pytest.mark.parametrize(
    "text",
    [
        f"```\n- {LINK}\n```\n",
        f"    - {LINK}\n",
        f"<!-- - {LINK} -->\n",
        f"<!--\n- {LINK}\n-->\n",
        f"```bibtex\n{LINK}\n",
        "- [Digging with Very Long Hoes](#digging)\n  - [Deep](#deep)\n",
        "# Digging with Very Long Hoes\n\n- Digging with very long hoes\n",
        "Prose about [a site](https://example.org/) and more.\n",
        "[![badge](https://img.shields.io/x)](https://example.org)\n",
        "- short\n-\n- \n",
        "[x]: https://arxiv.org/abs/2401.00001\n",
        "| T |\n|---|\n| x |\n",
        "<table><tr><td>no link</td></tr></table>\n",
    ],
)
def test_what_is_no_entry(text: str) -> None:
    assert listing(text).entries == ()


def test_a_table_of_contents_is_known() -> None:
    found = listing("# T\n- [A](#a)\n- [B](#b)\n\n# A\n- x\n")
    assert [s.contents for s in found.sections] == [True, False]


def test_sections_are_numbered_over_all_files() -> None:
    one = Document.parse(f"- {LINK}\n# A\n".encode(), name="a.md")
    two = Document.parse(b"# B\n# C\n", name="b.md")
    found = read_list({"a.md": one, "b.md": two})
    assert [(s.id, s.file, s.path) for s in found.sections] == [
        (0, "a.md", ()),
        (1, "a.md", ("A",)),
        (3, "b.md", ("B",)),
        (4, "b.md", ("C",)),
    ]
    with pytest.raises(KeyError):
        found.section(SectionId(99))


@pytest.mark.parametrize(
    "path",
    [
        ("list", "vision language"),
        ("List", "2. Vision-Language (42)"),
        ("**LIST**", "Vision Language \U0001f680"),
    ],
)
def test_a_path_is_compared_without_markup_numbers_and_counters(path: tuple[str, ...]) -> None:
    found = listing("# List\n## 1.2 Vision-Language \U0001f680 (17)\n## Other\n")
    assert [s.line for s in found.by_path(path)] == [2]


def test_a_repeated_path_gives_all_its_sections() -> None:
    found = listing("# A\n## B\n# A\n## B\n")
    assert [s.line for s in found.by_path(["A", "B"])] == [2, 4]


def test_a_heading_of_markup_alone_has_no_text_of_it() -> None:
    assert plain_heading("![x](y) **a**") == "a"


@pytest.mark.parametrize("odd", ["<![p", "<![CDATA[ x ]]>", "<!x", "<?x", "<![if]>"])
def test_odd_declarations_are_text(odd: str) -> None:
    found = listing(f"# A\n<div>{odd} ></div>\n\n- {LINK}\n")
    assert len(found.entries) == 1


def test_closing_details_goes_back_to_the_section_around() -> None:
    text = (
        f"# A\n<details><summary>S</summary>\n\n- {LINK}\n\n</details>\n\n- {LINK}\n\n</details>\n"
    )
    found = listing(text)
    names = {s.id: s.path[-1] for s in found.sections}
    assert [names[e.section] for e in found.entries] == ["S", "A"]


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        (
            f"- [A Title]{U}",
            "A Title",
        ),
        (
            f"- **A Bold Title** A. Byron. [Paper]{U}",
            "A Bold Title",
        ),
        (
            f"- A Plain Title of Words, ICML 2024. [pdf]{U}",
            "A Plain Title of Words",
        ),
        (
            f'- **Flow**: "Growing Trees with Flows", arXiv [[Paper]{U}]',
            "Flow: Growing Trees with Flows",
        ),
        (
            f"- [[Paper]{U}] Growing Trees with Flows",
            "Growing Trees with Flows",
        ),
        (
            "- Ada Byron, *Growing Trees with Flows*, 2024",
            "Growing Trees with Flows",
        ),
        (
            f"- [Growing Trees with Flows](paper.md) [arXiv]{U}",
            "Growing Trees with Flows",
        ),
        (
            f"- [SAM [v2]: Cutting Hedges]{U}",
            "SAM [v2]: Cutting Hedges",
        ),
        (
            f"- Title of Some Words [![arXiv](https://img.shields.io/badge/a)]{U}",
            "Title of Some Words",
        ),
        (
            "- <a href='https://arxiv.org/abs/2401.00001'>Growing Trees (with Flows)</a>",
            "Growing Trees (with Flows)",
        ),
        (
            "- https://arxiv.org/abs/2401.00001",
            "",
        ),
        (f"- **FlowNet** Growing Trees with Flows [x]{U}", "FlowNet: Growing Trees with Flows"),
        (f"- two words [pdf]{U}", "two words"),
    ],
)
def test_the_title_of_an_entry(entry: str, title: str) -> None:
    assert [e.title for e in listing(entry + "\n").entries] == [title]


def test_a_row_and_a_very_long_entry_have_titles() -> None:
    text = f"| T | V |\n|---|---|\n| Growing Trees with Flows | ACL |\n\n- {LINK} {'x ' * 5000}\n"
    assert [e.title for e in listing(text).entries] == [
        "Growing Trees with Flows",
        "Some Long Title of Things",
    ]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<!--",
            "<a ",
            "[",
            "](",
            "**",
            "<details><summary>",
            "- ",
            "> ",
            "`",
            "|",
            "<tr>",
            "1. ",
        ),
        *("_a", "<?", "<![CDATA[", "&", "A, ", "et al. ", "2024 ", "(", "\\", "<summary>"),
    ],
)
def test_a_list_made_of_one_piece_is_read(piece: str) -> None:
    for text in (piece * 2000, (piece + "\n") * 2000, f"- {LINK} {piece * 300}\n"):
        found = listing(text)
        assert found.find(paper()) is None
