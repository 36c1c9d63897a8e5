"""Lists of many makes: the new entry is written and placed as the maintainer would, to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.edit import apply, check, plan
from bot.lists.reading import read_list
from tests.makers import edited, inserted, listing, paper, section_of

A = "https://arxiv.org/abs"
P = "https://arxiv.org/pdf"
NEW = paper(
    "TreeFlow: Growing Trees with Flows",
    "2405.00001",
    authors=["Ada Byron", "Charles Babbage", "Alan Turing"],
    comments="Accepted at ICML 2024",
    submitted="2024-05-07",
)
PLAIN = paper(
    "Growing Hedges without Water",
    "2405.00002",
    authors=["Ada Byron", "Charles Babbage"],
    submitted="2024-05-08",
)

# Name: (text above, the entry for NEW, the entry for PLAIN, text below).
ADDED = {
    "linked": (
        f"- [Old Things of Gardens]({A}/2401.00001)\n- [More Old Things Here]({A}/2401.00002)\n",
        f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        f"- [Growing Hedges without Water]({A}/2405.00002)\n",
        "\n## Next\n",
    ),
    "linked with venue": (
        f"* [Old Things of Gardens]({A}/2401.00001), ICLR 2023\n"
        f"* [More Old Things Here]({A}/2401.00002), arXiv 2024\n",
        f"* [TreeFlow: Growing Trees with Flows]({A}/2405.00001), ICML 2024\n",
        f"* [Growing Hedges without Water]({A}/2405.00002), arXiv 2024\n",
        "",
    ),
    "bold and tags": (
        f"+ **Old Things of Gardens** Jane Roe, John Doe. [[Paper]({P}/2401.00001.pdf)] "
        "[[Code](https://github.com/a/b)]\n"
        f"+ **More Old Things Here** Max Power, Jane Roe. [[Paper]({P}/2401.00002.pdf)]\n",
        "+ **TreeFlow: Growing Trees with Flows** Ada Byron, Charles Babbage, Alan Turing. "
        f"[[Paper]({P}/2405.00001.pdf)]\n",
        "+ **Growing Hedges without Water** Ada Byron, Charles Babbage. "
        f"[[Paper]({P}/2405.00002.pdf)]\n",
        "",
    ),
    "name and quoted title": (
        f'* **OTG**: "Old Things of Gardens", ICLR 2024 (*Oxford*). [[Paper]({A}/2401.00001)]\n'
        f'* **MOTH**: "More Old Things Here", arXiv, 2024 (*MIT*). [[Paper]({A}/2401.00002)]'
        "[[Code](https://github.com/a/b)]\n",
        f'* **TreeFlow**: "Growing Trees with Flows", ICML 2024. [[Paper]({A}/2405.00001)]\n',
        f'* "Growing Hedges without Water", arXiv, 2024. [[Paper]({A}/2405.00002)]\n',
        "",
    ),
    "numbers and blank lines": (
        f"8. Old Things of Gardens, 2023-01-05. [pdf]({P}/2301.00001v2)\n\n"
        f"9. More Old Things Here, 2024-01-09. [pdf]({P}/2401.00002v1)\n",
        f"\n10. TreeFlow: Growing Trees with Flows, 2024-05-07. [pdf]({P}/2405.00001v1)\n",
        f"\n10. Growing Hedges without Water, 2024-05-08. [pdf]({P}/2405.00002v1)\n",
        "\n---\n[back to top](#list)\n",
    ),
    "all numbers one": (
        f"1. [Old Things of Gardens]({A}/2401.00001)\n1. [More Old Things Here]({A}/2401.00002)\n",
        f"1. [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        f"1. [Growing Hedges without Water]({A}/2405.00002)\n",
        "",
    ),
    "date first": (
        f"- [2024/01] **Old Things of Gardens** | [paper]({A}/2401.00001) | [code](https://x.org)\n"
        f"- [2024/02] **More Old Things Here** | [paper]({A}/2402.00002)\n",
        f"- [2024/05] **TreeFlow: Growing Trees with Flows** | [paper]({A}/2405.00001)\n",
        f"- [2024/05] **Growing Hedges without Water** | [paper]({A}/2405.00002)\n",
        "",
    ),
    "table": (
        "| Date | Title | Paper | Code |\n|:--|:--|:--|--|\n"
        f"|2024.01|Old Things of Gardens|[[pdf]]({P}/2401.00001)| - |\n"
        f"|2024.02|More Old Things Here|[[pdf]]({P}/2402.00002)| - |\n",
        f"|2024.05|TreeFlow: Growing Trees with Flows|[[pdf]]({P}/2405.00001)| - |\n",
        f"|2024.05|Growing Hedges without Water|[[pdf]]({P}/2405.00002)| - |\n",
        "\nwords after\n",
    ),
    "table with a column of code": (
        "| Title | Paper | Code |\n|--|--|--|\n"
        f"| Old Things of Gardens | [pdf]({P}/2401.00001) | [Here](https://x.org/a) |\n"
        f"| More Old Things Here | [pdf]({P}/2402.00002) | [There](https://x.org/b) |\n",
        f"| TreeFlow: Growing Trees with Flows | [pdf]({P}/2405.00001) | |\n",
        f"| Growing Hedges without Water | [pdf]({P}/2405.00002) | |\n",
        "",
    ),
    "table without outer pipes": (
        "Title | Note\n--- | ---\n"
        f"[Old Things of Gardens]({A}/2401.00001) | a fine one\n"
        f"[More Old Things Here]({A}/2402.00002) | another\n",
        f"[TreeFlow: Growing Trees with Flows]({A}/2405.00001) | \n",
        f"[Growing Hedges without Water]({A}/2405.00002) | \n",
        "",
    ),
    "paragraphs": (
        f"[Old Things of Gardens]({A}/2401.00001) ICLR 2023\n\n"
        f"[More Old Things Here]({A}/2402.00002) ICML 2023\n",
        f"\n[TreeFlow: Growing Trees with Flows]({A}/2405.00001) ICML 2024\n",
        f"\n[Growing Hedges without Water]({A}/2405.00002)\n",
        "\n## Next\n",
    ),
    "several lines": (
        f"- **Old Things of Gardens**\n\n  *Jane Roe, John Doe.* [[abs]({A}/2401.00001)]\n\n"
        f"- **More Old Things Here**\n\n  *Max Power, Jane Roe.* [[abs]({A}/2402.00002)]\n",
        "\n- **TreeFlow: Growing Trees with Flows**\n\n"
        f"  *Ada Byron, Charles Babbage, Alan Turing.* [[abs]({A}/2405.00001)]\n",
        "\n- **Growing Hedges without Water**\n\n"
        f"  *Ada Byron, Charles Babbage.* [[abs]({A}/2405.00002)]\n",
        "",
    ),
    "badge": (
        "- Old Things of Gardens "
        f"[![arXiv](https://img.shields.io/badge/arXiv-2401.00001-b31b1b.svg)]({A}/2401.00001)\n"
        "- More Old Things Here "
        f"[![arXiv](https://img.shields.io/badge/arXiv-2402.00002-b31b1b.svg)]({A}/2402.00002)\n",
        "- TreeFlow: Growing Trees with Flows "
        f"[![arXiv](https://img.shields.io/badge/arXiv-2405.00001-b31b1b.svg)]({A}/2405.00001)\n",
        "- Growing Hedges without Water "
        f"[![arXiv](https://img.shields.io/badge/arXiv-2405.00002-b31b1b.svg)]({A}/2405.00002)\n",
        "",
    ),
    "bare id": (
        "- Jane Roe et al., Old Things of Gardens, arXiv:2401.00001\n"
        "- Max Power et al., More Old Things Here, arXiv:2402.00002\n",
        "- Ada Byron et al., TreeFlow: Growing Trees with Flows, arXiv:2405.00001\n",
        "- Ada Byron et al., Growing Hedges without Water, arXiv:2405.00002\n",
        "",
    ),
    "task list": (
        f"- [ ] [Old Things of Gardens]({A}/2401.00001)\n"
        f"- [x] [More Old Things Here]({A}/2402.00002)\n",
        f"- [ ] [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        f"- [ ] [Growing Hedges without Water]({A}/2405.00002)\n",
        "",
    ),
    "quoted bullets": (
        f"> - [Old Things of Gardens]({A}/2401.00001)\n> - [More Old Things]({A}/2402.00002)\n",
        f"> - [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        f"> - [Growing Hedges without Water]({A}/2405.00002)\n",
        "",
    ),
    "html anchors": (
        f'- <a href="{A}/2401.00001">Old Things of Gardens</a>, ICLR 2023\n'
        f'- <a href="{A}/2402.00002">More Old Things Here</a>, ICML 2023\n',
        f'- <a href="{A}/2405.00001">TreeFlow: Growing Trees with Flows</a>, ICML 2024\n',
        f'- <a href="{A}/2405.00002">Growing Hedges without Water</a>\n',
        "",
    ),
    "title linked elsewhere": (
        f"- [Old Things of Gardens](old.md) [arxiv]({A}/2401.00001)\n"
        f"- [More Old Things Here](more.md) [arxiv]({A}/2402.00002)\n",
        f"- TreeFlow: Growing Trees with Flows [arxiv]({A}/2405.00001)\n",
        f"- Growing Hedges without Water [arxiv]({A}/2405.00002)\n",
        "",
    ),
    "bare address": (
        f"- Old Things of Gardens {A}/2401.00001\n- More Old Things Here {A}/2402.00002\n",
        f"- TreeFlow: Growing Trees with Flows {A}/2405.00001\n",
        f"- Growing Hedges without Water {A}/2405.00002\n",
        "",
    ),
    "tag first": (
        f"- [[Paper]({A}/2401.00001)] Old Things of Gardens\n"
        f"- [[Paper]({A}/2402.00002)] More Old Things Here\n",
        f"- [[Paper]({A}/2405.00001)] TreeFlow: Growing Trees with Flows\n",
        f"- [[Paper]({A}/2405.00002)] Growing Hedges without Water\n",
        "",
    ),
    "venue as label": (
        f"- Old Things of Gardens [[ICLR 2023]]({A}/2401.00001)\n"
        f"- More Old Things Here [[arXiv 2024]]({A}/2402.00002)\n",
        f"- TreeFlow: Growing Trees with Flows [[ICML 2024]]({A}/2405.00001)\n",
        f"- Growing Hedges without Water [[arXiv 2024]]({A}/2405.00002)\n",
        "",
    ),
    "hard breaks": (
        f"[Old Things of Gardens]({A}/2401.00001)  \n*Jane Roe, John Doe*  \n\n"
        f"[More Old Things Here]({A}/2402.00002)  \n*Max Power, Jane Roe*  \n",
        f"\n[TreeFlow: Growing Trees with Flows]({A}/2405.00001)  \n"
        "*Ada Byron, Charles Babbage, Alan Turing*  \n",
        f"\n[Growing Hedges without Water]({A}/2405.00002)  \n*Ada Byron, Charles Babbage*  \n",
        "",
    ),
    "inside details": (
        f"<details><summary>More</summary>\n\n- [Old Things of Gardens]({A}/2401.00001)\n",
        f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        f"- [Growing Hedges without Water]({A}/2405.00002)\n",
        "\n</details>\n",
    ),
}


@pytest.mark.parametrize("name", ADDED)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_entry_is_added_below_in_the_style_of_its_neighbours(name: str, ending: str) -> None:
    above, with_all, with_little, below = ADDED[name]
    heading = "More" if "<summary>" in above else "S"
    for new, line in ((NEW, with_all), (PLAIN, with_little)):
        before = f"# List\n\n## S\n\n{above}{below}".replace("\n", ending)
        after = f"# List\n\n## S\n\n{above}{line}{below}".replace("\n", ending)
        assert inserted(before, heading, new) == after


def test_a_file_without_final_newline_gets_none() -> None:
    above = f"## S\n- [Old Things of Gardens]({A}/2401.00001)"
    after = inserted("\ufeff" + above, "S", PLAIN)
    assert after == f"\ufeff{above}\n- [Growing Hedges without Water]({A}/2405.00002)"


def test_nothing_of_a_neighbour_stands_in_the_new_entry() -> None:
    text = (
        f"## S\n- 🔥 [Old Things of Gardens]({A}/2401.00001), Oxford, ICLR 2023. "
        "[[code](https://github.com/a/b)] ![stars](https://img.shields.io/x) A fine summary.\n"
        f"- [More of Them Here]({A}/2402.00001), MIT. [[page](https://a.github.io)] Another one.\n"
    )
    edit, _ = edited(text, "S", PLAIN)
    assert edit.inserts[0].text == f"- [Growing Hedges without Water]({A}/2405.00002)"


def test_ignored_entries_teach_nothing() -> None:
    mark = "<!-- paper-bot: ignore -->"
    text = (
        f"## S\n- {mark} **Old Things** [x]({A}/2401.00001)\n- {mark} **B c** [x]({A}/2402.00001)\n"
    )
    edit, _ = edited(text, "S", PLAIN)
    assert edit.inserts[0].text == f"- [Growing Hedges without Water]({A}/2405.00002)"


_BODIES = st.sampled_from(
    [
        "- [Old Title of Things {n}](https://arxiv.org/abs/{n})",
        "* **Old Title of Things {n}** [[pdf](http://arxiv.org/pdf/{n}v1)] [[code](https://x.org)]",
        "1. Old Title of Things {n}, ICML 2023. https://arxiv.org/abs/{n}",
        "| Old Title of Things {n} | [x](https://arxiv.org/abs/{n}) |",
        "[Old Title of Things {n}](https://arxiv.org/abs/{n})",
        "   - nested [Old Title of Things {n}](https://arxiv.org/abs/{n})",
        "prose", "", "", "---", "```", "<!--", "-->", "</details>", "<details><summary>x</summary>",
        "| a | b |", "|---|---|", "> quote", "### Sub", "**Bold**", "\t- tab", "1) x", "<tr><td>",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_BODIES, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]), st.integers(0, 3))
def test_any_list_takes_the_paper_or_says_why_not(
    bodies: list[str], ending: str, which: int
) -> None:
    rows = [body.format(n=f"23{n % 12 + 1:02}.{n:05}") for n, body in enumerate(bodies)]
    text = ending.join(["# T", "", "## S", *rows, "## Z"])
    found = listing(text)
    section = found.sections[which % len(found.sections)].id
    edit = plan(found, [(NEW, section), (PLAIN, section)])
    after = apply(found.documents, edit)
    check(found.documents, edit, after)
    again = read_list(after)
    for insert in edit.inserts:
        hits = [e for e in again.entries if insert.arxiv_id in e.arxiv_ids]
        assert [hit.section for hit in hits] == [section]
    assert len(edit.inserts) + len(edit.refused) == 2


def test_two_files_are_edited_each_at_its_place() -> None:
    found = read_list(
        {**listing("# A\n", "a.md").documents, **listing("# B\n- x\n", "b.md").documents}
    )
    edit = plan(found, [(NEW, section_of(found, "B")), (PLAIN, section_of(found, "A"))])
    assert [insert.file for insert in edit.inserts] == ["a.md", "b.md"]
    check(found.documents, edit, apply(found.documents, edit))
