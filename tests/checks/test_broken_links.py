"""Links that look like links and are none: what `bot check` says, mends and leaves alone."""

from __future__ import annotations

import pytest

from bot.checks.checking import findings, repaired
from bot.lists.reading import read_list
from bot.markdown.document import Document
from tests.makers import listing

A = "https://arxiv.org/abs"
SMALL = f"[Small Hedges of the East]({A}/2401.00002)"
TALL = f"[Tall Hedges of the North]({A}/2401.00001)"
OTHER = "- [Low Walls of the South](https://arxiv.org/abs/2402.00002)"


@pytest.mark.parametrize(
    "line",
    [
        f"- [Tall Hedges of the North]（{A}/2401.00001）",
        f"- [Tall Hedges of the North]【{A}/2401.00001】",
        f"- 【Tall Hedges of the North】({A}/2401.00001)",
        f"- [Tall Hedges of the North](({A}/2401.00001))",
        "- [Tall Hedges of the North](https://arxiv .org/abs/2401.00001)",
        "- [Tall Hedges of the North](https://arxiv. org/abs/2401.00001)",
        f"- [Tall Hedges of the North]({A}/24O1.00001)",
        f"- [Tall Hedges of the North]({A}/2401.0000l)",
        f"- [Tall Hedges of the North]({A}/240100001)",
        f"- [Tall Hedges of the North]({A}/2401,00001)",
        f"- [Tall Hedges of the North]({A}/2401..00001)",
        f"- !{TALL}",
        f"-{TALL}",
        f"- [Tall Hedges of the North](({A}/24010000l))",
    ],
)
def test_a_link_that_is_none_is_an_error_and_is_put_right(line: str) -> None:
    before = listing(f"# H\n\n{OTHER}\n{line}\n")
    (found,) = findings(before)
    assert (found.line, found.kind, found.level) == (4, "broken-link", "error")
    assert found.mended == f"- {TALL}"
    (after,) = repaired(before).values()
    assert after.text_lines()[3] == f"- {TALL}"
    assert findings(read_list([after])) == ()


@pytest.mark.parametrize(
    ("line", "kind", "level", "text"),
    [
        (f"- {TALL}(https://x.org/a)", "broken-link", "warning", "a second address without"),
        ("- [Tall Hedges](TODO)", "broken-link", "warning", "(TODO) is no address"),
        ("- [Tall Hedges](#)", "broken-link", "warning", "(#) is no address"),
        (f"- {TALL} [Code](Coming soon)", "broken-link", "warning", "(Coming soon) is no"),
        (f"- [Tall Hedges]({A}/XXXX.XXXXX)", "broken-link", "error", "XXXX.XXXXX stands for"),
        (f"- [Tall Hedges]({A}/2401.XXXXX)", "broken-link", "error", "2401.XXXXX stands for"),
        (f"- [Tall Hedges]({A}/24O1.0001)", "broken-link", "error", "arXiv has no paper 24O1"),
        (f"- [Tall Hedges]({A}/24130001)", "broken-link", "error", "arXiv has no paper 24130001"),
        ("- [Tall Hedges](https://x.org/a b)", "broken-link", "error", "a blank in the address"),
        (f"- [![Tall]({A}/2401.00001)](https://x.org)", "broken-link", "error", "a page shown as"),
        ("- [Tall Hedges][gone]", "broken-link", "error", "[gone] is defined nowhere"),
        ("- Tall Hedges of the North [Paper] in 2024", "no-link", "warning", "[Paper] without an"),
    ],
)
def test_what_only_a_person_can_put_right_is_told(
    line: str, kind: str, level: str, text: str
) -> None:
    more = f"{OTHER} [Paper](https://x.org/b) [there]\n\n[there]: https://x.org/c\n"
    (found,) = [
        one for one in findings(listing(f"# H\n\n{line}\n{more}")) if "unlike" not in one.text
    ]
    assert (found.line, found.kind, found.level, found.mended) == (3, kind, level, None)
    assert found.text.startswith(text)


