"""What hosted lists cost on one poll: `python -m tests.host.fleet CORPUS --lists 1 10 100`.

Real rows of arXiv, invented lists of 100 entries drawn of them, one repository each, on the double
of GitHub in a process of its own. The 6,000 papers of the window and 10,000 older ones lie in the
database when the clock starts; it stops when each list was
served. On PostgreSQL the
same with one and two workers. CPU is that of the workers alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa

from bench.cost import BACKGROUND, LISTED, prepare
from bench.fleet import paper_of
from bot.arxiv import Sweep
from bot.core.clock import SystemClock
from bot.host.handlers.arxiv_polling import keep_papers, keep_sweep
from bot.host.queueing.inline_queue import InlineQueue
from bot.host.queueing.procrastinate_queue import ProcrastinateQueue
from bot.host.service import HostSettings, open_database, runner_of, web_of
from bot.host.storage.database import Database, put_all
from bot.host.storage.tables import HostedList, Installation, RepositoryRow, RunRow, SweepRecord
from bot.host.work.tasks import Task
from classifier.papers import Paper
from tests.host.asgi import call
from tests.host.postgres import HERE, postgres
from tests.host.service_world import next_due
from tests.host.town import Town

CATEGORIES = ["cs.AI", "cs.CL", "cs.CV", "cs.DC", "cs.LG", "cs.SE"]
SMALL, LARGE = 15, 100
"""Entries of a list: a *small* one asks for two of the categories, a large one for all."""
TOGETHER = 20  # repositories of one installation
FEW = 1_500
"""Papers of the window, for small lists: a poll of two days, not of a week."""


def main() -> None:
    """Measure and print a row for each number of lists and workers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--lists", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--shared", type=int, default=10, help="lists on PostgreSQL")
    parser.add_argument("--queued", type=int, nargs="*", default=[], help="queue and storage alone")
    parser.add_argument("--small", action="store_true", help=f"{SMALL} entries instead of {LARGE}")
    args = parser.parse_args()
    entries = SMALL if args.small else LARGE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(args.snapshot, folder)
        say("  lists  workers  CPU s a list  lists a minute  calls a list  peak MiB")
        for lists in args.lists:
            measure(folder, f"sqlite:///{folder / f'{lists}.db'}", lists, 0, entries)
        for lists in args.queued:
            queue_alone(f"sqlite:///{folder / f'queued-{lists}.db'}", lists)
        if HERE and args.shared:
            with postgres() as server:
                for workers in (1, 2):
                    measure(folder, server.fresh(), args.shared, workers, entries)


def measure(folder: Path, url: str, lists: int, workers: int, entries: int) -> None:
    """Serve *lists* lists, by the inline queue where there are no *workers*, and print a row."""
    papers = [
        paper_of(json.loads(line))
        for line in (folder / "papers.jsonl").read_text("utf-8").splitlines()
    ]
    listed, rest = papers[:LISTED], papers[LISTED:]
    older, fresh = rest[:BACKGROUND], rest[BACKGROUND:]
    if entries == SMALL:
        fresh = fresh[-FEW:]
    with Town(
        {f"octo/list-{n}": repository(papers, n, entries) for n in range(lists)}, together=TOGETHER
    ) as town:
        settings = settings_of(url, town.environ())
        database = open_database(settings)
        fill(database, listed, older, fresh)
        began = time.monotonic()
        pipes = [
            worker(settings.database, town.environ(), inline=not workers)
            for _ in range(max(1, workers))
        ]
        cpu, peak = map(sum, zip(*(ours.recv() for ours in pipes), strict=True))
        took = time.monotonic() - began
        calls = sum(len(double.calls) for double in town.doubles.values())
        with database.session() as session:
            served = session.scalar(sa.select(sa.func.count()).select_from(RunRow))
        database.engine.dispose()
    assert served == lists, f"{served} of {lists} lists were served"
    row = f"{lists:7}{workers or 'inline':>9}{cpu / lists:14.2f}{lists / took * 60:16.0f}"
    say(f"{row}{calls / lists:14.1f}{peak:10.0f}")


