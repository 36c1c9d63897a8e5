"""What once went wrong on some list, each time on an invented one: exact bytes."""

from __future__ import annotations

import pytest

from bot.editing.edit import apply, check, plan
from bot.markdown.line_escape import list_text
from classifier.papers.paper import Paper
from tests.makers import inserted, listing, paper

A, P = "https://arxiv.org/abs", "https://arxiv.org/pdf"
NEW = paper(
    "TreeFlow: Growing Trees with Flows",
    "2405.00001",
    authors=["Ada Byron", "Charles Babbage"],
    submitted="2024-05-07",
)
REMARK = "收集了花园里的铲子和水壶，用于评估机器人在雨天的能力，" * 3 + "涵盖花园、水壶、铲子等"
# Name: (entries there are, the new entry, the paper).
MADE: dict[str, tuple[str, str, Paper]] = {
    "authors in italics behind a plain title": (
        f"- Are Rakes Enough? A Study. _Alan Mill et al._ arXiv 2023. [[pdf]({A}/2301.00001)]\n"
        f"- What Can Hedges Do in Rain. _Bo Chen et al._ arXiv 2024. [[pdf]({A}/2401.00001)]\n",
        "- TreeFlow: Growing Trees with Flows. _Ada Byron et al._ arXiv 2024. "
        f"[[pdf]({A}/2405.00001)]\n",
        NEW,
    ),
    "authors in italics after a line break": (
        f"- Old Things of Gardens<br>*Alan Mill, Bo Chen*<br>[Paper]({A}/2301.00001)\n"
        f"- More Old Things Here<br>*Bo Chen, Cy Dean*<br>[Paper]({A}/2401.00001)\n",
        "- TreeFlow: Growing Trees with Flows<br>*Ada Byron, Charles Babbage*<br>"
        f"[Paper]({A}/2405.00001)\n",
        NEW,
    ),
    "lines that end in a backslash": (
        f"- Old Things of Gardens\\\n  Alan Mill, Bo Chen\\\n  [Paper]({A}/2301.00001)\n"
        f"- More Old Things Here\\\n  Bo Chen, Cy Dean\\\n  [Paper]({A}/2401.00001)\n",
        "- TreeFlow: Growing Trees with Flows\\\n  Ada Byron, Charles Babbage\\\n"
        f"  [Paper]({A}/2405.00001)\n",
        NEW,
    ),
    "brackets that are escaped": (
        f"- \\[arXiv'23\\] Old Things of Gardens - \\[[PDF]({A}/2301.00001)\\] "
        "\\[[Code](https://example.org/a)\\]\n"
        f"- \\[arXiv'24\\] More Old Things - \\[[PDF]({A}/2402.00001)\\] "
        "\\[[Code](https://example.org/b)\\]\n",
        f"- \\[arXiv'24\\] TreeFlow: Growing Trees with Flows - \\[[PDF]({A}/2405.00001)\\]\n",
        NEW,
    ),
    "authors before the title": (
        f"- Alan Mill, Bo Chen. Old Things of Gardens in Rain. [[pdf]]({A}/2301.00001)\n"
        f"- Bo Chen, Cy Dean. More Old Things of Rain. [[pdf]]({A}/2402.00001)\n",
        "- Ada Byron, Charles Babbage. TreeFlow: Growing Trees with Flows. "
        f"[[pdf]]({A}/2405.00001)\n",
        NEW,
    ),
    "authors before a venue": (
        f"- “Old Things of Gardens”, Alan Mill and Bo Chen, ICLR’23 [paper]({A}/2301.00001)\n"
        f"- “More Old Things”, Bo Chen and Cy Dean, ICML’23 [paper]({A}/2402.00001)\n",
        "- “TreeFlow: Growing Trees with Flows”, Ada Byron and Charles Babbage, "
        f"[paper]({A}/2405.00001)\n",
        NEW,
    ),
    "arrows between the parts": (
        f"- Old Things of Gardens → [Paper]({A}/2301.00001) → [Code](https://example.org/a)\n"
        f"- More Old Things → [Paper]({A}/2402.00001) → [Code](https://example.org/b)\n",
        f"- TreeFlow: Growing Trees with Flows → [Paper]({A}/2405.00001)\n",
        NEW,
    ),
    "an id for a link": (
        "- A. Mill, Old Things of Gardens in Rain, arXiv:2301.00001\n"
        "- B. Chen, More Old Things of Rain and Sun, arXiv:2402.00001\n",
        "- TreeFlow: Growing Trees with Flows, arXiv:2405.00001\n",
        NEW,
    ),
    "a picture and a place to link to": (
        f'- <a name="old"></a><img src="old.png"> [Old Things of Gardens]({A}/2301.00001)\n'
        f'- <a name="more"></a><img src="more.png"> [More Old Things]({A}/2402.00001)\n',
        f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n",
        NEW,
    ),
    "a picture that all have": (
        "".join(
            f'- <img src="pdf.png"> [Old Things of Garden {n}]({A}/230{n}.00001)\n'
            for n in range(1, 7)
        ),
        f'- <img src="pdf.png"> [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n',
        NEW,
    ),
    "venues of which most are alike, one of them with a link": (
        "| Venue | Title |\n|-|-|\n"
        f"| `CVPR` | [Old Things of Gardens]({A}/2301.00001) |\n"
        f"| [`WACV`](https://example.org/dates) | [More Old Things]({A}/2302.00001) |\n"
        f"| `CVPR` | [Yet More of These Things]({A}/2303.00001) |\n",
        f"| | [TreeFlow: Growing Trees with Flows]({A}/2405.00001) |\n",
        NEW,
    ),
    "a word where other rows have links": (
        "| Title | Code |\n|-|-|\n"
        f"| [Old Things of Gardens]({A}/2301.00001) | null |\n"
        f"| [More Old Things]({A}/2302.00001) | [here](https://example.org/code) |\n"
        f"| [Yet More of These Things]({A}/2303.00001) | null |\n",
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | null |\n",
        NEW,
    ),
    "code that is promised and leads to the paper": (
        "| Title | More |\n|-|-|\n"
        f"| [Old Things of Gardens]({A}/2301.00001) | [code]({A}/2301.00001) |\n"
        f"| [More Old Things]({A}/2302.00001) | [code]({A}/2302.00001) |\n",
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | |\n",
        NEW,
    ),
    "remarks that end as lists of people do": (
        "| Who | What | Where |\n|-|-|-|\n"
        f"| Mill 等 | {REMARK} | [Old Things of Gardens]({A}/2301.00001) |\n"
        f"| Chen 等 | {REMARK} | [More Old Things of Rain]({A}/2302.00001) |\n",
        f"| Byron 等 | | [TreeFlow: Growing Trees with Flows]({A}/2405.00001) |\n",
        NEW,
    ),
    "title with a bracket of its own in a table": (
        "| Title | Date |\n|-|-|\n"
        f"| **Old Things of Gardens** [[pdf]({A}/2301.00001)] | 2023.01 |\n"
        f"| **More Old Things** [[pdf]({A}/2302.00001)] | 2023.02 |\n",
        f"| **a --> b, or \\[Hedges** [[pdf]({A}/2405.00001)] | 2024.05 |\n",
        paper("a --> b, or [Hedges", submitted="2024-05-07"),
    ),
    "bare addresses in an HTML table": (
        "<table>\n<tr><td>Title</td></tr>\n"
        f"<tr><td>Old Things of Gardens {A}/2301.00001</td></tr>\n",
        f"<tr><td>TreeFlow: Growing Trees with Flows {A}/2405.00001</td></tr>\n",
        NEW,
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_the_new_entry_is_made_as_its_neighbours_are(name: str) -> None:
    before, new, one = MADE[name]
    assert inserted(f"## S\n\n{before}", "S", one) == f"## S\n\n{before}{new}"


PROSE = "See [our guide](https://example.org/guide) first, then [ask](https://example.org/ask).\n"


def test_a_paragraph_with_links_is_no_model_where_papers_are_items() -> None:
    items = f"## T\n- [Old Things of Gardens]({A}/2301.00001)\n"
    new = f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n"
    assert inserted(f"## S\n{PROSE}\n{items}", "S", NEW) == f"## S\n{PROSE}\n{new}\n{items}"


def test_it_is_one_where_papers_are_paragraphs() -> None:
    others = f"## T\n[Old Things of Gardens]({A}/2301.00001)\n"
    new = f"[TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n"
    assert inserted(f"## S\n{PROSE}\n{others}", "S", NEW) == f"## S\n{PROSE}\n{new}\n{others}"


@pytest.mark.parametrize(
    "text",
    [
        f"## News\n- [2024/01/01] First release.\n\n## T\n- [Old Things]({A}/2301.00001)\n",
        "## Contents\n- [A](#a)\n- [B](#b)\n\n## A\n## B\n",
    ],
)
def test_a_person_may_have_a_paper_put_where_none_belong(text: str) -> None:
    found = listing(text)
    wanted = [(NEW, found.sections[0].id if found.sections[0].level else found.sections[1].id)]
    assert plan(found, wanted).inserts == ()
    edit = plan(found, wanted, anyway=True)
    check(found.documents, edit, apply(found.documents, edit))
    assert len(edit.inserts) == 1


def titled(title: str, number: int) -> str:
    return f"### {title}\n[arXiv]({A}/240{number}.00001) · [PDF]({P}/240{number}.00001)\n\n"


@pytest.mark.parametrize("count", [3, 4, 5])
def test_a_short_title_is_a_heading_where_all_headings_are_titles(count: int) -> None:
    before = "".join(titled(f"The Old Things of Garden {n}", n) for n in range(1, count + 1))
    after = inserted(f"## S\n\n{before}", "S", paper("Region Mixup", "2409.00001"))
    assert titled("Region Mixup", 9).strip() in after


@pytest.mark.parametrize(
    ("title", "written"),
    [
        (r"Rakes \& Spades: 5\% More", "Rakes & Spades: 5% More"),
        (r"Hedges on Slopes \\ via Hoses", "Hedges on Slopes via Hoses"),
        (
            r"M\"obius, Poincar\'e and \v{C}ech in {\'E}tale Gardens",
            "Möbius, Poincaré and Čech in Étale Gardens",
        ),
        (r"G\"{o}del in the Garden", "Gödel in the Garden"),
        (r"Shed_\#4 for \$5", r"Shed\_#4 for \$5"),
    ],
)
def test_tex_becomes_the_characters_that_it_means(title: str, written: str) -> None:
    assert list_text(title) == written


@pytest.mark.parametrize("title", [r"C:\dir and \word", r"A \\b C", "{Hedges}"])
def test_what_is_no_tex_that_we_know_stays(title: str) -> None:
    assert list_text(title).replace("\\\\", "\\") == title
