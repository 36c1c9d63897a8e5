"""The search API against the double: whole windows, every fault, and the rate rule."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import arxiv
import pytest
import requests

from bot.arxiv.api import ApiSource
from bot.arxiv.atom import read_page
from bot.arxiv.http import Http
from bot.arxiv.manners import Doubtful, Patience
from bot.arxiv.seen import Seen
from bot.arxiv.window import Window
from bot.errors import ConfigError, SourceError, TryAgainLater
from classifier.paper import ArxivId, Paper
from tests.arxiv import pages
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right, paper
from tests.arxiv.server import RULE, ArxivDouble

DAY = timedelta(days=1)
WEEK = Window(NOW - timedelta(days=7), NOW)
PAPERS = crowd(350, seed=1, held=0.1)
INSIDE = tuple(p.id for p in PAPERS if p.announced and p.announced in WEEK)
PASSING = (
    *("empty", "zero", "short", "total too small", "unsorted", "too many", "truncated", "cut"),
    *("malformed", "reset", "html", "plain html", "blank", "bomb", "rate text", "error entry"),
    *("406", "429", "500", "503", "503 later"),
)
ASKED_TWICE = ("hole", "total too big", "doubled")


def source(
    url: str,
    clock: FakeClock,
    *,
    progress: FakeProgress | None = None,
    patience: Patience | None = None,
    sweep_back: int = 28,
    seen: Seen | None = None,
    http: Http | None = None,
) -> ApiSource:
    progress = progress or FakeProgress()
    return ApiSource(
        http or client(clock, progress, patience=patience),
        f"{url}/api/query",
        progress=progress,
        now=NOW,
        sweep_back=timedelta(days=sweep_back),
        background=100_000,
        seen=seen,
    )


def test_a_week_is_exactly_what_was_announced_in_it_held_papers_included() -> None:
    with ArxivDouble(PAPERS) as url:
        sweep = source(url, FakeClock()).sweep(WEEK, ["cs.DC", "cs.LG"])
    held = [p for p in PAPERS if p.id in INSIDE and p.submitted and p.submitted < NOW - 8 * DAY]
    assert (len(INSIDE), bool(held)) == (46, True)
    assert is_right(sweep, PAPERS, WEEK)
    assert sweep.counts["uncertain_announcement"] == len(sweep.uncertain) == 2
    assert sweep.complete
    assert (sweep.requests, sweep.troubles) == (2, ())


def test_papers_announced_before_the_window_are_background_and_later_ones_are_dropped() -> None:
    past = Window(NOW - timedelta(days=14), NOW - timedelta(days=7))
    with ArxivDouble(PAPERS) as url:
        sweep = source(url, FakeClock()).sweep(past, ["cs.DC"])
    announced = {p.id: p.announced for p in PAPERS if p.announced}
    assert is_right(sweep, PAPERS, past)
    assert all(announced[p.id] < past.since for p in sweep.background)
    assert len(sweep.background) > 100


def test_a_paper_comes_whole() -> None:
    one = paper("2603.00007", NOW - DAY, categories=("cs.LG", "cs.DC"), version=3)
    with ArxivDouble([one]) as url:
        found = source(url, FakeClock()).lookup([one.id])
    assert found == {one.id: one}


def test_many_papers_take_as_few_requests_as_can_be() -> None:
    papers = crowd(5_000, seed=2, days=40)
    clock, progress = FakeClock(), FakeProgress()
    double = ArxivDouble(papers, clock=clock)
    with double as url:
        sweep = source(url, clock, progress=progress).sweep(WEEK, ["cs.DC"])
    swept = [p for p in papers if p.submitted and p.submitted >= WEEK.since - timedelta(days=28)]
    assert sweep.complete
    assert sweep.counts["fetched"] == len(swept)
    assert sweep.requests <= -(-len(swept) // 1990) + 1
    assert min(double.gaps()) >= RULE
    assert progress.counts[-1] == (len(swept), len(swept), "papers")
    assert len(progress.pauses) == sweep.requests - 1


@pytest.mark.parametrize("fault", PASSING + ASKED_TWICE)
def test_a_fault_that_passes_costs_requests_but_no_paper(fault: str) -> None:
    clock = FakeClock()
    double = ArxivDouble(PAPERS, faults=[fault], clock=clock)
    with double as url:
        sweep = source(url, clock).sweep(WEEK, ["cs.DC"])
    assert is_right(sweep, PAPERS, WEEK)
    assert sweep.complete
    assert sweep.requests == len(double.asked) >= 2
    assert min(double.gaps()) >= RULE


@pytest.mark.parametrize("fault", set(PASSING) - {"short"})
def test_a_fault_that_stays_is_never_no_papers(fault: str) -> None:
    with (
        ArxivDouble(PAPERS, faults=lambda _: fault) as url,
        pytest.raises(TryAgainLater),
    ):
        source(url, FakeClock()).sweep(WEEK, ["cs.DC"])


@pytest.mark.parametrize("fault", ["hole", "total too big", "doubled"])
def test_totals_that_never_add_up_make_the_sweep_incomplete(fault: str) -> None:
    with ArxivDouble(PAPERS, faults=lambda _: fault) as url:
        sweep = source(url, FakeClock()).sweep(WEEK, ["cs.DC"])
    assert not sweep.complete
    assert len(sweep.troubles) == 1
    assert sweep.papers


def test_a_sweep_that_breaks_off_keeps_what_came() -> None:
    papers = crowd(2_400, seed=3, days=35)
    with ArxivDouble(papers, faults=lambda number: "503" if number else "") as url:
        sweep = source(url, FakeClock()).sweep(WEEK, ["cs.DC"])
    assert sweep.counts["fetched"] == 2_000
    assert not sweep.complete
    assert "broke off after 2000 papers" in sweep.troubles[0]


@pytest.mark.parametrize("seed", range(25))
def test_a_mix_of_faults_gives_all_papers_or_says_incomplete(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    clock = FakeClock()
    names = (*PASSING, *ASKED_TWICE)
    double = ArxivDouble(
        PAPERS,
        faults=lambda _: draw.choice(names) if draw.random() < 0.3 else "",
        clock=clock,
        ties=seed,
    )
    with double as url:
        try:
            sweep = source(url, clock).sweep(WEEK, ["cs.DC"])
        except TryAgainLater:
            return
    assert not sweep.complete or is_right(sweep, PAPERS, WEEK)
    assert all(gap >= RULE for gap in double.gaps())


def test_a_refusal_stops_at_once() -> None:
    double = ArxivDouble(PAPERS, faults=["403"])
    with double as url, pytest.raises(SourceError, match="HTTP 403"):
        source(url, FakeClock()).sweep(WEEK, ["cs.DC"])
    assert len(double.asked) == 1


def test_nothing_at_all_in_a_month_is_not_believed() -> None:
    double = ArxivDouble([])
    with (
        double as url,
        pytest.raises(TryAgainLater, match=r"arXiv insists.*check arxiv.categories"),
    ):
        source(url, FakeClock()).sweep(WEEK, ["cs.XX"])
    assert len(double.asked) == 4


def test_nothing_in_a_short_stretch_is_possible() -> None:
    day = Window(NOW - DAY, NOW)
    with ArxivDouble([]) as url:
        sweep = source(url, FakeClock(), sweep_back=0).sweep(day, ["cs.DC"])
    assert (sweep.papers, sweep.complete) == ((), True)


def test_a_window_in_the_future_asks_nobody() -> None:
    future = Window(NOW + timedelta(days=40), NOW + timedelta(days=50))
    sweep = source("http://127.0.0.1:1", FakeClock()).sweep(future, ["cs.DC"])
    assert (sweep.papers, sweep.requests) == ((), 0)


def test_the_query_groups_categories_and_includes_the_last_minute() -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        source(url, FakeClock()).sweep(WEEK, ["cs.DC", "cs.LG", "cs"])
    assert double.asked[0].params["search_query"] == (
        "(cat:cs.DC OR cat:cs.LG OR cat:cs.*) AND submittedDate:[202602111200 TO 202603191200]"
    )


def test_no_categories_means_all() -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        source(url, FakeClock()).sweep(WEEK, [])
    query = double.asked[0].params["search_query"]
    assert query == "submittedDate:[202602111200 TO 202603191200]"


def test_a_category_cannot_smuggle_a_query_in() -> None:
    with pytest.raises(ConfigError, match="no arXiv category"):
        source("http://127.0.0.1:1", FakeClock()).sweep(WEEK, ["cs.DC) OR (cat:hep-th"])


class TestLookup:
    def test_unknown_ids_are_missing_from_the_answer(self) -> None:
        with ArxivDouble(PAPERS) as url:
            found = source(url, FakeClock()).lookup([PAPERS[0].id, ArxivId("2603.99999")])
        assert set(found) == {PAPERS[0].id}

    def test_many_ids_go_in_chunks_of_a_hundred(self) -> None:
        ids = [p.id for p in PAPERS[:250]]
        double = ArxivDouble(PAPERS)
        with double as url:
            found = source(url, FakeClock()).lookup([*ids, *ids])
        assert set(found) == set(ids)
        assert [len(a.params["id_list"].split(",")) for a in double.asked] == [100, 100, 50]

    @pytest.mark.parametrize("where", [0, 49, 99])
    def test_one_malformed_id_never_sinks_the_others(self, where: int) -> None:
        ids: list[ArxivId] = [p.id for p in PAPERS[:99]]
        ids.insert(where, ArxivId("nonsense/9901001"))
        with ArxivDouble(PAPERS) as url:
            found = source(url, FakeClock()).lookup(ids)
        assert set(found) == {p.id for p in PAPERS[:99]}

    def test_an_error_entry_with_status_200_sinks_no_others_either(self) -> None:
        with ArxivDouble(PAPERS, faults=["error entry"]) as url:
            found = source(url, FakeClock()).lookup([PAPERS[0].id, PAPERS[1].id])
        assert set(found) == {PAPERS[0].id, PAPERS[1].id}

    @pytest.mark.parametrize("fault", ["short", "truncated", "503"])
    def test_a_bad_answer_is_asked_for_again(self, fault: str) -> None:
        ids = [p.id for p in PAPERS[:9]]
        with ArxivDouble(PAPERS, faults=[fault]) as url:
            assert set(source(url, FakeClock()).lookup(ids)) == set(ids)

    def test_a_refusal_is_not_taken_for_a_malformed_id(self) -> None:
        with ArxivDouble(PAPERS, faults=["403"]) as url, pytest.raises(SourceError):
            source(url, FakeClock()).lookup([PAPERS[0].id])


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "broken XML"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "no list of results"),
        (b"<html/>", "no list of results"),
        (pages.results([], total=10**12, start=0, size=1).body, "no list of results"),
        (pages.error("boom").body, "boom"),
    ],
)
def test_what_is_no_page_of_results_is_doubted(raw: bytes, why: str) -> None:
    with pytest.raises(Doubtful, match=why):
        read_page(raw)


def entries(body: str) -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:o="http://a9.com/-/spec/opensearch/1.1/">'
        f"<o:totalResults>1</o:totalResults><entry>{body}</entry></feed>"
    ).encode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<id>http://arxiv.org/abs/2603.00001v1</id>",
        "<id>http://arxiv.org/abs/2603.00001v1</id><updated>soon</updated><published>x</published>",
        "<id>http://arxiv.org/abs/what</id><updated>2026-03-01T00:00:00Z</updated>"
        "<published>2026-03-01T00:00:00Z</published>",
    ],
)
def test_an_entry_that_cannot_be_read_is_never_skipped(body: str) -> None:
    with pytest.raises(Doubtful):
        read_page(entries(body))


def test_the_private_parts_of_the_arxiv_package_are_where_we_need_them() -> None:
    client_ = arxiv.Client(page_size=1, delay_seconds=0, num_retries=0)
    assert isinstance(client_._session, requests.Session)
    page = read_page(pages.results(PAPERS[:2], total=9, start=0, size=2).body)
    assert (page.total, page.papers) == (9, tuple(_without_date(p) for p in PAPERS[:2]))


def _without_date(made: Paper) -> Paper:
    return replace(made, announced=None)
