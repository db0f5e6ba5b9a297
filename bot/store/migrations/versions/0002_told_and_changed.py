"""Under which theme a story was told, and when an outlet last changed an item: what `why` says of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Of what was written before, neither is known: no theme, no change."""
    op.add_column("tellings", sa.Column("theme", TEXT, nullable=False, server_default=""))
    op.add_column("items", sa.Column("updated", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Forget both."""
    op.drop_column("items", "updated")
    op.drop_column("tellings", "theme")
