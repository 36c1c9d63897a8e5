"""OAI-PMH: tokens, sets, protocol errors, and old papers told from new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.arxiv.http.retry_policy import Doubtful, Patience
from bot.arxiv.oai.harvester import OaiSource
from bot.arxiv.oai.oai_answers import Batch, check_batch, read_batch
from bot.core.errors import SourceError, TryAgainLater
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv import pages
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right, paper
from tests.arxiv.faults import Reply
from tests.arxiv.server import RULE, ArxivDouble, Asked
from tests.arxiv.test_api import source as api

PAPERS = crowd(900, seed=4, days=60, held=0.1)
MONTH = Window(NOW - timedelta(days=30), NOW)
WHOLE = pages.records(PAPERS[:3], {}, 0, 3).encode()


def source(url: str, clock: FakeClock, *, tries: int = 3) -> OaiSource:
    http = client(clock, patience=Patience(tries=tries))
    return OaiSource(
        http,
        f"{url}/oai",
        progress=FakeProgress(),
        now=NOW,
        background=1_000,
        lookups=api(url, clock, http=http),
        census=api(url, clock, http=http),
    )


def harvested(double: ArxivDouble) -> list[Asked]:
    """Return the requests that were for records; the last one only counts."""
    assert double.asked[-1].path == "/api/query"
    return [asked for asked in double.asked if asked.path == "/oai"]


def ids_in(window: Window) -> list[str]:
    return [p.id for p in PAPERS if p.announced and p.announced in window]


def test_a_month_is_harvested_answer_by_answer() -> None:
    clock = FakeClock()
    double = ArxivDouble(PAPERS, clock=clock, per_answer=100)
    with double as url:
        sweep = source(url, clock).sweep(MONTH, ["cs.DC"])
    assert [p.id for p in sweep.papers] == ids_in(MONTH)
    assert (sweep.complete, sweep.requests) == (True, len(double.asked))
    assert len(harvested(double)) == -(-sweep.counts["fetched"] // 100)
    assert double.asked[0].params == {
        "verb": "ListRecords", "metadataPrefix": "arXivRaw", "set": "cs:cs:DC", "from": "2026-02-11"
    }  # fmt: skip
    assert set(double.asked[1].params) == {"verb", "resumptionToken"}
    assert min(double.gaps()) >= RULE


def test_a_window_in_the_past_has_an_end() -> None:
    past = Window(NOW - timedelta(days=40), NOW - timedelta(days=20))
    with ArxivDouble(PAPERS) as url:
        sweep = source(url, FakeClock()).sweep(past, ["cs.DC"])
    assert [p.id for p in sweep.papers] == ids_in(past)
    assert sweep.background


def test_an_old_paper_revised_in_the_window_is_not_new() -> None:
    revised = replace(paper("2501.00001", NOW - timedelta(days=400)), announced=NOW, version=2)
    with ArxivDouble([*PAPERS, revised]) as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert revised.id not in {p.id for p in sweep.papers}
    assert revised.id in {p.id for p in sweep.background}


def test_sets_are_harvested_one_after_the_other_and_joined() -> None:
    other = paper("2603.90000", NOW - timedelta(days=2), categories=("cs.LG", "cs.DC"))
    double = ArxivDouble([*PAPERS, other], per_answer=2_500)
    with double as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC", "cs.LG"])
    assert [a.params["set"] for a in harvested(double)] == ["cs:cs:DC", "cs:cs:LG"]
    assert [p.id for p in sweep.papers].count(other.id) == 1


def test_without_categories_all_of_arxiv_is_harvested() -> None:
    double = ArxivDouble(PAPERS)
    with double as url:
        assert source(url, FakeClock()).sweep(MONTH, []).papers
    assert "set" not in double.asked[0].params


@pytest.mark.parametrize("fault", ["truncated", "html", "503", "reset", "429", "blank"])
def test_a_fault_that_passes_loses_nothing(fault: str) -> None:
    faults = ["", fault, "", fault]
    with ArxivDouble(PAPERS, faults=faults, per_answer=200) as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert [p.id for p in sweep.papers] == ids_in(MONTH)
    assert sweep.complete


def test_a_fault_that_stays_makes_the_harvest_incomplete() -> None:
    with ArxivDouble(PAPERS, faults=lambda n: "503" if n else "", per_answer=100) as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert not sweep.complete
    assert sweep.troubles[0].startswith("the harvest of cs:cs:DC broke off: 127.0.0.1")


def test_a_harvest_that_never_began_is_tried_again_later() -> None:
    with ArxivDouble(PAPERS, faults=lambda _: "503") as url, pytest.raises(TryAgainLater):
        source(url, FakeClock()).sweep(MONTH, ["cs.DC"])


def test_no_records_in_a_month_are_not_believed() -> None:
    with ArxivDouble(PAPERS) as url, pytest.raises(TryAgainLater, match="nothing changed since"):
        source(url, FakeClock()).sweep(MONTH, ["cs.XX"])


LIES = ("zero", "empty", "short", "hole", "shifted", "replica", "agreed short", "agreed holes")
SETS = ("cs.DC", "cs.LG")
BOTH = crowd(300, seed=6, days=60, held=0.1, among=SETS)


@pytest.mark.parametrize("fault", [*LIES, "undated"])
@pytest.mark.parametrize("where", [0, 3])
def test_a_lie_about_one_set_is_found_out_and_harvested_again(fault: str, where: int) -> None:
    faults = [""] * where + [fault] * 2
    with ArxivDouble(BOTH, faults=faults, per_answer=70) as url:
        sweep = source(url, FakeClock()).sweep(MONTH, SETS)
    assert sweep.complete
    assert is_right(sweep, BOTH, MONTH)


@pytest.mark.parametrize("fault", [lie for lie in LIES if lie != "empty"])
def test_a_lie_that_stays_is_told_with_numbers(fault: str) -> None:
    class Lying(ArxivDouble):
        def next_fault(self) -> str:
            return fault

        def reply(self, path: str, params: Mapping[str, str], fault: str) -> Reply:
            about = "LG" in params.get("set", params.get("resumptionToken", ""))
            return super().reply(path, params, fault if about else "")

    double = Lying(BOTH, per_answer=70)
    with double as url:
        sweep = source(url, FakeClock()).sweep(MONTH, SETS)
    assert not sweep.complete
    assert sweep.papers
    assert len(sweep.troubles) == 1
    assert re.search(r"the search API counts \d+ papers .* but only \d+ came", sweep.troubles[0])


def test_a_set_without_papers_is_believed_when_nobody_counts_any() -> None:
    double = ArxivDouble(PAPERS, per_answer=2_500)
    with double as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC", "cs.GL"])
    assert (sweep.complete, len(harvested(double))) == (True, 4)


class NoSearch(ArxivDouble):
    """An arXiv whose search is away; *short* of a set's records where it is named."""

    short = ""

    def reply(self, path: str, params: Mapping[str, str], fault: str) -> Reply:
        away = path == "/api/query"
        short = "agreed end" if params.get("set") == self.short else fault
        return super().reply(path, params, "503" if away else short)


