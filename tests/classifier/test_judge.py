from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from classifier.judging import judge as judge_module
from classifier.judging.judge import Judge, fit
from classifier.judging.reasons import Explainer, cells_of, commoner, own_words
from classifier.papers.paper import ArxivId, Listed, Paper, Reason, SectionId, Topic
from classifier.rules.evidence import evidence_of
from classifier.rules.grammar import RuleText, compile_rules
from classifier.rules.rule_set import Rules
from classifier.text.vectors import learn_vocabulary
from tests.classifier.invented import TOPICS, background, listed, paper

OTHERS = background(200)
NO_RULES = compile_rules()
KETTLES, HIVES = SectionId(2), SectionId(4)
RULES = compile_rules(
    RuleText(keywords={"kettle or hive": 4.0}, never=("title:forbidden",)),
    {
        KETTLES: RuleText(keywords={"kettle": 3.0}),
        HIVES: RuleText(keywords={"hive": 3.0}, must=("bee or hive",)),
    },
)


def entries(count: int) -> list[Listed]:
    made = [e for i in range(count) for e in (listed("kettle", i, 2), listed("bee", i, 4))]
    return made[:count]


@pytest.mark.parametrize("count", [0, 1, 3, 7, 60, 300])
@pytest.mark.parametrize("rules", [NO_RULES, RULES], ids=["no rules", "rules"])
def test_a_list_of_any_length_ranks_its_subject_first(count: int, rules: Rules) -> None:
    judge = fit(entries(count), TOPICS, rules, OTHERS)
    stream = [paper("kettle", 900), paper("cloud", 901), paper("bee", 902), paper("piano", 903)]
    kettle, cloud, bee, piano = (c.score for c in judge.judge(stream))
    assert min(kettle, bee) > max(cloud, piano)


@pytest.mark.parametrize("count", [0, 7, 60, 300])
def test_probabilities_with_rules_are_sensible(count: int) -> None:
    judge = fit(entries(count), TOPICS, RULES, OTHERS)
    kettle, cloud = judge.judge([paper("kettle", 900), paper("cloud", 901)])
    assert kettle.probability > 0.5
    assert cloud.probability < 0.1
    assert kettle.placement.section == KETTLES


def test_a_long_list_is_sure_of_its_subject_without_rules() -> None:
    judge = fit(entries(300), TOPICS, NO_RULES, OTHERS)
    kettle, cloud = judge.judge([paper("kettle", 900), paper("cloud", 901)])
    assert kettle.probability > 0.9
    assert cloud.probability < 0.05


@pytest.mark.parametrize(("weight", "expected"), [(3.0, 0.168), (5.0, 0.599)])
def test_the_worked_example_of_the_documentation_holds(weight: float, expected: float) -> None:
    memory = SectionId(1)
    rules = compile_rules(
        RuleText(
            keywords={"kv cache or paged attention": 1.5, "title:training": -1.5},
            must=("llm* or language model",),
            never=("title:(medical or legal)",),
        ),
        {memory: RuleText(keywords={"agent memory or memory bank": weight}, must=("agent*",))},
    )
    topics = (Topic(id=memory, path=("Efficient Serving", "Memory")),)
    example = Paper(
        id=ArxivId("2401.00001"),
        title="A Tiered Agent Memory",
        abstract="Long-term memory of LLM agents grows; our memory bank answers fast",
    )
    (candidate,) = fit((), topics, rules, ()).judge([example])
    assert candidate.probability == pytest.approx(expected, abs=0.001)


