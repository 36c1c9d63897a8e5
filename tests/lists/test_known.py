"""Which titles are those of a paper: in every dress, but neither half of another one's."""

from __future__ import annotations

import pytest

from tests.makers import listing, paper

TITLE = "GrassFlow: Mowing Very Large Lawns at Scale"
NEW = paper(TITLE, "2405.00001")
OTHER = "https://arxiv.org/abs/2301.00002"


@pytest.mark.parametrize(
    "entry",
    [
        f"- [{TITLE}]({OTHER})",
        f"- **GrassFlow**: Mowing Very Large Lawns at Scale\n  - Note: by A. [x]({OTHER})",
        f"  1. 2024 - {TITLE}. {OTHER}",
        f"  - {TITLE}. {OTHER}",
        f"- {TITLE}. A. Gardener. arXiv:2301.00002",
        f"- [GrassFlow]({OTHER}): {TITLE}",
    ],
)
def test_a_whole_title_is_known_whatever_id_stands_beside(entry: str) -> None:
    assert listing(f"## S\n{entry}\n").find(NEW) is not None


@pytest.mark.parametrize(
    "entry",
    [
        f"- [{TITLE}: A Survey]({OTHER})",
        f"- **{TITLE}: Advances and Outlook** [[Paper]]({OTHER})",
        f"- **{TITLE} – A Survey** arXiv:2301.00002",
        f"- Meadows — {TITLE} (arXiv:2301.00002)",
        f"- [Meadows: {TITLE}]({OTHER})",
        f"- [Meadows]({OTHER}): {TITLE}",
        f"- **Meadows**: {TITLE}, arXiv:2301.00002",
        f"- **Meadows:** {TITLE}, arXiv:2301.00002",
        f"- [{TITLE}: Code](https://github.com/a/b)",
        f"- [{TITLE}: Slides](https://github.com/a/b)",
    ],
)
def test_a_half_of_another_title_is_never_taken_for_it(entry: str) -> None:
    assert listing(f"## S\n{entry}\n").find(NEW) is None


@pytest.mark.parametrize(
    "entry",
    [
        f"- [{TITLE}: A Survey](https://x.org/a)",
        f"- [{TITLE}: ICML 2024](https://openreview.net/forum?id=x)",
        f"- {TITLE}: [Code](https://github.com/a/b)",
        f"- {TITLE}: [[Code: torch](https://github.com/a/b)]",
        f"- \u300a{TITLE}\u300b\uff0cGardener \u7b49",
        f"- Gardener\u3002{TITLE.replace(': ', chr(0xFF1A))}\uff0c2024",
    ],
)
def test_where_no_other_id_stands_beside_more_may_follow(entry: str) -> None:
    assert listing(f"## S\n{entry}\n").find(NEW) is not None


def test_a_twin_with_an_id_of_its_own_hides_no_entry_below_it() -> None:
    text = f"## S\n- [{TITLE}: Part A]({OTHER})\n- [{TITLE}](https://x.org/a)\n"
    hit = listing(text).find(NEW)
    assert hit is not None
    assert hit.line == 3


@pytest.mark.parametrize(
    "text",
    [
        f"A. Gardener. **{TITLE}**. ACL 2024. [[x](https://x.org/a)]",
        f"A. Gardener.\n*{TITLE}*.\nACL 2024. [[x](https://x.org/a)]",
        f"Read “{TITLE}.” There are [slides](https://x.org/a).",
        f"<ul><li>{TITLE}</li></ul>",
        f"<ul>\n<li><a href='https://x.org/a'>{TITLE}</a></li>\n</ul>",
        f"<p>See <a href='https://x.org/a'>{TITLE}</a></p>",
    ],
)
def test_a_paper_is_found_where_no_entry_is(text: str) -> None:
    found = listing(f"## S\n\n{text}\n\n## T\n- [Other]({OTHER})\n")
    hit = found.find(NEW)
    assert hit is not None
    assert (hit.line in (3, 4), hit.kind) == (True, "mention")
    assert [entry.line for entry in found.entries] == [text.count("\n") + 6]


@pytest.mark.parametrize(
    "text",
    [
        f"We love large lawns, {TITLE}, and [x](https://x.org).",
        f"A **bold** {TITLE} **word** ([x](https://x.org)).",
        f"**{TITLE} for Parks** is [here](https://x.org).",
        f"Read **{TITLE}**, to which nothing leads.",
        "A. Gardener. **Mowing Very Large Lawns at Scale**. [[x](https://x.org/a)]",
        f"<p><b>{TITLE}</b></p>",
        f"<!-- <li>{TITLE}</li> -->",
        f"```\n<li>{TITLE}</li>\n```",
    ],
)
def test_a_word_about_it_in_prose_lists_no_paper(text: str) -> None:
    assert listing(f"## S\n\n{text}\n\n## T\n- [Other]({OTHER})\n").find(NEW) is None