def test_without_the_search_a_set_that_says_the_same_twice_is_believed() -> None:
    with NoSearch(PAPERS) as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert sweep.complete
    assert is_right(sweep, PAPERS, MONTH)


def test_without_the_search_sets_are_held_against_each_other() -> None:
    papers = crowd(600, seed=9, among=("cs.DC", "cs.LG"))
    double = NoSearch(papers)
    with double as url:
        whole = source(url, FakeClock()).sweep(MONTH, ["cs.DC", "cs.LG"])
        double.short = "cs:cs:LG"
        short = source(url, FakeClock()).sweep(MONTH, ["cs.DC", "cs.LG"])
    assert whole.complete
    assert is_right(whole, papers, MONTH)
    assert not short.complete
    assert "the set cs:cs:LG lacks" in short.troubles[0]


def test_a_full_answer_without_a_token_is_asked_for_once_more_and_then_believed() -> None:
    double = ArxivDouble(PAPERS[-100:], per_answer=50)
    with double as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert sweep.complete
    assert [len(asked.params) for asked in harvested(double)] == [4, 2, 2, 2]


class Tokens(ArxivDouble):
    """Refuses the first token, or gives the same one for ever."""

    def __init__(self, papers: tuple[Paper, ...], *, refuse: int, same: bool = False) -> None:
        super().__init__(papers, per_answer=100)
        self.refuse, self.same = refuse, same

    def _oai(self, params: Mapping[str, str], fault: str = "") -> str:
        if "resumptionToken" in params and self.refuse:
            self.refuse -= 1
            return pages.oai_error("badResumptionToken", "expired")
        answer = super()._oai(params, fault)
        return answer.replace("skip=200", "skip=100") if self.same else answer


def test_an_expired_token_is_answered_by_starting_anew_from_the_day_reached() -> None:
    with Tokens(PAPERS, refuse=1) as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert [p.id for p in sweep.papers] == ids_in(MONTH)
    assert sweep.complete


@pytest.mark.parametrize("double", [Tokens(PAPERS, refuse=9), Tokens(PAPERS, refuse=0, same=True)])
def test_tokens_that_lead_nowhere_end_the_harvest(double: Tokens) -> None:
    with double as url:
        sweep = source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert "tokens lead nowhere" in sweep.troubles[0]


def test_a_record_is_read_whole() -> None:
    one = replace(PAPERS[0], version=2, doi="10.1000/xyz", announced=None)
    batch = read_batch(pages.records([one], {}, 0, 9).encode())
    assert one.submitted is not None
    assert batch.papers == (replace(one, updated=one.submitted + timedelta(days=1)),)
    assert batch.token == "skip=1"


