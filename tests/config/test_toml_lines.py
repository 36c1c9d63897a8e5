"""Each key's line, however the table is written."""

from __future__ import annotations

import pytest

from bot.config.config_text import Location, key_lines, line_of

TEXT = b"""# a comment
[list]
files = [
  "a",  # beside
  "b",
]
[sections."A > B".keywords]
"title:x and y" = 2
'z "q"' = 3
a.b.c = 1
[[x]]
p = { q = 1, "r s" = 2 }
[[x]]
p = 1
"""


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("list",), 2),
        (("list", "files"), 3),
        (("list", "files", 0), 4),
        (("list", "files", 1), 5),
        (("sections", "A > B", "keywords", "title:x and y"), 8),
        (("sections", "A > B", "keywords", 'z "q"'), 9),
        (("sections", "A > B", "keywords", "a", "b", "c"), 10),
        (("x", 0), 11),
        (("x", 0, "p", "r s"), 12),
        (("x", 1, "p"), 14),
    ],
)
def test_a_key_stands_on_its_line(location: Location, line: int) -> None:
    assert key_lines(TEXT)[location] == line


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("list", "files", 7), 3),
        (("list", "name"), 2),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_what_has_no_line_takes_that_of_the_nearest_thing_around_it(
    location: Location, line: int
) -> None:
    assert line_of(key_lines(TEXT), location) == line
