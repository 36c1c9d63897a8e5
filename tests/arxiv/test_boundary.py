"""Where a mailing begins when arXiv is late, or numbers its papers roughly."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from bot.arxiv.sweep.seen import Seen, split
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv.fakes import announce
from tests.arxiv.test_order import at, told


def steady() -> list[tuple[datetime, int]]:
    """Return a paper every quarter of an hour from March 9 to 18; none is held."""
    start = at("2026-03-09T00:00")
    return [(start + timedelta(minutes=15 * n), 0) for n in range(960)]


@pytest.mark.parametrize("hours", [0, 2, 4])
def test_a_mailing_that_the_run_before_could_not_see_is_taken_along_in_doubt(hours: int) -> None:
    # Mailings come out at 00:00 UTC in summer; runs at 02:00 see what is *hours* old.
    papers = announce(steady())
    got: set[ArxivId] = set()
    for day in (12, 13, 17, 18):
        now = at(f"2026-03-{day}T02:00")
        visible = [p for p in papers if p.announced and p.announced < now - timedelta(hours=hours)]
        since = now - timedelta(days=4 if day == 17 else 1)
        parts = split(visible, Window(since, now), open_end=True)
        got |= {p.id for p in parts.inside}
        extra = {p.id for p in parts.inside if p.announced and p.announced < since}
        assert extra <= parts.uncertain
    first, last = at("2026-03-11T02:00"), at("2026-03-18T02:00") - timedelta(hours=hours)
    assert {p.id for p in papers if p.announced and first <= p.announced < last} <= got


@pytest.mark.parametrize("since", ["2026-03-17T00:00", "2026-03-17T05:01", "2026-03-14T12:00"])
def test_a_window_that_does_not_begin_soon_after_a_mailing_stays_exact(since: str) -> None:
    papers = announce(steady())
    before = {p.id for p in papers if p.announced and p.announced < at(since)}
    parts = told(papers, since)
    assert not before & {p.id for p in parts.inside if p.id not in parts.uncertain}
    assert len(parts.uncertain) <= 2


def test_with_a_memory_the_mailing_before_the_window_stays_old() -> None:
    papers = announce(steady())
    since, now = at("2026-03-17T02:00"), at("2026-03-18T02:00")
    known = frozenset(p.id for p in papers if p.announced and p.announced < since)
    seen = Seen(covers=at("2026-01-01T00:00"), categories=("cs.DC",), ids=known)
    parts = split(papers, Window(since, now), open_end=True, seen=seen)
    assert (len(parts.before), parts.uncertain) == (len(known), frozenset())


def busy(seed: int, rough: float) -> tuple[Paper, ...]:
    """Return an archive whose mailings begin with many held papers."""
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    start = at("2026-02-01T00:00")
    times = [
        (
            start + timedelta(minutes=draw.randrange(43_200)),
            draw.choice([0] * 17 + [1, 8, 20]),
        )
        for _ in range(4_000)
    ]
    return announce(times, rough=rough, seed=seed)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rough", [0.5, 2, 6])
def test_a_block_of_held_papers_is_not_lost_where_the_order_is_rough(
    rough: float, seed: int
) -> None:
    papers = busy(seed, rough)
    since = at("2026-02-18T09:00")
    exact = {p.id for p in papers if p.announced and p.announced >= since}
    parts = told(papers, "2026-02-18T09:00")
    assert exact <= {p.id for p in parts.inside}
    assert {p.id for p in parts.inside} - exact <= parts.uncertain
    assert len(parts.uncertain) <= 120  # of 140 papers a mailing, thirty of them held


@pytest.mark.parametrize("seed", range(6))
def test_a_block_of_held_papers_in_plain_order_is_exact(seed: int) -> None:
    papers = busy(seed, 0)
    parts = told(papers, "2026-02-18T09:00")
    exact = {p.id for p in papers if p.announced and p.announced >= at("2026-02-18T09:00")}
    assert ({p.id for p in parts.inside}, parts.uncertain) == (exact, frozenset())


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rough", [0, 0.5, 2, 6])
def test_a_closed_window_keeps_the_last_papers_of_its_last_mailing(rough: float, seed: int) -> None:
    papers = busy(seed, rough)
    since, until = at("2026-02-11T09:00"), at("2026-02-18T09:00")
    exact = {p.id for p in papers if p.announced and since <= p.announced < until}
    parts = told(papers, "2026-02-11T09:00", "2026-02-18T09:00")
    assert exact <= {p.id for p in parts.inside}
    after = told(papers, "2026-02-18T09:00")
    meeting = {p.id for p in (*parts.inside, *after.inside)}
    assert {p.id for p in papers if p.announced and p.announced >= since} <= meeting


def test_a_window_without_a_mailing_takes_the_late_one_before_along() -> None:
    papers = announce(steady())
    window = Window(at("2026-03-17T02:00"), at("2026-03-17T20:00"))
    visible = [p for p in papers if p.announced and p.announced < window.until]
    parts = split(visible, window, open_end=True)
    late = {p.id for p in visible if p.announced == at("2026-03-17T00:00")}
    assert late <= parts.uncertain
    assert {p.id for p in parts.inside} == parts.uncertain
    assert len(parts.uncertain - late) <= 2
