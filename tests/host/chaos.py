"""A service among accidents: `python -m tests.host.chaos 200` walks so many seeds.

Deliveries come doubled, late, in another order, forged or not at all; the process is killed after
any call to GitHub or before any statement to its database, and started again; the database does
not answer for a while, or is lost; the clock jumps. Whatever happens, each list ends with one pull
request that holds each paper once, and nothing that was decided is undone.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.core.errors import BotError, TryAgainLater
from bot.host.handlers.app_access import AppAccess
from bot.host.handlers.task_runner import TaskRunner
from bot.host.queueing.procrastinate_queue import ProcrastinateQueue
from bot.host.service import web_of
from bot.host.work.tasks import Task
from tests.host.a_worker import QUICK
from tests.host.asgi import call
from tests.host.postgres import HERE, Postgres, postgres
from tests.host.service_world import CONFIG, LIST, ServiceWorld, service_world
from tests.host.town import as_body, headers_of, signed

LISTS = ("octo/mice", "octo/voles")
FAIR, PLAN = b"2603.00900", b"2603.00901"


class Killed(BaseException):
    """The process died here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DyingAccess(AppAccess):
    """The App's way, with a `death` that is asked after each answer of GitHub's."""

    death: Callable[[], None]

    def _watch(self, installation: int) -> Callable[[Mapping[str, str]], None]:  # noqa: ARG002  # as of
        return lambda _headers: self.death()


