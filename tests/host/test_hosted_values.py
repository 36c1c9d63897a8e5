"""The small pure parts: a stranger's config, what is kept of a run, a drawing of figures."""

from __future__ import annotations

from bot.config import parse_config
from bot.core.window import Window
from bot.host.web.sparkline import sparkline
from bot.host.work.hosted_config import hosted
from bot.host.work.run_rows import outcome_of, paper_rows, style_of
from bot.pipeline import Report
from bot.pipeline.report import ShownPapers
from bot.proposal import Item, Outcome
from classifier.papers import ArxivId
from tests.arxiv.fakes import NOW

THEIRS = b"""[arxiv]
categories = ["cs.DC"]
api_url = "http://169.254.169.254/"
oai_url = "http://localhost/"
contact = "x"
background = 90000
[publish]
repository = "other/place"
fork = true
mode = "write"
labels = ["papers"]
"""


def test_a_hosted_config_sends_nothing_elsewhere_and_keeps_the_rest() -> None:
    config = hosted(parse_config(THEIRS, file="config/mice.toml"), "octo/mice")
    arxiv, publish = config.settings.arxiv, config.settings.publish
    assert (arxiv.api_url, arxiv.oai_url) == (
        "https://export.arxiv.org/api/query",
        "https://oaipmh.arxiv.org/oai",
    )
    assert (arxiv.contact, arxiv.background, arxiv.categories) == ("", 10_000, ("cs.DC",))
    assert (publish.repository, publish.fork, publish.mode) == ("octo/mice", False, "pull-request")
    assert publish.labels == ("papers",)


def report(**more: object) -> Report:
    return Report(list_name="mice", window=Window(NOW, NOW), **more)  # type: ignore[arg-type]


def item(number: int, *reasons: str) -> Item:
    return Item(
        arxiv_id=ArxivId(f"2601.{number:05}"),
        title="T" * 400,
        section=("Mice", "Field"),
        probability=0.5,
        reasons=reasons,
    )


def test_what_is_kept_of_a_run_is_short_and_proposed_papers_come_first() -> None:
    papers = ShownPapers(
        proposed=(item(1, "a", "b", "c", "d"),), near_misses=tuple(map(item, range(2, 90)))
    )
    rows = paper_rows(report(papers=papers))
    assert len(rows) == 40
    assert rows[0] == {
        "what": "proposed",
        "id": "2601.00001",
        "title": "T" * 300,
        "section": "Mice > Field",
        "probability": "0.50",
        "why": "a; b; c",
    }
    assert rows[1]["what"] == "left out"


def test_an_outcome_is_told_in_a_few_words() -> None:
    outcomes = [None, Outcome(what="created"), Outcome(what="held", note="the branch is protected")]
    assert [outcome_of(report(outcome=outcome)) for outcome in outcomes] == [
        "nothing to propose",
        "opened the pull request",
        "held: the branch is protected",
    ]
    assert style_of(report()) is None


def test_a_sparkline_draws_each_figure_and_says_them() -> None:
    drawn = sparkline([0, 2, 4], "Papers")
    assert drawn.count("<rect") == 2
    assert "<title>Papers: 0, 2, 4</title>" in drawn
    assert "<title>Papers: none</title>" in sparkline([], "Papers")
