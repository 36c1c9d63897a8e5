"""GitHub's parser, called so that it gives back what it takes."""

from __future__ import annotations

import resource

import pytest

from bot.markdown.rendering import SOURCEPOS, UNSAFE, freeing_functions, to_html

LINES = "- [Some text](https://arxiv.org/abs/2401.00001) and words\n" * 500


@pytest.mark.parametrize(
    ("text", "options", "html"),
    [
        ("*a* <b>", 0, "<p><em>a</em> <!-- raw HTML omitted --></p>\n"),
        ("*a* <b>", UNSAFE, "<p><em>a</em> <b></p>\n"),
        ("<title> <i>", UNSAFE, "&lt;title> <i>\n"),
        ("# é", SOURCEPOS, '<h1 data-sourcepos="1:1-1:4">é</h1>\n'),
        ("~~a~~ www.x.org", 0, '<p><del>a</del> <a href="http://www.x.org">www.x.org</a></p>\n'),
        ("|a|\n|-|", 0, "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n</table>\n"),
        ("", 0, ""),
    ],
)
def test_text_becomes_the_html_that_github_shows(text: str, options: int, html: str) -> None:
    assert to_html(text, options) == html


def test_reading_again_and_again_takes_no_more_memory() -> None:
    to_html(LINES, UNSAFE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(200):
        to_html(LINES, UNSAFE)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 30_000  # kilobytes; the binding by itself takes 120,000


def test_a_library_that_does_not_show_how_to_free_loses_memory_and_nothing_else() -> None:
    for free in freeing_functions("/nowhere/cmark.so"):
        free(0)
