"""What polling costs: CPU per 10,000 papers, requests, and memory over a long harvest.

`python -m bench.polling` asks a small arXiv in another process; nothing leaves this machine.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from bot.arxiv.sources import ApiSource, OaiSource
from bot.core.logged_progress import LoggedProgress
from bot.core.window import Window
from tests.arxiv.fakes import NOW, FakeClock, client, crowd
from tests.arxiv.server import ArxivDouble

_NAMES = ("AI", "AR", "CL", "CV", "DC", "HC", "IR", "LG", "MA", "NI", "OS", "SE")
_CATEGORIES = tuple(f"cs.{name}" for name in _NAMES)


def serve(count: int, days: int, pipe: Connection) -> None:
    """Serve *count* papers of *days* until told to stop."""
    papers = crowd(count, seed=1, days=days, among=_CATEGORIES)
    with ArxivDouble(papers, per_answer=2_500) as url:
        pipe.send(url)
        pipe.recv()


def sweep(kind: str, count: int, days: int, pipe: Connection) -> None:
    """Tell what a sweep over *count* papers costs."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(count, days, theirs))
    server.start()
    url = ours.recv()
    http, progress = client(FakeClock()), LoggedProgress()
    api = ApiSource(
        http, f"{url}/api/query", progress=progress, now=NOW,
        sweep_back=timedelta(days=28), background=10_000,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        oai = OaiSource(
            http, f"{url}/oai", progress=progress, now=NOW, background=10_000,
            lookups=api, census=api, folder=Path(folder),
        )  # fmt: skip
        began = time.process_time()
        since = NOW - timedelta(days=days - 6 if kind == "oai" else 7)
        source = oai if kind == "oai" else api
        found = source.sweep(Window(since, NOW), ["cs"] if kind == "oai" else _CATEGORIES)
        inside = sum(1 for _ in found.papers)
        cpu = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    fetched = found.counts["fetched"]
    pipe.send(
        f"{kind}: {fetched:,} papers, {inside:,} in the window, complete: {found.complete}; "
        f"{source.tally.requests} requests / {source.tally.needed} needed; "
        f"{cpu * 10_000 / fetched:.2f} s of CPU per 10,000 papers; peak {peak:.0f} MiB"
    )
    ours.send("stop")
    server.join()


def main() -> None:
    """Print a line for each case, each in a process of its own so that peaks are its own."""
    for kind, count, days in (
        ("api", 2_500, 45), ("api", 25_000, 45), ("oai", 20_000, 60), ("oai", 200_000, 400),
    ):  # fmt: skip
        ours, theirs = multiprocessing.Pipe()
        child = multiprocessing.Process(target=sweep, args=(kind, count, days, theirs))
        child.start()
        sys.stdout.write(f"{ours.recv()}\n")
        sys.stdout.flush()
        child.join()


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    main()
