"""A bounded load of deliveries on loopback: `python -m tests.host.load 2000` prints a row each.

`bot host` is a process of its own, which does the tasks that follow too (on PostgreSQL a worker
does); who sends is another, several at once. A tenth of the deliveries is forged.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import sqlalchemy as sa

from bot.host.storage.database import Database
from bot.host.storage.tables import Delivery
from tests.host.postgres import HERE, postgres
from tests.host.processes import processes, wait_for
from tests.host.service_world import LIST
from tests.host.town import as_body, headers_of, signed

MICE = "octo/mice"
Timed = tuple[float, int]
"""Seconds until the answer, and its status."""


def main(count: int) -> None:
    """Send *count* deliveries by 4 and by 32 at once, to both databases."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres()) if HERE else None
        for callers in (4, 32):
            measure(count, callers, "")
            if server is not None:
                measure(count, callers, server.fresh())


def measure(count: int, callers: int, url: str) -> None:
    """Send *count* deliveries, and print how long the answers took."""
    with (
        tempfile.TemporaryDirectory() as name,
        processes(Path(name), {MICE: {"README.md": LIST}}, url) as service,
    ):
        port = service.host()
        if url:
            service.worker()
        wait_for(lambda: bool(service.town.doubles[MICE].open_pulls()), service.log)
        body = as_body(service.town.pushes(MICE, "README.md")[1])
        with multiprocessing.get_context("spawn").Pool(1) as sender:
            answers = sender.apply(load, (port, body, count, callers))
        database = Database(service.database)
        with database.session() as session:
            stored = session.scalar(sa.select(sa.func.count()).select_from(Delivery))
        database.engine.dispose()
        refused = sum("not signed" in line for line in service.log().splitlines())
    took = sorted(took for took, _ in answers)
    statuses = [status for _, status in answers]
    sys.stdout.write(
        f"{'PostgreSQL' if url else 'SQLite'}, {callers} at once: {count} deliveries,"
        f" {statuses.count(202)} taken, {stored} kept, {statuses.count(401)} forged refused"
        f" ({refused} lines of log); median {took[count // 2] * 1000:.1f} ms,"
        f" p99 {quantiles(took, n=100)[98] * 1000:.1f} ms, slowest {took[-1] * 1000:.1f} ms\n"
    )
    sys.stdout.flush()


def load(port: int, body: bytes, count: int, callers: int) -> list[Timed]:
    """Send *count* deliveries from *callers* threads, each on a connection of its own."""
    mine = threading.local()

    def send(number: int) -> Timed:
        headers = headers_of("push", body, f"delivery-{number}")
        if number % 10 == 0:
            headers["x-hub-signature-256"] = signed(body, "a guess")
        if not hasattr(mine, "connection"):
            mine.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        began = perf_counter()
        mine.connection.request("POST", "/webhook", body, headers)
        response = mine.connection.getresponse()
        response.read()
        return perf_counter() - began, response.status

    with ThreadPoolExecutor(callers) as every:
        return list(every.map(send, range(count)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
