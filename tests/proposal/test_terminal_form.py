"""A proposal on a terminal: what people read first, and nothing in it that acts."""

from __future__ import annotations

import re

import pytest

from bot.proposal.body import render_terminal
from bot.proposal.proposed import Description
from tests.proposal.hostile import HOSTILE
from tests.proposal.samples import WINDOW, item

DIFF = "--- a/README.md\n+++ b/README.md\n@@ -1 +1,2 @@\n old\n+new\n"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def shown(*titles: str, diff: str = DIFF, colour: bool = False) -> str:
    items = tuple(item(n, title=title, section=("S",)) for n, title in enumerate(titles, 1))
    return render_terminal(Description(items=items, window=WINDOW), diff, width=80, colour=colour)


def test_papers_stand_below_their_section_and_the_diff_below_them() -> None:
    lines = shown("Trees and Flows").splitlines()
    places = [lines.index(line) for line in ("S", "  Trees and Flows", "+++ b/README.md", "+new")]
    assert places == sorted(places)


def test_without_colour_there_is_none_and_with_it_the_words_are_the_same() -> None:
    plain, coloured = shown("Trees and Flows"), shown("Trees and Flows", colour=True)
    assert "\x1b" not in plain
    assert "\x1b[32m+new" in coloured
    bare = COLOUR.sub("", coloured).splitlines()
    assert [line.rstrip() for line in bare] == plain.splitlines()


def test_a_line_is_no_wider_than_the_terminal() -> None:
    assert max(map(len, shown("Growing Trees with Flows " * 12, diff="").splitlines())) <= 80


@pytest.mark.parametrize(
    "title", [*HOSTILE, "\x1b]0;owned\x07", "[bold red]x[/]", "\x9b31m", "a\rb"]
)
def test_nothing_that_a_title_or_a_diff_says_acts_on_the_terminal(title: str) -> None:
    out = shown(title, diff=f"+{title}\n")
    assert [c for c in out if c != "\n" and not c.isprintable()] == []
    assert out.count("\n") < 40
