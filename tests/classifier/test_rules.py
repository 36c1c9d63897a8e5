import pytest

from classifier.papers.paper import ArxivId, Paper, SectionId
from classifier.rules.evidence import evidence_of, weights_of
from classifier.rules.expression import IndexedText
from classifier.rules.grammar import RuleError, RuleText, compile_rules
from classifier.rules.rule_set import Rules, RuleVerdict

A, B = SectionId(1), SectionId(2)
KETTLE = Paper(id=ArxivId("2401.00001"), title="A kettle", abstract="It boils water.")


def test_the_weights_of_all_rules_that_fire_are_added() -> None:
    rules = compile_rules(RuleText(keywords={"kettle": 2.0, "bridge": 3.0, "water": -0.5}))
    verdict = rules.whole.verdict(IndexedText("A kettle", "It boils water."))
    assert verdict == RuleVerdict((("kettle", 2.0), ("water", -0.5)))
    assert verdict.weight == 1.5


@pytest.mark.parametrize(
    ("text", "allowed", "because"),
    [
        (RuleText(must=("kettle", "bridge")), True, ""),
        (RuleText(must=("bridge", "bee")), False, "no must rule matches"),
        (RuleText(never=("bridge", "wat*")), False, "never: wat*"),
        (RuleText(must=("kettle",), never=("boil",)), False, "never: boil"),
        (RuleText(never=("bridge",)), True, ""),
    ],
)
def test_must_and_never_rule_papers_out(text: RuleText, allowed: bool, because: str) -> None:
    verdict = compile_rules(text).whole.verdict(IndexedText("A kettle", "It boils water."))
    assert (verdict.allowed, verdict.because) == (allowed, because)


def test_a_paper_is_as_good_as_the_section_it_suits_best() -> None:
    rules = compile_rules(
        RuleText(keywords={"water": 1.0}),
        {A: RuleText(keywords={"kettle": 2.0}), B: RuleText(keywords={"boil": 0.5})},
    )
    assert list(weights_of(list(evidence_of(rules, [KETTLE])))) == [3.0]


@pytest.mark.parametrize(
    "section",
    [
        RuleText(keywords={"kettle": 2.0}, never=("water",)),
        RuleText(keywords={"kettle": -2.0}),
        RuleText(keywords={"bridge": 2.0}),
        RuleText(),
    ],
)
def test_a_section_that_does_not_suit_changes_nothing(section: RuleText) -> None:
    rules = compile_rules(RuleText(keywords={"water": 1.0}), {A: section})
    (evidence,) = evidence_of(rules, [KETTLE])
    assert evidence.weight == 1.0


def test_sections_of_a_paper_ruled_out_are_not_asked() -> None:
    rules = compile_rules(RuleText(never=("kettle",)), {A: RuleText(keywords={"kettle": 2.0})})
    (evidence,) = evidence_of(rules, [KETTLE])
    assert (evidence.sections, evidence.of_section(A), evidence.weight) == ({}, RuleVerdict(), 0)


@pytest.mark.parametrize(
    ("rules", "any_rule"),
    [
        (compile_rules(), False),
        (compile_rules(RuleText(), {A: RuleText(catch_all=True)}), False),
        (compile_rules(RuleText(must=("a",))), True),
        (compile_rules(None, {A: RuleText(never=("a",))}), True),
    ],
)
def test_rules_are_true_when_there_are_some(rules: Rules, any_rule: bool) -> None:
    assert bool(rules) is any_rule


@pytest.mark.parametrize("field", ["keywords", "must", "never"])
def test_a_bad_rule_is_found_wherever_it_stands(field: str) -> None:
    texts = {
        "keywords": RuleText(keywords={"(": 1.0}),
        "must": RuleText(must=("(",)),
        "never": RuleText(never=("(",)),
    }
    with pytest.raises(RuleError):
        compile_rules(None, {A: texts[field]})
