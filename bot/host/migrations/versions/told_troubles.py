"""EDGE: whom a trouble concerns, and of which one a pull request was told, in the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "told_troubles"
down_revision = "first_tables"


def upgrade() -> None:
    """Add them; what is there counts as not told."""
    op.add_column("lists", sa.Column("told", sa.Text(), nullable=False, server_default=""))
    theirs: sa.Column[bool] = sa.Column(
        "theirs", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("troubles", theirs)


def downgrade() -> None:
    """Take them away."""
    op.drop_column("lists", "told")
    op.drop_column("troubles", "theirs")
