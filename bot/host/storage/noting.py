"""EDGE: stores what is known of installations, repositories and lists: one function a fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.core.errors import BotError, ConfigError, ListError
from bot.github import NamedRepository
from bot.host.storage.database import put
from bot.host.storage.tables import (
    Delivery,
    HostedList,
    Installation,
    RepositoryRow,
    Trouble,
    Verdict,
)
from bot.host.work.tasks import list_of_branch
from bot.host.work.webhook_events import ClosedPull, EventFacts


def note_all(session: Session, deliveries: Sequence[EventFacts], *, now: datetime) -> None:
    """Store what several deliveries say, one after the other, asking once what is known."""
    accounts = {facts.installation for facts in deliveries}
    there = {named.id for facts in deliveries for named in facts.there}
    # As long as these are held the session finds them without a question for each.
    held = [
        *session.scalars(sa.select(Installation).where(Installation.id.in_(accounts))),
        *session.scalars(sa.select(RepositoryRow).where(RepositoryRow.id.in_(there))),
    ]
    for facts in deliveries:
        note(session, facts, now=now)
    del held


def note(session: Session, facts: EventFacts, *, now: datetime) -> None:
    """Store which installations and repositories a delivery says are there or gone."""
    if facts.ended:
        session.execute(sa.delete(Installation).where(Installation.id == facts.installation))
        return
    note_installation(session, facts.installation, facts.account, suspended=facts.suspended)
    for named in facts.there:
        note_repository(session, facts.installation, named)
    if facts.gone:
        forget(session, facts.gone)
    if facts.closed is not None and facts.there:
        note_verdict(session, facts.there[0].id, facts.closed, now=now)


def note_installation(
    session: Session, number: int, account: str, *, suspended: bool | None
) -> None:
    """Store an installation; what is not known stays as it was."""
    known: dict[str, str | bool] = {"account": account} if account else {}
    if suspended is not None:
        known["suspended"] = suspended
    old = session.get(Installation, number)
    if old is not None and all(getattr(old, name) == value for name, value in known.items()):
        return  # most deliveries say nothing new
    put(session, Installation, {"id": number}, {"account": "", "suspended": False}, renew=False)
    if known:
        session.execute(sa.update(Installation).where(Installation.id == number).values(**known))


def note_repository(session: Session, installation: int, named: NamedRepository) -> None:
    """Store a repository under its newest name; the state of a known one stays."""
    old = session.get(RepositoryRow, named.id)
    if old is not None and (old.name, old.installation_id) == (named.name, installation):
        return
    facts = {"installation_id": installation, "name": named.name}
    rest = {"state": "new", "request_url": ""}
    put(session, RepositoryRow, {"id": named.id}, facts | rest, renew=False)
    session.execute(sa.update(RepositoryRow).where(RepositoryRow.id == named.id).values(**facts))


def forget(session: Session, repositories: Iterable[int]) -> None:
    """Delete repositories, with all that was stored of them."""
    session.execute(sa.delete(RepositoryRow).where(RepositoryRow.id.in_(list(repositories))))


def note_verdict(session: Session, repository: int, closed: ClosedPull, *, now: datetime) -> None:
    """Store that people closed a pull request of ours."""
    rows = session.scalars(sa.select(HostedList).where(HostedList.repository_id == repository))
    lists = {row.name: row for row in rows}
    row = lists.get(list_of_branch(closed.branch, lists))
    if row is None:
        return
    key = {"list_id": row.id, "pull_number": closed.number}
    put(
        session,
        Verdict,
        key,
        {"merged": closed.merged, "papers": closed.papers, "at": now},
        renew=False,
    )
    if row.pull_number == closed.number:
        row.pull_number, row.pull_url = None, ""


def note_trouble(
    session: Session, repository: int, error: BotError, *, list_name: str = "", now: datetime
) -> bool:
    """Store what keeps a list, or without a name the repository, from being served; whether new."""
    text = str(error)
    mine = (Trouble.repository_id == repository, Trouble.list_name == list_name)
    old = session.scalar(sa.select(Trouble).where(*mine))
    theirs = isinstance(error, ConfigError | ListError)
    if old is not None and (old.text, old.theirs) == (text, theirs):
        return False
    key = {"repository_id": repository, "list_name": list_name}
    put(session, Trouble, key, {"text": text, "since": now, "theirs": theirs})
    return True


def no_trouble(session: Session, repository: int, list_name: str = "") -> None:
    """Store that a list, or without a name the repository, can be served."""
    session.execute(
        sa.delete(Trouble).where(
            Trouble.repository_id == repository, Trouble.list_name == list_name
        )
    )


def lists_of(session: Session, repository: int) -> Sequence[HostedList]:
    """Return the lists of a repository, in the order of their names."""
    query = sa.select(HostedList).where(HostedList.repository_id == repository)
    return session.scalars(query.order_by(HostedList.name)).all()


def taken_of(session: Session, deliveries: Sequence[str]) -> frozenset[str]:
    """Return those of *deliveries* that were taken before."""
    return frozenset(session.scalars(sa.select(Delivery.id).where(Delivery.id.in_(deliveries))))


def untold(session: Session, repository: int) -> Sequence[tuple[HostedList, str]]:
    """Return the lists whose open pull request was not told of their trouble, or of its end.

    Each with the trouble that its people can mend, "" for none.
    """
    of_list = (Trouble.repository_id == HostedList.repository_id, Trouble.theirs)
    named = Trouble.list_name == HostedList.name
    text = sa.func.coalesce(Trouble.text, "")
    query = sa.select(HostedList, text).outerjoin(Trouble, sa.and_(*of_list, named))
    is_open = HostedList.pull_number.is_not(None)
    mine = HostedList.repository_id == repository
    rows = session.execute(query.where(mine, is_open, text != HostedList.told))
    return [(row, trouble) for row, trouble in rows]
