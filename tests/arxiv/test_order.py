"""New and old told apart by identifier order, against mailings as arXiv makes them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.arxiv.order import rank, split
from bot.arxiv.window import Window
from classifier.paper import ArxivId, Paper
from tests.arxiv.fakes import announce, crowd, paper

MONTH_LATER = timedelta(days=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def new_ids(papers: tuple[Paper, ...], since: str, until: str = "") -> list[str]:
    end = at(until) if until else at(since) + MONTH_LATER
    return [p.id for p in split(papers, Window(at(since), end), open_end=not until).inside]


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
    assert new_ids(papers, "2026-03-17T18:00") == ["2603.00002", "2603.00003", "2603.00004"]


def test_several_held_papers_are_new_together() -> None:
    held = [(at("2026-03-02T12:00"), 15), (at("2026-03-10T12:00"), 7), (at("2026-03-15T12:00"), 2)]
    papers = announce([(at(MONDAY), 0), *held, (at(TUESDAY), 0)])
    assert len(new_ids(papers, "2026-03-17T18:00")) == 4


def test_without_held_papers_the_mailing_before_stays_old() -> None:
    days = [(at(f"2026-03-{day:02d}T{hour}:00"), 0) for day in (10, 11, 12) for hour in (10, 12)]
    assert new_ids(announce(days), "2026-03-12T18:00") == ["2603.00005", "2603.00006"]


def test_a_later_window_begins_exactly_where_an_earlier_one_ended() -> None:
    papers = crowd(400, seed=5, held=0.2)
    whole = new_ids(papers, "2026-02-20T00:00", "2026-03-10T00:00")
    first = new_ids(papers, "2026-02-20T00:00", "2026-03-01T00:00")
    second = new_ids(papers, "2026-03-01T00:00", "2026-03-10T00:00")
    assert first + second == whole
    assert second


@pytest.mark.parametrize("seed", range(20))
def test_a_busy_archive_is_told_apart_exactly(seed: int) -> None:
    papers = crowd(1_500, seed=seed, held=0.1)
    window = Window(at("2026-03-04T09:00"), at("2026-03-11T09:00"))
    told = split(papers, window)
    assert [p.id for p in told.inside] == [p.id for p in papers if p.announced in window]  # type: ignore[operator]
    assert len(told.before) + len(told.inside) + len(told.after) == len(papers)


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
