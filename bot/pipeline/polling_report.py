"""What polling did, told: one account for `--json`, the log and the pull request's checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from bot.arxiv import Account, Seen, Sweep, Tally, Visit

THIN = "looks too thin"
AWAITED = "still awaited"
_DAYS = 10  # of the sweep's end; all of them are in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The facts: cost and yield of a sweep to the day *until*.

    Where it is not `complete`, `troubles` says what is missing. `uncertain` papers may have been
    announced just outside the window. `seen` is what to remember of it.
    """

    until: date
    complete: bool = True
    troubles: tuple[str, ...] = ()
    uncertain: int = 0
    tally: Tally = field(default_factory=Tally)
    account: Account = field(default_factory=Account)
    seen: Seen | None = None


def polled_of(sweep: Sweep, until: date) -> Polled:
    """Return what a report tells of *sweep*, which reached to the day *until*."""
    return Polled(
        until=until,
        complete=sweep.complete,
        troubles=sweep.troubles,
        uncertain=sweep.counts.get("uncertain_announcement", 0),
        tally=sweep.tally,
        account=sweep.account,
        seen=sweep.seen,
    )


def polling_json(polled: Polled) -> dict[str, object]:
    """Return the object `polling`; docs/json.md describes each key."""
    tally, account = polled.tally, polled.account
    return {
        "complete": polled.complete,
        "requests": tally.requests,
        "requests_needed": tally.needed,
        "retries": tally.retries,
        "pauses": tally.pauses,
        "paused_seconds": round(tally.paused, 1),
        "uncertain_announcement": polled.uncertain,
        "thin_days": list(account.thin),
        "awaited": account.awaited,
        "doors": [asdict(visit) for visit in account.visits],
        "per_day": {
            name: {day.isoformat(): count for day, count in days.items()}
            for name, days in account.per_day.items()
        },
    }


def polling_lines(polled: Polled) -> tuple[str, ...]:
    """Return the account in words, one line each; the first one is about cost and completeness."""
    tally, account = polled.tally, polled.account
    whole = "complete" if polled.complete else "INCOMPLETE"
    cost = (
        f"arXiv was read: {whole}; {tally.requests} requests ({tally.needed} without faults), "
        f"{tally.retries} asked again, {tally.pauses} pauses, {tally.paused:.0f} s in all"
    )
    doubt = polled.uncertain
    return (
        cost,
        *map(_visit, account.visits),
        *([f"{doubt} of the papers may have been announced just outside the window"] * bool(doubt)),
        *(f"{THIN}: {line}" for line in account.thin),
        *([f"{AWAITED}: {account.awaited}"] if account.awaited else []),
        *(_days(name, days, polled.until) for name, days in account.per_day.items() if days),
    )


def _visit(visit: Visit) -> str:
    what = f"door {visit.door}: {visit.outcome}, {visit.papers} papers in {visit.requests} requests"
    return f"{what}; {visit.why}" if visit.why else what


def _days(name: str, days: Mapping[date, int], last: date) -> str:
    spans = [last - timedelta(days=n) for n in range(_DAYS - 1, -1, -1)]
    counts = " ".join(str(days.get(day, 0)) for day in spans)
    return f"papers submitted each day to {last}, {name}: {counts}"
