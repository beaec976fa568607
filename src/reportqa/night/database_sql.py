"""Any database that SQLAlchemy speaks to, under a ledger.

SQLAlchemy finds the driver, connects, and turns the statements into the driver's own; they then go to the
driver itself, which takes a third of the time: a night asks hundreds of thousands of small ones.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any

from reportqa.errors import ReportqaError
from reportqa.night.database import Values
from reportqa.resources import shown
from reportqa.sql import engine_at, fault

# Said on each new connection. PostgreSQL: a commit waits for no disk, as with SQLite; after a power cut at
# the server the last ones may be gone, whole, and `--resume` judges those files again. So a run must not go
# on by itself where its connection was lost.
_FIRST = {"postgresql": "set synchronous_commit = off"}
# Longer than any report or summary; only MySQL asks.
_LONGEST = 2**32 - 1
# A connection that has been idle for longer may have been closed by whatever lies between: it is tried first.
_IDLE_S = 10.0


class SqlDatabase:
    """A database at a URL, for the ledgers of many nights; connected when first asked.

    A reader's connection that is lost while it is idle is opened again. A writer whose connection is lost
    has come to its end: it can't know what the server still has. Threads wait for each other.
    """

    alone = False

    def __init__(self, url: str) -> None:
        """Raises MissingPartError without SQLAlchemy or the driver, ConfigError for what is no URL."""
        self.place = shown(url)
        engine = engine_at(url, "a ledger in a database")
        import sqlalchemy

        self._sql, self._engine, self._dialect = sqlalchemy, engine, engine.dialect
        self._faults = (sqlalchemy.exc.SQLAlchemyError, self._dialect.loaded_dbapi.Error)
        self._lock = RLock()
        # What is read needs no transaction, nor the messages that begin and end one.
        self._reading = _Link(engine.execution_options(isolation_level="AUTOCOMMIT"))
        self._writing = _Link(engine, again=False)
        self._inside: Any = None  # the driver's connection while a transaction is under way
        self._known: dict[str, tuple[str, list[str] | None]] = {}
        kinds = {
            "number": sqlalchemy.BigInteger(),
            "word": sqlalchemy.String(255),
            "text": sqlalchemy.Text(),
            "bytes": sqlalchemy.LargeBinary(_LONGEST),
        }
        self.types: Mapping[str, str] = {
            name: kind.compile(dialect=self._dialect) for name, kind in kinds.items()
        }
        if first := _FIRST.get(self._dialect.name):
            sqlalchemy.event.listen(engine, "connect", lambda made, _: _said(made, first))
        weakref.finalize(self, _closed, self._reading, self._writing)

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        with self._told("used"):
            return bool(self._sql.inspect(self._engine).has_table(table))

    def rows(self, statement: str, values: Values) -> list[tuple[Any, ...]]:
        """What the statement selects; inside a transaction, as it stands there."""
        with self._told("read"):
            cursor = self._asked(self._inside or self._reading.made(), statement, values)
            try:
                return [tuple(row) for row in cursor.fetchall()]
            finally:
                cursor.close()

    def run(self, statement: str, values: Values) -> int:
        """Change rows, inside a transaction; how many it were."""
        with self._told("written"):
            cursor = self._asked(self._inside, statement, values)
            try:
                return int(cursor.rowcount)
            finally:
                cursor.close()

    def run_each(self, statement: str, values: Sequence[Values]) -> None:
        """The same statement with one set of values after another."""
        if values:
            with self._told("written"):
                self._asked(self._inside, statement, values).close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is run inside, or nothing."""
        with self._told("written"):
            self._inside = made = self._writing.made()
            try:
                yield
                made.commit()
            except BaseException:
                # On a lost connection this fails; the server goes back by itself.
                with suppress(*self._faults):
                    made.rollback()
                raise
            finally:
                self._inside = None

    def close(self) -> None:
        """Nothing: the connections are shared, and go with the database."""

    def _asked(self, made: Any, statement: str, values: Values | Sequence[Values]) -> Any:
        """The driver's cursor after the statement, with the values in the driver's own style."""
        if statement not in self._known:
            done = self._sql.text(statement).compile(dialect=self._dialect)
            self._known[statement] = str(done), done.positiontup if done.positional else None
        text, order = self._known[statement]
        cursor = made.cursor()
        if isinstance(values, Mapping):
            cursor.execute(text, values if order is None else [values[name] for name in order])
        else:
            each = values if order is None else [[row[name] for name in order] for row in values]
            cursor.executemany(text, each)
        return cursor

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except self._faults as error:
                if self._inside is None:
                    self._reading.close()
                raise ReportqaError(
                    f"the night's ledger can't be {doing} ({fault(error)})",
                    where=self.place,
                    remedy="Check the URL, the server and the user's rights, and run the night again with "
                    "--resume: nothing done is lost",
                ) from None


class _Link:
    """One connection, made when it is first used, and `again` after a pause in which it was lost."""

    def __init__(self, engine: Any, *, again: bool = True) -> None:
        self._engine, self._again = engine, again
        self._held: Any = None
        self._used = 0.0

    def made(self) -> Any:
        """The driver's connection."""
        now = time.monotonic()
        if self._again and self._held is not None and now - self._used > _IDLE_S:
            try:
                self._engine.dialect.do_ping(self._held.connection.dbapi_connection)
            except self._engine.dialect.loaded_dbapi.Error:
                self.close()
        if self._held is None:
            self._held = self._engine.connect()
        self._used = now
        return self._held.connection.dbapi_connection

    def close(self) -> None:
        """Let go of the connection; whatever it had begun is gone."""
        held, self._held = self._held, None
        if held is not None:
            with suppress(Exception):
                held.invalidate()
                held.close()


def _closed(*links: _Link) -> None:
    for link in links:
        link.close()


def _said(made: Any, statement: str) -> None:
    cursor = made.cursor()
    cursor.execute(statement)
    cursor.close()
    made.commit()
