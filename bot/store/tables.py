"""The tables, the same on every engine. A change here needs a migration; a test compares the two.

Whose row is whose:

    feeds                     one row a feed: state and lease
    windows                   what a feed showed at its last polls; apart, because most polls need not touch it
    items -> matches          what we keep of an entry, and why it matched
    keys                      what names an item; they outlive it, and `pruned` keeps its title for them
    stories <- items          an item belongs to one story; `placements` say why
    digests <- deliveries     one row a message; `tellings` point from a story to the message that holds it
    channels, chats, spent    what we learnt of them, and what we sent them in the last minute
    tally, terms, meta        counters by the hour, document frequencies, who wrote this state
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    and_,
    true,
)

from bot.model import Act, Health, Level, State
from bot.store.columns import Choice, Json, Moment, Words

# named after what they hold, so that a later migration can find them on either engine
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Words, primary_key=True),
    Column("next_due", Moment, nullable=False, index=True),
    Column("held_until", Moment),
    Column("etag", Words, nullable=False),
    Column("last_modified", Words, nullable=False),
    Column("body_hash", Words, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("health", Choice(Health), nullable=False),
    Column("detail", Words, nullable=False),
    Column("polled_at", Moment),
    Column("new_at", Moment),
    Column("fence", BigInteger, nullable=False),
    Column("leased_until", Moment),  # NULL: nobody works on it
    Column("ill_since", Moment),
    Column("gap_at", Moment),
    Column("lull", BigInteger, nullable=False, server_default="0"),
    Column("wishes", Words, nullable=False, server_default=""),
    Column("moved_to", Words, nullable=False, server_default=""),
    Column("told", Words, nullable=False, server_default=""),
    Column("told_at", Moment),
)

windows = Table(
    "windows",
    metadata,
    Column("feed", Words, primary_key=True),
    Column("entries", Words, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Words, primary_key=True),
    Column("feed", Words, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("family", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("summary", Words, nullable=False),
    Column("link", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("guid", Words, nullable=False),
    Column("published", Moment),
    Column("seen", Moment, nullable=False),
    Column("country", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("side", Words, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("at", Moment, nullable=False),  # Item.when
    Column("matched", Boolean, nullable=False),  # said once when stored; balance holds it against `matches`
    Column("story", Words, ForeignKey("stories.id")),  # NULL: not placed
    Column("updated", Moment),  # when the outlet last changed its words; NULL: never
)
Index("ix_items_seen", items.c.seen, items.c.id)
# hash indexes on PostgreSQL: its ordinary ones refuse texts beyond 2.7 kB, and addresses may be longer
Index("ix_items_link", items.c.link, postgresql_using="hash")
Index("ix_items_url", items.c.url, postgresql_using="hash")
_unplaced = and_(items.c.matched == true(), items.c.story.is_(None))
Index("ix_items_unplaced", items.c.seen, items.c.at, items.c.id, sqlite_where=_unplaced, postgresql_where=_unplaced)
# only of placed items: or SQLite would look among all that have no story for those that wait for one
_placed = items.c.story.is_not(None)
Index("ix_items_story", items.c.story, sqlite_where=_placed, postgresql_where=_placed)
Index("ix_items_placed", items.c.at, items.c.story, sqlite_where=_placed, postgresql_where=_placed)

matches = Table(
    "matches",
    metadata,
    Column("item", Words, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("theme", Words, primary_key=True),
    Column("evidence", Json, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("key", Words, primary_key=True),  # a very long one: its beginning and a hash
    Column("item", Words, nullable=False, index=True),  # no foreign key: keys outlive items
)

pruned = Table(
    "pruned",
    metadata,
    Column("id", Words, primary_key=True),
    Column("title", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("seen", Moment, nullable=False, index=True),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Words, primary_key=True),
    Column("created", Moment, nullable=False),
)

placements = Table(
    "placements",
    metadata,
    Column("item", Words, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("story", Words, ForeignKey("stories.id"), nullable=False, index=True),
    Column("how", Words, nullable=False),  # joins | develops | starts
    Column("other", Words, nullable=False),  # the story joined or developed; where it starts one: the nearest
    Column("score", Double, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("level", Choice(Level), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_digests_channel", "channel", "level", "at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    # the order in which they were written
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("digest", Words, ForeignKey("digests.id"), nullable=False),
    Column("channel", Words, nullable=False),
    Column("created", Moment, nullable=False),
    Column("state", Choice(State), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("plain", Boolean, nullable=False),
    Column("not_before", Moment),
    Column("fence", BigInteger, nullable=False),
    Column("chat", Words, nullable=False),
    Column("message_id", BigInteger),
    Column("link", Words, nullable=False, index=True),
    Column("reason", Words, nullable=False),
    Column("settled", Moment),
    Column("part", Integer, nullable=False),  # from here on: the message
    Column("html", Words, nullable=False),
    Column("stories", Json, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("previews", Boolean, nullable=False),
    Column("thread", BigInteger),
    Column("leased_until", Moment),
    Column("act", Choice(Act), nullable=False, server_default=Act.POST),
    Column("target", Words, nullable=False, server_default=""),  # the delivery that it changes or replies to
    Column("head", BigInteger),  # of the channel, while it is in doubt
    Index("ix_deliveries_state", "state", "seq"),
    Index("ix_deliveries_target", "target", "seq"),
    Index("ix_deliveries_message_id", "message_id", "chat"),
    sqlite_autoincrement=True,
)

tellings = Table(
    "tellings",
    metadata,
    # one row a story and channel: the guard against telling twice
    Column("story", Words, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("digest", Words, ForeignKey("digests.id"), nullable=False),
    Column("delivery", Words, ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("theme", Words, nullable=False, server_default=""),  # that it was told under; "": unknown
    Column("retracted", Moment),  # when it was taken back; NULL: it was not
    Column("why", Words, nullable=False, server_default=""),  # it was taken back
)

channels = Table(
    "channels",
    metadata,
    Column("id", Words, primary_key=True),
    Column("chat", Words, nullable=False),
    Column("not_before", Moment),
    Column("trouble", Words, nullable=False),
    Column("last_message_id", BigInteger),
    Column("since", Moment),
    Column("configured", Words, nullable=False),
    Column("last_chat", Words, nullable=False, server_default=""),
    Column("last_to", Words, nullable=False, server_default=""),
)

spent = Table(
    "spent",
    metadata,
    Column("what", Words, primary_key=True),
    Column("chat", Words, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("seen", Moment, nullable=False),
)

tally = Table(
    "tally",
    metadata,
    Column("hour", Moment, primary_key=True, autoincrement=False),
    Column("fetched", BigInteger, nullable=False),
    Column("new", BigInteger, nullable=False),
    Column("known", BigInteger, nullable=False),
)

terms = Table(
    "terms",
    metadata,
    Column("term", Words, primary_key=True),  # "": all documents
    Column("documents", BigInteger, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
