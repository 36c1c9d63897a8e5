"""What polling did, told: one account for `--json`, the log and the pull request's checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from bot.report import Report

_DAYS = 10  # of the sweep's end; all of them are in the JSON
UNCERTAIN: Final = "uncertain_announcement"


def polling_json(report: Report) -> dict[str, object]:
    """Return the object `polling`; docs/json.md describes each key."""
    tally, account = report.tally, report.account
    return {
        "complete": report.complete,
        "requests": tally.requests,
        "requests_needed": tally.needed,
        "retries": tally.retries,
        "pauses": tally.pauses,
        "paused_seconds": round(tally.paused, 1),
        "uncertain_announcement": report.counts.get(UNCERTAIN, 0),
        "thin_days": list(account.thin),
        "per_day": {
            name: {day.isoformat(): count for day, count in days.items()}
            for name, days in account.per_day.items()
        },
    }


def polling_lines(report: Report) -> tuple[str, ...]:
    """Return the account in words, one line each; the first one is about cost and completeness."""
    tally, account = report.tally, report.account
    whole = "complete" if report.complete else "INCOMPLETE"
    cost = (
        f"arXiv was read: {whole}; {tally.requests} requests ({tally.needed} without faults), "
        f"{tally.retries} asked again, {tally.pauses} pauses, {tally.paused:.0f} s in all"
    )
    doubt = report.counts.get(UNCERTAIN, 0)
    return (
        cost,
        *([f"{doubt} of the papers may have been announced just outside the window"] * bool(doubt)),
        *(f"looks too thin: {line}" for line in account.thin),
        *(
            _days(name, days, report.window.until.date())
            for name, days in account.per_day.items()
            if days
        ),
    )


def _days(name: str, days: Mapping[date, int], last: date) -> str:
    spans = [last - timedelta(days=n) for n in range(_DAYS - 1, -1, -1)]
    counts = " ".join(str(days.get(day, 0)) for day in spans)
    return f"papers submitted each day to {last}, {name}: {counts}"
