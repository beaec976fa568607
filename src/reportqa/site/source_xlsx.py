"""A registry as a workbook: a sheet is a table, its first row with words the columns."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportqa.errors import MissingPartError, RegistryError
from reportqa.model.site import Fence, RowRef
from reportqa.site.row_problems import Problems
from reportqa.site.sources import Cells, Table

# What a workbook may hold: far more than Excel shows, and less than fills a machine.
MOST_BYTES = 2**31
MOST_COLUMNS = 200


class WorkbookSource:
    """The sheets of one .xlsx file, read as values; formulas give what Excel last computed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: Any = None

    def tables(self, name: str, problems: Problems) -> Iterator[Table]:
        """The sheet of that name; `book.xlsx[Sheet]` names one sheet of one workbook."""
        wanted = name.lower()
        for sheet in self._book().worksheets:
            shown = f"{self._path.name}[{sheet.title}]"
            if wanted in (sheet.title.lower(), shown.lower()):
                rows = self._rows(sheet)
                line, header = next(rows, (1, ()))
                columns = tuple("" if cell is None else str(cell).strip() for cell in header)
                double = next((c for at, c in enumerate(columns) if c and c in columns[:at]), None)
                if double is not None:
                    ref = RowRef(file=shown, line=line)
                    problems.add(ref, double, "two columns have this name; no row was read")
                    continue
                yield Table(shown, columns, _cells(rows, columns))

    def shapes(self, name: str, key: str, problems: Problems) -> Iterator[Fence]:
        """A workbook has none; fences are a sheet of corners."""
        return iter(())

    def close(self) -> None:
        """Close the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _rows(self, sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
        # Some programs write a wrong size into the sheet; without it openpyxl reads to the end.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        return ((line, row) for line, row in enumerate(rows, 1) if any(not _blank(cell) for cell in row))

    def _book(self) -> Any:
        if self._opened is not None:
            return self._opened
        try:
            from openpyxl import load_workbook
        except ImportError:
            raise MissingPartError(
                "reading .xlsx registries needs openpyxl", remedy="pip install 'reportqa[spreadsheets]'"
            ) from None
        try:
            with zipfile.ZipFile(self._path) as packed:
                if sum(item.file_size for item in packed.infolist()) > MOST_BYTES:
                    raise RegistryError("holds more than 2 GiB", where=str(self._path))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles and validations that openpyxl does not keep
                self._opened = load_workbook(self._path, read_only=True, data_only=True, keep_links=False)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise RegistryError(
                f"cannot be read as a workbook ({type(error).__name__})",
                where=str(self._path),
                remedy="Save it again as .xlsx",
            ) from None
        return self._opened


def _cells(
    rows: Iterator[tuple[int, tuple[Any, ...]]], columns: tuple[str, ...]
) -> Iterator[tuple[int, Cells]]:
    for line, row in rows:
        yield line, {k: v for k, v in zip(columns, row, strict=False) if k and not _blank(v)}


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
