"""The sweep's bookkeeping without a network: slices, overlaps, totals, and when to give up."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arxiv.paging.harvest import PAGE, Harvest, Page, Request, harvest
from bot.core.errors import TryAgainLater
from classifier.papers.paper import ArxivId, Paper

START = datetime(2026, 3, 1, tzinfo=UTC)
END = START + timedelta(days=30)


def made(number: int, submitted: datetime) -> Paper:
    return Paper(id=ArxivId(f"2603.{number:05d}"), title="t", submitted=submitted)


def spread(count: int, step: timedelta) -> list[Paper]:
    return [made(n, START + n * step) for n in range(count)]


class Archive:
    """Answers as arXiv does, and remembers the requests."""

    def __init__(
        self, papers: list[Paper], *, spoil: Callable[[int, Page], Page] | None = None
    ) -> None:
        self.papers, self.spoil = papers, spoil
        self.asked: list[Request] = []

    def fetch(self, request: Request) -> Page:
        self.asked.append(request)
        found = [
            p for p in self.papers if p.submitted and request.start <= p.submitted <= request.end
        ]
        found.sort(key=lambda p: p.submitted or START, reverse=bool(request.newest))
        size = request.newest or PAGE
        page = Page(len(found), tuple(found[request.offset : request.offset + size]))
        return self.spoil(len(self.asked), page) if self.spoil else page

    def harvest(self) -> Harvest:
        return harvest(self.fetch, START, END, on_page=lambda *_: None)

    @property
    def pages(self) -> list[Request]:
        return [request for request in self.asked if not request.newest]


def test_a_page_that_holds_all_is_one_request_and_one_to_check_it() -> None:
    archive = Archive(spread(1_999, timedelta(minutes=5)))
    result = archive.harvest()
    assert (len(result.papers), result.troubles) == (1_999, ())
    assert archive.asked == [Request(START, END), Request(START, END, newest=50)]


def test_each_page_begins_at_the_minute_in_which_the_last_one_ended() -> None:
    archive = Archive(spread(5_000, timedelta(minutes=5)))
    result = archive.harvest()
    assert len(result.papers) == 5_000
    assert [(r.start, r.offset, set(r.anchors)) for r in archive.pages] == [
        (START, 0, set()),
        (START + 1_999 * timedelta(minutes=5), 0, {"2603.01999"}),
        (START + 3_998 * timedelta(minutes=5), 0, {"2603.03998"}),
    ]


def test_a_full_page_is_followed_even_if_the_total_says_that_it_is_the_last() -> None:
    archive = Archive(
        spread(2_500, timedelta(minutes=5)),
        spoil=lambda number, page: replace(page, total=PAGE) if number == 1 else page,
    )
    assert len(archive.harvest().papers) == 2_500


def test_papers_of_one_minute_are_paged_by_offset_with_overlap() -> None:
    archive = Archive([made(n, START) for n in range(4_500)] + [made(9_000, END)])
    result = archive.harvest()
    assert (len(result.papers), result.troubles) == (4_501, ())
    assert [r.offset for r in archive.pages] == [0, 1_900, 3_800]


def test_a_stretch_of_more_papers_than_can_be_counted_is_swept_in_slices() -> None:
    days = [made(n, START + timedelta(days=n // 700)) for n in range(14_000)]

    def capped(_: int, page: Page) -> Page:
        return replace(page, total=min(page.total, 10_000))

    archive = Archive(days, spoil=capped)
    result = archive.harvest()
    assert (len(result.papers), result.troubles) == (14_000, ())
    assert max(r.offset for r in archive.pages) < 8_000
    assert len(archive.pages) <= 14_000 / 1_900 + 3
    ends = [r.end for r in archive.pages]
    assert ends[0] == ends[-1] == END
    assert len(set(ends)) >= 2


def test_a_paper_that_a_slice_lacks_is_noticed_though_totals_are_capped() -> None:
    papers = spread(14_000, timedelta(minutes=2))

    def holed(number: int, page: Page) -> Page:
        kept = page.papers[:5] + page.papers[6:] if number % 9 == 4 else page.papers
        return Page(min(page.total, 10_000), kept)

    result = Archive(papers, spoil=holed).harvest()
    assert result.troubles or len(result.papers) == 14_000


@pytest.mark.parametrize("count", [1_899, 1_900, 1_999, 2_000, 2_001, 4_001, 9_500])
def test_as_many_papers_in_one_minute_as_can_be_paged_are_all_had(count: int) -> None:
    papers = [made(0, START), *(made(n, START + timedelta(hours=9)) for n in range(1, count))]
    archive = Archive([*papers, made(99_999, END)])
    result = archive.harvest()
    assert (len(result.papers), result.troubles) == (count + 1, ())


def test_a_crowded_minute_is_left_behind_for_those_after_it() -> None:
    crowd = [made(n, START) for n in range(8_000)]
    after = [made(8_000 + n, START + timedelta(minutes=9 * n)) for n in range(1, 3_000)]
    result = Archive([*crowd, *after]).harvest()
    assert (len(result.papers), result.troubles) == (10_999, ())


@pytest.mark.parametrize("seed", range(5))
def test_ties_that_come_in_another_order_each_time_lose_nothing_in_silence(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    papers = [made(n, START + timedelta(hours=n // 2_400)) for n in range(6_000)]

    class Reordering(Archive):
        def fetch(self, request: Request) -> Page:
            draw.shuffle(self.papers)
            return super().fetch(request)

    result = Reordering(papers).harvest()
    assert result.troubles or len(result.papers) == 6_000


def test_more_papers_in_one_minute_than_can_be_paged_are_reported_and_gone_on_after() -> None:
    crowd = [made(n, START) for n in range(12_000)]
    after = [made(20_000 + n, START + timedelta(hours=n)) for n in range(1, 9)]
    result = Archive([*crowd, *after]).harvest()
    assert result.troubles == (
        "more papers were submitted at 2026-03-01 00:00 than arXiv's search gives away: "
        "9600 of them came",
    )
    assert len(result.papers) == 9_608


def test_a_short_page_is_gone_on_from() -> None:
    archive = Archive(
        spread(900, timedelta(minutes=5)),
        spoil=lambda number, page: replace(page, papers=page.papers[:200]) if number < 3 else page,
    )
    result = archive.harvest()
    assert (len(result.papers), result.troubles, len(archive.pages)) == (900, (), 3)


def test_papers_announced_while_sweeping_are_swept_too() -> None:
    papers = spread(2_500, timedelta(minutes=5))
    late = made(90_000, START + timedelta(minutes=7))

    def arrive(number: int, page: Page) -> Page:
        if number == 1:
            archive.papers.append(late)
        return page

    archive = Archive(papers, spoil=arrive)
    result = archive.harvest()
    assert (len(result.papers), result.troubles) == (2_501, ())


def test_a_total_that_is_a_lie_once_is_swept_again() -> None:
    archive = Archive(
        spread(50, timedelta(hours=1)),
        spoil=lambda number, page: replace(page, total=60) if number == 1 else page,
    )
    # The page seems short, and is gone on from; then the whole is swept anew.
    assert (archive.harvest().troubles, len(archive.pages)) == ((), 3)


def test_a_total_that_never_adds_up_is_told_with_numbers() -> None:
    archive = Archive(
        spread(50, timedelta(hours=1)),
        spoil=lambda _, page: replace(page, total=page.total + 10),
    )
    assert archive.harvest().troubles == (
        "arXiv counts 60 papers submitted since 2026-03-01 00:00, but only 50 came",
    )


@pytest.mark.parametrize(("lies", "asked", "found"), [(0, 1, 9), (1, 2, 9), (2, 3, 9), (3, 3, 0)])
def test_an_empty_first_page_is_asked_for_up_to_three_times(
    lies: int, asked: int, found: int
) -> None:
    archive = Archive(
        spread(9, timedelta(hours=1)),
        spoil=lambda number, page: Page(0, ()) if number <= lies else page,
    )
    assert len(archive.harvest().papers) == (found or 9)
    assert len(archive.pages) == asked + (found == 0)


def test_the_first_page_must_come() -> None:
    def fail(_: Request) -> Page:
        raise TryAgainLater("gone")

    with pytest.raises(TryAgainLater, match="gone"):
        harvest(fail, START, END, on_page=lambda *_: None)


def test_what_came_before_a_failure_is_kept() -> None:
    def fail_second(number: int, page: Page) -> Page:
        if number == 2:
            raise TryAgainLater("gone")
        return page

    result = Archive(spread(3_000, timedelta(minutes=5)), spoil=fail_second).harvest()
    assert len(result.papers) == PAGE
    assert result.troubles == ("the sweep broke off after 2000 papers: gone",)


def test_progress_hears_of_every_page() -> None:
    heard: list[tuple[int, int]] = []
    archive = Archive(spread(2_500, timedelta(minutes=5)))
    harvest(archive.fetch, START, END, on_page=lambda *numbers: heard.append(numbers))
    assert heard == [(2_000, 2_500), (2_500, 2_500)]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 40_000), max_size=60).map(sorted),
    st.integers(1, 9),
    st.integers(0, 2**16),
)
def test_no_paper_is_lost_however_short_the_pages(minutes: list[int], size: int, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    papers = [made(n, START + timedelta(minutes=m)) for n, m in enumerate(minutes)]
    archive = Archive(
        papers,
        spoil=lambda _, page: replace(page, papers=page.papers[: draw.randrange(1, size + 1)]),
    )
    result = archive.harvest()
    assert result.troubles or set(result.papers) == {p.id for p in papers}
