"""Where the rows of a registry are kept, and by what they are found.

A store answers by kind and key. `MemoryStore` holds all rows; `flat.FlatStore` has them in a compiled file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from reportqa.model.site import (
    AlarmAccount,
    Building,
    Client,
    Fence,
    Landmark,
    Permit,
    Person,
    Post,
    Shift,
    Site,
    Space,
    Unit,
)

Keys = Callable[[Any], Iterable[str]]


def bare_plate(plate: str) -> str:
    """A plate as letters and digits only, in capitals."""
    return "".join(char for char in plate.upper() if char.isalnum())


def _id(row: Any) -> Iterable[str]:
    return (row.id,)


def _site(row: Any) -> Iterable[str]:
    return (row.site_id,) if row.site_id else ()


def _sites(row: Any) -> Iterable[str]:
    return dict.fromkeys(row.site_ids)


_ON_SITE: Mapping[str, Keys] = {"id": _id, "site": _site}

KINDS: Mapping[str, type] = {
    "clients": Client,
    "sites": Site,
    "buildings": Building,
    "units": Unit,
    "spaces": Space,
    "landmarks": Landmark,
    "persons": Person,
    "permits": Permit,
    "fences": Fence,
    "posts": Post,
    "shifts": Shift,
    "accounts": AlarmAccount,
}
# By what the rows of a kind are found: the keys of each row.
LOOKUPS: Mapping[str, Mapping[str, Keys]] = {
    "clients": {"id": _id},
    "sites": {"id": _id, "low": lambda row: (row.id.lower(),), "client": lambda row: (row.client_id,)},
    "buildings": _ON_SITE,
    "units": _ON_SITE,
    "spaces": _ON_SITE,
    "landmarks": _ON_SITE,
    "persons": {**_ON_SITE, "role": lambda row: (row.role,) if row.role == "officer" else ()},
    "permits": {**_ON_SITE, "plate": lambda row: (bare_plate(row.plate),)},
    "fences": {"site": _site},
    "posts": {"id": _id, "site": _sites},
    "shifts": {
        "id": _id,
        "site": _sites,
        "officer": lambda row: (row.officer_id,) if row.officer_id else (),
    },
    "accounts": {"id": lambda row: (row.account,), "site": _site},
}


class Store(Protocol):
    """Rows by kind; an unknown key answers an empty tuple. Rows of one key stand in the order of reading."""

    def all(self, kind: str) -> tuple[Any, ...]:
        """Every row of a kind."""

    def count(self, kind: str) -> int:
        """How many rows of a kind there are."""

    def found(self, kind: str, by: str, key: str) -> tuple[Any, ...]:
        """The rows of one key; `kind` and `by` as in LOOKUPS."""


class MemoryStore:
    """All rows in memory, built once."""

    __slots__ = ("_found", "_rows")

    def __init__(self, rows: Mapping[str, tuple[Any, ...]]) -> None:
        self._rows = rows
        self._found: dict[tuple[str, str], dict[str, tuple[Any, ...]]] = {}
        for kind, lookups in LOOKUPS.items():
            for by, keys in lookups.items():
                grouped: dict[str, list[Any]] = {}
                for row in rows[kind]:
                    for key in keys(row):
                        grouped.setdefault(key, []).append(row)
                self._found[kind, by] = {key: tuple(group) for key, group in grouped.items()}

    def all(self, kind: str) -> tuple[Any, ...]:
        """Every row of a kind."""
        return self._rows[kind]

    def count(self, kind: str) -> int:
        """How many rows of a kind there are."""
        return len(self._rows[kind])

    def found(self, kind: str, by: str, key: str) -> tuple[Any, ...]:
        """The rows of one key."""
        return self._found[kind, by].get(key, ())
