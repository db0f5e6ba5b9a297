"""dispaccio: watches news feeds for your themes, merges each story across outlets and languages, and tells it once."""

__version__ = "0.1.0"
