"""What each feed showed at its last polls, so that only new entries are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Nothing is known yet: each feed is read whole once more."""
    op.create_table(
        "windows",
        sa.Column("feed", TEXT, nullable=False),
        sa.Column("entries", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("feed", name="pk_windows"),
    )


def downgrade() -> None:
    """An older version reads every entry of every document."""
    op.drop_table("windows")
