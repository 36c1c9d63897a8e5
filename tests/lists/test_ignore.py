"""`paper-bot: ignore` keeps a section or an entry from being edited."""

from __future__ import annotations

import pytest

from tests.makers import listing

LINK = "[Old Long Title](https://arxiv.org/abs/2401.00001)"


def test_ignore_closes_a_section_and_those_below() -> None:
    mark = "<!-- paper-bot: ignore -->"
    found = listing(f"# A {mark}\n## B\n# C\n{mark}\n# D\n- {LINK} {mark}\n")
    assert [(s.path[-1], s.closed) for s in found.sections] == [
        ("A", True),
        ("B", True),
        ("C", True),
        ("D", False),
    ]
    assert found.entries[0].ignored


@pytest.mark.parametrize(
    ("text", "closed", "ignored"),
    [
        ("# A\n- {link}\n<!--paper-bot:ignore-->\n", True, False),
        ("# A\n<!-- Paper-Bot: Ignore -->\n\n- {link}\n", True, False),
        ("A {mark}\n===\n- {link}\n", True, False),
        ("<h2>A {mark}</h2>\n\n- {link}\n", True, False),
        ("# A\n| a |\n|-|\n| {link} {mark} |\n", False, True),
        ("# A\n- {link}\n  {mark}\n", False, True),
        ("# A\n{link} {mark}\n", False, True),
        ("# A\n```\n{mark}\n```\n- {link}\n", False, False),
        ("# A\n- {link}\n\nWrite `{mark}` to keep it away.\n", False, False),
        ("# A\n<!-- paper-bot: ignored -->\n- {link}\n", False, False),
    ],
)
def test_ignore_is_about_the_section_or_entry_it_stands_in(
    text: str, closed: bool, ignored: bool
) -> None:
    found = listing(text.format(mark="<!-- paper-bot: ignore -->", link=LINK))
    assert [section.closed for section in found.sections] == [closed]
    assert [entry.ignored for entry in found.entries] == [ignored]
