"""The same news from many outlets: an item joins, develops or starts a story."""
