"""EDGE: whom a trouble concerns, which one a pull request was told, what is done first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "told_troubles"
down_revision = "first_tables"


def upgrade() -> None:
    """Add them; what is there counts as not told."""
    op.add_column("lists", sa.Column("told", sa.Text(), nullable=False, server_default=""))
    no, kind = sa.false(), sa.Boolean()
    op.add_column("troubles", sa.Column("theirs", kind, nullable=False, server_default=no))
    op.add_column("tasks", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_tasks_rank_due", "tasks", ["rank", "due"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_tasks_rank_due", "tasks")
    op.drop_column("tasks", "rank")
    op.drop_column("lists", "told")
    op.drop_column("troubles", "theirs")
