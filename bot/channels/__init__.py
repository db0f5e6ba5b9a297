"""Where posts go: one file a kind of channel, one contract for all."""
