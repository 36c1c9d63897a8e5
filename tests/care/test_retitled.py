"""Titles that changed since: the title alone, and what is left alone."""

from __future__ import annotations

import pytest

from bot.care.amendment import care_lines
from bot.care.finding_care import retitled
from bot.lists.reading import read_list
from bot.markdown.document import Document
from tests.care.small_care import paper

ABS = "https://arxiv.org/abs/2404.00001"


def after(line: str, title: str) -> str:
    head = "| paper | year |\n|---|---|\n" if line.startswith("|") else ""
    listing = read_list([Document.parse(f"{head}{line}\n".encode(), name="list.md")])
    made = retitled(listing.entries[0], paper("2404.00001", title))
    return (
        care_lines(listing, [made] if made else [])["list.md"].to_bytes().decode()[len(head) : -1]
    )


@pytest.mark.parametrize(
    ("line", "title", "expected"),
    [
        (
            f"- [Spades for Patient Robots in Clay]({ABS}), arXiv 2024",
            "Spades for Very Patient Robots in Heavy Clay",
            f"- [Spades for Very Patient Robots in Heavy Clay]({ABS}), arXiv 2024",
        ),
        (
            f"- **DigBot**: Spades for Patient Robots in Clay [[pdf]({ABS})]",
            "DigBot: Spades for Robots with Patience in Clay",
            f"- **DigBot**: Spades for Robots with Patience in Clay [[pdf]({ABS})]",
        ),
        (
            f"- [Digging Robots Learn from *Clay* Alone]({ABS})",
            "Digging Robots Learn from [Clay](https://e.org) and <b>",
            None,
        ),
        (
            f"- [Digging Robots Learn from Clay Alone]({ABS})",
            "Digging Robots Learn from Clay *and* <b>Sand",
            f"- [Digging Robots Learn from Clay \\*and\\* &lt;b>Sand]({ABS})",
        ),
        (
            f"| [Digging Robots Learn from Clay Alone]({ABS}) | 2024 |",
            "Digging Robots Learn from Clay | Sand",
            f"| [Digging Robots Learn from Clay \\| Sand]({ABS}) | 2024 |",
        ),
    ],
)
def test_the_title_follows_and_nothing_else(line: str, title: str, expected: str | None) -> None:
    assert after(line, title) == (line if expected is None else expected)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"- [Spades for Patient Robots in Clay]({ABS})", "Spades for Patient Robots in Clay"),
        (f"- [SPADES FOR PATIENT ROBOTS in clay.]({ABS})", "Spades for Patient Robots in Clay"),
        (f"- [Spades for Patient Robots …]({ABS})", "Spades for Patient Robots in Clay and Sand"),
        (f"- [Spades for Patient Robots]({ABS})", "Spades for Patient Robots in Clay"),
        (f"- [Dig: Spades for Patient Robots]({ABS})", "Dig-2: Spades for Patient Robots again"),
        (f"- [给有耐心的机器人的铲子和耙子在这里]({ABS})", "Spades for Patient Robots in Clay"),
        (f"- [A wholly different thing about lawns]({ABS})", "Spades for Patient Robots in Clay"),
        (f"- [Hoe: Spades for Patient Robots]({ABS})", "Rake: Spades for Patient Robots"),
    ],
)
def test_what_is_no_new_title_is_left_alone(line: str, title: str) -> None:
    assert after(line, title) == line
