"""EDGE: what Alembic runs to reach the database; the connection is handed in."""

from __future__ import annotations

from alembic import context

from bot.host.storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