@pytest.mark.parametrize(
    "text",
    [
        f"- [Tall Hedges]（{A}/2401.00001）\n- [Low Hedges]（{A}/2401.00002）\n",
        f"- {TALL} （https://x.org/a）\n- {SMALL}（code）\n",
        "- [up](#) [Back to top](#) [↑](#)\n",
        "- [![badge](https://x.org/b.svg)](#) [See](TODO.md)\n",
        '- [Tall Hedges](https://x.org/a "A hedge") [b](<https://x.org/a b>)\n',
        f"- [Old Hedges]({A}/hep-th/9901001) [New]({A}/arXiv:2401.00001v2) {A}/2401.00003.\n",
        "- ![a picture](https://x.org/a.png) ![it](https://arxiv.org/logo.png)\n",
        f"{TALL}\n-{SMALL}\n",
        f"- [Low]({A}/2401.00002)\n\n*{TALL}*\n",
        f"- {TALL} [ICLR][2024]\n",
        f"- {TALL} [[x]][ICLR 2024] `[a][b]` [x][r]\n\n[r]: https://x.org\n",
        f"- [[Paper]]({A}/2401.00001) ['[Paper]']({A}/2401.00002)\n",
        f'- [Paper]({A}/2401.00001)\n- <a href="{A}/2401.00002">[Paper]</a>\n',
        f"- [Paper]({A}/2401.00001)\n- One Hedge [Paper]\n- Two Hedges [Paper]\n",
        "- Tall Hedges [Paper]\n",
        f"- [Paper]({A}/2401.00001) [PDF]\n\n[pdf]: https://x.org\n",
        f"- `[T]（{A}/2401.00001）` and `[T](({A}/2401.00001))`\n",
    ],
)
def test_what_only_looks_odd_is_left_alone(text: str) -> None:
    assert findings(listing(f"# H\n\n{text}")) == ()


def test_beside_code_a_number_is_told_and_not_mended() -> None:
    (found,) = findings(listing(f"# H\n- `x` [Tall Hedges]({A}/240100001)\n"))
    assert (found.level, found.mended) == ("error", None)


@pytest.mark.parametrize(("name", "known"), [("README.md", True), ("a/Readme.md", True)])
def test_the_page_of_a_readme_is_a_place(name: str, known: bool) -> None:
    raw = b"# H\n\n[Back to top](#readme)\n"
    assert (findings(read_list([Document.parse(raw, name=name)])) == ()) is known
    assert [one.kind for one in findings(listing(raw.decode()))] == ["contents"]


@pytest.mark.parametrize(
    "line",
    [
        f"- {TALL} [[pdf]]({A}/2401.00002)",
        f"- Tall Hedges of the North [[abs]({A}/2401.00001)] [[pdf]({A}/2401.00002)]",
    ],
)
def test_two_ids_of_one_paper_are_a_suspicion(line: str) -> None:
    (found,) = findings(listing(f"# H\n{line}\n"))
    assert (found.line, found.kind, found.level, found.text) == (
        2,
        "id-mismatch",
        "warning",
        "leads to 2401.00001 and 2401.00002 as to one paper; correct one of them",
    )


@pytest.mark.parametrize(
    "line",
    [
        f"- {TALL} [[pdf]](https://arxiv.org/pdf/2401.00001v2)",
        f"- {TALL}, which grew out of [Hedges]({A}/2401.00002)",
        f"- Hedges and Walls [[paper]({A}/2401.00001)] [[paper]({A}/2401.00002)]",
        f"- [Code]({A}/2401.00001) [pdf]({A}/2401.00002)",
        f"- {TALL} [pdf]({A}/2401.00002) [pdf]({A}/2401.00003)",
        f"- {TALL} <!-- [pdf]({A}/2401.00002) -->",
        f"- [arXiv 2024]({A}/2401.00001) [pdf]({A}/2401.00002)",
    ],
)
def test_several_papers_of_an_entry_are_left_alone(line: str) -> None:
    assert findings(listing(f"# H\n{line}\n")) == ()


@pytest.mark.parametrize(
    ("link", "between", "kind", "level", "text"),
    [
        (
            "https://openreview.net/forum?id=a",
            "",
            "duplicate",
            "warning",
            "its title stands in line 2 too, with another link; delete one",
        ),
        (
            "https://openreview.net/forum?id=a",
            "# I\n",
            "duplicate",
            "note",
            "its title stands in line 2 too, with another link",
        ),
        (
            f"{A}/2401.00002",
            "",
            "id-mismatch",
            "note",
            "has the title of line 2 and another id; is one of them wrong?",
        ),
    ],
)
def test_one_title_with_two_links_is_told(
    link: str, between: str, kind: str, level: str, text: str
) -> None:
    found = findings(listing(f"# H\n- {TALL}\n{between}- [Tall Hedges of the North]({link})\n"))
    assert [(one.kind, one.level, one.text) for one in found] == [(kind, level, text)]


def test_one_title_twice_without_an_id_is_left_alone() -> None:
    one = "- [Tall Hedges of the North](https://openreview.net/forum?id={})\n"
    assert findings(listing(f"# H\n{one.format('a')}{one.format('b')}")) == ()


@pytest.mark.parametrize(
    "other",
    [
        "[Tall Hedges of the North](https://x.org/blog)",
        "[Tall Hedges of the North II](https://openreview.net/forum?id=a)",
    ],
)
def test_other_things_of_that_title_are_left_alone(other: str) -> None:
    assert findings(listing(f"# H\n- {TALL}\n- {other}\n")) == ()
