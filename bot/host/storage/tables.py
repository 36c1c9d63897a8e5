"""The tables. None is the truth: GitHub, the lists and arXiv are, and all of it can be read again.

Moments are aware and in UTC. Rows of a repository go with it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """An aware moment; SQLite forgets zones, so it is handed UTC and gives UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's own shape
        """Store *value* in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's own shape
        """Return what was stored, aware."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows only where the type is exactly INTEGER.
_Number = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Constraints have names, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, str: Text}  # noqa: RUF012  # SQLAlchemy's own name


class Installation(Base):
    """An account that installed the App; `calls_left` is what GitHub said of its limit last."""

    __tablename__ = "installations"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(default="")
    suspended: Mapped[bool] = mapped_column(default=False)
    calls_left: Mapped[int | None]
    calls_renewed: Mapped[datetime | None]


class RepositoryRow(Base):
    """A repository that the App may see; `state` is "new", "asked", "served" or "lost"."""

    __tablename__ = "repositories"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    installation_id: Mapped[int] = mapped_column(
        ForeignKey("installations.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="new")
    request_url: Mapped[str] = mapped_column(default="")


class HostedList(Base):
    """A list that is served; papers of sweeps after number `served` are new to it.

    `told` is the trouble that its pull request was told of last, "" for none.
    """

    __tablename__ = "lists"
    __table_args__ = (UniqueConstraint("repository_id", "name"),)
    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    repository_id: Mapped[int] = mapped_column(
        ForeignKey("repositories.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    file: Mapped[str]
    categories: Mapped[list[str]] = mapped_column(JSON)
    cron: Mapped[str]
    timezone: Mapped[str]
    due: Mapped[datetime | None] = mapped_column(index=True)
    served: Mapped[int | None]
    served_at: Mapped[datetime | None]
    pull_number: Mapped[int | None]
    pull_url: Mapped[str] = mapped_column(default="")
    told: Mapped[str] = mapped_column(default="")
    style: Mapped[float | None]


class RunRow(Base):
    """What one job did for a list; `papers` says of each why it was chosen, or not."""

    __tablename__ = "runs"
    id: Mapped[str] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("lists.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    began: Mapped[datetime] = mapped_column(index=True)
    ended: Mapped[datetime]
    outcome: Mapped[str]
    looked: Mapped[int] = mapped_column(default=0)
    proposed: Mapped[int] = mapped_column(default=0)
    papers: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)


class Verdict(Base):
    """A pull request of ours that people closed, and how many papers it held."""

    __tablename__ = "verdicts"
    list_id: Mapped[int] = mapped_column(
        ForeignKey("lists.id", ondelete="CASCADE"), primary_key=True
    )
    pull_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    merged: Mapped[bool]
    papers: Mapped[int]
    at: Mapped[datetime]


class Trouble(Base):
    """What keeps a repository, or a list of it, from being served, and its remedy, in a line.

    With `theirs` the remedy is in the repository: its people are told.
    """

    __tablename__ = "troubles"
    __table_args__ = (UniqueConstraint("repository_id", "list_name"),)
    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    repository_id: Mapped[int] = mapped_column(ForeignKey("repositories.id", ondelete="CASCADE"))
    list_name: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    since: Mapped[datetime]
    theirs: Mapped[bool] = mapped_column(default=False)


class Delivery(Base):
    """A delivery of GitHub's that was taken."""

    __tablename__ = "deliveries"
    id: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class WaitingTask(Base):
    """A task of the queue inside one process (SQLite); PostgreSQL has Procrastinate's tables.

    Those of lower `rank` are done first.
    """

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_rank_due", "rank", "due"),)
    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    task: Mapped[dict[str, Any]] = mapped_column(JSON)
    due: Mapped[datetime] = mapped_column(index=True)
    begun: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int] = mapped_column(default=0)


class SweepRecord(Base):
    """One sweep of arXiv: what it cost and brought."""

    __tablename__ = "sweeps"
    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    began: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    categories: Mapped[list[str]] = mapped_column(JSON)
    complete: Mapped[bool]
    requests: Mapped[int]
    retries: Mapped[int]
    papers: Mapped[int]
    troubles: Mapped[list[str]] = mapped_column(JSON)


class PolledPaper(Base):
    """A paper as arXiv described it; first shown by the sweep with this number.

    Those that only listed entries needed, and older ones that show what lists pass over, have none.
    Sweeps are counted and not dated, for a clock may be set back.
    """

    __tablename__ = "papers"
    id: Mapped[str] = mapped_column(primary_key=True)
    sweep: Mapped[int | None] = mapped_column(index=True)
    kept: Mapped[datetime]
    older: Mapped[bool] = mapped_column(default=False)
    paper: Mapped[str]


class SmallFile(Base):
    """A small file that outlives the process, such as up to when arXiv was swept."""

    __tablename__ = "shelf"
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
