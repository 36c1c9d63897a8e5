"""Sections that take no papers: tables of contents, news, thanks; and those that look like it."""

from __future__ import annotations

import pytest

from bot.lists import no_homes, read_list
from bot.markdown import Document
from tests.makers import edited, inserted, listing, paper

NEW = paper("GrassFlow: Mowing Very Large Lawns", "2405.00001", submitted="2024-05-01")
LINE = "- [GrassFlow: Mowing Very Large Lawns](https://arxiv.org/abs/2405.00001)"
OLD = "- [Tall Hedges of the North](https://arxiv.org/abs/2401.00001)"
CONTENTS = "the section at LIST.md, line {} holds the table of contents; name another one"
ABOUT = "the section at LIST.md, line {} is about the list and holds no papers; name another one"
REMARKS = "the section at LIST.md, line {} has remarks in its list and no papers; name another one"


@pytest.mark.parametrize(
    ("heading", "below", "why"),
    [
        ("Contents", "- [A](a.md)\n- [B](b.md)\n", CONTENTS),
        (
            "Table of Contents",
            "- [The Bird's-Eye View](a/b.md)\n- Recent\n  - [B](b.md)\n",
            CONTENTS,
        ),
        ("📋 Contents", "- [A](https://github.com/ada/lawns/blob/main/a.md)\n", CONTENTS),
        ("TOC", '- <a href="a.md">A</a>\n', CONTENTS),
        ("Parts", "- [x] [A](#a) ![9](https://img.example.org/9)\n- [B](#b)\n", CONTENTS),
        ("Contributing", "1. Fork this repository and clone it\n", ABOUT),
        ("How to Contribute", "", ABOUT),
        ("Maintainers", "- Ada Byron, the University of Lawns\n", ABOUT),
        ("🔥 Latest News", "- We have now mown [all](https://lawns.example.org) of it\n", ABOUT),
        ("Overview", "- **Mowing**: how to keep grass short\n", ABOUT),
        ("Features of this list", "- Checks of all links by night\n", ABOUT),
        ("Star History", "[![Stars](https://img.example.org/s)](https://s.example.org)\n", ABOUT),
        ("About This Hub", "All that is known of lawns.\n", ABOUT),
        ("©️ Citations", "", ABOUT),
        ("Acknowledge", "", ABOUT),
        ("Join us", "", ABOUT),
        ("Please feel free to add lawns!", "", ABOUT),
        ("Love to all, thank you! 🙏", "", ABOUT),
        ("Pull Requests welcome", "", ABOUT),
        ("Team Members", "Ada Byron, Alan Turing\n", ABOUT),
        ("Update Records", "- [8/23/2023] Lawns added\n", ABOUT),
        ("Contributing to this paper list", "- Tell us what is missing\n", ABOUT),
        ("Table of Contents", "<ol>\n<li><a href=#s>S</a></li>\n</ol>\n", CONTENTS),
        (
            "Planning",
            "- **Definition**: Robots can make plans\n- **Benefits**: they can wait for long\n"
            "- **Example**: a robot that mows lawns\n",
            REMARKS,
        ),
        (
            "Setup",
            "1. Clone this list by hand\n2. Add a line for a lawn\n3. Wait for green grass\n",
            REMARKS,
        ),
        ("Marks", "- 🔥 means hot\n- ⭐ means a must read\n- 📝 a survey\n", ABOUT),
    ],
)
def test_a_section_that_holds_no_papers_takes_none(heading: str, below: str, why: str) -> None:
    text = f"# Lawns\n\n## {heading}\n\n{below}\n## S\n\n{OLD}\n"
    edit, after = edited(text, heading, NEW)
    assert [one.why for one in edit.refused] == [why.format(3)]
    assert after == text


def test_a_table_of_contents_under_the_title_takes_no_paper() -> None:
    text = f"# Lawns\n\n- [A](a.md)\n- [B](b.md)\n\n## S\n\n{OLD}\n"
    edit, _ = edited(text, "Lawns", NEW)
    assert [one.why for one in edit.refused] == [CONTENTS.format(1)]


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("Contents", OLD),
        ("News", OLD),
        ("News", "- [Low Hedges of the South](https://openreview.net/forum?id=x)"),
        ("Overview", "- Low Hedges of the South, doi:10.1145/99.77"),
        ("Citation Networks", "- Low Hedges of the South and the North"),
        ("Feature Extraction", "- Low Hedges of the South and the North"),
        ("Notes", "- [Low Hedges of the South](low.md)\n- [High Hedges of the East](high.md)"),
        ("Content Moderation", "- [Low](low.md)\n- [High](high.md)"),
        ("History of Lawns", "Lawns are old.\n"),
        ("Stars and Hedges", ""),
        ("Robot Team Work", ""),
        ("Two remarks", "- Low hedges are never high\n- High hedges are never low\n"),
        ("Own notes", "- [Low](low.md)\n- [High](high.md)\n- [Wide](wide.md)\n"),
        (
            "No links",
            "- [ICML'24] Low Hedges of Lawns\n- High Hedges of Lawns\n- Wide Hedges of Lawns\n",
        ),
        (
            "Bare ids",
            "- Low Hedges, arXiv:2403.00001\n- High Hedges of Lawns\n- Wide Hedges of Lawns\n",
        ),
    ],
)
def test_a_section_that_only_looks_like_one_takes_papers(heading: str, below: str) -> None:
    text = f"# Lawns\n\n## {heading}\n\n{below}\n\n## S\n\n{OLD}\n"
    assert "2405.00001" in inserted(text, heading, NEW)


