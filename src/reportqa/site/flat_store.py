"""The rows of a registry in a compiled file, each as a JSON list of its fields, read when asked for.

For a kind, `rows.<kind>` holds the rows with a comma behind each, `rows.<kind>.at` the u64 places at which
they begin and one more for the end, and `by.<kind>.<key>` the lookups of `store.LOOKUPS`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from reportqa.errors import RegistryError
from reportqa.model.site import Address, RowRef
from reportqa.site.flat import FlatFile, FlatWriter, packed
from reportqa.site.row_problems import RowProblem
from reportqa.site.store import KINDS, LOOKUPS, Store

# Rows by id and small groups that are asked for again and again; the rest is read anew.
KEPT_ROWS = 4096
KEPT_GROUPS = 24


class _Codec(NamedTuple):
    """The fields of a kind in their order, `row` last, and how those that are no JSON are read back."""

    kind: type
    names: tuple[str, ...]
    special: tuple[tuple[int, Callable[[Any], Any]], ...]


def _moment(told: list[str]) -> datetime:
    local, zone = told
    moment = datetime.fromisoformat(local)
    return moment.replace(tzinfo=ZoneInfo(zone)) if zone else moment


def _pairs(told: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(pair) for pair in told)


_ADDRESS = tuple(item.name for item in fields(Address))


def _address(told: list[Any]) -> Address:
    return Address(**dict(zip(_ADDRESS, told, strict=True)))


def _ref(told: tuple[str, int]) -> RowRef:
    return RowRef(file=told[0], line=told[1])


_READ: dict[str, Callable[[Any], Any]] = {
    "row": _ref,
    "address": _address,
    "addresses": lambda told: tuple(_address(item) for item in told),
    "aliases": tuple,
    "site_ids": tuple,
    "zones": _pairs,
    "outer": _pairs,
    "holes": lambda told: tuple(_pairs(ring) for ring in told),
    "valid_from": date.fromisoformat,
    "valid_to": date.fromisoformat,
    "start": _moment,
    "end": _moment,
    "clock_in": _moment,
    "clock_out": _moment,
}


def _codec(kind: type) -> _Codec:
    names = tuple(item.name for item in fields(kind))
    return _Codec(kind, names, tuple((at, _READ[name]) for at, name in enumerate(names) if name in _READ))


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, float):
        return value
    if isinstance(value, RowRef):
        return [value.file, value.line]
    if isinstance(value, Address):
        return [getattr(value, name) for name in _ADDRESS]
    if isinstance(value, datetime):
        zone = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else ""
        return [(value.replace(tzinfo=None) if zone else value).isoformat(), zone]
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def write_rows(writer: FlatWriter, rows: Any) -> None:
    """Write all rows of a `RegistryRows` and their lookups."""
    for kind in KINDS:
        write_table(writer, kind, getattr(rows, kind))
        for by, keys in LOOKUPS[kind].items():
            writer.lookup(
                f"by.{kind}.{by}",
                ((key, at) for at, row in enumerate(getattr(rows, kind)) for key in keys(row)),
            )
    writer.json("problems", [asdict(problem) for problem in rows.problems])


def write_table(writer: FlatWriter, kind: str, rows: Sequence[Any]) -> None:
    """Write the rows of one kind and where each begins."""
    values_of = attrgetter(*_codec(KINDS[kind]).names)
    lists = ([_plain(value) for value in values_of(row)] for row in rows)
    writer.pieces(f"rows.{kind}", (packed(values) + b"," for values in lists))


class FlatStore(Store):
    """The rows of one compiled file."""

    def __init__(self, file: FlatFile) -> None:
        self._codecs = {kind: _codec(cls) for kind, cls in KINDS.items()}
        self._rows = {kind: file.section(f"rows.{kind}") for kind in KINDS}
        self._at = {kind: file.section(f"rows.{kind}.at").cast("Q") for kind in KINDS}
        self._lookups = {
            (kind, by): file.lookup(f"by.{kind}.{by}") for kind, lookups in LOOKUPS.items() for by in lookups
        }
        self._one = lru_cache(KEPT_ROWS)(self._look)
        self._group = lru_cache(KEPT_GROUPS)(self._look)

    def all(self, kind: str) -> tuple[Any, ...]:
        """Every row of a kind, read anew."""
        return tuple(self._read(kind, 0, self.count(kind)))

    def count(self, kind: str) -> int:
        """How many rows of a kind there are."""
        return len(self._at[kind]) - 1

    def found(self, kind: str, by: str, key: str) -> tuple[Any, ...]:
        """The rows of one key."""
        return (self._one if by in ("id", "plate") else self._group)(kind, by, key)

    def at(self, kind: str, number: int) -> Any:
        """One row by its number."""
        return self._read(kind, number, number + 1)[0]

    def numbered(self, kind: str, numbers: Sequence[int]) -> list[Any]:
        """The rows of these numbers, which ascend."""
        found: list[Any] = []
        first = 0
        # Rows of one site mostly stand side by side: they are read in one piece.
        for at in range(1, len(numbers) + 1):
            if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
                found += self._read(kind, numbers[first], numbers[at - 1] + 1)
                first = at
        return found

    def _look(self, kind: str, by: str, key: str) -> tuple[Any, ...]:
        keys = LOOKUPS[kind][by]
        rows = self.numbered(kind, self._lookups[kind, by].rows(key))
        return tuple(row for row in rows if key in keys(row))

    def _read(self, kind: str, first: int, end: int) -> list[Any]:
        places = self._at[kind]
        raw = bytes(self._rows[kind][places[first] : places[end]])[:-1]
        return [self._made(kind, values) for values in json.loads(b"[" + raw + b"]")]

    def _made(self, kind: str, values: list[Any]) -> Any:
        codec = self._codecs[kind]
        for at, read in codec.special:
            if values[at] is not None:
                values[at] = read(values[at])
        return codec.kind(**dict(zip(codec.names, values, strict=True)))


def source_of(place: Path, chart: Path | None, index: Path) -> dict[str, Any]:
    """What an index remembers of where it came from: the files' sizes, times and hashes."""
    return {
        "place": os.path.relpath(place, index.parent),
        "chart": os.path.relpath(chart, index.parent) if chart else None,
        "files": {
            name: [path.stat().st_size, path.stat().st_mtime_ns, _sha256(path)]
            for name, path in _files(place, chart, index).items()
        },
    }


