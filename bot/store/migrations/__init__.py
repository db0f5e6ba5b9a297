"""The history of the tables, run by Alembic from `bot.store.migrate` (there is no alembic.ini).

To change a table: change `bot/store/tables.py`, add `versions/NNNN_what.py` with the next number, and write `upgrade`
and `downgrade` by hand with plain SQLAlchemy types. `tests/contract/test_store_migrations.py` says where the two
differ, on both engines. Everything runs in one transaction, so a killed migration leaves the old state.
"""
