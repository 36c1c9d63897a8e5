"""The daemon runs what is due, one run at a time, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import requests

from bot.cli.daemon import serve as serving
from bot.cli.daemon.serve import Child, Health, address_of
from bot.config import parse_config
from bot.core.errors import ConfigError
from tests.conftest import ROOT

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


def test_a_child_runs_to_its_end_and_tells_its_exit_code() -> None:
    assert Child().run((sys.executable, "-c", "raise SystemExit(75)")) == 75


def test_the_end_of_the_daemon_ends_the_run_under_way() -> None:
    child = Child()
    codes: list[int | None] = []
    runner = threading.Thread(target=lambda: codes.append(child.run(SLEEP)))
    runner.start()
    while child.running is None:
        time.sleep(0.01)
    child.end()
    runner.join(timeout=20)
    assert codes == [-signal.SIGTERM]


def test_a_run_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_SECONDS_TO_END", 0.2)
    child = Child()
    codes: list[int | None] = []
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    runner = threading.Thread(
        target=lambda: codes.append(child.run((sys.executable, "-c", stubborn)))
    )
    runner.start()
    while child.running is None:
        time.sleep(0.01)
    time.sleep(0.5)
    child.end()
    runner.join(timeout=20)
    assert codes == [-signal.SIGKILL]


def test_after_the_end_no_run_begins() -> None:
    child = Child()
    child.end()
    assert child.run(SLEEP) is None


def test_a_monitor_sees_that_the_daemon_lives_and_which_lists_last_run_failed() -> None:
    health = Health()
    health.note("mine", "has not run yet")
    health.note("other", "run ended with exit code 75", failed=True)
    text = "mine: has not run yet\nother: run ended with exit code 75\n"
    server = health.listen(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{server.server_address[1]}"
    for path, status in (("/healthz", 200), ("/readyz", 503)):
        got = requests.get(f"{address}{path}", timeout=30)
        assert (got.status_code, got.text) == (status, text)
    health.note("other", "run ended with exit code 0")
    assert [health.answer(path)[0] for path in ("/healthz", "/readyz", "/")] == [200, 200, 404]
    with pytest.raises(ConfigError, match=r"^--health 127\.0\.0\.1:[0-9]+: Address already in use"):
        health.listen(("127.0.0.1", int(server.server_address[1])))
    server.shutdown()
    server.server_close()


class Scripted(Child):
    """Children that end with the given exit codes, or cannot be started."""

    def __init__(self, *ends: int | OSError) -> None:
        super().__init__()
        self._ends = iter(ends)

    def run(self, _: Sequence[str]) -> int | None:
        end = next(self._ends)
        if isinstance(end, OSError):
            raise end
        return end


@pytest.mark.parametrize(
    ("end", "what"),
    [
        (1, "run ended with exit code 1"),
        (OSError(12, "Cannot allocate memory"), "the run could not be started (Cannot allocate"),
    ],
)
def test_care_that_ended_well_hides_no_run_that_failed(end: int | OSError, what: str) -> None:
    config = parse_config(b'[arxiv]\ncategories = ["cs.DC"]\n', file="config/mine.toml")
    health, child, said = Health(), Scripted(end, 0, 0), list[str]()
    for command, status in (("run", 503), ("care", 503), ("run", 200)):
        serving._job(config, child, [command], (), said.append, health)()
        assert health.answer("/readyz")[0] == status
    assert said[0].startswith(f"mine: {what}")
    well = "run ended with exit code 0"
    assert said[1:] == [f"mine (care): {well}", f"mine: {well}"]
    assert health.answer("/healthz")[1] == f"mine: {well}\nmine (care): {well}\n"


def test_a_monitor_may_ask_over_ipv6() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    server = Health().listen(("::1", 0))
    url = f"http://[::1]:{server.server_address[1]}/healthz"
    assert requests.get(url, timeout=30).status_code == 200
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "text", ["8080", "host:", ":80", "host:x", "host:65536", "host:" + "9" * 5000]
)
def test_an_address_to_listen_on_is_a_host_and_a_port(text: str) -> None:
    assert address_of("[::1]:80", "--health") == ("::1", 80)
    with pytest.raises(ConfigError, match=r"^--health .* must be HOST:PORT"):
        address_of(text, "--health")


def serve(folder: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_daemon_catches_up_tells_its_next_run_and_ends_on_sigterm(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    config = '[arxiv]\ncategories = ["cs.DC"]\n[schedule]\ncron = "17 6 * * 1"\n'
    (tmp_path / "config" / "mine.toml").write_text(config, encoding="utf-8")
    daemon = serve(tmp_path)
    assert daemon.stdout is not None
    assert daemon.stdout.readline() == "mine: overdue, runs now\n"
    told = daemon.stdout.readline()
    assert told.startswith("mine: next run Mon ")
    assert told.endswith(" 06:17 UTC (17 6 * * 1)\n")
    assert daemon.stdout.readline() == "mine: run ended with exit code 1\n"
    daemon.send_signal(signal.SIGTERM)
    _, errors = daemon.communicate(timeout=30)
    assert daemon.returncode == 143
    # The list is missing, which the run says; the daemon says that it ends; nobody else speaks.
    assert [line.split(";")[0].split(" (")[0] for line in errors.splitlines()] == [
        "bot: mine: no earlier run is remembered here: looking back 28 days",
        "bot: mine: README.md: no such file",
        "bot: ended by SIGTERM",
    ]


def test_a_schedule_that_is_none_is_an_error_at_once(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    config = '[arxiv]\ncategories = ["cs.DC"]\n[schedule]\ncron = "61 6 * * 1"\n'
    (tmp_path / "config" / "mine.toml").write_text(config, encoding="utf-8")
    daemon = serve(tmp_path)
    _, errors = daemon.communicate(timeout=30)
    assert daemon.returncode == 1
    assert errors.startswith("bot: config/mine.toml, line 4: schedule.cron: ")
