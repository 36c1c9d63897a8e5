from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.judging.judge import fit
from classifier.papers.paper import Listed, Paper
from classifier.relevance.cross_fitting import with_passed_over
from classifier.relevance.scorer import Examples, learn_taste
from classifier.relevance.training_set import Past, lessons_of
from classifier.rules.rule_set import Rules
from classifier.text.features import Background, Features, draw
from tests.classifier.invented import TOPICS, background, listed, paper

OTHERS = background(200)
ENTRIES = [e for i in range(20) for e in (listed("kettle", i, 2), listed("bee", i, 4))]
NO_RULES = Rules()


def learnt(others: tuple[Paper, ...] = OTHERS) -> tuple[Examples, Features]:
    lessons = lessons_of(ENTRIES, TOPICS, others)
    features = Background(others).features_of(lessons.of_the_list)
    rows = features.transform(lessons.texts)
    return Examples(rows, lessons.positive, lessons.weight, lessons.typical), features


def none_of(others: Sequence[Paper]) -> NDArray[np.bool_]:
    return np.zeros(len(others), bool)


def steamy(number: int) -> Paper:
    """A paper that a first model takes for one on kettles."""
    return replace(paper("piano", 700 + number), title=f"Steam kettle piano {number}")


def test_papers_like_the_entries_that_the_list_lacks_are_passed_over() -> None:
    near = tuple(steamy(i) for i in range(4))
    known, features = learnt((*OTHERS[:100], *near, *OTHERS[100:]))
    others = (*OTHERS[:100], *near, *OTHERS[100:])
    study = with_passed_over(known, features, others, 40, none_of(others))
    first = int(np.argmax(known.typical))
    assert sorted(study.origin.tolist()) == [first + 100 + i for i in range(4)]


def test_papers_beyond_the_sample_are_passed_over_too_and_have_no_row_of_their_own() -> None:
    known, features = learnt()
    far = [paper("cloud", 800 + i) for i in range(296)]
    others = [*OTHERS, *far, *(steamy(i) for i in range(4))]
    study = with_passed_over(known, features, others, 40, none_of(others))
    size = len(known.positive)
    assert study.origin.tolist().count(-1) >= 4
    assert len(study.origin) == 500 // 50
    added = study.examples
    assert len(added.rows) == len(added.positive) == size + len(study.origin)
    assert not added.positive[size:].any()
    assert not added.typical[size:].any()
    assert set(added.weight[size:].tolist()) == {3.0}


@pytest.mark.parametrize(("others", "entries", "expected"), [(40, 40, 0), (200, 40, 4)])
def test_at_most_one_in_fifty_is_taken_for_passed_over(
    others: int, entries: int, expected: int
) -> None:
    known, features = learnt(OTHERS[:others])
    some = OTHERS[:others]
    study = with_passed_over(known, features, some, entries, none_of(some))
    assert len(study.origin) == expected


def test_what_was_passed_over_sinks() -> None:
    library = [steamy(i) for i in range(60)] + [paper("cloud", 800 + i) for i in range(4_000)]
    alike = steamy(99)
    plain, warned = (
        fit(ENTRIES, TOPICS, NO_RULES, (*OTHERS, *more)).judge([alike, paper("kettle", 900)])
        for more in ((), library)
    )
    assert warned[0].score < plain[0].score - 1
    assert warned[1].score > warned[0].score


def test_a_sample_is_drawn_by_ids_and_keeps_the_order() -> None:
    few, rest = draw(OTHERS, 50)
    assert len(few) == 50
    assert sorted([*few, *rest], key=OTHERS.index) == list(OTHERS)
    assert list(few) == sorted(few, key=OTHERS.index)
    turned, _ = draw(OTHERS[::-1], 50)
    assert set(turned) == set(few)
    assert draw(OTHERS, 200) == (OTHERS, ())


def authored(entry: Listed, *who: str) -> Listed:
    return replace(entry, authors=who)


def taste_of(entries: list[Listed], others: list[Paper]) -> tuple[Examples, Features]:
    lessons = lessons_of(entries, (), others)
    features = Background(others).features_of(lessons.of_the_list)
    rows = features.transform(lessons.texts)
    return Examples(rows, lessons.positive, lessons.weight, lessons.typical), features


def test_papers_of_authors_in_the_list_are_likelier_and_unknown_authors_are_average() -> None:
    entries = [authored(e, "Ada Kettle", f"Author {i}") for i, e in enumerate(ENTRIES)]
    others = [replace(p, authors=(f"Other {i}",)) for i, p in enumerate(OTHERS)]
    known, features = taste_of(entries, others)
    taste = learn_taste(known)
    who = [("ADA KETTLE",), ("Author 3",), ("Nobody",), ()]
    rows = features.transform([replace(paper("cloud", 900), authors=names) for names in who])
    often, once, never, unknown = taste.score(rows).tolist()
    assert often > once > never
    assert never == pytest.approx(unknown)
    assert often - never == pytest.approx(np.log1p(np.log(41)) / 0.2 * 0.25)


