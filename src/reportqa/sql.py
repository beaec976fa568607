"""Databases by SQLAlchemy's URL, and what may be told of their faults."""

from __future__ import annotations

from typing import Any

from reportqa.errors import ConfigError, MissingPartError
from reportqa.resources import shown


def engine_at(url: str, what: str, **options: Any) -> Any:
    """SQLAlchemy's engine for the URL; nothing is connected yet. `what` says what needs it.

    Raises MissingPartError where SQLAlchemy or the database's driver is not installed, and ConfigError for
    what is no URL.
    """
    try:
        import sqlalchemy
    except ImportError:
        raise MissingPartError(f"{what} needs SQLAlchemy", remedy="pip install 'reportqa[sql]'") from None
    try:
        return sqlalchemy.create_engine(url, **options)
    except ImportError as error:
        raise MissingPartError(
            f"the database's driver {error.name} is not installed", remedy=f"pip install {error.name}"
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
