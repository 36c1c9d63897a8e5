"""A database with invented rows, for pages: hostile names and texts among them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.host.storage.database import Database
from bot.host.storage.tables import (
    HostedList,
    Installation,
    RepositoryRow,
    RunRow,
    SweepRecord,
    Trouble,
    Verdict,
)

HOSTILE = '<script>alert("x")</script> {{ 7 * 7 }} \u202eabc " onmouseover="x'


def fill(database: Database, lists: int, *, now: datetime) -> None:
    """Keep *lists* lists of as many repositories, each with runs and verdicts."""
    with database.session() as session:
        session.add(
            Installation(
                id=7,
                account="octo",
                calls_left=41,
                calls_renewed=now + timedelta(minutes=20),
            )
        )
        session.flush()
        for day in range(29, 0, -1):
            session.add(
                SweepRecord(
                    began=now,
                    until=now - timedelta(days=day),
                    categories=["cs.DC"],
                    complete=True,
                    requests=4,
                    retries=0,
                    papers=day * 37 % 500,
                    troubles=[],
                )
            )
        session.add(
            SweepRecord(
                began=now,
                until=now - timedelta(hours=2),
                categories=["cs.DC"],
                complete=False,
                requests=9,
                retries=2,
                papers=412,
                troubles=[f"arXiv: {HOSTILE}"],
            )
        )
        for number in range(lists):
            _list(session, number, now)
        session.add(RepositoryRow(id=9999, installation_id=7, name="octo/new-one", state="asked",
                               request_url="https://github.com/octo/new-one/pull/1"))  # fmt: skip
        session.add(RepositoryRow(id=9998, installation_id=7, name="octo/gone", state="served"))
        session.flush()
        session.add(Trouble(repository_id=9998, text=f"archived: {HOSTILE}", since=now))


def _list(session, number: int, now: datetime) -> None:  # type: ignore[no-untyped-def]  # a session
    name = f"octo/list-{number:05}"
    session.add(RepositoryRow(id=number, installation_id=7, name=name, state="served"))
    session.flush()
    row = HostedList(
        repository_id=number,
        name=f"mice-{number}",
        file="config/mice.toml",
        categories=["cs.CL", "cs.DC"],
        cron="17 6 * * 1",
        timezone="UTC",
        due=now + timedelta(days=3),
        pull_number=4 if number % 2 else None,
        pull_url="https://github.com/octo/mice/pull/4" if number % 2 else "javascript:alert(1)",
        style=0.873,
    )
    session.add(row)
    session.flush()
    for week in range(0, 20, 3):
        session.add(Verdict(list_id=row.id, pull_number=week + 1, merged=week % 2 == 0,
                            papers=week + 2, at=now - timedelta(weeks=week, hours=1)))  # fmt: skip
    papers = [
        {"what": "proposed", "id": "2603.00900", "title": HOSTILE, "section": "Mice > Field",
         "probability": "0.91", "why": f"keyword mice; {HOSTILE}"},
        {"what": "left out", "id": "2603.00901", "title": "Planning ahead", "section": "",
         "probability": "0.31", "why": "less than 50% likely"},
    ]  # fmt: skip
    for back in range(3):
        session.add(RunRow(id=f"run-{number}-{back}", list_id=row.id, kind="serve",
                        began=now - timedelta(weeks=back), ended=now - timedelta(weeks=back),
                        outcome="opened the pull request", looked=412, proposed=1,
                        papers=papers))  # fmt: skip
    if number % 3 == 0:
        session.add(Trouble(repository_id=number, list_name=row.name, since=now,
                            text=f"config/mice.toml, line 3: {HOSTILE}"))  # fmt: skip
