"""A registry compiled into one file that every process maps into memory: rows, lookups, and keys of matching.

`site.flat` says how the file is laid out. To its row lookups this adds `wide.<lookup>` for every lookup of
`link.wide`, its lists as JSON, and `table.<name>` with the tables of `link.tables`, site by site.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from reportqa.errors import RegistryError
from reportqa.link import wide
from reportqa.link.tables import TABLES, NumberedRows
from reportqa.model.site import Site
from reportqa.site.flat import FlatFile, FlatWriter, packed
from reportqa.site.flat_store import FlatStore, source_of, write_rows
from reportqa.site.registry import SiteRegistry

# Of each lookup, the kinds of rows it finds; names find two.
_KINDS = {"names": ("sites", "clients"), "officers": ("persons",), "badges": ("persons",)}
# Raised when keys are made in another way.
KEYS = 3


def build(registry: SiteRegistry, out: Path, place: Path | None = None, chart: Path | None = None) -> None:
    """Compile a registry into `out`.

    `place` is the folder or workbook it came from and `chart` its import map, to notice later changes.
    """
    writer = FlatWriter(out)
    try:
        write_rows(writer, registry.rows)
        grouped: dict[tuple[str, str], list[tuple[str, int]]] = {
            (lookup, kind): [] for lookup in wide.LOOKUPS for kind in _KINDS.get(lookup, ("sites",))
        }
        for pair in wide.pairs(registry):
            grouped[pair.lookup, pair.kind].append((pair.key, pair.number))
        for (lookup, kind), found in grouped.items():
            writer.lookup(f"wide.{lookup}.{kind}", found)
        for name in TABLES:
            _write_tables(writer, name, registry)
        for name, items in wide.lists(registry).items():
            writer.json(f"wide.{name}", items)
        writer.close(
            keys=_keys(),
            built_by=version("reportqa"),
            source=source_of(place, chart, out) if place is not None else None,
        )
    except BaseException:
        writer.discard()
        raise


def _write_tables(writer: FlatWriter, name: str, registry: SiteRegistry) -> None:
    """One table of every site, in the order of the sites.

    Each is a JSON list: the site's id, the number of its first row, and by key the numbers counted from it. A
    number alone has no list of its own: lists by the thousand would keep the garbage collector busy.
    """
    table = TABLES[name]
    found: dict[str, list[tuple[Any, int]]] = {}
    for number, row in enumerate(getattr(registry.rows, table.kind)):
        if row.site_id is not None:
            found.setdefault(row.site_id, []).append((row, number))

    def of(site: Site) -> bytes:
        here = found.get(site.id, [])
        first = here[0][1] if here else 0
        return packed([site.id, first, _bare(table.of((row, number - first) for row, number in here))])

    writer.pieces(f"table.{name}", map(of, registry.rows.sites))


def _bare(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers by key, with those that stand alone out of their lists; groups likewise."""
    return {
        key: _bare(value) if isinstance(value, dict) else value[0] if len(value) == 1 else value
        for key, value in numbers.items()
    }


class FlatTables:
    """The tables of a compiled file; the rows of a key are made when they are asked for."""

    def __init__(self, file: FlatFile) -> None:
        self._store = FlatStore(file)
        self._sites = file.lookup("by.sites.id")
        self._tables = {
            name: (file.section(f"table.{name}"), file.section(f"table.{name}.at").cast("Q"))
            for name in TABLES
        }

    def of(self, name: str, site: Site) -> Mapping[str, Any]:
        """One of TABLES for one site."""
        raw, places = self._tables[name]
        table = TABLES[name]
        for at in self._sites.rows(site.id):
            site_id, first, numbers = json.loads(bytes(raw[places[at] : places[at + 1]]))
            if site_id == site.id:
                make = partial(self._store.numbered, table.kind)
                if table.group is None:
                    return NumberedRows(numbers, first, make)
                return {key: NumberedRows(here, first, make) for key, here in numbers.items()}
        return {}


class FlatFinder:
    """The lookups of a compiled file. A hash may find a row of another key: who asks compares the row."""

    def __init__(self, file: FlatFile) -> None:
        if file.header.get("keys") != _keys():
            raise RegistryError(
                "the compiled registry was made by a reportqa that reads streets otherwise",
                where=str(file.path),
                remedy="Build it again with reportqa registry build",
            )
        self._file = file
        self._store = FlatStore(file)
        self._lookups = {
            lookup: [(kind, file.lookup(f"wide.{lookup}.{kind}")) for kind in _KINDS.get(lookup, ("sites",))]
            for lookup in wide.LOOKUPS
        }

    def find(self, lookup: str, key: str) -> Sequence[Any]:
        """The rows of a key."""
        return [self._store.at(kind, n) for kind, known in self._lookups[lookup] for n in known.rows(key)]

    def listed(self, name: str) -> Sequence[str]:
        """One of the lists."""
        found: list[str] = self._file.json(f"wide.{name}")
        return found


def _keys() -> str:
    """What the keys depend on: their making, and the words for streets and directions."""
    words = files("reportqa.link").joinpath("streets.toml").read_bytes()
    return f"{KEYS} {hashlib.sha256(words).hexdigest()}"
