"""EDGE: takes GitHub's deliveries: notes what they say, and has the rest done later."""

from __future__ import annotations

from typing import Any

from bot.core.ports import Clock
from bot.host.ledger.database import Ledger, put
from bot.host.ledger.noting import is_taken, note
from bot.host.ledger.tables import Delivery
from bot.host.work.queue_port import Queue
from bot.host.work.webhook_events import read_event


class Reception:
    """Takes each delivery once. One that is cut off midway is taken again when GitHub repeats it:
    what it asks for does nothing when done twice.
    """

    def __init__(self, ledger: Ledger, queue: Queue, clock: Clock) -> None:
        self._ledger, self._queue, self._clock = ledger, queue, clock

    def take(self, delivery: str, event: str, payload: Any) -> str:
        """Take a signed delivery; return "taken", "known" or "ignored".

        Raises `NoEventError` for one that is not as GitHub's are, `TryAgainLater` without a
        database.
        """
        heard = read_event(event, payload)
        with self._ledger.session() as session:
            if is_taken(session, delivery):
                return "known"
            if heard is not None:
                note(session, heard, now=self._clock.now())
        for task in heard.tasks if heard else ():
            self._queue.put(task)
        with self._ledger.session() as session:
            row = {"event": event, "at": self._clock.now()}
            put(session, Delivery, {"id": delivery}, row, renew=False)
        return "taken" if heard else "ignored"
