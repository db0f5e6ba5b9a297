"""Asking for feeds over HTTP: politely, within bounds, and only where we may go."""

from bot.fetch.client import Fetcher

__all__ = ["Fetcher"]
