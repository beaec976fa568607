"""A registry as the tables or views of a SQL database, by SQLAlchemy's URL."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportqa.errors import RegistryError
from reportqa.model.site import Fence
from reportqa.resources import shown
from reportqa.site.row_problems import Problems
from reportqa.site.sources import Cells, Table
from reportqa.sql import engine_at, fault

# Rows that are fetched at once, so that a large table is never in memory whole.
FETCHED = 10_000


class SqlSource:
    """Reads tables and views, in the order of their key; writes nothing. A line is the row in that order."""

    def __init__(self, url: str) -> None:
        self._shown = shown(url)
        self._engine = engine_at(url, "a registry in a database")
        import sqlalchemy

        self._sql = sqlalchemy
        made = self._engine.url
        if made.get_backend_name() == "sqlite" and made.database and not Path(made.database).is_file():
            # SQLite would make an empty file of that name.
            raise RegistryError("no such database", where=self._shown, remedy="Check the path")
        try:
            self._connection = self._engine.connect()
            look = sqlalchemy.inspect(self._connection)
            self._names = [*look.get_table_names(), *look.get_view_names()]
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise self._failed(error) from None

    def tables(self, name: str, problems: Problems) -> Iterator[Table]:
        """The table or view of that name; its columns as the database has them."""
        for known in self._names:
            if known.lower() != name.lower():
                continue
            try:
                table = self._sql.Table(known, self._sql.MetaData(), autoload_with=self._connection)
            except self._sql.exc.SQLAlchemyError as error:
                raise self._failed(error) from None
            yield Table(f"table {known}", tuple(column.name for column in table.columns), self._rows(table))

    def shapes(self, name: str, key: str, problems: Problems) -> Iterator[Fence]:
        """A database has none here; fences are a table of corners."""
        return iter(())

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
        self._engine.dispose()

    def _rows(self, table: Any) -> Iterator[tuple[int, Cells]]:
        keys = list(table.primary_key.columns) or list(table.columns)
        names = [column.name for column in table.columns]
        query = self._sql.select(table).order_by(*keys)
        try:
            found = self._connection.execution_options(yield_per=FETCHED).execute(query)
            for line, row in enumerate(found, 1):
                yield (
                    line,
                    {k: _plain(v) for k, v in zip(names, row, strict=True) if v is not None and v != ""},
                )
        except self._sql.exc.SQLAlchemyError as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> RegistryError:
        return RegistryError(
            f"the database cannot be read ({fault(error)})",
            where=self._shown,
            remedy="Check the URL, the server and the rights of the user",
        )


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
