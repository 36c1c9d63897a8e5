"""What a sweep does not believe: impossible pages, and lies that agree with themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.arxiv.http.retry_policy import Doubtful
from bot.arxiv.paging.harvest import Page, Request, check_page
from classifier.papers.paper import ArxivId
from tests.arxiv.test_harvest import END, START, Archive, spread


def lie(share: float, *, newest: bool = False) -> Callable[[int, Page], Page]:
    """Return a lie that agrees with itself: a share of the papers is all there is."""

    def told(_: int, page: Page) -> Page:
        kept = page.papers[: round(len(page.papers) * share)]
        return Page(len(kept) if page.total == len(page.papers) or newest else page.total, kept)

    return told


@pytest.mark.parametrize("liars", [{1}, {2}, {1, 2}, {1, 4}, {2, 4}])
def test_a_short_page_whose_total_agrees_is_not_believed(liars: set[int]) -> None:
    draw = random.Random(1)  # noqa: S311  # repeatable, not secret

    def lying(number: int, page: Page) -> Page:
        return lie(draw.random(), newest=True)(number, page) if number in liars else page

    result = Archive(spread(400, timedelta(hours=1)), spoil=lying).harvest()
    assert result.troubles or len(result.papers) == 400
    assert not (result.troubles and len(liars) == 1)


def test_what_was_never_explained_is_told_with_both_numbers() -> None:
    def forgetful(_: int, page: Page) -> Page:
        oldest = page.papers[0].id < page.papers[-1].id
        return Page(40, page.papers[:40]) if oldest else page

    result = Archive(spread(400, timedelta(hours=1)), spoil=forgetful).harvest()
    assert result.troubles == (
        "arXiv counts 400 papers submitted since 2026-03-01 00:00 when asked for the newest, "
        "but 90 came",
    )


def test_a_service_that_counts_too_few_in_the_end_is_asked_up_to_three_times() -> None:
    def few(_: int, page: Page) -> Page:
        descending = len(page.papers) > 1 and page.papers[0].id > page.papers[-1].id
        return replace(page, total=60) if descending else page

    archive = Archive(spread(90, timedelta(hours=1)), spoil=few)
    assert archive.harvest().troubles == (
        "arXiv counts 60 papers submitted since 2026-03-01 00:00 when asked for the newest, "
        "but 90 came",
    )
    assert sum(bool(r.newest) for r in archive.asked) == 6


THREE = tuple(spread(3, timedelta(hours=1)))
ALL = Request(START, END)


@pytest.mark.parametrize(
    ("page", "request_", "why"),
    [
        (Page(5, ()), ALL, "no papers, though it counts 5"),
        (Page(2, THREE), ALL, "3 papers, though it counts 2"),
        (Page(9, THREE[::-1]), ALL, "out of order"),
        (Page(9, THREE), replace(ALL, start=START + timedelta(hours=1)), "other dates"),
        (Page(9, THREE), replace(ALL, end=START + timedelta(hours=1)), "other dates"),
        (Page(9, THREE), replace(ALL, anchors=frozenset({ArxivId("2603.1")})), "without 2603.1"),
        (Page(9, (replace(THREE[0], submitted=None),)), ALL, "without a date"),
        (Page(9, THREE), replace(ALL, newest=50), "out of order"),
    ],
)
def test_a_page_that_cannot_be_right_is_doubted(page: Page, request_: Request, why: str) -> None:
    with pytest.raises(Doubtful, match=why):
        check_page(page, request_)


@pytest.mark.parametrize(
    ("page", "request_"),
    [
        (Page(3, THREE), ALL),
        (Page(9, THREE), ALL),
        (Page(0, ()), ALL),
        (Page(3, THREE[:1]), replace(ALL, offset=2)),
        (Page(9, THREE), replace(ALL, anchors=frozenset({THREE[1].id}))),
        (Page(9, (THREE[0], THREE[0])), ALL),
        (Page(9, THREE[::-1]), replace(ALL, newest=50)),
    ],
)
def test_a_page_that_may_be_right_is_left_alone(page: Page, request_: Request) -> None:
    check_page(page, request_)
