"""What a maintainer reads about a paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.lists.reading import read_list
from bot.markdown.document import Document
from bot.pipeline.summary import entries_by_key, in_words, item_of, reasons_of, with_facts
from bot.proposal.proposed import Alike
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
            ("phrases +9.0: w0, w1, w2, w3, w4, w5",),
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
            ("the list's words: kv cache, serv*, edge cloud",),
        ),
        (
            (Reason("rule", "agent", 1.0), Reason("rule", "training", -1.5)),
            ("the list's words: agent", "against it: training"),
        ),
        (
            (Reason("neighbour", "HeteGen", 0.16), Reason("phrase", "edge", 1.0)),
            ("the list's words: edge", "like “HeteGen”"),
        ),
    ],
)
def test_in_a_pull_request_reasons_are_words_without_weights(
    reasons: tuple[Reason, ...], told: tuple[str, ...]
) -> None:
    assert in_words(reasons) == told
    candidate = Candidate(PAPER, 2.0, 0.88, Placement(SectionId(3), 0.6), reasons)
    assert item_of(candidate, PATHS, {}).reasons == told


LISTING = read_list(
    [Document.parse(b"# A\n\n- [Steam](https://arxiv.org/abs/2401.00002)\n", name="list.md")]
)


def test_an_item_says_where_who_and_when() -> None:
    candidate = Candidate(PAPER, 2.0, 0.88, Placement(SectionId(3), 0.6, SectionId(4)))
    item = item_of(candidate, PATHS, {})
    assert item.section == ("A list", "Serving")
    assert item.runner_up == ("A list", "Memory")
    assert (item.year, item.venue, item.authors) == (2024, "ICML 2024", PAPER.authors)


def test_a_section_that_takes_no_paper_is_not_the_second_one() -> None:
    candidate = Candidate(PAPER, 2.0, 0.88, Placement(SectionId(3), 0.6, SectionId(4)))
    assert item_of(candidate, PATHS, {}, {SectionId(4)}).runner_up == ()


def test_an_item_says_what_the_paper_does_and_where_its_code_is() -> None:
    abstract = (
        "Many boil. We propose \\textbf{Steam} \\& much more."
        " Our code is available at https://github.com/ada/steam."
    )
    candidate = Candidate(replace(PAPER, abstract=abstract), 2.0, 0.88, Placement(SectionId(3), 1))
    item = item_of(candidate, PATHS, {})
    assert item.gist == "We propose Steam & much more."
    assert item.code == "https://github.com/ada/steam"
    assert item.abstract.startswith("Many boil. We propose Steam & much more.")


@pytest.mark.parametrize(
    ("authors", "abstract", "gist", "limits"),
    [
        ((), "We propose steam for tea.", "We propose steam for tea.", ()),
        (("Ada Byron",), "", "", ()),
        ((), "", "", ("arXiv told its title only: look at the paper",)),
    ],
)
def test_what_arxiv_told_is_shown_and_only_a_title_is_said_once(
    authors: tuple[str, ...], abstract: str, gist: str, limits: tuple[str, ...]
) -> None:
    known = replace(PAPER, authors=authors, abstract=abstract)
    item = item_of(Candidate(known, 2.0, 0.88, Placement(SectionId(3), 1)), PATHS, {})
    assert (item.authors, item.gist, item.limits) == (authors, gist, limits)
    assert with_facts(item, known) == item


def test_an_entry_alike_is_known_by_its_line() -> None:
    reasons = (
        Reason("neighbour", "Steam", 0.4, "2401.00002"),
        Reason("neighbour", "Elsewhere", 0.2, "2401.00009"),
    )
    candidate = Candidate(PAPER, 2.0, 0.88, Placement(SectionId(3), 0.6), reasons)
    item = item_of(candidate, PATHS, entries_by_key(LISTING))
    assert item.alike == (Alike("Steam", "list.md", 3), Alike("Elsewhere"))


@pytest.mark.parametrize(
    ("details", "told"),
    [
        (("KV cache", "cache"), "KV cache"),
        (("Trace", "traces"), "Trace"),
        (("on-device", "On device"), "on-device"),
        (("edge", "edged"), "edge, edged"),
    ],
)
def test_nothing_is_said_twice(details: tuple[str, ...], told: str) -> None:
    assert in_words([Reason("phrase", one, 1.0) for one in details]) == (
        f"the list's words: {told}",
    )


def test_what_is_not_known_is_left_out() -> None:
    bare = Paper(id=ArxivId("2404.00001"), title="A title")
    item = item_of(Candidate(bare, 0.0, 0.5, Placement(SectionId(9), 0.1)), PATHS, {})
    assert (item.section, item.runner_up) == ((), ())
    assert (item.year, item.venue, item.line) == (None, "", "")
