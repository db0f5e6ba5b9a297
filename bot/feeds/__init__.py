"""Bytes to items: decode, parse, date, key, and when to look again. feedparser and lxml live here."""
