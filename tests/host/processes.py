"""The service as processes of its own, over an invented GitHub and arXiv: loaded, or killed.

`python -m tests.host.processes` tells the story of a list with two hosts, two workers and a real
PostgreSQL; a worker and the database are killed with -9 on the way. It takes two minutes.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import requests

from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import many, paper
from tests.conftest import ROOT
from tests.host.postgres import Postgres, postgres
from tests.host.service_world import LIST
from tests.host.town import Town, as_body, headers_of


@dataclass
class Processes:
    """`bot host` and `bot worker` of one *database*, their logs in *folder*."""

    town: Town
    arxiv: ArxivDouble
    folder: Path
    environ: Mapping[str, str]
    database: str
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    def host(self, name: str = "host") -> int:
        """Start a host, on the port that it had, and return the port once it is ready."""
        port = self.ports.setdefault(name, free_port())
        self._start(name, "host", "--listen", f"127.0.0.1:{port}")
        wait_for(lambda: is_ready(port), self.log)
        return port

    def worker(self, name: str = "worker") -> None:
        """Start a worker."""
        self._start(name, "worker")

    def _start(self, name: str, *command: str) -> None:
        args = [sys.executable, "-m", "bot", *command, "--database", self.database]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(args, cwd=ROOT, env=self.environ, stderr=log)

    def kill(self, name: str) -> None:
        """End a process as the kernel does when memory runs out."""
        self.running[name].kill()
        self.running.pop(name).wait()

    def ends(self, name: str, grace: float = 20.0) -> int:
        """End a process with SIGTERM, and return its exit code; it may take *grace* seconds."""
        self.running[name].send_signal(signal.SIGTERM)
        return self.running.pop(name).wait(grace)

    def log(self) -> str:
        """All that the processes logged."""
        return "".join(p.read_text("utf-8") for p in sorted(self.folder.glob("*.log")))


def is_ready(port: int) -> bool:
    """Whether the host on *port* says that it can work."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def wait_for(condition: Callable[[], bool], why: Callable[[], str], most: float = 90.0) -> float:
    """Wait until *condition* holds, and return the seconds; else fail with what *why* tells."""
    began = monotonic()
    while not condition():
        assert monotonic() - began < most, why()
        sleep(0.1)
    return monotonic() - began


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def processes(
    folder: Path, repositories: Mapping[str, Mapping[str, bytes]], database: str = ""
) -> Iterator[Processes]:
    """A town, and an arXiv whose papers are of these days; what still runs in the end is killed."""
    now = datetime.now(UTC)
    listed = [
        paper(1, "Batching for serving of language models", datetime(2025, 1, 6, tzinfo=UTC)),
        paper(2, "Planning with agents", datetime(2025, 1, 6, tzinfo=UTC)),
    ]
    # Four days back: announced by now on whatever day of the week.
    arxiv = ArxivDouble([*listed, *many(now - timedelta(days=4))], today=now.date())
    with Town(repositories) as town, arxiv as url:
        environ = {
            **os.environ,
            **town.environ(**arxiv.env(url)),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        database = database or f"sqlite:///{folder / 'host.db'}"
        service = Processes(town, arxiv, folder, environ, database)
        try:
            yield service
        finally:
            for name in tuple(service.running):
                service.kill(name)


MICE = "octo/mice"


def main() -> None:
    """Walk the way of a list, and print when what happened."""
    began = monotonic()

    def say(text: str) -> None:
        sys.stdout.write(f"{monotonic() - began:6.1f} s  {text}\n")
        sys.stdout.flush()

    with (
        postgres() as server,
        tempfile.TemporaryDirectory() as folder,
        processes(Path(folder), {MICE: {"README.md": LIST}}, server.fresh()) as service,
    ):
        story(service, server, say)


def story(service: Processes, server: Postgres, say: Callable[[str], None]) -> None:
    github, town = service.town.doubles[MICE], service.town
    hosts = service.host("host-a"), service.host("host-b")
    sent = count()

    def hears(*events: tuple[str, Any]) -> list[int]:
        """Both hosts are told in turn; return what they answer."""
        answers = []
        for event, payload in events:
            number, body = next(sent), as_body(payload)
            url = f"http://127.0.0.1:{hosts[number % 2]}/webhook"
            headers = headers_of(event, body, f"delivery-{number}")
            answers.append(requests.post(url, data=body, headers=headers, timeout=60).status_code)
        return answers

    def logged(what: str) -> list[str]:
        logs = service.folder.glob("worker-*.log")
        return [log.stem for log in logs if what in log.read_text("utf-8")]

    for name in ("worker-1", "worker-2"):
        service.worker(name)
    say(f"two hosts and two workers run; the App is installed: {hears(town.installs(MICE))}")
    wait_for(lambda: bool(github.open_pulls()), service.log)
    [invitation] = github.open_pulls()
    github.merge(invitation.number)
    closed = town.pull(MICE, "closed", invitation.number)
    said = hears(closed, town.pushes(MICE, "config/mice.toml"))
    say(f"{invitation.branch} was opened, and is merged: {said}")
    wait_for(lambda: bool(logged("begins serve/")), service.log)
    [victim] = logged("begins serve/")
    service.kill(victim)
    took = wait_for(lambda: bool(logged("done serve/")), service.log)
    [proposal] = github.open_pulls()
    text = github.content(proposal.branch, "README.md")
    papers = re.findall(rb"abs/(\d{4}\.0090\d)", text)
    assert len(papers) == len(set(papers)) == 2, papers
    say(
        f"{victim} was killed in its run; the other one opened {proposal.branch} {took:.0f} s later"
    )
    paper = papers[-1].decode()
    github.talk.ticks(proposal, paper, on=False)
    hears(town.pull(MICE, "edited", proposal.number, changes={"body": {"from": ""}}))
    wait_for(lambda: bool(logged("done steer/")), service.log)
    assert paper.encode() not in github.content(proposal.branch, "README.md")
    say("a box is unticked, and its paper is gone")
    server.kill()
    say(f"the database is killed; a delivery is answered {hears(town.pushes(MICE, 'README.md'))}")
    server.start()
    service.worker("worker-3")
    github.merge(proposal.number)
    said = hears(town.pull(MICE, "closed", proposal.number), town.pushes(MICE, "README.md"))
    page = f"http://127.0.0.1:{hosts[0]}/lists/1"
    wait_for(lambda: "1 taken" in requests.get(page, timeout=60).text, service.log)
    say(f"it is back, the proposal is merged: {said}; the page says: 1 taken")
    ends = {name: service.ends(name) for name in ("host-a", "host-b", "worker-3")}
    say(f"SIGTERM: {ends}")


if __name__ == "__main__":
    main()
