"""EDGE: takes GitHub's deliveries: stores what they say, and queues the tasks that follow."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.errors import TryAgainLater
from bot.core.ports import Clock
from bot.host.storage.database import Database, put_all
from bot.host.storage.noting import note_all, taken_of
from bot.host.storage.tables import Delivery
from bot.host.work.tasks import Queue
from bot.host.work.webhook_events import EventFacts


@dataclass(slots=True, eq=False)
class Arrived:
    """A signed delivery, what it says, and what became of it once it is stored."""

    delivery: str
    event: str
    facts: EventFacts | None
    result: str = ""
    error: Exception | None = None


class Deliveries:
    """Takes each delivery once. One that is cut off midway is taken again when GitHub repeats it:
    what it asks for does nothing when done twice.

    Those that arrive while others are stored are stored together next: a commit for all of them.
    """

    def __init__(self, database: Database, queue: Queue, clock: Clock) -> None:
        self._database, self._queue, self._clock = database, queue, clock
        self._arrived: list[Arrived] = []
        self._turn = asyncio.Lock()

    async def take(self, delivery: str, event: str, facts: EventFacts | None) -> str:
        """Take a signed delivery; return "taken", "known" or "ignored".

        Raises `TryAgainLater` without a database.
        """
        mine = Arrived(delivery, event, facts)
        self._arrived.append(mine)
        async with self._turn:
            if mine in self._arrived:
                together, self._arrived = self._arrived, []
                await asyncio.to_thread(self._store_or_tell, together)
        if mine.error is not None:
            raise mine.error
        return mine.result

    def _store_or_tell(self, together: Sequence[Arrived]) -> None:
        try:
            self._store(together)
        except TryAgainLater as error:
            for each in together:
                each.error = error
        except Exception as error:  # noqa: BLE001  # raised where the delivery is answered
            if len(together) == 1:
                together[0].error = error
                return
            for each in together:  # the others must not suffer from one
                self._store_or_tell([each])

    def _store(self, together: Sequence[Arrived]) -> None:
        now = self._clock.now()
        with self._database.session() as session:
            known = taken_of(session, [each.delivery for each in together])
            new: dict[str, Arrived] = {}
            for each in together:
                if each.delivery in known or new.setdefault(each.delivery, each) is not each:
                    each.result = "known"
                else:
                    each.result = "ignored" if each.facts is None else "taken"
            # A hundred pushes to one repository say the same.
            said = dict.fromkeys(each.facts for each in new.values() if each.facts is not None)
            note_all(session, list(said), now=now)
        self._queue.put(*dict.fromkeys(task for facts in said for task in facts.tasks))
        with self._database.session() as session:
            rows = [{"id": each.delivery, "event": each.event, "at": now} for each in new.values()]
            put_all(session, Delivery, rows)
