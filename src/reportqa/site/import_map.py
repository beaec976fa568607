"""Import maps: which table and column of another system's export is which of ours, as TOML.

A folder's own map is its `import.toml`. A table that the map does not name is read under our names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportqa import tomlfile
from reportqa.errors import ConfigError
from reportqa.site.rows import SCHEMAS
from reportqa.site.sources import Cells

NAME = "import.toml"
_PART = re.compile(r"\{([^{}]+)\}")
_DAYS = ("valid_from", "valid_to")
_MOMENTS = ("start", "end", "clock_in", "clock_out")
Scalar = str | int | float | bool


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: str = Field(alias="from", min_length=1)
    columns: dict[str, str] = {}
    values: dict[str, dict[str, Scalar]] = {}
    defaults: dict[str, Scalar] = {}
    when: str | None = None
    distinct: bool = False
    dates: str | None = None
    times: str | None = None


@dataclass(frozen=True, slots=True)
class TableMap:
    """How one of their tables feeds one of ours.

    `columns` is ours to theirs, or to a text with theirs in braces; empty means that the names are ours
    already. `values` replaces cells by their text, `defaults` fills what is empty. Rows whose `when` column
    is empty are passed over; with `distinct` a repeated id is no problem. `dates` and `times` are formats
    of strptime.
    """

    source: str
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)
    defaults: Mapping[str, Scalar] = field(default_factory=dict)
    when: str | None = None
    distinct: bool = False
    dates: str | None = None
    times: str | None = None

    @property
    def own_names(self) -> bool:
        """Whether the table has our column names."""
        return not self.columns

    def lacks(self, columns: tuple[str, ...], wanted: tuple[str, ...]) -> str | None:
        """The first of their columns that the table lacks; `wanted` are those of ours that must be there."""
        if self.own_names:
            needed = [name for name in wanted if name not in self.defaults]
        else:
            needed = [part for theirs in self.columns.values() for part in _parts(theirs)]
        if self.when:
            needed.append(self.when)
        return next((name for name in needed if name not in columns), None)

    def names(self) -> dict[str, str]:
        """Our columns to theirs, where one of theirs stands behind one of ours."""
        return {ours: theirs for ours, theirs in self.columns.items() if "{" not in theirs}

    def apply(self, cells: Cells) -> dict[str, Any] | None:
        """The row under our names; None for one that is to be passed over."""
        if self.when and self.when not in cells:
            return None
        row = dict(cells) if self.own_names else {}
        for ours, theirs in self.columns.items():
            value = _filled(theirs, cells)
            if value is not None:
                row[ours] = value
        for ours, known in self.values.items():
            row[ours] = known.get(str(row.get(ours, "")).strip(), row.get(ours))
        for ours, default in self.defaults.items():
            row[ours] = default if row.get(ours) is None else row[ours]
        for formats, ours_names in ((self.dates, _DAYS), (self.times, _MOMENTS)):
            for ours in ours_names if formats else ():
                row[ours] = _moment(row.get(ours), str(formats), ours in _DAYS)
        return {ours: value for ours, value in row.items() if value is not None and value != ""}


@dataclass(frozen=True, slots=True)
class ImportMap:
    """All maps of one registry, by our table."""

    tables: Mapping[str, tuple[TableMap, ...]] = field(default_factory=dict)

    def of(self, stem: str) -> tuple[TableMap, ...]:
        """The maps of one of our tables; one that changes nothing where the map does not name it."""
        return self.tables.get(stem, (TableMap(source=stem),))

    @classmethod
    def load(cls, path: Path) -> ImportMap:
        """Read a map; raises ConfigError that names the line of an unknown table, key or column."""
        file = tomlfile.load(path)
        schemas = dict(SCHEMAS)
        made: dict[str, tuple[TableMap, ...]] = {}
        for stem, given in file.data.items():
            if stem not in schemas:
                raise tomlfile.unknown("table", stem, schemas, where=file.where((stem,)))
            many = given if isinstance(given, list) else [given]
            keys: list[tomlfile.Key] = (
                [(stem, at) for at in range(len(many))] if isinstance(given, list) else [(stem,)]
            )
            made[stem] = tuple(
                _table(file, key, entry, tuple(schemas[stem].model_fields))
                for key, entry in zip(keys, many, strict=True)
            )
        return cls(made)


def _table(file: tomlfile.TomlFile, key: tomlfile.Key, entry: object, ours: tuple[str, ...]) -> TableMap:
    try:
        read = _Entry.model_validate(entry)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        first = next((item for item in found if item["type"] == "extra_forbidden"), found[0])
        where = file.where((*key, *first["loc"]))
        named = ".".join(str(part) for part in first["loc"]) or "table"
        if first["type"] == "extra_forbidden":
            known = ("from", *(name for name in _Entry.model_fields if name != "source"))
            raise tomlfile.unknown("key", named, known, where=where) from None
        if first["type"] == "missing":
            raise ConfigError(f"key {named!r} is missing", where=where) from None
        message = str(first["msg"]).removeprefix("Input should be ")
        raise ConfigError(f"{named}: should be {message}", where=where) from None
    for table in ("columns", "values", "defaults"):
        for name in getattr(read, table):
            if name not in ours:
                raise tomlfile.unknown("column", name, ours, where=file.where((*key, table, name)))
    return TableMap(**read.model_dump())


def _parts(theirs: str) -> list[str]:
    return _PART.findall(theirs) if "{" in theirs else [theirs]


def _filled(theirs: str, cells: Cells) -> Any:
    if "{" not in theirs:
        return cells.get(theirs)
    if any(part not in cells for part in _parts(theirs)):
        return None
    return _PART.sub(lambda match: _told(cells[match[1]]), theirs)


def _told(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _moment(value: Any, form: str, day: bool) -> Any:
    if not isinstance(value, str):
        return value
    try:
        found = datetime.strptime(value.strip(), form)
    except ValueError:
        return value  # the row's check names it
    return found.date() if day else found
