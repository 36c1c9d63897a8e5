"""Three hundred hostile titles in every entry style: one more item and one link each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from bot.lists import apply, check, markdown, plan
from bot.lists.links import find_links
from tests.lists.makers import listing, paper, section_of

_BAITS = (
    *("](https://evil.example)", "[x](https://evil.example)", "![x](https://evil.example/x.png)"),
    *("<img src=x onerror=alert(1)>", "<b>bold", "</td></tr></table>", "</li></ul>", "<!--", "-->"),
    *("https://evil.example/a_b", "www.evil.example", "me@evil.example", "@everyone", "#12"),
    *("**", "__", "*_*", "~~", "```", "`", "$$x$$", "| a | b |", r"\\", "&lt;", "&#42;"),
    *("{{ site }}", "{% raw %}", "\u202e", "\u2028- x", "\t"),
)
_FRAMES = (
    *("{} Hedges of the Garden", "Hedges of {} the Garden", "Hedges of the Garden {}"),
    *("Hedges{}of the Garden", "Hedge: {} of the Far Garden", "{0} Hedges {0} of {0} the Garden"),
    *("1. Hedges {}: of the Garden", "- Hedges {} of the Garden", "# Hedges of the {}Garden"),
    "Hedges *of the {} Garden",
)
TITLES = [frame.format(bait) for frame, bait in product(_FRAMES, _BAITS)]
A, D = "https://arxiv.org/abs", "https://arxiv.org/pdf"
STYLES = {
    "linked": f"- [Old Things of Gardens]({A}/2401.00001), 2024\n",
    "bold linked": f"1. **[Old Things of Gardens]({A}/2401.00001)** *A. Byron et al.*\n",
    "bold and tag": f"- **Old Things of Gardens** A. Byron. [Paper]({A}/2401.00001)\n",
    "bold and double tag": f"* (arXiv 2024) **Old Things of Gardens** [[Paper]({A}/2401.00001)]\n",
    "plain and tag": f"+ Old Things of Gardens, ICML 2024. [pdf]({D}/2401.00001.pdf)\n",
    "plain and double tag": f"- Old Things of Gardens [[paper]]({A}/2401.00001)\n",
    "quoted": f'* **Old**: "Old Things of Gardens", arXiv, 2024. [[Paper]({A}/2401.00001)]\n',
    "tag first": f"- [[Paper]({A}/2401.00001)] Old Things of Gardens\n",
    "badge": (
        "- Old Things of Gardens [![arXiv](https://img.shields.io/badge/arXiv-2401.00001-red)]"
        f"({A}/2401.00001)\n"
    ),
    "bare address": f"- Old Things of Gardens {A}/2401.00001\n",
    "details": f"- [Old Things]({A}/2401.00001)\n  - Ada Byron, Alan Turing\n  - 2024.01\n",
    "hard breaks": f"**Old Things**  \n*Ada Byron, Alan Turing*  \n[[Paper]({A}/2401.00001)]\n",
    "paragraph": f"[Old Things of Gardens]({A}/2401.00001)\n",
    "table": f"|Title|Link|\n|--|--|\n|Old Things of Gardens|[x]({A}/2401.00001)|\n",
    "titled": "\n".join(
        f"### Old Things of Garden {n}\n[Paper]({A}/240{n}.00001)\n" for n in (1, 2, 3)
    ),
    "linked cell": f"| Paper | Date |\n|:-|-|\n| [Old Things]({A}/2401.00001) | 2024.01 |\n",
}


def items(lines: list[str]) -> int:
    html = markdown.render(lines)
    return sum(map(html.count, ("<li>", "<tr>", "<p>")))


def blocks(titles: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(titles), size):
        yield titles[start : start + size]


@pytest.mark.parametrize("style", STYLES)
def test_every_hostile_title_is_one_more_entry_with_its_own_link(style: str) -> None:
    found = listing(f"## S\n\n{STYLES[style]}")
    section = section_of(found, "S")
    for number, title in enumerate(TITLES):
        new = paper(title, f"2405.{number:05}", authors=["Ada Byron"], submitted="2024-05-07")
        edit = plan(found, [(new, section)])
        assert edit.refused == (), title
        after = apply(found.documents, edit)
        check(found.documents, edit, after)
        before, now = found.documents["LIST.md"].text_lines(), after["LIST.md"].text_lines()
        gained = markdown.render(now).count("<a ") - markdown.render(before).count("<a ")
        assert gained == len(find_links(edit.inserts[0].text)) == 1, title
        assert items(now) > items(before)


def test_there_are_three_hundred_of_them() -> None:
    assert len(set(TITLES)) == 300
