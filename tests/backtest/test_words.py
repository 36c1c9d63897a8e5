"""The result in words and as JSON."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace

import pytest

from bot.backtest.figures import Advice, Bar, BarFigures, Interval
from bot.backtest.result import MissKind
from bot.backtest.result_json import as_json
from bot.backtest.sentences import About, advice_words, as_text, config_lines, miss_words, summary
from bot.config.settings import SelectTable
from tests.backtest.samples import BAR, result

ABOUT = About(name="kitchen", files=("README.md",), notes=("a note",))
ADVICE = Advice(
    Bar(12, 0.35, 0.2),
    BarFigures(3.5, 0.5, 0.8),
    BarFigures(2, 0.75, 0.25),
    weeks=13,
    gain=Interval(0.24, 0.1, 0.3),
)


def test_the_summary_says_it_in_sentences() -> None:
    assert summary(result()) == (
        "In 2 weeks the bot would have proposed 3 papers, 1.5 a week; the maintainers added 2 of"
        " them (67%).",
        "Of 4 papers that they added and that were looked at, it would have proposed 50%.",
        "Half of its finds came within 6 days of submission; half of the maintainers' additions"
        " within 5.",
        "It named the right section for 33% of the added papers, and had it first or second for"
        " 100%.",
    )


def test_what_cannot_be_measured_is_not_told() -> None:
    bare = replace(result(), positives=0, hits=0, proposals=0, days_to_proposal=None, placing=None)
    sentences = summary(bare)
    assert len(sentences) == 2
    assert sentences[1].endswith("it would have proposed none to count.")


def test_the_lines_to_paste_are_a_valid_config() -> None:
    table = tomllib.loads(config_lines(ADVICE.bar))["select"]
    assert SelectTable(**table) == SelectTable(budget=12, min_probability=0.35, min_confidence=0.2)


def test_the_advice_compares_with_the_present_setting() -> None:
    assert advice_words(ADVICE) == (
        "Chosen on the first half: at most 12 a week, 35% likely, 20% sure of the section."
        " On the other 13 weeks: 3.5 papers a week, 50% of them added, 80% of the additions found.",
        "The present setting on the same weeks: 2.0 papers a week, 75% of them added, 25% of the"
        " additions found.",
    )
    lossy = replace(ADVICE, lost=7)
    assert advice_words(lossy)[-1].startswith("min_confidence alone keeps out 7 additions")
    assert advice_words(None) == (
        "Too few weeks or additions to recommend a budget or a threshold.",
    )


@pytest.mark.parametrize(
    ("gain", "verdict"),
    [
        (Interval(0.02, -0.01, 0.05), "No clear difference (F1 +0.020, 95 % interval -0.010"),
        (Interval(0.0, 0.0, 0.0), "No clear difference (F1 +0.000"),
        (Interval(-0.04, -0.05, -0.01), "The present setting is better (F1 -0.040"),
    ],
)
def test_a_gain_that_other_weeks_might_turn_round_is_none(gain: Interval, verdict: str) -> None:
    advice = replace(ADVICE, gain=gain)
    assert advice_words(advice)[-1].startswith(verdict)
    assert advice_words(advice)[-1].endswith(": keep what you have.")
    assert "[select]" not in as_text(ABOUT, replace(result(), advice=advice))
    shown = as_json(ABOUT, replace(result(), advice=advice))["recommendation"]
    assert isinstance(shown, dict)
    assert shown["better"] is False
    assert shown["gain"] == {"value": gain.value, "low": gain.low, "high": gain.high}


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("ruled out", "a rule of the list rules it out"),
        ("section gone", "no section of the list could take it"),
        ("twin", "the same paper as a likelier one"),
        ("below threshold", "less than 50%"),
        ("section unsure", "no section is sure enough: 90%, less than 30%"),
        ("over budget", "over the budget of 2"),
    ],
)
def test_a_miss_says_why(kind: MissKind, why: str) -> None:
    miss = replace(result().misses[0], decision=kind)
    assert miss_words(miss, BAR) == f"70% likely, number 3 of its week; {why}"


def test_the_text_has_every_part() -> None:
    lines = as_text(ABOUT, replace(result(), advice=ADVICE)).splitlines()
    assert lines[0] == "kitchen: 2 weeks, Mondays 2024-04-01 to 2024-04-08"
    assert lines[1] == "7 papers, 4 of them added; the list grew from 10 to 11 entries"
    for start in (
        "paper-bot ",
        "newest first ",
        "calibration: Brier ",
        "  said 90% to 100%: 2 papers, 92.5% on average, 50.0% added",
        "added but not proposed (2)",
        "  2404.00003 Paper 3",
        "    70% likely, number 3 of its week; over the budget of 2",
        "proposed but not added (1)",
        "    80% likely; phrases +1.0: kettle; like ",
        "budget = 12",
        "Note: a note",
    ):
        assert any(line.startswith(start) for line in lines), start
    assert "[select]" not in as_text(ABOUT, result())


def test_the_text_of_a_perfect_replay_lists_no_papers() -> None:
    text = as_text(ABOUT, replace(result(), misses=(), false_alarms=()))
    assert "not proposed (" not in text
    assert "not added (" not in text


def test_the_json_is_json_and_complete() -> None:
    shown = json.loads(
        json.dumps(as_json(ABOUT, replace(result(), advice=ADVICE)), allow_nan=False)
    )
    assert shown["list"] == "kitchen"
    assert shown["weeks"][0] == {"start": "2024-04-01", "proposed": 2, "kept": 1, "missed": 1}
    assert shown["proposals_per_week"] == 1.5
    assert shown["sections"] == {"papers": 3, "accuracy": 0.3333, "top_two": 1.0}
    assert shown["recommendation"]["budget"] == 12
    assert shown["recommendation"]["reaches"] == {"a_week": 3.5, "precision": 0.5, "recall": 0.8}
    miss = shown["misses"][0]
    assert (miss["added"], miss["decision"]) == ("2024-04-21", "over budget")
    assert miss["section_confidence"] == 0.9
    assert set(shown["rankings"]["paper-bot"]) == {
        "average_precision",
        "average_precision_within_weeks",
        "precision_at_budget",
        "recall_at_budget",
    }
    bare = as_json(ABOUT, replace(result(), placing=None))
    assert (bare["sections"], bare["recommendation"]) == (None, None)
