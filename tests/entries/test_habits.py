"""What entries of real lists look like, and how a new one is made like them; to the byte."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.entries.template import closest
from bot.markdown.line_escape import list_text
from classifier.papers.paper import Paper, parse_arxiv_id
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
P = "https://arxiv.org/pdf"
NEW = paper(
    "TreeFlow: Growing Trees with Flows",
    "2405.00001",
    authors=["Ada Byron", "Charles Babbage"],
    submitted="2024-05-07",
)
ASKING = paper("What Do Hedges Know of Rain?", "2405.00003", submitted="2024-05-07")
CUT = paper("Growing Hedges for All (ECCV 2024", "2405.00004", submitted="2024-05-07")

# Name: (entries there are, the new entry, the paper).
MADE: dict[str, tuple[str, str, Paper]] = {
    "venue in brackets behind a bold title": (
        f"- <b>Old Things of Gardens (ICLR 2023)</b> [[Paper]]({A}/2301.00001)\n"
        f"- <b>More Old Things Here (2024)</b> [[Paper]]({A}/2401.00001)\n"
        f"- <b>Yet More of These Things (2024)</b> [[Paper]]({A}/2402.00001)\n",
        f"- <b>TreeFlow: Growing Trees with Flows (2024)</b> [[Paper]]({A}/2405.00001)\n",
        NEW,
    ),
    "title that lost its bracket": (
        f"- <b>Old Things of Gardens (ICLR 2023)</b> [[Paper]]({A}/2301.00001)\n"
        f"- <b>More Old Things Here (ICML 2024)</b> [[Paper]]({A}/2401.00001)\n",
        f"- <b>Growing Hedges for All (ECCV 2024)</b> [[Paper]]({A}/2405.00004)\n",
        CUT,
    ),
    "title that lost its bracket, and no place for venues": (
        f"- [Old Things of Gardens]({A}/2301.00001)\n- [More Old Things Here]({A}/2401.00001)\n",
        f"- [Growing Hedges for All (ECCV 2024)]({A}/2405.00004)\n",
        CUT,
    ),
    "name in bold brackets": (
        f"- **[OTG]** Old Things of Gardens | **[ICLR' 23]** | [`[pdf]`]({P}/2301.00001)\n"
        f"- **[MOTH]** More Old Things Here | **[arXiv' 24]** | [`[pdf]`]({P}/2401.00001)\n",
        "- **[TreeFlow]** Growing Trees with Flows | **[arXiv' 24]** | "
        f"[`[pdf]`]({P}/2405.00001)\n",
        NEW,
    ),
    "venue as the label of the link": (
        f"- Old Things of Gardens [[ICLR 2023]]({A}/2301.00001)\n"
        f"- More Old Things Here [[ICML 2024]]({A}/2401.00001)\n",
        f"- TreeFlow: Growing Trees with Flows [[arXiv 2024]]({A}/2405.00001)\n",
        NEW,
    ),
    "arXiv with a day": (
        f"- Old Things of Gardens [[arXiv 30 Nov 2023]]({A}/2311.00001)\n"
        f"- More Old Things Here [[arXiv 12 Jan 2024]]({A}/2401.00001)\n",
        f"- TreeFlow: Growing Trees with Flows [[arXiv 7 May 2024]]({A}/2405.00001)\n",
        NEW,
    ),
    "one stop is enough": (
        f'* **"Old Things of Gardens."** [[paper]({A}/2301.00001)]\n'
        f'* **"More Old Things Here."** [[paper]({A}/2401.00001)]\n',
        f'* **"What Do Hedges Know of Rain?"** [[paper]({A}/2405.00003)]\n',
        ASKING,
    ),
    "a stop before a line break stays": (
        f"1. **Old Things of Gardens.** Preprint. ![](https://x.org/a.svg)\n\n"
        f"   [[pdf]({A}/2301.00001)]\n"
        f"2. **More Old Things Here.** Preprint. ![](https://x.org/b.svg)\n\n"
        f"   [[pdf]({A}/2401.00001)]\n",
        f"3. **TreeFlow: Growing Trees with Flows.** Preprint.\n\n   [[pdf]({A}/2405.00001)]\n",
        NEW,
    ),
    "an attribute and a remark are no titles": (
        "- Old Things of Gardens and Parks\n"
        '  <div align="center"><img src="./things/of/old.png" width="80%"></div>\n'
        f"  - Link: {P}/2301.00001\n"
        "  - Summary: This tells of **Mixing of Old Things** and of Ada Byron, Alan Turing, who "
        "went into the garden when it rained.\n"
        "- More Old Things of the Same Kind\n"
        f"  - Link: {P}/2401.00001\n"
        "  - Summary: It tells of **Mixing of New Things**, and no more than that.\n",
        f"- TreeFlow: Growing Trees with Flows\n  - Link: {P}/2405.00001\n",
        NEW,
    ),
    "a line whose one fact is unknown goes with its label": (
        f"- [Old Things of Gardens]({A}/2301.00001)\n  - Authors: Jane Roe, John Doe\n"
        "  - Date: 2023-01\n"
        f"- [More Old Things Here]({A}/2401.00001)\n  - Authors: Max Power, Jane Roe\n"
        "  - Date: 2024-01\n",
        f"- [What Do Hedges Know of Rain?]({A}/2405.00003)\n  - Date: 2024-05\n",
        ASKING,
    ),
    "comments are not copied": (
        f"- [Old Things of Gardens]({A}/2301.00001) <!-- seen twice -->\n"
        f"- [More Old Things Here]({A}/2401.00001) <!-- seen twice -->\n",
        f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        NEW,
    ),
    "a mirror beside arXiv is no habit": (
        f"- [Old Things of Gardens]({A}/2301.00001)\n"
        "- [More Old Things Here](https://doi.org/10.48550/arXiv.2401.00001)\n"
        "- [Yet More of These](https://doi.org/10.48550/arXiv.2402.00001)\n",
        f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        NEW,
    ),
    "a mirror that all use is one": (
        "- [More Old Things Here](https://huggingface.co/papers/2401.00001)\n"
        "- [Yet More of These](https://huggingface.co/papers/2402.00001)\n",
        "- [TreeFlow: Growing Trees with Flows](https://huggingface.co/papers/2405.00001)\n",
        NEW,
    ),
    "preprints show how a preprint is written": (
        f"- [2023.01 Preprint] [Old Things of Gardens]({A}/2301.00001)\n"
        f"- [2024.01 Preprint] [More Old Things Here]({A}/2401.00001)\n"
        f"- [2024.01 Preprint] [Yet More Old Things]({A}/2401.00002)\n"
        "- [2024.02 Twig World] [Odd Things of it](https://x.org/d)\n"
        "- [2024.02 Garden Science] [Things of it](https://x.org/a)\n"
        "- [2024.03 Leaf Letters] [More of it](https://x.org/b)\n"
        "- [2024.03 Soil] [Yet more of it](https://x.org/c)\n",
        f"- [2024.05 Preprint] [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        NEW,
    ),
    "lines of an item with a longer number stay in it": (
        "".join(
            f"{n}. **Old Things of Gardens {n}**\n\n   [[pdf]({A}/23{n:02}.00001)]\n"
            for n in range(7, 10)
        ),
        f"10. **TreeFlow: Growing Trees with Flows**\n\n    [[pdf]({A}/2405.00001)]\n",
        NEW,
    ),
    "italics around people are no title": (
        f"- Old Things of Our Gardens. _Jane Roe et al._ arXiv 2023. [[paper]({A}/2301.00001)]\n"
        f"- More Old Things in Here. _John Doe et al._ arXiv 2024. [[paper]({A}/2401.00001)]\n",
        "- TreeFlow: Growing Trees with Flows. _Ada Byron et al._ arXiv 2024. "
        f"[[paper]({A}/2405.00001)]\n",
        NEW,
    ),
    "a preprint is marked up as preprints are": (
        f"- Old Things of Our Gardens. *ICLR*, 2023. [[pdf]({A}/2301.00001)]\n"
        f"- More Old Things of Gardens. arXiv, 2023. [[pdf]({A}/2302.00001)]\n"
        f"- Yet More of These Things. *ICML*, 2023. [[pdf]({A}/2303.00001)]\n"
        f"- Things That Were in Gardens. arXiv, 2024. [[pdf]({A}/2401.00001)]\n"
        f"- Gardens in Which Things Were. *ICLR*, 2024. [[pdf]({A}/2402.00001)]\n",
        f"- TreeFlow: Growing Trees with Flows. arXiv, 2024. [[pdf]({A}/2405.00001)]\n",
        NEW,
    ),
    "the year of a venue that nobody knows is no second date": (
        f"- Old Things of Our Gardens [2023-01] [Twig 2023] [[paper]({A}/2301.00001)]\n"
        f"- More Old Things of Gardens [2024-01] [Leaf 2024] [[paper]({A}/2401.00001)]\n",
        f"- TreeFlow: Growing Trees with Flows [2024-05] [[paper]({A}/2405.00001)]\n",
        NEW,
    ),
    "of two dates the one with a month stays": (
        f"- (Twig 2023) Old Things of Our Gardens [2023-01] [[paper]({A}/2301.00001)]\n"
        f"- (Leaf 2024) More Old Things of Gardens [2024-01] [[paper]({A}/2401.00001)]\n",
        f"- TreeFlow: Growing Trees with Flows [2024-05] [[paper]({A}/2405.00001)]\n",
        NEW,
    ),
    "an id with arXiv before it says that this is a preprint": (
        f"- *Old Things of Our Gardens*, arXiv:2301.00001 / ICLR 2023 [[Paper]({A}/2301.00001)]\n"
        f"- *More Old Things of Gardens*, arXiv:2401.00001 / ICML 2024 [[Paper]({A}/2401.00001)]\n",
        f"- *TreeFlow: Growing Trees with Flows*, arXiv:2405.00001 [[Paper]({A}/2405.00001)]\n",
        NEW,
    ),
    "of a paper without a date only the month is known": (
        f"- [2023-01-05] [Old Things of Gardens]({A}/2301.00001)\n"
        f"- [2024-01-15] [More Old Things Here]({A}/2401.00001)\n",
        f"- [2024-05] [Hedges without Days]({A}/2405.00005)\n",
        replace(NEW, id=parse_arxiv_id("2405.00005"), title="Hedges without Days", submitted=None),
    ),
    "null where no code is known": (
        "|Title|Paper|Code|\n|--|--|--|\n"
        f"|Old Things of Gardens|[2301.00001]({A}/2301.00001)|null|\n"
        f"|More Old Things Here|[2401.00001]({A}/2401.00001)|[link](https://x.org/a)|\n"
        f"|Yet More of These|[2402.00001]({A}/2402.00001)|null|\n",
        f"|TreeFlow: Growing Trees with Flows|[2405.00001]({A}/2405.00001)|null|\n",
        NEW,
    ),
    "an answer is no placeholder": (
        "| Title | Clips |\n|--|--|\n"
        f"| [Old Things of Gardens]({A}/2301.00001) | ✗ |\n"
        f"| [More Old Things Here]({A}/2401.00001) | ✓ |\n"
        f"| [Yet More of These]({A}/2402.00001) | ✗ |\n",
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | |\n",
        NEW,
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_the_new_entry_is_made_as_its_neighbours_are(name: str) -> None:
    entries, line, new = MADE[name]
    gap = "\n" if "\n\n1." in entries else ""
    assert inserted(f"## S\n\n{entries}", "S", new) == f"## S\n\n{entries}{gap}{line}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("R&D for Hedges", "R&D for Hedges"),
        ("Trees & Hedges", "Trees & Hedges"),
        ("&lt; is Less", "&amp;lt; is Less"),
        ("&#60; is Less", "&amp;#60; is Less"),
        ("Hedges &amp", "Hedges &amp;amp"),
    ],
)
def test_an_ampersand_is_escaped_where_it_begins_a_reference(text: str, written: str) -> None:
    assert list_text(text) == written


@pytest.mark.parametrize(
    ("near", "far", "chosen"),
    [
        (["a (b).", "a [b].", "a [b]"], ["x"] * 5, "a [b]."),
        (["a [b]", "a (b)"], ["a (b)"], "a (b)"),
        (["a b", *["c d"] * 2], [], "c d"),
        ([*["a b"] * 2, *["c d"] * 4], [], "c d"),
        ([*["a b"] * 3, *["c d"] * 9], [], "a b"),
        (["a b", "c d"], [], "a b"),
        ([], ["a b", "c d", "c d"], "c d"),
        ([], [], None),
    ],
)
def test_the_outcome_that_shares_most_with_all_others_is_chosen(
    near: list[str], far: list[str], chosen: str | None
) -> None:
    assert closest(near, far) == chosen
