"""An open state: hands out transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StateError
from bot.store.base import Unit
from bot.store.gate import Gate
from bot.store.lock import Hold
from bot.store.trouble import border
from bot.store.unit import SqlUnit

LEADER = "dispaccio leader"


class SqlStore:
    """See `base.Store`. `leads` where that is settled at the start, None where replicas take turns."""

    def __init__(self, engine: Engine, place: str, lock: Hold | None, *, read_only: bool, leads: bool | None) -> None:
        self.engine = engine
        self.place = place
        self.lock = lock
        self.read_only = read_only
        self.leads = leads
        self.closed = False
        self.leader: Connection | None = None

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """A writing transaction."""
        if self.read_only:
            raise StateError(f"the state {self.place} was opened for reading only")
        with self._transaction(writing=True) as unit:
            yield unit

    @contextmanager
    def glance(self) -> Iterator[Unit]:
        """A reading transaction: one consistent picture."""
        with self._transaction(writing=False) as unit:
            yield unit

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Unit]:
        with self.writing() if writing else self.reading() as connection:
            gate = Gate(connection, self.place, writing=writing)
            try:
                yield SqlUnit(gate)
            finally:
                gate.open = False
            if gate.failed:  # the body swallowed it, but a part of the unit is missing
                raise gate.failed

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection in a writing transaction, for this house only."""
        return self._connection(writing=True)

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection in a transaction that sees one picture, for this house only."""
        if self.engine.dialect.name == "sqlite":
            return self._connection()
        return self._connection(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def _connection(self, **options: object) -> Iterator[Connection]:
        if self.closed:
            raise StateError(f"the state {self.place} is closed")
        with border(self.place), self.engine.connect() as bare:
            connection = bare.execution_options(**options)
            with connection.begin():
                yield connection

    def lead(self) -> bool:
        """True when this process is the one to place, plan and ask for updates."""
        if self.closed or self.read_only:
            return False
        if self.leads is not None:
            return self.leads
        try:
            return self._lead()
        except SQLAlchemyError:  # the connection broke, and the lock with it
            self._resign()
            return False

    def _lead(self) -> bool:
        if self.leader is None:
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not connection.execute(select(func.pg_try_advisory_lock(func.hashtext(LEADER)))).scalar():
                connection.close()
                return False
            self.leader = connection
        self.leader.execute(select(1))
        return True

    def _resign(self) -> None:
        if self.leader is not None:
            self.leader.invalidate()  # a session-wide lock must not go back into the pool
            self.leader.close()
            self.leader = None

    @property
    def alone(self) -> bool:
        """True for the service that holds the lock of a SQLite file."""
        return self.lock is not None

    def announce(self, listen: str) -> None:
        """Write into the lock file where this service answers."""
        if self.lock:
            self.lock.announce(listen)

    def close(self) -> None:
        """Give everything back."""
        if self.closed:
            return
        self.closed = True
        self._resign()
        with border(self.place):
            self.engine.dispose()
        if self.lock:
            self.lock.release()