def queue_alone(url: str, lists: int) -> None:
    """Have so many lists known, due, queued and taken, nobody served; print CPU and memory."""
    settings = settings_of(url, {**os.environ, **environ_of_nobody()})
    database = open_database(settings)
    now = datetime.now(UTC)
    with database.session() as session:
        session.add(Installation(id=1, account="octo", suspended=False))
        session.add(SweepRecord(
            began=now, until=now, categories=CATEGORIES, complete=True, requests=0, retries=0,
            papers=0, troubles=[],
        ))  # fmt: skip
        session.flush()
        put_all(session, RepositoryRow, [
            {"id": n, "installation_id": 1, "name": f"octo/{n}", "state": "served",
             "request_url": ""} for n in range(lists)
        ])  # fmt: skip
        put_all(session, HostedList, [
            {"repository_id": n, "name": "mice", "file": "config/mice.toml", "cron": "17 6 * * 1",
             "categories": CATEGORIES[n % 5 : n % 5 + 2], "timezone": "UTC", "due": now,
             "pull_url": "", "told": ""} for n in range(lists)
        ])  # fmt: skip
    queue = InlineQueue(database, settings.clock)
    runner = runner_of(settings, database, queue)
    begun = time.process_time()
    runner.tick()
    queue.do_next(runner.perform)
    handed = time.process_time()
    taken = 0
    while queue.do_next(lambda _: None):
        taken += 1
    done = time.process_time()
    web = web_of(settings, database, queue).app()
    call(web, "GET", "/")
    shown = time.process_time()
    assert taken == lists, taken
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(
        f"{lists:7}  queue alone: {(handed - begun) / lists * 1000:.2f} ms CPU a list to hand out,"
        f" {(done - handed) / lists * 1000:.2f} ms to take and end, {shown - done:.2f} s for the"
        f" first page; {peak:.0f} MiB, with the papers read for these rows"
    )
    database.engine.dispose()


def environ_of_nobody() -> dict[str, str]:
    town = Town({})
    town.url = "http://127.0.0.1:9"  # nobody listens there
    return town.environ()


def worker(url: str, environ: dict[str, str], *, inline: bool) -> Connection:
    """Start a process that works until nothing is due, and return what it will tell."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    context = multiprocessing.get_context("spawn")
    context.Process(target=work, args=(url, environ, inline, theirs)).start()
    return ours


def work(url: str, environ: dict[str, str], inline: bool, pipe: Connection) -> None:
    """Do all that is due; tell CPU seconds and peak memory in MiB."""
    settings = settings_of(url, environ)
    database = Database(url)
    begun = time.process_time()
    if inline:
        alone = InlineQueue(database, settings.clock)
        runner = runner_of(settings, database, alone)
        alone.put(Task(kind="rebuild"))
        while alone.do_next(runner.perform):
            pass
    else:
        shared = ProcrastinateQueue(database)
        shared.open()
        runner = runner_of(settings, database, shared)
        shared.put(Task(kind="rebuild"))
        while shared.backlog().waiting or shared.backlog().running:
            asyncio.run(shared.work(runner.perform, grace=5, wait=False))
            time.sleep(0.2)
        shared.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pipe.send((time.process_time() - begun, peak))


def settings_of(url: str, environ: dict[str, str]) -> HostSettings:
    clock = SystemClock()
    return HostSettings(database=url, environ=environ, clock=clock, next_due=next_due, pace=0)


def fill(
    database: Database, listed: Sequence[Paper], older: Sequence[Paper], fresh: Sequence[Paper]
) -> None:
    """Keep what a sweep of now would have brought."""
    now = datetime.now(UTC)
    with database.session() as session:
        record = SweepRecord(
            began=now, until=now, categories=CATEGORIES, complete=True, requests=0, retries=0,
            papers=0, troubles=[],
        )  # fmt: skip
        keep_papers(session, listed, now=now - timedelta(days=1))
        keep_sweep(session, record, Sweep(papers=fresh, background=tuple(older)))


def repository(papers: Sequence[Paper], number: int, entries: int) -> dict[str, bytes]:
    """Return the files of a list that no other is like."""
    chosen = [papers[(number * 37 + i) % LISTED] for i in range(entries)]
    sections = max(3, entries // 10)
    lines = [f"# List {number}"]
    for section in range(sections):
        lines += ["", f"## Section {section}", ""]
        lines += [
            f"- [{' '.join(p.title.split())}](https://arxiv.org/abs/{p.id})".replace("[[", "[")
            for p in chosen[section::sections]
        ]
    many = len(CATEGORIES)
    few = [CATEGORIES[number % many], CATEGORIES[(number + 1) % many]]
    config = f"[arxiv]\ncategories = {json.dumps(few if entries == SMALL else CATEGORIES)}\n"
    return {
        "README.md": ("\n".join(lines) + "\n").encode(),
        f"config/list-{number}.toml": config.encode(),
    }


def say(line: str) -> None:
    """Print *line* at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
