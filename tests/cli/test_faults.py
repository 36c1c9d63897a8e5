"""Faults of the surroundings: a disk, a schedule, a fork (docs/faults.md)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.cli.daemon.schedule import Scheduler
from bot.github.writer import BRANCH as STATE
from bot.github.writer import FILE
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import Desk, told
from tests.conftest import ROOT
from tests.github.github_double import GitHubDouble

DISCOVER = ROOT / ".github/workflows/discover.yml"


def test_08_the_state_branch_may_be_deleted_at_any_time(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert desk.run("--since", "last") == 0
    content, body = github.content(STATE, FILE), github.pulls[1].body
    github.move(STATE, None)
    assert desk.run("--since", "last") == 0
    assert [pull.number for pull in github.open_pulls()] == [1]
    assert github.pulls[1].body == body
    assert json.loads(github.content(STATE, FILE))["lists"].keys() == {"mine"}
    assert len(github.content(STATE, FILE)) <= len(content) * 2
    assert arxiv.asked


def test_10_a_mark_that_cannot_be_written_costs_no_second_pull_request(
    desk: Desk,
    arxiv: ArxivDouble,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    good = tmp_path / "state"
    bad = tmp_path / "file"
    bad.write_bytes(b"no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(bad))
    assert desk.run("--publish", "pull-request") != 0
    assert any("mine" in line for line in told(capsys)[1])
    body = github.pulls[1].body
    monkeypatch.setenv("XDG_STATE_HOME", str(good))
    assert desk.run("--publish", "pull-request") == 0
    assert [pull.number for pull in github.open_pulls()] == [1]
    assert github.pulls[1].body == body
    assert arxiv.asked


def test_16_the_daemon_has_one_run_at_a_time() -> None:
    scheduler = Scheduler()._scheduler
    assert scheduler._job_defaults["max_instances"] == 1
    assert scheduler._job_defaults["coalesce"] is True


def test_19_the_schedule_is_off_the_hour() -> None:
    minutes = re.findall(r'- cron: "(\S+) ', DISCOVER.read_text(encoding="utf-8"))
    assert minutes
    assert all(int(minute) % 15 for minute in minutes)


def test_92_a_body_says_until_when_papers_were_looked_for(
    desk: Desk, arxiv: ArxivDouble, github: GitHubDouble
) -> None:
    assert desk.run("--publish", "pull-request") == 0
    assert "papers until 2026-03-18" in github.pulls[1].body
    assert arxiv.asked


def test_93_the_schedule_does_nothing_in_a_fork() -> None:
    text = DISCOVER.read_text(encoding="utf-8")
    condition = "github.event_name == 'workflow_dispatch' || !github.event.repository.fork"
    assert f"    if: {condition}\n" in text
