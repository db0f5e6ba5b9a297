"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ENUM = sa.Text()
TIME = sa.BigInteger()  # microseconds since 1970, UTC
TABLES = (
    "feeds",
    "stories",
    "items",
    "matches",
    "keys",
    "pruned",
    "placements",
    "digests",
    "deliveries",
    "tellings",
    "channels",
    "chats",
    "tally",
    "terms",
    "meta",
)


def text(name: str, *more: sa.schema.SchemaItem, key: bool = False, null: bool = False) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, TEXT, *more, primary_key=key, nullable=null)


def time(name: str, *, key: bool = False, null: bool = False) -> sa.Column[int]:
    """A column of a moment."""
    return sa.Column(name, TIME, primary_key=key, nullable=null, autoincrement=False)


def number(name: str, *, null: bool = False) -> sa.Column[int]:
    """A column of a large number."""
    return sa.Column(name, sa.BigInteger(), nullable=null)


def flag(name: str) -> sa.Column[bool]:
    """A column of yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def upgrade() -> None:
    """Make every table."""
    make_feeds()
    make_items()
    make_stories()
    make_outbox()
    make_counters()


def make_feeds() -> None:
    """Feed states and leases."""
    op.create_table(
        "feeds",
        text("url", key=True),
        time("next_due"),
        time("held_until", null=True),
        text("etag"),
        text("last_modified"),
        text("body_hash"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("health", ENUM, nullable=False),
        text("detail"),
        time("polled_at", null=True),
        time("new_at", null=True),
        number("fence"),
        time("leased_until", null=True),
    )
    op.create_index("ix_feeds_next_due", "feeds", ["next_due"])


def make_items() -> None:
    """Items, their matches and keys, and what stays of deleted ones."""
    op.create_table("stories", text("id", key=True), time("created"))
    op.create_table(
        "items",
        text("id", key=True),
        *(text(name) for name in ("feed", "outlet", "family", "language", "title", "summary", "link", "url", "host", "guid")),
        time("published", null=True),
        time("seen"),
        *(text(name) for name in ("country", "kind", "side")),
        flag("stale"),
        time("at"),
        flag("matched"),
        text("story", sa.ForeignKey("stories.id"), null=True),
    )
    op.create_index("ix_items_seen", "items", ["seen", "id"])
    op.create_index("ix_items_link", "items", ["link"], postgresql_using="hash")
    op.create_index("ix_items_url", "items", ["url"], postgresql_using="hash")
    some_index("ix_items_unplaced", ["seen", "at", "id"], "matched = 1 AND story IS NULL", "matched AND story IS NULL")
    some_index("ix_items_story", ["story"], "story IS NOT NULL", "story IS NOT NULL")
    some_index("ix_items_placed", ["at", "story"], "story IS NOT NULL", "story IS NOT NULL")
    op.create_table(
        "matches",
        text("item", sa.ForeignKey("items.id", ondelete="CASCADE"), key=True),
        text("theme", key=True),
        sa.Column("evidence", sa.Text(), nullable=False),
    )
    op.create_table("keys", text("key", key=True), text("item"))
    op.create_index("ix_keys_item", "keys", ["item"])
    op.create_table("pruned", text("id", key=True), text("title"), time("at"), time("seen"))
    op.create_index("ix_pruned_seen", "pruned", ["seen"])


def some_index(name: str, columns: list[str], sqlite: str, postgresql: str) -> None:
    """An index over some items only."""
    op.create_index(name, "items", columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql))


def make_stories() -> None:
    """Why an item belongs to its story."""
    op.create_table(
        "placements",
        text("item", sa.ForeignKey("items.id", ondelete="CASCADE"), key=True),
        text("story", sa.ForeignKey("stories.id")),
        text("how"),
        text("other"),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        time("at"),
    )
    op.create_index("ix_placements_story", "placements", ["story"])


def make_outbox() -> None:
    """Digests, deliveries, what was told, channels and chats."""
    op.create_table("digests", text("id", key=True), text("channel"), sa.Column("level", ENUM, nullable=False), time("at"))
    op.create_index("ix_digests_channel", "digests", ["channel", "level", "at"])
    op.create_table(
        "deliveries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        text("id"),
        text("digest", sa.ForeignKey("digests.id")),
        text("channel"),
        time("created"),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        flag("plain"),
        time("not_before", null=True),
        number("fence"),
        text("chat"),
        number("message_id", null=True),
        text("link"),
        text("reason"),
        time("settled", null=True),
        sa.Column("part", sa.Integer(), nullable=False),
        text("html"),
        sa.Column("stories", sa.Text(), nullable=False),
        flag("silent"),
        flag("previews"),
        number("thread", null=True),
        time("leased_until", null=True),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "seq"])
    op.create_index("ix_deliveries_link", "deliveries", ["link"])
    op.create_table(
        "tellings",
        text("story", sa.ForeignKey("stories.id", ondelete="CASCADE"), key=True),
        text("channel", key=True),
        text("digest", sa.ForeignKey("digests.id")),
        text("delivery", sa.ForeignKey("deliveries.id")),
    )
    op.create_index("ix_tellings_delivery", "tellings", ["delivery"])
    op.create_table("channels", text("id", key=True), text("chat"), time("not_before", null=True), text("trouble"), number("last_message_id", null=True), time("since", null=True), text("configured"))
    op.create_table(
        "chats", sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False), text("title"), text("kind"), time("seen")
    )


def make_counters() -> None:
    """Counters by the hour, document frequencies, facts about the state."""
    op.create_table("tally", time("hour", key=True), number("fetched"), number("new"), number("known"))
    op.create_table("terms", text("term", key=True), number("documents"))
    op.create_table("meta", text("name", key=True), text("value"))


def downgrade() -> None:
    """Drop every table."""
    for table in reversed(TABLES):
        op.drop_table(table)
