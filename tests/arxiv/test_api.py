"""The search API against the double: whole windows, every fault, and the rate rule."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from bot.arxiv.api.search import ApiSource
from bot.arxiv.http.fetching import Http
from bot.arxiv.http.retry_policy import Patience
from bot.arxiv.sweep.seen import Seen
from bot.core.errors import ConfigError, SourceError, TryAgainLater
from bot.core.window import Window
from classifier.papers.paper import Paper
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right, paper
from tests.arxiv.server import RULE, ArxivDouble

DAY = timedelta(days=1)
WEEK = Window(NOW - timedelta(days=7), NOW)
PAPERS = crowd(350, seed=1, held=0.1)
INSIDE = tuple(p.id for p in PAPERS if p.announced and p.announced in WEEK)
PASSING = (
    *("empty", "zero", "short", "total too small", "unsorted", "truncated", "cut"),
    *("malformed", "reset", "html", "plain html", "blank", "bomb", "rate text", "error entry"),
    *("202", "204", "206", "300", "304", "406", "429", "500", "503", "503 later"),
    *("agreed short", "agreed end", "agreed holes", "replica"),
)
SELF_AGREED = ("agreed short", "agreed end", "agreed holes", "replica")
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


@pytest.mark.parametrize("fault", [*PASSING, *ASKED_TWICE, "too many"])
def test_a_fault_that_passes_costs_requests_but_no_paper(fault: str) -> None:
    clock = FakeClock()
    double = ArxivDouble(PAPERS, faults=[fault], clock=clock)
    with double as url:
        sweep = source(url, clock).sweep(WEEK, ["cs.DC"])
    assert is_right(sweep, PAPERS, WEEK)
    assert sweep.complete
    assert sweep.requests == len(double.asked) >= 2
    assert min(double.gaps()) >= RULE


@pytest.mark.parametrize("fault", sorted(set(PASSING) - {"short"} - set(SELF_AGREED)))
def test_a_fault_that_stays_is_never_no_papers(fault: str) -> None:
    with (
        ArxivDouble(PAPERS, faults=lambda _: fault) as url,
        pytest.raises(TryAgainLater),
    ):
        source(url, FakeClock()).sweep(WEEK, ["cs.DC"])


def test_pages_that_repeat_a_paper_are_taken_apart_and_nothing_is_lost() -> None:
    with ArxivDouble(PAPERS, faults=lambda _: "too many") as url:
        sweep = source(url, FakeClock()).sweep(WEEK, ["cs.DC"])
    assert {p.id for p in sweep.papers} - sweep.uncertain == set(INSIDE)
    assert "cannot give one submitted after" in sweep.troubles[0]


@pytest.mark.parametrize("fault", [*ASKED_TWICE, "agreed short", "agreed end", "agreed holes"])
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


def remembered(papers: Sequence[Paper]) -> Seen:
    """Return what a run a week ago has seen."""
    ids = frozenset(p.id for p in papers if p.announced and p.announced < NOW - 4 * DAY)
    return Seen(covers=NOW - 60 * DAY, categories=("cs.DC",), ids=ids)


def test_a_service_that_lost_papers_is_found_out_by_what_was_seen() -> None:
    double = ArxivDouble(PAPERS, faults=["replica", "replica"])
    with double as url:
        sweep = source(url, FakeClock(), seen=remembered(PAPERS)).sweep(WEEK, ["cs.DC"])
    assert "papers that an earlier one brought" in sweep.troubles[0]
    assert not sweep.complete
    assert "id_list" in double.asked[-1].params


def test_papers_that_moderation_removed_cost_a_question_and_no_more() -> None:
    gone = [p for p in PAPERS if p.announced and NOW - 6 * DAY < p.announced < NOW - 4 * DAY][:2]
    kept = [p for p in PAPERS if p not in gone]
    with ArxivDouble(kept) as url:
        sweep = source(url, FakeClock(), seen=remembered(PAPERS)).sweep(WEEK, ["cs.DC"])
    assert (sweep.complete, sweep.requests, len(gone)) == (True, 3, 2)


def test_days_that_a_service_hides_are_asked_for_alone() -> None:
    class Hiding(ArxivDouble):
        """Forgets three days unless it is asked for them alone."""

        def _found(
            self, params: Mapping[str, str], ids: Sequence[str], shuffle: int = 0
        ) -> list[Paper]:
            found = super()._found(params, ids, shuffle)
            alone = "submittedDate:[202603100000" in params.get("search_query", "")
            hidden = (NOW - 8.5 * DAY, NOW - 5.5 * DAY)
            kept = [p for p in found if p.submitted and not hidden[0] < p.submitted < hidden[1]]
            return found if alone else kept

    papers = crowd(900, seed=3)
    with Hiding(papers) as url:
        sweep = source(url, FakeClock()).sweep(WEEK, ["cs.DC"])
    assert "submitted from 2026-03-10 to 2026-03-12, which arXiv gave when" in sweep.troubles[0]
    assert not sweep.complete
    assert is_right(sweep, papers, WEEK)
