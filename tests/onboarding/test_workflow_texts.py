"""The workflows: off the hour, filled in, and few lines."""

from __future__ import annotations

import pytest

from bot.onboarding.health import Action, cron_for, fill_in, is_weekday
from tests.conftest import ROOT

FOLDER = ROOT / "bot" / "onboarding" / "workflows"


def test_each_list_has_a_time_of_its_own_and_keeps_it() -> None:
    times = {cron_for(f"me/list-{n}") for n in range(200)}
    assert len(times) > 150
    assert cron_for("me/List") == cron_for("me/list")
    assert not any(time.startswith("0 ") for time in times)
    assert {time.rpartition(" ")[2] for time in times} == {"mon", "tue", "wed", "thu", "fri"}


@pytest.mark.parametrize("day", ["sun", "Sunday", "SUN"])
def test_a_day_that_was_asked_for_is_kept(day: str) -> None:
    assert cron_for("me/list", day).endswith(" * * sun")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("mon", True), ("Friday", True), ("m", False), ("moon", False), ("", False), ("8", False)],
)
def test_days_of_the_week(text: str, is_one: bool) -> None:
    assert is_weekday(text) == is_one


@pytest.mark.parametrize("name", ["paper-bot.yml", "decide.yml"])
def test_nothing_is_left_to_fill_in(name: str) -> None:
    template = (FOLDER / name).read_text("utf-8")
    text = fill_in(template, cron="7 5 * * mon", action=Action("me/bot", "v1"))
    assert "@CRON@" not in text
    assert "@ACTION@" not in text
    assert "@CARE@" not in text
    assert "uses: me/bot@v1" in text


def test_entries_are_looked_after_once_a_month_at_the_same_hour() -> None:
    template = (FOLDER / "paper-bot.yml").read_text("utf-8")
    text = fill_in(template, cron="7 5 * * mon", action=Action("me/bot", "v1"))
    assert '[{ cron: "7 5 * * mon" }, { cron: "7 5 3 * *" }]' in text


def test_the_weekly_workflow_has_ten_lines() -> None:
    lines = (FOLDER / "paper-bot.yml").read_text("utf-8").splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == 10


def test_decisions_are_heard_as_in_this_repository() -> None:
    """The packaged decide.yml is ours but for the action, and for the names of files."""
    ours = (ROOT / ".github" / "workflows" / "decide.yml").read_text("utf-8")
    theirs = (FOLDER / "decide.yml").read_text("utf-8").replace("unpinned-uses", "self-repository")
    assert theirs.replace("@ACTION@", "./").replace("paper-bot.yml", "discover.yml") == ours
