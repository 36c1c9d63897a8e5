"""Invented papers for a first try, as new as if they had just been announced. Pure.

Their file is written once, so that it can be read; days and the months of ids move with time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.arxiv.records.metadata import Record, parse_date, record_day, record_id

DEMO = "demo"
"""What `--source` calls them."""

_WRITTEN = date(2026, 11, 22)  # the day on which the file as it is has just been announced


def days_to(now: datetime) -> timedelta:
    """Return by how much the papers move to be new *now*."""
    return now.date() - _WRITTEN


def moved(record: Record, by: timedelta) -> Record:
    """Return *record* as of another day; its id takes the month, and keeps its number."""
    submitted = record_day(record)
    updated = parse_date(str(record.get("update_date")))
    if submitted is None or updated is None:
        return record
    day = submitted + by
    return {
        **record,
        "id": f"{day:%y%m}.{record_id(record).partition('.')[2]}",
        "versions": [{"version": "v1", "created": day.isoformat()}],
        "update_date": (updated + by).isoformat(),
    }
