"""Rules for sections that are empty or thin: strong ones are switched on, weak ones shown."""

from __future__ import annotations

import pytest

from bot.onboarding.proposing_rules import PhraseBook, propose_rules
from bot.onboarding.recognising import shelves_of
from classifier import parse
from classifier.papers import ArxivId, Paper
from tests.onboarding.samples import KITCHEN, listing, shelf

BOOK = PhraseBook.of(shelves_of(listing()))


def rules_of(
    section: str, text: str = KITCHEN, abstract: str = ""
) -> dict[str, tuple[float, int, int, bool]]:
    one = Paper(id=ArxivId("2401.00001"), title="T", abstract=abstract)
    book = PhraseBook.of(shelves_of(listing(text)), [one])
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


def test_what_says_a_list_or_that_it_costs_nothing_is_no_phrase_of_entries() -> None:
    titles = "Sour dough fermentation at home", "Sour dough fermentation in space"
    text = KITCHEN
    for title in titles:
        text = text.replace(title, f"Awesome bread, free {title.split()[-1]}")
    assert list(rules_of("Bread", text)) == ["bread"]


def test_the_heading_of_an_empty_section_is_strong_where_the_lists_papers_use_its_words() -> None:
    abstract = "We heat an induction hob."
    assert rules_of("Induction hobs", abstract=abstract) == {"induction hobs": (1.5, 0, 0, True)}
    assert rules_of("Induction hobs") == {"induction hobs": (1.5, 0, 0, False)}


@pytest.mark.parametrize(
    ("heading", "expressions"),
    [
        ("Gas, Steam & Microwave Ovens", ["gas", "steam", "microwave ovens"]),
        ("Off-Grid Hobs: Applications", ["off-grid hobs"]),
        ("Sec4.2 Task: Hobs in Vans", ["hobs", "vans"]),
        ("42.Pan Retrieval(图像检索)", ["pan retrieval"]),
        ("HT (Heat Transfer)", ["heat transfer"]),
        ("Pan+Lid", ["pan", "lid"]),
        ("Point-of-Sale Kitchens", ["point-of-sale kitchens"]),
        ("Chain of Pans", ["chain of pans"]),  # the abstract has it whole
        ("Theory of Pans", ["theory", "pans"]),
        ("4D Pans", []),  # models see no "4D", and pans alone are something else
        ("Legacy Note", []),
        ("Newest Research Work List", []),
        ("Related Repositories", []),
    ],
)
def test_a_heading_names_its_parts_as_it_writes_them(heading: str, expressions: list[str]) -> None:
    text = KITCHEN.replace("Induction hobs", heading, 1)
    assert sorted(rules_of(heading, text, "A chain of pans.")) == sorted(expressions)


def test_of_an_introduction_only_what_the_lists_papers_say_too_is_shown() -> None:
    text = KITCHEN.replace("hobs\n", "hobs\n\nDear friends, heat pumps, steam ovens.\n", 1)
    shown = rules_of("Induction hobs", text, "A heat pump for all.")
    assert [name for name in shown if name != "induction hobs"] == ["heat pumps"]
    assert not shown["heat pumps"][-1]


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
    abstract = f"{heading} {heading}"
    assert not any(strong for *_, strong in rules_of(heading, text, abstract).values())


def test_one_word_alone_is_weak() -> None:
    for heading in ("Ovens", "Awesome Ovens", "Oven Support", "A curated list of ovens"):
        text = KITCHEN.replace("Induction hobs", heading)
        assert list(rules_of(heading, text).values()) == [(1.5, 0, 0, False)]


@pytest.mark.parametrize(
    "heading", ["Not and", 'A "quoted" one', "C++ (and more)", "* or **", "title:"]
)
def test_whatever_a_heading_is_its_rules_can_be_read(heading: str) -> None:
    text = KITCHEN.replace("## Induction hobs", f"## {heading}")
    for one in shelves_of(listing(text)):
        for rule in propose_rules(one, BOOK):
            parse(rule.expression)
