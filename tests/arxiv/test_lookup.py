"""Look-ups by id: in chunks, and no bad answer or bad id makes others unknown."""

from __future__ import annotations

import pytest

from bot.arxiv.sweep.source import HalfKnownError
from bot.core.errors import SourceError
from classifier.papers.paper import ArxivId
from tests.arxiv.fakes import FakeClock
from tests.arxiv.server import ArxivDouble
from tests.arxiv.test_api import PAPERS, source


def test_unknown_ids_are_missing_from_the_answer() -> None:
    with ArxivDouble(PAPERS) as url:
        found = source(url, FakeClock()).lookup([PAPERS[0].id, ArxivId("2603.99999")])
    assert set(found) == {PAPERS[0].id}


def test_many_ids_go_in_chunks_of_a_hundred() -> None:
    ids = [p.id for p in PAPERS[:250]]
    double = ArxivDouble(PAPERS)
    with double as url:
        found = source(url, FakeClock()).lookup([*ids, *ids])
    assert set(found) == set(ids)
    assert [len(a.params["id_list"].split(",")) for a in double.asked] == [100, 100, 50]


@pytest.mark.parametrize("where", [0, 49, 99])
def test_one_malformed_id_never_sinks_the_others(where: int) -> None:
    ids: list[ArxivId] = [p.id for p in PAPERS[:99]]
    ids.insert(where, ArxivId("nonsense/9901001"))
    with ArxivDouble(PAPERS) as url:
        found = source(url, FakeClock()).lookup(ids)
    assert set(found) == {p.id for p in PAPERS[:99]}


def test_an_error_entry_with_status_200_sinks_no_others_either() -> None:
    with ArxivDouble(PAPERS, faults=["error entry"]) as url:
        found = source(url, FakeClock()).lookup([PAPERS[0].id, PAPERS[1].id])
    assert set(found) == {PAPERS[0].id, PAPERS[1].id}


@pytest.mark.parametrize("fault", ["short", "truncated", "503"])
def test_a_bad_answer_is_asked_for_again(fault: str) -> None:
    ids = [p.id for p in PAPERS[:9]]
    with ArxivDouble(PAPERS, faults=[fault]) as url:
        assert set(source(url, FakeClock()).lookup(ids)) == set(ids)


@pytest.mark.parametrize("fault", ["zero", "agreed end", "agreed holes", "replica"])
def test_an_answer_that_lacks_papers_is_asked_for_again(fault: str) -> None:
    ids = [p.id for p in PAPERS[:150]]
    with ArxivDouble(PAPERS, faults=[fault]) as url:
        assert set(source(url, FakeClock()).lookup(ids)) == set(ids)


def test_what_is_unknown_twice_is_unknown() -> None:
    ids = [PAPERS[0].id, *(ArxivId(f"2603.9{n:04d}") for n in range(9))]
    double = ArxivDouble(PAPERS)
    with double as url:
        assert set(source(url, FakeClock()).lookup(ids)) == {PAPERS[0].id}
    assert [len(a.params["id_list"].split(",")) for a in double.asked] == [10, 9]


def test_too_many_unknown_papers_are_not_believed() -> None:
    with (
        ArxivDouble(PAPERS, faults=lambda _: "zero") as url,
        pytest.raises(HalfKnownError, match="knows nothing of 50 papers"),
    ):
        source(url, FakeClock()).lookup([p.id for p in PAPERS[:50]])


def test_what_came_before_a_failure_is_given_back() -> None:
    ids = [p.id for p in PAPERS[:150]]
    with (
        ArxivDouble(PAPERS, faults=lambda n: "503" if n else "") as url,
        pytest.raises(HalfKnownError, match="gave HTTP 503") as raised,
    ):
        source(url, FakeClock()).lookup(ids)
    assert set(raised.value.found) == set(ids[:100])


def test_a_refusal_is_not_taken_for_a_malformed_id() -> None:
    with ArxivDouble(PAPERS, faults=["403"]) as url, pytest.raises(SourceError):
        source(url, FakeClock()).lookup([PAPERS[0].id])
