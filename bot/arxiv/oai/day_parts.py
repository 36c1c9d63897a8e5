"""Gets the rest of a stretch of days that always fails: halves it until one day is left over.

A single record that the service cannot give must not end every run for ever. It asks through a
function and never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TypeVar

from bot.arxiv.http.retry_policy import PageError

_MOST_LOST = 3  # days; where more cannot be had, the service as a whole is broken
_ONE_DAY = timedelta(days=1)

T = TypeVar("T")


def in_days(
    ask: Callable[[str, str], Iterator[T]], first: str, last: str, error: PageError
) -> Iterator[T | date]:
    """Yield what the days from *first* to *last* (ISO) give, and the days that give nothing.

    *ask* yields the answers about the days from one to another, both included. Asked for as a whole
    they failed with *error*, which is raised where that is more than a few days. Answers can come
    twice.
    """
    lost: list[date] = []
    waiting = [(date.fromisoformat(first), date.fromisoformat(last))]
    whole = waiting[0]
    while waiting:
        since, until = waiting.pop()
        if (since, until) != whole or since == until:
            try:
                yield from ask(f"{since}", f"{until}")
                continue
            except PageError:
                pass
        if since == until:
            lost.append(since)
            if len(lost) > _MOST_LOST:
                raise error
            yield since
            continue
        middle = since + (until - since) // 2
        waiting += [(middle + _ONE_DAY, until), (since, middle)]
