"""Reading back, flow control, and stories that were taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Which chat the last known message stood in was not written down before: it is learnt with the next post."""
    op.add_column("deliveries", sa.Column("head", sa.BigInteger()))
    op.create_index("ix_deliveries_message_id", "deliveries", ["message_id", "chat"])
    op.add_column("channels", sa.Column("last_chat", TEXT, nullable=False, server_default=""))
    op.add_column("channels", sa.Column("last_to", TEXT, nullable=False, server_default=""))
    op.add_column("tellings", sa.Column("retracted", sa.BigInteger()))
    op.add_column("tellings", sa.Column("why", TEXT, nullable=False, server_default=""))
    op.create_table(
        "spent",
        sa.Column("what", TEXT, nullable=False),
        sa.Column("chat", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_spent"),
    )
    op.create_index("ix_spent_at", "spent", ["at"])


def downgrade() -> None:
    """An older version tells what was taken back as told."""
    op.drop_index("ix_spent_at", "spent")
    op.drop_table("spent")
    op.drop_column("tellings", "why")
    op.drop_column("tellings", "retracted")
    op.drop_column("channels", "last_to")
    op.drop_column("channels", "last_chat")
    op.drop_index("ix_deliveries_message_id", "deliveries")
    op.drop_column("deliveries", "head")
