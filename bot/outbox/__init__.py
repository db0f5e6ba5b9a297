"""What becomes of a delivery: after an attempt, after reading back, and when its turn comes. Pure."""

from bot.outbox.settle import (
    DOUBT,
    RESENDS,
    Settled,
    drop,
    give_up,
    mark_sent,
    retry,
    settle,
    settle_read_back,
    stray,
)

__all__ = [
    "DOUBT",
    "RESENDS",
    "Settled",
    "drop",
    "give_up",
    "mark_sent",
    "retry",
    "settle",
    "settle_read_back",
    "stray",
]