def test_a_deleted_record_is_passed_over() -> None:
    deleted = b'<record><header status="deleted"><identifier>x</identifier></header></record>'
    batch = read_batch(WHOLE.replace(b"<ListRecords>", b"<ListRecords>" + deleted))
    assert len(batch.papers) == 3


def test_a_version_without_source_withdraws_its_paper() -> None:
    one = replace(PAPERS[0], withdrawn=True, version=2)
    assert read_batch(pages.records([one], {}, 0, 1).encode()).papers[0].withdrawn


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "broken XML"),
        (b"<html/>", "no OAI-PMH answer"),
        (pages._oai("").encode(), "without records"),
        (WHOLE.replace(b"<id>2", b"<id>x"), "not an arXiv id"),
        (WHOLE.replace(b"arXivRaw", b"arXiv"), "another format"),
        (WHOLE.replace(b"datestamp>", b"date>"), "without a datestamp"),
        (WHOLE.replace(b"<datestamp>20", b"<datestamp>soon, 20"), "without a datestamp"),
        (WHOLE.replace(b" GMT</date>", b" o'clock</date>"), "without a date of submission"),
        (WHOLE.replace(b"version>", b"edition>").replace(b"<version ", b"<edition "),
         "without versions"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_doubted(raw: bytes, why: str) -> None:
    with pytest.raises(Doubtful, match=why):
        read_batch(raw)


@pytest.mark.parametrize(
    ("batch", "token", "why"),
    [
        (Batch(), "skip=200", "nothing, though the answer before promised more"),
        (Batch(papers=PAPERS[:1], stamps=("2026-02-10",)), "", "records of 2026-02-10"),
        (Batch(papers=PAPERS[:1], stamps=("2026-02-10",), token="x"), "y", "records of 2026"),
    ],
)
def test_an_answer_to_another_question_is_doubted(batch: Batch, token: str, why: str) -> None:
    with pytest.raises(Doubtful, match=why):
        check_batch(batch, "2026-02-11", token)


@pytest.mark.parametrize(
    ("batch", "token"),
    [
        (Batch(), ""),
        (Batch(error="badResumptionToken"), "skip=200"),
        (Batch(token="skip=300"), "skip=200"),
        (Batch(papers=PAPERS[:1], stamps=("2026-02-11",)), "skip=200"),
    ],
)
def test_an_answer_that_may_be_right_is_left_alone(batch: Batch, token: str) -> None:
    check_batch(batch, "2026-02-11", token)


@pytest.mark.parametrize("code", ["badArgument", "cannotDisseminateFormat", "badVerb"])
def test_a_protocol_error_is_told(code: str) -> None:
    with pytest.raises(SourceError, match=rf"OAI-PMH refuses the request \({code}: no\)"):
        read_batch(pages.oai_error(code, "no").encode())


def test_lookups_go_to_the_search_api() -> None:
    with ArxivDouble(PAPERS) as url:
        found = source(url, FakeClock()).lookup([PAPERS[0].id, ArxivId("2603.99999")])
    assert set(found) == {PAPERS[0].id}


PUNCTUAL = crowd(600, seed=5, days=60, held=0)
POISONED = PUNCTUAL[-60].id


@pytest.mark.parametrize("per_answer", [40, 2_500])
def test_a_record_that_always_fails_costs_one_day_which_the_search_api_gives(
    per_answer: int,
) -> None:
    clock = FakeClock()
    double = ArxivDouble(PUNCTUAL, clock=clock, per_answer=per_answer, poisoned=POISONED)
    with double as url:
        sweep = source(url, clock).sweep(MONTH, ["cs.DC"])
    assert sweep.complete, sweep.troubles
    assert is_right(sweep, PUNCTUAL, MONTH)
    assert POISONED in {p.id for p in sweep.papers}
    assert len(double.asked) < 60
    assert min(double.gaps()) >= RULE


def test_where_nobody_gives_that_day_it_is_told() -> None:
    clock = FakeClock()
    double = ArxivDouble(PUNCTUAL, clock=clock, poisoned=POISONED, at_door={"api": "503"})
    with double as url:
        sweep = source(url, clock).sweep(MONTH, ["cs.DC"])
    assert not sweep.complete
    assert any("OAI-PMH cannot give what changed on" in trouble for trouble in sweep.troubles)
    assert len(sweep.papers) > 200


def test_a_service_that_fails_whatever_the_day_is_given_up_soon() -> None:
    double = ArxivDouble(PUNCTUAL, at_door={"oai": "500"})
    with double as url, pytest.raises(TryAgainLater, match="HTTP 500"):
        source(url, FakeClock()).sweep(MONTH, ["cs.DC"])
    assert len(double.asked) < 40
