"""What is remembered: one contract, SQLite by default, PostgreSQL for several replicas.

base.py        the contract: what every engine promises, in the verbs of the jobs
engine.py      open_store: lock, migration, proof that it can be written      address.py lock.py connect.py migrate.py
state.py       an open state: hands out units (unit.py), one transaction each
feeds.py items.py stories.py outbox.py balance.py      the verbs, one file a concern (prune.py: retention)
gate.py        the one place where statements reach an engine      upsert.py; trouble.py: their errors become ours
tables.py columns.py migrations/      what it looks like inside; a change there needs a migration
copies.py      backup, restore, move

A verb is added in base.py, in its concern, and in tests/contract/, where both engines must keep what it promises.
"""
