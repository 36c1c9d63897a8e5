"""EDGE: reads from the database what a page shows; bounded, whatever the number of lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.host.storage.tables import (
    HostedList,
    Installation,
    RepositoryRow,
    RunRow,
    SweepRecord,
    Trouble,
    Verdict,
)

ROWS = 100
"""Lists on a page."""
_WEEKS, _DAYS = 26, 30  # weeks and days that are drawn
_RUNS = 20  # runs on a list's page
_WEEK = timedelta(days=7)
_SUSPENDED = "the account suspended the App: nothing is done until it is let in again, there"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list as the overview shows it."""

    row: HostedList
    repository: str
    last: RunRow | None
    taken: int
    refused: int
    trouble: str

    @property
    def style(self) -> str:
        """How many of the list's entries come out as they stand, in words."""
        return "" if self.row.style is None else f"{self.row.style:.0%}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that the first page shows; `waiting` repositories have no list that is served."""

    lists: Sequence[ListRow]
    count: int
    troubled: int
    waiting: Sequence[tuple[RepositoryRow, str]]
    limits: Sequence[Installation]
    sweep: SweepRecord | None
    sweep_sizes: Sequence[int]
    taken: Sequence[int]


def overview(session: Session, *, now: datetime, page: int, only_trouble: bool) -> Overview:
    """Return the lists of a *page*, counted from 0, and how the service stands."""
    query = sa.select(HostedList, RepositoryRow.name).join(RepositoryRow)
    if only_trouble:
        query = query.join(Trouble, _of_list)
    query = query.order_by(RepositoryRow.name, HostedList.name)
    rows = session.execute(query.offset(page * ROWS).limit(ROWS)).all()
    return Overview(
        lists=_rows(session, rows),
        count=session.scalar(sa.select(sa.func.count()).select_from(HostedList)) or 0,
        troubled=session.scalar(sa.select(sa.func.count()).select_from(Trouble)) or 0,
        waiting=_waiting(session),
        limits=session.scalars(
            sa.select(Installation)
            .where(Installation.calls_left.is_not(None))
            .order_by(Installation.calls_left)
            .limit(10)
        ).all(),
        sweep=session.scalar(sa.select(SweepRecord).order_by(SweepRecord.id.desc()).limit(1)),
        sweep_sizes=_sweep_sizes(session, now),
        taken=_taken(session, now, None),
    )


_of_list = sa.and_(
    Trouble.repository_id == HostedList.repository_id, Trouble.list_name == HostedList.name
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """All that the page of one list shows."""

    row: ListRow
    runs: Sequence[RunRow]
    taken: Sequence[int]


def list_page(session: Session, number: int, *, now: datetime) -> ListPage | None:
    """Return the list with *number*, None if there is none."""
    query = (
        sa.select(HostedList, RepositoryRow.name).join(RepositoryRow).where(HostedList.id == number)
    )
    rows = _rows(session, session.execute(query).all())
    if not rows:
        return None
    runs = (
        sa.select(RunRow).where(RunRow.list_id == number).order_by(RunRow.began.desc()).limit(_RUNS)
    )
    return ListPage(
        row=rows[0], runs=session.scalars(runs).all(), taken=_taken(session, now, number)
    )


def _rows(session: Session, rows: Sequence[tuple[HostedList, str]]) -> Sequence[ListRow]:
    ids = [row.id for row, _ in rows]
    last = _last_runs(session, ids)
    taken, refused = Counter[int](), Counter[int]()
    counts = (Verdict.list_id, Verdict.merged, sa.func.sum(Verdict.papers))
    query = sa.select(*counts).where(Verdict.list_id.in_(ids))
    for number, merged, papers in session.execute(query.group_by(Verdict.list_id, Verdict.merged)):
        (taken if merged else refused)[number] += papers
    troubles = {
        number: text
        for number, text in session.execute(
            sa.select(HostedList.id, Trouble.text)
            .join(Trouble, _of_list)
            .where(HostedList.id.in_(ids))
        )
    }
    resting = sa.select(HostedList.id).join(RepositoryRow).join(Installation)
    for number in session.scalars(resting.where(HostedList.id.in_(ids), Installation.suspended)):
        troubles[number] = _SUSPENDED
    return [
        ListRow(
            row,
            repository,
            last.get(row.id),
            taken[row.id],
            refused[row.id],
            troubles.get(row.id, ""),
        )
        for row, repository in rows
    ]


def _last_runs(session: Session, ids: Sequence[int]) -> Mapping[int, RunRow]:
    newest = (
        sa.select(RunRow.list_id, sa.func.max(RunRow.began).label("began"))
        .where(RunRow.list_id.in_(ids))
        .group_by(RunRow.list_id)
        .subquery()
    )
    match = sa.and_(RunRow.list_id == newest.c.list_id, RunRow.began == newest.c.began)
    return {run.list_id: run for run in session.scalars(sa.select(RunRow).join(newest, match))}


def _waiting(session: Session) -> Sequence[tuple[RepositoryRow, str]]:
    """Return the repositories that are not served, and trouble that no list in the table has."""
    query = (
        sa.select(RepositoryRow, sa.func.coalesce(Trouble.text, ""))
        .outerjoin(Trouble, Trouble.repository_id == RepositoryRow.id)
        .outerjoin(HostedList, _of_list)
        .where(
            sa.or_(RepositoryRow.state != "served", Trouble.text.is_not(None)),
            HostedList.id.is_(None),
        )
    )
    rows = session.execute(query.order_by(RepositoryRow.name, Trouble.list_name).limit(ROWS)).all()
    return [(repository, trouble) for repository, trouble in rows]


def _sweep_sizes(session: Session, now: datetime) -> Sequence[int]:
    since = now - timedelta(days=_DAYS)
    rows = session.execute(
        sa.select(SweepRecord.until, SweepRecord.papers).where(SweepRecord.until > since)
    )
    sizes = Counter[int]()
    for until, papers in rows:
        sizes[(now.date() - until.date()).days] += papers
    return [sizes[day] for day in reversed(range(_DAYS))]


def _taken(session: Session, now: datetime, number: int | None) -> Sequence[int]:
    query = sa.select(Verdict.at, Verdict.papers).where(
        Verdict.merged, Verdict.at > now - _WEEKS * _WEEK
    )
    if number is not None:
        query = query.where(Verdict.list_id == number)
    weeks = Counter[int]()
    for at, papers in session.execute(query):
        weeks[(now - at) // _WEEK] += papers
    return [weeks[week] for week in reversed(range(_WEEKS))]
