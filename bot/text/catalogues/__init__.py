"""The languages that posts can be told in. A new one is one file beside this one and one line in this table."""

from bot.text.catalogues.base import Catalogue
from bot.text.catalogues.en import ENGLISH
from bot.text.catalogues.it import ITALIAN

CATALOGUES: dict[str, Catalogue] = {catalogue.language: catalogue for catalogue in (ITALIAN, ENGLISH)}

__all__ = ["CATALOGUES", "Catalogue"]
