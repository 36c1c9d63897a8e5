from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.judging.selection import select
from classifier.papers.paper import Candidate, Paper, Placement, SectionId, Selection
from tests.classifier.invented import paper

HERE, GONE = SectionId(1), SectionId(9)
PAPERS = [paper(subject, i) for subject in ("kettle", "bee", "bridge") for i in range(4)]


def judged(
    of: Paper, probability: float, *, section: SectionId = HERE, confidence: float = 0.9
) -> Candidate:
    return Candidate(of, probability, probability, Placement(section, confidence))


def choose(*candidates: Candidate, budget: int = 2, near_misses: int = 2) -> Selection:
    return select(
        candidates,
        budget=budget,
        min_probability=0.5,
        min_confidence=0.3,
        near_misses=near_misses,
        gone={GONE},
    )


UNLIKE = [
    replace(PAPERS[i], abstract=" ".join(f"word{i}{chr(97 + j)}" for j in range(9)))
    for i in range(8)
]


def test_the_best_within_the_budget_are_chosen_best_first() -> None:
    low, high, mid, out = (judged(UNLIKE[i], p) for i, p in enumerate([0.6, 0.9, 0.7, 0.2]))
    assert choose(low, high, mid, out) == Selection((high, mid), (), (low, out), over_budget=1)


def test_papers_without_a_sure_section_could_not_be_placed() -> None:
    gone = judged(UNLIKE[0], 0.9, section=GONE)
    unsure = judged(UNLIKE[1], 0.8, confidence=0.29)
    sure = judged(UNLIKE[2], 0.7, confidence=0.3)
    unlikely = judged(UNLIKE[3], 0.4, section=GONE)
    assert choose(sure, unlikely, unsure, gone) == Selection((sure,), (gone, unsure), (unlikely,))


@pytest.mark.parametrize(("near_misses", "shown"), [(0, 0), (1, 1), (3, 3), (10, 6)])
def test_near_misses_are_as_many_as_asked_for(near_misses: int, shown: int) -> None:
    candidates = [judged(p, 0.9 - i / 100) for i, p in enumerate(UNLIKE)]
    selection = choose(*candidates, near_misses=near_misses)
    assert selection.near_misses == tuple(candidates[2 : 2 + shown])


def test_unlikely_papers_fill_what_room_near_misses_have_left() -> None:
    candidates = [judged(p, 0.49 - i / 100) for i, p in enumerate(UNLIKE)]
    assert choose(*candidates, near_misses=3) == Selection((), (), tuple(candidates[:3]))


@pytest.mark.parametrize(
    "twin",
    [
        replace(UNLIKE[0], title="A wholly new name"),
        replace(UNLIKE[1], title=UNLIKE[0].title.upper()),
        replace(UNLIKE[0], title="Another name", abstract=UNLIKE[0].abstract + " more"),
    ],
)
def test_a_twin_is_shown_once(twin: Paper) -> None:
    first, second = judged(UNLIKE[0], 0.9), judged(twin, 0.8)
    assert choose(second, first) == Selection((first,), (), ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (UNLIKE[0], UNLIKE[1]),
        (replace(UNLIKE[0], title="Tea"), replace(UNLIKE[1], title="Tea")),
        (replace(UNLIKE[0], abstract="ant bee cat"), replace(UNLIKE[1], abstract="ant bee dog")),
        (replace(UNLIKE[0], title="", abstract=""), replace(UNLIKE[1], title="", abstract="")),
    ],
)
def test_papers_that_merely_resemble_each_other_are_both_shown(one: Paper, other: Paper) -> None:
    first, second = judged(one, 0.9), judged(other, 0.8)
    assert choose(first, second).chosen == (first, second)


def test_equal_scores_are_ordered_by_id() -> None:
    candidates = [judged(p, 0.9) for p in UNLIKE]
    forth, back = choose(*candidates, budget=8), choose(*candidates[::-1], budget=8)
    assert forth == back
    assert [c.paper.id for c in forth.chosen] == sorted(p.id for p in UNLIKE)


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.sampled_from([HERE, GONE])), max_size=8
    ),
    st.integers(1, 4),
)
def test_every_paper_appears_at_most_once_and_where_it_may(
    figures: list[tuple[float, float, SectionId]], budget: int
) -> None:
    candidates = [
        judged(UNLIKE[i], p, section=s, confidence=c) for i, (p, c, s) in enumerate(figures)
    ]
    picked = choose(*candidates, budget=budget, near_misses=8)
    together = [*picked.chosen, *picked.could_not_place, *picked.near_misses]
    near = [c for c in candidates if c.probability >= 0.1]  # a fifth of what is asked for
    assert sorted(c.paper.id for c in together) == sorted(c.paper.id for c in near)
    assert len(picked.chosen) <= budget
    for c in picked.chosen:
        assert c.probability >= 0.5
        assert c.placement.confidence >= 0.3
        assert c.placement.section == HERE
