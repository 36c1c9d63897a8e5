"""Rules for sections that are empty or thin: strong ones are switched on, weak ones shown."""

from __future__ import annotations

import pytest

from bot.onboarding.proposing_rules import PhraseBook, propose_rules
from bot.onboarding.recognising import shelves_of
from classifier import parse
from tests.onboarding.samples import KITCHEN, listing, shelf

BOOK = PhraseBook.of(shelves_of(listing()))


def rules_of(section: str, text: str = KITCHEN) -> dict[str, tuple[float, int, int, bool]]:
    book = PhraseBook.of(shelves_of(listing(text)))
    return {
        rule.expression: (rule.weight, rule.inside, rule.outside, rule.strong)
        for rule in propose_rules(shelf(section, text), book)
    }


def test_a_section_with_entries_enough_needs_none() -> None:
    assert rules_of("Kettles") == {}


def test_what_the_entries_of_a_thin_section_share_is_strong() -> None:
    assert rules_of("Bread") == {
        "sour dough fermentation": (1.0, 2, 0, True),
        "bread": (1.0, 0, 0, False),
    }


def test_an_empty_section_has_the_subject_of_its_heading() -> None:
    assert rules_of("Induction hobs") == {"induction hob": (1.5, 0, 0, True)}


@pytest.mark.parametrize(
    "heading",
    [
        "Others",
        "Survey Papers",
        "Awesome Papers",
        "2024",
        "论文",
        "Methods and Models",
        "Introduction to Hobs",
        "Hobs grouped by Authors",
        "Kitchen taxonomy at a glance",
    ],
)
def test_a_heading_that_any_list_has_tells_nothing(heading: str) -> None:
    text = KITCHEN.replace("Induction hobs", heading, 1)
    assert not any(strong for *_, strong in rules_of(heading, text).values())


def test_one_word_alone_is_weak() -> None:
    for heading in ("Ovens", "Awesome Ovens", "Oven Support", "A curated list of ovens"):
        text = KITCHEN.replace("Induction hobs", heading)
        assert rules_of(heading, text) == {"oven": (1.5, 0, 0, False)}


@pytest.mark.parametrize(
    "heading", ["Not and", 'A "quoted" one', "C++ (and more)", "* or **", "title:"]
)
def test_whatever_a_heading_is_its_rules_can_be_read(heading: str) -> None:
    text = KITCHEN.replace("## Induction hobs", f"## {heading}")
    for one in shelves_of(listing(text)):
        for rule in propose_rules(one, BOOK):
            parse(rule.expression)
