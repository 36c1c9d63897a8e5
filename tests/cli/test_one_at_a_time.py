"""Two runs for one list: the second waits, or says who is at work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from bot.cli.one_at_a_time import one_at_a_time
from bot.core.errors import TryAgainLater
from tests.arxiv.fakes import FakeClock, FakeProgress
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import Desk, told


def test_the_second_run_waits_and_then_says_who_is_at_work(tmp_path: Path) -> None:
    clock, progress = FakeClock(), FakeProgress()
    who = f"another run (process {os.getpid()}, since 12:00 UTC) is at work on the list mine"
    with one_at_a_time(["mine", "other"], clock, progress, tmp_path):
        with (
            pytest.raises(TryAgainLater) as raised,
            one_at_a_time(["mine"], clock, progress, tmp_path),
        ):
            pass
        assert str(raised.value) == f"{who}; run again when it is done"
        assert progress.pauses[0] == (5.0, who)
        assert clock.elapsed == 600
        with one_at_a_time(["third"], clock, progress, tmp_path):
            pass
    with one_at_a_time(["mine"], clock, progress, tmp_path):
        assert clock.elapsed == 600


def test_a_second_daemon_for_a_list_ends_at_once_while_a_run_may_go_on(tmp_path: Path) -> None:
    clock, progress = FakeClock(), FakeProgress()
    with one_at_a_time(["mine"], clock, progress, tmp_path, daemon=True):
        with (
            pytest.raises(TryAgainLater, match=r"another bot serve \(.*\) keeps the list mine"),
            one_at_a_time(["mine", "other"], clock, progress, tmp_path, daemon=True),
        ):
            pass
        with one_at_a_time(["mine"], clock, progress, tmp_path):
            assert clock.elapsed == 0


def test_where_no_lock_can_be_kept_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with one_at_a_time(["mine"], FakeClock(), FakeProgress(), tmp_path / "file"):
        pass


def test_a_run_beside_another_one_ends_with_75(
    desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = desk.folder.parent / "state" / "paper-bot" / "locks"
    folder.mkdir(parents=True)
    with FileLock(folder / "mine.lock"):
        assert desk.run("--publish", "write") == 75
        assert "another run (unknown) is at work on the list mine" in told(capsys)[1][-1]
        assert desk.run("--publish", "diff") == 0  # what is only shown needs no turn
    assert arxiv.asked


def test_a_list_that_a_person_saves_during_the_run_is_read_again(
    desk: Desk, arxiv: ArxivDouble
) -> None:
    readme = desk.folder / "README.md"
    edits = iter([b"- [Mine](https://example.org/mine): a line of my own\n"])

    def save(_: int) -> str:
        for line in edits:
            readme.write_bytes(readme.read_bytes() + line)
        return ""

    arxiv.faults = save
    assert desk.run("--publish", "write") == 0
    assert b"a line of my own" in desk.readme
    assert b"Fair serving of language models" in desk.readme
