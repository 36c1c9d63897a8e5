"""One author alone where other entries have lists of authors: exact bytes."""

from __future__ import annotations

import pytest

from tests.makers import ICML, NEW, inserted

A = "https://arxiv.org/abs"
TREES = f"**[TreeFlow: Growing Trees with Flows]({A}/2405.00001)**"
LISTED = (
    f"1. **[Rakes: Studies of Teeth]({A}/2301.00001)**, Alan Mill, Bo Chen, *ICML 2023*\n"
    f"2. **[Hedges in Rain]({A}/2302.00001)**, Cy Dean, Di Eaton, *arXiv 2023*\n"
)


def test_one_name_between_title_and_venue_is_the_author() -> None:
    before = f"{LISTED}3. **[Spades for Feet]({A}/2401.00001)**, Eva Fern, *arXiv 2024*\n"
    new = f"4. {TREES}, Ada Byron, Charles Babbage, *arXiv 2024*\n"
    assert inserted(f"## S\n\n{before}", "S", NEW) == f"## S\n\n{before}{new}"


def test_a_short_title_beside_two_authors_is_the_title() -> None:
    before = (
        f"1. **[Hedge Rain]({A}/2302.00001)**, Cy Dean, Di Eaton, *arXiv 2023*\n"
        f"2. **[Spade Feet]({A}/2401.00001)**, Eva Fern, Flo Grass, *arXiv 2024*\n"
    )
    new = f"3. {TREES}, Ada Byron, Charles Babbage, *arXiv 2024*\n"
    assert inserted(f"## S\n\n{before}", "S", NEW) == f"## S\n\n{before}{new}"


@pytest.mark.parametrize("what", ["University Hill", "some lab", "Solo"])
def test_what_is_no_name_is_left_out(what: str) -> None:
    entry = f"**[Spades for Cold Feet]({A}/2401.00001)**, {what}, *arXiv 2024*\n"
    before = f"1. {entry}2. {entry.replace('Spades', 'Rakes').replace('2401', '2402')}"
    new = f"3. {TREES}, *arXiv 2024*\n"
    assert inserted(f"## S\n\n{before}", "S", NEW) == f"## S\n\n{before}{new}"


def test_a_name_elsewhere_is_no_author() -> None:
    entry = f"**[Spades for Cold Feet]({A}/2401.00001)**, *arXiv 2024* (Garden Tools)\n"
    before = f"1. {entry}2. {entry.replace('Spades', 'Rakes').replace('2401', '2402')}"
    others = f"\n## T\n\n{LISTED}"
    new = f"3. {TREES}, *arXiv 2024*\n"
    text = f"## S\n\n{before}{{}}{others}"
    assert inserted(text.format(""), "S", NEW) == text.format(new)


def test_one_word_may_be_a_title_that_is_cited() -> None:
    before = (
        '* A. Mill and B. Chen, "Rakes and Their Teeth," arXiv:2301.00001, 2023.\n'
        '* C. Dean, D. Eaton and E. Fern, "Hedges in Rain," arXiv:2302.00001, 2023.\n'
        '* F. Grass, "Spades," in Proc. ICML, 2023, arXiv:2303.00001.\n'
    )
    new = (
        '* A. Byron and C. Babbage, "TreeFlow: Growing Trees with Flows," ICML, 2024, '
        "arXiv:2405.00001.\n"
    )
    assert inserted(f"## S\n\n{before}", "S", ICML) == f"## S\n\n{before}{new}"
