"""Headings with BibTeX below: it is written from metadata, in the manner of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from classifier.papers import Paper
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
FLOW = replace(
    paper(
        "Testing of Flow Models: Part II",
        "2608.16018",
        authors=("Ada Byron", "Alan Turing"),
        comments="ICML 2026",
        submitted="2026-08-17",
    ),
    categories=("cs.LG",),
)
OLD = (
    ("Normal Flows of Rivers", "2501.00001"),
    ("Slow Flows of Sand", "2502.00002"),
    ("Fast Flows of Wind", "2503.00003"),
    ("Cold Flows of Ice", "2504.00004"),
)


def entries(fence: str, below: str = "[Paper]({a}/{n})", first: str = "Ann Kim and Bo Lee") -> str:
    body = "# L\n\n## Flows\n\n"
    for title, number in OLD:
        word = title.partition(" ")[0]
        told = fence.replace("TITLE", title).replace("WORD", word.lower()).replace("ID", number)
        told = told.replace("AUTHORS", first)
        body += f"### {title}\n\n```bibtex\n{told}\n```\n\n{below.format(a=A, n=number)}\n\n"
    return body


def added(text: str, *papers: Paper) -> str:
    after = inserted(text, "Flows", *papers)
    return after.removeprefix(text[:-1])


PLAIN = "@article{kim2025WORD,\n  title={TITLE},\n  author={AUTHORS},\n  year={2025}\n}"


@pytest.mark.parametrize(
    ("fence", "authors", "right"),
    [
        (
            PLAIN,
            "Ann Kim and Bo Lee",
            "@article{byron2026testing,\n  title={Testing of Flow Models: Part II},\n"
            "  author={Ada Byron and Alan Turing},\n  year={2026}\n}",
        ),
        (
            "@misc{Kim2025,\n  title = {{TITLE}},\n  author = {AUTHORS},\n  eprint = {ID},\n"
            "  archivePrefix = {arXiv},\n  primaryClass = {cs.AI},\n  year = 2025,\n}",
            "Kim, Ann and Lee, Bo",
            "@misc{byron2026,\n  title = {{Testing of Flow Models: Part II}},\n"
            "  author = {Byron, Ada and Turing, Alan},\n  eprint = {2608.16018},\n"
            "  archivePrefix = {arXiv},\n  primaryClass = {cs.LG},\n  year = 2026,\n}",
        ),
        (
            '@article{kim2025WORD,\n  title="TITLE",\n  author="AUTHORS",\n'
            '  journal="arXiv preprint arXiv:ID",\n  note="Our favourite",\n  year="2025"\n}',
            "Kim, Ann",
            '@article{byron2026testing,\n  title="Testing of Flow Models: Part II",\n'
            '  author="Byron, Ada and Turing, Alan",\n'
            '  journal="arXiv preprint arXiv:2608.16018",\n  year="2026"\n}',
        ),
    ],
)
def test_bibtex_is_written_as_the_others_are(fence: str, authors: str, right: str) -> None:
    assert added(entries(fence, first=authors), FLOW) == (
        f"\n### {FLOW.title}\n\n```bibtex\n{right}\n```\n\n[Paper]({A}/2608.16018)\n\n"
    )


def test_a_fence_that_is_no_bibtex_is_left_out() -> None:
    assert added(entries("pip install WORD"), FLOW) == (
        f"\n### {FLOW.title}\n\n[Paper]({A}/2608.16018)\n\n"
    )


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Flows ``` of ~~~ Code and Such", "Flows ''' of Code and Such"),
        ("Flows with { a Brace and Such", "Flows with a Brace and Such"),
        ("Flows {GPU} of Cards and Such", "Flows {GPU} of Cards and Such"),
    ],
)
def test_nothing_in_a_title_ends_the_fence_or_the_field(title: str, told: str) -> None:
    text = added(entries(PLAIN), replace(FLOW, title=title))
    assert f"  title={{{told}}},\n" in text
    assert text.count("```") == 2
