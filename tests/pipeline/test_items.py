"""What a maintainer reads about a paper."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.pipeline.proposal_items import in_words, item_of, reasons_of
from classifier.papers.paper import ArxivId, Candidate, Paper, Placement, Reason, SectionId

PAPER = Paper(
    id=ArxivId("2404.00001"),
    title="A title",
    authors=("Ada Byron", "Alan Kay"),
    comments="Accepted at ICML 2024",
    submitted=datetime(2024, 4, 1, tzinfo=UTC),
)
PATHS = {SectionId(3): ("A list", "Serving"), SectionId(4): ("A list", "Memory")}


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ((), ()),
        (
            (Reason("rule", "kv cache + serv*", 2.4), Reason("rule", "serv* + latency", 1.4)),
            ("keywords +3.8: kv cache, serv*, latency",),
        ),
        (
            (Reason("rule", "agent", 1.0), Reason("rule", "training", -1.5)),
            ("keywords +1.0: agent", "against it -1.5: training"),
        ),
        (
            (Reason("phrase", "edge cloud", 1.25), Reason("neighbour", "HeteGen", 0.164)),
            ("phrases +1.2: edge cloud", "like “HeteGen” (0.16)"),
        ),
        (
            tuple(Reason("phrase", f"w{n}", 1.0) for n in range(9)),
            ("phrases +9.0: w0, w1, w2, w3, w4, w5, w6",),
        ),
    ],
)
def test_reasons_are_told_in_a_few_words(
    reasons: tuple[Reason, ...], told: tuple[str, ...]
) -> None:
    assert reasons_of(reasons) == told


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ((), ()),
        (
            (Reason("rule", "kv cache + serv*", 2.4), Reason("phrase", "edge cloud", 1.25)),
            ("words: kv cache, serv*, edge cloud",),
        ),
        (
            (Reason("rule", "agent", 1.0), Reason("rule", "training", -1.5)),
            ("words: agent", "against it: training"),
        ),
        (
            (Reason("neighbour", "HeteGen", 0.16), Reason("phrase", "edge", 1.0)),
            ("words: edge", "like “HeteGen”"),
        ),
    ],
)
def test_in_a_pull_request_reasons_are_words_without_weights(
    reasons: tuple[Reason, ...], told: tuple[str, ...]
) -> None:
    assert in_words(reasons) == told
    candidate = Candidate(PAPER, 2.0, 0.88, Placement(SectionId(3), 0.6), reasons)
    assert item_of(candidate, PATHS, {}).reasons == told


def test_an_item_says_where_who_and_when() -> None:
    candidate = Candidate(PAPER, 2.0, 0.88, Placement(SectionId(3), 0.6, SectionId(4)))
    item = item_of(candidate, PATHS, {PAPER.id: "- [A title](u)"})
    assert item.section == ("A list", "Serving")
    assert item.runner_up == ("A list", "Memory")
    assert (item.year, item.venue, item.line) == (2024, "ICML 2024", "- [A title](u)")


def test_what_is_not_known_is_left_out() -> None:
    bare = Paper(id=ArxivId("2404.00001"), title="A title")
    item = item_of(Candidate(bare, 0.0, 0.5, Placement(SectionId(9), 0.1)), PATHS, {})
    assert (item.section, item.runner_up) == ((), ())
    assert (item.year, item.venue, item.line) == (None, "", "")
