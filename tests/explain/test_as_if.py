"""A run as if one paper were among those of its week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.errors import ConfigError
from bot.core.window import Window
from bot.explain.explaining import explained, week_around, window_for
from bot.pipeline.run import read
from bot.pipeline.steering import steer
from classifier.papers.paper import ArxivId, Paper
from tests.fakes import FakeForge
from tests.pipeline.small_list import OTHER, PLANNING, README, SERVING, WINDOW, job, paper, sweep_of

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("submitted", "window"),
    [
        (
            datetime(2026, 11, 10, 17, tzinfo=UTC),
            Window(datetime(2026, 11, 7, tzinfo=UTC), datetime(2026, 11, 14, tzinfo=UTC)),
        ),
        (
            datetime(2026, 11, 21, 17, tzinfo=UTC),
            Window(datetime(2026, 11, 18, tzinfo=UTC), NOW),
        ),
        (None, Window(datetime(2026, 11, 16, tzinfo=UTC), NOW)),
    ],
)
def test_the_week_is_the_one_around_the_day_and_ends_by_now(
    submitted: datetime | None, window: Window
) -> None:
    assert week_around(replace(SERVING, submitted=submitted), now=NOW) == window


def of(asked: Paper, *others: Paper, known: tuple[Paper, ...] = (), **standing: object) -> str:
    context = read(job(FakeForge({"README.md": README}, **standing)))
    papers = {one.id: one for one in known}
    told = explained(steer(context, papers), asked, sweep_of(*others), papers, WINDOW)
    return f"{told.decision.kind}; {told.window}"


def test_the_paper_is_judged_among_the_others_once() -> None:
    span = "2026-11-15 to 2026-11-22"
    assert of(SERVING, PLANNING, OTHER) == f"proposed; among the 3 new papers of {span}"
    assert of(SERVING, PLANNING, SERVING) == f"proposed; among the 2 new papers of {span}"


def test_a_refused_paper_is_judged_without_its_own_refusal() -> None:
    refused = frozenset({SERVING.id, ArxivId("2611.00077")})
    down = paper(77, "Serving snow to language models")
    assert of(SERVING, PLANNING, known=(SERVING, down), refused=refused).startswith("refused; ")


def test_a_listed_paper_is_judged_as_if_it_were_not() -> None:
    mine = replace(SERVING, id=ArxivId("2401.00001"))
    assert of(mine, PLANNING, known=(mine,)).startswith("listed; ")


def test_a_list_that_says_nothing_is_refused_with_a_remedy() -> None:
    bare = b"# Papers\n"
    context = read(job(FakeForge({"README.md": bare}), "[select]\nbudget = 3\n"))
    with pytest.raises(ConfigError, match="add entries, or rules to the config"):
        explained(steer(context, {}), SERVING, sweep_of(OTHER), {}, WINDOW)


@pytest.mark.parametrize(("day", "asked_for"), [(20, True), (15, True), (22, False), (14, False)])
def test_the_window_asked_for_holds_unless_the_paper_lies_outside(
    day: int, asked_for: bool
) -> None:
    asked = replace(SERVING, submitted=datetime(2026, 11, day, 0, tzinfo=UTC))
    assert (window_for(asked, WINDOW, now=NOW) == WINDOW) == asked_for
