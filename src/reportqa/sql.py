"""Databases by SQLAlchemy's URL, and what may be told of their faults."""

from __future__ import annotations

from typing import Any

from reportqa.errors import ConfigError, MissingPartError
from reportqa.resources import shown

_SQL = "pip install 'reportqa[sql]'"
# What to install for a driver, by its module, where its package has another name. A URL without a driver
# asks SQLAlchemy 2.0 for the older one of PostgreSQL.
_REMEDIES = {
    "psycopg": _SQL,
    "psycopg2": f"{_SQL}, and begin the URL with postgresql+psycopg://",
    "MySQLdb": "pip install mysqlclient",
}


def engine_at(url: str, what: str, **options: Any) -> Any:
    """SQLAlchemy's engine for the URL; nothing is connected yet. `what` says what needs it.

    Raises MissingPartError where SQLAlchemy or the database's driver is not installed, and ConfigError for
    what is no URL.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise MissingPartError(f"{what} needs SQLAlchemy", remedy=_SQL) from None
    try:
        return sqlalchemy.create_engine(url, **options)
    except ImportError as error:
        name = (error.name or url.partition(":")[0]).partition(".")[0]
        raise MissingPartError(
            f"the database's driver {name} is not installed",
            remedy=_REMEDIES.get(name, f"pip install {name}"),
        ) from None
    except sqlalchemy.exc.ArgumentError:
        raise ConfigError(
            "is no URL of a database",
            where=shown(url),
            remedy="Write it as SQLAlchemy does: postgresql+psycopg://user@host/database",
        ) from None


def fault(error: Exception) -> str:
    """What went wrong, for people: the class alone, since a driver's words may hold passwords and rows."""
    return type(getattr(error, "orig", None) or error).__name__
