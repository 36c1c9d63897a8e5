"""New and old told apart by identifier order, against mailings as arXiv makes them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.arxiv.sweep.seen import Seen, Split, rank, split
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv.fakes import NOW, announce, crowd, is_right, paper

MONTH_LATER = timedelta(days=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(papers: tuple[Paper, ...], since: str, until: str = "") -> Split:
    end = at(until) if until else at(since) + MONTH_LATER
    return split(papers, Window(at(since), end), open_end=not until)


def new_ids(papers: tuple[Paper, ...], since: str, until: str = "") -> list[str]:
    """The ids of papers that are new as far as the order tells."""
    split_ = told(papers, since, until)
    return [p.id for p in split_.inside if p.id not in split_.uncertain]


def uncertain_ids(papers: tuple[Paper, ...], since: str) -> list[str]:
    return sorted(told(papers, since).uncertain)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0704.0001", (2007, 4, 1)),
        ("1412.9999", (2014, 12, 9999)),
        ("2603.00017", (2026, 3, 17)),
        ("9107.00001", (1991, 7, 1)),
        ("hep-th/9901001", None),
    ],
)
def test_an_id_has_a_rank_unless_it_is_legacy(
    raw: str, expected: tuple[int, int, int] | None
) -> None:
    assert rank(ArxivId(raw)) == expected


MONDAY, TUESDAY, WEDNESDAY = "2026-03-16T12:00", "2026-03-17T12:00", "2026-03-18T12:00"


def test_the_first_sure_paper_dates_all_after_it() -> None:
    papers = announce([(at(MONDAY), 0), (at(TUESDAY), 0), (at(WEDNESDAY), 0)])
    assert new_ids(papers, "2026-03-17T18:00") == ["2603.00002", "2603.00003"]


def test_a_paper_held_for_weeks_is_new_when_it_is_announced() -> None:
    # The held paper gets the first number of Tuesday's mailing, before all sure ones.
    papers = announce(
        [(at("2026-03-01T12:00"), 16), (at(MONDAY), 0), (at(TUESDAY), 0), (at(WEDNESDAY), 0)]
    )
    assert [p.submitted for p in papers[:2]] == [at(MONDAY), at("2026-03-01T12:00")]
    inside = [p.id for p in told(papers, "2026-03-17T18:00").inside]
    assert inside[-3:] == ["2603.00002", "2603.00003", "2603.00004"]


def test_a_paper_held_for_one_mailing_only_is_in_doubt() -> None:
    # Monday's second paper waits for Tuesday's mailing, and its number does not show it.
    papers = announce([(at("2026-03-13T12:00"), 0), (at(MONDAY), 0), (at(MONDAY), 1)])
    assert [p.id for p in papers] == ["2603.00001", "2603.00002", "2603.00003"]
    assert uncertain_ids(papers, "2026-03-17T18:00") == ["2603.00002", "2603.00003"]


def test_a_mailing_with_held_papers_only_is_in_doubt() -> None:
    papers = announce([(at("2026-03-02T12:00"), 15), (at("2026-03-16T12:00"), 0)])
    assert papers[1].submitted == at("2026-03-02T12:00")
    assert "2603.00002" in uncertain_ids(papers, "2026-03-17T18:00")


def test_where_the_end_of_a_big_mailing_shows_there_is_no_doubt() -> None:
    days = [(at(f"2026-03-{day}T12:00") + timedelta(minutes=n), 0)
            for day in (13, 16, 17) for n in range(30)]  # fmt: skip
    papers = announce([*days, (at("2026-03-01T12:00"), 16)])
    assert uncertain_ids(papers, "2026-03-17T18:00") == []


def test_a_paper_with_a_wrong_date_is_new_alone() -> None:
    days = [(at(f"2026-03-{day}T12:00") + timedelta(minutes=n), 0)
            for day in (12, 13, 16, 17) for n in range(30)]  # fmt: skip
    papers = announce(days)
    # In the middle of Friday's mailing a date that lies days ahead of its number.
    papers = (*papers[:40], replace(papers[40], submitted=at(WEDNESDAY)), *papers[41:])
    parts = told(papers, "2026-03-17T18:00")
    assert parts.inside == (papers[40], *papers[88:])
    assert parts.uncertain == {p.id for p in papers[88:90]}


def test_without_a_mailing_in_the_window_nothing_is_in_doubt() -> None:
    papers = announce([(at("2026-03-11T12:00"), 0), (at("2026-03-12T12:00"), 0)])
    weekend = Window(at("2026-03-14T01:00"), at("2026-03-15T20:00"))
    assert split(papers, weekend, open_end=True).inside == ()


def test_what_was_seen_before_is_old_and_all_else_is_new() -> None:
    papers = crowd(60, seed=12, held=0.2)
    known = frozenset(p.id for p in papers if p.announced and p.announced < at(MONDAY))
    seen = Seen(covers=at("2026-01-01T00:00"), categories=("cs.DC",), ids=known)
    # The window begins earlier, so that runs overlap: what was seen stays old all the same.
    parts = split(papers, Window(at("2026-03-12T12:00"), NOW), open_end=True, seen=seen)
    assert {p.id for p in parts.inside} == {p.id for p in papers} - known
    assert (len(parts.before), parts.uncertain) == (len(known), frozenset())


@pytest.mark.parametrize(
    ("covers", "categories", "answers"),
    [
        ("2026-02-01T00:00", ("cs.DC",), True),
        ("2026-02-01T00:00", ("cs.LG", "cs.DC"), True),
        ("2026-02-01T00:00", ("cs.LG",), False),
        ("2026-02-01T00:01", ("cs.DC",), False),
    ],
)
def test_a_memory_answers_for_what_it_covers(
    covers: str, categories: tuple[str, ...], answers: bool
) -> None:
    seen = Seen(covers=at(covers), categories=categories, ids=frozenset())
    assert seen.answers(at("2026-02-01T00:00"), ["cs.DC"]) is answers


def test_several_held_papers_are_new_together() -> None:
    held = [(at("2026-03-02T12:00"), 15), (at("2026-03-10T12:00"), 7), (at("2026-03-15T12:00"), 2)]
    papers = announce([(at(MONDAY), 0), *held, (at(TUESDAY), 0)])
    inside = [p.id for p in told(papers, "2026-03-17T18:00").inside]
    assert inside[-4:] == ["2603.00002", "2603.00003", "2603.00004", "2603.00005"]


def test_without_held_papers_the_mailing_before_stays_old() -> None:
    days = [(at(f"2026-03-{day:02d}T{hour}:00"), 0) for day in (10, 11, 12) for hour in (10, 12)]
    assert new_ids(announce(days), "2026-03-12T18:00") == ["2603.00005", "2603.00006"]


def test_a_later_window_begins_exactly_where_an_earlier_one_ended() -> None:
    papers = crowd(400, seed=5, held=0.2)
    whole = told(papers, "2026-02-20T00:00", "2026-03-10T00:00")
    first = told(papers, "2026-02-20T00:00", "2026-03-01T00:00")
    second = told(papers, "2026-03-01T00:00", "2026-03-10T00:00")
    assert {*first.inside, *second.inside} == set(whole.inside)
    shared = {p.id for p in first.inside} & {p.id for p in second.inside}
    assert shared <= first.uncertain & second.uncertain
    assert second.inside


@pytest.mark.parametrize("seed", range(20))
def test_a_busy_archive_is_told_apart_exactly(seed: int) -> None:
    papers = crowd(1_500, seed=seed, held=0.1)
    window = Window(at("2026-03-04T09:00"), at("2026-03-11T09:00"))
    parts = split(papers, window)
    assert is_right(parts, papers, window)
    assert len(parts.uncertain) <= 3
    assert len(parts.before) + len(parts.inside) + len(parts.after) == len(papers)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("count", [20, 60, 150])
def test_in_a_small_category_none_is_lost_and_what_is_in_doubt_is_named(
    count: int, seed: int
) -> None:
    papers = crowd(count, seed=seed, held=0.1)
    window = Window(at("2026-03-11T12:00"), at("2026-03-18T12:00"))
    assert is_right(split(papers, window, open_end=True), papers, window)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rough", [2, 24, 1_000])
def test_a_roughly_numbered_archive_keeps_its_held_papers(rough: float, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    start = at("2026-02-01T00:00")
    times = [
        (start + timedelta(minutes=draw.randrange(43_200)), draw.choice([0] * 60 + [1, 2, 9]))
        for _ in range(4_000)
    ]
    papers = announce(times, rough=rough, seed=seed)
    window = Window(at("2026-02-17T09:00"), at("2026-02-24T09:00"))
    exact = {p.id for p in papers if p.announced and p.announced >= window.since}
    got = {p.id for p in split(papers, window, open_end=True).inside}
    # One in four hundred may be dated a mailing too early, and one in fifty too late.
    assert len(exact - got) * 400 <= len(exact)
    assert len(got - exact) * 50 <= len(exact)


def test_the_order_holds_over_the_turn_of_a_month_and_of_a_year() -> None:
    papers = announce([(at("2025-12-29T12:00"), 0), (at("2026-01-06T12:00"), 0)])
    assert [p.id for p in papers] == ["2512.00001", "2601.00001"]
    assert new_ids(papers, "2026-01-01T00:00") == ["2601.00001"]


def test_legacy_papers_go_by_their_earliest_mailing() -> None:
    papers = (
        paper("hep-th/9901001", at("1999-01-04T12:00")),
        paper("cs/9901002", at("1999-01-07T12:00")),
    )
    assert new_ids(papers, "1999-01-05T18:00") == ["cs/9901002"]


def test_with_no_sure_paper_each_goes_by_its_earliest_mailing() -> None:
    papers = announce([(at(MONDAY), 0), (at(TUESDAY), 0)])
    assert new_ids(papers, "2026-03-19T12:00") == []


def test_papers_without_a_date_count_as_new() -> None:
    assert new_ids((paper("2603.00001"),), "2026-03-19T12:00") == ["2603.00001"]


def test_nothing_is_told_apart_as_nothing() -> None:
    assert new_ids((), "2026-03-19T12:00") == []
