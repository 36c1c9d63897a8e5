"""Which files are the list: those with papers of their own."""

from __future__ import annotations

import pytest

from bot.onboarding.recognising import Holding, choose, holding, why_no_list


def held(name: str, ids: str, papers: int | None = None) -> Holding:
    return Holding(name=name, ids=frozenset(ids), papers=len(ids) if papers is None else papers)


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ([("README.md", "abcdef")], ["README.md"]),
        ([("README.md", "abcdef"), ("README_zh.md", "abcdef")], ["README.md"]),
        ([("README.md", "abcdef"), ("docs/2024.md", "ghij")], ["README.md", "docs/2024.md"]),
        ([("README.md", "abcdef"), ("NOTES.md", "gh")], ["README.md"]),
        ([("README.md", "a"), ("papers.md", "bcdefgh")], ["papers.md"]),
        ([("docs/b.md", "abc"), ("docs/a.md", "def")], ["docs/b.md", "docs/a.md"]),
        ([("README.md", ""), ("papers.md", "abc")], ["papers.md"]),
        ([("list_old_2024.md", "abcdef"), ("main/a.md", "abcdef")], ["main/a.md"]),
        ([("archive/2022.md", "abcdef")], ["archive/2022.md"]),
        ([("README.md", "")], []),
        ([], []),
    ],
)
def test_files_with_papers_of_their_own_are_the_list(
    files: list[tuple[str, str]], chosen: list[str]
) -> None:
    assert list(choose([held(*file) for file in files]).files) == chosen


def test_a_file_without_ids_counts_by_its_other_links() -> None:
    found = choose([held("README.md", "abc"), held("venues.md", "", 9)])
    assert found.files == ("README.md", "venues.md")


def test_what_is_left_out_says_why() -> None:
    found = choose([held("README.md", "abcdef"), held("zh.md", "abcde"), held("x.md", "yz")])
    assert found.left_out == {
        "zh.md": "mostly the same papers as in the files above",
        "x.md": "few papers of its own",
    }


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("[A](https://arxiv.org/abs/2401.00001)\n[A](https://arxiv.org/pdf/2401.00001v2)", 1),
        ("[A](https://doi.org/10.1/x)\n[B](https://openreview.net/forum?id=b)", 2),
        ("[A](https://example.org/blog)", 0),
        ("", 0),
    ],
)
def test_papers_are_told_by_their_links(text: str, papers: int) -> None:
    assert holding("README.md", text.encode()).papers == papers


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "README.md: is empty; name the file that holds the papers"),
        (" \n", "README.md: is empty; name the file that holds the papers"),
        (
            "Papers\n======\n\n`A <https://example.org>`_\n",
            "README.md: is reStructuredText by its marks; convert it to Markdown: "
            "pandoc -f rst -t gfm README.md -o README.md",
        ),
        ("title: x\npapers: 3\n", "README.md: is YAML data by its marks; only Markdown lists"),
        ("# Papers\n", "README.md: no link to a paper in it (arXiv, DOI, OpenReview, ACL, …);"),
    ],
)
def test_no_list_says_why_and_what_to_do(text: str, why: str) -> None:
    assert why_no_list("README.md", text.encode()).startswith(why)
