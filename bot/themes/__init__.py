"""Rules: items and themes to matches, with the very words that fired."""
