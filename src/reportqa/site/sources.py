"""Where a registry's tables come from: a folder, a workbook, a database. All give one shape.

A table is a list of columns and rows with their lines, as the source has them; nothing here knows what a
column means. `open_source` chooses the source, `import_map` says which table and column is which of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from reportqa.errors import RegistryError
from reportqa.model.site import Fence, RowRef
from reportqa.resources import is_url, shown
from reportqa.site.row_problems import Problems

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it stands. `name` is what problems say: `units.csv`, `registry.xlsx[Units]`.

    `columns` is None where every row brings its own names (JSON). Empty cells are left out of a row.
    """

    name: str
    columns: tuple[str, ...] | None
    rows: Iterable[tuple[int, Cells]]

    def ref(self, line: int) -> RowRef:
        """The place of a line."""
        return RowRef(file=self.name, line=line)


class Source(Protocol):
    """Gives the tables of one registry by name, in any case of letters."""

    def tables(self, name: str, problems: Problems) -> Iterator[Table]:
        """Every table of that name."""

    def shapes(self, name: str, key: str, problems: Problems) -> Iterator[Fence]:
        """The polygons of a GeoJSON file; `key` is the property that names the site."""

    def close(self) -> None:
        """Let go of files and connections."""


def open_source(place: str | Path) -> Source:
    """The source at a folder, an .xlsx workbook or a database's URL; raises RegistryError."""
    if is_url(place):
        from reportqa.site.source_sql import SqlSource

        return SqlSource(str(place))
    path = Path(place)
    if path.is_dir():
        from reportqa.site.source_files import FolderSource

        return FolderSource(path)
    if path.is_file() and path.suffix.lower() == ".xlsx":
        from reportqa.site.source_xlsx import WorkbookSource

        return WorkbookSource(path)
    raise RegistryError(
        "is no .xlsx workbook, database URL or compiled index"
        if path.exists()
        else "no such registry folder",
        where=shown(place),
        remedy="Name the folder that holds sites.csv, a workbook with a sheet of sites, or a database's URL",
    )
