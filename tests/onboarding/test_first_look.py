"""The first config: read by a run as it is meant, with a reason beside each setting."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import parse_config
from bot.onboarding.first_look import FirstLook, ListFacts, look
from bot.pipeline import subject_of
from classifier.papers import ArxivId, Paper
from tests.onboarding.samples import KITCHEN, listing

PAPERS = [
    Paper(
        id=ArxivId("2401.00001"),
        title="Copper on an induction hob",
        categories=("physics.pop-ph",),
    )
]


def looked(text: str = KITCHEN, **changes: object) -> FirstLook:
    facts = {"name": "kitchen", "left_out": {}, "papers": PAPERS, "cron": "7 5 * * mon"}
    return look(ListFacts(listing=listing(text), **{**facts, **changes}))  # type: ignore[arg-type]


def test_a_small_list_gets_this_config() -> None:
    assert (
        looked(left_out={"zh.md": "a copy"}, pace=13.0).text
        == """\
# Written by `bot init` from the list; change what you like, `bot doctor` checks it.
# `bot schema` prints every setting with its default.

[list]
name = "kitchen"
files = ["README.md"]
# not taken: zh.md: a copy

[arxiv]
# The list's own paper (1 looked up): physics.pop-ph 1.
# Those chosen hold nearly all of them; each more category brings all its papers to judge.
categories = ["physics.pop-ph"]
# contact = "you@example.org"  # sent to arXiv, so that its staff can reach you

[select]
# Papers proposed a run, at most. The list grew by about 13 a month in the last year.
budget = 6
# min_probability = 0.5  # lower it to see more; `bot backtest` finds the best figure

[schedule]
# For `bot serve`; the workflow of GitHub Actions has the same line.
cron = "7 5 * * mon"

[entry]
# New entries are made like those around them. To say it here, for the whole list:
# place = "oldest-first"
# as under Kettles: a guess: of its newest entries, 1 of 1 come out as they stand
# template = "[{title}]({abs})"

# [care]  # a second pull request, monthly: papers accepted, retitled, withdrawn since,
# on = true  # doubled entries, broken links; `bot care` shows what it would say

# 6 entries teach little. Say here what you look for, by words of titles and
# abstracts with weights; these are the list's own. Take the # away where one fits.
# [rules.keywords]
# "sour dough fermentation" = 3  # in 2 of 6 entries
# "kitchens" = 3  # an example

# Sections with few entries or none, and phrases that may tell their papers, with
# how many entries hold them here and in other sections. None is on, for
# unread they do not help: take the # away from what fits (`bot rules test`).

# 2 entries
# [sections."Kitchens > Bread".keywords]
# "sour dough fermentation" = 1  # 2 of 2 here, 0 elsewhere
# "bread" = 1  # 0 of 2 here, 0 elsewhere, weak

# no entry yet
# [sections."Kitchens > Induction hobs".keywords]
# "induction hobs" = 1.5  # 0 of 0 here, 0 elsewhere
"""
    )


@pytest.mark.parametrize(
    ("changes", "categories", "why"),
    [
        ({}, ["physics.pop-ph"], "The list's own paper (1 looked up)"),
        ({"papers": []}, ["cs.AI", "cs.CL", "cs.CV", "cs.LG"], "A guess: no paper"),
        ({"categories": ("hep-th",)}, ["hep-th"], "As you said."),
    ],
)
def test_the_categories_say_where_they_come_from(
    changes: dict[str, object], categories: list[str], why: str
) -> None:
    text = looked(**changes).text  # type: ignore[arg-type]  # any of its facts
    assert tomllib.loads(text)["arxiv"]["categories"] == categories
    assert f"# {why}" in text


TITLES = ("Copper kettle physics", "Quiet kettle design", "Steam in pots", "Boiling soon")


@pytest.mark.parametrize(
    ("titles", "text", "proof"),
    [
        (TITLES, KITCHEN, "of its newest entries, 4 of 4 come out as they stand"),
        (TITLES[:2], KITCHEN, "a guess: of its newest entries, 2 of 2 come out as they stand"),
        ((), KITCHEN, "none of its papers could be looked up, so it is not tried"),
    ],
)
def test_a_template_stands_beside_what_it_is_worth(
    titles: Sequence[str], text: str, proof: str
) -> None:
    papers = [Paper(id=ArxivId(f"2401.{n:05}"), title=t) for n, t in enumerate(titles, 1)]
    lines = looked(text, papers=papers).text.splitlines()
    at = lines.index('# template = "[{title}]({abs})"')
    assert lines[at - 1] == f"# as under Kettles: {proof}"


def test_what_it_says_of_the_list() -> None:
    found = looked(papers=[])
    assert found.recognised[:2] == (
        "list: README.md: 6 entries, 6 with a link to a paper",
        "sections: 4; 2 empty, 1 with at most 3 entries",
    )
    assert found.look_at == (
        "[arxiv] categories = cs.AI, cs.CL, cs.CV, cs.LG is a guess; correct them",
        "6 entries teach little: say what you look for under [rules.keywords] in the config",
        "nothing shows what belongs under Induction hobs, Others; describe them, or switch on"
        " their rules",
    )


HEADING = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(HEADING, max_size=5))
def test_a_run_reads_it_whatever_the_headings(headings: list[str]) -> None:
    lines = [f"## {' '.join(heading.split())}" for heading in headings if heading.isprintable()]
    text = KITCHEN + "\n\n".join(lines) + "\n"
    config = parse_config(looked(text).text.encode(), file="config/kitchen.toml")
    assert subject_of(listing(text), config).gone == ()
