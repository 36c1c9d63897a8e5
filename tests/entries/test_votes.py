"""Whose vote counts for what: the nearest address, the entry that lost nothing, the real name."""

from __future__ import annotations

import pytest

from bot.anatomy.identity import url_form
from bot.entries.alignment import split_name
from bot.markdown.line_escape import is_balanced
from classifier.papers.paper import Paper
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
P = "https://arxiv.org/pdf"
NEW = paper("TreeFlow: Growing Trees with Flows", "2405.00001", submitted="2024-05-07")
SHOWN = paper(
    "TreeFlow: Growing Trees with Flows",
    "2405.00001",
    comments="Accepted to ECCV 2024",
    submitted="2024-05-07",
)
PHRASE = paper("Two at Once: Growing Hedges and Trees", "2405.00002", submitted="2024-05-07")
STAR = "![Star](https://example.org/star) <br> "
HEAD = "| Paper | Year |\n|--|--|\n"


def items(*urls: str) -> str:
    """Return items with one title each, one for each of *urls* with "N" for the id."""
    words = ("Old Things", "More Things", "Yet More", "Other Things", "Late Things", "Last Things")
    return "".join(
        f"- [{words[n]} of Gardens]({url.replace('N', f'23{n + 1:02}.00009')})\n"
        for n, url in enumerate(urls)
    )


def new_item(url: str) -> str:
    return f"- [TreeFlow: Growing Trees with Flows]({url})\n"


