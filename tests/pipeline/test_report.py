"""What a run tells: stable keys for programs, plain words for people."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.window import Window
from bot.pipeline.report import Polled, Report, ShownPapers, as_json, as_text
from bot.proposal.proposed import Item, Outcome, Proposal
from bot.proposal.state import State, encode
from classifier.papers.paper import ArxivId
from tests.conftest import ROOT

WINDOW = Window(datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
ITEM = Item(
    arxiv_id=ArxivId("2611.00001"),
    title="A \x1b[31mred title",
    section=("A list", "Serving"),
    runner_up=("A list", "Memory"),
    probability=0.87654,
    confidence=0.5,
    reasons=("rule “kv cache” +2.0", "phrase “serving” +1.1"),
    line="- [A](https://arxiv.org/abs/2611.00001)",
)
PROPOSAL = Proposal(
    list_name="mine",
    branch="paper-bot/mine",
    title="Add 1 paper (2026-11-15 to 2026-11-21)",
    body="the body",
    commit_message="",
    files={"README.md": b"x"},
    items=(ITEM,),
)
POLLED = Polled(until=WINDOW.until.date())
NOTHING = Report(list_name="mine", window=WINDOW, polled=POLLED, counts={"papers": 7})
SOMETHING = Report(
    list_name="mine",
    window=WINDOW,
    polled=replace(POLLED, complete=False, troubles=("cs.DC: 3 of 10 papers are missing",)),
    counts={"papers": 7},
    papers=ShownPapers(proposed=(ITEM,)),
    diff="--- a/README.md\n",
    proposal=PROPOSAL,
    outcome=Outcome(what="created", url="https://example.org/pull/1", number=1),
)


def test_json_says_all_of_it() -> None:
    assert as_json(SOMETHING) == {
        "list": "mine",
        "window": {"since": "2026-11-15T00:00:00+00:00", "until": "2026-11-22T00:00:00+00:00"},
        "complete": False,
        "troubles": ["cs.DC: 3 of 10 papers are missing"],
        "warnings": [],
        "requests": 0,
        "polling": {
            "complete": False,
            "requests": 0,
            "requests_needed": 0,
            "retries": 0,
            "pauses": 0,
            "paused_seconds": 0.0,
            "uncertain_announcement": 0,
            "thin_days": [],
            "awaited": "",
            "doors": [],
            "per_day": {},
        },
        "counts": {"papers": 7},
        "proposed": [
            {
                "arxiv_id": "2611.00001",
                "title": "A \x1b[31mred title",
                "section": ["A list", "Serving"],
                "runner_up": ["A list", "Memory"],
                "probability": 0.8765,
                "confidence": 0.5,
                "reasons": ["rule “kv cache” +2.0", "phrase “serving” +1.1"],
                "limits": [],
                "summary": "",
                "code": "",
                "line": "- [A](https://arxiv.org/abs/2611.00001)",
            }
        ],
        "near_misses": [],
        "could_not_place": [],
        "style": [],
        "diff": "--- a/README.md\n",
        "pull_request": {
            "outcome": "created",
            "url": "https://example.org/pull/1",
            "number": 1,
            "branch": "paper-bot/mine",
            "title": "Add 1 paper (2026-11-15 to 2026-11-21)",
            "body": "the body",
        },
    }


def test_json_of_nothing_has_the_same_keys() -> None:
    assert as_json(NOTHING).keys() == as_json(SOMETHING).keys()
    assert as_json(NOTHING)["pull_request"] is None


def test_every_key_is_in_the_manual() -> None:
    manual = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    told = as_json(SOMETHING)
    [paper] = json.loads(json.dumps(told["proposed"]))
    polling = json.loads(json.dumps(told["polling"]))
    for key in (*told, *paper, *polling, "outcome", "url", "number", "branch", "title", "body"):
        assert f"`{key}`" in manual, key


def test_nothing_new_is_said_with_what_to_do_next() -> None:
    assert as_text(NOTHING, width=100) == (
        "mine: nothing to propose from 2026-11-15 00:00 to 2026-11-22 00:00 UTC.\n"
        "0 proposed of 7 new papers from 2026-11-15 00:00 to 2026-11-22 00:00 UTC;"
        " 0 near misses, 0 not placed.\n"
        "Nothing came near: widen the window (--since 30d), or see: bot doctor, bot explain ID"
    )


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        (
            {
                "papers": ShownPapers(
                    near_misses=(replace(ITEM, probability=0.31), replace(ITEM, probability=0.2))
                )
            },
            "The nearest is 0.31 likely: to see such papers, lower [select] min_probability;"
            " why: bot explain 2611.00001",
        ),
        (
            {"papers": ShownPapers(could_not_place=(ITEM,))},
            "To have one placed: bot add ID --section NAME",
        ),
        (
            {
                "papers": ShownPapers(near_misses=(replace(ITEM, probability=0.31),)),
                "counts": {"papers": 7, "listed": 9},
            },
            "9 entries teach little: say what you look for under [rules.keywords] in the config;"
            " bot explain 2611.00001 proposes a rule; or add papers (bot add ID), or look further"
            " back (--since 30d)",
        ),
        (
            {"counts": {"papers": 0}},
            "No new paper came in that window: widen it (--since 30d; a --source file may end"
            " before it), or look at the categories",
        ),
    ],
)
def test_nothing_proposed_is_no_dead_end(changes: dict[str, object], last: str) -> None:
    shown = as_text(replace(NOTHING, **changes), width=100).splitlines()  # type: ignore[arg-type]
    assert shown[-1] == last
    assert ("2611.00001" in " ".join(shown[:-1])) == ("papers" in changes)


def test_the_heading_that_all_sections_share_is_not_shown_to_people() -> None:
    row = "2611.00001 A .*  {}  "
    plain = as_text(SOMETHING, width=160)
    short = as_text(replace(SOMETHING, root=1), width=160)
    assert re.search(row.format("A list > Serving"), plain)
    assert re.search(row.format("Serving"), short)
    assert "A list" not in short


def test_the_hidden_state_is_not_printed_in_full() -> None:
    body = "before\n" + encode(State(list_name="mine", items=(ITEM,))) + "\nafter"
    shown = as_text(replace(SOMETHING, proposal=replace(PROPOSAL, body=body)), width=100)
    assert "before\n<!-- paper-bot:state v1 … -->\nafter" in shown


def test_papers_that_could_not_be_placed_are_shown_when_nothing_else_is() -> None:
    shown = as_text(replace(NOTHING, papers=ShownPapers(could_not_place=(ITEM,))), width=100)
    assert "mine: nothing to propose" in shown
    assert "Not placed:" in shown
    assert "2611.00001" in shown


def test_a_proposal_ends_with_a_table_and_says_what_is_missing() -> None:
    lines = as_text(SOMETHING, width=140).splitlines()
    assert lines[:4] == [PROPOSAL.title, "", "the body", ""]
    assert "--- a/README.md" in lines
    [row] = [line for line in lines if "2611.00001 A" in line]
    assert "\\x1b[31mred" in row
    assert "0.88" in row
    assert lines[-2] == "Opened the pull request https://example.org/pull/1"
    assert lines[-1] == "Incomplete: cs.DC: 3 of 10 papers are missing"
