"""How a polite client behaves: which answers to ask for again, and how long to wait first.

Decides only; `bot/arxiv/http/fetching.py` acts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from bot.core.errors import TryAgainLater
from bot.core.plain import plain
from bot.core.ports import backoff
from bot.core.version import __version__

_LONGEST = 120.0  # seconds before one repetition
_FINE = 200  # HTTP status
# What a person must mend: the address, the query or the permission. All else passes; 406 too,
# which arXiv's edge gives to clients whose look it does not like at the moment.
_OURS = frozenset(
    {400, 401, 403, 404, 405, 407, 410, 411, 413, 414, 415, 416, 417, 422, 426, 428, 431, 451}
)
_TIMES = ("never", "once", "twice")
_PEOPLE = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_BEGINNING = 1000  # bytes in which a page shows what it is


class Doubtful(Exception):
    """An answer came, but it cannot be what was asked for; worth asking again."""


class PageError(TryAgainLater):
    """This very request fails each time; smaller ones may not."""


class OutOfTimeError(TryAgainLater):
    """The run has spent all the time that it may spend with arXiv."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Limits of a client; times in seconds, sizes in bytes.

    `gap` lies between the end of an answer and the next request
    (https://info.arxiv.org/help/api/tou.html asks for three seconds over all interfaces);
    `waiting` bounds what a run loses in all with answers that failed and with back-off, `run` all
    that it spends with arXiv (its workflow ends after an hour); `answer` bounds one request to the
    last byte of its answer, `read` the silence within it: arXiv's own cache gives up after 180.
    """

    gap: float = 3.05
    tries: int = 6
    waiting: float = 900.0
    run: float = 2700.0
    connect: float = 15.0
    read: float = 200.0
    answer: float = 300.0
    size: int = 128 * 2**20


def headers(contact: str) -> dict[str, str]:
    """Return the headers of every request, with *contact* (mail or page) unless it is ""."""
    # The edge of arXiv refuses clients without a full set (HTTP 406, since September 2026).
    note = f" (+{contact})" if (contact := plain(contact)) and contact.isascii() else ""
    return {
        "User-Agent": f"paper-bot/{__version__}{note}",
        "Accept-Encoding": "gzip, deflate",
        "Accept-Language": "en",
    }


def verdict(status: int) -> Literal["fine", "again", "stop"]:
    """Return what to do about an answer with HTTP *status*.

    Only 200 brings a whole answer: 202, 204 or 206 are none yet, as are 3xx that lead nowhere.
    """
    if status == _FINE:
        return "fine"
    return "stop" if status in _OURS else "again"


def is_for_people(answer: bytes) -> bool:
    """Whether *answer* is a web page: arXiv's interfaces give none, log-in pages of networks do."""
    return _PEOPLE.match(answer[:_BEGINNING].removeprefix(b"\xef\xbb\xbf")) is not None


def is_throttle(answer: bytes) -> bool:
    """Whether *answer* is arXiv's word for "too many requests", which can come with HTTP 200."""
    return answer[:_BEGINNING].strip().lower().startswith(b"rate exceeded")


def times(count: int) -> str:
    """Return *count* as one says it: "once", "twice", "3 times"."""
    return _TIMES[count] if count < len(_TIMES) else f"{count} times"


def retry_after(raw: str, *, now: datetime) -> float:
    """Return the seconds that a Retry-After header asks for, 0 when it says nothing usable.

    Both forms of RFC 9110, section 10.2.3: seconds and a date.
    """
    raw = raw.strip()
    if raw.isascii() and raw.isdigit():
        return float(raw[:9])
    try:
        moment = parsedate_to_datetime(raw)
    except ValueError:
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def wait_before(attempt: int, *, asked: float, jitter: float, gap: float) -> float:
    """Return the seconds to wait before *attempt* (1 is the first repetition).

    Doubles from twice the gap up to two minutes, plus up to a half by *jitter* (0 to 1), and
    is never less than what the service *asked* for.
    """
    return max(backoff(attempt - 1, first=2 * gap, most=_LONGEST, jitter=jitter), asked)
