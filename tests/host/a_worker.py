"""A worker of its own process, to be killed: `python -m tests.host.a_worker URL FILE SECONDS`.

Writes a line to FILE when it begins a task, then takes SECONDS over it, and another when done.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from bot.host.queueing.procrastinate_queue import Heartbeat, ProcrastinateQueue
from bot.host.storage.database import Database
from bot.host.work.tasks import Task

QUICK = Heartbeat(beat=0.2, dead=1.0, look=0.3)


def main(url: str, file: str, seconds: str) -> None:
    def perform(task: Task) -> None:
        say(file, f"begins {task.key}")
        time.sleep(float(seconds))
        say(file, f"ends {task.key}")

    asyncio.run(ProcrastinateQueue(Database(url), QUICK).work(perform, grace=5))


def say(file: str, line: str) -> None:
    with Path(file).open("a", encoding="ascii") as log:
        log.write(f"{line}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
