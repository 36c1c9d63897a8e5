"""EDGE: takes GitHub's deliveries: stores what they say, and queues the tasks that follow."""

from __future__ import annotations

from typing import Any

from bot.core.ports import Clock
from bot.host.storage.database import Database, put
from bot.host.storage.noting import is_taken, note
from bot.host.storage.tables import Delivery
from bot.host.work.queue_port import Queue
from bot.host.work.webhook_events import read_event


class Deliveries:
    """Takes each delivery once. One that is cut off midway is taken again when GitHub repeats it:
    what it asks for does nothing when done twice.
    """

    def __init__(self, database: Database, queue: Queue, clock: Clock) -> None:
        self._database, self._queue, self._clock = database, queue, clock

    def take(self, delivery: str, event: str, payload: Any) -> str:
        """Take a signed delivery; return "taken", "known" or "ignored".

        Raises `NoEventError` for one that is not as GitHub's are, `TryAgainLater` without a
        database.
        """
        facts = read_event(event, payload)
        with self._database.session() as session:
            if is_taken(session, delivery):
                return "known"
            if facts is not None:
                note(session, facts, now=self._clock.now())
        for task in facts.tasks if facts else ():
            self._queue.put(task)
        with self._database.session() as session:
            row = {"event": event, "at": self._clock.now()}
            put(session, Delivery, {"id": delivery}, row, renew=False)
        return "taken" if facts else "ignored"
