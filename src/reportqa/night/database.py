"""The database under a ledger: one face for SQLite by the standard library and for every other.

All take the same statements, written so that each kind of database understands them, with `:name` where a
value stands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from reportqa.errors import ReportqaError

Values = Mapping[str, Any]


class Database(Protocol):
    """Tables of nights. Reading is safe between threads; one thread at a time writes.

    `place` names it for people, without a password. `types` are its own words for the types of the tables.
    `alone`: while a transaction is under way, nobody else begins one.
    """

    place: str
    types: Mapping[str, str]
    alone: bool

    def has(self, table: str) -> bool:
        """Whether there is such a table."""

    def rows(self, statement: str, values: Values) -> list[tuple[Any, ...]]:
        """What the statement selects."""

    def run(self, statement: str, values: Values) -> int:
        """Change rows, inside a transaction; how many it were."""

    def run_each(self, statement: str, values: Sequence[Values]) -> None:
        """The same statement with one set of values after another."""

    def transaction(self) -> AbstractContextManager[None]:
        """All that is run inside, or nothing."""

    def close(self) -> None:
        """Release what is held for one ledger alone."""


class SqliteFile:
    """A file, by the standard library. A commit waits for no disk: after a power cut the last ones may be
    gone, whole."""

    types: Mapping[str, str] = {"number": "integer", "word": "text", "text": "text", "bytes": "blob"}
    alone = True

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """Opens the file, or makes it; `reading` opens one that is there and changes nothing."""
        self.place = str(path)
        with self._told("used"):
            if reading:
                self._db = sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro",
                    uri=True,
                    isolation_level=None,
                    check_same_thread=False,
                )
                # A connection opens its file with the first question.
                self._db.execute("select 1 from sqlite_master")
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            # SQLite itself serializes its calls; reading from another thread needs no more.
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            # A page that many files share is copied to its place once in a while, not again and again.
            self._db.execute("pragma wal_autocheckpoint = 4000")

    def has(self, table: str) -> bool:
        """Whether there is such a table, or a view of this connection."""
        known = "select name from sqlite_master union all select name from sqlite_temp_master"
        return (table,) in self.rows(known, {})

    def rows(self, statement: str, values: Values) -> list[tuple[Any, ...]]:
        """What the statement selects."""
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed("read", error) from None

    def run(self, statement: str, values: Values) -> int:
        """Change rows, inside a transaction; how many it were."""
        try:
            return self._db.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise self._failed("written", error) from None

    def run_each(self, statement: str, values: Sequence[Values]) -> None:
        """The same statement with one set of values after another."""
        with self._told("written"):
            self._db.executemany(statement, values)

    def script(self, statements: str) -> None:
        """Several statements that take no values."""
        with self._told("used"):
            self._db.executescript(statements)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is run inside, or nothing."""
        try:
            self._db.execute("begin immediate")
            yield
            self._db.execute("commit")
        except BaseException as error:
            if self._db.in_transaction:
                with suppress(sqlite3.Error):
                    self._db.execute("rollback")
            if isinstance(error, sqlite3.Error):
                raise self._failed("written", error) from None
            raise

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise self._failed(doing, error) from None

    def _failed(self, doing: str, error: Exception) -> ReportqaError:
        """A file that can't be used is one error that says what to do."""
        remedies = {
            "used": "Choose another --out folder, or remove the file",
            "read": "Run the night again",
            "written": "Make room on the disk and run the night again with --resume: nothing done is lost",
        }
        return ReportqaError(
            f"the night's ledger can't be {doing} ({error})", where=self.place, remedy=remedies[doing]
        )
