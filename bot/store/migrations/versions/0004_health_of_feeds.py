"""What a feed is used to, and what the operator was told of it: so that silence is noticed, once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENTS = ("ill_since", "gap_at", "told_at")
TEXTS = ("wishes", "moved_to", "told")
NEW_HEALTH = "('frozen', 'gap', 'moved')"


def upgrade() -> None:
    """Nothing is known of the feeds yet: it is learnt at the next polls."""
    for name in MOMENTS:
        op.add_column("feeds", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("feeds", sa.Column("lull", sa.BigInteger(), nullable=False, server_default="0"))
    for name in TEXTS:
        op.add_column("feeds", sa.Column(name, TEXT, nullable=False, server_default=""))


def downgrade() -> None:
    """An older version knows fewer words for health: such a feed answered, so it was well."""
    op.execute(f"UPDATE feeds SET health = 'ok' WHERE health IN {NEW_HEALTH}")
    for name in (*MOMENTS, "lull", *TEXTS):
        op.drop_column("feeds", name)