def test_without_background_rules_decide() -> None:
    judge = fit(entries(3), TOPICS, RULES, ())
    kettle, cloud = judge.judge([paper("kettle", 900), paper("cloud", 901)])
    assert kettle.probability > 0.5 > cloud.probability
    assert judge.taste is None


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        ((), "the list has no section that papers could go to"),
        ((TOPICS[1],), "the list has no section that papers could go to"),
        (
            (Topic(id=SectionId(1), path=("Papers",)),),
            "nothing says what belongs: the list has no entry, heading or rule",
        ),
    ],
)
def test_a_list_that_says_nothing_is_refused(topics: tuple[Topic, ...], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        fit((), topics, NO_RULES, OTHERS)


def test_the_same_input_gives_the_same_judgement() -> None:
    stream = [paper("kettle", 900), paper("cloud", 901), paper("bridge", 902)]
    one, other = (fit(entries(40), TOPICS, RULES, OTHERS).judge(stream) for _ in range(2))
    assert one == other


def test_a_paper_is_judged_alike_alone_and_in_company(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = fit(entries(40), TOPICS, RULES, OTHERS)
    stream = [paper("bee", 900), paper("cloud", 901), paper("kettle", 902)]
    together = judge.judge(stream)
    monkeypatch.setattr(judge_module, "_BATCH", 2)
    assert judge.judge(stream) == together
    assert tuple(judge.explain(each) for each in stream) == together
    assert judge.judge(()) == ()


def test_a_stream_is_judged_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_module, "_BATCH", 2)
    judge = fit(entries(40), TOPICS, RULES, OTHERS)
    asked: list[int] = []

    def endless() -> Iterator[Paper]:
        for number in count(900):
            asked.append(number)
            yield paper("bee", number)

    first = next(judge.stream(endless()))
    assert first.paper == paper("bee", 900)
    assert asked == [900, 901]


def test_only_the_best_of_a_batch_carry_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = fit(entries(40), TOPICS, RULES, OTHERS)
    monkeypatch.setattr(judge_module, "_EXPLAINED", 1)
    cloud, kettle = judge.judge([paper("cloud", 900), paper("kettle", 901)])
    assert kettle.reasons
    assert not cloud.reasons


def test_a_paper_that_a_rule_rules_out_has_no_chance() -> None:
    judge = fit(entries(40), TOPICS, RULES, OTHERS)
    out = replace(paper("kettle", 900), title="A forbidden kettle")
    (candidate,) = judge.judge([out])
    assert candidate.probability < 1e-8
    assert candidate.reasons[0] == Reason("rule", "never: title:forbidden", -20.0)


def test_a_section_that_must_have_a_word_refuses_other_papers() -> None:
    judge = fit(entries(7), TOPICS, RULES, OTHERS)
    stray = replace(paper("kettle", 900), title="Kettle", abstract="a kettle of honey nectar wax")
    (candidate,) = judge.judge([stray])
    assert HIVES not in {candidate.placement.section, candidate.placement.runner_up}


def test_rules_place_papers_even_where_they_do_not_tell_what_belongs(judge: Judge) -> None:
    mistrustful = replace(judge, scale=replace(judge.scale, trust=0.0))
    (trusted,), (other,) = (j.judge([paper("kettle", 900)]) for j in (judge, mistrustful))
    assert other.placement == trusted.placement
    assert other.score < trusted.score


def test_the_chances_of_all_sections_are_those_of_the_placement() -> None:
    judge = fit(entries(40), TOPICS, RULES, OTHERS)
    chances = judge.sections(paper("kettle", 900))
    where = judge.explain(paper("kettle", 900)).placement
    assert [section for section, _ in chances[:2]] == [where.section, where.runner_up]
    assert chances[0][1] == where.confidence
    assert HIVES not in dict(chances)  # its rule does not let kettles in
    assert list(chances) == sorted(chances, key=lambda c: -c[1])


def test_sections_whose_heading_is_gone_can_win_and_are_known() -> None:
    gone = tuple(replace(t, present=t.id != KETTLES) for t in TOPICS)
    judge = fit(entries(7), gone, RULES, OTHERS)
    (candidate,) = judge.judge([paper("kettle", 900)])
    assert candidate.placement.section == KETTLES
    assert judge.gone == {KETTLES}
    assert fit(entries(7), TOPICS, RULES, OTHERS).gone == frozenset()


@pytest.fixture(scope="module")
def judge() -> Judge:
    return fit(entries(12), TOPICS, RULES, OTHERS)


def test_unknown_metadata_tell_nothing_of_a_paper(judge: Judge) -> None:
    bare = [replace(p, categories=()) for p in (paper("kettle", 1), paper("cloud", 2))]
    kettle, cloud = judge.judge(bare)
    assert kettle.probability > 0.5 > cloud.probability


def test_entries_known_by_title_only_do_not_teach_that_titles_belong() -> None:
    bare = [listed("kettle", i, 2, abstract=False) for i in range(30)]
    judge = fit(bare, TOPICS, NO_RULES, OTHERS)
    short = replace(paper("cloud", 900), abstract="")
    full = paper("kettle", 901)
    off, on = judge.judge([short, full])
    assert on.score > off.score + 2


def test_a_list_whose_entries_have_no_words_leaves_it_to_rules() -> None:
    mute = [Listed(key=str(i), title=f"{i}", section=KETTLES) for i in range(4)]
    unnamed = (Topic(id=KETTLES, path=("2024",)),)
    judge = fit(mute, unnamed, RULES, OTHERS)
    kettle, cloud = judge.judge([paper("kettle", 900), paper("cloud", 901)])
    assert kettle.probability > cloud.probability


def test_a_paper_of_the_categories_of_the_list_is_a_little_likelier() -> None:
    known = [replace(entry, categories=("cs.DC",)) for entry in entries(40)]
    others = [replace(p, categories=("cs.CV",)) if i % 4 else p for i, p in enumerate(OTHERS)]
    judge = fit(known, TOPICS, NO_RULES, others)
    ours, neither, theirs = judge.judge(
        [replace(paper("bee", 900), categories=c) for c in (("cs.DC",), (), ("cs.CV",))]
    )
    assert ours.score > neither.score > theirs.score


def test_papers_that_rules_label_teach_the_words_around_them() -> None:
    around = "nectar comb wax drone pollen"
    labelled = [replace(p, abstract=f"hive {around}") for p in background(30)]
    judge = fit(entries(7)[::2], TOPICS, RULES, (*labelled, *OTHERS))
    plain = replace(paper("cloud", 900), title="Wax", abstract=around)
    taught, other = judge.judge([plain, paper("cloud", 901)])
    assert taught.score > other.score + 2


def test_entries_found_in_the_background_do_not_speak_against_themselves() -> None:
    twice = tuple(paper("kettle", i) for i in range(20))
    ours = [listed("kettle", i, 2) for i in range(20)]
    stream = [paper("kettle", 900), paper("cloud", 901)]
    clean, mixed = (fit(ours, TOPICS, RULES, b) for b in (OTHERS, (*twice, *OTHERS)))
    assert mixed.judge(stream) == clean.judge(stream)


def test_phrases_without_a_subject_are_no_reasons() -> None:
    texts = ["we propose the copper kettle using novel steam"]
    vocabulary, _ = learn_vocabulary(texts, min_df=1)
    row = vocabulary.transform(texts)
    own = own_words(["Copper and Steam", "Steam"], ())  # twice in titles: a word of the list
    explainer = Explainer(vocabulary, np.ones(row.shape[1]), 1.0, (), row[:0], own)
    (evidence,) = evidence_of(NO_RULES, [paper("kettle", 1)])
    asked = replace(paper("kettle", 1), title="We propose the Copper kettle using novel steam")
    reasons = explainer.explain(asked, cells_of(row, 0), evidence, KETTLES, str.upper)
    assert {reason.detail for reason in reasons} == {"Copper kettle", "steam"}
    alone = replace(explainer, own_words=frozenset())
    reasons = alone.explain(asked, cells_of(row, 0), evidence, KETTLES, str.upper)
    assert {reason.detail for reason in reasons} == {"Copper kettle"}


def test_what_other_papers_have_nearly_as_often_is_no_reason() -> None:
    texts = [f"kettle research {'copper' if n % 2 else 'steel'} number{n}" for n in range(40)]
    others = [f"steel research {'pan' if n % 3 else 'kettle'}" for n in range(400)]
    vocabulary, _ = learn_vocabulary([*texts, *others], min_df=2)
    entries = vocabulary.transform(texts)
    much = commoner(vocabulary, entries, np.ones(40))
    assert much is not None
    named = set(vocabulary.names(np.flatnonzero(much).tolist()))
    assert {"copper", "kettle research"} <= named
    assert named.isdisjoint({"steel", "research", "pan"})
    assert commoner(vocabulary, entries, np.zeros(40)) is None  # no abstract is known


def test_a_phrase_goes_on_as_far_as_the_list_knows_it() -> None:
    texts = ["copper kettle steam engines boil"]
    vocabulary, _ = learn_vocabulary(texts, min_df=1)
    row = vocabulary.transform(texts)
    own = own_words(["Copper Kettles, Steam Engines", "Kettle Steam and Copper Kettle"], ())
    explainer = Explainer(vocabulary, np.ones(row.shape[1]), 1.0, (), row[:0], own)
    (evidence,) = evidence_of(NO_RULES, [paper("kettle", 1)])
    asked = replace(paper("kettle", 1), title="Copper kettle steam engines boil")
    told = explainer.explain(asked, cells_of(row, 0), evidence, KETTLES, str.upper)
    assert "Copper kettle steam" in {reason.detail for reason in told}


@pytest.mark.parametrize(
    ("titles", "named", "not_named"),
    [
        # Words that tell nothing alone do so in a pair that the titles have again and again.
        (["Deep Research", "On Deep Research"], {"deep", "deep research"}, {"research"}),
        (["A Memory System", "Memory Systems"], {"memory system"}, {"system"}),
        (["Kettles of Tea", "More Kettles of Tea"], {"kettle", "tea"}, {"kettle of", "of tea"}),
        (["Using Various Pans", "Using Various Pots"], set(), {"using various", "pan"}),
    ],
)
def test_words_and_pairs_of_the_titles_are_the_lists_own(
    titles: list[str], named: set[str], not_named: set[str]
) -> None:
    own = own_words(titles, ())
    assert named <= own
    assert own.isdisjoint(not_named)


def test_reasons_say_why(judge: Judge) -> None:
    (candidate,) = judge.judge([paper("kettle", 5)])
    kinds = [reason.kind for reason in candidate.reasons]
    assert kinds == sorted(kinds, key=["rule", "phrase", "neighbour"].index)
    (rule,) = [r for r in candidate.reasons if r.kind == "rule"]
    assert rule.detail == "Kettle"  # the word that stands in the paper, of both rules that have it
    phrases = [reason.detail for reason in candidate.reasons if reason.kind == "phrase"]
    assert 1 <= len(phrases) <= 4
    said = {word for phrase in phrases for word in phrase.split()}
    assert not said & {"we", "present", "method", "improve", "on"}
    (first, *_) = [reason for reason in candidate.reasons if reason.kind == "neighbour"]
    assert (first.detail, first.weight) == (paper("kettle", 5).title, 1.0)


def test_a_short_list_is_never_certain() -> None:
    judge = fit(entries(7)[:1], TOPICS, NO_RULES, OTHERS)
    (same,) = judge.judge([paper("kettle", 5)])
    assert judge.ceiling == pytest.approx(2 / 3)
    assert same.probability <= judge.ceiling
