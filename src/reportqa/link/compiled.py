"""A registry compiled into one file that every process maps into memory: rows, lookups, and keys of matching.

`site.flat` says how the file is laid out. To its row lookups this adds `wide.<lookup>` for every lookup of
`link.wide`, and its lists as JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from reportqa.errors import RegistryError
from reportqa.link import wide
from reportqa.site.flat import FlatFile, FlatWriter
from reportqa.site.flat_store import FlatStore, source_of, write_rows
from reportqa.site.registry import SiteRegistry

# Of each lookup, the kinds of rows it finds; names find two.
_KINDS = {"names": ("sites", "clients"), "officers": ("persons",), "badges": ("persons",)}
# Raised when keys are made in another way.
KEYS = 1


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
