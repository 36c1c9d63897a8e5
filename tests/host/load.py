"""A bounded load of deliveries on loopback: `python -m tests.host.load 2000` prints a row.

A real server in its own process and thread; a tenth of the deliveries is forged.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep

import requests
import sqlalchemy as sa
import uvicorn

from bot.host.storage.tables import Delivery
from tests.host.service_world import LIST, ServiceWorld, service_world
from tests.host.town import as_body, headers_of, signed

MICE = "octo/mice"
CALLERS = 4  # at once


def main(count: int) -> None:
    """Send *count* deliveries, and print how long the answers took."""
    with (
        tempfile.TemporaryDirectory() as name,
        service_world(Path(name), {MICE: {"README.md": LIST}}) as service,
    ):
        server = uvicorn.Server(uvicorn.Config(service.app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        took, statuses = load(service, f"http://127.0.0.1:{port}/webhook", count)
        server.should_exit = True
        thread.join()
        with service.database.session() as session:
            stored = session.scalar(sa.select(sa.func.count()).select_from(Delivery))
    p99 = quantiles(took, n=100)[98] * 1000
    right = statuses.count(202)
    sys.stdout.write(
        f"{count} deliveries, {right} taken, {stored} kept, {statuses.count(401)} forged refused;"
        f" median {sorted(took)[count // 2] * 1000:.1f} ms, p99 {p99:.1f} ms\n"
    )


def load(service: ServiceWorld, url: str, count: int) -> tuple[list[float], list[int]]:
    """Return how long each answer took, in seconds, and what it was."""
    body = as_body(service.town.pushes(MICE, "README.md")[1])

    def send(number: int) -> tuple[float, int]:
        headers = headers_of("push", body, f"delivery-{number}")
        if number % 10 == 0:
            headers["x-hub-signature-256"] = signed(body, "a guess")
        began = perf_counter()
        status = requests.post(url, data=body, headers=headers, timeout=30).status_code
        return perf_counter() - began, status

    with ThreadPoolExecutor(CALLERS) as callers:
        answers = list(callers.map(send, range(count)))
    return [took for took, _ in answers], [status for _, status in answers]


if __name__ == "__main__":
    main(int(sys.argv[1]))