# Name: (entries there are, the new entry, the paper).
MADE: dict[str, tuple[str, str, Paper]] = {
    "the addresses that the latest entries have": (
        items(*[f"{A}/N"] * 4, f"{P}/N", f"{P}/N"),
        new_item(f"{P}/2405.00001"),
        NEW,
    ),
    "an address that only the latest entry has is none": (
        items(*[f"{A}/N"] * 5, f"{P}/N"),
        new_item(f"{A}/2405.00001"),
        NEW,
    ),
    "old addresses do not outvote many later ones": (
        items(f"{P}/N", f"{P}/N", *[f"{A}/N"] * 4),
        new_item(f"{A}/2405.00001"),
        NEW,
    ),
    "a PDF of an abstract is a slip that means the PDF": (
        items(*[f"{A}/N.pdf"] * 4),
        new_item(f"{P}/2405.00001"),
        NEW,
    ),
    "the rest of the list decides between two habits": (
        items(*[f"{A}/N", f"{P}/N"] * 3)
        + "\n## T\n\n"
        + "".join(f"- [Far Things of Shed {n}]({A}/2201.0000{n})\n" for n in range(1, 10)),
        new_item(f"{A}/2405.00001"),
        NEW,
    ),
    "a host in capitals is the host": (
        items(f"{P}/N", f"{P}/N", *["https://arXiv.org/abs/N"] * 3),
        new_item(f"{A}/2405.00001"),
        NEW,
    ),
    "a break that stood below a picture goes with it": (
        HEAD
        + f"| [**Old Things of Gardens**]({A}/2401.00001) | 2024 |\n"
        + f"| [**More Old Things Here**]({A}/2402.00001) | 2024 |\n"
        + f"| {STAR}[**Yet More of These**]({A}/2403.00001) <br> | 2024 |\n"
        + f"| {STAR}[**Late Things of Gardens**]({A}/2403.00002) <br> | 2024 |\n"
        + f"| {STAR}[**Last Things of Gardens**]({A}/2404.00001) <br> | 2024 |\n",
        f"| [**TreeFlow: Growing Trees with Flows**]({A}/2405.00001) | 2024 |\n",
        NEW,
    ),
    "a break that all have stays": (
        HEAD
        + f"| [**Old Things of Gardens**]({A}/2401.00001) <br> | 2024 |\n"
        + f"| [**More Old Things Here**]({A}/2402.00001) <br> | 2024 |\n"
        + f"| {STAR}[**Yet More of These**]({A}/2403.00001) <br> | 2024 |\n",
        f"| [**TreeFlow: Growing Trees with Flows**]({A}/2405.00001) <br> | 2024 |\n",
        NEW,
    ),
    "rows that a blank line keeps from being a table are rows": (
        "| Title | Paper | Code | Where |\n|--|--|--|--|\n\n"
        f"| Old Things of Gardens | [arXiv]({A}/2401.00001) | [x](https://x.org/a) | arXiv |\n"
        f"| More Old Things Here | [arXiv]({A}/2402.00001) | - | arXiv |\n"
        f"| Yet More of These | [arXiv]({A}/2403.00001) | [x](https://x.org/b) | arXiv |\n",
        f"| TreeFlow: Growing Trees with Flows | [arXiv]({A}/2405.00001) | - | arXiv |\n",
        NEW,
    ),
    "a line that only begins with a bar is none": (
        f"| Old Things of Gardens [pdf]({A}/2401.00001)\n\n"
        f"| More Old Things Here [pdf]({A}/2402.00001)\n",
        f"\n| TreeFlow: Growing Trees with Flows [pdf]({A}/2405.00001)\n",
        NEW,
    ),
    "a month beside arXiv is that of the preprint": (
        f"- (arXiv 2024.01) Old Things of Gardens, [[Paper]]({A}/2401.00001)\n"
        f"- (arXiv 2024.02) More Old Things Here, [[Paper]]({A}/2402.00001)\n",
        f"- (arXiv 2024.05) TreeFlow: Growing Trees with Flows, [[Paper]]({A}/2405.00001)\n",
        SHOWN,
    ),
    "a month beside a meeting is the list's way": (
        f"- (ICLR Jan 2024) Old Things of Gardens, [[Paper]]({A}/2401.00001)\n"
        f"- (CVPR Feb 2024) More Old Things Here, [[Paper]]({A}/2402.00001)\n",
        f"- (ECCV May 2024) TreeFlow: Growing Trees with Flows, [[Paper]]({A}/2405.00001)\n",
        SHOWN,
    ),
    "a year beside arXiv fits a meeting as well": (
        f"- (arXiv 2024) Old Things of Gardens, [[Paper]]({A}/2401.00001)\n"
        f"- (arXiv 2024) More Old Things Here, [[Paper]]({A}/2402.00001)\n",
        f"- (ECCV 2024) TreeFlow: Growing Trees with Flows, [[Paper]]({A}/2405.00001)\n",
        SHOWN,
    ),
    "a month that stands apart fits a meeting as well": (
        f"- [2024.01] Old Things of Gardens, arXiv, [[Paper]]({A}/2401.00001)\n"
        f"- [2024.02] More Old Things Here, arXiv, [[Paper]]({A}/2402.00001)\n",
        f"- [2024.05] TreeFlow: Growing Trees with Flows, ECCV, [[Paper]]({A}/2405.00001)\n",
        SHOWN,
    ),
    "half a sentence is no name": (
        f"- [**OldFlow**] OldFlow: Things of Gardens [[pdf]({A}/2401.00001)]\n"
        f"- [**MoreFlow**] MoreFlow: Old Things Here [[pdf]({A}/2402.00001)]\n",
        f"- Two at Once: Growing Hedges and Trees [[pdf]({A}/2405.00002)]\n",
        PHRASE,
    ),
    "a name is told before the title": (
        f"- [**OldFlow**] OldFlow: Things of Gardens [[pdf]({A}/2401.00001)]\n"
        f"- [**MoreFlow**] MoreFlow: Old Things Here [[pdf]({A}/2402.00001)]\n",
        f"- [**TreeFlow**] TreeFlow: Growing Trees with Flows [[pdf]({A}/2405.00001)]\n",
        NEW,
    ),
    "bold that is never closed teaches nothing": (
        f'- **"Old Things of Gardens." *Jane Roe.* [[pdf]({A}/2401.00001)]\n'
        f'- **"More Old Things of Gardens."** [[pdf]({A}/2402.00001)]\n'
        f'- **"Yet More of These Things." *John Doe.* [[pdf]({A}/2403.00001)]\n',
        f'- **"TreeFlow: Growing Trees with Flows."** [[pdf]({A}/2405.00001)]\n',
        NEW,
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_the_new_entry_is_made_as_those_are_whose_vote_counts(name: str) -> None:
    entries, line, new = MADE[name]
    section, rule, others = entries.partition("\n## T")
    made = f"## S\n\n{section}{line}{rule}{others}"
    assert inserted(f"## S\n\n{entries}", "S", new) == made


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("**Trees** *of* ***all*** kinds", True),
        ("**Trees *of*** kinds", True),
        (r"**Trees**\* of 5 &lt; 6", True),
        ("**Trees *of* kinds", False),
        ("*Trees of kinds", False),
        ("**Trees* of kinds", False),
        ('"Trees', False),
        ("“Trees", False),
        ("[Trees", False),
    ],
)
def test_emphasis_brackets_and_quotes_have_to_be_closed(text: str, balanced: bool) -> None:
    assert is_balanced(text) is balanced


@pytest.mark.parametrize("mark", ["*", "**", '"', "***"])
def test_what_stands_around_a_title_is_counted_without_the_title(mark: str) -> None:
    titles = ("Trees (2", "Trees")
    assert is_balanced(f"{mark}Trees (2{mark}", titles)
    assert not is_balanced(f"{mark}Trees (2", titles)


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("TreeFlow: Growing Trees", ("TreeFlow", "Growing Trees")),
        ("Tree: Growing Trees", ("Tree", "Growing Trees")),
        ("BitNet v2: Growing Trees", ("BitNet v2", "Growing Trees")),
        ("Two at Once: Growing Trees", ("", "Two at Once: Growing Trees")),
        ("Growing Trees", ("", "Growing Trees")),
    ],
)
def test_a_name_before_a_colon_is_one_word_or_an_odd_one(
    title: str, parts: tuple[str, str]
) -> None:
    assert split_name(title) == parts


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://arXiv.org/abs/2401.00001v2?x=1", "https://arxiv.org/abs/{id}"),
        ("https://arxiv.org/pdf/2401.00001v2.pdf#page=2", "https://arxiv.org/pdf/{id}.pdf"),
        ("https://example.org/arXiv.org/x/", "https://example.org/arXiv.org/x"),
    ],
)
def test_the_form_of_an_address_is_free_of_version_query_and_capitals(url: str, form: str) -> None:
    assert url_form(url) == form
