import numpy as np
import pytest

from classifier.features import text_of
from classifier.headings import Kind
from classifier.paper import Listed, Placement, SectionId, Topic
from classifier.placement import Placer, confidences, learn_sharpness, place, targets_of
from classifier.rules import RuleText, compile_rules
from classifier.vectors import Vocabulary
from tests.classifier.invented import TOPICS, background, listed, paper

ENTRIES = [
    entry
    for i in range(30)
    for entry in (listed("kettle", i, 2), listed("bee", i, 4), listed("bridge", i, 6))
]
NO_RULES = compile_rules()


def trained(entries: list[Listed], topics: tuple[Topic, ...] = TOPICS) -> Placer:
    vocabulary = Vocabulary()
    texts = [*map(text_of, entries), *map(text_of, background(40))]
    vocabulary.fit_transform(texts)
    placer = Placer(targets_of(topics, entries, NO_RULES), vocabulary)
    rows = vocabulary.transform([text_of(entry) for entry in entries])
    return placer.fit(rows, [entry.section for entry in entries])


def best(placer: Placer, title: str, abstract: str) -> int:
    odds = placer.log_odds(placer.vocabulary.transform([f"{title}\n{abstract}"]), [title])
    return placer.targets[int(odds[0].argmax())].topic.id


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], {2, 4, 5, 6}),
        ([listed("bee", 1, 3)], {2, 3, 4, 5, 6}),
        ([listed("bee", 1, 0)], {0, 2, 4, 5, 6}),
        ([listed("bee", 1, 1)], {2, 4, 5, 6}),
    ],
)
def test_papers_may_go_to_leaves_and_to_headings_that_hold_entries(
    entries: list[Listed], expected: set[int]
) -> None:
    assert {t.topic.id for t in targets_of(TOPICS, entries, NO_RULES)} == expected


def test_the_configuration_opens_any_section_and_prose_under_a_heading_none() -> None:
    told = Topic(id=SectionId(3), path=TOPICS[3].path, description="honey and its makers")
    topics = (*TOPICS[:3], told, *TOPICS[4:], Topic(id=SectionId(7), path=()))
    rules = compile_rules(None, {SectionId(1): RuleText(must=("bee",)), SectionId(5): RuleText()})
    assert [t.topic.id for t in targets_of(topics, (), rules)] == [1, 2, 4, 5, 6]


def test_the_configuration_can_call_any_section_a_catch_all() -> None:
    rules = compile_rules(None, {SectionId(2): RuleText(catch_all=True)})
    kinds = {t.topic.id: t.kind for t in targets_of(TOPICS, (), rules)}
    assert kinds == {2: Kind.CATCH_ALL, 4: Kind.SUBJECT, 5: Kind.SURVEYS, 6: Kind.CATCH_ALL}


def test_words_of_its_heading_do_not_draw_papers_into_a_catch_all() -> None:
    rules = compile_rules(None, {SectionId(2): RuleText(catch_all=True)})
    vocabulary = Vocabulary(min_df=1)
    rows = vocabulary.fit_transform(["kettles and steam", "fog"])
    placer = Placer(targets_of(TOPICS, (), rules), vocabulary).fit(rows[:0], ())
    odds = placer.log_odds(rows, ["Kettles and Steam", "Fog"])
    assert odds[0].tolist() == odds[1].tolist()


@pytest.mark.parametrize(("subject", "section"), [("kettle", 2), ("bee", 4), ("bridge", 6)])
def test_papers_go_where_their_like_are(subject: str, section: int) -> None:
    known = paper(subject, 99)
    assert best(trained(ENTRIES), known.title, known.abstract) == section


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("Steam from kettles", 2),
        ("A hive", 4),
        ("Fog: a survey", 5),
        ("Fog", 6),
        ("Others, others and others", 6),
    ],
)
def test_empty_sections_are_found_by_their_headings(title: str, section: int) -> None:
    words = [
        Listed(key=word, title=f"{word} {word}", section=SectionId(99))
        for word in ("kettle steam", "hive honey", "fog", "other")
    ]
    vocabulary = Vocabulary(min_df=1)
    rows = vocabulary.fit_transform([entry.title for entry in words])
    placer = Placer(targets_of(TOPICS, (), NO_RULES), vocabulary)
    placer.fit(rows, [entry.section for entry in words])
    assert best(placer, title, "") == section


def test_a_second_fit_forgets_the_first() -> None:
    once, twice = trained(ENTRIES), trained(ENTRIES)
    rows = once.vocabulary.transform([text_of(entry) for entry in ENTRIES])
    turned = {2: SectionId(4), 4: SectionId(2), 6: SectionId(6)}
    twice.fit(rows, [turned[entry.section] for entry in ENTRIES])
    twice.fit(rows, [entry.section for entry in ENTRIES])
    titles = [entry.title for entry in ENTRIES]
    np.testing.assert_array_equal(once.log_odds(rows, titles), twice.log_odds(rows, titles))


def test_confidences_sharpen_when_entries_are_easy_to_place() -> None:
    placer = trained(ENTRIES)
    rows = placer.vocabulary.transform([text_of(entry) for entry in ENTRIES])
    assert learn_sharpness(placer, rows, ENTRIES) > 1
    assert learn_sharpness(placer, rows[:40], ENTRIES[:40]) == 1


@pytest.mark.parametrize(
    ("figures", "allowed", "expected"),
    [
        ([0.2, 0.7, 0.1], [True, True, True], Placement(SectionId(4), 0.7, SectionId(2))),
        ([0.0, 1.0, 0.0], [False, True, False], Placement(SectionId(4), 1.0, None)),
        ([0.5, 0.3, 0.2], [False, False, False], Placement(SectionId(2), 0.0, None)),
        ([0.4, 0.4, 0.2], [True, True, True], Placement(SectionId(2), 0.4, SectionId(4))),
    ],
)
def test_the_best_section_wins_and_the_next_is_named(
    figures: list[float], allowed: list[bool], expected: Placement
) -> None:
    targets = targets_of(TOPICS, (), NO_RULES)
    assert place(targets[:3], np.array(figures), np.array(allowed)) == expected


def test_confidences_are_probabilities() -> None:
    sure = confidences(np.array([[2.0, 4.0, -1e9], [-1e9, -1e9, -1e9]]))
    np.testing.assert_allclose(sure.sum(axis=1), 1)
    np.testing.assert_allclose(sure[0], [0.1192, 0.8808, 0], atol=1e-4)
