"""Entries with the brackets and separators of Chinese text: exact bytes."""

from __future__ import annotations

from datetime import date

import pytest

from bot.anatomy.fields import find_fields, shown_date, without_day, write_date
from bot.markdown.line_escape import is_balanced
from classifier.papers.paper import Paper
from tests.makers import ICML, NEW, inserted, paper

A = "https://arxiv.org/abs"
CODE = "https://example.org/code"
# Name: (entries there are, the new entry, the paper).
MADE: dict[str, tuple[str, str, Paper]] = {
    "a venue in front, authors with a label": (
        f"- 【ICLR 2023】《Rakes: A Study》，作者：Alan Mill 等。［[论文]({A}/2301.00001)］"
        f"［[代码]({CODE})］\n"
        f"- 【arXiv 2023】《Hedges in Rain》，作者：Bo Chen 等。［[论文]({A}/2302.00001)］\n"
        f"- 【arXiv 2024】《Spades》，作者：Cy Dean 等。［[论文]({A}/2401.00001)］\n",
        "- 【arXiv 2024】《TreeFlow: Growing Trees with Flows》，作者：Ada Byron 等。"
        f"［[论文]({A}/2405.00001)］\n",
        NEW,
    ),
    "no authors": (
        f"- 【ICLR 2023】《Rakes: A Study》，［[论文]({A}/2301.00001)］［[代码]({CODE})］\n"
        f"- 【ICML 2023】《Hedges in Rain》，［[论文]({A}/2302.00001)］［[代码]({CODE})］\n",
        f"- 【ICML 2024】《TreeFlow: Growing Trees with Flows》，［[论文]({A}/2405.00001)］\n",
        ICML,
    ),
    "authors, venue, stop": (
        f"- 《Rakes: A Study》，Alan Mill 等，ICLR 2023。[论文]({A}/2301.00001)｜[代码]({CODE})\n"
        f"- 《Hedges in Rain》，Bo Chen 等，ICML 2023。[论文]({A}/2302.00001)\n",
        "- 《TreeFlow: Growing Trees with Flows》，Ada Byron 等，ICML 2024。"
        f"[论文]({A}/2405.00001)\n",
        ICML,
    ),
    "a plain title before a separator": (
        f"- Rakes and Their Many Uses，作者：Alan Mill 等。［[论文]({A}/2301.00001)］\n"
        f"- Hedges in Rain and Snow，作者：Bo Chen 等。［[论文]({A}/2302.00001)］\n",
        f"- TreeFlow: Growing Trees with Flows，作者：Ada Byron 等。［[论文]({A}/2405.00001)］\n",
        NEW,
    ),
    "a summary behind a colon": (
        f"- **Rakes: A Study**（ICLR 2023）：用耙子。【[论文]({A}/2301.00001)】【[代码]({CODE})】\n"
        f"- **Hedges in Rain**（ICML 2023）：雨中。【[论文]({A}/2302.00001)】\n",
        f"- **TreeFlow: Growing Trees with Flows**（ICML 2024）。【[论文]({A}/2405.00001)】\n",
        ICML,
    ),
    "months": (
        f"1. [Rakes：耙子研究]({A}/2301.00001)，2023年1月\n"
        f"2. [Hedges in Rain and Snow]({A}/2310.00001)，2023年10月\n",
        f"3. [TreeFlow: Growing Trees with Flows]({A}/2405.00001)，2024年5月\n",
        NEW,
    ),
    "ASCII separators stay what they were": (
        f"- **Rakes: A Study** (ICLR 2023): a study. [[Paper]({A}/2301.00001)]\n"
        f"- **Hedges in Rain** (ICML 2023): on rain. [[Paper]({A}/2302.00001)]\n",
        f"- **TreeFlow: Growing Trees with Flows** (ICML 2024). [[Paper]({A}/2405.00001)]\n",
        ICML,
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_the_new_entry_is_made_as_its_neighbours_are(name: str) -> None:
    before, new, one = MADE[name]
    assert inserted(f"## S\n\n{before}", "S", one) == f"## S\n\n{before}{new}"


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("《Rakes》，［[论文](u)］", True),
        ("Rakes[论文](u)］", False),
        ("《Rakes，[论文](u)", False),
        ("【a】（b）「c」『d』〈e〉〔f〕", True),
        ("【a】（b", False),
    ],
)
def test_full_width_brackets_are_pairs(text: str, balanced: bool) -> None:
    assert is_balanced(text) is balanced


@pytest.mark.parametrize(
    ("text", "form", "shown"),
    [
        ("2025年1月", "{Y}年{m1}月", "202501"),
        ("2025年11月03日", "{Y}年{m?}月{d}日", "20251103"),
        ("2025 年 3 月", "{Y} 年 {m1} 月", "202503"),
    ],
)
def test_a_chinese_date_is_a_date(text: str, form: str, shown: str) -> None:
    [field] = find_fields(text)
    assert (field.kind, field.form) == ("date", form)
    assert shown_date(text) == shown
    assert write_date(form, date(int(shown[:4]), int(shown[4:6]), 3)) == text


@pytest.mark.parametrize("text", ["2025年13月", "12025年1月", "3年1月"])
def test_what_is_no_chinese_date_is_none(text: str) -> None:
    assert [field for field in find_fields(text) if field.kind == "date"] == []


def test_a_day_that_is_not_known_is_left_out() -> None:
    assert without_day("{Y}年{m1}月{d1}日") == "{Y}年{m1}月"


def test_a_title_that_comes_in_brackets_is_not_set_off_twice() -> None:
    section = f"- [《Rakes: A Study》]({A}/2301.00001)\n- [《Hedges in Rain》]({A}/2302.00001)\n"
    added = paper("《Growing Trees with Flows》", "2405.00001")
    after = inserted(f"## S\n{section}", "S", added)
    assert after == f"## S\n{section}- [《Growing Trees with Flows》]({A}/2405.00001)\n"
