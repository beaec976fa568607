"""A registry as the tables or views of a SQL database, by SQLAlchemy's URL."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportqa.errors import MissingPartError, RegistryError
from reportqa.model.site import Fence
from reportqa.resources import shown
from reportqa.site.row_problems import Problems
from reportqa.site.sources import Cells, Table

# Rows that are fetched at once, so that a large table is never in memory whole.
FETCHED = 10_000


class SqlSource:
    """Reads tables and views, in the order of their key; writes nothing. A line is the row in that order."""

    def __init__(self, url: str) -> None:
        try:
            import sqlalchemy
        except ImportError:
            raise MissingPartError(
                "a registry in a database needs SQLAlchemy", remedy="pip install 'reportqa[sql]'"
            ) from None
        self._sql = sqlalchemy
        self._shown = shown(url)
        try:
            made = sqlalchemy.make_url(url)
            if made.get_backend_name() == "sqlite" and made.database and not Path(made.database).is_file():
                # SQLite would make an empty file of that name.
                raise RegistryError("no such database", where=self._shown, remedy="Check the path")
            self._engine = sqlalchemy.create_engine(made)
            self._connection = self._engine.connect()
            look = sqlalchemy.inspect(self._connection)
            self._names = [*look.get_table_names(), *look.get_view_names()]
        except ImportError as error:
            raise MissingPartError(
                f"the database's driver {error.name} is not installed", remedy=f"pip install {error.name}"
            ) from None
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
        # The driver's own words may hold the password or rows; its class says enough.
        return RegistryError(
            f"the database cannot be read ({type(getattr(error, 'orig', None) or error).__name__})",
            where=self._shown,
            remedy="Check the URL, the server and the rights of the user",
        )


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
