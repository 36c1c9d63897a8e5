import pytest

from classifier.papers.paper import Listed
from classifier.relevance.training_set import lessons_of
from tests.classifier.invented import TOPICS, background, listed

FULL = [listed("kettle", i, 2) for i in range(10)]
BARE = [listed("bee", i, 3, abstract=False) for i in range(10)]
OTHERS = background(40)


def test_entries_without_abstract_are_left_out_when_enough_have_one() -> None:
    lessons = lessons_of(FULL + BARE, (), OTHERS)
    assert lessons.texts == (*FULL, *OTHERS)
    assert (lessons.entries, lessons.positive.tolist()) == (10, [True] * 10 + [False] * 40)


@pytest.mark.parametrize(("full", "bare", "expected"), [(5, 5, 20), (0, 4, 40), (2, 6, 30)])
def test_the_background_has_as_many_bare_titles_as_the_entries(
    full: int, bare: int, expected: int
) -> None:
    lessons = lessons_of(FULL[:full] + BARE[:bare], (), OTHERS)
    assert sum(not text.abstract for text in lessons.texts[full + bare :]) == expected
    assert [text.title for text in lessons.texts[full + bare :]] == [p.title for p in OTHERS]


@pytest.mark.parametrize(("entries", "together"), [(0, 2.0), (10, 1.0), (190, 0.1)])
def test_headings_fade_as_entries_come(entries: int, together: float) -> None:
    known = [listed("kettle", i, 2) for i in range(entries)]
    lessons = lessons_of(known, TOPICS, OTHERS)
    headings = lessons.texts[entries : len(lessons.texts) - len(OTHERS)]
    assert [text.title for text in headings] == [
        "Awesome Kitchen ",
        "Awesome Kitchen Kettles and Steam ",
        "Awesome Kitchen Honey ",
        "Awesome Kitchen Honey Hives ",
        "Awesome Kitchen Surveys ",
    ]
    weights = lessons.weight[entries : entries + len(headings)]
    assert weights.sum() == pytest.approx(together)


def test_papers_that_rules_take_for_belonging_change_sides() -> None:
    lessons = lessons_of(FULL, (), OTHERS, hints=[0.0, 0.3, 0.0])
    assert lessons.texts == (*FULL, OTHERS[1], OTHERS[0], *OTHERS[2:])
    assert lessons.weight[10] == pytest.approx(0.3)
    assert lessons.positive.sum() == 11


def test_nothing_teaches_nothing() -> None:
    nothing: list[Listed] = []
    lessons = lessons_of(nothing, (), ())
    assert (lessons.texts, lessons.positive.tolist(), lessons.entries) == ((), [], 0)
