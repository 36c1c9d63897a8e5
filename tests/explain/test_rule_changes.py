"""Rules with one change, and the phrase that tells a paper's kind."""

from __future__ import annotations

import pytest

from bot.explain.trials import telling_phrases, with_keyword, with_must, without_never
from classifier.papers.paper import ArxivId, Paper, SectionId
from classifier.rules.evidence import evidence_of
from classifier.rules.grammar import RuleText, compile_rules
from tests.classifier.invented import background, listed, paper

RULES = compile_rules(
    RuleText(keywords={"kettle": 1.0}, must=("copper",), never=("rain", "fog")),
    {SectionId(2): RuleText(keywords={"steam": 2.0})},
)
BREW = Paper(id=ArxivId("2403.00001"), title="Copper kettle and rain and steam")


def test_a_keyword_more_leaves_the_rules_at_hand_alone() -> None:
    more = with_keyword(RULES, "brew", 1.5)
    assert more.whole.weights == {"kettle": 1.0, "brew": 1.5}
    assert more.sections == RULES.sections
    assert RULES.whole.weights == {"kettle": 1.0}


@pytest.mark.parametrize(
    ("section", "weights"), [(2, {"steam": 2.0, "a b": 3.0}), (5, {"a b": 3.0})]
)
def test_a_section_gets_its_keyword(section: int, weights: dict[str, float]) -> None:
    more = with_keyword(RULES, "a b", 3.0, SectionId(section))
    assert more.sections[SectionId(section)].weights == weights
    assert more.whole == RULES.whole


def test_without_the_rule_that_refused_it_a_paper_is_let_in() -> None:
    [before] = evidence_of(RULES, [BREW])
    [after] = evidence_of(without_never(RULES, "rain"), [BREW])
    assert (before.whole.allowed, after.whole.allowed) == (False, True)
    assert list(without_never(RULES, "rain").whole.never) == ["fog"]


def test_with_one_more_must_a_paper_that_it_matches_is_let_in() -> None:
    tea = Paper(id=ArxivId("2403.00002"), title="Tea kettle")
    [before] = evidence_of(RULES, [tea])
    [after] = evidence_of(with_must(RULES, "tea"), [tea])
    assert (before.whole.allowed, after.whole.allowed) == (False, True)
    assert list(with_must(RULES, "tea").whole.must) == ["copper", "tea"]


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("The kettle and the cloud", "kettle"),
        ("Queer cumulus over a honey pot", "honey"),
        ("On the of", ""),
        ("Zqx", "zqx"),
        ("AND or NOT", ""),
    ],
)
def test_the_telling_phrase_is_one_that_the_list_uses(title: str, phrase: str) -> None:
    inside = [listed("kettle", n, 2) for n in range(8)] + [listed("bee", n, 3) for n in range(8)]
    asked = Paper(id=ArxivId("2403.00003"), title=title)
    assert "".join(telling_phrases(asked, inside, background(40))[:1]) == phrase


def test_a_pair_of_words_tells_more_than_a_word_that_others_use_too() -> None:
    inside = [Paper(id=ArxivId(f"2403.{n:05d}"), title="A water kettle") for n in range(5)]
    outside = [
        Paper(id=ArxivId(f"2404.{n:05d}"), title="Kettle of fish in water") for n in range(5)
    ]
    assert telling_phrases(inside[0], inside, outside)[0] == "water kettle"
    assert telling_phrases(paper("kettle", 1), (), ())[0] == "kettle steam"