class Chaos:
    """One walk; all of its luck is drawn from *seed*."""

    def __init__(self, seed: int, service: ServiceWorld) -> None:
        self.luck, self.service = random.Random(seed), service  # noqa: S311  # repeatable
        self.left = self.statements = self.away = 0
        self.kills = self.outages = self.sent = 0
        self._mortal()

    def walk(self) -> None:
        """Let accidents happen, then a quiet day; the rest is `check`ed by who walks."""
        town = self.service.town
        late = [town.installs(*LISTS), *(town.pushes(name, "config/mice.toml") for name in LISTS)]
        for _ in range(self.luck.randint(6, 10)):
            late += self._people()
            self.luck.shuffle(late)
            for event in [late.pop() for _ in range(min(len(late), self.luck.randint(0, 2)))]:
                self._send(event)
            self._work()
            self._accident()
        self._quiet()
        self._rest()

    def _quiet(self) -> None:
        self.left = self.statements = self.away = 0

    def _rest(self) -> None:
        service = self.service
        service.queue.put(Task(kind="rebuild"))
        service.work()
        for name in LISTS:
            service.queue.put(Task(kind="learn", repository=service.town.numbers[name]))
        service.work()
        # What waits to be tried again, and every schedule, has come by then.
        service.passes(days=8)
        service.passes(hours=2)

    def _people(self) -> list[tuple[str, Any]]:
        name = self.luck.choice(LISTS)
        github = self.service.town.doubles[name]
        pulls = github.open_pulls()
        if not pulls or self.luck.random() < 0.5:
            return []
        [pull] = pulls
        box = f"- [x] <!-- paper-bot:box {PLAN.decode()} -->"
        if box in pull.body and self.luck.random() < 0.6:
            github.talk.ticks(pull, PLAN.decode(), on=False)
            return [self.service.town.pull(name, "edited", pull.number, changes={"body": {}})]
        github.merge(pull.number)
        return [
            self.service.town.pull(name, "closed", pull.number),
            self.service.town.pushes(name, "README.md"),
        ]

    def _send(self, event: tuple[str, Any]) -> None:
        fate = self.luck.choice(["whole", "whole", "doubled", "lost", "forged"])
        if fate == "lost":
            return
        body, self.sent = as_body(event[1]), self.sent + 1
        headers = headers_of(event[0], body, f"delivery-{self.sent}")
        if fate == "forged":
            headers["x-hub-signature-256"] = signed(body, "a guess")
        for _ in range(2 if fate == "doubled" else 1):
            got = call(self.service.app, "POST", "/webhook", body=body, headers=headers)
            assert got.status in ({401} if fate == "forged" else {202, 503} if self.away else {202})

    def _work(self) -> None:
        self.left = self.luck.choice([0, 0, 1, 2, 3, 5, 8, 13])
        self.statements = self.luck.choice([0, 0, 3, 10, 30, 60])
        try:
            with suppress(BotError):  # as the queue's threads do, which look again later
                self.service.runner.tick()
                self.service.work()
            self._quiet()
            self.service.work()
        except Killed:
            self.kills += 1
            self._quiet()
            self.service = self.service.reborn()
            self._mortal()

    def _accident(self) -> None:
        match self.luck.randint(0, 9):
            case 0:
                self._lose_the_database()
            case 1:
                self.service.clock.elapsed += self.luck.choice([-3600, 86_400, -90_000, 400_000])
            case 2:
                self.service = self.service.reborn()
                self._mortal()

    def _lose_the_database(self) -> None:
        self.service.database.engine.dispose()
        path = Path(self.service.settings.database.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        self.service = self.service.reborn()
        self._mortal()
        self.service.queue.put(Task(kind="rebuild"))

    def _mortal(self) -> None:
        self.service.runner = _mortal(self.service.runner, self._death)

        sa.event.listen(self.service.database.engine, "before_cursor_execute", self._asked)

    def _asked(self, *_: object) -> None:
        """The database is about to be asked: the process dies, or gets no answer."""
        self.statements -= 1
        if self.statements == 0:
            if self.luck.random() < 0.4:
                raise Killed
            self.outages, self.away = self.outages + 1, self.luck.choice([1, 2, 8])
        if self.away:
            self.away -= 1
            raise sa.exc.OperationalError("", None, ConnectionError("away"))

    def _death(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


def _mortal(runner: TaskRunner, death: Callable[[], None]) -> TaskRunner:
    app = runner.repositories.app
    mine = DyingAccess(
        credential=app.credential,
        clock=app.clock,
        database=app.database,
        api_url=app.api_url,
        pace=0,
        death=death,
    )
    return replace(runner, repositories=replace(runner.repositories, app=mine))


class TwoHosts:
    """Two services on one PostgreSQL, which is killed once while one of them waits for GitHub.

    Now and then the other one works meanwhile. Tasks of a dead worker are taken over after a
    second, not twenty.
    """

    def __init__(self, seed: int, first: ServiceWorld, server: Postgres) -> None:
        self.luck, self.server = random.Random(seed), server  # noqa: S311  # repeatable
        self.town, self.busy, self.left = first.town, False, self.luck.randint(1, 60)
        self.queues: list[ProcrastinateQueue] = []
        self.services = [self._shared(first), self._shared(first.reborn())]

    def _shared(self, service: ServiceWorld) -> ServiceWorld:
        queue = ProcrastinateQueue(service.database, QUICK)
        queue.open()
        self.queues.append(queue)
        runner = _mortal(replace(service.runner, queue=queue), self._meanwhile)
        app = web_of(service.settings, service.database, queue).app()
        return replace(service, runner=runner, app=app)

    def walk(self) -> None:
        """Let deliveries come to either, doubled and late; a week later all must be done."""
        late = [self.town.installs(*LISTS)] * 2
        late += [self.town.pushes(name, "config/mice.toml") for name in LISTS] * 2
        self.luck.shuffle(late)
        for event in late:
            assert self.luck.choice(self.services).deliver(event).status == 202
            self._work(self.luck.randint(0, 1))
        self.left = 0
        self.services[0].clock.elapsed += 8 * 86_400  # both have this clock
        for which, service in enumerate(self.services):
            service.runner.tick()
            self._work(which)
        for _ in range(20):
            backlog = self.queues[0].backlog()
            if not backlog.running:
                break
            self._work(0, seconds=2)
        for queue, service in zip(self.queues, self.services, strict=True):
            queue.close()
            service.database.engine.dispose()

    def _work(self, which: int, seconds: float = 0) -> None:
        """Do what is due; or as a worker does that goes on, for so many *seconds*."""
        perform = self.services[which].runner.perform
        working = self.queues[which].work(perform, grace=5, wait=bool(seconds))
        with suppress(TryAgainLater, TimeoutError):  # a worker that lost its database ends
            asyncio.run(asyncio.wait_for(working, seconds or None))

    def _meanwhile(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.server.kill()
            self.server.start()
        elif not self.busy and self.luck.random() < 0.03:
            self.busy = True
            try:
                self._work(self.luck.randint(0, 1))
            finally:
                self.busy = False


def check(service: ServiceWorld) -> None:
    """Each paper is in each list or its one pull request exactly once, unless it was refused."""
    for name in LISTS:
        github = service.town.doubles[name]
        pulls = [pull for pull in github.open_pulls() if pull.branch.startswith("paper-bot/")]
        assert len(pulls) <= 1, name
        branch = pulls[0].branch if pulls else "main"
        text = github.content(branch, "README.md")
        assert text.count(FAIR) == 1, (name, branch)
        assert text.count(PLAN) <= 1, (name, branch)
        assert text.startswith(LIST[:40]), name
        refused = any("[ ] <!-- paper-bot:box 2603.00901" in p.body for p in github.pulls.values())
        assert text.count(PLAN) == 1 or refused, (name, branch)


def walk(seed: int, folder: Path) -> Chaos:
    """Walk *seed* and check how it ends."""
    files = {"README.md": LIST, "config/mice.toml": CONFIG}
    with service_world(folder, dict.fromkeys(LISTS, files)) as service:
        chaos = Chaos(seed, service)
        chaos.walk()
        check(chaos.service)
        chaos.service.database.engine.dispose()
    return chaos


def walk_together(seed: int, folder: Path, server: Postgres) -> None:
    """Walk *seed* with two hosts on a database of *server*, and check how it ends."""
    files = {"README.md": LIST, "config/mice.toml": CONFIG}
    with service_world(folder, dict.fromkeys(LISTS, files), server.fresh()) as service:
        TwoHosts(seed, service, server).walk()
        check(service)


def main(seeds: int, first: int = 0) -> None:
    kills = outages = 0
    for seed in range(first, first + seeds):
        with tempfile.TemporaryDirectory() as name:
            try:
                chaos = walk(seed, Path(name))
            except BaseException:
                sys.stderr.write(f"seed {seed}\n")
                raise
        kills, outages = kills + chaos.kills, outages + chaos.outages
    together = seeds // 10 if HERE else 0
    if together:
        with postgres() as server:
            for seed in range(first, first + together):
                with tempfile.TemporaryDirectory() as name:
                    walk_together(seed, Path(name), server)
    told = f"{seeds} seeds, {kills} kills, {outages} times without a database"
    more = f"{together} with two hosts, and PostgreSQL killed"
    sys.stdout.write(f"{told}; {more}: nothing lost, nothing doubled\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