def test_lists_without_authors_learn_nothing_of_them() -> None:
    others = [replace(p, authors=(f"Other {i}",)) for i, p in enumerate(OTHERS)]
    known, features = taste_of(ENTRIES, others)
    rows = features.transform(
        [replace(paper("cloud", 900), authors=names) for names in ((), ("Other 3",))]
    )
    one, other = learn_taste(known).score(rows).tolist()
    assert one == other


def test_a_refused_paper_teaches_no_words() -> None:
    no = [paper("bridge", i) for i in range(4)]
    lessons = lessons_of([listed("bee", i, 4) for i in range(10)], (), OTHERS, refused=no)
    assert lessons.weight[10:14].tolist() == [0.0] * 4
    assert not lessons.positive[10:].any()
    assert lessons.typical.sum() == len(OTHERS)
    assert not lessons.typical[:14].any()


def test_a_few_refusals_matter_and_do_not_turn_the_list() -> None:
    stream = [paper("kettle", 900), paper("bee", 900), paper("cloud", 900)]
    before = fit(ENTRIES, TOPICS, NO_RULES, OTHERS).judge(stream)
    no = [paper("bee", 700 + i) for i in range(5)]
    after = fit(ENTRIES, TOPICS, NO_RULES, OTHERS, Past(refused=no)).judge(stream)
    assert after[1].score < before[1].score - 0.5
    assert after[0].probability > 0.5
    assert after[0].score > after[2].score + 2
    assert after[1].score > after[2].score


def test_entries_that_were_refused_once_are_entries() -> None:
    twice = [paper("kettle", i) for i in range(20)]
    stream = [paper("kettle", 900)]
    plain = fit(ENTRIES, TOPICS, NO_RULES, OTHERS).judge(stream)
    assert fit(ENTRIES, TOPICS, NO_RULES, OTHERS, Past(refused=twice)).judge(stream) == plain


def test_a_refused_paper_is_not_taken_for_a_hint_or_the_background() -> None:
    no = [OTHERS[0]]
    judge = fit(ENTRIES, TOPICS, NO_RULES, OTHERS, Past(refused=no))
    without = fit(ENTRIES, TOPICS, NO_RULES, OTHERS[1:], Past(refused=no))
    assert judge.judge([paper("bee", 900)]) == without.judge([paper("bee", 900)])


def test_authors_of_the_background_only_set_no_scale_when_none_is_known() -> None:
    entries = [authored(e, "Ada Kettle") for e in ENTRIES]
    known, features = taste_of(entries, list(OTHERS))
    rows = features.transform(
        [replace(paper("cloud", 900), authors=who) for who in (("Ada Kettle",), ("Nobody",), ())]
    )
    ours, theirs, unknown = learn_taste(known).score(rows).tolist()
    assert ours > theirs == pytest.approx(unknown)


@pytest.mark.parametrize("older", [0, 20, 60])
def test_a_new_paper_among_too_few_older_ones_is_not_held_against_itself(older: int) -> None:
    ours, others = [paper("kettle", 900 + i) for i in range(3)], [*OTHERS[100:160]]
    news = [*ours, *others]
    past = Past(unread={one.id for one in news})
    judge = fit(ENTRIES, TOPICS, NO_RULES, (*OTHERS[:older], *news), past)
    chances = [candidate.probability for candidate in judge.judge(news)]
    assert min(chances[:3]) > 0.5 > max(chances[3:])
    assert judge.explain(ours[0]).probability == chances[0]


def test_nobody_can_have_passed_over_what_is_new() -> None:
    near = [steamy(i) for i in range(8)]
    others = (*OTHERS, *near)
    known, features = learnt(others)
    study = with_passed_over(known, features, others, 40, np.arange(208) // 4 == 50)
    first = int(np.argmax(known.typical)) + len(OTHERS)
    assert sorted(study.origin.tolist()) == [first + i for i in range(4, 8)]


Text = TypeVar("Text", Paper, Listed)


def on(text: Text, day: int) -> Text:
    return replace(text, submitted=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day))


def test_what_is_newer_than_a_sleeping_list_was_not_passed_over() -> None:
    others = [on(one, 300) for one in (*OTHERS, *(steamy(i) for i in range(4)))]
    asleep, awake = (
        fit([on(entry, newest) for entry in ENTRIES], TOPICS, NO_RULES, others).explain(steamy(9))
        for newest in (299, 300)
    )
    assert asleep.score > awake.score + 0.3


def test_how_much_a_list_takes_moves_its_even_chance_and_never_its_order() -> None:
    entries = [on(entry, 300 - 4 * i) for i, entry in enumerate(ENTRIES)]
    asked = [steamy(9), paper("kettle", 900), paper("cloud", 901)]
    before, after = (
        [c.score for c in fit(entries, TOPICS, NO_RULES, OTHERS, past).judge(asked)]
        for past in (Past(), Past(a_day=40.0))
    )
    moves = {round(a - b, 9) for a, b in zip(after, before, strict=True)}
    assert len(moves) == 1
    assert moves != {0.0}
