"""EDGE: what is noted of installations, repositories, lists and runs: one function a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.host.ledger.database import put
from bot.host.ledger.tables import (
    Delivery,
    HostedList,
    Installation,
    Repository,
    Trouble,
    Verdict,
)
from bot.host.work.tasks import list_of_branch
from bot.host.work.webhook_events import Heard, Judged, Named


def note(session: Session, heard: Heard, *, now: datetime) -> None:
    """Note what a delivery said of who is there, and who went."""
    if heard.ended:
        session.execute(sa.delete(Installation).where(Installation.id == heard.installation))
        return
    note_installation(session, heard.installation, heard.account, suspended=heard.suspended)
    for named in heard.there:
        note_repository(session, heard.installation, named)
    if heard.gone:
        forget(session, heard.gone)
    if heard.judged is not None and heard.there:
        note_verdict(session, heard.there[0].id, heard.judged, now=now)


def note_installation(
    session: Session, number: int, account: str, *, suspended: bool | None
) -> None:
    """Note an installation; what is not known stays as it was."""
    known = {"account": account} if account else {}
    if suspended is not None:
        known |= {"suspended": suspended}  # type: ignore[dict-item]
    put(session, Installation, {"id": number}, {"account": "", "suspended": False}, renew=False)
    if known:
        session.execute(sa.update(Installation).where(Installation.id == number).values(**known))


def note_repository(session: Session, installation: int, named: Named) -> None:
    """Note a repository under its newest name; where it was known, how it stands stays."""
    rest = {"state": "new", "request_url": ""}
    put(session, Repository, {"id": named.id}, _row(installation, named) | rest, renew=False)
    renewed = sa.update(Repository).where(Repository.id == named.id)
    session.execute(renewed.values(installation_id=installation, name=named.name))


def _row(installation: int, named: Named) -> dict[str, int | str]:
    return {"installation_id": installation, "name": named.name}


def forget(session: Session, repositories: Iterable[int]) -> None:
    """Forget repositories, with all that was kept of them."""
    session.execute(sa.delete(Repository).where(Repository.id.in_(list(repositories))))


def note_verdict(session: Session, repository: int, judged: Judged, *, now: datetime) -> None:
    """Note that people closed a pull request of ours."""
    rows = session.scalars(sa.select(HostedList).where(HostedList.repository_id == repository))
    lists = {row.name: row for row in rows}
    found = lists.get(list_of_branch(judged.branch, lists))
    if found is None:
        return
    key = {"list_id": found.id, "pull_number": judged.number}
    put(
        session,
        Verdict,
        key,
        {"merged": judged.merged, "papers": judged.papers, "at": now},
        renew=False,
    )
    if found.pull_number == judged.number:
        found.pull_number, found.pull_url = None, ""


def note_trouble(
    session: Session, repository: int, text: str, *, list_name: str = "", now: datetime
) -> bool:
    """Note what keeps a list, or with no name the repository, from being served; whether new."""
    mine = (Trouble.repository_id == repository, Trouble.list_name == list_name)
    old = session.scalar(sa.select(Trouble).where(*mine))
    if old is not None and old.text == text:
        return False
    key = {"repository_id": repository, "list_name": list_name}
    put(session, Trouble, key, {"text": text, "since": now})
    return True


def no_trouble(session: Session, repository: int, list_name: str = "") -> None:
    """Note that a list, or with no name the repository, can be served."""
    session.execute(
        sa.delete(Trouble).where(
            Trouble.repository_id == repository, Trouble.list_name == list_name
        )
    )


def lists_of(session: Session, repository: int) -> Sequence[HostedList]:
    """Return the lists of a repository, in the order of their names."""
    query = sa.select(HostedList).where(HostedList.repository_id == repository)
    return session.scalars(query.order_by(HostedList.name)).all()


def is_taken(session: Session, delivery: str) -> bool:
    """Whether *delivery* was taken before."""
    return session.get(Delivery, delivery) is not None
