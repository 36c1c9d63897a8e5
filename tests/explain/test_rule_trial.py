"""What each rule matches, and which rules need a look."""

from __future__ import annotations

import json
from math import log

import pytest

from bot.config.config_text import Config, parse_config
from bot.explain.rule_trial import (
    Hits,
    Trial,
    log_odds,
    refused_entries,
    rules_as_json,
    rules_as_text,
    try_rules,
)
from bot.pipeline.stages import subject_of
from classifier.papers.paper import ArxivId, Listed, Paper, SectionId
from tests.explain.samples import LIST, listing

CONFIG = """[arxiv]
categories = ["cs.LG"]
[rules]
must = ["kettle", "bee or honey"]
never = ["leaky", "rust*"]
[rules.keywords]
"kettle" = 2.0
"cloud" = 1.0
"tea or water" = -1.0
"title:banana" = 1.0
"abstract:the" = 0.5
[sections.Kettles.keywords]
"steam" = 3
[sections.Honey]
never = ["kettle"]
"""
KETTLES, HONEY = (s.id for s in listing(LIST).sections if len(s.path) > 1)


def entry(number: int, section: SectionId, text: str) -> Listed:
    return Listed(key=f"2401.{number:05d}", title=text, section=section, abstract=f"the {text}")


def other(number: int, text: str) -> Paper:
    return Paper(id=ArxivId(f"2403.{number:05d}"), title=text, abstract=f"the {text}")


LISTED = [
    *(entry(n, KETTLES, f"steam kettle for tea, kind {n}") for n in range(20)),
    *(entry(20 + n, HONEY, f"bee with honey, kind {n}") for n in range(10)),
    entry(30, HONEY, "bee and a leaky hive"),
]
OTHERS = [
    *(other(n, f"cloud over a field, number {n}") for n in range(40)),
    *(other(40 + n, f"kettle and steam, rusty, number {n}") for n in range(3)),
]


def config() -> Config:
    return parse_config(CONFIG.encode(), file="config/kitchen.toml")


def results() -> dict[tuple[str, str, str], Trial]:
    subject = subject_of(listing(LIST), config())
    return {
        (one.section[-1] if one.section else "", one.kind, one.rule): one
        for one in try_rules(config(), subject, LISTED, OTHERS)
    }


@pytest.mark.parametrize(
    ("name", "line", "inside", "outside", "finding"),
    [
        (("", "keywords", "kettle"), 7, (20, 31), (3, 43), ""),
        (("", "keywords", "cloud"), 8, (0, 31), (40, 43), "fires more outside"),
        (("", "keywords", "tea or water"), 9, (20, 31), (0, 43), "fires more inside"),
        (("", "keywords", "title:banana"), 10, (0, 31), (0, 43), "never fires"),
        (("", "keywords", "abstract:the"), 11, (31, 31), (43, 43), "always fires"),
        (("", "must", "kettle"), 4, (20, 31), (3, 43), ""),
        (("", "must", "bee or honey"), 4, (11, 31), (0, 43), ""),
        (("", "never", "leaky"), 5, (1, 31), (0, 43), "refuses entries"),
        (("", "never", "rust*"), 5, (0, 31), (3, 43), ""),
        (("Kettles", "keywords", "steam"), 13, (20, 20), (3, 54), ""),
        (("Honey", "never", "kettle"), 15, (0, 11), (23, 63), ""),
    ],
)
def test_each_rule_is_counted_on_both_sides(  # the table's columns
    name: tuple[str, str, str],
    line: int,
    inside: tuple[int, int],
    outside: tuple[int, int],
    finding: str,
) -> None:
    one = results()[name]
    assert one.where == f"config/kitchen.toml, line {line}"
    assert (one.inside.count, one.inside.total) == inside
    assert (one.outside.count, one.outside.total) == outside
    assert one.finding == finding


def test_every_rule_of_the_config_is_tested_once() -> None:
    subject = subject_of(listing(LIST), config())
    assert len(results()) == len(list(try_rules(config(), subject, LISTED, OTHERS))) == 11


def test_examples_are_the_first_three_and_shares_are_of_all() -> None:
    one = results()["", "keywords", "cloud"].outside
    assert one.examples == tuple(f"cloud over a field, number {n}" for n in range(3))
    assert one.share == pytest.approx(40 / 43)
    assert Hits(0, 0).share == 0


def test_log_odds_have_half_a_paper_in_each_cell() -> None:
    odds = log_odds(Hits(3, 10), Hits(0, 20))
    assert odds == pytest.approx(log(3.5 / 7.5) - log(0.5 / 20.5))


@pytest.mark.parametrize(
    ("inside", "outside", "finding"), [(0, 40, ""), (0, 120, "fires more outside")]
)
def test_a_difference_that_may_be_chance_is_no_finding(
    inside: int, outside: int, finding: str
) -> None:
    subject = subject_of(listing(LIST), config())
    clouds = [other(n, "cloud" if n < outside else "field") for n in range(400)]
    found = [entry(n, KETTLES, "cloud" if n < inside else "tea") for n in range(60)]
    [one] = [o for o in try_rules(config(), subject, found, clouds) if o.rule == "cloud"]
    assert one.finding == finding


def test_entries_that_the_rules_refuse_are_named() -> None:
    subject = subject_of(listing(LIST), config())
    assert refused_entries(subject, LISTED) == ("bee and a leaky hive",)
    assert refused_entries(subject, LISTED[:30]) == ()


def test_the_text_names_findings_with_their_lines_at_the_end() -> None:
    lines = rules_as_text(tuple(results().values()), ("bee and a leaky hive",)).splitlines()
    assert lines[0] == "the whole list: in the list | in other papers"
    assert "  +2.0 kettle: 20 of 31 (65%) | 3 of 43 (7%), log odds +3.0" in lines
    assert "Kitchen > Kettles: in the section | elsewhere" in lines
    assert lines[-2:] == [
        "1 listed papers are refused by the rules, such as bee and a leaky hive",
        "11 rules, 5 with findings",
    ]
    assert (
        "config/kitchen.toml, line 10: never fires: title:banana: matches nothing; a slip of the"
        " pen, or not needed" in lines
    )


def test_without_anything_to_say_the_text_is_short() -> None:
    assert rules_as_text((), ()) == "0 rules, 0 with findings"


def test_the_json_has_each_rule() -> None:
    shown = json.loads(json.dumps(rules_as_json("kitchen", tuple(results().values()), ("x",))))
    assert shown["list"] == "kitchen"
    assert shown["refused_entries"] == ["x"]
    assert shown["rules"][0] == {
        "where": "config/kitchen.toml, line 7",
        "section": [],
        "kind": "keywords",
        "rule": "kettle",
        "weight": 2.0,
        "inside": {
            "matches": 20,
            "papers": 31,
            "share": 0.6452,
            "examples": [f"steam kettle for tea, kind {n}" for n in range(3)],
        },
        "outside": {
            "matches": 3,
            "papers": 43,
            "share": 0.0698,
            "examples": [f"kettle and steam, rusty, number {n}" for n in range(3)],
        },
        "log_odds": 3.027,
        "finding": None,
    }
