"""The service as processes of its own, over an invented GitHub and arXiv: loaded, or killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import many, paper
from tests.conftest import ROOT
from tests.host.town import Town


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
    arxiv = ArxivDouble([*listed, *many(now)], today=now.date())
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