def test_a_title_with_links_to_files_and_papers_is_no_table_of_contents() -> None:
    found = listing(f"# Lawns\n\n- [A](a.md)\n- [B](b.md)\n{OLD}\n")
    assert [section.contents for section in found.sections] == [False]


@pytest.mark.parametrize("gap", ["", "\n"])
def test_code_set_as_a_heading_ends_the_list_above(gap: str) -> None:
    head = f"# L\n\n## 2024\n\n{OLD}\n"
    tail = f"\n<h1>\n{gap}```diff\n- Datasets\n```\n\n</h1>\n\n- [Set A](https://a.example.org)\n"
    tail += "".join(f"- [Set {n}](https://arxiv.org/abs/2402.0000{n})\n" for n in range(1, 4))
    assert inserted(head + tail, "2024", NEW) == f"{head}{LINE}\n{tail}"


def test_what_belongs_to_an_entry_ends_at_code_set_as_a_heading() -> None:
    other = OLD.replace("2401.00001", "2402.00001")
    head = f"# L\n\n## 2024\n\n{OLD}\n- \n{other}\n"
    tail = "\n<h1>\n\n```diff\n- Datasets\n```\n\n</h1>\n"
    assert inserted(head + tail, "2024", NEW) == f"{head}{LINE}\n{tail}"


def test_code_between_entries_ends_no_list() -> None:
    text = f"# L\n\n## S\n\n<p>\n\n```\nmow\n```\n\n</p>\n\n{OLD}\n"
    assert inserted(text, "S", NEW) == f"{text}{LINE}\n"


PAPERS = "".join(f"- [Hedge {n}](https://arxiv.org/abs/2401.000{n})\n" for n in range(10, 35))
CODE = "".join(f"- [mow{n}](https://github.com/ada/mow{n}), a mower\n" for n in range(3))
SIZES = "".join(f"| Lawns of Kew (Ada, 201{n}) | {n} |\n" for n in range(9))
ROWS = f"| Lawn | Size |\n| - | - |\n{SIZES}"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"# Lawns\n\n## Tools\n\n{CODE}\n## S\n\n{PAPERS}", {"Tools"}),
        (f"# Lawns\n\n## Sizes\n\n{ROWS}\n## S\n\n{PAPERS}", {"Sizes"}),
        # What the list is about stands below its title.
        (f"# Lawns\n\n{OLD}\n\n## S\n\n{PAPERS}", {"Lawns"}),
        # These are homes: some papers; too few to tell; a title with papers; no links at all.
        (f"# Lawns\n\n## Tools\n\n{CODE}{OLD}\n\n## S\n\n{PAPERS}", set()),
        (f"# Lawns\n\n## Tools\n\n{CODE[:90]}\n\n## S\n\n{PAPERS}", set()),
        (f"# Lawns\n\n{PAPERS}\n## S\n\n{OLD}", set()),
        (f"# Lawns\n\n## S\n\n{PAPERS}\n## T\n\n- Tall grass\n- Moss\n- Clover\n", set()),
        (f"# Lawns\n\n## Empty\n\n## S\n\n{PAPERS}", set()),
        # No list of papers.
        (f"# Lawns\n\n## Tools\n\n{CODE}\n## More\n\n{CODE}\n## S\n\n{OLD}", set()),
    ],
)
def test_in_a_list_of_papers_what_leads_elsewhere_is_no_home(text: str, names: set[str]) -> None:
    found = listing(text)
    barred = no_homes(found.sections, found.entries)
    assert {section.path[-1] for section in found.sections if section.id in barred} == names


def test_a_file_without_papers_beside_one_with_some_has_no_home() -> None:
    files = {"README.md": "# Lawns\n\n## Thank you\n\n## Parts\n\n- [S](s.md)\n", "s.md": PAPERS}
    found = read_list([Document.parse(text.encode(), name=name) for name, text in files.items()])
    barred = no_homes(found.sections, found.entries)
    assert {section.file for section in found.sections if section.id not in barred} == {"s.md"}
