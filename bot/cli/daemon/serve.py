"""EDGE: the daemon: runs `bot run` as a child process whenever a list is due.

A child of its own per run keeps the daemon small, gives every run fresh clients, and lets
SIGTERM end the run in the middle as safely as Ctrl-C ends it by hand.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bot.cli.daemon.schedule import Scheduler, Trigger, is_overdue, parse_cron
from bot.config import Config
from bot.core.errors import ConfigError

_SECONDS_TO_END = 8  # Docker kills 10 s after SIGTERM
_HIGHEST_PORT = 65_535  # a port has 16 bits


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


class Health:
    """What a monitor asks for: how each list stands, in a line of text each."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}
        self._failed: set[str] = set()

    def note(self, name: str, what: str, *, failed: bool = False) -> None:
        """Remember *what* the list *name*, or its care, did last."""
        self._last[name] = what
        (self._failed.add if failed else self._failed.discard)(name)

    def answer(self, path: str) -> tuple[int, str]:
        """Return status and text: `/healthz` lives; `/readyz` needs that no last run failed."""
        text = "".join(f"{name}: {what}\n" for name, what in sorted(self._last.items()))
        if path == "/healthz":
            return 200, text
        return (503 if self._failed else 200, text) if path == "/readyz" else (404, "")

    def listen(self, address: tuple[str, int]) -> ThreadingHTTPServer:
        """Answer at *address* in the background. Raises `ConfigError` where that is taken."""
        health = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10  # seconds for a caller that says nothing

            def do_GET(self) -> None:
                status, text = health.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """A look is no news."""

        class Server(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET

        try:
            server = Server(address, Handler)
        except OSError as error:
            host, port = address
            raise ConfigError(f"--health {host}:{port}: {error.strerror}") from None
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


def address_of(text: str, option: str) -> tuple[str, int]:
    """Return the host and port of "HOST:PORT". Raises `ConfigError` that names the *option*."""
    host, _, port = text.rpartition(":")
    is_number = port.isdecimal() and len(port) <= len(str(_HIGHEST_PORT))
    if not host or not is_number or int(port) > _HIGHEST_PORT:
        raise ConfigError(f"{option} {text!r} must be HOST:PORT, such as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def serve(
    configs: Sequence[Config],
    *,
    last_runs: Callable[[str], datetime | None],
    now: datetime,
    say: Callable[[str], None],
    options: Sequence[str] = (),
    health: Health | None = None,
) -> None:
    """Run the lists of *configs* on their schedules until an exception reaches this thread.

    *last_runs* tells when a list was last complete; one that is overdue runs at once. *options*
    are passed on to `bot run`; *health* is told of each run. Raises `ConfigError` for a
    schedule that cannot be read.
    """
    triggers = [(config, _trigger(config)) for config in configs]
    scheduler, child, health = Scheduler(), Child(), health or Health()
    for config in configs:
        job = _job(config, child, ["care", "--when-on"], options, say, health)
        grace = timedelta(hours=config.settings.schedule.grace_hours)
        scheduler.add(
            _title(config, "care"), job, _trigger(config, care=True), grace=grace, start=now
        )
    for config, trigger in triggers:
        table = config.settings.schedule
        grace = timedelta(hours=table.grace_hours)
        since = ["run", "--since", table.since]
        job = _job(config, child, since, options, say, health)
        scheduler.add(config.list_name, job, trigger, grace=grace, start=now)
        if is_overdue(trigger, last_runs(config.list_name), now=now):
            scheduler.add_once(config.list_name, job)
            say(f"{config.list_name}: overdue, runs now")
        health.note(config.list_name, "has not run yet")
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


def _title(config: Config, command: str) -> str:
    """Return what a run of *command* is called: care stands beside a list's runs, not for them."""
    return f"{config.list_name} (care)" if command == "care" else config.list_name


def _job(
    config: Config,
    child: Child,
    what: Sequence[str],
    options: Sequence[str],
    say: Callable[[str], None],
    health: Health,
) -> Callable[[], None]:
    """Return the job that runs the command *what* for the list of *config*."""
    name, *rest = what
    title = _title(config, name)
    command = [sys.executable, "-m", "bot", name, "--config", config.file, *rest, *options]

    def job() -> None:
        try:
            code = child.run(command)
        except OSError as error:  # out of memory or processes: the next run may do better
            failure = f"the run could not be started ({error.strerror})"
            health.note(title, failure, failed=True)
            say(f"{title}: {failure}")
            return
        if code is not None:
            ended = f"run ended with exit code {code}"
            health.note(title, ended, failed=code != 0)
            say(f"{title}: {ended}")

    return job


def _next(trigger: Trigger, now: datetime) -> str:
    due = trigger.get_next_fire_time(None, now)
    return f"{due:%a %Y-%m-%d %H:%M %Z}" if due else "never"
