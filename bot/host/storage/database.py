"""EDGE: the database: its engine, its migrations, and locks over all processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from bot.core.errors import ConfigError, TryAgainLater
from bot.host.storage.tables import Base

_WAIT = 30  # seconds for another writer of an SQLite file
_POSTGRES = "postgresql+psycopg"
_NO_ADDRESS = "the database's address must be sqlite:///FILE or postgresql://USER@HOST/NAME"


class Database:
    """The database at *url*: `sqlite:///FILE` or `postgresql://…`. Safe to share between threads.

    Raises `ConfigError` for an address that is neither.
    """

    def __init__(self, url: str) -> None:
        try:
            address = sa.make_url(url)
        except sa.exc.ArgumentError:
            # What could not be read may hold a password, so it is not told.
            raise ConfigError(
                "the database's address is none: sqlite:///FILE or postgresql://…"
            ) from None
        self.is_shared = address.get_backend_name() == "postgresql"
        self._locks: dict[str, threading.Lock] = {}
        if self.is_shared:
            address = address.set(drivername=_POSTGRES)
            self.engine = sa.create_engine(address, pool_pre_ping=True)
        elif address.get_backend_name() == "sqlite":
            self.engine = sa.create_engine(address, connect_args={"timeout": _WAIT})
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            raise ConfigError(_NO_ADDRESS)
        self.address = address.render_as_string(hide_password=False)

    def __repr__(self) -> str:
        """Tell no password."""
        return f"Database({self.engine.url!r})"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction: all of it is kept, or nothing. Raises `TryAgainLater` without one."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
            raise TryAgainLater(
                f"the database does not answer ({type(error.orig).__name__})"
            ) from error

    def migrate(self) -> None:
        """Bring the tables to the newest form; safe to call from several processes."""
        with self.alone("migration"), self.engine.begin() as connection:
            config = AlembicConfig()
            config.set_main_option("script_location", "bot.host:migrations")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Wait until no process of this database does *name*, and keep others away meanwhile.

        PostgreSQL lets go when the connection ends, so a process that is killed holds nothing:
        https://www.postgresql.org/docs/17/explicit-locking.html#ADVISORY-LOCKS
        """
        with self._locks.setdefault(name, threading.Lock()):
            if not self.is_shared:
                yield
                return
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as held:
                key = sa.func.hashtextextended(f"paper-bot {name}", 0)
                held.execute(sa.select(sa.func.pg_advisory_lock(key)))
                try:
                    yield
                finally:
                    held.execute(sa.select(sa.func.pg_advisory_unlock(key)))

    def answers(self) -> bool:
        """Whether the database can be asked now, and has its tables."""
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.text("SELECT 1 FROM alembic_version"))
        except sa.exc.SQLAlchemyError:
            return False
        return True


def put(
    session: Session,
    table: type[Base],
    key: Mapping[str, Any],
    values: Mapping[str, Any] | None = None,
    *,
    renew: bool = True,
) -> bool:
    """Insert a row of *table*; where *key* is there already, *renew* its *values*, or leave it.

    Returns whether a row was written. It is one statement, so two processes may do it at once.
    """
    values = values or {}
    insert = _insert(session, table).values({**key, **values})
    if values and renew:
        insert = insert.on_conflict_do_update(index_elements=list(key), set_=dict(values))
    else:
        insert = insert.on_conflict_do_nothing(index_elements=list(key))
    done = session.execute(insert)
    return isinstance(done, sa.CursorResult) and done.rowcount > 0


def put_all(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows* of *table*, but those that are there already."""
    if rows:
        session.execute(_insert(session, table).on_conflict_do_nothing(), list(rows))


def _insert(session: Session, table: type[Base]) -> Any:
    """Return the database's own insert, which knows conflicts."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgres else sqlite.insert(table)


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    # FULL: a delivery that was answered is still there after a power cut, for 3 ms a commit.
    for statement in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {statement}")
