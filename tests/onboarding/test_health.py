"""What would keep a run from working, and what mends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.config import parse_config
from bot.onboarding.health import (
    Action,
    Ailment,
    category_ailments,
    fill_in,
    list_ailments,
    time_ailments,
    workflow_ailments,
    worst,
)
from bot.pipeline import subject_of
from classifier.papers import ArxivId, Paper
from tests.conftest import ROOT
from tests.onboarding.samples import KITCHEN, listing

BARE = '[arxiv]\ncategories = ["cs.CL"]\n'
NOW = datetime(2026, 11, 22, tzinfo=UTC)
GOOD = fill_in(
    (ROOT / "bot" / "onboarding" / "workflows" / "paper-bot.yml").read_text("utf-8"),
    cron="7 5 * * mon",
    action=Action("me/paper-bot", "v1"),
)


def of_list(config: str, text: str = KITCHEN) -> list[str]:
    parsed, found = parse_config(config.encode(), file="c.toml"), listing(text)
    return [str(one) for one in list_ailments(parsed, found, subject_of(found, parsed))]


@pytest.mark.parametrize(
    ("config", "text", "told"),
    [
        (BARE + '[rules.keywords]\n"kettle" = 3\n', KITCHEN, []),
        (
            BARE,
            KITCHEN,
            [
                "c.toml, line 1: note: 6 entries teach little; say what you look for under"
                " [rules.keywords] in the config"
            ],
        ),
        (
            BARE + "[sections.Bread]\n[sections.'Kitchens > Ketles']\n",
            KITCHEN,
            [
                "c.toml, line 4: warning: the list has no section 'Kitchens > Ketles' any more;"
                " write 'Kitchens > Kettles', or remove its rules"
            ],
        ),
        (
            BARE + "[sections.Bread]\n[sections.Xyzzy]\n",
            KITCHEN,
            ["c.toml, line 4: warning: the list has no section 'Xyzzy' any more; remove its rules"],
        ),
        (BARE, "", ["c.toml, line 1: error: no section can take a paper; add a heading"]),
        (
            BARE,
            "# Kettles\n",
            [
                "c.toml, line 1: warning: the list has no entry, so only headings say what belongs;"
                " add a few papers by hand (`bot add`), or keyword rules to the config"
            ],
        ),
    ],
)
def test_a_list_that_does_not_fit_its_config(config: str, text: str, told: list[str]) -> None:
    assert [one for one in of_list(config, text) if not told or one in told] == told


@pytest.mark.parametrize(
    ("change", "levels"),
    [
        ((), []),
        (("contents: write", "contents: read"), ["error"]),
        (("pull-requests: write", "pull-requests: read"), ["error"]),
        (("7 5 * *", "0 5 * *"), ["warning"]),
        (("me/paper-bot", "OWNER/NAME"), ["note"]),
        (("steps: [", "steps: [{ uses: actions/checkout@v4 }, "), ["note"]),
        (("schedule", "workflow_call"), []),
        (('{ cron: "7 5 * * mon" }, { cron: "7 5 3 * *" }', ""), ["note"]),
    ],
)
def test_a_workflow_that_would_not_work(
    change: tuple[str, str] | tuple[()], levels: list[str]
) -> None:
    text = GOOD.replace(*change) if change else GOOD
    assert text != GOOD or not change
    assert [one.level for one in workflow_ailments({"w.yml": text})] == levels


PINNED = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        (f"{PINNED} # v7.0.0", ["actions/checkout is v7.0.0, and v7.0.1 is out"]),
        (f"{PINNED} # v6", ["actions/checkout is v6, and v7.0.1 is out"]),
        (f"{PINNED} # v7", []),
        (f"{PINNED} # v7.0.1", []),
        (f"{PINNED} # v8.0.0", []),
        (f"{PINNED} # the newest", []),
        (PINNED, []),
        ("actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v1", []),
        ("me/paper-bot@v1", []),
        ("me/paper-bot@v0", ["me/paper-bot is v0, and v1 is out"]),
    ],
)
def test_an_action_of_an_older_release_is_told(uses: str, told: list[str]) -> None:
    newest = f"uses: {PINNED} # v7.0.1\nuses: me/paper-bot@v1\n"
    text = f"{GOOD}      - uses: {uses}\n"
    assert [one.text for one in workflow_ailments({"w.yml": text}, newest)] == told


def test_no_workflow_is_only_a_note() -> None:
    assert [one.level for one in workflow_ailments({"ci.yml": "on: push"})] == ["note"]


@pytest.mark.parametrize(
    ("newest", "levels"),
    [
        (None, []),
        (NOW - timedelta(days=3), []),
        (NOW - timedelta(days=51), ["note"]),
        (NOW + timedelta(hours=9), []),
        (NOW + timedelta(days=2), ["error"]),
    ],
)
def test_the_last_commit_tells_of_clock_and_schedule(
    newest: datetime | None, levels: list[str]
) -> None:
    assert [one.level for one in time_ailments(NOW, newest)] == levels


@pytest.mark.parametrize(("papers", "count"), [(5_000, 1), (4_999, 0)])
def test_a_category_without_papers_is_told_where_there_are_enough(papers: int, count: int) -> None:
    config = parse_config(b'[arxiv]\ncategories = ["cs.CL", "cs", "cs.OH"]\n', file="c.toml")
    many = [Paper(id=ArxivId(f"x{n}"), title="T", categories=("cs.CL",)) for n in range(papers)]
    told = [one.text for one in category_ailments(config, many)]
    assert told == ["none of 5,000 papers is in cs.OH"] * count


def test_only_an_error_fails_a_run() -> None:
    note = Ailment(level="warning", where="x", text="y", remedy="z")
    error = Ailment(level="error", where="x", text="y", remedy="z")
    assert worst([note]) == 0
    assert worst([note, error]) == 1
