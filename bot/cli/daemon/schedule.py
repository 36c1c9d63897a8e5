"""EDGE: cron expressions and the scheduler; the only importer of APScheduler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = 5  # of a cron expression


class Trigger(Protocol):
    """When a job is due."""

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return the first due moment not before *now*, and after *previous*."""


def parse_cron(cron: str, timezone: str) -> Trigger:
    """Return when *cron* is due in *timezone* (an IANA name). Raises `ValueError`.

    Days of the week count from Sunday = 0, as in cron and GitHub Actions; APScheduler 3 counts
    from Monday, so they are passed on as names.
    """
    fields = cron.split()
    if len(fields) != _FIELDS:
        raise ValueError(f"{cron!r} has {len(fields)} fields, cron wants {_FIELDS}")
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        # cron means "either", APScheduler "both": nobody should have to know which.
        raise ValueError(f"{cron!r} names days of month and of week; give one of the two")
    trigger: Trigger = CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=_named_days(weekday),
        timezone=ZoneInfo(timezone),
    )
    return trigger


def is_overdue(trigger: Trigger, last: datetime | None, *, now: datetime) -> bool:
    """Return whether a run was due between *last* (None: never ran) and *now*."""
    if last is None:
        return True
    due = trigger.get_next_fire_time(last, last + timedelta(seconds=1))
    return due is not None and due <= now


class Scheduler:
    """Runs jobs when they are due: one at a time, a missed one once within its grace time."""

    def __init__(self) -> None:
        self._scheduler = BlockingScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1},
        )

    def add(
        self,
        name: str,
        job: Callable[[], None],
        trigger: Trigger,
        *,
        grace: timedelta,
        start: datetime,
    ) -> None:
        """Have *job* run whenever *trigger* is due from *start* on; each *name* once."""
        self._scheduler.add_job(
            job,
            trigger,
            id=name,
            next_run_time=trigger.get_next_fire_time(None, start),
            misfire_grace_time=int(grace.total_seconds()),
        )

    def add_once(self, name: str, job: Callable[[], None]) -> None:
        """Have *job* run at once."""
        self._scheduler.add_job(job, id=f"{name} (catching up)", misfire_grace_time=None)

    def run(self) -> None:
        """Run until an exception (such as Ctrl-C) reaches this thread."""
        try:
            self._scheduler.start()
        finally:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)


def _named_days(weekday: str) -> str:
    if weekday == "*":
        return weekday
    days: set[int] = set()
    for part in weekday.split(","):
        days |= _days_of(part)
    return ",".join(_DAYS[day] for day in sorted(days))


def _days_of(part: str) -> set[int]:
    span, _, step = part.partition("/")
    first, _, last = ("0-6" if span == "*" else span).partition("-")
    start = _day(first)
    end = _day(last) if last else 6 if step else start
    if last.lower() in ("0", "sun") and start:
        end = 7
    if start > end or not (step or "1").isdecimal() or int(step or "1") < 1:
        raise ValueError(f"{part!r} is no day of the week; write 0-6 (0 is Sunday) or mon-fri")
    return {day % 7 for day in range(start, end + 1, int(step or "1"))}


def _day(text: str) -> int:
    if text.lower() in _DAYS:
        return _DAYS.index(text.lower())
    if text.isascii() and text.isdecimal() and int(text) <= len(_DAYS):
        return int(text)
    raise ValueError(f"{text!r} is no day of the week; write 0-6 (0 is Sunday) or mon-fri")
