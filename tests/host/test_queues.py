"""Both queues keep the same promises; on PostgreSQL also when a worker is killed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
import sqlalchemy as sa

from bot.core.errors import TryAgainLater
from bot.host.queueing.inline_queue import InlineQueue
from bot.host.queueing.procrastinate_queue import ProcrastinateQueue
from bot.host.storage.database import Database
from bot.host.storage.tables import Base
from bot.host.work.tasks import MOST_TRIES, Task
from tests.arxiv.fakes import FakeClock
from tests.conftest import ROOT
from tests.host.a_worker import QUICK
from tests.host.postgres import Postgres

ONE = Task(kind="steer", repository=5)
OTHER = Task(kind="learn", repository=6)
Do = Callable[[Task], None]


class Inline:
    """The queue of one process, done by hand."""

    def __init__(self, database: Database) -> None:
        self.queue = InlineQueue(database, FakeClock())

    def work(self, perform: Do) -> None:
        while self.queue.do_next(perform):
            pass


class Shared:
    """The queue on PostgreSQL, done by a worker until nothing is due."""

    def __init__(self, database: Database) -> None:
        self.queue = ProcrastinateQueue(database, QUICK)
        self.queue.open()

    def work(self, perform: Do) -> None:
        asyncio.run(self.queue.work(perform, grace=5, wait=False))


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Inline | Shared]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'queue.db'}")
    else:
        database = Database(request.getfixturevalue("server").fresh())
    database.migrate()
    if request.param == "sqlite":
        yield Inline(database)
    else:
        shared = Shared(database)
        yield shared
        shared.queue.close()
    database.engine.dispose()


def test_the_same_task_waits_once_and_another_beside_it(either: Inline | Shared) -> None:
    for task in (ONE, ONE, OTHER, ONE):
        either.queue.put(task)
    assert either.queue.backlog().waiting == 2
    done: list[Task] = []
    either.work(done.append)
    assert done == [ONE, OTHER]
    assert either.queue.backlog().waiting == either.queue.backlog().running == 0


def test_what_is_asked_for_while_it_is_done_is_done_again(either: Inline | Shared) -> None:
    done: list[Task] = []

    def perform(task: Task) -> None:
        done.append(task)
        if len(done) == 1:
            either.queue.put(ONE)
            either.queue.put(ONE)

    either.queue.put(ONE)
    either.work(perform)
    assert done == [ONE, ONE]


def test_a_task_that_waits_to_be_tried_again_does_not_hold_up_what_comes_new(
    either: Inline | Shared,
) -> None:
    again = ONE.again()
    assert again is not None
    either.queue.put(again)
    serve = Task(kind="serve", repository=ONE.repository, list_name="mice")
    either.queue.put(serve, ONE)
    done: list[Task] = []
    either.work(done.append)
    assert done == [ONE, serve]
    assert either.queue.backlog().waiting == 1


def test_what_people_wait_for_goes_before_lists_that_are_due(either: Inline | Shared) -> None:
    serves = [Task(kind="serve", repository=n, list_name="mice") for n in range(30)]
    either.queue.put(*serves, *serves)
    either.queue.put(ONE)
    done: list[Task] = []
    either.work(done.append)
    assert done == [ONE, *serves]


def test_a_task_under_way_when_the_process_dies_is_done_by_the_next(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'queue.db'}")
    database.migrate()
    first = InlineQueue(database, FakeClock())
    first.put(ONE)

    def killed(_: Task) -> None:
        first.put(ONE)  # asked for anew meanwhile: one of the two is enough
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        first.do_next(killed)
    done: list[Task] = []
    second = InlineQueue(database, FakeClock())
    while second.do_next(done.append):
        pass
    assert done == [ONE]
    database.engine.dispose()


def test_threads_of_the_inline_queue_work_and_end(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'queue.db'}")
    database.migrate()
    queue = InlineQueue(database, FakeClock())
    done: list[Task] = []
    queue.start(done.append)
    queue.put(ONE)
    queue.put(OTHER)
    wait_for(lambda: len(done) == 2)
    assert queue.backlog().workers == 2
    assert queue.end(grace=5)
    database.engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_knows(either: Inline | Shared) -> None:
    database = either.queue._database
    database.migrate()
    with database.engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in Base.metadata.sorted_tables:
            columns = {column["name"] for column in inspector.get_columns(table.name)}
            assert columns == {column.name for column in table.columns}, table.name


@pytest.mark.parametrize(("failures", "times"), [(1, 3), (MOST_TRIES, MOST_TRIES + 1)])
def test_a_task_that_meets_no_database_is_tried_again_and_lets_its_like_be_done(
    server: Postgres, failures: int, times: int
) -> None:
    database = Database(server.fresh())
    database.migrate()
    shared = Shared(database)
    done: list[Task] = []

    def perform(task: Task) -> None:
        done.append(task)
        if len(done) == 1:
            shared.queue.put(ONE)
        if len(done) <= failures:
            raise TryAgainLater("the database does not answer")

    shared.queue.put(ONE)
    shared.work(perform)
    assert done == [ONE] * times
    assert shared.queue.backlog().running == shared.queue.backlog().waiting == 0
    shared.queue.close()
    database.engine.dispose()


def test_a_killed_workers_task_is_taken_over_and_done_once(
    server: Postgres, tmp_path: Path
) -> None:
    url, log = server.fresh(), tmp_path / "log"
    log.touch()
    database = Database(url)
    database.migrate()
    queue = ProcrastinateQueue(database, QUICK)
    queue.open()
    queue.put(ONE)
    victim = worker(url, log, 60)
    wait_for(lambda: "begins" in log.read_text())
    assert queue.backlog().running == 1
    victim.kill()
    victim.wait()
    other = worker(url, log, 0)
    wait_for(lambda: "ends" in log.read_text())
    other.terminate()
    assert other.wait(20) == 0
    assert log.read_text().splitlines() == [f"begins {ONE.key}"] * 2 + [f"ends {ONE.key}"]
    assert queue.backlog().running == queue.backlog().waiting == 0
    queue.close()
    database.engine.dispose()


def worker(url: str, log: Path, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.host.a_worker", url, str(log), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT)


def wait_for(condition: Callable[[], bool], most: float = 60.0) -> None:
    began = monotonic()
    while not condition():
        assert monotonic() - began < most, "it does not come"
        sleep(0.05)
