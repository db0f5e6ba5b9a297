"""The three YAML files of config/, the environment and the secret files, read into one frozen `Settings`.

read.py     a file's bytes -> plain values, and the place of each of them
values.py   the small notations: durations, times, zones, addresses, language codes, forms
schema.py   what the files may say: every key, its type, its default, its description (-> schemas.py for editors)
shape.py    values against that schema -> problems in plain words
meaning.py  what no schema can know: names used twice, unknown names, rules -> problems and warnings
rules.py    the rules of the themes; named.py: those with a name; one_rule.py: one, with the place of what is wrong
concepts.py forms and `@includes` -> concepts
environ.py  the variables and the secret files
build.py    values without a problem -> Settings
load.py     all of it in order: `load(directory, environ)`
"""

from bot.settings.nouns import Fetch, Retention, Secret, Settings, Telegram

__all__ = ["Fetch", "Retention", "Secret", "Settings", "Telegram"]
