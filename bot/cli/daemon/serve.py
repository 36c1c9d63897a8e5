"""EDGE: the daemon: runs `bot run` as a child process whenever a list is due.

A child of its own per run keeps the daemon small, gives every run fresh clients, and lets
SIGTERM end the run in the middle as safely as Ctrl-C ends it by hand.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.cli.daemon.schedule import Scheduler, Trigger, is_overdue, parse_cron
from bot.config import Config
from bot.core.errors import ConfigError

_SECONDS_TO_END = 8  # Docker kills 10 s after SIGTERM


class Child:
    """The one run under way, so that the end of the daemon can be passed on to it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()

    @property
    def running(self) -> int | None:
        """The process id of the run under way, or of the last one; None before the first."""
        return self._process.pid if self._process else None

    def run(self, command: Sequence[str]) -> int | None:
        """Run *command* to its end and return its exit code; None when ended before it began."""
        with self._lock:
            if self._ended:
                return None
            self._process = subprocess.Popen(command)  # noqa: S603 - our own program, no shell
        return self._process.wait()

    def end(self) -> None:
        """Ask the run under way to end, and start no other."""
        with self._lock:
            self._ended = True
            process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()


def serve(
    configs: Sequence[Config],
    *,
    last_runs: Callable[[str], datetime | None],
    now: datetime,
    say: Callable[[str], None],
    options: Sequence[str] = (),
) -> None:
    """Run the lists of *configs* on their schedules until an exception reaches this thread.

    *last_runs* tells when a list was last complete; one that is overdue runs at once. *options*
    are passed on to `bot run`. Raises `ConfigError` for a schedule that cannot be read.
    """
    triggers = [(config, _trigger(config)) for config in configs]
    scheduler, child = Scheduler(), Child()
    for config in configs:
        job = _job(config, child, ["care", "--when-on"], options, say)
        grace = timedelta(hours=config.settings.schedule.grace_hours)
        name = f"{config.list_name} (care)"
        scheduler.add(name, job, _trigger(config, care=True), grace=grace, start=now)
    for config, trigger in triggers:
        table = config.settings.schedule
        grace = timedelta(hours=table.grace_hours)
        since = ["run", "--since", table.since]
        job = _job(config, child, since, options, say)
        scheduler.add(config.list_name, job, trigger, grace=grace, start=now)
        if is_overdue(trigger, last_runs(config.list_name), now=now):
            scheduler.add_once(config.list_name, job)
            say(f"{config.list_name}: overdue, runs now")
        say(f"{config.list_name}: next run {_next(trigger, now)} ({table.cron})")
    try:
        scheduler.run()
    finally:
        child.end()


def _trigger(config: Config, *, care: bool = False) -> Trigger:
    settings = config.settings
    table, cron = ("care", settings.care.cron) if care else ("schedule", settings.schedule.cron)
    try:
        return parse_cron(cron, settings.schedule.timezone)
    except ValueError as error:
        raise ConfigError(f"{config.where(table, 'cron')}: {table}.cron: {error}") from None


def _job(
    config: Config,
    child: Child,
    what: Sequence[str],
    options: Sequence[str],
    say: Callable[[str], None],
) -> Callable[[], None]:
    """Return the job that runs the command *what* for the list of *config*."""
    name, *rest = what
    command = [sys.executable, "-m", "bot", name, "--config", config.file, *rest, *options]

    def job() -> None:
        try:
            code = child.run(command)
        except OSError as error:  # out of memory or processes: the next run may do better
            say(f"{config.list_name}: the run could not be started ({error.strerror})")
            return
        if code is not None:
            say(f"{config.list_name}: run ended with exit code {code}")

    return job


def _next(trigger: Trigger, now: datetime) -> str:
    due = trigger.get_next_fire_time(None, now)
    return f"{due:%a %Y-%m-%d %H:%M %Z}" if due else "never"
