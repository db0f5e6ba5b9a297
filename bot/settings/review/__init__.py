"""What `check` warns of in a good configuration: likely slips, each at its line and column.

forms.py      forms that are not needed, that can never match, that match too much
languages.py  language codes that mean nothing; languages that a concept lacks while the others have them
rules.py      names that nothing uses, sources that no feed has, themes that can never fire
"""

from bot.settings.review.all import review

__all__ = ["review"]