def stale(file: FlatFile, *, strict: bool = False) -> tuple[RowProblem, ...]:
    """One problem where the files of an index have changed since it was built; none where they are gone."""
    source = file.header.get("source")
    if not source:
        return ()
    place = file.path.parent / source["place"]
    if not place.exists():
        return ()
    known: dict[str, list[Any]] = source["files"]
    here = _files(place, file.path.parent / source["chart"] if source["chart"] else None, file.path)
    changed = sorted(
        name
        for name in {*known, *here}
        if name not in known or name not in here or _differs(here[name], known[name])
    )
    if not changed:
        return ()
    text = f"older than {changed[0]} of the registry it was built from; run reportqa registry build again"
    if strict:
        raise RegistryError(text, where=str(file.path))
    return (RowProblem(file=file.path.name, line=0, column=None, message=text),)


def _files(place: Path, chart: Path | None, index: Path) -> dict[str, Path]:
    """The files that a registry is read from, by name."""
    files = [*(place.iterdir() if place.is_dir() else [place]), *([chart] if chart else [])]
    kinds = (".csv", ".json", ".geojson", ".xlsx", ".toml")
    return {
        path.name: path
        for path in sorted(files)
        if path.is_file() and path.suffix.lower() in kinds and path.resolve() != index.resolve()
    }


def _differs(path: Path, known: list[Any]) -> bool:
    about = path.stat()
    if [about.st_size, about.st_mtime_ns] == known[:2]:
        return False
    return about.st_size != int(known[0]) or _sha256(path) != str(known[2])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
