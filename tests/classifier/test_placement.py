from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from classifier.papers.paper import ArxivId, Listed, Paper, Placement, SectionId, Topic
from classifier.rules.grammar import RuleText, compile_rules
from classifier.sectioning.headings import Kind
from classifier.sectioning.placer import (
    Placer,
    confidences,
    learn_placer,
    place,
    targets_of,
)
from classifier.text.features import Background, Features
from tests.classifier.invented import TOPICS, background, listed, paper

ENTRIES = [
    entry
    for i in range(30)
    for entry in (listed("kettle", i, 2), listed("bee", i, 4), listed("bridge", i, 6))
]
NO_RULES = compile_rules()


FEATURES = Background(background(40)).features_of(ENTRIES)


def trained(entries: Sequence[Listed], topics: tuple[Topic, ...] = TOPICS) -> Placer:
    targets = targets_of(topics, entries, NO_RULES)
    return learn_placer(targets, FEATURES, FEATURES.transform(entries), entries)


def best(placer: Placer, title: str, abstract: str, features: Features = FEATURES) -> int:
    rows = features.transform([Paper(id=ArxivId("2401.00001"), title=title, abstract=abstract)])
    odds = placer.log_odds(rows, [title])
    return placer.targets[int(odds[0].argmax())].topic.id


def plain(*titles: str) -> list[Paper]:
    return [Paper(id=ArxivId(f"2401.0000{i}"), title=title) for i, title in enumerate(titles)]


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
    words = plain("Kettles and Steam", "Kettles and Steam", "Fog", "Fog")
    features = Background(()).features_of(words)
    rows = features.transform(words)
    placer = learn_placer(targets_of(TOPICS, (), rules), features, rows.take(np.arange(0)), ())
    odds = placer.log_odds(rows.take(np.array([0, 2])), ["Kettles and Steam", "Fog"])
    assert placer.targets[0].topic.id == 2
    assert odds[0, 0] == odds[1, 0]


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
        ("Others, others, others", 6),
    ],
)
def test_empty_sections_are_found_by_their_headings(title: str, section: int) -> None:
    words = [
        Listed(key=word, title=f"{word} {word}", section=SectionId(99))
        for word in ("kettle steam", "hive honey", "fog", "other")
    ]
    features = Background(()).features_of(words)
    rows = features.transform(words)
    placer = learn_placer(targets_of(TOPICS, (), NO_RULES), features, rows, words)
    assert best(placer, title, "", features) == section


def test_sections_that_grew_of_late_are_likelier() -> None:
    def dated(old: int) -> list[Listed]:
        years = {old: 2021}
        return [
            replace(e, submitted=datetime(years.get(e.section, 2024), 1, 1, tzinfo=UTC))
            for e in ENTRIES
        ]

    rows = FEATURES.transform(plain("Fog"))
    kettles_old, bees_old = (trained(dated(old)).log_odds(rows, ["Fog"])[0] for old in (2, 4))
    assert kettles_old[0] < bees_old[0]
    assert kettles_old[1] > bees_old[1]
    undated = trained(ENTRIES).log_odds(rows, ["Fog"])[0]
    same_day = [replace(e, submitted=datetime(2024, 1, 1, tzinfo=UTC)) for e in ENTRIES]
    np.testing.assert_allclose(trained(same_day).log_odds(rows, ["Fog"])[0], undated)


def test_one_section_alone_needs_no_machine() -> None:
    kettles = [entry for entry in ENTRIES if entry.section == 2]
    assert best(trained(kettles), "A kettle", "kettle steam spout") == 2


def test_confidences_sharpen_when_entries_are_easy_to_place() -> None:
    assert trained(ENTRIES).sharpness > 1
    assert trained(ENTRIES[:40]).sharpness == 1


@pytest.mark.parametrize(
    ("figures", "allowed", "expected"),
    [
        ([0.2, 0.7, 0.1], [True, True, True], Placement(SectionId(4), 0.7, SectionId(2), 0.2)),
        ([0.0, 1.0, 0.0], [False, True, False], Placement(SectionId(4), 1.0, None)),
        ([0.5, 0.3, 0.2], [False, False, False], Placement(SectionId(2), 0.0, None)),
        ([0.4, 0.4, 0.2], [True, True, True], Placement(SectionId(2), 0.4, SectionId(4), 0.4)),
    ],
)
def test_the_best_section_wins_and_the_next_is_named(
    figures: list[float], allowed: list[bool], expected: Placement
) -> None:
    targets = targets_of(TOPICS, (), NO_RULES)
    assert place(targets[:3], np.array([figures]), np.array([allowed])) == [expected]


def test_confidences_are_probabilities() -> None:
    sure = confidences(np.array([[2.0, 4.0, -1e9], [-1e9, -1e9, -1e9]]))
    np.testing.assert_allclose(sure.sum(axis=1), 1)
    np.testing.assert_allclose(sure[0], [0.1192, 0.8808, 0], atol=1e-4)
