"""Deliveries that edit or delete an earlier post, and posts that reply to one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Everything written before is a post that replies to nothing."""
    op.add_column("deliveries", sa.Column("act", sa.Text(), nullable=False, server_default="post"))
    op.add_column("deliveries", sa.Column("target", TEXT, nullable=False, server_default=""))
    op.create_index("ix_deliveries_target", "deliveries", ["target", "seq"])


def downgrade() -> None:
    """An older version knows only posts: edits and deletions are forgotten, done or not."""
    op.execute("DELETE FROM deliveries WHERE act <> 'post'")
    op.drop_index("ix_deliveries_target", "deliveries")
    op.drop_column("deliveries", "target")
    op.drop_column("deliveries", "act")
